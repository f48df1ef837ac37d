"""Paths and tags character by character: what the page gets for curves, numbers, colours; artists' names in words."""

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.patches import Circle, Rectangle
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, IdentityTransform
from zoo import plain_axes

from helpers.explorable.outlines import FINE, Outline, pair, relative, short
from helpers.explorable.stage import axes_of, cells, freeze, is_solid, leaves, name_of, rulers
from helpers.explorable.svg import SETTINGS, FragmentRenderer, colours, compact, delicate, joinable

MOVE, LINE, CURVE3, CURVE4, CLOSE, STOP = 1, 2, 3, 4, 79, 0


@pytest.mark.parametrize(
    "vertices, codes, data",
    [
        ([(10, 20), (30, 20), (30, 50), (25, 45), (0, 0)], [MOVE, LINE, LINE, LINE, CLOSE], "h2v3l-.5-.5z"),
        ([(0, 0), (10, 10), (20, 0)], [MOVE, CURVE3, CURVE3], "q1 1 2 0"),
        ([(0, 0), (30, 30), (40, 40), (50, 0)], [MOVE, CURVE4, CURVE4, CURVE4], "c3 3 4 4 5 0"),
        ([(0, 0), (10, 10), (20, 30), (21, 31)], [MOVE, LINE, MOVE, LINE], "l1 1m1 2l.1 .1"),
        ([(0, 0), (10, 0), (10, 10), (0, 0), (5, 5), (9, 5)], [MOVE, LINE, LINE, CLOSE, LINE, LINE], "h1v1zl.5 .5h.4"),
        ([(0, 0), (9, 0), (0, 0), (5, 5), (9, 5), (0, 0), (6, 5)], [MOVE, LINE, CLOSE, MOVE, LINE, CLOSE, LINE],
         "h.9zm.5 .5h.4zh.1"),
        ([(0, 0), (10, 0), (0, 0), (20, 0)], [MOVE, LINE, STOP, LINE], "h1"),
        ([(0, 0), (-5, 0), (-5, -5), (-5, -5)], [MOVE, LINE, LINE, LINE], "h-.5v-.5h0"),
    ],
)  # fmt: skip
def test_commands_are_relative_and_short(vertices, codes, data):
    assert relative(vertices, codes) == (vertices[0], data)


def test_a_path_of_nothing_has_no_first_point():
    assert relative([], []) == (None, "")
    assert relative([(0, 0)], [STOP]) == (None, "")
    assert relative([(100, 250), (131, 250)], [MOVE, LINE], 100) == ((100, 250), "h.31")


def test_an_outline_is_rounded_once_and_moved():
    outline = Outline.of(Path([(0, 0), (1.26, 0), (1.26, 2)]), IdentityTransform())
    assert (outline.first, outline.rest, outline.unit) == ((0, 0), "h1.3v2", 10)
    assert [outline.at(*place) for place in ((0, 0), (1.04, -2.06), (1.06, 0))] == [
        "M0 0h1.3v2", "M1-2.1h1.3v2", "M1.1 0h1.3v2"
    ]  # fmt: skip
    assert outline.at(1e9, -1e9) == "M100000-100000h1.3v2" and outline.at(-1e9, 1e9) == "M-100000 100000h1.3v2"
    fine = Outline.of(Path([(0.125, 0), (1.256, 0)]), Affine2D().scale(2), unit=FINE)
    assert fine.at(0.126, 0.5) == "M.38 .5h2.26"


def test_an_outline_skips_nan_and_stays_within_reach():
    assert Outline.of(Path([(0, 0), (np.nan, 1), (2, 2)]), IdentityTransform()).at(0, 0) == "M0 0m2 2"
    assert Outline.of(Path([(0, 0), (1e12, 1)]), IdentityTransform()).at(0, 0) == "M0 0l100000 1"
    assert Outline.of(Path([(0, 0), (-1e12, -1)]), IdentityTransform()).at(0, 0) == "M0 0l-100000-1"


def test_an_outline_is_clipped_simplified_and_sketched_only_where_asked():
    far = Path([(0, 5), (100, 5)])
    assert Outline.of(far, IdentityTransform()).at(0, 0) == "M0 5h100"
    assert Outline.of(far, IdentityTransform(), clip=(0, 0, 10, 10)).at(0, 0) != "M0 5h100"
    dense = Path([(x / 100, 0) for x in range(100)])
    assert len(Outline.of(dense, IdentityTransform(), simplify=True).rest) < len(
        Outline.of(dense, IdentityTransform()).rest
    )
    assert len(Outline.of(far, IdentityTransform(), sketch=(1, 10, 2)).rest) > 50


