"""Compact SVG: the same outlines as matplotlib's own backend, coordinates rounded and nothing else touched."""

import re
from io import BytesIO
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, FancyArrowPatch, PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform
from zoo import KINDS, plain_axes

from helpers.explorable.errors import ExplorableError
from helpers.explorable.outlines import FAR, FINE, Outline, short
from helpers.explorable.stage import freeze
from helpers.explorable.svg import PREFIX, SETTINGS, FragmentRenderer, compact, joinable, rounded
from helpers.explorable.tabulate import draw_in_order

NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")
XLINK = "{http://www.w3.org/1999/xlink}href"
LENGTHS = {"M": 2, "L": 2, "H": 1, "V": 1, "Q": 4, "C": 6, "Z": 0}


def drawn(*artists) -> str:
    """Fragments of artists of one figure, as the engine draws them."""
    figure = artists[0].get_figure()
    with mpl.rc_context(SETTINGS):
        recorders = {recorder.artist: recorder for recorder in draw_in_order(figure)}
        return "".join(recorders[artist].draw() for artist in artists)


def subpaths(data: str, *, dx=0.0, dy=0.0) -> list[np.ndarray]:
    """Vertices of each subpath of SVG path data, absolute, moved by (dx, dy): written after the SVG standard."""
    found, here, start = [], np.zeros(2), np.zeros(2)
    for letter, words in re.findall(r"([MmLlHhVvQqCcZz])([^MmLlHhVvQqCcZz]*)", data):
        numbers = [float(word) for word in NUMBER.findall(words)]
        length = LENGTHS[letter.upper()]
        if letter in "Zz":
            here = start
            continue
        assert numbers and len(numbers) % length == 0
        for index in range(0, len(numbers), length):
            values = numbers[index : index + length]
            if letter in "Hh":
                points = [(values[0], 0.0 if letter == "h" else here[1])]
            elif letter in "Vv":
                points = [(0.0 if letter == "v" else here[0], values[0])]
            else:
                points = np.reshape(values, (-1, 2))
            points = np.array(points, dtype=float) + (here if letter.islower() else 0.0)
            here = points[-1]
            if letter in "Mm" and index == 0:
                start = here
                found.append([here])
            else:
                found[-1].extend(points)
    return [np.array(points) + np.array((dx, dy)) for points in found]


def outlines_of(svg: str) -> list[np.ndarray]:
    """All outlines that an SVG of the engine draws."""
    svg = re.sub(r"<defs>.*?</defs>", "", svg, flags=re.DOTALL)
    return [points for data in re.findall(r'<path d="([^"]*)"', svg) for points in subpaths(data)]


def reference_outlines(figure) -> list[np.ndarray]:
    """All outlines that matplotlib's own SVG backend draws, its shared definitions followed."""
    buffer = BytesIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "x"}):
        figure.savefig(buffer, format="svg", dpi=72)
    root = ElementTree.fromstring(buffer.getvalue())
    shapes = {element.get("id"): element.get("d") for element in root.iter() if element.tag.endswith("}path")}
    found = []

    def walk(element):
        kind = element.tag.rpartition("}")[2]
        if kind == "use":
            place = {"dx": float(element.get("x", 0)), "dy": float(element.get("y", 0))}
            found.extend(subpaths(shapes[element.get(XLINK)[1:]], **place))
        elif kind == "path":
            found.extend(subpaths(element.get("d")))
        for child in element if kind not in ("defs", "metadata") else ():
            walk(child)

    walk(root)
    return found


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"texts"}))  # fractions in formulas have bars of their own
def test_outlines_are_those_of_matplotlib_to_a_tenth_of_a_point(kind):
    update, *figures = KINDS[kind]()
    update(a=2, b=3)
    for figure in figures:
        freeze(figure)
        with mpl.rc_context(SETTINGS):
            ours = outlines_of("".join(recorder.draw() for recorder in draw_in_order(figure)))
        theirs = reference_outlines(figure)
        assert len(ours) == len(theirs) > 0
        for expected in theirs:
            near = [points for points in ours if points.shape == expected.shape]
            assert min((np.abs(points - expected).max() for points in near), default=np.inf) <= 0.11


