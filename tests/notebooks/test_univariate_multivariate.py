"""The model of `time-series/univariate-multivariate`: news and lead, walking forecasts, the cost of useless helpers."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LinearRegression
from statsmodels.tsa.arima_process import ArmaProcess

SEEDS = st.integers(0, 2**32 - 1)


@pytest.mark.parametrize("lasting", [0.0, 0.5, 0.8])
def test_news_last_as_said_and_have_spread_one(model, lasting):
    news = model.driver(np.random.default_rng(0).normal(size=(400, 300)), lasting)[:, 50:]
    assert news.std() == pytest.approx(1, rel=0.02)
    assert np.corrcoef(news[:, 1:].ravel(), news[:, :-1].ravel())[0, 1] == pytest.approx(lasting, abs=0.01)


@pytest.mark.parametrize("weight", [0.0, 0.6, 1.0])
def test_the_target_has_the_spectrum_of_its_process(model, weight):
    shocks = np.random.default_rng(1).normal(size=(2, 400, 300))
    y = model.target(*shocks, weight)[:, 50:]
    exact = ArmaProcess([1, -model.OWN], [1]).acovf(4)
    found = [(y[:, k:] * y[:, : y.shape[1] - k]).mean() for k in range(4)]
    assert found == pytest.approx(exact, abs=0.04)


@settings(deadline=None, max_examples=20)
@given(SEEDS)
def test_forecasts_are_those_of_another_library_and_read_the_past_only(model, seed):
    y, helper = np.random.default_rng(seed).normal(size=(2, 260))
    x, after = model.regressors(y, helper), y[model.LAGS :]
    past = np.array([np.r_[y[t - 6 : t][::-1], helper[t - 6 : t][::-1]] for t in range(6, 260)])
    theirs = LinearRegression().fit(past[: model.KNOWN], after[: model.KNOWN])
    assert model.forecasts(x, after) == pytest.approx(theirs.predict(past), abs=1e-8)


@settings(deadline=None, max_examples=10)
@given(SEEDS, st.integers(1, 4))
def test_a_walk_fits_to_what_came_before_only(model, seed, lags):
    y, helper = np.random.default_rng(seed).normal(size=(2, 60))
    errors = model.walk(y, [helper], lags=lags, start=40)
    past = np.array([np.r_[y[t - lags : t][::-1], helper[t - lags : t][::-1]] for t in range(lags, 60)])
    for t in (40, 50, 59):
        x = sm.add_constant(past[: t - lags], has_constant="add")
        weights = sm.OLS(y[lags:t], x).fit().params
        assert errors[t - 40] == pytest.approx(y[t] - np.r_[1, past[t - lags]] @ weights, abs=1e-8)
    later = y.copy()
    later[51:] += 5
    assert (model.walk(later, [helper], lags=lags, start=40)[:11] == errors[:11]).all()


def test_change_is_in_per_cent_of_the_squared_error(model):
    assert model.change(np.array([2.0, -2.0]), np.array([1.0, 1.0])) == pytest.approx(-75)


def test_the_miss_on_new_steps_is_what_a_long_run_shows(model):
    rng = np.random.default_rng(2)
    weights = np.array([0.1, 0.5, 0.7, 0.2, -0.1])
    helpers = rng.normal(size=(400_000, 3))
    y = np.zeros(len(helpers))
    for t in range(1, len(y)):
        y[t] = model.OWN * y[t - 1] + model.GOOD * helpers[t, 0]
        y[t] += model.REST * rng.normal()
    x = np.column_stack([np.ones(len(y) - 1), y[:-1], helpers[1:]])
    assert ((y[1:] - x @ weights) ** 2).mean() == pytest.approx(model.squared_miss(weights), rel=0.01)


@pytest.mark.parametrize(("useless", "known"), [(0, 40), (12, 40), (12, 100)])
def test_the_formula_holds_for_independent_normal_regressors(model, useless, known):
    """Its own setting: no lagged target among the regressors, a constant beside p of them."""
    rng, p = np.random.default_rng(3), useless + 2
    found = []
    for _ in range(3000):
        x = np.column_stack([np.ones(known), rng.normal(size=(known, p))])
        wrong = np.linalg.lstsq(x, model.REST * rng.normal(size=known), rcond=None)[0]
        found.append(model.REST**2 + (wrong**2).sum())
    assert np.mean(found) == pytest.approx(model.expected(useless, known), rel=0.01)
