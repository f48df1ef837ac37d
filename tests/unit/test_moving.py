"""Marks that move: what `show` does to matplotlib's artists, how they hide, what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.path import Path

from helpers.explorable.looks import finite
from helpers.plots import bars, image, legend, line, new_figure, outline, points, segments, stairs, text, threshold
from helpers.plots.moving import FAR, coordinates, is_near


@pytest.fixture
def ax():
    """Axes from 0 to 10 in x and -1 to 1 in y."""
    axes = new_figure()[1]
    axes.set(xlim=(0, 10), ylim=(-1, 1))
    return axes


# Data


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (([[1, 2], [3, 4], [5, 6]],), [[1, 2], [3, 4], [5, 6]]),
        (([1, 2],), [[1, 2]]),
        (((1, 2),), [[1, 2]]),
        (([],), np.empty((0, 2))),
        ((np.empty((0, 2)),), np.empty((0, 2))),
        ((range(2), [3, 4]), [[0, 3], [1, 4]]),
        (([1, 2], 7), [[1, 7], [2, 7]]),
        ((1, 2), [[1, 2]]),
        (([], []), np.empty((0, 2))),
    ],
)
def test_what_points_may_be(data, expected):
    np.testing.assert_array_equal(coordinates(*data), expected)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (([1, 2, 3],), r"Points have shape \(n, 2\), or are x and y of one length; got \(3,\)\."),
        (([1, 2, 3], [1, 2]), r"got \(3,\) and \(2,\)\."),
        ((1,), r"got \(\)\."),
        ((1, 2, 3), r"got \(\) and \(\) and \(\)\."),
        ((), "got nothing"),
        ((np.zeros((2, 2, 2)),), r"got \(2, 2, 2\)\."),
        (("ab",), "A mark is moved by numbers; got 'ab'"),
        (([[1, 2], [3]],), "A mark is moved by numbers"),
        (([1, None, "x"], 2), "A mark is moved by numbers"),
    ],
)
def test_what_is_not_points_is_refused(ax, data, said):
    with pytest.raises(ValueError, match=said):
        line(ax).show(*data)


# Each kind


def test_a_line_shows_points_or_x_and_y(ax):
    trail = line(ax, color="red", label="trail")
    assert trail.artist in ax.lines and trail.artist.get_label() == "trail"
    assert trail.artist.get_xydata().shape == (0, 2)
    trail.show([[1, 0], [2, 0.5]])
    np.testing.assert_array_equal(trail.artist.get_xydata(), [[1, 0], [2, 0.5]])
    trail.show([3, 4], 0.25)
    np.testing.assert_array_equal(trail.artist.get_xydata(), [[3, 0.25], [4, 0.25]])
    np.testing.assert_array_equal(line(ax, [1, 2], [3, 4]).artist.get_xydata(), [[1, 3], [2, 4]])


def test_points_are_not_joined(ax):
    here = points(ax, marker="s", markersize=4)
    here.show(3, 0.5)
    assert (here.artist.get_linestyle(), here.artist.get_marker()) == ("None", "s")
    np.testing.assert_array_equal(here.artist.get_xydata(), [[3, 0.5]])


def test_bars_stretch_from_their_base(ax):
    upright, level = bars(ax, range(3)), bars(ax, ["a", "b"], [1, 2], level=True, color=["red", "blue"])
    assert [bar.get_width() for bar in level.artists] == [1, 2]
    upright.show([1, 2, 3])
    level.show([0.5, 0.25], [1, 2])
    assert [bar.get_height() for bar in upright.artists] == [1, 2, 3]
    assert [(bar.get_x(), bar.get_width()) for bar in level.artists] == [(1, 0.5), (2, 0.25)]
    upright.show(7, 1)
    assert {(bar.get_y(), bar.get_height()) for bar in upright.artists} == {(1, 7)}


def test_stairs_images_texts_segments_and_outlines(ax):
    histogram, matrix = stairs(ax, range(4), fill=True), image(ax, np.zeros((2, 2)), vmin=0, vmax=1)
    histogram.show([1, 2, 3])
    matrix.show(np.eye(3))
    assert list(histogram.artist.get_data().values) == [1, 2, 3]
    assert matrix.artist.get_array().shape == (3, 3) and matrix.artist.get_clim() == (0, 1)
    note = text(ax, (1, 0.5), ha="center")
    note.show("rings")
    assert (note.artist.get_text(), note.artist.get_position()) == ("rings", (1, 0.5))
    note.show("still", (2, 0))
    assert (note.artist.get_text(), note.artist.get_position()) == ("still", (2, 0))
    links = segments(ax, [[(0, 0), (1, 1)]], color="red")
    assert len(links.artist.get_segments()) == 1 and links.artist in ax.collections
    links.show(np.zeros((5, 2, 2)))
    assert len(links.artist.get_segments()) == 5
    links.show([])
    assert links.artist.get_segments() == []
    border, square = outline(ax, edgecolor="red"), Path([(0, 0), (1, 1)])
    border.artist.stale = False
    border.show(square)
    assert border.artist.get_path() is square and border.artist.stale and not border.artist.get_fill()


@pytest.mark.parametrize("axis", ["x", "y"])
def test_a_threshold_moves_with_its_label(ax, axis):
    cut = threshold(ax, 1, label="one", axis=axis)
    cut.show(0.5)
    assert list(getattr(cut.artist, f"get_{axis}data")()) == [0.5, 0.5]
    assert (getattr(cut.label, f"_{axis}"), cut.label.get_text()) == (0.5, "one")
    cut.show(2, "two")
    assert cut.label.get_text() == "two"
    cut.show(None)
    assert not cut.artist.get_visible() and not cut.label.get_visible()


def test_a_level_threshold_has_its_label_where_it_is_asked_for(ax):
    left, right = threshold(ax, 0, axis="y", along=0.1).label, threshold(ax, 0, axis="y", along=0.9).label
    assert (left.get_ha(), left.get_position()[0]) == ("left", 0.1)
    assert (right.get_ha(), right.get_position()[0]) == ("right", 0.9)


def test_a_legend_outside_is_the_figure_s(ax):
    line(ax, label="a")
    made = legend(ax, loc="outside lower center", columns=2)
    assert made in ax.figure.legends and not made.get_frame_on()


@pytest.mark.parametrize(
    ("make", "data", "said"),
    [
        (lambda ax: bars(ax, range(3)), ([1, 2],), r"There are 3 bars, but lengths have shape \(2,\)"),
        (lambda ax: bars(ax, range(3)), (1, [1, 2]), r"There are 3 bars, but bases have shape \(2,\)"),
        (lambda ax: bars(ax, range(3)), ("a",), "A mark is moved by numbers; got 'a'"),
        (lambda ax: stairs(ax, range(4)), ([1, 2],), r"The stairs have 3 steps, but heights have shape \(2,\)"),
        (lambda ax: image(ax, np.eye(2)), ([1, 2],), r"An image has rows and columns; got shape \(2,\)"),
        (lambda ax: text(ax, (0, 0)), (3,), "A text shows words, a string; got 3"),
        (lambda ax: text(ax, (0, 0)), ("a", 3), "Points have shape"),
        (lambda ax: segments(ax), ([[1, 2], [3, 4]],), r"Segments have shape \(n, 2, 2\).*got \(2, 2\)"),
        (lambda ax: outline(ax), ([[1, 2]],), r"An outline shows a matplotlib Path; got \[\[1, 2\]\]"),
        (lambda ax: threshold(ax, 1), ("a",), "A mark is moved by numbers"),
    ],
)
def test_what_does_not_fit_a_mark_is_refused(ax, make, data, said):
    with pytest.raises(ValueError, match=said):
        make(ax).show(*data)


# Hidden, and far away


@pytest.mark.parametrize(
    ("make", "data"),
    [
        (line, [(1, 2)]),
        (points, (1, 2)),
        (lambda ax: bars(ax, range(2)), [1, 2]),
        (lambda ax: stairs(ax, range(3)), [1, 2]),
        (lambda ax: image(ax, np.eye(2)), np.eye(2)),
        (lambda ax: text(ax, (0, 0)), "words"),
        (segments, [[(0, 0), (1, 1)]]),
        (outline, Path([(0, 0)])),
    ],
)
def test_none_hides_and_data_show_again(ax, make, data):
    mark = make(ax)
    assert all(artist.get_visible() for artist in mark.artists)  # a legend made now shows it
    mark.show(None)
    assert not any(artist.get_visible() for artist in mark.artists)
    mark.show(data)
    assert all(artist.get_visible() for artist in mark.artists)


@pytest.mark.parametrize("far", [1e12, 1e100, 1e308, np.inf])
def test_far_points_stay_finite_and_keep_their_direction(ax, far):
    trail = line(ax)
    trail.show([[5, 0], [5 + far, 0], [5, -far]])
    shown = trail.artist.get_xydata()
    assert finite(trail.artist) and list(shown[0]) == [5, 0]
    np.testing.assert_allclose(shown[1:], [[5 + 10 * FAR, 0], [5, -2 * FAR]], rtol=1e-9, atol=1e-6)


def test_what_lies_near_is_kept_to_the_last_digit(ax):
    trail, path = line(ax), np.random.default_rng(0).normal(size=(9, 2)) * 1000
    trail.show(path)
    np.testing.assert_array_equal(trail.artist.get_xydata(), path)


def test_on_logarithmic_axes_far_is_counted_in_decades():
    ax = new_figure()[1]
    ax.set(xlim=(1, 100), ylim=(1e-3, 1e3), xscale="log", yscale="log")
    trail = line(ax)
    trail.show([1, 10, 100], [1e-300, 1e100, 0])
    np.testing.assert_array_equal(trail.artist.get_ydata(), [1e-300, 1e100, 0])


def test_gaps_stay_gaps(ax):
    trail = line(ax)
    trail.show([1, 2, 3], [0, np.nan, 1e300])
    assert np.isnan(trail.artist.get_ydata()[1]) and np.isfinite(trail.artist.get_ydata()[2])


def test_bars_that_keep_their_length_are_not_touched(ax):
    mark = bars(ax, range(3), [1, 2, 3])
    for bar in mark.artists:
        bar.stale = False
    mark.show([1, 5, 3])
    assert [bar.stale for bar in mark.artists] == [False, True, False]


@pytest.mark.parametrize("kind", [float, int, np.uint8])
def test_an_image_that_keeps_its_matrix_is_not_touched(ax, kind):
    matrix = np.arange(6).reshape(2, 3).astype(kind)
    mark = image(ax, matrix * 2)
    for shown, touched in [(matrix, True), (matrix.copy(), False), (matrix + kind(1), True), (matrix[:, :2], True)]:
        mark.artist.stale = False
        mark.show(shown)
        assert mark.artist.stale is touched
        np.testing.assert_array_equal(mark.artist.get_array(), shown)


def test_gaps_of_an_image_are_compared_too(ax):
    mark, gap = image(ax, np.array([[1.0, np.nan]])), np.nan
    for shown, touched in [([1, gap], False), ([gap, gap], True), ([1, gap], True), ([1, np.inf], True)]:
        mark.artist.stale = False
        mark.show(np.array([shown], dtype=float))
        assert mark.artist.stale is touched
        assert mark.artist.get_array().filled(-1).tolist() == [[x if np.isfinite(x) else -1 for x in shown]]


def test_an_image_that_was_changed_behind_its_mark_is_set_again(ax):
    matrix = np.zeros((2, 2))
    mark = image(ax, matrix)
    mark.artist.set_data(matrix + 1)
    mark.show(matrix)
    assert not mark.artist.get_array().any()
    matrix[0, 0] = 5  # in place
    mark.show(matrix)
    assert mark.artist.get_array()[0, 0] == 5


def test_a_line_that_keeps_its_points_is_not_touched(ax):
    trail = line(ax, [0, 1, 2], [3, 4, 5])
    for x, touched in [([0, 1, 2], False), ([0, 1, 1], True), ([0, 1, 1], False), ([0, 1], True)]:
        trail.artist.stale = False
        trail.show(x, [3, 4, 5][: len(x)])
        assert trail.artist.stale is touched
        assert trail.artist.get_xdata().tolist() == x
    trail.artist.set_data([7], [8])
    trail.show([0, 1], [3, 4])
    assert trail.artist.get_xdata().tolist() == [0, 1]


@pytest.mark.parametrize("where", [1e8, -1e8, np.nan])
def test_the_quick_check_passes_neither_far_points_nor_nan(ax, where):
    _, ax = new_figure()
    ax.set(xlim=(0, 1), ylim=(0, 10))
    assert is_near(ax, np.array([[0.5, 900_000]])) and not is_near(ax, np.array([[0.5, 0], [where, 0]]))


@pytest.mark.parametrize("where", [5e-324, 1e300, -1.0, 0.0, 0.5, np.nan])
@pytest.mark.parametrize("base", [2, 10, 100])
def test_on_logarithmic_axes_a_glance_passes_every_number(where, base):
    _, ax = new_figure()
    ax.set_xscale("log", base=base)
    ax.set(xlim=(1, 1.1), ylim=(0, 10))
    at = np.array([[where, 5.0], [1.05, 5.0]])
    assert is_near(ax, at)
    trail = line(ax)
    trail.show(at)
    np.testing.assert_array_equal(trail.artist.get_xydata(), at)
    assert not is_near(ax, np.array([[1.05, 1e8]]))


@pytest.mark.parametrize(("scale", "limits"), [("log", (1, 1.0001)), ("symlog", (0, 1)), ("logit", (0.1, 0.9))])
def test_a_glance_does_not_pass_short_logarithmic_axes_or_other_scales(scale, limits):
    _, ax = new_figure()
    ax.set_xscale(scale)
    ax.set_xlim(limits)
    assert not is_near(ax, np.array([[0.5, 0.5]]))
