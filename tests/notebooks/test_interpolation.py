"""The model of `time-series/interpolation`: fills, their comparison, best fills, and the stored fits."""

import runpy
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.interpolate import CubicSpline

ROOT = Path(__file__).resolve().parents[2]
SEEDS = st.integers(0, 2**32 - 1)
LENGTH = st.integers(1, 24)


def walk(seed, size=120):
    return np.random.default_rng(seed).normal(size=size).cumsum()


def holed(y, start, length):
    series = pd.Series(y).copy()
    series.iloc[start : start + length] = np.nan
    return series


@settings(deadline=None)
@given(SEEDS, st.integers(4, 80), LENGTH)
def test_fills_are_those_of_pandas(model, seed, start, length):
    y, lost = walk(seed), slice(start, start + length)
    missing = holed(y, start, length)
    ways = {"straight line": "linear", "cubic spline": "cubicspline", "PCHIP": "pchip"}
    for way, method in ways.items():
        theirs = missing.interpolate(method=method).iloc[lost]
        np.testing.assert_allclose(model.fill(way, y, start, length, period=12), theirs, atol=1e-8)
    np.testing.assert_allclose(model.fill("previous", y, start, length, period=12), missing.ffill().iloc[lost])


@settings(deadline=None)
@given(SEEDS, st.integers(30, 60), LENGTH)
def test_no_fixed_fill_looks_at_what_is_lost(model, seed, start, length):
    y = walk(seed)
    other = y.copy()
    other[start : start + length] = 1e6
    for way in model.FIXED:
        fills = [model.fill(way, each, start, length, period=12) for each in (y, other)]
        np.testing.assert_array_equal(*fills)


@settings(deadline=None)
@given(SEEDS, st.integers(4, 80), LENGTH)
def test_pchip_stays_between_the_ends(model, seed, start, length):
    y = walk(seed)
    ends = sorted([y[start - 1], y[start + length]])
    filled = model.fill("PCHIP", y, start, length, period=12)
    assert (filled >= ends[0] - 1e-9).all() and (filled <= ends[1] + 1e-9).all()


@settings(deadline=None)
@given(SEEDS, st.integers(26, 60), LENGTH, st.sampled_from([11, 12]))
def test_the_seasonal_fill_recovers_a_line_and_a_season(model, seed, start, length, period):
    season = np.random.default_rng(seed).normal(size=period)
    y = 2 + 0.3 * np.arange(120) + np.resize(season, 120)
    np.testing.assert_allclose(model.fill("seasonal", y, start, length, period=period), y[start : start + length])


@given(st.integers(200, 2000), st.sampled_from([1, 3, 6, 12, 24]))
def test_gaps_do_not_overlap_and_begin_in_every_month(model, size, length):
    starts = model.gaps(size, length)
    assert (np.diff(starts) > length).all()
    assert starts[0] >= model.MARGIN and starts[-1] + length <= size - model.MARGIN
    assert len(set(starts % 12)) == min(12, starts.size)


def test_the_interval_of_a_ratio_holds_it_19_times_in_20(model):
    """Squared errors that share most of their size, three times apart: the ratio of roots is the root of 3."""
    rng, held = np.random.default_rng(5), 0
    for _ in range(1000):
        shared = rng.gamma(2, size=60)
        one, other = 3 * shared * rng.gamma(9, 1 / 9, size=60), shared * rng.gamma(9, 1 / 9, size=60)
        _, low, high = model.compare(one, other)
        held += low <= np.sqrt(3) <= high
    assert 0.92 < held / 1000 < 0.98


@given(st.integers(1, 30))
def test_between_two_values_of_a_walk_the_bridge_is_best(model, count):
    known, lost = np.r_[0, 1, count + 2, count + 3], np.arange(2, count + 2)
    weights, spread = model.best_fill("random walk", known, lost)
    t, whole = np.arange(1, count + 1), count + 1
    np.testing.assert_allclose(weights, np.c_[0 * t, 1 - t / whole, t / whole, 0 * t], atol=1e-8)
    np.testing.assert_allclose(spread, np.minimum.outer(t, t) - np.outer(t, t) / whole, atol=1e-8)


@given(SEEDS, st.integers(1, 15))
def test_in_a_smooth_world_the_natural_spline_is_best(model, seed, count):
    known, lost = np.r_[0:6, 6 + count : 12 + count], np.arange(6, 6 + count)
    y = np.random.default_rng(seed).normal(size=12)
    weights, _ = model.best_fill("smooth", known, lost)
    np.testing.assert_allclose(weights @ y, CubicSpline(known, y, bc_type="natural")(lost), atol=1e-6)


@pytest.mark.parametrize("world", ["random walk", "walk, measured with noise", "forgetful", "smooth"])
def test_no_other_weights_that_keep_the_trend_have_less_error(model, world):
    known, lost = np.r_[0:5, 9:14], np.arange(5, 9)
    alike, degree, noise = model.WORLDS[world]
    weights, spread = model.best_fill(world, known, lost)
    steps = np.r_[known, lost]
    table = alike(np.abs(np.subtract.outer(steps, steps)).astype(float))
    table[:10, :10] += noise * np.eye(10)
    kept = np.vander(known, degree + 1)
    rng = np.random.default_rng(2)
    for _ in range(50):
        off = rng.normal(size=(4, 10)) * 0.05
        off -= off @ kept @ np.linalg.pinv(kept)
        both = np.hstack([-(weights + off), np.eye(4)])
        assert (np.diag(both @ table @ both.T) > np.diag(spread)).all()


def test_the_fitted_model_of_a_level_is_the_best_fill(model):
    y, known, lost = walk(1, 40), np.r_[0:15, 27:40], np.arange(15, 27)
    mean, spread = model.fitted(y, 15, 12, parts="level", period=1, params=np.array([1.0, 1.0]))
    weights, errors = model.best_fill("walk, measured with noise", known, lost)
    np.testing.assert_allclose(mean, weights @ y[known], atol=1e-3)
    np.testing.assert_allclose(spread**2, np.diag(errors) + 1, rtol=1e-3)  # of a measured value, with its noise


def test_some_of_what_is_stored_is_made_again(model):
    script = runpy.run_path(str(ROOT / "data" / "interpolation.py"))
    series = model.load_series()
    place, name = 2, "sunspots"
    with np.load(ROOT / "book" / "data" / "interpolation.npz") as stored:
        params = script["fit_halves"](model, *series[name])
        np.testing.assert_allclose(params, stored[f"params-{place}"], rtol=0.02, atol=1e-3)
        starts = [*model.gaps(series[name][0].size, 6), *model.window_gaps(name, 6)]
        kept = stored[f"params-{place}"]
        for row in (0, 20, -1):
            mean, spread = script["fill_gap"](model, series[name], kept, starts[row], 6)
            np.testing.assert_allclose(mean, stored[f"mean-{place}-6"][row], rtol=1e-4, atol=1e-3)
            np.testing.assert_allclose(spread, stored[f"spread-{place}-6"][row], rtol=1e-4)
        assert len(starts) == len(stored[f"mean-{place}-6"])
