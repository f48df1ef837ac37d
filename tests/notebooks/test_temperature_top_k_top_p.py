"""The model of `language/temperature-top-k-top-p`: what each knob promises, and where its logits come from."""

import runpy
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

READS = ["src/helpers/plots/*"]  # the cell of the first figure draws with it

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


@given(logit_lists, st.floats(0, 1))
@example(np.array([0.0, -2.0, -np.inf]), 0.0)
@example(np.array([1.0, 1.0, 0.0]), 1.0)
def test_min_p_keeps_what_has_that_share_of_the_likeliest(model, logits, min_p):
    p = model.softmax(logits)
    kept = np.isfinite(model.keep_min_p(logits, min_p))
    assert kept[np.argmax(logits)]
    assert np.all(p[kept] >= min_p * p.max() * (1 - 1e-9))
    assert np.all(p[~kept] <= min_p * p.max() * (1 + 1e-9))


@given(st.lists(reals, min_size=1, max_size=30, unique=True).map(np.array), st.floats(0.2, 5), st.floats(0.01, 1))
def test_min_p_on_heated_logits_is_min_p_to_the_power_of_the_temperature(model, logits, temperature, min_p):
    nearest = np.abs((logits.max() - logits) / temperature + np.log(min_p)).min()
    if nearest > 1e-9:  # else the last bit decides
        hot = model.keep_min_p(logits / temperature, min_p)
        assert np.array_equal(np.isfinite(hot), np.isfinite(model.keep_min_p(logits, min_p**temperature)))


@given(settings(), st.floats(0, 1))
def test_temperature_last_keeps_what_is_kept_without_temperature(model, setting, min_p):
    logits, temperature, k, top_p = setting
    cuts = {"top_k": k, "top_p": top_p, "min_p": min_p}
    last = model.next_token_probabilities(logits / 5, temperature=temperature, **cuts, cut_first=True)
    cold = model.next_token_probabilities(logits / 5, **cuts)
    assert np.array_equal(last > 0, cold > 0)
    weights = np.where(cold > 0, cold, 0) ** (1 / temperature)
    assert np.allclose(last, weights / weights.sum(), atol=1e-9)


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


@pytest.fixture(scope="module")
def words(model_cells, slug):
    """The page's model of words, with the sampler."""
    return model_cells(slug, "word-model")


def kept(words, prompt="the function is", **knobs) -> int:
    return np.sum(words.next_token_probabilities(words.next_words(*words.read(prompt))[1], **knobs) > 0)


def test_the_pages_counts_are_those_of_the_whole_vocabulary(words):
    assert words.SIZE == words.WORDS.size == words.LOGITS.size == 3414
    assert [kept(words, top_p=0.9), kept(words, top_p=0.9, temperature=2)] == [55, 2340]
    assert [kept(words, prompt, top_p=0.9) for prompt in ("the value must be", "they are")] == [1, 403]
    assert [kept(words, prompt, top_k=40) for prompt in ("the value must be", "they are")] == [40, 40]


@pytest.mark.parametrize(
    ("cuts", "count"),
    [
        ({"top_p": 0.95}, 2152),
        ({"top_p": 0.95, "cut_first": True}, 153),
        ({"top_p": 0.95, "top_k": 50}, 40),  # as transformers 5.24.0 leaves the rest
        ({"top_p": 0.95, "top_k": 40, "min_p": 0.05, "cut_first": True}, 8),  # as llama.cpp does
    ],
)
def test_one_request_means_four_counts(words, cuts, count):
    assert kept(words, temperature=1.5, **cuts) == count


def test_a_bar_for_the_other_words_holds_what_the_shown_ones_leave(words):
    p = words.softmax(words.LOGITS)
    assert np.all(np.diff(p) <= 0) and p[:10].sum() == pytest.approx(0.7953, abs=5e-5)


@pytest.fixture(scope="module")
def readout(model_cells, slug):
    """What the first figure says in a state."""
    return model_cells(slug, "word-model", "sampling").update


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({"temperature": 0.1, "top_p": 1.0}, "about 1.6 words."),  # two words hold nearly everything, 83 to 17
        ({}, "about 9.6 words."),
        ({"temperature": 2.0}, "about 1,000 words."),
        ({"temperature": 2.0, "top_p": 1.0, "top_k": 10}, "about 8.4 words."),
        ({"top_k": 1}, "it comes every time."),
    ],
)
def test_openness_is_said_to_two_figures(readout, state, said):
    assert readout(**state).endswith(said)


@pytest.mark.parametrize(("top_p", "marked"), [(0.9, True), (1.0, False)])
def test_no_goal_is_marked_where_top_p_cuts_nothing(model_cells, slug, top_p, marked):
    figure = model_cells(slug, "word-model", "sampling")
    figure.update(top_p=top_p)
    assert figure.goal.artist.get_visible() == marked


@pytest.fixture(scope="module")
def dice(model_cells, slug):
    """The cell that draws words by dice."""
    return model_cells(slug, "word-model", "dice")


def written(dice, rule, temperature, throw, *, cut_first=False) -> list[str]:
    return [row[0] for row in dice.write(rule, temperature, cut_first, throw)]


@pytest.mark.parametrize("rule", ["no cut", "top-k 40", "top-p 0.9", "min-p 0.1"])
def test_order_matters_to_no_text_at_temperature_1(dice, rule):
    assert written(dice, rule, 1, 1) == written(dice, rule, 1, 1, cut_first=True)


@pytest.mark.parametrize(
    ("rule", "matters"), [("no cut", False), ("top-k 40", False), ("top-p 0.9", True), ("min-p 0.1", True)]
)
def test_order_matters_where_probabilities_are_compared(dice, rule, matters):
    texts = [[written(dice, rule, 2, throw, cut_first=first) for throw in range(1, 5)] for first in (False, True)]
    assert (texts[0] != texts[1]) == matters


def test_at_temperature_0_there_is_one_text(dice):
    texts = {tuple(written(dice, rule, 0, throw)) for rule, throw in product(dice.RULES, (1, 2))}
    assert len(texts) == 1


def test_a_word_is_drawn_where_the_die_falls(dice):
    for die, (_, count, edges, place) in zip(dice.DICE[0], dice.write("top-p 0.9", 1, False, 1), strict=True):
        assert edges[place] <= die < edges[place + 1] and place < count


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


def test_the_stored_words_are_those_that_made_the_pages_numbers(script):
    assert script["fingerprint"](script["stored"]()) == script["CORPUS_SHA256"]


def test_what_is_stored_is_read_again(script, tmp_path):
    documents = [["b", "a", "."], [], ["c", "a"]]
    script["store"](documents, tmp_path / "words.npz")
    assert script["stored"](tmp_path / "words.npz") == documents


@pytest.mark.parametrize("prompt", ["the function is", "they are", "the", "__slots__ is", "penguin penguin penguin"])
def test_the_page_counts_as_plain_python_does(words, script, prompt):
    plain = script["next_word_probabilities"](script["count_followers"](script["stored"]()), prompt)
    order, logits = words.next_words(*words.read(prompt))
    assert sorted(order) == list(range(words.SIZE))
    assert np.allclose([plain[word] for word in words.VOCABULARY[order]], np.exp(logits), rtol=1e-12)