@pytest.mark.parametrize(
    "number, tenths, hundredths",
    [
        (0, "0", "0"),
        (5, ".5", ".05"),
        (-5, "-.5", "-.05"),
        (30, "3", ".3"),
        (-100, "-10", "-1"),
        (1234, "123.4", "12.34"),
    ],
)
def test_numbers_in_the_fewest_letters(number, tenths, hundredths):
    assert (short(number), short(number, 100)) == (tenths, hundredths)


def test_a_minus_sign_needs_no_space():
    assert [pair(5, -5), pair(-5, 5), pair(0, 10), pair(5, 50, 100)] == [".5-.5", "-.5 .5", "0 1", ".05 .5"]


# Tags

PAPER = "var(--explorable-paper,#fff)"
TAGS = [
    ('<!-- a\n b --><g>\n  <path d="M1 1"/>\n</g>\n', '<g><path d="M1 1"/></g>'),
    ("<text> x  y </text>\n\n<g/>", "<text> x  y </text><g/>"),
    ('<text x="1.04" y="-0.04" transform="rotate(-0 1 2)">', '<text x="1" y="0">'),
    ('<text transform="rotate(0 1 2)" dx="1.26">', '<text dx="1.26">'),
    ('<text transform="rotate(-12.345 10.26 3.04)">', '<text transform="rotate(-12.345 10.3 3)">'),
    ('<tspan x="1.26"/><use xlink:href="#a" y="1.26"/>', '<tspan x="1.3"/><use href="#a" y="1.3"/>'),
    ('<rect x="1.26" width="3.333"/>', '<rect x="1.3" width="3.333"/>'),
    ('<g transform="translate(1.26,3)"/>', '<g transform="translate(1.3 3)"/>'),
    ('<path x="1.26" transform="translate(1.26,3)"/>', '<path x="1.26" transform="translate(1.26,3)"/>'),
    ("<text style=\"font-family: 'DejaVu Sans', sans-serif; font-size: 10px\">", '<text style="font-size: 10px">'),
    ("<text style=\"font-size: 10px; font-family: 'DejaVu Sans'\">", '<text style="font-size: 10px">'),
    ("<text style=\"font-family: 'DejaVu Sans Mono'\">", "<text style=\"font-family: 'DejaVu Sans Mono'\">"),
    ('<rect fill="#ffffff" stroke="#ffffff"/>', f'<rect style="fill:{PAPER}" stroke="{PAPER}"/>'),
    ('<rect stroke="#000000" fill="#fffffe"/>', '<rect stroke="currentColor" fill="#fffffe"/>'),
    ('<path style="fill: #000000; stroke: #ffffff"/>', f'<path style="fill: currentColor; stroke: {PAPER}"/>'),
    ("", ""),
]


@pytest.mark.parametrize("written, kept", TAGS)
def test_tags_are_rounded_named_and_without_blanks(written, kept):
    assert compact(written) == kept


def test_colours_of_other_kinds_stay():
    assert colours('<path fill="#123456"/>') == '<path fill="#123456"/>'


@pytest.mark.parametrize(
    "width, dashes, fine", [(0, None, False), (0.5, None, True), (0.75, None, False), (1, [1, 2], True)]
)
def test_what_a_tenth_of_a_point_would_show(width, dashes, fine):
    gc = FragmentRenderer(10, 10).new_gc()
    gc.set_linewidth(width)
    gc.set_dashes(0, dashes)
    assert delicate(gc) is fine


def test_fill_with_its_own_stroke_can_be_joined():
    assert joinable({"fill": "#ff0000", "stroke": "#ff0000"}, alike=True)
    assert not joinable({"fill": "#ff0000", "stroke": "#ff0000"}, alike=False)
    assert not joinable({"fill": "#ff0000", "fill-opacity": "0.5"}, alike=True)
    assert joinable({"stroke": "none"}, alike=True) and not joinable({"stroke": "#ff0000"}, alike=True)


def captured(draw, *, width=100, height=50):
    with mpl.rc_context(SETTINGS):
        return FragmentRenderer(width, height).capture(draw)


def stroke(renderer, *lines, width=1.0):
    """Draw lines from point to point, in points from the lower left corner."""
    gc = renderer.new_gc()
    gc.set_linewidth(width)
    for line in lines:
        renderer.draw_path(gc, Path(line), IdentityTransform())


