"""The model of `systems/speculative-decoding`: exact, whatever the draft; its word models; the stored marks."""

import runpy
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.models.next_words import load_words, word_model

READS = ["src/helpers/plots/*", "src/helpers/models/next_words.py", "data/speculative_runs.py", "data/next_words.py"]

ROOT = Path(__file__).parents[2]


def distributions(size: int):
    """Probabilities of `size` words, some of them 0."""
    weights = st.lists(st.integers(0, 9), min_size=size, max_size=size).filter(any)
    return weights.map(lambda w: np.array(w) / sum(w))


pairs = st.integers(2, 6).flatmap(lambda size: st.tuples(distributions(size), distributions(size)))


def by_verify(model, p, q, bonus, *, steps=250):
    """Distribution of the first and of the second word of a round of one guess; the second follows a kept guess.

    Darts and dice are the middles of `steps` equal parts instead of random numbers.
    """
    middles = (np.arange(steps) + 0.5) / steps
    first, second = np.zeros(p.size), np.zeros(p.size)
    for guess in np.flatnonzero(q):
        rounds = [model.verify([guess], [q], [p, bonus], darts=[dart], die=0.5) for dart in middles]
        kept = np.array([len(new) == 2 for new in rounds])
        first[guess] += q[guess] * kept.mean()
        for die in middles if not kept.all() else ():
            [new] = model.verify([guess], [q], [p, bonus], darts=[middles[~kept][0]], die=die)
            first[new] += q[guess] * (1 - kept.mean()) / steps
        for die in middles if kept.any() else ():
            _, more = model.verify([guess], [q], [p, bonus], darts=[middles[kept][0]], die=die)
            second[more] += q[guess] * kept.mean() / steps
    return first, second / max(second.sum(), 1e-12)


@settings(deadline=None, max_examples=40)
@given(pairs)
def test_a_word_comes_as_often_as_the_large_model_says_whatever_the_draft(model, pair):
    p, q = pair
    bonus = p[::-1]
    first, second = by_verify(model, p, q, bonus)
    assert np.abs(first - p).max() < 0.02
    if model.acceptance(p, q) > 0.01:
        assert np.abs(second - bonus).max() < 0.02


@given(pairs)
def test_shared_part_and_residual_add_up_to_the_large_model(model, pair):
    p, q = pair
    beta = model.acceptance(p, q)
    assert 0 <= beta <= 1 + 1e-12
    if beta < 1 - 1e-9:
        assert np.minimum(p, q) + (1 - beta) * model.residual(p, q) == pytest.approx(p, abs=1e-12)


@given(pairs)
def test_acceptance_is_one_minus_half_the_distance(model, pair):
    p, q = pair
    assert model.acceptance(p, q) == pytest.approx(1 - np.abs(p - q).sum() / 2, abs=1e-12)


@given(distributions(5), st.floats(0, 1, exclude_max=True))
def test_a_word_without_probability_is_never_drawn(model, p, die):
    assert p[model.draw(p, die)] > 0


def test_a_round_ends_at_the_first_guess_thrown_out(model):
    even, other = np.array([0.5, 0.5]), np.array([0.0, 1.0])
    new = model.verify([0, 0, 0], [even] * 3, [even, other, even, even], darts=[0.9, 0.0, 0.0], die=0.3)
    assert new == [0, 1]


@pytest.mark.parametrize(("draft", "count"), [(0, 5), (1, 4)])
def test_what_the_draft_gives_less_than_the_large_model_always_stays(model, draft, count):
    q, p = np.array([0.2, 0.8]), np.array([0.6, 0.4])
    new = model.verify([0, 0, 0, draft], [q] * 4, [p] * 5, darts=[0.999] * 4, die=0.5)
    assert len(new) == count


