"""The model cells of book/supervised/kernel-trick.ipynb against scikit-learn, numpy's norms and closed forms."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import Ridge

READS = ["src/helpers/plots/*"]  # the cells of the pictures draw with it

SEEDS = st.integers(0, 1000)


@pytest.fixture(scope="module")
def pictures(model_cells):
    return model_cells("kernel-trick", "imports", "explorable", "bumps-explorable", "waves-explorable")


def cloud(seed, n=12):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, 2)), rng.normal(size=n)


@given(seed=SEEDS)
def test_lifted_dot_products_are_squared_dot_products(model, seed):
    x, _ = cloud(seed)
    np.testing.assert_allclose(model.lift(x) @ model.lift(x).T, (x @ x.T) ** 2, atol=1e-10)
    np.testing.assert_array_equal(model.lift(x), model.lift(-x))


@given(seed=SEEDS, ridge=st.sampled_from([0.01, 0.1, 1.0]))
def test_dividing_by_kernels_is_ridge_on_lifted_points(model, seed, ridge):
    x, noise = cloud(seed)
    y = np.where(noise > 0, 1, -1)
    alpha, bias = model.divide((x @ x.T) ** 2, y, ridge=ridge)
    theirs = Ridge(alpha=ridge).fit(model.lift(x), y)
    at, _ = cloud(seed + 1)
    np.testing.assert_allclose((at @ x.T) ** 2 @ alpha + bias, theirs.predict(model.lift(at)), atol=1e-7)
    assert alpha.sum() == pytest.approx(0, abs=1e-8)


@given(seed=SEEDS, ridge=st.sampled_from([0.01, 0.1, 1.0]), width=st.sampled_from([0.5, 1, 2]))
def test_heights_are_scikit_learns_and_misses_over_ridge(model, seed, ridge, width):
    x, y = cloud(seed)
    gram = model.bump(x[:, 0], x[:, 0], width=width)
    alpha = model.kernel_ridge(gram, y, ridge=ridge)
    theirs = KernelRidge(alpha=ridge, kernel="rbf", gamma=1 / (2 * width**2)).fit(x[:, :1], y)
    np.testing.assert_allclose(gram @ alpha, theirs.predict(x[:, :1]), atol=1e-8)
    np.testing.assert_allclose(y - gram @ alpha, ridge * alpha, atol=1e-8)


def test_cost_of_one_bump_in_closed_form(model):
    """(y - h)² + ridge h² for one observation of a bump h high."""
    one = np.ones((1, 1))
    assert model.cost(one, np.array([2.0]), weights=np.array([1.5]), ridge=0.1) == pytest.approx(0.25 + 0.225)
    assert model.kernel_ridge(one, np.array([2.0]), ridge=0.25) == pytest.approx([1.6])


@given(seed=SEEDS)
def test_an_extra_bump_never_lowers_the_cost(model, seed):
    x, y = cloud(seed, n=6)
    places = np.append(x[:, 0], 0.3)
    gram = model.bump(places, places, width=0.5)
    best = np.append(model.kernel_ridge(gram[:6, :6], y, ridge=0.1), 0)
    least = model.cost(gram, y, weights=best, ridge=0.1)
    other = best + np.random.default_rng(seed).normal(scale=0.1, size=7)
    assert model.cost(gram, y, weights=other, ridge=0.1) >= least - 1e-12


@pytest.mark.parametrize("kept", [1, 4, 9])
def test_dropped_eigenvalues_are_the_error_in_both_norms(model, kept):
    places = np.linspace(0, 5, 20)
    gram = model.bump(places, places, width=1)
    values, _ = model.waves(gram)
    rest = gram - model.rebuilt(gram, kept=kept)
    assert np.linalg.norm(rest, "nuc") == pytest.approx(values[kept:].sum(), abs=1e-10)
    assert np.linalg.norm(rest) == pytest.approx(np.sqrt((values[kept:] ** 2).sum()), abs=1e-10)
    assert (np.diff(values) <= 1e-12).all()


def test_grams_of_the_pictures_are_positive_semidefinite(pictures):
    for x, _ in pictures.SETS.values():
        for kernel in pictures.KERNELS.values():
            assert np.linalg.eigvalsh(kernel(x, x)).min() > -1e-10
    np.testing.assert_allclose(
        pictures.lift_six(pictures.RINGS) @ pictures.lift_six(pictures.RINGS).T,
        pictures.raised(pictures.RINGS, pictures.RINGS),
    )


def test_seen_from_the_side_height_is_squared_distance(pictures):
    up = pictures.seen(pictures.lift(pictures.RINGS), 90)[:, 1]
    far = (pictures.RINGS**2).sum(axis=1) / np.sqrt(2) - pictures.MIDDLE
    np.testing.assert_allclose(up, far, atol=0.006)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (
            {},
            "From above, no straight line parts ● from ▲. x·z = −1.50, squared 2.25. Lifted, their dot product is 2.25",
        ),
        ({"tilt": 60}, "Tilted 60°, a straight line parts ● from ▲, dashed."),
        ({"data": "rings, moved"}, "From above, no straight line parts ● from ▲. 7 of 20 points are not"),
        (
            {"kernel": "(1 + x·z)²", "place": (0, 0)},
            "All 20 points are on their side of the curve. 1 + x·z = 1.00, squared 1.00.",
        ),
        ({"kernel": "exp(−|x − z|²)", "place": (1, 1)}, "All 20 points are on their side of the curve. Kernel of x"),
    ],
)
def test_readout_of_the_lift(pictures, state, said):
    assert pictures.update(**state).startswith(said)


def test_readouts_of_bumps_and_waves(pictures):
    # the question asks what an extra bump costs: its readout does not say it
    assert pictures.update_bumps() == "Cost 2.981. The misses are those without the extra bump."
    y, whole, best, answer = pictures.parts(1.0, 1, 1)
    rise = np.diff([pictures.cost(whole, y, weights=best + h * answer, ridge=1) for h in (0, 1)])
    assert rise == pytest.approx(0.362, abs=5e-4)
    assert "less than 0.001 above the least" in pictures.update_bumps(width=2, ridge=0.01)
    assert "λ times that" in pictures.update_bumps(extra=0)
    assert pictures.update_waves(kept=1).startswith("Number 1 of the lift: 0.65. With 1 wave of 41")
    assert "under 0.1 %" in pictures.update_waves(kept=16, width=2)
