"""The model of `language/temperature-top-k-top-p`: what each knob promises, and where its logits come from."""

import runpy
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

ROOT = Path(__file__).parents[2]


reals = st.floats(-50, 50, allow_nan=False)
steps = st.integers(-2, 2).map(float)  # makes ties
logit_lists = st.one_of(st.lists(reals, min_size=1, max_size=30), st.lists(steps, min_size=1, max_size=30)).map(
    np.array
)
temperatures = st.floats(0.05, 20)
masses = st.one_of(st.floats(1e-6, 1), st.integers(1, 10).map(lambda tenths: tenths / 10))


def settings():
    """Logits, shape (n,), with a temperature, a k from 1 to n and a p in (0, 1]."""
    return logit_lists.flatmap(
        lambda logits: st.tuples(st.just(logits), temperatures, st.integers(1, logits.size), masses)
    )


@given(logit_lists, reals)
def test_softmax_sums_to_one_and_ignores_a_shift(model, logits, shift):
    p = model.softmax(logits)
    assert p.sum() == pytest.approx(1, abs=1e-12)
    assert np.allclose(model.softmax(logits + shift), p, atol=1e-12)


@given(logit_lists, temperatures)
def test_temperature_keeps_every_rank_and_top_k_commutes_with_it(model, logits, temperature):
    order = np.argsort(logits, kind="stable")
    assert np.all(np.diff(model.softmax(logits / temperature)[order]) >= 0)
    for k in {1, (logits.size + 1) // 2, logits.size}:
        hot_then_cut = model.keep_top_k(logits / temperature, k)
        cut_then_hot = model.keep_top_k(logits, k) / temperature
        assert np.array_equal(np.isfinite(hot_then_cut), np.isfinite(cut_then_hot)) or ties_made(logits, temperature)


def ties_made(logits, temperature) -> bool:
    """Whether division by the temperature rounded two different logits to the same number."""
    return np.unique(logits / temperature).size < np.unique(logits).size


@given(settings())
def test_top_k_keeps_exactly_the_k_largest(model, setting):
    logits, _, k, _ = setting
    kept = np.isfinite(model.keep_top_k(logits, k))
    assert kept.sum() == k
    assert logits[kept].min() >= logits[~kept].max(initial=-np.inf)


def test_of_tied_logits_the_earlier_is_kept(model):
    assert np.isfinite(model.keep_top_k(np.array([1.0, 2.0, 2.0, 2.0]), 2)).tolist() == [False, True, True, False]


@given(logit_lists, masses)
@example(np.zeros(10), 0.9)
@example(np.log([0.3, 0.3, 0.3, 0.1]), 0.9)  # 0.3 + 0.3 + 0.3 is 0.8999999999999999 in floating point
@example(np.array([0.0]), 1e-6)
def test_top_p_keeps_the_smallest_set_that_reaches_p(model, logits, top_p):
    p = model.softmax(logits)
    kept = np.isfinite(model.keep_top_p(logits, top_p))
    assert kept.any()
    assert p[kept].sum() >= top_p - 1.1e-9
    assert p[kept].min() >= p[~kept].max(initial=0)
    if top_p < 1 and kept.sum() > 1:
        assert p[kept].sum() - p[kept].min() < top_p


@pytest.mark.parametrize("size, top_p, count", [(10, 0.9, 9), (10, 0.1, 1), (4, 0.5, 2), (5, 0.61, 4), (3, 1.0, 3)])
def test_top_p_on_equal_logits_counts_as_on_paper(model, size, top_p, count):
    assert np.isfinite(model.keep_top_p(np.zeros(size), top_p)).sum() == count


@given(settings())
def test_the_three_knobs_in_order(model, setting):
    logits, temperature, k, top_p = setting
    p = model.next_token_probabilities(logits, temperature=temperature, top_k=k, top_p=top_p)
    assert p.sum() == pytest.approx(1, abs=1e-12)
    assert 1 <= np.sum(p > 0) <= k
    assert 0 <= model.entropy_bits(p) <= np.log2(np.sum(p > 0)) + 1e-9
    raw = model.softmax(logits / temperature)
    assert np.allclose(p[p > 0], raw[p > 0] / raw[p > 0].sum(), rtol=1e-9)  # cutting only renormalises


@given(st.lists(st.integers(-5, 5).map(float), min_size=1, max_size=20).map(np.array))
def test_near_temperature_zero_the_largest_share_everything_equally(model, logits):
    best = logits == logits.max()
    assert np.allclose(model.softmax(logits / 0.01), best / best.sum(), atol=1e-12)


@pytest.mark.parametrize("distribution", [[1.0], [0.5, 0.5], [0.25] * 4, [0.5, 0.25, 0.25], [1.0, 0.0]])
def test_entropy_of_powers_of_two_is_exact(model, distribution):
    p = np.array(distribution)
    assert model.entropy_bits(p) == -sum(x * np.log2(x) for x in distribution if x)


def test_the_pages_numbers(model):
    def count(**knobs):
        return np.sum(model.next_token_probabilities(model.LOGITS, **knobs) > 0)

    assert (count(top_p=0.9), count(temperature=2.0, top_p=0.9)) == (8, 15)
    assert model.softmax(model.LOGITS / 0.1)[1] == pytest.approx(0.18, abs=0.005)
    in_context = [model.next_token_probabilities(z, top_p=0.9) for z in (model.SURE_LOGITS, model.OPEN_LOGITS)]
    assert [np.sum(p > 0) for p in in_context] == [1, 17]


@pytest.fixture(scope="module")
def script():
    return runpy.run_path(str(ROOT / "data/next_words.py"))


@pytest.fixture(scope="module")
def levels(script):
    return script["count_followers"](script["corpus"]())


def test_the_word_model_is_a_distribution_on_any_corpus(script, levels):
    for prompt in (*script["PROMPTS"], "is", "no such words here"):
        assert sum(script["next_word_probabilities"](levels, prompt).values()) == pytest.approx(1, abs=1e-9)


def test_kneser_ney_by_hand(script):
    levels = script["count_followers"]([["a", "b", "a", "c"]], order=2)
    # after "a": b and c once each; single words: "a" follows <s> and b, "b" follows a, "c" follows a: 2, 1, 1 of 4
    alone = {"a": 1.25 / 4, "b": 0.25 / 4, "c": 0.25 / 4}
    alone = {word: p + 0.75 * 3 / 4 / 3 for word, p in alone.items()}
    hand = {"a": 0.75 * alone["a"], "b": 0.25 / 2 + 0.75 * alone["b"], "c": 0.25 / 2 + 0.75 * alone["c"]}
    assert script["next_word_probabilities"](levels, "a") == pytest.approx(hand)


def test_the_notebooks_logits_are_the_scripts(model, script, levels):
    if script["fingerprint"](script["corpus"]()) != script["CORPUS_SHA256"]:
        pytest.skip("this Python's language reference is not the one of Python 3.11.7 that the logits were made from")
    lists = ((model.WORDS, model.LOGITS), (model.SURE_WORDS, model.SURE_LOGITS), (model.OPEN_WORDS, model.OPEN_LOGITS))
    for prompt, (words, logits) in zip(script["PROMPTS"], lists, strict=True):
        found = script["candidates"](levels, prompt)
        assert [word for word, _ in found] == list(words)
        assert np.allclose([logit for _, logit in found], logits, atol=0.00501)
