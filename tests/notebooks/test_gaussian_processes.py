"""The model cells of book/supervised/gaussian-processes.ipynb against scikit-learn, SciPy and closed forms."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import check_grad
from scipy.stats import multivariate_normal
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, WhiteKernel
from sklearn.kernel_ridge import KernelRidge

READS = ["src/helpers/plots/*"]  # the cells of the pictures draw with it

HOURS = st.lists(st.integers(0, 24), min_size=1, max_size=8, unique=True).map(sorted)
SEEDS = st.integers(0, 1000)
GRID = np.arange(49) / 2


@pytest.fixture(scope="module")
def pictures(model_cells):
    return model_cells("gaussian-processes", "imports", "explorable", "evidence-explorable")


def some_readings(x, seed):
    return np.array(x, dtype=float), np.random.default_rng(seed).normal(size=len(x))


@given(x=HOURS, seed=SEEDS, noise=st.sampled_from([0.1, 0.5, 1.0]))
def test_mean_and_spread_are_those_of_scikit_learn(model, x, seed, noise):
    x, y = some_readings(x, seed)
    mean, covariance = model.condition(model.smooth, x, y, at=GRID, noise=noise)
    theirs = GaussianProcessRegressor(RBF(2.0), alpha=noise**2, optimizer=None).fit(x[:, None], y)
    expected, spread = theirs.predict(GRID[:, None], return_cov=True)
    np.testing.assert_allclose(mean, expected, atol=1e-9)
    np.testing.assert_allclose(covariance, spread, atol=1e-9)


@given(x=HOURS, seed=SEEDS, noise=st.sampled_from([0.1, 0.5, 1.0]))
def test_the_mean_is_kernel_ridge_with_the_noise_as_penalty(model, x, seed, noise):
    x, y = some_readings(x, seed)
    ridge = KernelRidge(alpha=noise**2, kernel="rbf", gamma=1 / 8).fit(x[:, None], y)
    mean, _ = model.condition(model.smooth, x, y, at=GRID, noise=noise)
    np.testing.assert_allclose(mean, ridge.predict(GRID[:, None]), atol=1e-9)


@given(x=HOURS, seed=SEEDS)
def test_the_covariance_does_not_depend_on_the_levels(model, x, seed):
    x, y = some_readings(x, seed)
    first, second = (model.condition(model.smooth, x, levels, at=GRID, noise=0.1)[1] for levels in (y, 3 - 2 * y))
    np.testing.assert_array_equal(first, second)


def test_without_readings_the_prior_stays(model):
    mean, covariance = model.condition(model.smooth, np.empty(0), np.empty(0), at=GRID)
    assert not mean.any()
    np.testing.assert_array_equal(covariance, model.smooth(GRID[:, None] - GRID))


def test_one_reading_in_closed_form(model):
    """At distance d: k(d) y, and 1 − k(d)²."""
    mean, covariance = model.condition(model.smooth, np.array([12.0]), np.array([1.5]), at=GRID)
    alike = np.exp(-((GRID - 12) ** 2) / 8)
    np.testing.assert_allclose(mean, 1.5 * alike, atol=1e-12)
    np.testing.assert_allclose(np.diag(covariance), 1 - alike**2, atol=1e-12)


@given(x=HOURS, seed=SEEDS)
def test_bent_curves_meet_every_reading(model, x, seed):
    x, y = some_readings(x, seed)
    curves = np.random.default_rng(seed).normal(size=(49, 3))
    bent = model.bend(model.smooth, x, y, at=GRID, curves=curves)
    np.testing.assert_allclose(bent[np.searchsorted(GRID, x)], y[:, None] * np.ones(3), atol=1e-4)


@given(x=HOURS, seed=SEEDS, length=st.floats(0.5, 20), noise=st.floats(0.1, 1.5))
def test_log_evidence_is_a_normal_density_and_scikit_learns(model, x, seed, length, noise):
    x, y = some_readings(x, seed)
    settings = np.log([length, noise**2])
    height, slope = model.log_evidence(settings, x, y)
    spread = model.smooth(x[:, None] - x, length=length) + noise**2 * np.eye(len(x))
    assert height == pytest.approx(multivariate_normal(cov=spread).logpdf(y), abs=1e-6)
    theirs = GaussianProcessRegressor(RBF(length) + WhiteKernel(noise**2), alpha=0, optimizer=None).fit(x[:, None], y)
    told, uphill = theirs.log_marginal_likelihood(settings, eval_gradient=True)
    assert height == pytest.approx(told, abs=1e-6)
    np.testing.assert_allclose(slope, uphill, rtol=1e-6, atol=1e-6)


def test_slopes_of_the_evidence_by_finite_differences(pictures):
    for settings in ([0.0, 0.0], [2.0, -1.5], [-0.5, -4.0]):
        apart = check_grad(
            lambda at: pictures.log_evidence(at, pictures.WHEN, pictures.LEVEL)[0],
            lambda at: pictures.log_evidence(at, pictures.WHEN, pictures.LEVEL)[1],
            np.array(settings),
        )
        assert apart < 1e-4


def test_a_climb_never_goes_down_and_ends_on_a_hilltop(pictures):
    for length in pictures.LENGTHS:
        for noise in pictures.NOISES:
            path = pictures.way_up(pictures.place_at(length, noise))
            heights = [pictures.log_evidence(at, pictures.WHEN, pictures.LEVEL)[0] for at in path]
            assert min(np.diff(heights)) > -1e-9
            assert min(np.abs(path[-1] - top).max() for top in pictures.SUMMITS) < 0.02


def test_kernels_of_the_picture_are_positive_semi_definite(pictures):
    for kernel in pictures.KERNELS.values():
        assert np.linalg.eigvalsh(kernel(GRID[:, None] - GRID)).min() > -1e-10


@pytest.mark.parametrize(
    ("seen", "kernel", "said"),
    [
        (0, "smooth, 2 h", "No reading counts. At 19.5 h the model expects 0.00 m, give or take 1.96 m."),
        (1, "rough, 6 h", "1 reading counts. At 19.5 h"),
        (
            4,
            "smooth, 2 h",
            "4 readings count. At 19.5 h the model expects −0.23 m, give or take 1.29 m. The ring is out",
        ),
        (5, "smooth, 2 h", "The ring is 2.23 m above what was expected, −0.23 m. Over the day the band is ±1.01 m"),
    ],
)
def test_readout_of_the_readings(pictures, seen, kernel, said):
    assert pictures.update((19.5, 2), seen, kernel).startswith(said)


def test_readout_of_the_map(pictures):
    start, right = pictures.place_at(1, 1), pictures.place_at(2, 1)
    assert "on the lower hill" in pictures.update_fit(start, True)
    assert "1.7 times as probable" in pictures.update_fit(start, True)
    assert "on the higher hill" in pictures.update_fit(right, True)
    assert "over a thousand times" in pictures.update_fit(pictures.place_at(18, 0.1), False)