@pytest.mark.parametrize("kind", ["markers", "scatter"])
def test_marks_that_never_move_are_exact_to_a_hundredth_of_a_point(kind):
    figure, axes = plain_axes()
    x, y = np.random.default_rng(0).uniform(0, 4, size=(2, 40))
    artist = axes.scatter(x, y, s=7) if kind == "scatter" else axes.plot(x, y, "o", markersize=3)[0]
    freeze(figure)
    with mpl.rc_context(SETTINGS):
        recorder = next(recorder for recorder in draw_in_order(figure) if recorder.artist is artist)
        moving, still = recorder.draw(), recorder.draw_still()
        assert recorder.draw() == moving
    expected = [points for points in reference_outlines(figure) if len(points) == len(outlines_of(still)[0])]

    def farthest(svg):
        return max(min(np.abs(points - other).max() for other in expected) for points in outlines_of(svg))

    assert farthest(still) <= 0.011 < farthest(moving)
    assert still.count("<path") == 40 > moving.count("<path")


# Numbers


@given(st.integers(-(10**7), 10**7))
def test_tenths_read_back(number):
    text = short(number)
    assert float(text) == number / 10
    assert len(text) <= len(repr(number / 10))


@pytest.mark.parametrize("number, text", [("1.04", "1"), ("-0.04", "0"), ("0.26", ".3"), ("-12.349", "-12.3")])
def test_rounded(number, text):
    assert rounded(number) == text


@given(
    st.lists(
        st.tuples(st.integers(-3000, 3000), st.integers(-3000, 3000)).map(lambda pair: (pair[0] / 10, pair[1] / 10)),
        min_size=2,
        max_size=12,
    )
)
@settings(deadline=None, max_examples=60)
def test_relative_commands_do_not_drift(points):
    figure = Figure(figsize=(5, 5))
    patch = PathPatch(Path(points), transform=None, fill=True)
    figure.add_artist(patch)
    (ours,) = outlines_of(drawn(patch))
    expected = np.array(points) * (1, -1) + (0, 360)
    assert np.abs(ours - expected).max() < 0.05 + 1e-9


@pytest.mark.parametrize("codes", [[1, 3, 3], [1, 4, 4, 4], [1, 2, 2, 79], [1, 2, 1, 2]])
def test_curves_and_gaps_keep_their_commands(codes):
    points = [(10, 10), (20.02, 30), (40, 5), (60, 60)][: len(codes)]
    figure = Figure(figsize=(5, 5))
    patch = PathPatch(Path(points, codes), transform=None, fill=True)
    figure.add_artist(patch)
    data = re.search(r'd="([^"]*)"', drawn(patch))[1]
    letters = {1: "M", 2: "L", 3: "Q", 4: "C", 79: "Z"}
    assert re.sub(r"[^a-zA-Z]", "", data).upper()[0] == "M"
    assert set(re.sub(r"[^a-zA-Z]", "", data).upper()) == {letters[code] for code in codes}


@pytest.mark.parametrize("height", [1e10, 1e20, 1e300, -1e300])
def test_what_goes_far_beyond_the_figure_goes_the_right_way(height):
    _, axes = plain_axes()
    bar = axes.bar([1], [1])[0]
    (line,) = axes.plot([0, 1, 2], [0, 1, 0], "o-")
    bar.set_height(height)
    line.set_ydata([0, height, 0])
    (ours,) = outlines_of(drawn(bar))
    low, high = ours[:, 1].min(), ours[:, 1].max()
    assert (low < -1000 and 0 < high < 144) if height > 0 else (high > 1000 and 0 < low < 144)
    assert np.abs(ours).max() <= FAR
    assert max(len(number) for number in NUMBER.findall(drawn(line))) < 10


# Marks that follow each other


