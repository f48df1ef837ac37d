"""Places: where handles can be touched, which states become frames, and how frames stand on a printed page."""

import base64
import json
import re
import zlib
from io import BytesIO
from types import SimpleNamespace

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.transforms import Bbox
from PIL import Image
from zoo import plain_axes

from helpers import Pick, Point, explore
from helpers.explorable.controls import make_grid
from helpers.explorable.handles import handle_places
from helpers.explorable.kinds.pick import touchable
from helpers.explorable.storyboard import columns_for, frame_positions, panel, picture, sheet_png


def staged(show, *figures):
    """What a sheet is made from: something that shows states in figures."""
    return SimpleNamespace(show=show, figures=figures)


# Handles


@pytest.fixture
def handled():
    """Two figures at 72 dpi; the second has a point's lattice and three bars to touch."""
    (first, _), (second, axes) = plain_axes(), plain_axes()
    axes.set_position((0.1, 0.2, 0.8, 0.6))  # x from 21.6 to 194.4 pt, y from 28.8 to 115.2 pt above the bottom
    bars = axes.bar([0.5, 1.5, 3], [1, 2, 3], width=0.25)
    specs = {"at": Point((0, 4, 2), (0, 4, 4), axes=axes), "bar": Pick(["a", "b", "c"], list(bars))}
    for figure in (first, second):
        figure.set_dpi(72)
        figure.draw_without_rendering()
    return make_grid(lambda at=(0, 0), bar="a": "", specs).controls, (first, second)


def test_a_point_has_a_place_for_each_x_and_y_from_the_upper_left(handled):
    assert handle_places(*handled)["at"] == {"view": 1, "x": [21.6, 108.0, 194.4], "y": [115.2, 28.8]}


def test_picks_are_the_marks_grown_to_a_finger(handled):
    assert handle_places(*handled)["bar"] == {
        "view": 1,
        "areas": [[23.2, 84.4, 40.0, 40.0], [66.4, 72.0, 40.0, 43.2], [131.2, 50.4, 40.0, 64.8]],
    }


def test_places_are_rounded_to_a_tenth_of_a_point():
    figure, axes = plain_axes()
    axes.set_position((0.123, 0.234, 0.777, 0.666))
    bars = axes.bar([0.7, 1.9], [1.1, 2.3], width=0.77)
    specs = {"at": Point((1, 3), (1, 3), axes=axes), "bar": Pick(["a", "b"], list(bars))}
    figure.set_dpi(72)
    figure.draw_without_rendering()
    places = handle_places(make_grid(lambda at=(1, 1), bar="a": "", specs).controls, (figure,))
    numbers = [*places["at"]["x"], *places["at"]["y"], *(number for area in places["bar"]["areas"] for number in area)]
    assert numbers == [round(number, 1) for number in numbers] and len({number % 1 for number in numbers}) > 5


def test_other_controls_have_no_place():
    grid = make_grid(lambda x=0: "", {"x": (0, 2)})
    assert handle_places(grid.controls, ()) == {}


def test_a_pick_of_several_marks_is_their_common_box():
    figure, axes = plain_axes()
    bars = axes.bar([1, 2, 3], [1, 2, 3])
    pick = Pick(["few", "many"], [bars[0], [bars[1], bars[2]]])
    figure.set_dpi(72)
    figure.draw_without_rendering()
    places = handle_places(make_grid(lambda bar="few": "", {"bar": pick}).controls, (figure,))
    box = Bbox.union([bar.get_window_extent() for bar in bars[1:]])
    assert places["bar"]["areas"][1] == pytest.approx([box.x0, 144 - box.y1, box.width, box.height], abs=0.05)


@pytest.mark.parametrize("place, fits", [(0.0, True), (-0.007, True), (-0.02, False), (4.007, True), (4.02, False)])
def test_a_point_may_stand_half_a_point_outside_its_axes(place, fits):
    figure, axes = plain_axes()
    axes.set_position((0, 0, 1, 1))  # 54 pt a unit of x
    figure.set_dpi(72)
    figure.draw_without_rendering()
    point = Point(sorted([place, 2.0]), [1, 2], axes=axes)
    controls = make_grid(lambda at=(2.0, 1): "", {"at": point}).controls
    if fits:
        assert handle_places(controls, (figure,))["at"]["view"] == 0
    else:
        with pytest.raises(Exception, match="outside its axes"):
            handle_places(controls, (figure,))


