"""Properties of the model cells of book/linear-algebra/determinant-volume.ipynb."""

import numpy as np
import pytest
import scipy.linalg
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.spatial import ConvexHull

COORDINATES = st.floats(-5, 5).map(lambda value: round(value, 3))
COLUMNS = st.tuples(COORDINATES, COORDINATES)
SLID = st.floats(0, 2)
STRETCHES = st.lists(st.sampled_from([0.0, 0.5, 1.0, 2.0]), min_size=3, max_size=3)
SQUARE = np.array([(0, 0), (1, 0), (1, 1), (0, 1)])


@given(first=COLUMNS, second=COLUMNS, slid=SLID)
def test_sliding_keeps_the_area_that_a_convex_hull_has(model, first, second, slid):
    assume(abs(first[0]) > 0.1)
    area = abs(model.signed_area(first, second))
    assume(area > 0.01)
    made = model.columns_after(first, second, slid)
    assert ConvexHull(SQUARE @ made.T).volume == pytest.approx(area, rel=1e-6)


@given(first=COLUMNS, second=COLUMNS)
def test_signed_area_is_the_determinant_and_turns_with_a_swap(model, first, second):
    area = model.signed_area(first, second)
    assert area == pytest.approx(np.linalg.det(np.transpose([first, second])), abs=1e-9)
    assert model.signed_area(second, first) == pytest.approx(-area, abs=1e-12)


@given(first=COLUMNS, second=COLUMNS)
def test_the_rectangle_has_the_pivots_of_elimination(model, first, second):
    assume(abs(first[0]) > 0.1 and abs(first[0]) >= abs(first[1]))  # no rows are swapped
    made = model.columns_after(first, second, 2)
    _, _, upper = scipy.linalg.lu(np.transpose([first, second]))
    np.testing.assert_allclose(made, np.diag(np.diag(upper)), atol=1e-9)


@given(first=COLUMNS, second=COLUMNS, slid=st.floats(0, 1))
def test_the_first_slide_moves_the_second_column_along_the_first_only(model, first, second, slid):
    assume(abs(first[0]) > 0.1)
    made = model.columns_after(first, second, slid)
    moved = made[:, 1] - second
    assert made[:, 0].tolist() == pytest.approx(list(first))
    assert moved[0] * first[1] - moved[1] * first[0] == pytest.approx(0, abs=1e-9)


def test_before_sliding_the_columns_are_the_given_ones(model):
    assert model.columns_after((2, 1), (1, 2), 0).tolist() == [[2, 1], [1, 2]]


@given(stretches=STRETCHES)
def test_the_solid_map_has_the_stretches_as_singular_values(model, stretches):
    matrix = model.solid_map(stretches)
    np.testing.assert_allclose(scipy.linalg.svdvals(matrix), sorted(stretches, reverse=True), atol=1e-12)
    assert np.linalg.det(matrix) == pytest.approx(np.prod(stretches), abs=1e-12)


@given(stretches=STRETCHES)
def test_rank_and_null_space_add_up_to_the_number_of_columns(model, stretches):
    matrix = model.solid_map(stretches)
    kept = np.linalg.matrix_rank(matrix, tol=1e-9)
    assert kept == np.count_nonzero(stretches)
    lost = model.BEFORE[:, np.array(stretches) == 0]
    assert np.abs(matrix @ lost).max(initial=0) < 1e-12
    assert kept + lost.shape[1] == 3
