"""The model of `systems/multi-token-prediction`: guesses never change the text; trees, formula and stored numbers."""

import runpy
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.models.next_words import load_words

READS = [
    "src/helpers/plots/*",
    "src/helpers/models/next_words.py",
    "data/multi_token_prediction.py",
    "book/data/multi_token_prediction.npz",
]

ROOT = Path(__file__).parents[2]

seeds = st.integers(0, 10**6)
runs_of_words = st.sets(st.lists(st.integers(0, 2), min_size=1, max_size=4).map(tuple), max_size=20)


def large_model(seed, size=3):
    """A next word that depends on all words before it."""
    return lambda words: hash((seed, *words)) % size


def plain(model, words, length):
    while len(words) < length:
        words = (*words, model(words))
    return words


@given(seeds, runs_of_words)
def test_a_pass_yields_the_large_models_words_and_as_many_as_the_longest_right_branch_allows(model, seed, runs):
    large = large_model(seed)
    new = model.verify(runs, (0,), large)
    own = plain(large, (0,), 8)[1:]
    assert new == own[: len(new)]
    right = [n for n in range(1, 5) if all(own[:m] in runs for m in range(1, n + 1))]
    assert len(new) == 1 + max(right, default=0)


@given(seeds, st.integers(1, 6), st.integers(2, 5))
def test_jacobi_and_lookahead_decoding_write_what_plain_decoding_writes(model, seed, window, order):
    large, rng = large_model(seed), np.random.default_rng(seed)
    target = plain(large, (0,), 40)
    words, guesses, passes = (0,), tuple(rng.integers(0, 3, window).tolist()), 0
    while len(words) < 40:
        new, guesses = model.jacobi(words, guesses, large)
        assert len(guesses) == window
        words, passes = (*words, *new), passes + 1
    assert words[:40] == target
    assert passes <= 39
    words, pool = (0,), {}
    rows = [tuple(row) for row in rng.integers(0, 3, (order - 1, window)).tolist()]
    while len(words) < 40:
        new, rows = model.lookahead(words, rows, pool, large, most=3)
        assert {len(row) for row in rows} == {window}
        assert len(rows) == order - 1
        words = (*words, *new)
    assert words[:40] == target
    assert all(len(runs) <= 3 and {len(run) for run in runs} == {order - 1} for runs in pool.values())


def test_a_window_of_jacobi_decoding_is_right_after_as_many_passes_as_it_has_places(model):
    """The fixed point: its first n words are final after n passes, as Santilli et al. (2023) prove."""
    large, guesses, words = large_model(7), (0,) * 6, (0,)
    target = plain(large, words, 7)[1:]
    for passes in range(1, 7):
        guesses = tuple(large((*words, *guesses[:n])) for n in range(6))
        assert guesses[:passes] == target[:passes]


def test_lookahead_finds_the_run_of_a_text_that_goes_in_a_circle(model):
    def circle(words):
        return (words[-1] + 1) % 4

    words, pool, lengths = (0,), {}, []
    rows = [(0, 1, 2, 3)] * 3
    for _ in range(6):
        new, rows = model.lookahead(words, rows, pool, circle, most=4)
        words = (*words, *new)
        lengths.append(len(new))
    assert lengths[0] == 1
    assert max(lengths) == 4  # the run of three words, and one more


@settings(deadline=None)
@given(seeds, st.integers(1, 3), st.integers(1, 3), st.integers(1, 12))
def test_the_best_tree_is_the_likeliest_runs_and_has_every_beginning(model, seed, depth, width, guesses):
    def branch(run):
        p = np.random.default_rng([seed, *run]).dirichlet(np.ones(4))
        return sorted(zip(p.tolist(), range(4), strict=True), reverse=True)

    chance = {(): 1.0}
    for length in range(1, depth + 1):
        for run in product(range(4), repeat=length):
            listed = {word: p for p, word in branch(run[:-1])[:width]}
            if run[:-1] in chance and run[-1] in listed:
                chance[run] = chance[run[:-1]] * listed[run[-1]]
    del chance[()]
    tree = model.best_tree(branch, guesses=guesses, depth=depth, width=width)
    assert len(tree) == len(set(tree)) == min(guesses, len(chance))
    assert np.allclose([chance[run] for run in tree], sorted(chance.values(), reverse=True)[:guesses])
    assert all(run[:-1] in tree for run in tree if len(run) > 1)
    assert all(chance[a] >= chance[b] for a, b in pairwise(tree))


