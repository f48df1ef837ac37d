"""Properties of the model cells of book/linear-algebra/positive-definite.ipynb."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, optimize, stats

READS = ["src/helpers/plots/*"]  # the cells of the picture draw with it

ENTRY = st.floats(-3, 3).map(lambda value: round(value, 2))


def symmetric(entries, size=3):
    a = np.zeros((size, size))
    a[np.tril_indices(size)] = entries
    return a + a.T


@given(entries=st.lists(ENTRY, min_size=6, max_size=6), lift=st.integers(0, 6))
def test_cholesky_is_that_of_lapack_and_fails_with_it(model, entries, lift):
    a = symmetric(entries) + lift * np.eye(3)
    least = np.linalg.eigvalsh(a)[0]
    factor, pivots = model.cholesky(a)
    if abs(least) < 1e-9:
        return
    assert (factor is not None) == (least > 0)
    if factor is None:
        assert pivots[-1] <= 0
        assert all(pivot > 0 for pivot in pivots[:-1])
        return
    np.testing.assert_allclose(factor, np.linalg.cholesky(a), atol=1e-5)
    np.testing.assert_allclose(factor @ factor.T, a, atol=1e-9)
    np.testing.assert_allclose(np.square(np.diag(factor)), pivots, atol=1e-9)


@given(entries=st.lists(ENTRY, min_size=6, max_size=6))
def test_a_pivot_is_the_lowest_height_once_its_variable_is_one(model, entries):
    a = symmetric(entries) + 12 * np.eye(3)
    pivots = model.cholesky(a)[1]
    for k in (1, 2):

        def lift(before, k=k):
            return model.height(a, np.array([*before, 1.0, *[0.0] * (2 - k)]))

        assert optimize.minimize(lift, np.zeros(k)).fun == pytest.approx(pivots[k], abs=1e-6)


@given(first=st.floats(0.2, 3), second=st.floats(-3, 3), third=st.floats(0.2, 3), r=st.floats(0.1, 4))
def test_both_whitenings_leave_unit_covariance_and_differ_by_a_rotation(model, first, second, third, r):
    factor = np.array([[first, 0], [second, third]])
    sigma = factor @ factor.T
    by_l, by_root = (model.whitening(sigma, name) for name in ("by L", "by the root of Σ"))
    for w in (by_l, by_root):
        np.testing.assert_allclose(w @ sigma @ w.T, np.eye(2), atol=1e-6)
    turn = by_root @ np.linalg.inv(by_l)
    np.testing.assert_allclose(turn @ turn.T, np.eye(2), atol=1e-5)
    assert np.linalg.det(turn) == pytest.approx(1, abs=1e-5)
    assert model.share_within(r) == pytest.approx(stats.chi2.cdf(r**2, 2), abs=1e-12)


@given(first=st.floats(0.5, 2), share=st.floats(-0.95, 0.95), second=st.floats(0.5, 2), x1=st.floats(-2, 2))
def test_a_slice_has_the_moments_of_scipys_density(model, first, share, second, x1):
    covariance = share * first * second
    sigma = np.array([[first**2, covariance], [covariance, second**2]])
    mean, variance = model.given_first(sigma, x1)
    law, width = stats.multivariate_normal([0, 0], sigma), np.sqrt(variance)
    at = mean + np.linspace(-9, 9, 2001) * width
    density = law.pdf(np.column_stack([np.full_like(at, x1), at]))
    mass = integrate.trapezoid(density, at)
    assert integrate.trapezoid(at * density, at) / mass == pytest.approx(mean, abs=1e-6)
    assert integrate.trapezoid((at - mean) ** 2 * density, at) / mass == pytest.approx(variance, rel=1e-6)


@pytest.fixture(scope="module")
def pictures(model_cells):
    return model_cells("positive-definite", "imports", "explorable", "cloud-explorable", "slice-explorable")


def test_each_state_says_what_its_lowest_direction_does(pictures):
    turns = np.radians(np.arange(0, 360, 1))
    every = np.column_stack([np.cos(turns), np.sin(turns)])
    for b in pictures.ENTRIES:
        low = round(float(pictures.height(np.array([[1, b], [b, 1]]), every).min()), 9)
        kind = ["positive semidefinite", "positive definite", "indefinite"][int(np.sign(low))]
        said = pictures.update(x=(1, 1), b=b, view=pictures.LEVELS)
        assert said.endswith(f"A is {kind}.")
        fails = pictures.update(x=(1, 1), b=b, view=pictures.ROW).endswith("fails.")
        assert fails == (low <= 0)
        assert (pictures.cholesky(np.array([[1.0, b], [b, 1]]))[0] is None) == fails


def test_the_height_of_each_place_is_the_written_out_sum(pictures):
    for b in pictures.ENTRIES:
        for x1 in range(-3, 4):
            for x2 in range(-2, 3):
                value = x1**2 + 2 * b * x1 * x2 + x2**2
                said = pictures.update(x=(x1, x2), b=b)
                if not (x1 or x2):
                    assert said == "At the centre xᵀAx is 0, whatever A is."
                    continue
                shown = float(re.match(r"xᵀAx is (−?[\d.]+):", said)[1].replace("−", "-"))
                assert shown == pytest.approx(value)
                way = "level" if value == 0 else "goes up" if value > 0 else "goes down"
                assert way in said


def test_the_count_hangs_on_the_distance_alone(pictures):
    for r in pictures.RADII:
        counts = {
            re.search(r": (\d+) of", pictures.update_cloud(column=(a, c), radius=(r, 0), method=method))[1]
            for a in (0.5, 2)
            for c in (-2, 0, 1)
            for method in ("by L", "by the root of Σ")
        }
        draws = np.random.default_rng(0).normal(size=(100, 2))
        assert counts == {str(np.count_nonzero(np.hypot(*draws.T) <= r))}


@pytest.mark.parametrize(
    ("picture", "state", "said"),
    [
        ("update", {"x": (2, -2)}, "xᵀAx is −8: this line goes down from the centre."),
        (
            "update",
            {"x": (2, -1), "b": 1, "view": "along the row"},
            "Lowest in this row: 0 = 0 · (−1)². The second pivot, 0, is not above 0: Cholesky fails.",
        ),
        (
            "update",
            {"x": (2, 2), "b": 0.5, "view": "along the row"},
            "Lowest in this row: 3 = 0.75 · 2². The second pivot, 0.75, is above 0: Cholesky works.",
        ),
        (
            "update",
            {"x": (2, 2), "b": 1.75, "view": "along the row"},
            "Lowest in this row: −8.25 = −2.0625 · 2². The second pivot, −2.0625, is not above 0: Cholesky fails.",
        ),
        (
            "update_cloud",
            {"column": (2, 2), "radius": (1, 0)},
            "Within 1: 37 of 100 draws, 39.3\u2009% in the long run. Σ: covariance 4, correlation 0.89.",
        ),
        (
            "update_slice",
            {"cut": (-2, -2.8), "rho": 0.6},
            "At x₁ = −2: x₂ has mean −1.2 and standard deviation 0.8; with x₁ unknown, 0 and 1.",
        ),
        (
            "update_slice",
            {"cut": (2, -2.8), "rho": 0},
            "At x₁ = 2: x₂ has mean 0 and standard deviation 1, as with x₁ unknown.",
        ),
    ],
)
def test_readout(pictures, picture, state, said):
    assert getattr(pictures, picture)(**state) == said
