"""The model of `language/strawberry`: its tokenizer, its counter, and the stored counts."""

import runpy
from itertools import chain, pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import Ridge

from helpers.bundled import bundled

SCRIPT = Path(__file__).parents[2] / "data" / "letter_counts.py"
WORD = st.text("abenrstwy", min_size=1, max_size=12)
CUTS = st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=5), min_size=1, max_size=30)


@pytest.fixture(scope="module")
def script():
    return runpy.run_path(str(SCRIPT))


@pytest.fixture(scope="module")
def stored():
    with np.load(bundled("letter_counts.npz")) as file:
        return dict(file)


@pytest.fixture(scope="module")
def alphabet(stored):
    return stored["alphabet"].tobytes()


@pytest.fixture(scope="module")
def texts(stored, alphabet):
    """The bytes of each id."""
    found = [bytes([byte]) for byte in alphabet]
    for left, right in stored["merges"].T.tolist():
        found.append(found[left] + found[right])
    return found


# The tokenizer


def by_rules(ids: list[int], ranks: dict, merges: int) -> list[int]:
    """The first `merges` rules one after the other, each over the whole word: Sennrich's formulation."""
    for pair, rank in list(ranks.items())[:merges]:
        if pair not in pairwise(ids):
            continue
        rest, ids = ids, []
        while rest:
            match = tuple(rest[:2]) == pair
            ids.append(256 + rank if match else rest[0])
            rest = rest[2 if match else 1 :]
    return ids


@settings(max_examples=40, deadline=None)
@given(word=WORD, merges=st.sampled_from([0, 8, 100, 5000, 50_000]))
def test_a_word_is_cut_as_by_one_rule_after_the_other(model, stored, alphabet, word, merges):
    ranks = model.rank_of(*stored["merges"])
    start = [alphabet.index(byte) for byte in f" {word}".encode()]
    assert model.cut(model.history(word, alphabet, ranks), merges) == by_rules(start, ranks, merges)


@settings(deadline=None)
@given(word=WORD)
def test_ids_spell_the_word_after_each_merge_and_ranks_grow(model, stored, alphabet, texts, word):
    steps = model.history(word, alphabet, model.rank_of(*stored["merges"]))
    for _, ids in steps:
        assert b"".join(texts[number] for number in ids) == f" {word}".encode()
    assert all(one < other for (one, _), (other, _) in pairwise(steps))


def test_strawberry_is_one_id_only_after_a_space(model, stored, alphabet, texts):
    ranks = model.rank_of(*stored["merges"])
    assert model.cut(model.history("strawberry", alphabet, ranks), 50_000) == [41236]
    bare = by_rules([alphabet.index(byte) for byte in b"strawberry"], ranks, 50_000)
    assert [texts[number] for number in bare] == [b"st", b"raw", b"berry"]


def test_merges_are_read_from_a_list_of_tokens_as_they_were_learned(script):
    tokens = [bytes([byte]) for byte in range(256)] + [b"ab", b"abc", b"bc", b"abcab"]
    alphabet, merges = script["merges_of"]({token: number for number, token in enumerate(tokens)})
    assert alphabet.tolist() == list(range(256))
    a, b, c = b"abc"
    assert merges.T.tolist() == [[a, b], [256, c], [b, c], [257, 256]]


# The counter


@given(cuts=CUTS, data=st.data())
def test_weights_are_those_of_scikit_learn_s_ridge(model, cuts, data):
    counts = np.array([data.draw(st.integers(0, 4)) for _ in cuts])
    memory = model.practise(cuts, counts)
    met = sorted(set(chain.from_iterable(cuts)))
    table = np.array([[ids.count(number) for number in met] for ids in cuts])
    theirs = Ridge(alpha=0.01, fit_intercept=False, solver="cholesky").fit(table, counts).coef_
    assert list(memory) == met
    np.testing.assert_allclose([*memory.values()], theirs, atol=1e-4)


@given(letters=st.permutations(range(9)), cuts=CUTS)
def test_names_of_ids_do_not_matter(model, letters, cuts):
    """Two words that swap unpractised ids get the same answer: no letter shows through."""
    counts = np.array([len(ids) % 3 for ids in cuts])
    renamed = [[100 + [*letters, 9][number] for number in ids] for ids in cuts]
    memory, other = model.practise(cuts, counts), model.practise(renamed, counts)
    for ids, new in zip(cuts, renamed, strict=True):
        total, again = (sum(known[number] for number in word) for known, word in ((memory, ids), (other, new)))
        assert total == pytest.approx(again, abs=1e-3)
    assert model.guess([50, 51], memory) == model.guess([52], memory) == 0


def test_ids_that_only_come_together_share_a_count(model):
    memory = model.practise([[1, 2], [3], [3]], np.array([3, 1, 1]))
    assert memory[1] == pytest.approx(memory[2]) == pytest.approx(3 / 2.01)
    assert memory[3] == pytest.approx(2 / 2.01)
    assert (model.guess([1, 2], memory), model.guess([1], memory), model.guess([3, 4], memory)) == (3, 1, 1)


# What is stored


def test_the_words_are_told_apart_from_those_practised(script, stored):
    words, shown = stored["words"].tobytes().decode().split(), script["lesson"]().SHOWN
    assert words == sorted(set(words)) and len(words) == 20_362
    unseen, others = script["split"](words, shown, seed=3)
    assert len(unseen) == 2000 and not set(unseen) & set(others)
    assert {words[i] for i in (*unseen, *others)} == set(words) - set(shown)
    apart = script["practised_sets"](words, shown, seed=3)[1]["apart"]
    assert not {words[i][:4] for i in apart} & {words[i][:4] for i in unseen}
    assert len(apart) == stored["apart"][3]


@pytest.mark.parametrize(("seed", "row", "column"), [(0, 0, 7), (7, 1, 9), (19, 2, 15)])
def test_counts_come_out_again(script, stored, seed, row, column):
    model = script["lesson"]()
    words, ranks = stored["words"].tobytes().decode().split(), model.rank_of(*stored["merges"])
    unseen, others = script["split"](words, model.SHOWN, seed=seed)
    practised = others[: model.PRACTISED[row]]
    alphabet, cuts = stored["alphabet"].tobytes(), [None] * len(words)
    for place in (*unseen, *practised):
        cuts[place] = model.cut(model.history(words[place], alphabet, ranks), model.MERGES[column])
    counts = np.array([word.count("r") for word in words])
    right, met = script["count_right"](model, cuts, counts, unseen, practised)
    assert np.abs(right - stored["right"][seed, row, column]).max() <= 1  # a sum of nearly one half
    np.testing.assert_array_equal(met, stored["met"][seed, row, column])


def test_a_share_above_is_the_share_of_pairs(script):
    rng = np.random.default_rng(0)
    score, has = rng.integers(0, 5, 60).astype(float), rng.random(60) < 0.4
    pairs = [(one > other) + (one == other) / 2 for one in score[has] for other in score[~has]]
    assert script["share_above"](score, has) == pytest.approx(np.mean(pairs))


def test_letters_are_read_as_by_scikit_learn_s_ridge(script):
    rng = np.random.default_rng(1)
    vectors, targets = rng.normal(size=(50, 6)), rng.normal(size=(50, 2))
    practised = np.arange(30)
    spread = (vectors - vectors.mean(axis=0)) / vectors.std(axis=0)
    theirs = Ridge(alpha=script["PENALTY"]).fit(spread[practised], targets[practised]).predict(spread)
    np.testing.assert_allclose(script["scores"](vectors, targets, practised), theirs, atol=1e-9)
