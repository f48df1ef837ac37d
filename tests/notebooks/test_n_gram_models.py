"""The model of `language/n-gram-models`: counts, smoothing, the chain rule and writing, against second formulations."""

import random
import runpy
from collections import Counter
from itertools import product
from math import prod
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

READS = [
    "src/helpers/plots/*",
    "data/manual_sentences.py",
    "data/n_gram_runs.py",
    "book/data/manual_sentences.npz",
    "book/data/n_gram_runs.npz",
]

ROOT = Path(__file__).parents[2]
LETTERS = "abcd"  # what is read; e is never read
sentences = st.lists(st.lists(st.sampled_from(LETTERS), min_size=1, max_size=6).map(tuple), min_size=1, max_size=8)
orders = st.integers(1, 4)


def vocabulary(model):
    return [*LETTERS, "e", model.END]


def by_scanning(model, read, memory, word):
    """How often `word` was read right after `memory`."""
    lines = [(model.START, *words, model.END) for words in read]
    run = (*memory, word)
    return sum(
        line[i : i + len(run)] == run and (i or memory) != 0
        for line in lines
        for i in range(not memory, len(line) - len(run) + 1)
    )


def memories(model, n):
    """All memories that a step can have."""
    for long in range(n):
        yield from product(LETTERS, repeat=long)
    for long in range(1, n):
        yield from ((model.START, *rest) for rest in product(LETTERS, repeat=long - 1))


@settings(deadline=None, max_examples=40)
@given(sentences, st.integers(1, 3))
def test_counts_are_those_of_scanning_the_text(model, read, n):
    counts = model.count(read, n)
    for memory in memories(model, n):
        for word in [*LETTERS, model.END]:
            assert counts.get(memory, Counter())[word] == by_scanning(model, read, memory, word)


@settings(deadline=None, max_examples=40)
@given(sentences, st.integers(1, 3))
def test_smoothed_probabilities_sum_to_one_and_none_is_zero(model, read, n):
    counts, words = model.count(read, n), vocabulary(model)
    for rule in (model.add_one, model.backoff):
        p = rule(counts, len(words))
        for memory in memories(model, n):
            chances = [p(memory, word) for word in words]
            assert sum(chances) == pytest.approx(1, abs=1e-9)
            assert min(chances) > 0


@settings(deadline=None, max_examples=40)
@given(sentences, st.integers(1, 3))
def test_counted_shares_sum_to_one_where_the_memory_was_read(model, read, n):
    counts, words = model.count(read, n), vocabulary(model)
    p = model.plain(counts, len(words))
    for memory in memories(model, n):
        chances = [p(memory, word) for word in words]
        assert chances == [None] * len(words) if memory not in counts else sum(chances) == pytest.approx(1)


@settings(deadline=None)
@given(sentences)
def test_with_all_memory_the_chain_gives_each_sentence_its_share(model, read):
    p = model.plain(model.count(read, 10), 6)
    for words in read:
        chance = prod(p(*pair) for pair in model.steps(words, 10))
        assert chance == pytest.approx(read.count(words) / len(read))


@given(sentences, orders)
def test_steps_are_the_words_in_order_behind_at_most_n_minus_one_others(model, read, n):
    for words in read:
        steps = model.steps(words, n)
        assert [word for _, word in steps] == [*words, model.END]
        line = (model.START, *words, model.END)
        for place, (memory, _) in enumerate(steps):
            assert memory == line[: place + 1][-(n - 1) :] if n > 1 else memory == ()


def test_backing_off_by_hand(model):
    """Read: "a b", "a b", "a c", each once more after a start: c(a) = 3, of these b twice."""
    p = model.backoff(model.count([("a", "b"), ("a", "b"), ("a", "c")], 2), 5)
    assert p(("a",), "b") == pytest.approx((2 - 0.75) / 3)
    assert p(("a",), "c") == pytest.approx((1 - 0.75) / 3)
    # nine words in all: a 3, b 2, c 1, end 3; four of five words were read, so the fifth gets 4 × 0.75 / 9
    single = {"a": 2.25 / 9, "b": 1.25 / 9, "c": 0.25 / 9, ".": 2.25 / 9, "d": 3 / 9}
    left = 2 * 0.75 / 3 / (1 - single["b"] - single["c"])
    for word in "ad.":
        assert p(("a",), word) == pytest.approx(left * single[word])
    assert p(("d",), "a") == pytest.approx(single["a"])  # this memory was never read