def test_equal_opaque_marks_are_one_path_and_translucent_ones_are_not():
    _, axes = plain_axes()
    opaque = axes.scatter([1, 2, 3], [1, 2, 3], linewidths=0)
    clear = axes.scatter([1, 2, 3], [1, 2, 3], linewidths=0, alpha=0.5)
    assert drawn(opaque).count("<path") == 1
    assert drawn(clear).count("<path") == 3


def test_marks_that_are_translucent_as_a_whole_are_not_grouped():
    _, axes = plain_axes()
    arrow = axes.add_patch(FancyArrowPatch((1, 1), (1.2, 1), arrowstyle="<|-|>", mutation_scale=20, alpha=0.5))
    parts = re.findall(r"<path[^>]*>", drawn(arrow))
    assert len(parts) == 3 and all('opacity="0.5"' in part for part in parts)  # where heads overlap, both count


def test_edges_in_another_colour_keep_marks_apart_and_in_order():
    _, axes = plain_axes()
    dots = axes.scatter([1, 1.1], [1, 1.1], s=200, color="C1", edgecolor="black")
    fragment = drawn(dots)
    assert fragment.startswith("<g ") and fragment.count("<path") == 2
    first, second = outlines_of(fragment)
    assert first.mean(axis=0)[0] < second.mean(axis=0)[0]


def test_opposite_windings_do_not_cancel_where_they_overlap():
    _, axes = plain_axes()
    square, turned = [(0, 0), (2, 0), (2, 2), (0, 2)], [(1, 1), (1, 3), (3, 3), (3, 1)]
    both = axes.add_collection(PolyCollection([square, turned], edgecolors="none"))
    assert drawn(both).count("<path") == 2


@pytest.mark.parametrize(
    "style, alike, joined",
    [
        ({"fill": "#ff0000"}, True, True),
        ({"fill": "#ff0000"}, False, False),
        ({"fill": "none", "stroke": "#ff0000"}, False, True),
        ({"fill": "none", "stroke": "#ff0000", "stroke-dasharray": "1 2"}, True, False),
        ({"fill": "none", "stroke": "#ff0000", "stroke-opacity": "0.5"}, True, False),
        ({"fill": "#ff0000", "stroke": "#00ff00"}, True, False),
        ({"fill": "url(#h)"}, True, False),
        ({"stroke": "#000000"}, True, True),
    ],
)
def test_joinable(style, alike, joined):
    assert joinable(style, alike=alike) is joined


def test_marks_of_one_style_that_do_not_join_stand_in_one_group():
    _, axes = plain_axes()
    dots = axes.scatter([1, 1.1], [1, 1.1], s=[200, 100], color="C1", edgecolor="black")
    assert re.fullmatch(r'<g( [a-z-]+="[^"]*")+>(<path d="[^"]*"/>){2}</g>', drawn(dots))


# What is rounded finer


@pytest.mark.parametrize("width, digits", [(0.5, 2), (0.75, 1), (1.5, 1)])
def test_a_hairline_is_written_to_a_hundredth(width, digits):
    _, axes = plain_axes()
    (line,) = axes.plot([0.123, 3.217], [0.456, 2.718], linewidth=width)
    assert decimals(drawn(line)) == digits


@pytest.mark.parametrize("width, digits", [(0, 1), (0.5, 2), (0.75, 1), (1.5, 1)])
def test_lines_of_which_one_is_a_hairline_are_written_to_a_hundredth(width, digits):
    _, axes = plain_axes()
    segments = [[(0.123, 0.456), (3.217, 2.718)], [(1, 1), (2, 2)]]
    lines = axes.add_collection(LineCollection(segments, linewidths=[width, 3]))
    assert decimals(drawn(lines)) == digits


def decimals(svg):
    """The most decimals of a number in the path data of an SVG."""
    numbers = NUMBER.findall(" ".join(re.findall(r'd="([^"]*)"', svg)))
    return max(len(number.partition(".")[2]) for number in numbers)