TOUCHABLE = {
    "far apart, both grow": ([(0, 0, 10, 10), (0, 50, 10, 60)], [(-15, -15, 25, 25), (-15, 35, 25, 75)]),
    "side by side, half way each": ([(0, 0, 10, 10), (20, 0, 30, 10)], [(-15, -15, 15, 25), (15, -15, 45, 25)]),
    "the same, the right one first": ([(20, 0, 30, 10), (0, 0, 10, 10)], [(15, -15, 45, 25), (-15, -15, 15, 25)]),
    "one above the other": ([(0, 0, 100, 2), (0, 4, 100, 6)], [(0, -19, 100, 3), (0, 3, 100, 25)]),
    "large enough": ([(0, 0, 40, 40), (50, 0, 90, 40)], [(0, 0, 40, 40), (50, 0, 90, 40)]),
    "one over the other": ([(0, 0, 10, 10), (5, 5, 15, 15)], [(-15, -15, 25, 25), (-10, -10, 30, 30)]),
    "edge to edge": ([(0, 0, 40, 40), (40, 0, 80, 40)], [(0, 0, 40, 40), (40, 0, 80, 40)]),
    "touching": ([(0, 0, 10, 10), (10, 0, 20, 10)], [(-15, -15, 10, 25), (10, -15, 35, 25)]),
    "one large, near": ([(0, 0, 10, 10), (26, 0, 80, 10)], [(-15, -15, 25, 25), (26, -15, 80, 25)]),
    "one large, nearer": ([(0, 0, 10, 10), (25, 0, 80, 10)], [(-15, -15, 25, 25), (25, -15, 80, 25)]),
    "the same, the large one first": ([(25, 0, 80, 10), (0, 0, 10, 10)], [(25, -15, 80, 25), (-15, -15, 25, 25)]),
    "three in a row": (
        [(0, 0, 10, 10), (20, 0, 30, 10), (40, 0, 50, 10)],
        [(-15, -15, 15, 25), (15, -15, 35, 25), (35, -15, 65, 25)],
    ),
}


@pytest.mark.parametrize("boxes, grown", TOUCHABLE.values(), ids=TOUCHABLE)
def test_areas_grow_to_a_finger_but_not_over_a_neighbour(boxes, grown):
    found = touchable([Bbox.from_extents(*box) for box in boxes])
    assert [tuple(box.extents) for box in found] == grown


# Frames


@pytest.mark.parametrize(
    "presets, frames",
    [
        ({}, {"Start": (1, 0), "a b: 1": (0, 0), "a b: 4": (3, 0)}),
        ({"Low": (0, 0)}, {"Start": (1, 0), "Low": (0, 0), "a b: 4": (3, 0)}),
        ({"Own": (1, 0)}, {"Own": (1, 0), "a b: 1": (0, 0), "a b: 4": (3, 0)}),
        ({"A": (0, 0), "B": (3, 0)}, {"Start": (1, 0), "A": (0, 0), "B": (3, 0)}),
        ({"A": (0, 0), "B": (3, 1), "C": (2, 1)}, {"A": (0, 0), "B": (3, 1), "C": (2, 1)}),
    ],
)
def test_presets_are_frames_filled_up_with_the_start_and_the_ends(presets, frames):
    grid = make_grid(lambda a_b=2, c=False: "", {"a_b": (1, 4), "c": False})
    found = frame_positions(grid, presets)
    assert found == frames and list(found) == list(frames)


def test_frames_go_on_with_what_lies_between_and_with_the_next_control():
    grid = make_grid(lambda a=1, b=True: "", {"a": [1], "b": True})
    assert frame_positions(grid, {}) == {"Start": (0, 1), "b: off": (0, 0)}
    grid = make_grid(lambda a=1: "", {"a": [1, 2, 3]})
    assert list(frame_positions(grid, {"End": (2,)})) == ["Start", "End", "a: 2"]
    grid = make_grid(lambda a=2: "", {"a": [1, 2, 3]})
    assert list(frame_positions(grid, {"A": (0,), "B": (2,)})) == ["Start", "A", "B"]


@pytest.mark.parametrize(
    "count, width, height, columns",
    [
        (1, 100, 100, 1),
        (3, 100, 250, 3),
        (4, 100, 100, 2),
        (6, 200, 100, 2),
        (3, 100, 300, 3),
        (12, 300, 200, 2),
        (5, 630, 100, 1),
    ],
)
def test_columns_make_the_largest_panels(count, width, height, columns):
    assert columns_for(count, width, height) == columns


RED = (200, 0, 0, 255)


def image(height, width, colour=RED):
    return np.broadcast_to(np.array(colour, np.uint8), (height, width, 4))


def test_a_panel_is_a_caption_above_pictures_beside_each_other():
    with mpl.rc_context({"font.size": 30, "figure.facecolor": "red"}):
        drawn = panel("Start. Three words", [image(100, 150), image(80, 150, (0, 0, 200, 255))])
    above = 2 * 28  # a line of text and one of space, 28 px each at 144 dpi
    assert drawn.shape == (100 + above, 300, 4)
    assert (drawn[above:, :150] == RED).all()
    assert (drawn[above : above + 80, 150:] == (0, 0, 200, 255)).all()
    assert (drawn[above + 80 :, 150:] == 255).all()
    rows, columns = np.nonzero((drawn[:above, :, :3] < 128).all(axis=2))
    assert (columns.min(), rows.min(), columns.max(), rows.max()) == (11, 10, 173, 23)  # 10 px from the corner


