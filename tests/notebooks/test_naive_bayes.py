"""Model cells of book/supervised/naive-bayes.ipynb: scikit-learn, closed forms, plain counting, random points."""

import runpy
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, ndtr
from scipy.stats import multivariate_normal
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.naive_bayes import GaussianNB, MultinomialNB

READS = ["src/helpers/plots/*", "book/data/text_messages.npz", "data/text_messages.py"]

SEEDS = st.integers(0, 10_000)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def pictures(model_cells):
    return model_cells("naive-bayes", "imports", "explorable", "calibration-explorable", "boundary-explorable")


def mail(seed, messages=40, size=30):
    """Words of random messages, the message of each word, and which messages are spam; each class has some."""
    rng = np.random.default_rng(seed)
    of = np.repeat(np.arange(messages), rng.integers(1, 12, messages))
    spam = rng.permutation(np.arange(messages) < messages // 3)
    words = np.where(spam[of], rng.integers(0, size, len(of)), rng.integers(0, size, len(of)) ** 2 // size)
    return words, of, spam


def table(words, of, messages, size):
    """Counts of words in each message, one by one."""
    counts = np.zeros((messages, size))
    for word, message in zip(words, of, strict=True):
        counts[message, word] += 1
    return counts


def normal(seed, n=12):
    """Points of two classes, shape (2, n, 2)."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=(2, n, 2)) @ rng.normal(size=(2, 2, 2)) + rng.normal(size=(2, 1, 2))


@given(seed=SEEDS)
def test_counts_are_those_of_plain_counting(model, seed):
    words, of, spam = mail(seed)
    counts = model.class_counts(words, spam[of], size=30)
    for kind in (0, 1):
        plain = Counter(int(word) for word, message in zip(words, of, strict=True) if spam[message] == kind)
        assert {word: n for word, n in enumerate(counts[kind].tolist()) if n} == plain


@given(seed=SEEDS, alpha=st.sampled_from([0.1, 1.0, 10.0]))
def test_scores_of_words_are_those_of_scikit_learn(model, seed, alpha):
    words, of, spam = mail(seed)
    seen, words = np.unique(words, return_inverse=True)
    theirs = MultinomialNB(alpha=alpha).fit(table(words, of, len(spam), len(seen)), spam).feature_log_prob_
    ours = model.word_scores(model.class_counts(words, spam[of], size=len(seen)), alpha=alpha)
    np.testing.assert_allclose(ours, theirs[1] - theirs[0], atol=1e-12)


def test_without_smoothing_one_class_alone_is_a_veto_and_an_unread_word_is_silent(model):
    scores = model.word_scores(np.array([[3, 2, 0, 0], [1, 0, 4, 0]]), alpha=0)
    assert scores[1:].tolist() == [-np.inf, np.inf, 0]
    assert scores[0] == pytest.approx(np.log((1 / 5) / (3 / 5)))


@given(seed=SEEDS)
def test_held_out_messages_are_judged_by_the_other_parts(model, seed):
    words, of, spam = mail(seed, messages=60)
    if not all(spam[np.arange(60) != k].any() for k in range(60)):
        return
    prior, evidence = model.held_out(words, of, spam, alpha=1, rng=np.random.default_rng(seed), folds=3)
    part = np.random.default_rng(seed).permutation(60) % 3
    counts = table(words, of, 60, 30)
    for fold in range(3):
        out = part == fold
        known = counts[~out].sum(axis=0) > 0
        fitted = MultinomialNB().fit(counts[~out][:, known], spam[~out])
        theirs = fitted.predict_proba(counts[out][:, known])[:, 1]
        np.testing.assert_allclose(expit(prior + evidence)[out], theirs, rtol=1e-9)


@given(seed=SEEDS)
def test_boundaries_are_those_of_scikit_learn_and_scipy(model, seed):
    points = normal(seed)
    x, kinds = points.reshape(-1, 2), np.repeat([0, 1], points.shape[1])
    scores = {}
    for name, (q, b, c) in model.fit_rules(points).items():
        scores[name] = np.einsum("ni,ij,nj->n", x, q, x) + x @ b + c
    line = LinearDiscriminantAnalysis(solver="lsqr").fit(x, kinds).decision_function(x)
    np.testing.assert_allclose(scores["LDA"], line, rtol=1e-6, atol=1e-6 * abs(line).max())
    naive = GaussianNB(var_smoothing=0).fit(x, kinds)
    theirs = naive.predict_joint_log_proba(x)
    np.testing.assert_allclose(scores["naive"], theirs[:, 1] - theirs[:, 0], rtol=1e-6, atol=1e-6)
    own = [multivariate_normal(cloud.mean(axis=0), np.cov(cloud.T, bias=True)).logpdf(x) for cloud in points]
    np.testing.assert_allclose(scores["QDA"], own[1] - own[0], rtol=1e-6, atol=1e-6)


@given(seed=SEEDS)
def test_a_straight_boundary_between_equal_covariances_errs_as_the_closed_form_says(pictures, seed):
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(2, 2)) + 2 * np.eye(2)
    covariance, means = root @ root.T, rng.normal(size=(2, 2))
    d = np.sqrt((means[1] - means[0]) @ np.linalg.solve(covariance, means[1] - means[0]))
    covariances = np.stack([covariance, covariance])
    rule = pictures.quadratic(means, covariances)
    assert pictures.mistakes(rule, means, covariances) == pytest.approx(ndtr(-d / 2), abs=1e-9)


@given(seed=SEEDS)
def test_mistakes_of_a_bent_boundary_are_those_of_random_points(pictures, seed):
    points = normal(seed)
    rule = pictures.fit_rules(points)["QDA"]
    means, covariances = pictures.truth((2, 1), -0.6)
    rng = np.random.default_rng(seed)
    wrong = []
    for kind in (0, 1):
        x = rng.multivariate_normal(means[kind], covariances[kind], 20_000)
        score = np.einsum("ni,ij,nj->n", x, rule[0], x) + x @ rule[1] + rule[2]
        wrong.append(((score > 0) != kind).mean())
    exact = float(pictures.mistakes(rule, means, covariances, cuts=801))
    assert abs(np.mean(wrong) - exact) < 5 * np.sqrt(0.25 / 40_000)


def test_drawn_boundary_lies_where_the_score_is_zero(pictures):
    for correlation in (0.6, 0.0, -0.6):
        rules = pictures.seen((2, 1), correlation, 15)[1]
        for q, b, c in rules.values():
            at = pictures.curve((q, b, c))
            at = at[~np.isnan(at[:, 0])]
            slope = np.linalg.norm(2 * at @ q + b, axis=1)
            score = np.einsum("ni,ij,nj->n", at, q, at) + at @ b + c
            assert (abs(score) < 0.02 * slope + 0.01).all()


def test_bars_add_up_to_the_chance_in_every_state(pictures):
    for message in range(3):
        for alpha in (0.1, 1, 10):
            for word in range(1, 8):
                for times in pictures.TIMES:
                    words = pictures.SHOWN[message].split()
                    words = words[: word - 1] + words[word - 1 : word] * times + words[word:]
                    odds = np.exp(pictures.PRIOR)
                    totals = pictures.COUNTS.sum(axis=1) + alpha * 7834
                    for name in words:
                        ham, spam = (pictures.COUNTS[:, pictures.PLACE[name]] + alpha) / totals
                        odds *= spam / ham
                    assert pictures.chance(message, word, times, alpha) == pytest.approx(odds / (1 + odds))


def test_stored_messages_are_stored_alike_again(tmp_path):
    """From the stored ones: the collection itself is not in this repository."""
    script = runpy.run_path(str(ROOT / "data" / "text_messages.py"))
    kept = script["stored"]()
    assert script["unlike"](kept) == kept
    script["store"](kept, tmp_path / "again.npz")
    with np.load(tmp_path / "again.npz") as fresh, np.load(script["TARGET"]) as known:
        assert all(np.array_equal(fresh[name], known[name]) for name in known.files)
    assert script["words_of"]("Win &lt;#&gt; £1000, it’s yours") == ["it's", "win", "yours"]