@pytest.mark.parametrize("sizes", [7, [7, 9, 11]])
def test_marks_that_move_are_written_to_a_tenth_and_others_to_a_hundredth(sizes):
    figure, axes = plain_axes()
    dots = axes.scatter([0.123, 1.456, 2.789], [0.321, 1.654, 2.987], s=sizes)
    freeze(figure)
    with mpl.rc_context(SETTINGS):
        recorder = next(recorder for recorder in draw_in_order(figure) if recorder.artist is dots)
        assert (decimals(recorder.draw()), decimals(recorder.draw_still())) == (1, 2)


def test_a_fine_step_straight_up_or_aside_is_written_fine():
    path = Path([(0, 0), (0, 1.23), (1.23, 1.23)])
    assert Outline.of(path, IdentityTransform(), unit=FINE).at(0, 0) == "M0 0v1.23h1.23"


# What the backend is told


def test_a_long_line_is_simplified_as_matplotlib_does_and_a_filled_shape_is_not():
    _, axes = plain_axes()
    x = np.linspace(0, 4, 400)
    (line,) = axes.plot(x, x)
    assert len(outlines_of(drawn(line))[0]) < 10
    line.get_path().should_simplify = False
    assert len(outlines_of(drawn(line))[0]) == 400
    shape = axes.add_patch(PathPatch(Path(np.column_stack([x, x]))))
    assert shape.get_path().should_simplify and len(outlines_of(drawn(shape))[0]) == 400


def test_a_sketched_line_wavers():
    _, axes = plain_axes()
    (line,) = axes.plot([0, 4], [2, 2])
    straight = drawn(line)
    line.set_sketch_params(scale=3)
    assert len(outlines_of(straight)[0]) == 2 < len(outlines_of(drawn(line))[0])


@pytest.mark.parametrize("way", [(-1, 0), (0, -1), (1, 0), (0, 1)])
def test_a_line_is_cut_a_point_beyond_the_edge(way):
    figure = Figure(figsize=(2, 1))
    middle = np.array([72, 36])
    line = figure.add_artist(Line2D(*np.transpose([middle, middle + 1000 * np.array(way)]), transform=None))
    line.set_in_layout(False)  # or the picture grows, to show all of it
    (outline,) = outlines_of(drawn(line))
    cut = {(-1, 0): (-1, 36), (0, -1): (72, 73), (1, 0): (145, 36), (0, 1): (72, -1)}
    assert outline[-1] == pytest.approx(cut[way])


def test_marks_in_a_row_are_all_drawn():
    _, axes = plain_axes()
    (dots,) = axes.plot(np.linspace(0, 4, 300), np.full(300, 2), "o")
    assert len(outlines_of(drawn(dots))) == 300


def test_marks_along_a_curve_stand_where_its_pieces_end():
    with mpl.rc_context(SETTINGS):
        renderer = FragmentRenderer(100, 100)
        curve = Path([(10, 10), (20, 90), (30, 10), (40, 10)], [Path.MOVETO, Path.CURVE3, Path.CURVE3, Path.LINETO])
        point, same = Path([(0, 0), (1, 0)]), IdentityTransform()
        svg = renderer.capture(lambda to: to.draw_markers(to.new_gc(), point, same, curve, same))
    assert [tuple(outline[0]) for outline in outlines_of(svg)] == [(10, 90), (30, 90), (40, 90)]


def test_images_are_as_sharp_as_matplotlibs_own():
    assert FragmentRenderer(10, 10).get_image_magnification() == pytest.approx(100 / 72)


def test_images_that_are_alike_share_no_id():
    _, axes = plain_axes()
    blank = [axes.imshow(np.zeros((4, 4)), extent=(left, left + 1, 0, 1)) for left in (0, 2)]
    svg = drawn(*blank)
    assert svg.count("<image") == 2 and "id=" not in svg.replace("<clipPath id=", "")


def test_hatches_of_a_collection_have_its_colours():
    figure, axes = plain_axes()
    squares = [[(0, 0), (1, 0), (1, 1)], [(2, 2), (3, 2), (3, 3)]]
    both = PolyCollection(
        squares, facecolors="none", edgecolors="black", hatch="//", hatchcolors=["#ff0000", "#00ff00"]
    )
    axes.add_collection(both)
    with mpl.rc_context(SETTINGS):
        recorders = draw_in_order(figure)
        svg = "".join(recorder.draw() for recorder in recorders)
        definitions = recorders[0].renderer.definitions()
    assert "#ff0000" in definitions and "#00ff00" in definitions
    assert len(set(re.findall(r"url\(#([^)]*)\)", svg))) >= 2


