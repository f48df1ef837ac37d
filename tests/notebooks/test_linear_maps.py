"""The model of `linear-algebra/linear-maps`, and what its pictures draw and say in every state."""

import re
from fractions import Fraction

import numpy as np
import pytest
import scipy.linalg
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

READS = ["src/helpers/plots/*"]  # the cells of the picture draw with it

WHOLE = st.integers(-50, 50)
PAIRS = st.tuples(WHOLE, WHOLE)
ENTRIES = st.integers(-400, 400).map(lambda n: n / 100)


def by_rows(points, one, two):
    """The textbook's rule, a row at a time, in exact fractions."""
    rows = list(zip(map(Fraction, one), map(Fraction, two), strict=True))
    return [[float(sum(c * Fraction(x) for c, x in zip(row, point, strict=True))) for row in rows] for point in points]


@given(points=st.lists(PAIRS, min_size=1, max_size=5), one=PAIRS, two=PAIRS)
def test_copies_of_the_columns_are_the_product_by_rows(model, points, one, two):
    assert model.land(points, one, two).tolist() == by_rows(points, one, two)


@given(u=PAIRS, v=PAIRS, one=PAIRS, two=PAIRS, shift=PAIRS, many=WHOLE)
def test_sums_and_multiples_are_kept_but_for_the_shift(model, u, v, one, two, shift, many):
    images = model.land([u, v], one, two, shift)
    whole = model.land(np.add(u, v), one, two, shift)
    np.testing.assert_array_equal(images.sum(axis=0) - whole, shift)
    np.testing.assert_array_equal(model.land(np.multiply(many, u), one, two), many * model.land(u, one, two))


@given(first=arrays(float, (2, 2), elements=ENTRIES), second=arrays(float, (2, 2), elements=ENTRIES))
def test_columns_of_a_product_are_the_columns_moved(model, first, second):
    np.testing.assert_allclose(model.land(first.T, *second.T), (second @ first).T, atol=1e-12)


@given(matrix=arrays(float, (2, 2), elements=ENTRIES))
def test_norms_are_those_of_scipy_and_in_order(model, matrix):
    found = model.norms(*matrix.T)
    expected = [scipy.linalg.norm(matrix, kind) for kind in (2, None, "nuc")]
    np.testing.assert_allclose(found, expected, atol=1e-9)
    assert found[0] <= found[1] + 1e-9 and found[1] <= found[2] + 1e-9


@given(matrix=arrays(float, (2, 2), elements=ENTRIES))
def test_half_axes_are_the_farthest_and_nearest_points_of_the_ellipse(model, matrix):
    axes = model.half_axes(*matrix.T)
    angles = np.linspace(0, 2 * np.pi, 721)
    lengths = np.hypot(*(matrix @ [np.cos(angles), np.sin(angles)]))
    sizes = np.hypot(*axes.T)
    assert lengths.max() <= sizes[0] + 1e-9 and lengths.min() >= sizes[1] - 1e-9
    np.testing.assert_allclose([lengths.max(), lengths.min()], sizes, atol=0.02 * max(1, sizes[0]))
    assert abs(axes[0] @ axes[1]) < 1e-9 * max(1, sizes[0] ** 2)
    np.testing.assert_allclose(axes.T @ axes, matrix @ matrix.T, atol=1e-7)


@pytest.mark.parametrize("two", [(-1, 2), (1, -2), (-0.5, 1)])
def test_half_axes_lie_along_columns_at_a_right_angle_also_in_a_circle(model, two):
    longer, shorter = model.half_axes((2, 1), two)
    np.testing.assert_allclose(longer, (2, 1), atol=1e-12)
    np.testing.assert_allclose(shorter * np.sign(shorter @ two), two, atol=1e-12)


@pytest.fixture(scope="module")
def pictures(model_cells):
    return model_cells("linear-maps", "imports", "explorable", "shift-explorable", "norms-explorable")


def numbers(text):
    return [float(found) for found in re.findall(r"-?\d+(?:\.\d+)?", text.replace("\N{MINUS SIGN}", "-"))]


