"""Simulated series and the exact error of forecasting them: closed forms, and each against the other."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.models.seasonal_series import expected_error, simulate

correlations = st.floats(-0.95, 0.99)


@given(correlations)
def test_one_value_ahead_without_season_or_drift_is_the_closed_form(autocorrelation):
    """Forecasting u_t by u_{t-12} errs by 2(1 − φ¹²)/(1 − φ²): the season cancels over a period."""
    error = expected_error(np.array([30]), np.array([[18]]), autocorrelation=autocorrelation, drift=0.0)
    assert error == pytest.approx(2 * (1 - autocorrelation**12) / (1 - autocorrelation**2))


@given(st.integers(1, 8), st.floats(-3, 3))
def test_drift_adds_the_square_of_the_mean_lag_in_periods(years, drift):
    near = 96 - 12 * np.arange(1, years + 1)[None]
    still, moving = (expected_error(np.array([96]), near, autocorrelation=0.5, drift=d) for d in (0.0, drift))
    assert moving - still == pytest.approx((drift * (years + 1) / 2) ** 2, abs=1e-9)


@given(correlations, st.floats(0, 2), st.integers(0, 100))
def test_the_error_does_not_depend_on_the_date(autocorrelation, drift, later):
    test, near = np.array([40, 41]), np.array([[30, 29, 28], [35, 31, 17]])
    world = {"autocorrelation": autocorrelation, "drift": drift}
    assert expected_error(test + later, near + later, **world) == pytest.approx(expected_error(test, near, **world))


@settings(max_examples=10, deadline=None)
@given(st.sampled_from([0.0, 0.5, 0.9]), st.sampled_from([0.0, 1.0]), st.integers(0, 20))
def test_simulated_errors_have_the_expected_mean(autocorrelation, drift, seed):
    rng = np.random.default_rng(seed)
    y = simulate(6000, 40, autocorrelation=autocorrelation, drift=drift, rng=rng)
    test, near = np.array([20, 39]), np.array([[19, 12, 30], [5, 27, 38]])
    errors = ((y[:, test] - y[:, near].mean(axis=-1)) ** 2).mean(axis=1)
    exact = expected_error(test, near, autocorrelation=autocorrelation, drift=drift)
    assert abs(errors.mean() - exact) < 5 * errors.std(ddof=1) / np.sqrt(errors.size)


def test_the_noise_is_stationary_and_its_neighbours_correlate():
    y = simulate(60000, 30, autocorrelation=0.8, drift=0.0, rng=np.random.default_rng(0))
    noise = y - np.sin(2 * np.pi * (np.arange(30) + np.arange(60000)[:, None] * 12 // 60000) / 12)
    assert np.allclose(noise[:, [0, 1, 29]].var(axis=0), 1 / 0.36, rtol=0.03)
    assert np.corrcoef(noise[:, 0], noise[:, 1])[0, 1] == pytest.approx(0.8, abs=0.01)


def test_every_start_comes_equally_often():
    quiet = simulate(24, 13, autocorrelation=0.0, drift=0.0, rng=np.random.default_rng(0))
    loud = np.random.default_rng(0).normal(size=(24, 13))
    starts = np.round(quiet - loud, 9)[:, :12]
    assert len(np.unique(starts, axis=0)) == 12


@pytest.mark.parametrize("autocorrelation", [1.0, -1.0, 1.5, float("nan")])
def test_noise_that_never_settles_is_refused(autocorrelation):
    with pytest.raises(ValueError, match="between -1 and 1"):
        simulate(12, 5, autocorrelation=autocorrelation, drift=0.0, rng=np.random.default_rng(0))