def test_two_clips_have_two_names():
    _, axes = plain_axes()
    circles = [axes.add_patch(Circle((2, 2), 1)) for _ in range(2)]
    for circle, radius in zip(circles, (0.5, 1.5), strict=True):
        circle.set_clip_path(Circle((2, 2), radius, transform=axes.transData))
    names = re.findall(r'clip-path="url\(#([^)]*)\)"', drawn(*circles))
    assert len(set(names)) == 2


def test_gouraud_shading_is_refused():
    _, axes = plain_axes()
    mesh = axes.pcolormesh([[0, 1], [2, 3]], shading="gouraud")
    with pytest.raises(ExplorableError, match=r"Gouraud .* use shading='flat' or 'nearest'"):
        drawn(mesh)


# Trap: rounding never touches text content, opacity, dashes or scales

WORDS = 'x="0.123456" y="9.87654" translate(1.23456 2) #000000 #ffffff a  b @@ <b> & -- 0.55555'


def test_trap_rounding_leaves_the_content_of_texts():
    _, axes = plain_axes()
    text = axes.text(1.2345, 2.3456, WORDS)
    (element,) = ElementTree.fromstring(f"<svg>{drawn(text)}</svg>")
    assert element.text == WORDS
    assert re.fullmatch(r"-?\d*\.?\d", element.get("x")) and re.fullmatch(r"-?\d*\.?\d", element.get("y"))


def test_trap_rounding_leaves_opacity_dashes_and_widths():
    _, axes = plain_axes()
    (line,) = axes.plot([0, 4], [0, 4], dashes=(1.2345, 6.789), lw=1.2345, alpha=0.12345)
    fragment = drawn(line)
    assert float(re.search(r'opacity="([\d.]+)"', fragment)[1]) == pytest.approx(0.12345)
    assert float(re.search(r'stroke-width="([\d.]+)"', fragment)[1]) == pytest.approx(1.2345)
    dashes = re.search(r'stroke-dasharray="([^"]*)"', fragment)[1].replace(",", " ").split()
    assert [float(word) for word in dashes] == pytest.approx([1.2345 * 1.2345, 6.789 * 1.2345], abs=1e-4)


def test_trap_rounding_leaves_font_sizes_and_angles():
    _, axes = plain_axes()
    text = axes.text(1, 1, "a", fontsize=9.8765, rotation=12.345)
    fragment = drawn(text)
    assert "font-size: 9.8765px" in fragment
    assert "rotate(-12.345)" in fragment


def test_trap_rounding_leaves_scales_of_images_and_formulas():
    assert compact('<g transform="scale(0.1234 -0.1234)">') == '<g transform="scale(0.1234 -0.1234)">'
    assert compact('<text transform="translate(1.234 5.678) scale(0.123)">') == (
        '<text transform="translate(1.2 5.7) scale(0.123)">'
    )


# Trap: dark mode


def test_trap_dark_mode_black_is_ink_and_white_is_paper():
    _, axes = plain_axes()
    black, white = axes.scatter([1], [1], color="black"), axes.scatter([1], [1], color="white")
    edge = axes.add_patch(Rectangle((2, 0), 1, 1, facecolor="C0", edgecolor="black"))
    (line,) = axes.plot([0, 1], [0, 1], color="black")
    word, pale = axes.text(1, 1, "word", color="black"), axes.text(1, 1, "pale", color="white")
    everything = drawn(black, white, edge, line, word, pale)
    assert "#000000" not in everything and "#ffffff" not in everything
    assert "fill=" not in drawn(black)  # inherits the ink of the group
    hollow = axes.add_patch(Rectangle((0, 0), 1, 1, facecolor="none", edgecolor="black"))
    assert 'stroke="currentColor"' in drawn(hollow)
    assert 'fill="#1f77b4"' in drawn(edge) and 'stroke="currentColor"' in drawn(edge)
    assert 'stroke="currentColor"' in drawn(line)
    assert "fill" not in drawn(word)
    paper = "var(--explorable-paper,#fff)"
    assert f"fill:{paper}" in drawn(white) and drawn(white).count(paper) == 2
    assert f"fill: {paper}" in drawn(pale)
    for fragment in (drawn(white), drawn(black)):
        ElementTree.fromstring(fragment.replace(PREFIX, "p"))  # no attribute twice


