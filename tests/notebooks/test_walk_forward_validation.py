"""The model of `time-series/walk-forward-validation`: folds, neighbours and windows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.model_selection import KFold, TimeSeriesSplit
from sklearn.neighbors import KNeighborsRegressor

from helpers.models.seasonal_series import expected_error, simulate

gaps = st.integers(0, 12)


def equal(ours, theirs) -> bool:
    """Whether two iterables of folds have the same indices, in the same order."""
    return all(all(map(np.array_equal, a, b)) for a, b in zip(ours, theirs, strict=True))


def features(t, period=12):
    return np.stack([1.2 * t / period, np.cos(2 * np.pi * t / period), np.sin(2 * np.pi * t / period)], axis=-1)


@given(st.integers(5, 300), st.integers(0, 1000), st.booleans())
def test_k_fold_has_the_indices_of_scikit_learn(model, size, seed, shuffled):
    order = np.random.RandomState(seed).permutation(size) if shuffled else np.arange(size)
    split = KFold(5, shuffle=shuffled, random_state=seed if shuffled else None).split(np.arange(size))
    assert equal(model.k_fold(order), split)


@given(st.integers(140, 300), gaps, st.none() | st.integers(1, 100), st.integers(1, 24))
def test_walk_forward_has_the_indices_of_scikit_learn(model, size, gap, window, horizon):
    split = TimeSeriesSplit(5, test_size=horizon, gap=gap, max_train_size=window).split(np.arange(size))
    assert equal(model.walk_forward(size, gap=gap, window=window, horizon=horizon), split)


@given(st.integers(0, 50), gaps)
def test_a_gap_keeps_exactly_the_steps_that_far_from_every_tested_one(model, seed, gap):
    order, tested = np.random.RandomState(seed).permutation(60), []
    for train, test in model.k_fold(order, gap=gap):
        far = [step for step in range(60) if min(abs(step - test)) > gap]
        assert train.tolist() == far
        tested += test.tolist()
    assert sorted(tested) == list(range(60))


@pytest.mark.parametrize("scheme", ["expanding", "rolling 60", "rolling 24"])
@pytest.mark.parametrize("gap", [0, 3, 10])
def test_walking_forward_never_learns_from_what_comes_later(model, scheme, gap):
    for train, test in model.splits(scheme, gap=gap):
        assert train.max() + gap + 1 == test.min()
        assert test.max() < model.LENGTH


@given(st.sampled_from([4, 11, 12]), st.integers(40, 120), gaps, st.integers(1, 30))
def test_forecasts_are_those_of_scikit_learn(model, period, known, gap, horizon):
    train, test = np.arange(known), known + gap + np.arange(horizon)
    distance = ((features(test, period)[:, None] - features(train, period)) ** 2).sum(axis=-1)
    found = np.take_along_axis(distance, model.nearest(train, test, period=period), axis=1)
    assert np.allclose(found, np.sort(distance, axis=1)[:, :3], atol=1e-7)  # ties may name other steps, equally near
    sharp = np.diff(np.sort(distance, axis=1)[:, 2:4], axis=1)[:, 0] > 1e-6
    y = np.random.default_rng(known).normal(size=known)
    theirs = KNeighborsRegressor(3).fit(features(train, period), y).predict(features(test, period))
    assert np.allclose(theirs[sharp], y[model.nearest(train, test, period=period)].mean(axis=1)[sharp], atol=1e-9)


def test_of_two_equally_near_steps_the_earlier_is_taken(model):
    train = np.array([7, 8, 9, 11, 12, 13])
    assert sorted(model.nearest(train, np.array([10]))[0]) == [8, 9, 11]


@pytest.mark.parametrize("gap", [0, 1, 3, 5, 10])
def test_no_window_of_24_or_more_changes_a_forecast(model, gap):
    (test, expanding), (same_test, rolling) = (
        model.questions(name, gap=gap)[0] for name in ("expanding", "rolling 24")
    )
    assert np.array_equal(test, same_test) and np.array_equal(expanding, rolling)


@settings(deadline=None)
@given(st.floats(0, 0.99), st.floats(0, 2), st.sampled_from([0, 1, 3, 5, 10]))
def test_walk_forward_reports_the_true_error_on_average(model, autocorrelation, drift, gap):
    world = {"autocorrelation": autocorrelation, "drift": drift}
    [report], [true] = (model.questions(name, gap=gap) for name in ("expanding", "in use"))
    assert expected_error(*report, **world) == pytest.approx(expected_error(*true, **world))


def test_shuffled_folds_flatter_more_the_stronger_the_autocorrelation(model):
    shares = []
    for autocorrelation in (0.0, 0.3, 0.5, 0.7, 0.9, 0.95, 0.99):
        world = {"autocorrelation": autocorrelation, "drift": 0.0}
        reports = [expected_error(*ask, **world) for ask in model.questions("shuffled")]
        shares.append(np.mean(reports) / expected_error(*model.questions("in use")[0], **world))
    assert np.all(np.diff(shares) < 0) and shares[0] > 0.95 and shares[4] < 0.15


def test_shuffled_folds_with_a_wide_gap_have_nothing_left(model):
    assert model.questions("shuffled", gap=10) is None
    assert len(model.questions("shuffled", gap=5)) == model.SHUFFLES


@given(st.integers(24, 200), st.integers(0, 40))
def test_same_month_is_the_latest_known_values_of_that_month(model, known, ahead):
    test, years = np.array([known + ahead]), 2
    [found] = model.same_month(test, known, years)
    expected = [step for step in range(known - 1, -1, -1) if (known + ahead - step) % 12 == 0][:years]
    assert found.tolist() == expected


def test_the_best_window_depends_on_drift_and_on_autocorrelation(model):
    best = [[model.best_window(a, d) for d in (0.0, 0.1, 0.5)] for a in (0.0, 0.9, 0.99)]
    assert best == [[16, 5, 2], [16, 10, 2], [1, 1, 1]]


def test_window_errors_are_those_of_simulated_forecasts(model):
    y = simulate(4800, 224, autocorrelation=0.9, drift=0.2, rng=np.random.default_rng(2))
    ahead, true = np.arange(200, 224), model.window_errors(0.9, 0.2)[0]
    for years in (1, 6, 16):
        errors = ((y[:, ahead] - y[:, model.same_month(ahead, 200, years)].mean(axis=-1)) ** 2).mean(axis=1)
        assert abs(errors.mean() - true[years - 1]) < 4 * errors.std(ddof=1) / np.sqrt(4800)
