"""The model of `supervised/bias-variance`: the decomposition, its closed forms, and the curves that are drawn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

READS = ["src/helpers/plots/*"]  # the imports that the cells need draw with it

DEGREES, POINTS, NOISES = range(13), (10, 20, 50, 200), (0.1, 0.3, 0.6)
degrees = st.integers(0, 20)
sizes = st.integers(2, 60)
noises = st.floats(0.01, 2)
penalties = st.floats(1e-4, 1)


@pytest.fixture(scope="module")
def model(model_cells, slug):
    """The model cells, and the one that draws polynomials."""
    return model_cells(slug, "figure")


def at_training(model, degree, noise, points):
    """Bias and variance at each training input."""
    return model.parts_at(np.linspace(-1, 1, points), degree, noise=noise, points=points)


def total_error(model, degree, noise, points):
    """Bias² + variance + noise at new inputs."""
    return sum(model.decompose(degree, noise=noise, points=points))


@given(degrees)
def test_features_are_orthonormal_over_the_interval(model, degree):
    basis = model.features(model.NODES, degree)
    gram = basis.T @ (model.WEIGHTS[:, None] * basis)
    assert np.allclose(gram, np.eye(degree + 1), atol=1e-12)


@given(degrees, sizes)
def test_the_hat_matrix_is_a_projection_with_trace_p_or_n(model, degree, points):
    x = np.linspace(-1, 1, points)
    hat = model.features(x, degree) @ model.solver(degree, points)
    assert np.allclose(hat, hat.T, atol=1e-7)
    assert np.allclose(hat @ hat, hat, atol=1e-7)
    assert np.trace(hat) == pytest.approx(min(degree + 1, points), abs=1e-7)


@given(degrees, noises, sizes)
def test_at_the_training_inputs_variance_and_training_error_are_closed_forms(model, degree, noise, points):
    bias, variance = at_training(model, degree, noise, points)
    held = min(degree + 1, points) / points
    assert variance.mean() == pytest.approx(noise**2 * held, rel=1e-7)
    error = model.training_error(degree, noise=noise, points=points)
    assert error == pytest.approx((bias**2).mean() + noise**2 * (1 - held), abs=1e-7 * (1 + noise**2))


@given(st.integers(0, 12), noises, st.integers(14, 60))
def test_variance_at_new_inputs_is_the_trace_form(model, degree, noise, points):
    phi = model.features(np.linspace(-1, 1, points), degree)
    closed = noise**2 * np.trace(np.linalg.inv(phi.T @ phi))
    assert model.decompose(degree, noise=noise, points=points)[1] == pytest.approx(closed, rel=1e-7)


@given(degrees, sizes, noises)
def test_noise_scales_the_variance_and_leaves_the_bias(model, degree, points, noise):
    once, twice = (model.decompose(degree, noise=level, points=points) for level in (noise, 2 * noise))
    assert twice[0] == once[0]
    assert twice[1] == pytest.approx(4 * once[1])


@pytest.mark.parametrize("points", POINTS)
def test_bias_at_the_training_inputs_never_rises_with_the_degree(model, points):
    bias2 = [(at_training(model, degree, 0.3, points)[0] ** 2).mean() for degree in DEGREES]
    assert np.all(np.diff(bias2) <= 1e-12)


@given(st.integers(2, 15), st.integers(0, 10))
def test_with_more_coefficients_than_points_the_fit_is_the_smallest_exact_one(model, points, more):
    degree = points + more
    x, y = np.linspace(-1, 1, points), np.random.default_rng(points).normal(size=points)
    phi, coefficients = model.features(x, degree), model.solver(degree, points) @ y
    assert np.allclose(phi @ coefficients, y, atol=1e-6)
    free = np.linalg.svd(phi)[2][points:]  # directions that change no fitted value
    assert np.abs(free @ coefficients).max() < 1e-6 * (1 + np.linalg.norm(coefficients))


@given(degrees, st.integers(2, 30), penalties)
def test_no_other_coefficients_have_a_smaller_penalised_error(model, degree, points, penalty):
    """Where the gradient of the mean squared error plus the penalty is 0."""
    x, y = np.linspace(-1, 1, points), np.random.default_rng(points).normal(size=points)
    phi, found = model.features(x, degree), model.solver(degree, points, penalty) @ y
    assert np.allclose(phi.T @ (phi @ found - y) / points + penalty * found, 0, atol=1e-9)


def test_the_mean_of_many_fits_is_the_fit_to_values_without_noise(model):
    coefficients, y = model.refit(5, noise=0.3, points=20, count=4000, rng=np.random.default_rng(3))
    error = coefficients.std(axis=0, ddof=1) / np.sqrt(4000)
    clean = model.solver(5, 20) @ model.truth(np.linspace(-1, 1, 20))
    assert np.all(np.abs(coefficients.mean(axis=0) - clean) < 4 * error)
    assert y.shape == (4000, 20) and y.std(axis=0).mean() == pytest.approx(0.3, rel=0.02)


@pytest.mark.parametrize("penalty", [0.0, 0.03])
@pytest.mark.parametrize(("degree", "points"), [(1, 13), (5, 13), (12, 12), (12, 13), (16, 13), (25, 20)])
def test_the_three_parts_and_the_training_error_are_the_measured_ones(model, degree, points, penalty):
    rng, setting = np.random.default_rng(degree), {"noise": 0.3, "points": points, "penalty": penalty}
    coefficients, y = model.refit(degree, **setting, count=4000, rng=rng)
    x = rng.uniform(-1, 1, (4000, 20))
    fresh = model.truth(x) + 0.3 * rng.normal(size=x.shape)
    new = ((fresh - np.einsum("rkp,rp->rk", model.features(x, degree), coefficients)) ** 2).mean(axis=1)
    assert abs(new.mean() - sum(model.decompose(degree, **setting))) < 5 * new.std() / np.sqrt(4000)
    own = ((y - coefficients @ model.features(np.linspace(-1, 1, points), degree).T) ** 2).mean(axis=1)
    assert abs(own.mean() - model.training_error(degree, **setting)) < 5 * own.std() / np.sqrt(4000) + 1e-12


def test_the_parts_at_one_place_by_brute_force(model):
    """No hat matrix, no shared code: fit with numpy's own polynomials, at one x."""
    rng, x, place = np.random.default_rng(5), np.linspace(-1, 1, 20), 0.37
    fits = [np.polyval(np.polyfit(x, model.truth(x) + 0.3 * rng.normal(size=20), 4), place) for _ in range(4000)]
    [bias], [variance] = model.parts_at(np.array([place]), 4, noise=0.3, points=20)
    assert np.mean(fits) - model.truth(place) == pytest.approx(bias, abs=4 * np.std(fits) / np.sqrt(4000))
    assert np.var(fits) == pytest.approx(variance, rel=0.1)


