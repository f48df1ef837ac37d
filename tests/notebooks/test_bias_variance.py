"""The model of `supervised/bias-variance`: the decomposition, its closed forms, and the curves that are drawn."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

DEGREES, POINTS, NOISES = range(13), (10, 20, 50, 200), (0.1, 0.3, 0.6)
degrees = st.integers(0, 20)
sizes = st.integers(2, 60)
noises = st.floats(0.01, 2)


@pytest.fixture(scope="module")
def model(model_cells, slug):
    """The model cells, and the one that draws polynomials."""
    return model_cells(slug, "figure")


def at_new(model, degree, noise, points):
    """Bias², variance and noise at new inputs."""
    return model.decompose(degree, noise=noise, points=points, tested="new inputs")


def at_training(model, degree, noise, points):
    """Bias², variance and noise at the training inputs."""
    return model.decompose(degree, noise=noise, points=points, tested="training inputs")


@given(degrees)
def test_features_are_orthonormal_over_the_interval(model, degree):
    basis = model.features(model.NODES, degree)
    gram = basis.T @ (model.WEIGHTS[:, None] / 2 * basis)
    assert np.allclose(gram, np.eye(degree + 1), atol=1e-12)


@given(degrees, sizes)
def test_the_hat_matrix_is_a_projection_with_trace_p_or_n(model, degree, points):
    x = np.linspace(-1, 1, points)
    hat = model.features(x, degree) @ model.solver(degree, points)
    assert np.allclose(hat, hat.T, atol=1e-7)
    assert np.allclose(hat @ hat, hat, atol=1e-7)
    assert np.trace(hat) == pytest.approx(min(degree + 1, points), abs=1e-7)


@given(degrees, noises, sizes)
def test_variance_at_the_training_inputs_is_the_closed_form(model, degree, noise, points):
    bias2, variance, noise2 = at_training(model, degree, noise, points)
    assert variance == pytest.approx(noise**2 * min(degree + 1, points) / points, rel=1e-7)
    error = model.training_error(degree, noise=noise, points=points)
    assert error == pytest.approx(bias2 + noise2 * (1 - min(degree + 1, points) / points), abs=1e-7 * (1 + noise2))


@given(st.integers(0, 12), noises, st.integers(14, 60))
def test_variance_at_new_inputs_is_the_trace_form(model, degree, noise, points):
    phi = model.features(np.linspace(-1, 1, points), degree)
    closed = noise**2 * np.trace(np.linalg.inv(phi.T @ phi))
    assert at_new(model, degree, noise, points)[1] == pytest.approx(closed, rel=1e-7)


@given(degrees, sizes, noises)
def test_noise_scales_the_variance_and_leaves_the_bias(model, degree, points, noise):
    once, twice = at_new(model, degree, noise, points), at_new(model, degree, 2 * noise, points)
    assert twice[0] == once[0]
    assert twice[1] == pytest.approx(4 * once[1])


@pytest.mark.parametrize("points", POINTS)
def test_bias_at_the_training_inputs_never_rises_with_the_degree(model, points):
    bias2 = [at_training(model, degree, 0.3, points)[0] for degree in DEGREES]
    assert np.all(np.diff(bias2) <= 1e-12)


@given(st.integers(2, 15), st.integers(0, 10))
def test_with_more_coefficients_than_points_the_fit_is_the_smallest_exact_one(model, points, more):
    degree = points + more
    x, y = np.linspace(-1, 1, points), np.random.default_rng(points).normal(size=points)
    phi, coefficients = model.features(x, degree), model.solver(degree, points) @ y
    assert np.allclose(phi @ coefficients, y, atol=1e-6)
    free = np.linalg.svd(phi)[2][points:]  # directions that change no fitted value
    assert np.abs(free @ coefficients).max() < 1e-6 * (1 + np.linalg.norm(coefficients))


def test_the_mean_of_many_fits_is_the_fit_to_values_without_noise(model):
    coefficients, y = model.refit(5, noise=0.3, points=20, count=4000, rng=np.random.default_rng(3))
    error = coefficients.std(axis=0, ddof=1) / np.sqrt(4000)
    clean = model.solver(5, 20) @ model.truth(np.linspace(-1, 1, 20))
    assert np.all(np.abs(coefficients.mean(axis=0) - clean) < 4 * error)
    assert y.shape == (4000, 20) and y.std(axis=0).mean() == pytest.approx(0.3, rel=0.02)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(DEGREES), st.sampled_from(NOISES), st.integers(8, 60), st.booleans())
def test_the_three_parts_are_the_measured_error(model, degree, noise, points, new):
    setting = {"noise": noise, "points": points, "tested": "new inputs" if new else "training inputs"}
    errors, training = model.measure(degree, **setting)
    error = errors.std(ddof=1) / np.sqrt(errors.size)
    assert abs(errors.mean() - sum(model.decompose(degree, **setting))) < 5 * error
    own = model.training_error(degree, noise=noise, points=points)
    assert abs(training.mean() - own) < 5 * training.std(ddof=1) / np.sqrt(training.size) + 1e-12


def test_the_parts_at_one_place_by_brute_force(model):
    """No hat matrix, no shared code: fit with numpy's own polynomials, at one x."""
    rng, x, place = np.random.default_rng(5), np.linspace(-1, 1, 20), 0.37
    fits = [np.polyval(np.polyfit(x, model.truth(x) + 0.3 * rng.normal(size=20), 4), place) for _ in range(4000)]
    row = model.features(np.array([place]), 4) @ model.solver(4, 20)
    assert np.mean(fits) == pytest.approx((row @ model.truth(x)).item(), abs=4 * np.std(fits) / np.sqrt(4000))
    assert np.var(fits) == pytest.approx(0.09 * (row**2).sum(), rel=0.1)


def test_the_best_degree_rises_with_points_and_falls_with_noise(model):
    best = np.array([[np.argmin([sum(at_new(model, d, s, n)) for d in DEGREES]) for n in POINTS] for s in NOISES])
    assert best.tolist() == [[7, 8, 8, 10], [5, 5, 7, 8], [3, 3, 5, 7]]


def test_the_error_peaks_where_coefficients_equal_points_and_comes_down_again(model):
    total = [sum(at_new(model, degree, 0.3, 20)) for degree in range(40)]
    assert np.argmax(total) == 19 and np.argmin(total) == 5
    assert total[25] < 1 < total[18] < total[19]


def drawn_heights(outline, count):
    """x and y, shapes (count, m), of points along the cubics of a path of `count` polynomials."""
    corners = outline.vertices.reshape(count, -1, 2)
    t = np.linspace(0, 1, 15)
    weights = np.stack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3])
    pieces = [corners[:, start : start + 4].transpose(0, 2, 1) @ weights for start in range(0, corners.shape[1] - 1, 3)]
    return np.concatenate(pieces, axis=2).transpose(1, 0, 2)


@pytest.mark.parametrize("degree", DEGREES)
def test_drawn_curves_are_the_polynomials(model, degree):
    coefficients, _ = model.refit(degree, noise=0.3, points=20, count=30, rng=np.random.default_rng(20))
    x, y = drawn_heights(model.curves(coefficients), 30)
    exact = np.einsum("rkp,rp->rk", model.features(x, degree), coefficients)
    assert np.abs(y - exact).max() < (0.001 if degree <= 3 else 0.025)  # of 4.6: 1.2 pt in the picture
