"""Properties of the model cells of book/systems/grouped-query-attention.ipynb, and its stored model."""

from math import factorial

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import scaled_dot_product_attention

from helpers import bundled

GROUPS = st.sampled_from([1, 2, 4, 8])
SEEDS = st.integers(0, 2**32 - 1)


@pytest.fixture(scope="module")
def stored():
    return dict(np.load(bundled("gqa_model.npz")))


@pytest.fixture(scope="module")
def original(stored):
    return {name: matrix.astype(float) for name, matrix in stored.items() if matrix.dtype == np.float16}


@settings(max_examples=25, deadline=None)
@given(groups=GROUPS, length=st.integers(1, 20), size=st.integers(1, 12), seed=SEEDS)
def test_attention_is_that_of_torch_with_shared_heads(model, groups, length, size, seed):
    rng = np.random.default_rng(seed)
    triple = rng.normal(size=(8, length, size)), *rng.normal(size=(2, groups, length, size))
    tensors = [torch.from_numpy(array[None]) for array in triple]
    theirs = scaled_dot_product_attention(*tensors, is_causal=True, enable_gqa=True)[0].numpy()
    outputs, weights = model.attend(*triple)
    np.testing.assert_allclose(outputs, theirs, atol=1e-12)
    np.testing.assert_allclose(weights.sum(axis=-1), 1, atol=1e-12)
    assert (np.triu(weights, 1) == 0).all()


@settings(max_examples=20, deadline=None)
@given(members=st.integers(1, 5), seed=SEEDS)
def test_turning_heads_keeps_their_products_and_brings_them_together(model, members, seed):
    heads, partners = np.random.default_rng(seed).normal(size=(2, members, 12, 4))
    turned, theirs = model.aligned(heads, partners)
    before, after = partners @ heads.swapaxes(1, 2), theirs @ turned.swapaxes(1, 2)
    np.testing.assert_allclose(after, before, atol=1e-10)
    spread = [((stack - stack.mean(axis=0)) ** 2).sum() for stack in (heads, turned)]
    assert spread[1] <= spread[0] + 1e-9


def test_heads_that_differ_by_a_rotation_only_are_shared_without_loss_once_turned(model, original):
    rng, twins = np.random.default_rng(0), dict(original)
    for layer in range(model.LAYERS):
        for names in (("query", "key"), ("value", "output")):
            turn = np.linalg.qr(rng.normal(size=(4, 8, 8)))[0]  # each odd head is its neighbour, turned
            for name in names:
                stack = original[f"{name}{layer}"].copy()
                stack[1::2] = turn.swapaxes(1, 2) @ stack[::2] if name == "output" else stack[::2] @ turn
                twins[f"{name}{layer}"] = stack
    text = np.arange(40)[None]
    wiring = [np.arange(8).reshape(4, 2)] * model.LAYERS
    expected = model.run(twins, text)[0]
    np.testing.assert_allclose(
        model.run(model.convert(twins, wiring, method="aligned mean"), text)[0], expected, atol=1e-9
    )
    assert np.abs(model.run(model.convert(twins, wiring, method="mean"), text)[0] - expected).max() > 0.1


@pytest.mark.parametrize("size", [1, 2, 4, 8])
def test_every_partition_is_tried_once_and_neighbours_come_first(model, size):
    ways = [tuple(map(tuple, way)) for way in model.partitions(list(range(8)), size)]
    count = factorial(8) // (factorial(size) ** (8 // size) * factorial(8 // size))
    assert len(ways) == len(set(ways)) == count
    assert all(sorted(sum(way, ())) == list(range(8)) for way in ways)
    assert ways[0] == tuple(tuple(range(first, first + size)) for first in range(0, 8, size))


@pytest.mark.parametrize("method", ["mean", "aligned mean", "first head"])
def test_as_many_groups_as_heads_change_nothing_in_any_order(model, original, method):
    order = np.random.default_rng(1).permutation(8)
    text = np.arange(30)[None]
    logits = model.run(model.convert(original, [order[:, None]] * model.LAYERS, method=method), text)[0]
    np.testing.assert_allclose(logits, model.run(original, text)[0], atol=1e-9)


def test_groups_by_attention_join_the_heads_that_look_alike(model):
    rows = np.random.default_rng(2).dirichlet(np.ones(6), size=(4, 3, 6))  # 4 kinds of head, 3 texts, 6 places
    maps = np.moveaxis(rows[[0, 1, 2, 3, 3, 2, 1, 0]], 0, 1)
    assert model.wire(4, maps, grouping="most alike").tolist() == [[0, 7], [1, 6], [2, 5], [3, 4]]
    apart = model.wire(4, maps, grouping="least alike")
    assert all(one + other != 7 for one, other in apart)


def test_stored_losses_without_training_are_those_of_the_page(model, original, stored):
    maps = model.run(original, stored["sample"][:, :-1].astype(int))[1]
    text = stored["held_out"].astype(int)
    for place, grouping, method in ((0, 0, 1), (1, 0, 0), (1, 2, 2), (2, 0, 1), (2, 1, 0), (3, 0, 0)):
        how = str(stored["groupings"][grouping])
        wiring = [model.wire(int(stored["groups"][place]), seen, grouping=how) for seen in maps]
        converted = model.convert(original, wiring, method=str(stored["methods"][method]))
        assert model.bits(converted, text) == pytest.approx(stored["uptrained"][place, grouping, method, 0], abs=1e-4)
