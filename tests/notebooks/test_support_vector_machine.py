"""Model cells of book/supervised/support-vector-machine.ipynb: scikit-learn, SciPy, convex hulls, duality, searches."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize
from sklearn.metrics import hinge_loss
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.svm import SVC

READS = ["src/helpers/plots/*"]  # the cells of the pictures draw with it

SEEDS = st.integers(0, 10_000)
CAPS = st.sampled_from([0.05, 0.5, 5.0])
CALIBRATED = ["hinge", "logistic", "exponential", "squared"]


@pytest.fixture(scope="module")
def pictures(model_cells):
    cells = ("imports", "explorable", "price-explorable", "loss-explorable")
    return model_cells("support-vector-machine", *cells)


def sample(seed, *, apart):
    """Two clouds of nine points, their centres `apart`."""
    rng = np.random.default_rng(seed)
    y = np.repeat([-1, 1], 9)
    return rng.normal(size=(18, 2)) + np.outer(y, [apart / 2, 0]), y


@given(seed=SEEDS, gamma=st.sampled_from([0.1, 1.0, 7.0]))
def test_likeness_is_scikit_learns(model, seed, gamma):
    x, z = np.random.default_rng(seed).normal(size=(2, 6, 3))
    np.testing.assert_allclose(model.rbf(x, z, gamma=gamma), rbf_kernel(x, z, gamma=gamma), atol=1e-12)
    np.testing.assert_allclose(model.linear(x, z), np.einsum("ik,jk->ij", x, z), atol=1e-12)


@given(seed=SEEDS, cap=CAPS, gamma=st.sampled_from([None, 0.5, 5.0]))
def test_scores_are_those_of_scikit_learn(model, seed, cap, gamma):
    x, y = sample(seed, apart=1)
    gram = model.linear(x, x) if gamma is None else model.rbf(x, x, gamma=gamma)
    beta, bias = model.fit(gram, y, cap=cap)
    theirs = SVC(C=cap, kernel="precomputed", tol=1e-8).fit(gram, y)
    shift = gram @ beta + bias - theirs.decision_function(gram)
    assert np.ptp(shift) < 1e-3
    alpha = beta * y
    if ((alpha > 1e-6 * cap) & (alpha < cap * (1 - 1e-6))).any():  # else the bias may not be the only one
        assert abs(shift).max() < 1e-3


@given(seed=SEEDS, cap=CAPS)
def test_price_and_holds_agree(model, seed, cap):
    """The direct problem and the dual have one value only at the best of both."""
    x, y = sample(seed, apart=1)
    beta, bias = model.fit(model.linear(x, x), y, cap=cap)
    alpha, weights = beta * y, beta @ x
    assert -1e-12 < alpha.min() <= alpha.max() <= cap + 1e-12
    assert abs(beta.sum()) < 1e-9
    direct = weights @ weights / 2 + cap * np.maximum(0, 1 - y * (x @ weights + bias)).sum()
    dual = alpha.sum() - weights @ weights / 2
    assert direct == pytest.approx(dual, abs=1e-4)


@given(seed=SEEDS)
def test_widest_street_is_as_wide_as_the_hulls_are_apart(model, seed):
    x, y = sample(seed, apart=9)

    def apart(shares):
        return np.sum((shares[:9] @ x[:9] - shares[9:] @ x[9:]) ** 2)

    rules = [{"type": "eq", "fun": lambda s, part=part: s[part].sum() - 1} for part in (slice(9), slice(9, 18))]
    nearest = minimize(apart, np.full(18, 1 / 9), bounds=[(0, 1)] * 18, constraints=rules, tol=1e-12)
    beta, _ = model.fit(model.linear(x, x), y, cap=np.inf)
    assert 2 / np.linalg.norm(beta @ x) == pytest.approx(np.sqrt(nearest.fun), rel=1e-3)


@given(loss=st.sampled_from([*CALIBRATED, "hinge, knee at 0", "0–1"]), p=st.floats(0.55, 0.95))
def test_lowest_score_is_found_by_a_search(model, loss, p):
    grid = np.linspace(-4, 4, 8001)
    values = model.average(loss, p, grid)
    low, high = model.lowest(loss, p)
    lowest = grid[values < values.min() + 1e-12]
    np.testing.assert_allclose([lowest[0], lowest[-1]], np.clip([low, high], -4, 4), atol=2e-3)
    assert (low > 0) == (loss in CALIBRATED)


@given(seed=SEEDS)
def test_hinge_is_scikit_learns(model, seed):
    rng = np.random.default_rng(seed)
    score, y = 2 * rng.normal(size=20), np.repeat([-1, 1], 10)
    assert model.LOSSES["hinge"](y * score).mean() == pytest.approx(hinge_loss(y, score))


@pytest.mark.parametrize("loss", CALIBRATED)
def test_slope_of_the_average_at_0_sides_with_the_majority(model, loss):
    """It is (2 p - 1) times the slope of the loss."""
    far = 1e-6
    slope = (model.LOSSES[loss](np.array(far)) - model.LOSSES[loss](np.array(-far))) / (2 * far)
    assert slope < 0
    for p in (0.5, 0.7, 0.9):
        rise = (model.average(loss, p, far) - model.average(loss, p, -far)) / (2 * far)
        assert rise == pytest.approx((2 * p - 1) * slope, abs=1e-6)


@pytest.mark.parametrize("kernel", ["straight (linear)", "RBF, γ = 0.5"])
def test_points_that_hold_nothing_can_go(pictures, kernel):
    likeness = pictures.KERNELS[kernel]
    for place in [(x / 2, y) for x in range(1, 12) for y in (1.3, 2.2, 3)]:
        x = pictures.everyone(place)
        for price in pictures.PRICES:
            beta, _ = pictures.fitted(place, price, kernel)
            rest = beta != 0
            again, _ = pictures.fit(likeness(x[rest], x[rest]), pictures.CLASSES[rest], cap=price)
            after = likeness(x, x[rest]) @ again
            np.testing.assert_allclose(likeness(x, x) @ beta, after, atol=2e-4)


def test_curves_stand_where_the_score_says(pictures):
    state = ((4.5, 2.2), 10, "RBF, γ = 0.5")
    beta, bias = pictures.fitted(*state)
    street, middle = pictures.curved(pictures.score_on_mesh(*state))
    for path, levels in ((street, [-1, 1]), (middle, [0])):
        at = path.vertices
        at = at[(at[:, 0] > 0) & (at[:, 0] < 6) & (at[:, 1] > 0) & (at[:, 1] < 4)]
        score = pictures.rbf(at, pictures.everyone(state[0]), gamma=0.5) @ beta + bias
        assert abs(score[:, None] - levels).min(axis=1).max() < 0.05


@given(bottom=st.integers(2, 22), top=st.integers(2, 22))
def test_streets_laid_by_hand_are_no_wider_than_the_widest(pictures, bottom, top):
    said = pictures.update((bottom / 2, 0), (top / 2, pictures.TOP), "nothing")
    if said.startswith("No street"):
        return
    assert float(said.split()[1]) <= 2.4
    assert ("widest" in said) == ((bottom, top) == (6, 18))


def test_readouts(pictures):
    said = pictures.update
    assert said((4, 0), (7, 8), "nothing") == "Street 0.47 wide, of 2.40 possible. Stopped by one ● of 14 points."
    assert said((5, 0), (9, 8), "nothing").startswith("No street: 1 point is on")
    assert said((1, 0), (1, 8), "nothing").startswith("No street: 7 points are on")
    assert said((3, 0), (9, 8), "nothing").endswith("Stopped by one ● and two ▲ of 14 points.")
    assert pictures.update_price((4.5, 2.2), 0.1, "RBF, γ = 5").startswith("No line: every place is called ●. 17")
    assert "none of 17 on the wrong" in pictures.update_price((1, 2.2), 1, "straight (linear)")
    assert pictures.update_loss((0, -0.3), "hinge", 0.5).endswith("Lowest from score −1 to 1, all alike.")
    assert pictures.update_loss((0, -0.3), "logistic", 1).endswith("the higher the score, the lower.")
    assert pictures.update_loss((2, -0.3), "hinge", 1).endswith("Lowest from score 1 on.")
    assert pictures.update_loss((2, -0.3), "0–1", 0.5).endswith("Lowest at every score but 0.")
    assert pictures.update_loss((2, -0.3), "0–1", 1).endswith("Lowest at every score above 0.")
    assert pictures.update_loss((2, -0.3), "hinge, knee at 0", 1).endswith("Lowest from score 0 on.")
