"""Properties of the model cells of book/linear-algebra/matrix-calculus.ipynb."""

import numpy as np
import pytest
import sympy
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import approx_fprime, minimize

READS = ["src/helpers/plots/*"]  # the cells of the picture draw with it

NUMBER = st.floats(-2, 2).map(lambda value: round(value, 3))
PLACE = st.tuples(NUMBER, NUMBER)


@given(place=PLACE)
def test_gradient_and_hessian_are_those_of_sympy(model, place):
    a, b = sympy.symbols("a b")
    for formula, g, h in (
        (a**2 * b + b**3 / 3 - b, model.gradient, model.hessian),
        ((1 - a) ** 2 + 100 * (b - a**2) ** 2, model.rosenbrock_gradient, model.rosenbrock_hessian),
    ):
        at = dict(zip((a, b), place, strict=True))
        slope = [float(formula.diff(name).subs(at)) for name in (a, b)]
        bend = np.array(sympy.hessian(formula, (a, b)).subs(at).tolist(), dtype=float)
        np.testing.assert_allclose(g(np.array(place)), slope, atol=1e-8)
        np.testing.assert_allclose(h(np.array(place)), bend, atol=1e-8)


@given(place=PLACE)
def test_gradients_agree_with_finite_differences(model, place):
    x = np.array(place)
    np.testing.assert_allclose(approx_fprime(x, model.height), model.gradient(x), atol=1e-5)


@given(place=PLACE, p=PLACE)
def test_the_second_order_is_off_by_the_cube_alone(model, place, p):
    """f is a cubic, so what order 2 leaves out is f of the step without its linear term."""
    x, p = np.array(place), np.array(p)
    left = model.height(x + p) - model.taylor(x, p, 2)
    assert left == pytest.approx(p[0] ** 2 * p[1] + p[1] ** 3 / 3, abs=1e-9)
    assert model.taylor(x, p, 1) == pytest.approx(model.height(x) + p @ model.gradient(x), abs=1e-12)


@given(place=PLACE)
def test_newtons_step_ends_where_the_model_is_level(model, place):
    x = np.array(place)
    assume(abs(abs(x[0]) - abs(x[1])) > 1e-2)
    p = model.newton_step(model.gradient(x), model.hessian(x))
    slope = approx_fprime(p, lambda step: model.taylor(x, step, 2))
    np.testing.assert_allclose(slope, 0, atol=1e-4)


@given(size=st.floats(0.1, 2), sign=st.sampled_from([-1, 1]))
def test_there_is_no_step_on_the_diagonals(model, size, sign):
    x = np.array([size, sign * size])
    assert model.newton_step(model.gradient(x), model.hessian(x)) is None


@given(place=PLACE)
def test_repeated_steps_end_at_the_signs_of_the_eigenvalues(model, place):
    x = np.array(place)
    assume(abs(abs(x[0]) - abs(x[1])) > 1e-2)
    signs = np.sign([x[1] + x[0], x[1] - x[0]])
    for _ in range(40):
        x = x + model.newton_step(model.gradient(x), model.hessian(x))
    np.testing.assert_allclose(x, [(signs[0] - signs[1]) / 2, signs.sum() / 2], atol=1e-9)


@given(place=PLACE)
def test_jacobians_are_those_of_torch(model, place):
    def turned(x):
        return torch.stack([x[0] ** 2 - x[1] ** 2, 2 * x[0] * x[1]])

    exact = torch.autograd.functional.jacobian(turned, torch.tensor(place, dtype=torch.float64)).numpy()
    np.testing.assert_allclose(model.jacobian(model.turn_and_grow, np.array(place)), exact, atol=1e-8)
    np.testing.assert_allclose(model.jacobian(model.gradient, np.array(place)), model.hessian(place), atol=1e-8)


@given(seed=st.integers(0, 10_000), n=st.integers(2, 8), count=st.integers(0, 6))
def test_two_loops_are_the_dense_bfgs_update(model, seed, n, count):
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(n, n))
    curved = root @ root.T + np.eye(n)
    pairs = [(s, curved @ s) for s in rng.normal(size=(count, n))]
    inverse = np.eye(n)
    if pairs:
        s, y = pairs[-1]
        inverse *= (s @ y) / (y @ y)
    for s, y in pairs:
        keep = np.eye(n) - np.outer(s, y) / (s @ y)
        inverse = keep @ inverse @ keep.T + np.outer(s, s) / (s @ y)
    slope = rng.normal(size=n)
    scale = max(1, np.abs(inverse).max())
    np.testing.assert_allclose(model.quasi_newton_step(slope, pairs), -inverse @ slope, atol=1e-8 * scale)


@pytest.mark.parametrize("start", [(-1.2, 1.0), (0.0, 1.5), (1.2, -0.5)])
def test_lbfgs_and_newton_end_where_scipy_does(model, start):
    options = {"maxcor": 5, "gtol": 1e-9, "ftol": 1e-20}
    found = minimize(model.rosenbrock, start, jac=model.rosenbrock_gradient, method="L-BFGS-B", options=options).x
    np.testing.assert_allclose(model.lbfgs_path(start, 60)[-1], found, atol=1e-6)
    np.testing.assert_allclose(model.newton_path(start, 12)[-1], found, atol=1e-6)


def test_each_lbfgs_step_lowers_the_height(model):
    heights = model.rosenbrock(model.lbfgs_path((-1.2, 1.0), 36))
    assert (np.diff(heights) < 0).all()


@pytest.fixture(scope="module")
def pictures(model_cells):
    return model_cells("matrix-calculus", "imports", "explorable", "jacobian-explorable", "race-explorable")


def test_every_readout_of_the_ring_agrees_with_the_model(pictures):
    for x in [(a, b) for a in pictures.SIDE for b in pictures.SIDE]:
        low, high = np.linalg.eigvalsh(pictures.hessian(x))
        said = pictures.update(x=x, model="order 2")
        stuck = abs(low * high) < 1e-9 or not pictures.gradient(x).any()
        assert ("no step" in said) == stuck
        if low > 0:
            assert "a bowl" in said
        if high < 0:
            assert "a dome" in said
        if low < -1e-9 and high > 1e-9:
            assert "a saddle" in said


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({}, "The model is a plane. Over the whole step it goes down 0.56, f goes down 0.82: off by 0.26."),
        (
            {"model": "order 2"},
            "The model is a dome (eigenvalues −3.5 and −1.5). "
            "Over the whole step it goes up 0.336, f goes up 0.366: off by 0.030.",
        ),
    ],
)
def test_readout(pictures, state, said):
    assert pictures.update(**state) == said


def test_the_drawn_gap_halves_with_the_side(pictures):
    for name in pictures.MAPS:
        small, half, whole = (pictures.farthest(name, (0.25, 0.75), side / 2) / side for side in pictures.SIZES)
        assert half / whole == pytest.approx(0.5, abs=1e-6)
        assert small / whole == pytest.approx(0.25, abs=1e-6)
