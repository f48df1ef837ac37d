"""Properties of the cells of book/probability/bias-variance-estimators.ipynb."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

READS = ["src/helpers/plots/*"]  # the cells of the pictures draw with it

TRUTH, FACTOR = st.floats(-3, 3), st.floats(-1, 2)


@given(truth=TRUTH, c=FACTOR, seed=st.integers(0, 99))
def test_errors_of_the_dots_split_into_bias_and_scatter_exactly(model, truth, c, seed):
    noise = np.random.default_rng(seed).standard_normal((40, 5))
    found = model.estimates(noise, truth, c)
    parts = (found.mean() - truth) ** 2 + found.var()
    assert ((found - truth) ** 2).mean() == pytest.approx(parts)


@pytest.mark.parametrize("c", [0.0, 0.6, 1.0, 1.2])
@pytest.mark.parametrize("n", [5, 20])
def test_bias_and_variance_are_those_of_the_normal_distribution_of_the_estimate(model, c, n):
    bias, variance = model.errors(0.8, c, n)
    found = model.estimates(np.random.default_rng(n).standard_normal((20_000, n)), 0.8, c)
    assert found.mean() - 0.8 == pytest.approx(bias, abs=5 * np.sqrt(variance / 20_000) + 1e-12)
    assert found.var() == pytest.approx(variance, rel=0.05)


@given(truth=TRUTH, c=FACTOR, n=st.integers(1, 200))
def test_no_factor_errs_less_than_the_best_one(model, truth, c, n):
    def total(factor):
        bias, variance = model.errors(truth, factor, n)
        return bias**2 + variance

    best = model.best_factor(truth, n)
    assert 0 <= best < 1
    assert total(best) <= total(c) + 1e-12


@pytest.mark.parametrize("noise", ["normal", "Laplace"])
def test_score_is_the_slope_of_scipys_log_likelihood(model, noise):
    law = {"normal": stats.norm, "Laplace": stats.laplace}[noise]
    y = law.rvs(size=(30, 7), random_state=1)
    slope = (law.logpdf(y, 1e-6).sum(axis=1) - law.logpdf(y, -1e-6).sum(axis=1)) / 2e-6
    np.testing.assert_allclose(model.score(y, noise), slope, atol=1e-5)


@pytest.mark.parametrize("noise", ["normal", "Laplace"])
@pytest.mark.parametrize("n", [3, 5, 21])
def test_no_unbiased_rule_is_under_the_floor(model, noise, n):
    for rule in ("mean", "median", "midrange"):
        assert model.variance(rule, noise, n) * model.information(noise, n) > 1 - 1e-9
    assert model.variance(model.HALF, noise, n) < model.variance("mean", noise, n)


@pytest.mark.parametrize("n", [3, 5, 11, 41])
def test_variances_of_uniform_ranks_are_the_closed_forms(model, n):
    assert model.variance("median", "uniform", n) == pytest.approx(1 / (n + 2))
    assert model.variance("midrange", "uniform", n) == pytest.approx(2 / ((n + 1) * (n + 2)))


@pytest.mark.parametrize("rule", ["mean", "median", "midrange"])
@pytest.mark.parametrize("noise", ["normal", "Laplace"])
def test_covariance_of_an_unbiased_estimate_and_the_score_is_one(model, rule, noise):
    y = model.NOISES[noise].rvs(size=(40_000, 5), random_state=2)
    product = model.RULES[rule](y) * model.score(y, noise)
    assert product.mean() == pytest.approx(1, abs=4 * product.std() / 200)


@pytest.fixture(scope="module")
def pictures(model_cells):
    return model_cells("bias-variance-estimators", "imports", "explorable", "floor-explorable")


def test_bars_reach_the_curve_and_the_readout_adds_up(pictures):
    for truth in pictures.TRUTHS:
        for c in pictures.FACTORS:
            for n in pictures.COUNTS:
                said = pictures.update(truth=(truth, -0.08), c=c, n=n)
                top = sum(bar.get_height() for mark in (pictures.part, pictures.rest) for bar in mark.artists)
                x, y = pictures.curve.artist.get_data()
                if top < pictures.TOP:
                    assert top == pytest.approx(np.interp(truth, x, y), abs=0.004)
                assert "nan" not in said
                if found := re.search(r"Bias² ([\d.]+) \+ variance ([\d.]+) = mean squared error ([\d.]*\d)", said):
                    first, second, both = map(float, found.groups())
                    assert first + second == pytest.approx(both, abs=1e-9)


def test_the_chosen_sample_is_the_dot_of_its_readout(pictures):
    for rule in pictures.RULES:
        for noise in pictures.NOISES:
            for n in pictures.DRAWS:
                said = pictures.update_floor(sample=3, rule=rule, noise=noise, n=n).replace("−", "-")
                slope, guess = map(float, re.search(r"score (-?[\d.]+), estimate (-?[\d.]+)\.$", said).groups())
                x, y = np.ravel(pictures.one.artist.get_data())
                assert (slope, guess) == pytest.approx((x, y), abs=0.056)
                heights = [
                    mark.artists[0].get_height() for mark in (pictures.on_line, pictures.off_line, pictures.whole)
                ]
                told = float(re.search(r"variance (\d\.\d+)", said)[1])
                assert sum(heights) / n == pytest.approx(told, abs=6e-4)
