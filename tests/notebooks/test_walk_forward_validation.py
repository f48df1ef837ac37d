"""The model of `time-series/walk-forward-validation`: folds, forecasts and expected errors."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import KFold, LeaveOneOut, TimeSeriesSplit
from sklearn.neighbors import KNeighborsRegressor

gaps = st.integers(0, 12)


def equal(ours, theirs) -> bool:
    """Whether two iterables of folds have the same indices, in the same order."""
    return all(all(map(np.array_equal, a, b)) for a, b in zip(ours, theirs, strict=True))


def falling(likeness):
    return lambda lag: likeness**lag


def mean_square(model, plan, **world):
    return model.expected_squares(*model.asked(plan), **world).mean()


def future(model, steps):
    return [(np.arange(model.LENGTH), model.LENGTH + np.arange(steps))]


@given(st.integers(5, 300), st.integers(0, 1000))
def test_shuffled_folds_have_the_indices_of_scikit_learn(model, size, seed):
    split = KFold(5, shuffle=True, random_state=seed).split(np.arange(size))
    assert equal(model.shuffled(size, seed=seed), split)


@given(st.integers(140, 300), gaps, st.none() | st.integers(1, 100), st.integers(1, 24))
def test_walk_forward_has_the_indices_of_scikit_learn(model, size, gap, window, horizon):
    split = TimeSeriesSplit(5, test_size=horizon, gap=gap, max_train_size=window).split(np.arange(size))
    assert equal(model.walk_forward(size, gap=gap, window=window, horizon=horizon), split)


@given(st.integers(2, 60))
def test_without_a_gap_each_step_alone_is_leave_one_out(model, size):
    assert equal(model.h_block(size, gap=0), LeaveOneOut().split(np.arange(size)))


@given(st.integers(30, 60), gaps)
def test_a_gap_keeps_exactly_the_steps_farther_away(model, size, gap):
    for step, (train, test) in enumerate(model.h_block(size, gap=gap)):
        assert test.tolist() == [step]
        assert train.tolist() == [other for other in range(size) if abs(other - step) > gap]


@given(st.integers(3, 120), gaps, st.integers(1, 30))
def test_forecasts_of_what_comes_are_those_of_scikit_learn(model, known, gap, horizon):
    train, test = np.arange(known), known + gap + np.arange(horizon)
    y = np.random.default_rng(known).normal(size=known)
    theirs = KNeighborsRegressor(3).fit(train[:, None], y).predict(test[:, None])
    assert np.allclose(model.mean_of_nearest(y, train, test), theirs)


@given(st.integers(8, 60), st.integers(0, 1000))
def test_neighbours_are_as_near_as_those_of_scikit_learn(model, size, seed):
    for train, test in model.shuffled(size, seed=seed):
        apart, _ = KNeighborsRegressor(3).fit(train[:, None], train).kneighbors(test[:, None])
        assert np.array_equal(np.abs(model.nearest(train, test) - test[:, None]), apart)


def test_of_two_equally_near_steps_the_earlier_is_taken(model):
    train = np.array([7, 8, 12, 13, 14])
    assert model.nearest(train, np.array([10])).tolist() == [[8, 12, 7]]


@given(st.integers(4, 60), st.integers(0, 1000))
def test_the_line_is_that_of_scikit_learn_and_statsmodels(model, size, seed):
    rng = np.random.default_rng(seed)
    train, test = np.sort(rng.permutation(100)[:size]), np.arange(100, 110)
    y = rng.normal(size=100)
    line = model.straight_line(y, train, test)
    assert np.allclose(line, LinearRegression().fit(train[:, None], y[train]).predict(test[:, None]))
    fit = sm.OLS(y[train], sm.add_constant(train)).fit()
    assert np.allclose(line, fit.predict(sm.add_constant(test)))


def test_the_typical_error_is_over_all_tested_steps(model):
    y = np.array([0.0, 0.0, 0.0, 3.0, 4.0])
    plan = [(np.arange(3), np.array([3])), (np.arange(3), np.array([4]))]
    assert model.typical_error(y, plan, model.mean_of_nearest) == pytest.approx(np.sqrt(12.5))


@settings(deadline=None)
@given(st.floats(0, 0.99), st.floats(0, 0.2), st.integers(1, 24), st.none() | st.integers(3, 50))
def test_walk_forward_reports_the_true_error(model, likeness, drift, horizon, window):
    world = {"correlation": falling(likeness), "drift": drift}
    plan = model.walk_forward(model.LENGTH, horizon=horizon, window=window)
    assert mean_square(model, plan, **world) == pytest.approx(mean_square(model, future(model, horizon), **world))


@given(st.floats(0.01, 0.99), st.floats(0, 0.2), st.integers(1, 24))
def test_the_true_error_has_a_closed_form(model, likeness, drift, ahead):
    [(train, test)] = future(model, ahead)
    world = {"correlation": falling(likeness), "drift": drift}
    found = model.expected_squares(*model.asked([(train, test[-1:])]), **world)[0]
    own = 1 + (3 + 4 * likeness + 2 * likeness**2) / 9
    shared = 2 / 3 * likeness**ahead * (1 + likeness + likeness**2)
    assert found == pytest.approx(own - shared + (drift * (ahead + 1)) ** 2)


@settings(deadline=None, max_examples=20)
@given(st.floats(0.1, 0.99), st.floats(0, 0.1))
def test_shuffled_folds_say_less_than_the_very_next_step_costs(model, likeness, drift):
    world = {"correlation": falling(likeness), "drift": drift}
    assert mean_square(model, model.shuffled(model.LENGTH), **world) < mean_square(model, future(model, 1), **world)


def test_where_nothing_is_alike_there_is_nothing_to_leak(model):
    world = {"correlation": falling(0.0), "drift": 0.0}
    plans = [model.shuffled(200), model.h_block(200, gap=0), model.walk_forward(200), future(model, 24)]
    assert np.allclose([mean_square(model, plan, **world) for plan in plans], 4 / 3)


def test_drift_is_seen_from_one_side_only(model):
    raised = []
    for plan in (list(model.shuffled(200)), list(model.h_block(200, gap=10)), future(model, 24)):
        still, drifting = (mean_square(model, plan, correlation=falling(0.9), drift=d) for d in (0.0, 0.05))
        raised.append(drifting / still)
    assert raised[0] < 1.02 and raised[1] < 1.1 and raised[2] > 1.4


def test_expected_squares_are_those_of_simulated_series(model):
    rng = np.random.default_rng(3)
    y = rng.normal(size=(4000, 60))
    for t in range(1, 60):
        y[:, t] = 0.8 * y[:, t - 1] + 0.6 * y[:, t]
    y += 0.1 * np.arange(60)
    for plan in (model.shuffled(60), model.h_block(60, gap=3), model.walk_forward(60, horizon=6, gap=2)):
        test, near = model.asked(plan)
        misses = ((y[:, test] - y[:, near].mean(axis=-1)) ** 2).mean(axis=1)
        exact = model.expected_squares(test, near, correlation=falling(0.8), drift=0.1).mean()
        assert abs(misses.mean() - exact) < 4 * misses.std(ddof=1) / np.sqrt(4000)