@pytest.mark.parametrize("smoothing", ["none", "add one", "back off"])
def test_words_are_drawn_as_often_as_the_smoothing_says(model, smoothing):
    read = [tuple("abac"), tuple("abad"), tuple("bada"), tuple("ab")]
    counts, words = model.count(read, 3), vocabulary(model)
    p = dict(zip(model.SMOOTHINGS, (model.plain, model.add_one, model.backoff), strict=True))[smoothing]
    rng = random.Random(5)
    drawn = Counter(model.draw(counts, words, ("a", "b"), smoothing, rng) for _ in range(40_000))
    for word in words:
        chance = p(counts, len(words))(("a", "b"), word)
        assert abs(drawn[word] / 40_000 - chance) < 4.5 * np.sqrt(chance * (1 - chance) / 40_000) + 1e-9


@settings(deadline=None, max_examples=60)
@given(sentences, orders, st.integers(0, 99))
def test_without_smoothing_every_run_of_n_words_that_is_written_was_read(model, read, n, seed):
    counts = model.count(read, n)
    written = model.write(counts, vocabulary(model), n, "none", random.Random(seed), longest=12)
    text = model.joined(read)
    for at in range(len(written) - n + 1):
        assert f" {' '.join(written[at : at + n])} " in text


@settings(deadline=None)
@given(sentences, st.lists(st.sampled_from("abcde"), max_size=9).map(tuple))
def test_pieces_are_the_fewest_that_were_read(model, read, words):
    text = model.joined(read)
    pieces = model.pieces(words, text)
    assert sum(pieces, ()) == words
    fewest = [0] + [99] * len(words)
    for end in range(1, len(words) + 1):
        for start in range(end):
            if end - start == 1 or f" {' '.join(words[start:end])} " in text:
                fewest[end] = min(fewest[end], fewest[start] + 1)
    assert len(pieces) == fewest[-1]


@settings(deadline=None)
@given(sentences, st.lists(st.sampled_from("abcde"), max_size=9).map(tuple), st.integers(1, 4))
def test_a_word_is_copied_if_a_run_around_it_was_read(model, read, words, run):
    runs = {one[i : i + run] for one in read for i in range(len(one) - run + 1)}
    expected = [
        any(words[at : at + run] in runs for at in range(max(0, place - run + 1), place + 1))
        for place in range(len(words))
    ]
    assert model.copied(words, model.joined(read), run) == expected


@given(st.lists(st.integers(1, 500), min_size=3, max_size=30), st.integers(2, 30))
def test_the_slope_is_that_of_a_straight_fit(model, counts, last):
    ranked = sorted(counts, reverse=True)[:last]
    fit = np.polyfit(np.log(np.arange(1, len(ranked) + 1)), np.log(ranked), 1)[0]
    assert model.slope(counts, last) == pytest.approx(fit, abs=1e-9)


def test_zipfs_law_has_slope_minus_one(model):
    assert model.slope([1e6 / rank for rank in range(1, 500)], 499) == pytest.approx(-1)


def test_the_sentences_are_different_and_hold_no_end_mark(model):
    kept = runpy.run_path(str(ROOT / "data/manual_sentences.py"))["stored"]()
    assert len(set(kept)) == len(kept) == 2122
    assert not {model.START, model.END} & {word for words in kept for word in words}


def test_sentences_of_a_topic_are_cut_as_the_script_says():
    cut = runpy.run_path(str(ROOT / "data/manual_sentences.py"))["sentences"]
    topic = "The heading\n*****\n\nA *list* is (often) a sequence; see below. It is, e.g. by\nhand:\n\n    x = 1\n"
    again = "A list is a sequence; see below.  Too short."
    assert cut({"one": topic, "two": again}) == [
        ("a", "list", "is", "often", "a", "sequence", ";", "see", "below"),
        ("a", "list", "is", "a", "sequence", ";", "see", "below"),
    ]


def test_a_stored_split_is_measured_again(model):
    script = runpy.run_path(str(ROOT / "data/n_gram_runs.py"))
    order = script["sentences"]()
    random.Random(7).shuffle(order)
    counts = model.count(model.within(order, 5000), 3)
    held = order[len(model.within(order, 30_000)) :]
    steps = [step for words in held for step in model.steps(words, 3)]
    unread = np.mean([word not in counts.get(memory, ()) for memory, word in steps])
    with np.load(ROOT / "book/data/n_gram_runs.npz") as stored:
        assert unread == pytest.approx(stored["unseen"][7, 1, 2], abs=1e-12)
