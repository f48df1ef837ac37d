"""Properties of the model cells of book/time-series/stl-decomposition.ipynb."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.tsa.seasonal import STL

SEEDS = st.integers(0, 2**32 - 1)
ODD = st.integers(1, 30).map(lambda half: 2 * half + 1)


def walk(seed, count=131):
    """A random walk with a season and noise: nothing STL was made for; shape (count,)."""
    rng, t = np.random.default_rng(seed), np.arange(count)
    return rng.normal(size=count).cumsum() + 4 * np.sin(2 * np.pi * t / 12) + rng.normal(size=count)


def reference(model, y, *, seasonal, trend, robust):
    degree = 0 if seasonal == model.PERIODIC else 1
    return STL(y, period=12, seasonal=seasonal, trend=trend, robust=robust, seasonal_deg=degree).fit()


@given(count=st.integers(2, 40), window=ODD, beyond=st.integers(0, 2))
def test_the_nearest_point_weighs_most_and_none_beyond_the_window(model, count, window, beyond):
    places, weights = model.tricube(count, window, beyond)
    distance = np.abs(places[:, None] - np.arange(count))
    assert weights.shape == (count + 2 * beyond, count) and (weights >= 0).all() and (weights <= 1).all()
    assert (weights.argmax(axis=1) == distance.argmin(axis=1)).all()
    assert ((weights > 0).sum(axis=1) <= window).all()


@given(seed=SEEDS, window=ODD.filter(lambda window: window >= 5), beyond=st.integers(0, 1))
def test_loess_leaves_a_straight_line_alone_whatever_the_weights(model, seed, window, beyond):
    rng = np.random.default_rng(seed)
    intercept, slope = rng.normal(size=2)
    weights = rng.uniform(0.1, 1, size=24)
    smooth = model.loess(intercept + slope * np.arange(24), window, weights=weights, beyond=beyond)
    np.testing.assert_allclose(smooth, intercept + slope * np.arange(-beyond, 24 + beyond), atol=1e-9)


@given(seed=SEEDS, window=ODD, degree=st.sampled_from([0, 1]))
def test_loess_is_linear_in_the_data(model, seed, window, degree):
    one, two = np.random.default_rng(seed).normal(size=(2, 30))
    both = model.loess(2 * one - 3 * two, window, degree=degree)
    parts = 2 * model.loess(one, window, degree=degree) - 3 * model.loess(two, window, degree=degree)
    np.testing.assert_allclose(both, parts, atol=1e-9)


def test_loess_keeps_a_point_whose_neighbours_all_weigh_nothing(model):
    y, weights = np.arange(9.0) ** 2, np.array([1, 0, 0, 0, 0, 0, 0, 0, 1.0])
    assert model.loess(y, 5, weights=weights)[4] == y[4]


def test_the_low_pass_removes_a_pattern_and_keeps_a_line(model):
    t = np.arange(-12, 72)
    line = 3 + 0.5 * t
    np.testing.assert_allclose(model.low_pass(line + np.tile(np.arange(12) - 5.5, 7), 12), line[12:-12], atol=1e-9)


@settings(max_examples=12, deadline=None)
@given(
    seed=SEEDS,
    seasonal=st.sampled_from([3, 7, 35, 1201]),
    trend=st.sampled_from([13, 23, 101, 301]),
    robust=st.booleans(),
    count=st.integers(60, 140),
)
def test_every_part_is_that_of_statsmodels(model, seed, seasonal, trend, robust, count):
    y = walk(seed, count)
    fit = reference(model, y, seasonal=seasonal, trend=trend, robust=robust)
    parts = model.stl(y, seasonal=seasonal, trend=trend, robust=robust)
    np.testing.assert_allclose(parts, [fit.trend, fit.seasonal, fit.resid], atol=1e-6)


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS, seasonal=st.sampled_from([5, 13, 1201]), trend=st.sampled_from([13, 51]))
def test_parts_add_up_and_follow_shift_tilt_and_scale(model, seed, seasonal, trend):
    y = walk(seed)
    tilt = 100 + (0.3 * np.arange(len(y)) if seasonal < model.PERIODIC else 0)  # means do not follow a tilt at once
    slow, season, rest = model.stl(y, seasonal=seasonal, trend=trend)
    np.testing.assert_allclose(slow + season + rest, y, atol=1e-10)
    moved = model.stl(-2 * y + tilt, seasonal=seasonal, trend=trend)
    np.testing.assert_allclose(moved, [-2 * slow + tilt, -2 * season, -2 * rest], atol=1e-8)


def test_the_periodic_window_gives_the_same_season_every_year(model):
    season = model.stl(walk(3), seasonal=model.PERIODIC, trend=23)[1]
    np.testing.assert_allclose(season[12:], season[:-12], atol=1e-3)


def test_a_line_and_a_fixed_pattern_without_noise_are_recovered(model):
    pattern = np.tile(np.cos(np.arange(12)) - np.cos(np.arange(12)).mean(), 10)
    line = 7 + 0.2 * np.arange(120)
    for seasonal in (7, model.PERIODIC):
        slow, season, rest = model.stl(line + pattern, seasonal=seasonal, trend=23)
        np.testing.assert_allclose([slow, season, rest], [line, pattern, 0 * line], atol=1e-5)


@pytest.mark.parametrize("month", [20, 61, 104])
def test_robust_leaves_a_gross_error_in_the_residual(model, month):
    y = model.SERIES["planted, steady"].copy()
    sound = model.stl(y, seasonal=model.PERIODIC, trend=23, robust=True)
    y[month] += 1000
    slow, season, rest = model.stl(y, seasonal=model.PERIODIC, trend=23, robust=True)
    assert np.abs(slow - sound[0]).max() < 0.3 and np.abs(season - sound[1]).max() < 0.3
    assert rest[month] == pytest.approx(1000, abs=2)


def test_planted_series_are_the_sums_of_their_parts(model):
    for kind in model.KINDS[:2]:
        trend, season, noise = model.planted(kind)
        assert noise.std() == pytest.approx(model.NOISE) and noise.mean() == pytest.approx(0)
        np.testing.assert_allclose(model.SERIES[kind], trend + season + noise)
    steady = model.planted("planted, steady")[1]
    np.testing.assert_allclose(steady[12:], steady[:-12], atol=1e-12)


def test_the_measured_series_is_as_the_page_says(model):
    assert (model.RECORD.index[0].strftime("%Y-%m"), model.RECORD.index[-1].strftime("%Y-%m")) == ("1958-03", "2001-12")
    assert len(model.RECORD) == 526 and model.RECORD.isna().sum() == 5
    shown = model.RECORD.iloc[-120:]
    assert shown.index[0].strftime("%Y-%m") == "1992-01" and not shown.isna().any()
    np.testing.assert_array_equal(model.SERIES[model.KINDS[2]], shown)
