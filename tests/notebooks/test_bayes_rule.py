"""The model of `probability/bayes-rule`: Bayes' rule of a test, and of a Beta prior, against fractions and scipy."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

PER_MILLE = st.integers(1, 999)
COUNTS = st.integers(0, 60)
INSIDE = st.integers(1, 40)  # of a prior's two counts


@given(PER_MILLE, PER_MILLE, PER_MILLE, st.booleans())
def test_the_posterior_is_that_of_exact_fractions(model, prior, found, alarms, positive):
    d, s, f = (Fraction(n, 1000) for n in (prior, found, alarms))
    s, f = (s, f) if positive else (1 - s, 1 - f)
    exact = d * s / (d * s + (1 - d) * f)
    ours = model.posterior(prior / 1000, found / 1000, alarms / 1000, positive=positive)
    assert ours == pytest.approx(float(exact), rel=1e-10)


@given(PER_MILLE, PER_MILLE, PER_MILLE)
def test_the_four_groups_are_everyone_with_the_given_shares(model, prior, found, alarms):
    shares = model.joint(prior / 1000, found / 1000, alarms / 1000)
    assert shares.sum() == pytest.approx(1)
    assert shares[0].sum() == pytest.approx(prior / 1000)
    np.testing.assert_allclose(shares[:, 0] / shares.sum(axis=1), [found / 1000, alarms / 1000], rtol=1e-9)


@given(PER_MILLE, PER_MILLE, PER_MILLE)
def test_two_independent_tests_are_one_update_after_another(model, prior, found, alarms):
    once = model.posterior(prior / 1000, found / 1000, alarms / 1000)
    twice = model.posterior(once, found / 1000, alarms / 1000)
    assert twice == pytest.approx(model.posterior(prior / 1000, (found / 1000) ** 2, (alarms / 1000) ** 2))


def test_a_test_as_often_positive_for_the_healthy_teaches_nothing(model):
    assert model.posterior(0.01, 0.4, 0.4) == pytest.approx(0.01)
    assert model.posterior(0.01, 0.4, 0.4, positive=False) == pytest.approx(0.01)


@given(INSIDE, INSIDE, COUNTS, COUNTS)
def test_counts_added_to_a_beta_are_prior_times_likelihood(model, a, b, found, missed):
    theta = np.array([0.05, 0.3, 0.5, 0.8, 0.97])
    product = stats.beta(a, b).logpdf(theta) + stats.binom.logpmf(found, found + missed, theta)
    evidence = stats.betabinom(found + missed, a, b).logpmf(found)
    updated = model.learn(a, b, found, missed)
    np.testing.assert_allclose(model.log_density(theta, *updated), product - evidence, atol=1e-8)


@given(INSIDE, INSIDE)
def test_mean_and_mode_are_those_of_scipys_density(model, a, b):
    assert model.mean(a, b) == pytest.approx(stats.beta(a, b).mean())
    best = model.mode(a, b)
    if best is None:
        assert a == b == 1
        return
    near = np.clip(best + np.array([-1e-3, 1e-3]), 0, 1)
    assert (stats.beta(a, b).pdf(near) <= stats.beta(a, b).pdf(best) * (1 + 1e-12)).all()


def test_the_density_has_area_one(model):
    for a, b in ((1, 1), (5, 5), (86, 32), (1, 82)):
        area, _ = integrate.quad(lambda t, a=a, b=b: np.exp(model.log_density(t, a, b)), 0, 1)
        assert area == pytest.approx(1)


@given(INSIDE, INSIDE, st.integers(1, 40), st.integers(1, 40))
def test_the_map_tends_to_the_share_counted(model, a, b, found, missed):
    share = found / (found + missed)
    gaps = [abs(model.mode(*model.learn(a, b, n * found, n * missed)) - share) for n in (1, 10, 100, 10**6)]
    assert (np.diff(gaps) <= 1e-12).all()
    assert gaps[-1] < 1e-4