@given(st.floats(0, 0.999), st.integers(1, 20))
def test_words_of_a_pass_are_the_closed_form(model, alpha, lookahead):
    closed = (1 - alpha ** (lookahead + 1)) / (1 - alpha)
    assert model.words_per_pass(alpha, lookahead) == pytest.approx(closed, rel=1e-9)


def test_a_perfect_draft_yields_one_word_more_than_guesses(model):
    assert model.words_per_pass(1, 4) == 5


@given(st.floats(0, 1), st.floats(0.1, 100))
def test_a_job_is_no_faster_than_its_part_and_no_faster_than_the_rest_allows(model, share, factor):
    job = model.whole_job(share, factor)
    assert min(1, factor) - 1e-9 <= job <= max(1, factor) + 1e-9
    assert job * (1 - share) <= 1 + 1e-9


@pytest.mark.parametrize("context", ["the function is", "they are", "the value must be"])
def test_the_large_model_is_that_of_plain_counting(context):
    script = runpy.run_path(str(ROOT / "data/next_words.py"))
    plain = script["next_word_probabilities"](script["count_followers"](script["stored"]()), context)
    vocabulary, _ = load_words()
    p = word_model(3)(tuple(np.searchsorted(vocabulary, context.split()).tolist()))
    assert np.allclose([plain[word] for word in vocabulary], p, rtol=1e-12)


@pytest.mark.parametrize("looks_back", [0, 1, 2, 3])
def test_a_word_model_reads_no_further_back_than_it_says(looks_back):
    p_of = word_model(looks_back)
    context = (5, 17, 230, 1024)
    far = tuple(1 + word for word in context[: 4 - looks_back]) + context[4 - looks_back :]
    assert p_of(context) == pytest.approx(p_of(far), abs=0)
    assert p_of(context).sum() == pytest.approx(1, abs=1e-9)


def test_counts_of_single_words_are_their_shares():
    vocabulary, text = load_words()
    counts = np.bincount(text[text < vocabulary.size])
    p = word_model(0)(())
    assert p == pytest.approx((counts - 0.75) / counts.sum() + 0.75 / counts.sum(), rel=1e-9)


@pytest.mark.parametrize("looks_back", [0, 1, 2])
def test_the_stored_marks_are_made_again(looks_back):
    script = runpy.run_path(str(ROOT / "data/speculative_runs.py"))
    marks, chance = script["run"](looks_back, seed=3, words=400)
    with np.load(ROOT / "book/data/speculative_runs.npz") as stored:
        kept = np.unpackbits(stored["kept"][looks_back, 3])[:400]
        mean = stored["acceptance"][looks_back, 3]
    assert np.array_equal(marks, kept)
    assert chance.mean() == pytest.approx(mean, abs=4 * chance.std() / np.sqrt(100))  # neighbours are alike


@pytest.fixture(scope="module")
def figure(model_cells, slug):
    """The first picture."""
    return model_cells(slug, "round")


@pytest.mark.parametrize("draft", ["no word", "1 word", "2 words", "3 words (same)"])
@pytest.mark.parametrize("lookahead", [1, 4])
def test_every_dart_lies_where_the_readout_says(figure, draft, lookahead):
    for now in figure.play(draft, lookahead)[: figure.MOMENTS]:
        rows, p, q = figure.rows_of(now)
        word, along = figure.dart_at(now, p, q)
        assert word in rows
        shared = min(p[word], q[word])
        assert {
            "drafted": 0 <= along <= q[word],
            "kept": along < shared,
            "thrown out": shared <= along <= q[word],
            "replaced": shared - 1e-12 <= along <= p[word] + 1e-12,
            "bonus": 0 <= along <= p[word] + 1e-12,
        }[now["event"]]


def test_rounds_of_marks_by_hand(model_cells, slug):
    cells = model_cells(slug, "round", "faster")
    marks = np.array([1, 1, 0, 0, 1, 0, 1, 1, 1, 1], dtype=bool)
    assert cells.rounds_of(marks, 2).tolist() == [3, 1, 2, 3]