def test_the_point_lands_where_the_readout_says_in_every_state(pictures):
    for one in ((x, y) for x in pictures.ACROSS for y in pictures.UP):
        for two in ((x, y) for x in pictures.ACROSS for y in pictures.UP):
            said = pictures.update(one=one, two=two, copies=2)
            [[x, y]] = by_rows([(2, 1)], one, two)
            assert numbers(said.partition(" = ")[2])[:2] == [x, y]
            assert np.ravel(pictures.landed.artist.get_data()).tolist() == [x, y]
            signed = one[0] * two[1] - one[1] * two[0]
            assert ("is mirrored" in said) == (signed < 0)
            assert ("plane lands on" in said) == (signed == 0)
            areas = ["plane lands on", "areas stay.", "areas double.", "areas triple.", "areas grow fourfold."]
            assert [words for words in areas if words in said] == [areas[abs(signed)]]
            assert len(said) <= 120


def test_the_matrix_beside_the_legend_is_the_columns_side_by_side(pictures):
    for one in ((x, y) for x in pictures.ACROSS for y in pictures.UP):
        for two in ((x, y) for x in pictures.ACROSS for y in pictures.UP):
            pictures.update(one=one, two=two)
            shown = {at: numbers(entry.artist.get_text()) for at, entry in pictures.ENTRIES.items()}
            matrix = np.column_stack([one, two])
            assert shown == {at: [matrix[at]] for at in np.ndindex(2, 2)}
            assert pictures.ENTRIES[0, 0].artist.get_position()[0] < pictures.ENTRIES[0, 1].artist.get_position()[0]
            assert pictures.ENTRIES[0, 0].artist.get_position()[1] > pictures.ENTRIES[1, 0].artist.get_position()[1]


def test_the_tips_reach_the_grey_box_and_no_farther(pictures):
    (left, low), (right, high) = pictures.box.min(axis=0), pictures.box.max(axis=0)
    assert [left, right] == [min(pictures.ACROSS), max(pictures.ACROSS)]
    assert [low, high] == [min(pictures.UP), max(pictures.UP)]


def test_the_grid_fills_the_frame_unless_the_map_is_flat(pictures):
    last = pictures.REACH[-1]
    assert pictures.REACH[0] == -last and set(np.abs(pictures.RULES[:, :, 0]).ravel()) == set(range(last + 1))
    corners = np.array([(x, y) for x in pictures.ax.get_xlim() for y in pictures.ax.get_ylim()])
    tips = [(x, y) for x in pictures.ACROSS for y in pictures.UP]
    for matrix in (np.column_stack([one, two]) for one in tips for two in tips):
        if np.linalg.matrix_rank(matrix) == 2:
            assert np.abs(np.linalg.solve(matrix, corners.T)).max() <= last


def test_the_red_arrow_is_the_shift_under_every_matrix_and_gone_for_means(pictures):
    for matrix in pictures.MATRICES:
        for shift in ((x, y) for x in range(-1, 3) for y in range(-1, 2)):
            pictures.update_shift(shift=shift, combine=1, matrix=matrix)
            parted = shift != (0, 0)
            assert pictures.gap.artist.get_visible() == parted
            if parted:
                tail, head = pictures.gap.artist.get_segments()[0]
                assert (head - tail).tolist() == list(shift)
            pictures.update_shift(shift=shift, combine=0.5, matrix=matrix)
            assert not pictures.gap.artist.get_visible()


def test_bars_and_readout_are_the_norms_at_every_place(pictures):
    for second in ((x, y) for x in pictures.HALVES for y in pictures.HALVES):
        said = pictures.update_norms(second=second)
        matrix = np.array([pictures.FIXED, second]).T
        expected = [scipy.linalg.norm(matrix, kind) for kind in (2, None, "nuc")]
        np.testing.assert_allclose(numbers(said)[:3], expected, atol=0.0051)
        widths = [bar.get_width() for bar in pictures.parts.artists]
        widths[2] += pictures.rest.artist.get_width()
        np.testing.assert_allclose(widths, expected, atol=1e-9)
        assert ("all three agree" in said) == (np.linalg.matrix_rank(matrix) == 1)
        written = re.findall(r"\d\.\d+", said)
        assert len(set(written)) == (1 if "all three agree" in said else 3)
        assert {len(number) for number in written} <= {4, 5}


def test_only_frobenius_stays_when_a_column_turns(pictures):
    assert pictures.kept_norm() == "Frobenius"
    assert pictures.parting((2, 1)) == "By b"
    assert pictures.parting((0, 0)) == "They stay together"
