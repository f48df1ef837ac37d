"""The model of `supervised/gradient-boosting`: against scikit-learn's boosting, SciPy and closed forms."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from scipy.special import expit
from sklearn._loss.loss import AbsoluteError, HalfBinomialLoss, HalfSquaredError, HuberLoss
from sklearn.ensemble import AdaBoostClassifier, GradientBoostingRegressor

READS = ["src/helpers/plots/*"]  # the cells of the pictures draw with it

SEEDS = st.integers(0, 2**32 - 1)
LOSSES = {"squared": HalfSquaredError(), "absolute": AbsoluteError(), "Huber": HuberLoss(delta=2.0)}


@pytest.fixture(scope="module")
def pictures(model_cells):
    return model_cells("gradient-boosting", "imports", "explorable", "adaboost-explorable", "leaf-explorable")


@given(SEEDS, st.sampled_from(sorted(LOSSES)))
def test_pulls_are_minus_the_gradients_of_scikit_learn(model, seed, loss):
    rng = np.random.default_rng(seed)
    y, fit = rng.normal(0, 3, (2, 30))
    theirs = LOSSES[loss].gradient(y_true=y, raw_prediction=fit)
    np.testing.assert_allclose(model.pulls(loss, y - fit), -theirs, atol=1e-8)


@given(SEEDS, st.sampled_from(sorted(LOSSES)), st.integers(1, 25))
def test_steps_are_the_intercepts_of_scikit_learn(model, seed, loss, count):
    residuals = np.random.default_rng(seed).normal(0, 3, count)
    theirs = LOSSES[loss].fit_intercept_only(y_true=residuals, sample_weight=np.ones(count))
    if loss == "squared" or count % 2:  # of an even number, some versions take the upper median
        assert model.centre(loss, residuals) == pytest.approx(theirs, abs=1e-9)


@settings(max_examples=20, deadline=None)
@given(SEEDS, st.sampled_from([1.0, 0.3, 0.1]), st.integers(8, 30))
def test_squared_loss_is_gradient_boosting_of_scikit_learn(model, seed, rate, count):
    y = np.random.default_rng(seed).normal(0, 5, count)
    x = np.arange(count)[:, None]
    theirs = GradientBoostingRegressor(n_estimators=20, learning_rate=rate, max_depth=1).fit(x, y)
    fits = model.boost(y, loss="squared", rate=rate, rounds=20)
    np.testing.assert_allclose(fits[-1], theirs.predict(x), atol=1e-8)


@given(SEEDS, st.integers(2, 12))
def test_no_cut_fits_better(model, seed, count):
    values = np.random.default_rng(seed).integers(-3, 4, count).astype(float)
    misses = [values[:k].var() * k + values[k:].var() * (count - k) for k in range(1, count)]
    assert misses[model.best_cut(values) - 1] == pytest.approx(min(misses), abs=1e-9)


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_adaboost_is_that_of_scikit_learn_with_its_stumps(model, seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(60, 2))
    y = np.where(x.sum(axis=1) + rng.normal(size=60) > 0, 1, -1)
    theirs = AdaBoostClassifier(n_estimators=12, random_state=0).fit(x, y)

    ready = iter(theirs.estimators_)  # of equally good stumps scikit-learn draws one

    def weak(x, y, weights):
        return next(ready).predict

    _, _, errors, says = model.adaboost(x, y, rounds=len(theirs.estimators_), weak=weak)
    np.testing.assert_allclose(errors, theirs.estimator_errors_, atol=1e-8)
    np.testing.assert_allclose(2 * says, theirs.estimator_weights_, atol=1e-7)


@given(SEEDS)
def test_no_stump_has_less_weighted_error(model, seed):
    rng = np.random.default_rng(seed)
    x, y = rng.random((12, 2)), rng.choice([-1, 1], 12)
    weights = rng.dirichlet(np.ones(12))
    cuts = [(j, cut, side) for j in (0, 1) for cut in np.sort(x[:, j])[:-1] for side in (1, -1)]
    least = min(weights[np.where(x[:, j] > cut, side, -side) != y].sum() for j, cut, side in cuts)
    assert weights[model.vote_of(model.best_stump(x, y, weights), x) != y].sum() <= least + 1e-12


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_training_error_keeps_below_the_bound_and_says_are_the_best_steps(model, seed):
    rng = np.random.default_rng(seed)
    x, y = rng.random((40, 2)), rng.choice([-1, 1], 40)
    weights, stumps, errors, says = model.adaboost(x, y, rounds=15)
    score = np.zeros(40)
    for k, (stump, say) in enumerate(zip(stumps, says, strict=True)):
        vote = model.vote_of(stump, x)
        step = minimize_scalar(lambda a, score=score, vote=vote: np.exp(-y * (score + a * vote)).mean()).x
        assert say == pytest.approx(step, abs=1e-4)
        score = score + say * vote
        bound = np.prod(2 * np.sqrt(errors[: k + 1] * (1 - errors[: k + 1])))
        assert (np.sign(score) != y).mean() <= bound + 1e-12
        assert weights[k + 1][vote != y].sum() == pytest.approx(0.5)


@given(st.floats(-5, 5), st.integers(0, 8), st.floats(0.01, 20))
def test_a_leaf_stands_where_the_parabola_is_lowest(model, score, ones, penalty):
    y = np.repeat([1.0, 0.0], [ones, 8 - ones])
    g, h = HalfBinomialLoss().gradient_hessian(y_true=y, raw_prediction=np.full(8, score))
    ours = model.slopes(score, ones)
    np.testing.assert_allclose(ours, [g.sum(), h.sum()], atol=1e-9)
    value = model.leaf_value(*ours, penalty)
    assert ours[0] + (ours[1] + penalty) * value == pytest.approx(0, abs=1e-9)
    p = expit(score)
    assert model.leaf_loss(score, ones) == pytest.approx(-ones * np.log(p) - (8 - ones) * np.log1p(-p), abs=1e-8)


def test_the_broken_reading_moves_no_stair_with_absolute_loss(pictures):
    for rate in pictures.RATES.values():
        fits = [pictures.fits_of(height, "absolute", rate)[1] for height in (0, 4, 8)]
        assert np.ptp(fits, axis=0).max() == 0
    said = pictures.update((13, 0), 100, "absolute", 1.0)
    assert said.endswith("The next cuts before hour 4 and moves nothing.")
    assert "After 1 tree:" in pictures.update((13, 0), 1, "squared", 1.0)


def test_readouts_of_the_stumps_and_the_leaf(pictures):
    assert pictures.update_weights(0, 8).startswith("Before the first stump all dots weigh the same.")
    assert pictures.update_weights(1, 8).startswith("After 1 stump the vote is wrong on 27 of 80")
    assert "off the picture" in pictures.update_leaf((-3, -4), 0, 6)
    assert pictures.update_leaf((4, -4), 0, 8).endswith("there is no best one.")
    assert pictures.how_hard() == "As hard"
    assert pictures.held_after() == "A fifth"
    assert pictures.lands() == "Beyond it"
