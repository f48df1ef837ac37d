"""The model of `time-series/arima-sarima`: series from shocks, ACF and PACF, and what is stored of fits."""

import runpy
from pathlib import Path

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import lfilter
from statsmodels.tsa.arima_process import ArmaProcess

ROOT = Path(__file__).resolve().parents[2]
PHI, THETA = st.sampled_from([-0.8, 0.0, 0.5, 0.8, 1.0]), st.sampled_from([-0.8, 0.0, 0.8])


def spread_out(number, gap=12):
    """The number, `gap` steps back."""
    return np.r_[np.zeros(gap - 1), number]


@settings(deadline=None, max_examples=40)
@given(PHI, THETA, st.integers(0, 2), st.sampled_from([-0.5, 0.0, 0.8]), st.integers(0, 999))
def test_series_is_that_of_a_linear_filter(model, phi, theta, d, yearly, seed):
    ar, ma = model.letters(phi, d, theta, yearly=(yearly, -yearly))
    shocks = np.random.default_rng(seed).normal(size=60)
    summed = lfilter([1], np.r_[1, -spread_out(yearly)], lfilter([1], [1, -phi], shocks))
    for _ in range(d):
        summed = np.cumsum(summed)
    theirs = lfilter(np.r_[1, spread_out(-yearly)], [1], lfilter([1, theta], [1], summed))
    values, foretold = model.arima(shocks, ar, ma)
    assert values == pytest.approx(theirs, rel=1e-8, abs=1e-8)
    assert values - foretold == pytest.approx(shocks, abs=1e-6 * np.abs(values).max() + 1e-9)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 999), st.integers(0, 39))
def test_what_is_foretold_reads_the_past_only(model, seed, step):
    ar, ma = model.letters(0.5, 1, 0.8, yearly=(0.3, 0.4))
    shocks = np.random.default_rng(seed).normal(size=40)
    changed = shocks + (np.arange(40) >= step)
    before, after = (model.arima(one, ar, ma) for one in (shocks, changed))
    assert (before[1][: step + 1] == after[1][: step + 1]).all()
    assert (before[0][:step] == after[0][:step]).all()


def test_what_is_left_of_a_shock_has_its_closed_form(model):
    one, steps = np.eye(1, 30)[0], np.arange(30)

    def left(*letters):
        return model.arima(one, *model.letters(*letters))[0]

    assert left(0.8) == pytest.approx(0.8**steps)
    assert left(0, 0, 0.8) == pytest.approx(np.r_[1, 0.8, np.zeros(28)])
    assert left(0, 1) == pytest.approx(np.ones(30)) == left(1)
    assert left(0, 2) == pytest.approx(1 + steps)
    assert left(0.8, 0, -0.8) == pytest.approx(one)
    assert left(0, 1, -0.8) == pytest.approx(np.r_[1, np.full(29, 0.2)])


@pytest.mark.parametrize("phi", [-0.8, 0.0, 0.5, 0.8])
@pytest.mark.parametrize("theta", [-0.8, 0.0, 0.8])
@pytest.mark.parametrize("yearly", [(0.0, 0.0), (0.8, 0.0), (0.0, 0.8)])
def test_exact_acf_and_pacf_are_those_of_statsmodels(model, phi, theta, yearly):
    ar, ma = model.letters(phi, 0, theta, yearly=yearly)
    theirs, acf = ArmaProcess(ar, ma), model.autocorrelations(ar, ma, 26)
    assert acf == pytest.approx(theirs.acf(27), abs=1e-9)
    assert model.partial(acf) == pytest.approx(theirs.pacf(27)[1:], abs=1e-9)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 999), st.integers(60, 200))
def test_measured_acf_and_pacf_are_those_of_statsmodels(model, seed, length):
    y = np.random.default_rng(seed).normal(size=length).cumsum()
    assert model.measured(y, 26) == pytest.approx(sm.tsa.acf(y, nlags=26), abs=1e-9)
    theirs = sm.tsa.pacf(y, nlags=26, method="ywm")[1:]
    assert model.partial(model.measured(y, 26)) == pytest.approx(theirs, abs=1e-6)


def test_the_naive_rule_follows_a_line_with_a_season(model):
    month = np.arange(204)
    y = 0.1 * month + np.sin(2 * np.pi * month / 12)
    assert model.naive(y[:180]) == pytest.approx(y[180:])


def test_the_interval_of_a_miss_is_that_of_its_normal_approximation(model):
    errors = np.random.default_rng(0).normal(size=(400, 24))
    miss, low, high = model.usual(errors)
    assert miss == pytest.approx(np.sqrt((errors**2).mean()))
    half = 1.96 * (errors**2).mean(axis=1).std() / np.sqrt(400) / (2 * miss)
    assert (low, high) == pytest.approx((miss - half, miss + half), abs=0.1 * half)


def test_some_stored_fits_are_made_again(model):
    script = runpy.run_path(str(ROOT / "data" / "arima_sarima.py"))
    assert {(p, q) for p, _, q, _ in script["MODELS"]} == set(model.PAIRS.values())
    assert script["ORIGINS"] == model.ORIGINS and script["AHEAD"] == model.AHEAD
    y = script["monthly"]()
    with np.load(ROOT / "book" / "data" / "arima_sarima.npz") as stored:
        for place, test in [(6, 7), (18, 0), (18, 12)]:
            aic, mean, spread = script["forecast"](y, script["MODELS"][place], script["ORIGINS"][test])
            assert aic == pytest.approx(stored["aic"][place, test], abs=0.01)
            assert mean == pytest.approx(stored["mean"][place, test], abs=0.02)
            assert spread == pytest.approx(stored["spread"][place, test], rel=0.01)
        for kind, seed, order in [(0, 0, (1, 0)), (1, 399, (0, 1))]:
            again = script["aics"](script["simulated"](script["PLANTED"][kind], seed))
            place = script["ORDERS"].index(order)
            assert again[place] == pytest.approx(stored["order_aic"][kind, seed, place], abs=0.01)


def test_a_second_difference_is_cancelled_at_every_start():
    script = runpy.run_path(str(ROOT / "data" / "arima_sarima.py"))
    y = script["monthly"]()
    for origin in script["ORIGINS"]:
        fit = script["fitted"](y[f"{origin - script['YEARS']}" : f"{origin - 1}"], (0, 2, 1, 1))
        assert round(float(fit.params["ma.L1"]), 2) == -1