def test_three_pictures_stand_beside_each_other():
    greys = [(grey, grey, grey, 255) for grey in (50, 100, 150)]
    drawn = panel("Start", [image(100, 60, grey) for grey in greys])
    assert [tuple(drawn[-1, x]) for x in (30, 90, 150)] == greys


def test_lines_of_a_caption_hold_its_words_only():
    drawn = panel("Two lines of words that are wrapped", [image(100, 300)])
    rows, columns = np.nonzero((drawn[:84, :, :3] < 128).all(axis=2))
    assert drawn.shape == (184, 300, 4) and (columns.max(), rows.max()) == (171, 51)


def test_a_long_caption_takes_more_lines():
    assert panel("word " * 40, [image(100, 300)]).shape == (100 + 28 * 11, 300, 4)


def test_a_sheet_has_every_frame_in_rows_and_the_rest_white():
    figure = Figure(figsize=(1.2, 1.4))
    shown = []

    def show(positions):
        shown.append(positions)
        return f"Readout {positions[0]}."

    frames = {"One": (0,), "Two": (1,), "Three": (2,)}
    sheet = np.asarray(Image.open(BytesIO(sheet_png(frames, staged(show, figure)))))
    height, width = panel("One. Readout 0.", [picture(figure)]).shape[:2]
    assert shown == [(0,), (1,), (2,)]
    assert sheet.shape == (2 * height, 2 * width, 4)
    assert (sheet[height:, width:] == 255).all()
    for number, label in enumerate(frames):
        top, left = number // 2 * height, number % 2 * width
        expected = panel(f"{label}. Readout {number}.", [picture(figure)])
        assert (sheet[top : top + height, left : left + width] == expected).all()


def test_a_sheet_of_one_frame_is_that_frame():
    figure = Figure(figsize=(2, 1))
    sheet = np.asarray(Image.open(BytesIO(sheet_png({"One": (0,)}, staged(lambda at: "Readout.", figure)))))
    assert (sheet == panel("One. Readout.", [picture(figure)])).all()


def test_panels_of_different_heights_stand_on_one_sheet():
    figure = Figure(figsize=(2, 1))
    long = "word " * 40
    frames = {"One": (0,), "Two": (1,)}
    sheet = np.asarray(Image.open(BytesIO(sheet_png(frames, staged(lambda at: long if at[0] else "Short.", figure)))))
    tall = panel(f"Two. {long}", [picture(figure)])
    short = panel("One. Short.", [picture(figure)])
    assert sheet.shape[0] % tall.shape[0] == 0
    assert (sheet[: short.shape[0], : short.shape[1]] == short).all()
    assert (sheet[short.shape[0] : tall.shape[0], : short.shape[1]] == 255).all()


def test_a_picture_is_on_white_at_144_dpi():
    figure = Figure(figsize=(2, 1), facecolor="none")
    with mpl.rc_context({"savefig.format": "svg", "savefig.dpi": 50}):
        drawn = picture(figure)
    assert drawn.shape == (144, 288, 4) and (drawn == 255).all()


def test_the_printed_frames_are_those_of_the_page(monkeypatch):
    monkeypatch.setenv("EXPLORABLE_MODE", "static")
    figure, axes = plain_axes()
    (line,) = axes.plot([0, 4], [0, 0])
    page = explore(lambda x=0: line.set_ydata([0, x]) or f"x is {x}", figure, x=(0, 4), presets={"High": {"x": 3}})
    sheet = Image.open(BytesIO(page._repr_mimebundle_()["image/png"]))
    assert sheet.size == (432, 3 * (288 + 56))  # 3 × 2 in each, a line of caption above
    assert page._repr_mimebundle_()["text/plain"] == "<explorable: x is 0>"


def test_a_page_has_the_tables_and_the_handle_of_its_figure(monkeypatch):
    monkeypatch.setenv("EXPLORABLE_MODE", "static")
    figure, axes = plain_axes()
    (dot,) = axes.plot([0], [0], "o")
    mark = Rectangle((0, 0), 1, 1, hatch="/")
    axes.add_patch(mark)

    def update(at=(0, 0)):
        dot.set_data([at[0]], [at[1]])
        mark.set_hatch("/" if at[0] else "x")
        return f"at {at}"

    page = explore(update, figure, name="walk", at=Point((0, 1), (0, 1), axes=axes))
    html = page._repr_mimebundle_()["text/html"]
    packed = re.search(r'class="payload">([^<]*)<', html)[1]
    payload = json.loads(zlib.decompress(base64.b64decode(packed)))
    assert len(payload["tables"]) == 2 and "walk-0-" in json.dumps(payload)
    assert html.count('class="handle"') == 1 and 'data-control="at"' in html