def test_counts_reach_over_no_start_of_a_topic(model):
    table = model.count([9, 9, 0, 1, 2, 0, 1, 9, 9, 0, 1], ahead=2, start=9)
    assert table[0, 1] == {0: 1}
    assert table[1, 2] == {1: 1}
    assert table[(2,)] == {1: 1}
    assert (2, 0) not in table


def test_chances_are_interpolated_counts(model):
    table = {(0, 1): {2: 3, 0: 1}, (1,): {2: 4}, (): {0: 2, 1: 2}}
    lowest = 0.75 * 2 / 4 / 3 + np.array([1.25, 1.25, 0]) / 4
    middle = 0.75 / 4 * lowest + np.array([0, 0, 3.25]) / 4
    expected = 0.75 * 2 / 4 * middle + np.array([0.25, 0, 2.25]) / 4
    assert model.chances(table, (0, 1), size=3) == pytest.approx(expected)
    assert model.chances(table, (5, 1), size=3) == pytest.approx(middle)


@given(st.lists(st.floats(0, 0.99), min_size=1, max_size=8))
def test_words_of_a_line(model, right):
    counted = model.words_per_pass(right)
    mean, reached = 1.0, 1.0  # from the definition, guess by guess
    for a in right:
        reached *= a
        mean += reached
    assert counted == pytest.approx(mean)
    assert counted <= model.most_words(right) + 1e-9
    a = right[0]
    assert model.words_per_pass([a] * 5) == pytest.approx((1 - a**6) / (1 - a))


def test_costs_divide_the_words(model):
    assert model.speed_up(3, 10, check=0.02, drafting=0.3) == pytest.approx(2)


@pytest.fixture(scope="module")
def script():
    return runpy.run_path(str(ROOT / "data" / "multi_token_prediction.py"))


@pytest.fixture(scope="module")
def stored():
    with np.load(ROOT / "book" / "data" / "multi_token_prediction.npz") as arrays:
        return {name: arrays[name] for name in arrays.files}


def test_stored_words_come_out_again(script, stored):
    words = script["written"](0.5, seed=3)
    for n, kind in enumerate(("heads", "chain")):
        again = [script["per_pass"](row, 2) for row in script["reached"](words, script[kind], 2)]
        assert stored["words"][1, n, 0, :, 3] == pytest.approx(again)
        assert stored["right"][1, n, 3, 1] == pytest.approx(script["hits"](words, kind, 2))


def test_stored_races_come_out_again(script, stored):
    prompts = script["prompts"]()
    assert np.array_equal(stored["prompts"], prompts)
    for n in (0, 11, 59):
        assert stored["fresh"][n] == script["fresh_part"](prompts[n])
        done = script["raced"](prompts[n], "lookahead", 15)
        assert stored["passes"][n, 3] == len(done) - 1
        assert stored["fresh_passes"][n, 3] == np.searchsorted(done, stored["fresh"][n])


def test_a_tree_never_yields_less_than_a_smaller_one_and_every_pass_a_word(stored):
    words = stored["words"].mean(axis=-1)
    assert words.min() > 1
    assert (np.diff(words[..., 1:], axis=-1) > -0.02).all()
    assert (stored["passes"][:, 0] == 40).all()


def test_the_text_of_the_first_picture_is_real(model):
    vocabulary, text = load_words()
    table = model.count(text.tolist(), ahead=1, start=vocabulary.size)
    of, the = np.searchsorted(vocabulary, ["of", "the"])
    bigrams = np.sum((text[:-1] == of) & (text[1:] == the))
    assert 0 <= bigrams - table[(int(of),)][int(the)] <= 2  # those right after a topic's start have no two words
