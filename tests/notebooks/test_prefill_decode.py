"""The model of `systems/prefill-decode`: floors of a step, their crossings, and the stored measurements."""

from math import inf
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

READS = ["data/prefill_decode.py", "book/data/prefill_decode.npz", "book/systems/kv-cache.ipynb"]

DATA = Path(__file__).parents[2] / "book" / "data" / "prefill_decode.npz"

chips = st.tuples(st.floats(1e10, 1e16), st.floats(1e9, 1e13), st.sampled_from([0.5, 1, 2, 4]))


@given(chips, st.integers(1, 10**5), st.floats(1e6, 1e12))
def test_the_balance_is_where_both_parts_are_equal_whatever_the_model(model, chip, tokens, weights):
    chip = model.Chip(*chip)
    haul, arithmetic = model.step(tokens, chip, weights)
    assert arithmetic / haul == pytest.approx(tokens / model.balance(chip))


@given(chips)
def test_in_sixteen_bits_the_balance_is_the_ridge_in_flop_per_byte(model, chip):
    chip = model.Chip(*chip[:2])
    assert model.balance(chip) == pytest.approx(chip.flops / chip.bandwidth)


@given(st.floats(1e13, 1e16), st.floats(1e12, 1e13), st.integers(0, 5000), st.sampled_from([1, 2, 4, 8]))
def test_at_the_crossing_hauling_and_arithmetic_are_equal_on_any_number_of_cards(model, flops, bandwidth, text, cards):
    chip = model.Chip(flops, bandwidth)
    users = model.crossover(text, chip)
    assume(users < 1e9)
    haul, caches, arithmetic = model.decode(users, text, chip, cards=cards)
    assert haul + caches == pytest.approx(arithmetic, rel=1e-6)


@given(st.integers(1488, 10**6), st.integers(1, 10**7))
def test_on_an_h100_long_texts_are_hauled_longer_than_computed(model, text, users):
    chip = model.Chip(989e12, 3.35e12)
    haul, caches, arithmetic = model.decode(users, text, chip)
    assert model.crossover(text, chip) == inf
    assert arithmetic < haul + caches


def test_without_text_the_crossing_is_the_balance(model):
    chip = model.Chip(989e12, 3.35e12)
    assert model.crossover(0, chip) == pytest.approx(model.balance(chip))


def test_cards_divide_every_part(model):
    chip = model.Chip(312e12, 2.039e12)
    one, eight = (np.array(model.decode(7, 900, chip, cards=cards)) for cards in (1, 8))
    np.testing.assert_allclose(one, 8 * eight)


def test_the_caches_are_those_of_the_page_on_the_kv_cache(model, model_cells):
    other = model_cells("kv-cache")
    layers, _, query_heads, kv_heads, head_dim, *_ = other.MODELS["Llama 3.1 70B"]
    assert (layers, query_heads, kv_heads, head_dim) == (
        model.LAYERS,
        model.QUERY_HEADS,
        model.KV_HEADS,
        model.HEAD_SIZE,
    )
    shape = {"layers": layers, "kv_heads": kv_heads, "head_dim": head_dim}
    assert model.cache_bytes(5, 700) == other.kv_cache_bytes(**shape, context=700, batch=5)


@pytest.mark.parametrize("size", [2, 4])
def test_stored_times_lie_between_the_longer_part_and_the_sum_of_both(size):
    stored = np.load(DATA)
    batches, seconds, weights = (stored[name] for name in ("batches", f"seconds-{size}", f"weights-{size}"))
    assert seconds.shape == (5, batches.size) and weights * size == 2**31
    fastest = seconds.min(axis=0)
    haul, work = fastest.min(), batches * (fastest / batches).min()
    assert (fastest >= np.maximum(haul, work) * 0.999).all()
    assert (fastest <= (haul + work) * 1.02).all()
