"""The model and the readouts of `linear-algebra/svd-pca`."""

import numpy as np
import pytest
import scipy.linalg
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist
from sklearn.decomposition import PCA

READS = ["src/helpers/plots/*"]  # the cells of the pictures draw with it


@given(seed=st.integers(0, 10_000), degrees=st.floats(0, 180))
def test_a_foot_is_the_nearest_point_of_the_line(model, seed, degrees):
    x = np.random.default_rng(seed).normal(size=(10, 2))
    v = 3 * np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])
    feet = model.feet(x, v)
    places = np.outer(np.linspace(-2, 2, 401), v)
    assert (np.linalg.norm(x - feet, axis=1) <= cdist(x, places).min(axis=1) + 1e-9).all()
    assert np.abs(feet[:, 0] * v[1] - feet[:, 1] * v[0]).max() < 1e-9


@given(seed=st.integers(0, 10_000), rows=st.integers(3, 12), columns=st.integers(1, 6))
def test_the_axes_are_scikit_learns_with_their_signs(model, seed, rows, columns):
    x = np.random.default_rng(seed).normal(size=(rows, columns))
    pca = PCA(svd_solver="full").fit(x)
    u, s, vt = model.svd(x - x.mean(axis=0))
    assert s**2 / (rows - 1) == pytest.approx(pca.explained_variance_, abs=1e-9)
    real = s > 1e-6  # the last axis is free where there are as many columns as rows
    np.testing.assert_allclose(vt[real], pca.components_[real], atol=1e-6)
    np.testing.assert_allclose((u * s)[:, real], pca.transform(x)[:, real], atol=1e-6)


@given(seed=st.integers(0, 10_000), k=st.integers(0, 5))
def test_the_error_of_k_layers_is_the_squares_left_out_and_no_other_is_smaller(model, seed, k):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(8, 5))
    parts = model.svd(x)
    error = ((x - model.keep(parts, k)) ** 2).sum()
    eigenvalues = np.linalg.eigvalsh(x.T @ x)
    assert error == pytest.approx(eigenvalues[: 5 - k].sum(), abs=1e-9)
    assert model.left_out(parts[1], k) == pytest.approx(error / (x**2).sum(), abs=1e-12)
    if k:
        left = rng.normal(size=(8, k))
        other = left @ np.linalg.lstsq(left, x, rcond=None)[0]
        assert ((x - other) ** 2).sum() >= error - 1e-9


@given(seed=st.integers(0, 10_000), rank=st.integers(1, 4))
def test_the_pseudoinverse_is_scipys_for_matrices_of_any_rank(model, seed, rank):
    rng = np.random.default_rng(seed)
    a = rng.normal(size=(6, rank)) @ rng.normal(size=(rank, 4))
    np.testing.assert_allclose(model.pseudoinverse(a, 1e-10), scipy.linalg.pinv(a, rtol=1e-10), atol=1e-5)


@pytest.fixture(scope="module")
def pictures(model_cells):
    return model_cells("svd-pca", "imports", "explorable", "patterns-explorable", "shortest-explorable")


def test_the_parts_of_a_readout_add_up_in_all_states(pictures):
    for about, centre in pictures.CENTRES.items():
        whole = ((pictures.SLEEP - centre) ** 2).sum()
        for x in range(-3, 6):
            for y in range(3, 7):
                words = pictures.update((x, y), about, "every direction")
                misses, feet, total = (
                    float(words.split(before)[1].split()[0]) for before in ("misses ", "feet ", "= ")
                )
                assert round(misses + feet, 1) == total == round(float(whole), 1)
                way = np.array([x, y]) - centre
                cross = pictures.SLEEP - centre
                across = (cross[:, 0] * way[1] - cross[:, 1] * way[0]) ** 2 / (way @ way)
                assert misses == pytest.approx(across.sum(), abs=0.11)


def test_the_patterns_are_scikit_learns_and_the_bars_fall(pictures):
    for name, table in pictures.TABLES.items():
        ratios = PCA().fit(table).explained_variance_ratio_
        shares = [pictures.left_out(pictures.PARTS[name][1], k) for k in pictures.TRIED]
        assert shares == pytest.approx([1 - ratios[:k].sum() for k in pictures.TRIED], abs=1e-9)
        for k in pictures.TRIED[1:-1]:
            words = pictures.update_pictures(k, name)
            assert words.startswith(f"{k} pattern{'s' * (k > 1)} keep{'s' * (k == 1)} ")
            assert ("leaves" in words) == (k == 1)


def test_every_answer_of_the_lines_is_the_shortest_that_fits_best(pictures):
    for slope, height in zip(pictures.SLOPES, pictures.HEIGHTS, strict=True):
        a = np.array([[0, 1], [-slope, 1]])
        x = pictures.pseudoinverse(a) @ pictures.B
        if slope:
            assert x == pytest.approx(np.linalg.solve(a, pictures.B))
        else:
            assert x == pytest.approx([0, 1.125])
        words = pictures.update_lines((3, height), 1e-15)
        assert ("Parallel" in words) == (slope == 0)
        assert "-" not in words
        assert "−0.00" not in words
        cut = pictures.update_lines((3, height), 0.2)
        s = np.linalg.svd(a, compute_uv=False)
        assert ("counts as 0" in cut) == (0 < s[1] <= 0.2 * s[0])


def test_the_questions_have_the_answers_of_the_page(pictures):
    assert pictures.width_of_the_closest() == "Farthest"
    assert pictures.reordered() == "The same"
    assert pictures.returned() == "Between"