def test_the_best_degree_rises_with_points_and_falls_with_noise(model):
    best = np.array([[np.argmin([total_error(model, d, s, n) for d in range(26)]) for n in POINTS] for s in NOISES])
    assert best.tolist() == [[7, 8, 8, 10], [5, 5, 7, 8], [3, 3, 5, 7]]


@pytest.mark.parametrize("points", [13, 20])
def test_the_error_peaks_where_coefficients_equal_points_and_comes_down_again(model, points):
    total = [total_error(model, degree, 0.3, points) for degree in range(40)]
    assert np.argmax(total) == points - 1 and np.argmin(total) == 5
    assert total[points + 5] < 1 < total[points - 1]


def test_more_data_first_helps_then_hurts_then_helps_unless_there_is_a_penalty(model):
    plain, held = (
        [sum(model.decompose(12, noise=0.3, points=points, penalty=penalty)) for points in range(5, 31)]
        for penalty in (0.0, 0.03)
    )
    assert np.sign(np.diff(plain)).tolist() == [-1] * 6 + [1] * 2 + [-1] * 17
    assert np.all(np.diff(held) < 0)


def drawn_heights(outline):
    """x and y of points along the cubics of a path."""
    corners = outline.vertices
    t = np.linspace(0, 1, 15)
    weights = np.stack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3], axis=1)
    return np.concatenate([weights @ corners[start : start + 4] for start in range(0, len(corners) - 1, 3)]).T


@pytest.mark.parametrize("degree", range(21))
def test_drawn_curves_are_the_polynomials(model, degree):
    """To a point and a bit, measured across the curve: at the peak some fall by hundreds in a tenth."""
    coefficients, _ = model.refit(degree, noise=0.3, points=13, count=12, rng=np.random.default_rng(13))
    up, along = 28, 106  # points of the picture a unit of y, and of x
    for fitted in coefficients:
        x, y = drawn_heights(model.curves(fitted))
        exact = model.features(x, degree) @ fitted
        slope = (model.features(x + 1e-6, degree) - model.features(x - 1e-6, degree)) @ fitted / 2e-6
        seen = np.abs(exact) < 3  # the picture's axes end there
        apart = up * np.abs(y - exact) / np.hypot(1, slope * up / along)
        assert apart[seen].max() < (0.03 if degree <= 3 else 1.2)
