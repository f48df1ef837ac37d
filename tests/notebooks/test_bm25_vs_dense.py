"""Properties of the model cells of book/retrieval/bm25-vs-dense.ipynb, and of the collection that it searches."""

import math
import runpy
from collections import Counter
from pathlib import Path

import bm25s
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from helpers.bundled import bundled
from helpers.models.passages import KINDS, load_passages

READS = ["src/helpers/plots/*"]  # the imports that the cells need draw with it

SCRIPT = Path(__file__).parents[2] / "data" / "retrieval_passages.py"
WORD = st.sampled_from(["red", "blue", "green", "e4", "17", "stone"])
COLLECTIONS = st.lists(st.lists(WORD, min_size=1, max_size=8), min_size=1, max_size=7)
K1, B = st.floats(0.01, 4), st.floats(0, 1)
SCORES = st.lists(st.integers(0, 9), min_size=1, max_size=12).map(lambda scores: np.array(scores, dtype=float))


def weights(model, collection, *, k1, b):
    """The vocabulary and the weights of a collection given as lists of words."""
    vocabulary = sorted({word for text in collection for word in text})
    counts = model.count_words([" ".join(text) for text in collection], vocabulary)
    return vocabulary, model.bm25_weights(counts, k1=k1, b=b)


# BM25


@given(collection=COLLECTIONS, k1=K1, b=B)
def test_weights_are_those_of_the_formula_word_by_word(model, collection, k1, b):
    vocabulary, found = weights(model, collection, k1=k1, b=b)
    mean = sum(map(len, collection)) / len(collection)
    for row, text in enumerate(collection):
        for column, word in enumerate(vocabulary):
            n, f = sum(word in other for other in collection), Counter(text)[word]
            idf = math.log(1 + (len(collection) - n + 0.5) / (n + 0.5))
            expected = idf * f * (k1 + 1) / (f + k1 * (1 - b + b * len(text) / mean))
            assert found[row, column] == pytest.approx(expected, abs=1e-12)


@given(collection=COLLECTIONS, k1=K1, b=B)
def test_weights_are_those_of_bm25s(model, collection, k1, b):
    vocabulary, found = weights(model, collection, k1=k1, b=b)
    library = bm25s.BM25(method="lucene", k1=k1, b=b, dtype="float64")
    library.index(collection, show_progress=False)
    for column, word in enumerate(vocabulary):
        np.testing.assert_allclose(found[:, column], (k1 + 1) * library.get_scores([word]), rtol=1e-9, atol=1e-12)


@given(collection=COLLECTIONS, b=B)
def test_without_k1_neither_count_nor_length_matters(model, collection, b):
    _, found = weights(model, collection, k1=0, b=b)
    for column in found.T:
        assert np.ptp(column[column > 0]) == pytest.approx(0, abs=1e-12)


@given(text=st.lists(WORD, min_size=1, max_size=5), extra=st.lists(st.just("filler"), min_size=1), k1=K1)
def test_length_counts_against_a_passage_only_through_b(model, text, extra, k1):
    longer = [text, text + extra]
    vocabulary, flat = weights(model, longer, k1=k1, b=0)
    steep = weights(model, longer, k1=k1, b=1)[1]
    column = vocabulary.index(text[0])
    assert flat[0, column] == pytest.approx(flat[1, column], abs=1e-12)
    assert steep[0, column] > steep[1, column]


@given(count=st.integers(1, 50), k1=K1)
def test_repetition_adds_ever_less_and_never_more_than_k1_plus_1(model, count, k1):
    counts = np.array([[count, 9.0], [count + 1, 8.0], [count + 2, 7.0]])  # all of the same length
    counts[:, 1] += 50 - count
    worth = model.bm25_weights(counts, k1=k1, b=0)[:, 0] / math.log(1 + 0.5 / 3.5)
    assert worth[0] < worth[1] < worth[2] < k1 + 1
    assert worth[2] - worth[1] < worth[1] - worth[0]


@given(k1=K1, b=B, length=st.floats(0.1, 5), mentions=st.integers(1, 50))
def test_one_mention_in_a_passage_of_average_length_pays_the_idf_and_none_nothing(model, k1, b, length, mentions):
    assert model.saturation(np.array([0.0, 1.0]), 1.0, k1=k1, b=b) == pytest.approx([0, 1])
    paid = model.saturation(np.array([mentions, mentions + 1.0]), length, k1=k1, b=b)
    assert 0 < paid[0] < paid[1] < k1 + 1
    assert model.saturation(np.array([0.0, mentions]), length, k1=0, b=b) == pytest.approx([0, 1])


def test_words_are_cut_as_the_page_says(model):
    assert model.words("E-4 is ON; the TLM-2204!") == ["e", "4", "tlm", "2204"]
    assert len(model.STOP_WORDS.split()) == len(set(model.STOP_WORDS.split())) == 33


