"""The models of `supervised/random-forests`, against scikit-learn's forests and closed forms, and parts of its data."""

import runpy
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import f_oneway
from sklearn.datasets import make_friedman1
from sklearn.ensemble import RandomForestRegressor
from sklearn.tree import DecisionTreeRegressor

READS = ["src/helpers/plots/*", "data/random_forests.py", "book/data/random-forests.npz"]

ROOT = Path(__file__).resolve().parents[2]
SEEDS = st.integers(0, 2**32 - 1)


@cache
def script():
    return runpy.run_path(str(ROOT / "data" / "random_forests.py"))


@cache
def stored():
    with np.load(ROOT / "book" / "data" / "random-forests.npz") as found:
        return {name: found[name] for name in found.files}


def test_the_truth_is_friedmans_first_problem(model):
    x, y = make_friedman1(200, noise=0, random_state=3)
    assert model.truth(x) == pytest.approx(y)
    assert script()["truth"](x) == pytest.approx(y)


@pytest.mark.parametrize(("features", "resample"), [(10, True), (3, True), (1, False)])
def test_its_forest_is_that_of_scikit_learn(model, features, resample):
    """Mean and spread of 300 trees at six places: within five standard errors, and a fourth."""
    x, y = make_friedman1(120, noise=2, random_state=1)
    places = np.random.default_rng(5).random((6, 10))
    rng = np.random.default_rng(9)
    ours = model.forest(x, y, places, trees=300, features=features, resample=resample, rng=rng)
    forest = RandomForestRegressor(300, max_features=features, bootstrap=resample, random_state=2).fit(x, y)
    theirs = np.array([tree.predict(places) for tree in forest.estimators_])
    assert ours.shape == theirs.shape
    error = np.sqrt((ours.var(axis=0, ddof=1) + theirs.var(axis=0, ddof=1)) / 300)
    assert (np.abs(ours.mean(axis=0) - theirs.mean(axis=0)) < 5 * error).all()
    assert ours.std(axis=0) == pytest.approx(theirs.std(axis=0), rel=0.25)


@given(st.floats(0.1, 50), st.floats(0, 1), st.integers(1, 40))
def test_the_formula_is_the_variance_of_a_mean_with_that_covariance(model, one, rho, count):
    covariance = one * (rho + (1 - rho) * np.eye(count))
    weights = np.full(count, 1 / count)
    assert model.expected_variance(one, rho, count) == pytest.approx(weights @ covariance @ weights)


@settings(max_examples=25, deadline=None)
@given(SEEDS, st.integers(3, 9), st.integers(2, 9))
def test_what_trees_share_is_the_variance_between_sets_of_an_analysis_of_variance(model, seed, sets, trees):
    """SciPy's F is between over within; the excess of the mean square between, over the number of trees, is shared."""
    fits = np.random.default_rng(seed).normal(size=(sets, trees))
    within = fits.var(axis=1, ddof=1).mean()
    assert model.shared_variance(fits) == pytest.approx(within * (f_oneway(*fits).statistic - 1) / trees)


@settings(max_examples=25, deadline=None)
@given(SEEDS, st.integers(3, 9), st.integers(2, 9))
def test_variances_of_averages_come_from_the_covariances(model, seed, sets, trees):
    fits = np.random.default_rng(seed).normal(size=(sets, trees))
    covariance = np.cov(fits.T)
    assert model.variance_of_averages(fits, 1) == pytest.approx(np.trace(covariance) / trees)
    assert model.variance_of_averages(fits, trees) == pytest.approx(covariance.mean())


def test_measured_variances_follow_the_formula(model):
    rng = np.random.default_rng(4)
    fits = rng.normal(0, 3**0.5, (4000, 1)) + rng.normal(0, 27**0.5, (4000, 20))
    for count in (1, 2, 10, 20):
        assert model.variance_of_averages(fits, count) == pytest.approx(3 + 27 / count, rel=0.1)


@pytest.mark.parametrize(("features", "bootstrap", "number"), [(10, False, 0), (3, True, 7), (1, True, 199)])
def test_forests_of_the_picture_come_out_again(features, bootstrap, number):
    fits, _error = script()["forest"](1, features, bootstrap, number)
    kind = stored()["middle"][int(not bootstrap), script()["ALL"].index(features), number]
    assert (np.rint(10 * fits[-1, :, 0]) == kind).all()


def test_a_short_tree_is_the_top_of_the_full_one():
    x, y = script()["draw_set"](0, 5)
    places = script()["draw_places"]()
    full = DecisionTreeRegressor(random_state=0).fit(x, y).tree_
    for depth in (1, 2, 4):
        short = DecisionTreeRegressor(max_depth=depth, random_state=1).fit(x, y)
        assert script()["top"](full, places, depth) == pytest.approx(short.predict(places))


def test_out_of_bag_errors_are_those_of_scikit_learn():
    """Eight training sets, noise 1, three columns: other random rows, so equal in the mean to a tenth."""
    place, theirs = script()["FEATURES"].index(3), []
    for number in range(8):
        x, y = script()["draw_set"](0, number)
        forest = RandomForestRegressor(100, max_features=3, oob_score=True, random_state=number).fit(x, y)
        theirs.append(((y - forest.oob_prediction_) ** 2).mean())
    assert np.mean(theirs) == pytest.approx(stored()["bag"][0, place, :8, 0].mean(), rel=0.1)
