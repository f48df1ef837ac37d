"""The model of `alignment/herding`: errors of a mean with shared parts, and a recommender that learns from itself."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

SHARERS, MODELS = st.integers(0, 40), st.integers(1, 40)
APPEAL = np.array([0.3, 0.25, 0.2, 0.15, 0.1, 0.05])


@given(SHARERS, MODELS)
def test_sharers_are_split_as_evenly_as_they_go(model, sharers, models):
    follows = model.followed(sharers, models)
    assert follows.shape == (40,) and (follows >= 0).sum() == sharers
    users = np.bincount(follows[follows >= 0], minlength=0)
    assert len(users) == min(sharers, models)
    assert sharers == 0 or users.max() - users.min() <= 1


@settings(deadline=None)
@given(SHARERS, MODELS, st.floats(0.1, 20))
def test_price_error_is_that_of_the_full_covariance_matrix(model, sharers, models, error):
    follows = model.followed(sharers, models)
    loads = np.zeros((40, 40 + models))  # how each trader depends on each independent error
    for row, shared in enumerate(follows):
        loads[row, row if shared < 0 else 40 + shared] = 10.0 if shared < 0 else error
    weights = np.full(40, 1 / 40)
    assert model.price_error(follows, error) == pytest.approx(np.sqrt(weights @ loads @ loads.T @ weights))


@given(st.integers(2, 40), st.floats(0.1, 20))
def test_one_model_helps_while_users_times_its_variance_is_below_an_own_one(model, sharers, error):
    gain = model.price_error(model.followed(0, 1), error) - model.price_error(model.followed(sharers, 1), error)
    margin = 1 - sharers * error**2 / 100
    assert abs(margin) < 1e-9 or np.sign(gain) == np.sign(margin)


def test_orders_balance_at_the_mean_estimate_and_its_spread_is_the_formula(model):
    rng = np.random.default_rng(5)
    follows = model.followed(20, 4)
    guesses = model.estimates(follows, 10 * rng.normal(size=(50_000, 40)), 5 * rng.normal(size=(50_000, 4)))
    assert len(set(guesses[0, :5])) == 1 and len(set(guesses[0, 20:])) == 20
    balanced = brentq(lambda price: (guesses[0] - price).sum(), 0, 200)
    assert balanced == pytest.approx(guesses[0].mean())
    prices = guesses.mean(axis=1)
    assert prices.mean() == pytest.approx(100, abs=0.05)
    assert prices.std() == pytest.approx(model.price_error(follows, 5.0), rel=0.02)


@pytest.mark.parametrize("at_random", [0.05, 0.2, 1.0])
def test_many_people_bring_the_loop_to_an_eigenvector(model, at_random):
    appeal = np.tile(APPEAL, (90, 1))
    shares, _ = model.feedback(np.random.default_rng(0), appeal=appeal, at_random=at_random, people=200_000, runs=20)
    roots, vectors = np.linalg.eig((1 - at_random) * np.diag(APPEAL) + at_random / 6 * np.tile(APPEAL, (6, 1)))
    fixed = vectors[:, roots.real.argmax()].real
    np.testing.assert_allclose(shares[-1].mean(axis=0), fixed / fixed.sum(), atol=0.003)


def test_an_item_that_is_not_shown_never_returns_without_random_showings(model):
    appeal = np.tile(APPEAL, (30, 1))
    appeal[:5, 5], appeal[5:, 5] = 0.0, 0.9
    run = {
        part: model.feedback(np.random.default_rng(1), appeal=appeal, at_random=part, people=500, runs=50)[0]
        for part in (0.0, 0.05)
    }
    assert (run[0.0][1:, :, 5] == 0).all()
    assert (run[0.05][-1].argmax(axis=1) == 5).all()
    np.testing.assert_allclose(run[0.05].sum(axis=2), 1)


def test_value_and_score_of_a_loop_counted_by_hand(model):
    shares = np.array([[[0.5, 0.5]], [[0.75, 0.25]], [[0.25, 0.75]]])
    clicks = np.array([[[3, 1]], [[3, 2]], [[0, 0]]])
    appeal = np.array([[0.4, 0.2], [0.4, 0.2], [0.2, 0.8]])
    np.testing.assert_allclose(model.value(shares, appeal)[:, 0], [0.75, 0.875, 0.8125])
    np.testing.assert_allclose(model.offline_score(shares, clicks)[:, 0], [np.nan, 0.6, np.nan])