# Places and merging


@given(scores=SCORES)
def test_places_are_a_sorted_count_of_what_is_better(model, scores):
    for index, place in enumerate(model.places(scores)):
        before = np.sum(scores > scores[index]) + np.sum(scores[:index] == scores[index])
        assert place == (before + 1 if scores[index] > 0 else np.inf)


@given(scores=SCORES, k=st.integers(0, 100), depth=st.sampled_from([1, 3, 10, np.inf]))
def test_rrf_is_the_sum_of_reciprocals(model, scores, k, depth):
    other = np.roll(scores, 1)
    merged = sum(model.reciprocal_parts(scores, other, k=k, depth=depth))
    seats = model.places(scores), model.places(other)
    for index, share in enumerate(merged):
        plain = sum(1 / (k + seat[index]) for seat in seats if seat[index] <= depth)
        assert share == pytest.approx(plain * (k + 1) / 2, abs=1e-12)


@given(k=st.integers(0, 200), m=st.integers(2, 400))
def test_the_bystanders_rule_of_the_page(model, k, m):
    """A passage at place m of both lists beats one that is first in a single list if m < k + 2."""
    single, bystander = 0, 1
    lexical, dense = np.zeros(2 * m), np.zeros(2 * m)
    lexical[bystander], lexical[2 : m + 1] = 1, 2  # m − 1 passages before it
    dense[single], dense[bystander], dense[m + 1 : 2 * m - 1] = 3, 1, 2  # and here m − 1 others
    assert model.places(lexical)[bystander] == model.places(dense)[bystander] == m
    merged = sum(model.reciprocal_parts(lexical, dense, k=k))
    assert (merged[bystander] > merged[single]) == (m < k + 2)


@given(scores=SCORES, weight=st.floats(0, 1))
def test_weighted_parts_are_scaled_to_the_weights(model, scores, weight):
    lexical, dense = model.weighted_parts(scores, scores[::-1], dense_weight=weight)
    spread = np.ptp(scores) > 0
    assert lexical.min() == 0 and lexical.max() == pytest.approx((1 - weight) * spread)
    assert dense.min() == 0 and dense.max() == pytest.approx(weight * spread)


@given(hits=st.integers(0, 160), more=st.integers(0, 160))
def test_intervals_are_those_of_scipy(model, hits, more):
    asked = max(hits + more, 1)
    theirs = binomtest(hits, asked).proportion_ci(0.95, method="wilson")
    np.testing.assert_allclose(model.wilson(hits, asked), theirs, atol=1e-12)


@given(won=st.integers(0, 80), lost=st.integers(0, 80))
def test_the_sign_test_is_scipy_s(model, won, lost):
    expected = binomtest(won, won + lost).pvalue if won + lost else 1.0
    assert model.sign_test(won, lost) == pytest.approx(expected, rel=1e-9)


# The collection


@pytest.fixture(scope="module")
def script():
    return runpy.run_path(str(SCRIPT))


def test_what_is_stored_is_what_the_script_reads(script):
    with np.load(bundled("retrieval_passages.npz")) as stored:
        for name, expected in script["texts"]().items():
            np.testing.assert_array_equal(stored[name], expected)
        assert "Apache-2.0" in str(stored["model"])


def test_32_queries_of_each_kind_with_one_answer_each():
    shelf = load_passages()
    assert Counter(shelf.kinds.tolist()) == dict.fromkeys(KINDS, 32)
    assert len(set(shelf.queries)) == 160 and len(set(shelf.texts)) == len(shelf.titles) == 276
    assert shelf.answers.shape == (160,) and shelf.answers.max() < 276


def test_paraphrases_share_no_word_and_codes_and_names_share_one(script):
    shelf = load_passages()
    for query, kind, answer in zip(shelf.queries, shelf.kinds, shelf.answers, strict=True):
        shared = script["common_words"](query, shelf.texts[answer])
        assert not shared if kind == "paraphrase" else shared or kind in ("typo", "mixed")


def test_vectors_have_length_one_and_fill_the_file_s_budget():
    shelf = load_passages()
    for vectors, count in ((shelf.passage_vectors, 276), (shelf.query_vectors, 160)):
        assert vectors.shape == (count, 384)
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-12)
    assert bundled("retrieval_passages.npz").stat().st_size < 300_000


def test_rounding_to_12_bits_keeps_directions(script):
    vectors = np.random.default_rng(0).normal(size=(40, 384)).astype(np.float32)
    small = script["rounded"](vectors)
    parts = script["halves"](small)
    np.testing.assert_array_equal(256 * parts["high"].astype(int) + parts["low"], small)
    cosines = (
        np.sum(vectors * small, axis=1) / np.linalg.norm(vectors, axis=1) / np.linalg.norm(small.astype(float), axis=1)
    )
    assert cosines.min() > 1 - 1e-6
