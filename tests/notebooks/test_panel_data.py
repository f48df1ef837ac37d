"""The model of `time-series/panel-data`: slopes by shares of own means, firms, lagged targets."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

SEEDS = st.integers(0, 2**32 - 1)
SHARE = st.floats(0, 1)


def panel(seed, units=6, periods=5):
    return np.random.default_rng(seed).normal(size=(2, units, periods)).cumsum(axis=2)


@settings(deadline=None)
@given(SEEDS, SHARE)
def test_every_share_weighs_the_slopes_within_and_between(model, seed, share):
    x, y = panel(seed)
    moved = model.slope(*(model.less_own_mean(z, share) for z in (x, y)))
    own = [z - z.mean(axis=1, keepdims=True) for z in (x, y)]
    apart = [z.mean(axis=1) for z in (x, y)]
    weights = np.array([(own[0] ** 2).sum(), 5 * (1 - share) ** 2 * 6 * apart[0].var()])
    slopes = [model.slope(*own), model.slope(*apart)]
    assert moved == pytest.approx(np.average(slopes, weights=weights), rel=1e-6, abs=1e-9)


@settings(deadline=None)
@given(SEEDS, st.floats(-50, 50))
def test_fixed_effects_do_not_see_what_stays_the_same(model, seed, level):
    x, y = panel(seed)
    levels = level * np.arange(6)[:, None]
    slopes = [model.slope(model.less_own_mean(x, 1), model.less_own_mean(y + each, 1)) for each in (0, levels)]
    assert slopes[1] == pytest.approx(slopes[0], rel=1e-6, abs=1e-8)


@settings(deadline=None, max_examples=20)
@given(SEEDS, st.floats(0.1, 10), st.floats(0.1, 10))
def test_random_effects_are_generalised_least_squares(model, seed, levels, noise):
    x, y = panel(seed)
    sigma = np.kron(np.eye(6), noise**2 * np.eye(5) + levels**2)
    gls = sm.GLS(y.ravel(), sm.add_constant(x.ravel()), sigma=sigma).fit()
    share = model.random_share(levels, noise, periods=5)
    assert model.slope(*(model.less_own_mean(z, share) for z in (x, y))) == pytest.approx(gls.params[1], rel=1e-6)


@settings(deadline=None, max_examples=20)
@given(SEEDS)
def test_intervals_are_those_of_statsmodels(model, seed):
    x, y = panel(seed)
    fit = sm.OLS(y.ravel(), sm.add_constant(x.ravel()))
    groups = {"groups": np.repeat(np.arange(6), 5)}
    theirs = [fit.fit(), fit.fit(cov_type="cluster", cov_kwds=groups, use_t=True)]
    for by_firm, their in zip((False, True), theirs, strict=True):
        ours = model.interval(x, y, absorbed=0, by_firm=by_firm)
        np.testing.assert_allclose(ours, [their.params[1], *their.conf_int()[1]])


def test_estimated_share_recovers_a_planted_one(model):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(4000, 5)) + rng.normal(size=(4000, 1))
    y = 2 * x + 1.5 * rng.normal(size=(4000, 1)) + rng.normal(size=(4000, 5))
    assert model.estimated_share(x, y) == pytest.approx(1 - 1 / np.sqrt(1 + 5 * 1.5**2), abs=0.01)


@pytest.mark.parametrize("phi", [0.0, 0.5, 0.9])
@pytest.mark.parametrize("periods", [2, 4, 9])
def test_the_limit_is_met_by_many_units(model, phi, periods):
    y = model.draw_memory(np.random.default_rng(0), phi=phi, periods=periods, panels=1, units=60_000)
    assert model.fixed_memory(y)[0] - phi == pytest.approx(model.nickell(phi, periods), abs=0.02)


def test_before_the_lucky_week_a_shop_is_below_its_mean_and_level(model):
    weeks = model.lucky_week(0.6, 5)
    assert weeks.sum() == pytest.approx(0) and (weeks[:3] == weeks[0]).all() and weeks[0] < 0 < weeks[3]
