"""The model of `time-series/time-series-preprocessing`: three steps on a series, and fills of lost days."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.impute import IterativeImputer
from sklearn.linear_model import LinearRegression

SEEDS = st.integers(0, 2**32 - 1)


def damaged(model, seed, bad=15, climb=0.0, series=3):
    readings = model.draw_readings(np.random.default_rng(seed), climb=climb, series=series)
    return model.damage(readings, bad)


def test_undamaged_readings_have_the_likeness_and_spread_that_is_said(model):
    y = model.draw_readings(np.random.default_rng(0), climb=0.5, series=20_000) - 20 - 0.5 * np.arange(40)
    assert abs(y.mean()) < 0.02 and y.std() == pytest.approx(1, abs=0.01)
    assert np.corrcoef(y[:, 20], y[:, 21])[0, 1] == pytest.approx(0.8, abs=0.01)


@settings(deadline=None)
@given(SEEDS, st.sampled_from([None, 0, 15, 20, 39]))
def test_steps_are_those_of_pandas_and_scipy(model, seed, bad):
    y = damaged(model, seed, bad)
    theirs = pd.DataFrame(y.T)
    np.testing.assert_allclose(model.fill(y), theirs.interpolate(limit_direction="both").T)
    np.testing.assert_allclose(model.difference(y), theirs.diff().iloc[1:].T)
    reach = 3 * stats.median_abs_deviation(theirs, scale="normal", nan_policy="omit")
    np.testing.assert_allclose(model.clip(y), theirs.clip(theirs.median() - reach, theirs.median() + reach, axis=1).T)


@settings(deadline=None)
@given(SEEDS, st.floats(0.1, 10), st.floats(-50, 50))
def test_scale_swaps_with_every_step(model, seed, unit, zero):
    y = damaged(model, seed)
    for step in (model.fill, model.clip, model.difference):
        shift = 0 if step is model.difference else zero
        np.testing.assert_allclose(step(unit * y + zero), unit * step(y) + shift, atol=1e-9)


@settings(deadline=None)
@given(SEEDS)
def test_a_climb_is_gone_after_differences(model, seed):
    level, climb = (model.difference(damaged(model, seed, climb=climb)) for climb in (0.0, 0.5))
    np.testing.assert_allclose(climb, level + 0.5, atol=1e-9)


@settings(deadline=None, max_examples=20)
@given(SEEDS, st.sampled_from([0.1, 0.5, 0.6]))
def test_the_line_is_that_of_scikit_learn(model, seed, lost):
    heat, use = model.draw_days(np.random.default_rng(seed), samples=1)
    kept = model.is_kept(heat, lost)
    assert kept.sum() == 60 - round(60 * lost) and heat[kept].max() < heat[~kept].min()
    torn = np.c_[heat[0], np.where(kept, use, np.nan)[0]]
    theirs = IterativeImputer(LinearRegression()).fit_transform(torn)[:, 1]
    line = model.guesses("line", heat, use, kept, None)[0, 0]
    np.testing.assert_allclose(line[~kept[0]], theirs[~kept[0]])


def test_draws_scatter_round_the_line_as_a_new_day_would(model):
    rng = np.random.default_rng(0)
    heat, use = model.draw_days(rng, samples=1)
    kept = model.is_kept(heat, 0.5)
    copies = np.concatenate([model.guesses("twenty draws", heat, use, kept, rng) for _ in range(500)])[:, 0]
    x, y, n = heat[kept], use[kept], kept.sum()
    fit = stats.linregress(x, y)
    noise = np.sqrt(((y - fit.intercept - fit.slope * x) ** 2).sum() / (n - 2))
    standard = noise * np.sqrt(1 + 1 / n + (heat[0] - x.mean()) ** 2 / ((x - x.mean()) ** 2).sum())
    z = (copies - fit.intercept - fit.slope * heat[0]) / standard
    assert stats.kstest(z[:, -1], stats.t(n - 2).cdf).pvalue > 0.01
    assert np.allclose(z.std(axis=0), stats.t(n - 2).std(), rtol=0.04)


def test_half_widths_are_students_for_one_copy_and_rubins_for_more(model):
    rng = np.random.default_rng(1)
    y = rng.normal(size=(4, 60))
    one = model.half_widths(y.mean(1)[None], y.std(1, ddof=1)[None], 60)
    for row, half in zip(y, one, strict=True):
        assert half == pytest.approx(np.diff(stats.t.interval(0.95, 59, row.mean(), stats.sem(row)))[0] / 2)
    copies = rng.normal(size=(20, 60)) + rng.normal(size=(20, 1)) / 8
    means, variances = copies.mean(1), copies.var(1, ddof=1) / 60
    total = variances.mean() + 1.05 * means.var(ddof=1)
    missing = 1.05 * means.var(ddof=1) / total
    old, observed = 19 / missing**2, 60 / 62 * 59 * (1 - missing)
    half = model.half_widths(means[:, None], copies.std(1, ddof=1)[:, None], 60)[0]
    assert half == pytest.approx(stats.t.ppf(0.975, old * observed / (old + observed)) * np.sqrt(total))