def test_lines_of_one_style_are_one_path_from_the_upper_left():
    svg = captured(lambda renderer: stroke(renderer, [(10, 10), (20, 10)], [(30, 40), (30.26, 45)]))
    assert svg.startswith('<path d="M10 40h10M30 10l.3-5" ') and svg.count("<path") == 1


def test_lines_of_two_styles_are_two_paths():
    def draw(renderer):
        stroke(renderer, [(10, 10), (20, 10)])
        stroke(renderer, [(10, 20), (20, 20)], width=2)

    assert captured(draw).count("<path") == 2


def test_hairlines_are_exact_to_a_hundredth():
    assert 'd="M10.13 39.87h10"' in captured(lambda r: stroke(r, [(10.13, 10.13), (20.13, 10.13)], width=0.5))
    assert 'd="M10.1 39.9h10"' in captured(lambda r: stroke(r, [(10.13, 10.13), (20.13, 10.13)], width=0.75))


def test_what_lies_outside_the_figure_is_not_written():
    assert captured(lambda renderer: stroke(renderer, [(10, 100), (20, 100)])) == ""


# Artists in words


def test_names_of_artists():
    figure, axes = plain_axes()
    assert name_of(figure) == "the Figure" and name_of(axes) == "the Axes"
    assert name_of(axes.xaxis) == "XAxis 1 of its axes" and name_of(axes.patch) == "the Rectangle"
    marks = [axes.add_patch(Rectangle((k, 0), 1, 1)) for k in range(2)]
    assert name_of(marks[1]) == "Rectangle 2 of its axes"
    axes.set_title("Loss")
    assert name_of(axes) == "Axes 'Loss'" and name_of(marks[0]) == "Rectangle 1 of axes 'Loss'"
    assert name_of(axes.add_patch(Circle((0, 0), 1, gid="ring", label="round"))) == "Circle 'ring'"
    assert name_of(axes.add_patch(Circle((0, 0), 1, label="round"))) == "Circle 'round'"
    assert name_of(axes.add_patch(Circle((0, 0), 1, label="_round"))) == "Circle 3 of axes 'Loss'"
    assert name_of(axes.legend([marks[0]], ["a"])) == "Legend 1 of axes 'Loss'"


def test_what_a_figure_is_made_of():
    figure = Figure()
    left, right = figure.subfigures(1, 2)
    flat, solid = left.subplots(), right.add_subplot(projection="3d")
    inset = flat.inset_axes((0, 0, 0.5, 0.5))
    assert axes_of(figure) == [flat, inset, solid]
    assert is_solid(solid) and not is_solid(flat)
    assert rulers(flat) == [flat.xaxis, flat.yaxis] and rulers(solid) == [solid.xaxis, solid.yaxis, solid.zaxis]
    found = leaves(figure)
    assert solid in found and flat not in found and inset not in found
    assert flat.xaxis in found and inset.patch in found and solid.xaxis not in found


def test_freezing_ends_all_autoscaling_and_layout():
    with mpl.rc_context({"figure.constrained_layout.use": True}):
        figure = Figure()
        flat, solid = figure.add_subplot(1, 2, 1), figure.add_subplot(1, 2, 2, projection="3d")
        flat.plot([0, 1], [0, 2])
        solid.plot([0, 1], [0, 1], [0, 1])
        freeze(figure)
        assert not isinstance(figure.get_layout_engine(), ConstrainedLayoutEngine)
    assert flat.get_ylim() == pytest.approx((-0.1, 2.1))
    scaled = (flat.get_autoscalex_on(), flat.get_autoscaley_on(), solid.get_autoscalex_on(), solid.get_autoscalez_on())
    assert scaled == (False,) * 4


def test_only_a_legend_at_its_best_place_is_pinned():
    figure, axes = plain_axes()
    (line,) = axes.plot([0, 4], [0, 4], label="line")
    own = axes.legend(loc=(0.13, 0.57))
    axes.add_artist(own)
    best = axes.legend([line], ["other"], loc="best")
    figure.draw_without_rendering()
    before = [legend.get_window_extent().bounds for legend in (own, best)]
    freeze(figure)
    np.testing.assert_allclose([legend.get_window_extent().bounds for legend in (own, best)], before, atol=0.01)
    assert own._loc == (0.13, 0.57) and best._loc != 0


def test_cells_of_columns():
    assert cells(["a", 1, 0.123456, 1e9, np.float64(2)]) == ["a", "1", "0.1235", "1e+09", "2"]