def test_trap_dark_mode_other_colours_stay():
    _, axes = plain_axes()
    patch = axes.add_patch(Rectangle((0, 0), 1, 1, facecolor="#000001", edgecolor="#fffffe"))
    assert 'fill="#000001"' in drawn(patch) and 'stroke="#fffffe"' in drawn(patch)


def test_trap_dark_mode_hatches_are_drawn_in_ink():
    figure, axes = plain_axes()
    axes.add_patch(Rectangle((0, 0), 1, 1, facecolor="white", edgecolor="black", hatch="//"))
    with mpl.rc_context(SETTINGS):
        recorders = draw_in_order(figure)
        for recorder in recorders:
            recorder.draw()
        definitions = recorders[0].renderer.definitions()
    assert "#000000" not in definitions and "currentColor" in definitions
    assert "#ffffff" not in definitions and "--explorable-paper" in definitions


def test_trap_dark_mode_no_style_that_leaks_into_the_page():
    for kind in KINDS:
        update, *figures = KINDS[kind]()
        update(a=2, b=3)
        with mpl.rc_context(SETTINGS):
            everything = "".join(recorder.draw() for figure in figures for recorder in draw_in_order(figure))
        assert "<style" not in everything and "<?xml" not in everything and "<svg" not in everything


# Trap: fonts


def test_trap_fonts_formulas_are_laid_out_as_text_glyph_by_glyph():
    _, axes = plain_axes()
    formula = axes.text(1, 1, r"$\theta_1 = \frac{a}{b}$")
    fragment = drawn(formula)
    content = "".join(ElementTree.fromstring(f"<svg>{fragment}</svg>").itertext())
    assert set("θ1=ab") <= set(content)
    assert "<tspan" in fragment
    assert "oblique" in fragment and "<rect" in fragment  # letters lean, fractions have their bar
    assert "font-family" in drawn(axes.text(1, 1, r"$\mathtt{code}$"))  # not the figure's own font


def test_trap_fonts_the_figures_own_font_is_named_once_for_all_and_others_stay():
    _, axes = plain_axes()
    assert "font-family" not in drawn(axes.text(1, 1, "plain"))
    mono = axes.text(1, 1, "mono", family="monospace", weight="bold")
    assert "DejaVu Sans Mono" in drawn(mono) and "font-weight: 700" in drawn(mono)


# Ids


def test_every_id_carries_the_prefix_and_definitions_define_what_is_used():
    figure, axes = plain_axes()
    axes.bar([1, 2], [1, 2], hatch="//")
    axes.imshow(np.eye(2), extent=(0, 4, 0, 4))
    with mpl.rc_context(SETTINGS):
        recorders = draw_in_order(figure)
        everything = "".join(recorder.draw() for recorder in recorders)
        everything += recorders[0].renderer.definitions()
    names, used = re.findall(r'\bid="([^"]*)"', everything), re.findall(r"url\(#([^)]*)\)", everything)
    assert used and set(used) <= set(names)
    assert all(name.startswith(PREFIX) for name in names)


def test_capturing_forgets_what_was_captured_before():
    with mpl.rc_context(SETTINGS):
        renderer = FragmentRenderer(100, 100)
        assert renderer.capture(lambda r: None) == ""
        figure, axes = plain_axes()
        figure.set_dpi(72)
        bar = axes.bar([1], [1])[0]
        assert renderer.capture(bar.draw) == renderer.capture(bar.draw) != ""
