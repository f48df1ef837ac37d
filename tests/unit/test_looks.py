"""Looks: a key differs whenever the artist may look different, and only then; numbers that place artists are finite."""

import gc
import weakref

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Arrow, Circle, PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Affine2D, IdentityTransform, ScaledTranslation
from zoo import plain_axes, tabulated

from helpers.explorable.controls import make_grid
from helpers.explorable.looks import Looks, finite
from helpers.explorable.stage import Stage, freeze
from helpers.explorable.svg import SETTINGS, FragmentRenderer
from helpers.explorable.tabulate import POINTS_PER_INCH, Recorder, draw_in_order, record_all, tabulate


def key_changes(artist, change) -> bool:
    looks = Looks()
    before = looks.key(artist)
    assert before is not None and looks.key(artist) == before and hash(before) is not None
    change(artist)
    return looks.key(artist) != before


def line():
    return plain_axes()[1].plot([0, 1, 2], [0, 1, 2])[0]


def dots():
    return plain_axes()[1].scatter([0, 1], [0, 1], c=[0.0, 1.0])


def box():
    return plain_axes()[1].text(1, 1, "a", bbox={"facecolor": "white"})


def note():
    return plain_axes()[1].annotate("a", xy=(1, 1), xytext=(2, 2), arrowprops={"arrowstyle": "->"})


def bar():
    return plain_axes()[1].bar([1], [1])[0]


SEEN = [
    (line, lambda a: a.set_data([0, 1, 2], [0, 1, 3])), (line, lambda a: a.set_data([0, 1], [0, 1])),
    (line, lambda a: a.set_color("red")), (line, lambda a: a.set_linestyle("--")),
    (line, lambda a: a.set_visible(False)), (bar, lambda a: a.set_hatch("/")),
    (line, lambda a: a.set_marker("o")), (line, lambda a: a.set_alpha(0.5)),
    (line, lambda a: a.set_ydata(np.ma.masked_equal([0, 1, 2], 1))),
    (dots, lambda a: a.set_offsets([(0, 0), (1, 2)])), (dots, lambda a: a.set_array([0.0, 0.5])),
    (dots, lambda a: a.set_clim(0, 2)), (dots, lambda a: a.set_sizes([9])), (dots, lambda a: a.set_hatch("//")),
    (dots, lambda a: a.set_offsets(np.ma.masked_equal([[0, 0], [1, 1]], 1))),
    (box, lambda a: a.set_text("b")), (box, lambda a: a.get_bbox_patch().set_facecolor("red")),
    (box, lambda a: a.set_fontsize(20)), (box, lambda a: a.set_rotation(30)), (box, lambda a: a.set_position((2, 2))),
    (note, lambda a: setattr(a, "xy", (2, 1))), (note, lambda a: a.arrow_patch.set_color("red")),
    (note, lambda a: a.set_position((1, 3))),
    (bar, lambda a: a.set_height(2)), (bar, lambda a: a.set_facecolor("red")), (bar, lambda a: a.set_angle(3)),
]  # fmt: skip


@pytest.mark.parametrize("make, change", SEEN)
def test_what_is_seen_changes_the_key(make, change):
    assert key_changes(make(), change)


UNSEEN = [
    (line, lambda a: a.set_label("other")), (line, lambda a: a.set_gid("other")), (line, lambda a: a.set_zorder(9)),
    (line, lambda a: a.set_url("other")), (line, lambda a: a.set_animated(True)), (dots, lambda a: a.set_label("b")),
    (box, lambda a: a.set_gid("other")), (bar, lambda a: a.set_height(1)), (bar, lambda a: a.set_label("other")),
    (note, lambda a: setattr(a, "xy", tuple(map(int, a.xy)))), (dots, lambda a: a.set_linestyle(a.get_linestyle())),
    (line, lambda a: a.get_path()), (line, lambda a: a.figure.draw_without_rendering()),
]  # fmt: skip


@pytest.mark.parametrize("make, change", UNSEEN)
def test_what_is_not_seen_does_not(make, change):
    assert not key_changes(make(), change)


def test_only_drawing_tells_the_look_of_images_effects_and_what_has_one_in_its_box():
    _, axes = plain_axes()
    looks, image, plain, boxed = Looks(), axes.imshow(np.eye(2)), axes.text(1, 1, "a"), box()
    effects = [withStroke(linewidth=3)]
    assert looks.key(image) is None and looks.key(axes.xaxis) is None and looks.key(plain) is not None
    plain.set_path_effects(effects)
    boxed.get_bbox_patch().set_path_effects(effects)
    assert looks.key(plain) is None and looks.key(boxed) is None


def test_a_path_s_commands_are_part_of_its_look():
    points = [(0, 0), (1, 1), (2, 0)]
    patch = PathPatch(Path(points))
    assert key_changes(patch, lambda a: a.set_path(Path(points, [1, 3, 3])))
    assert key_changes(patch, lambda a: a.set_path(Path([(0, 0), (1, 1), (2, 1)], [1, 3, 3])))
    assert not key_changes(patch, lambda a: a.set_path(Path([(0, 0), (1, 1), (2, 1)], [1, 3, 3])))


def test_objects_that_stand_in_keys_by_identity_live_on():
    """Or another object could get the same id, and with it the look of the first."""
    looks, patch = Looks(), Circle((0, 0), 1)
    keys, seen = [], []
    for _ in range(3):
        move = ScaledTranslation(1, 1, IdentityTransform())
        patch.set_transform(move)
        keys.append(looks.key(patch))
        seen.append(weakref.ref(move))
    patch.set_transform(IdentityTransform())
    del move
    gc.collect()
    assert len(set(keys)) == 3 and all(reference() is not None for reference in seen)


def test_equal_numbers_are_one_look_whatever_holds_them():
    marks = dots()
    assert not key_changes(marks, lambda a: a.set_offsets(a.get_offsets().copy()))
    assert not key_changes(marks, lambda a: a.set_sizes(np.array(a.get_sizes())))


def test_numbers_that_change_in_place_are_another_look():
    patch, move = Circle((0, 0), 1), Affine2D()
    patch.set_transform(move)
    assert key_changes(patch, lambda a: move.translate(1, 0))


def test_masked_values_look_different_from_zeros():
    marks = dots()
    marks.set_offsets(np.ma.array([[0.0, 0.0], [1.0, 1.0]], mask=False))
    hidden = np.ma.array([[0.0, 0.0], [1.0, 1.0]], mask=[[True, True], [False, False]])
    assert key_changes(marks, lambda a: a.set_offsets(hidden))


INFINITE = [
    (bar, lambda a, x: a.set_height(x)), (bar, lambda a, x: a.set_x(x)), (dots, lambda a, x: a.set_sizes([x])),
    (dots, lambda a, x: a.set_offsets([(0, x)])), (box, lambda a, x: a.set_position((x, 1))),
    (box, lambda a, x: a.set_y(x)), (note, lambda a, x: setattr(a, "xy", (1, x))),
    (lambda: LineCollection([[(0, 0), (1, 1)]]), lambda a, x: a.set_segments([[(0, 0), (x, 1)]])),
    (lambda: PathPatch(Path([(0, 0), (1, 1)])), lambda a, x: a.set_path(Path([(0, 0), (1, x)]))),
]  # fmt: skip


@pytest.mark.filterwarnings("ignore:invalid value encountered:RuntimeWarning")  # in matplotlib, before the refusal
@pytest.mark.parametrize("make, put", INFINITE)
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_numbers_that_place_an_artist(make, put, bad):
    artist = make()
    put(artist, 1.5)
    assert finite(artist)
    put(artist, bad)
    assert not finite(artist)
    artist.set_visible(False)
    assert finite(artist)


def test_gaps_that_are_masked_are_not_finite_either():
    assert finite(Line2D([0, 1], np.ma.masked_equal([0, 1], 1)))  # a line has gaps
    assert not finite(PathCollection([Path([(0, 0), (1, 1)])], offsets=np.ma.masked_equal([[0, 0], [1, 1]], 1)))


def test_artists_whose_numbers_are_not_known_and_names_of_places_pass():
    _, axes = plain_axes()
    assert finite(axes.imshow([[0, np.nan]])) and finite(axes.xaxis)
    assert finite(Annotation("a", xy=("one", 1), xytext=(0, 0))) and finite(Text(0, 0, "a"))


def test_what_is_hidden_looks_alike():
    bars = plain_axes()[1].bar([1, 2], [1, 2])
    looks = Looks()
    assert looks.key(bars[0]) != looks.key(bars[1])
    bars[0].set_visible(False)
    bars[1].set_visible(False)
    assert looks.key(bars[0]) == looks.key(bars[1])


# Recorders


def test_what_may_look_different_since_the_state_before():
    figure, axes = plain_axes()
    plain, image = axes.plot([0, 1], [0, 1])[0], axes.imshow(np.eye(2))
    free, boxed = axes.text(1, 1, "a"), axes.text(1, 1, "b", bbox={"facecolor": "white"})
    arrow, pointer = axes.add_patch(Arrow(0, 0, 1, 1)), axes.annotate("a", xy=(1, 1))
    figure.draw_without_rendering()
    with mpl.rc_context(SETTINGS):
        recorders = {recorder.artist: recorder for recorder in draw_in_order(figure)}
        assert all(recorder.touched() for recorder in recorders.values())
        record_all(recorders.values(), Looks())
    touched = {artist: recorders[artist].touched() for artist in (plain, image, free, boxed, arrow, pointer)}
    assert list(touched.values()) == [False, False, False, True, True, True]
    plain.set_color("red")
    image.set_array(np.eye(2) * 2)
    free.set_bbox({"facecolor": "white"})
    assert all(recorders[artist].touched() for artist in touched)


def test_a_look_that_was_there_before_is_not_drawn_again():
    figure, axes = plain_axes()
    mark = axes.bar([1], [1])[0]
    figure.draw_without_rendering()
    with mpl.rc_context(SETTINGS):
        recorder = next(recorder for recorder in draw_in_order(figure) if recorder.artist is mark)
        drawings, looks = [], Looks()
        mark.draw = lambda renderer: drawings.append(1) or Rectangle.draw(mark, renderer)
        for height in (1, 2, 1, 2, 2, 3):
            mark.set_height(height)
            record_all([recorder], looks)
    assert recorder.numbers == [0, 1, 0, 1, 1, 2] and len(drawings) == 3
    assert list(recorder.fragments.values()) == [0, 1, 2]


def aligned_pair():
    """A figure of two axes with their labels in line, and the two rulers."""
    figure = Figure(figsize=(3, 3))
    both = figure.subplots(2)
    for axes in both:
        axes.set(ylim=(0, 1), ylabel="height")
    figure.align_ylabels()
    return figure, [axes.yaxis for axes in both]


def test_rulers_in_line_are_drawn_in_one_state_where_none_is_touched():
    figure, (upper, lower) = aligned_pair()
    bar = figure.axes[0].bar([1], [1])[0]
    with pytest.MonkeyPatch.context() as patch:
        drawn = []
        patch.setattr(Recorder, "draw", lambda self, draw=Recorder.draw: drawn.append(self.artist) or draw(self))
        tabulation = tabulated(lambda x=1: bar.set_height(x / 9) or f"{x}", figure, x=(1, 9))
    assert [drawn.count(ruler) for ruler in (upper, lower)] == [3, 3]  # at first, to revisit, and as what never moves
    assert len(tabulation.tables) == 1


def test_a_ruler_in_line_with_one_that_changes_follows_it():
    figure, (upper, lower) = aligned_pair()
    with mpl.rc_context(SETTINGS):
        freeze(figure)
        recorders = {recorder.artist: recorder for recorder in draw_in_order(figure)}
        looks = Looks()
        for wide in (False, True, False):
            lower.axes.set_yticks([0.5], labels=["a long word" if wide else "a"])
            record_all(recorders.values(), looks)
    assert recorders[upper].numbers == recorders[lower].numbers == [0, 1, 0]


def test_drawing_order_is_that_of_matplotlib_and_leaves_no_trace():
    figure, axes = plain_axes()
    low, high = axes.plot([0, 1], [0, 1], zorder=1)[0], axes.plot([0, 1], [1, 0], zorder=9)[0]
    middle = axes.plot([0, 1], [1, 1], zorder=5)[0]
    hidden = axes.plot([0, 1], [1, 1], zorder=6, visible=False)[0]
    with mpl.rc_context(SETTINGS):
        recorders = draw_in_order(figure)
    order = [recorder.artist for recorder in recorders if isinstance(recorder.artist, Line2D)]
    assert order == [low, middle, hidden, high]
    assert figure.dpi == POINTS_PER_INCH == 72 and figure.suppressComposite is True
    assert isinstance(recorders[0].renderer, FragmentRenderer)
    assert (recorders[0].renderer.width, recorders[0].renderer.height) == (216, 144)
    assert not [artist for artist in figure.findobj() if "draw" in vars(artist)]


def test_an_artist_that_fails_to_draw_leaves_no_trace_either():
    figure, axes = plain_axes()
    axes.text(1, 1, r"$\frac$")
    with pytest.raises(ValueError, match="frac"), mpl.rc_context(SETTINGS):
        draw_in_order(figure)
    assert not [artist for artist in figure.findobj() if "draw" in vars(artist)]


def test_what_never_moves_is_drawn_exactly_once_more_and_moving_marks_are_not():
    figure, axes = plain_axes()
    (mark,) = axes.plot([1.234], [1.234], "o")
    figure.draw_without_rendering()
    with mpl.rc_context(SETTINGS):
        recorder = next(recorder for recorder in draw_in_order(figure) if recorder.artist is mark)
        exact, moving = recorder.draw_still(), recorder.draw()
        assert exact != moving and recorder.draw_still() == exact and not recorder.renderer.still
        recorder.artist = axes.bar([1], [np.nan])[0]
        with pytest.raises(Exception, match="NaN"):
            recorder.draw_still()
        assert not recorder.renderer.still


def test_views_have_their_size_definitions_and_parts():
    figure, axes = plain_axes()
    (moving,) = axes.plot([0, 1], [0, 1], zorder=7)
    other = Figure(figsize=(1, 0.5))

    def update(x=0):
        moving.set_ydata([0, x])
        return f"{x % 2}"

    tabulation = tabulated(update, figure, other)
    first, second = tabulation.views
    assert (first.width, first.height, second.width, second.height) == (216, 144, 72, 36)
    assert [part for part in first.parts if isinstance(part, int)] == [0] and all(
        isinstance(p, str) for p in second.parts
    )
    assert "clipPath" in first.definitions and len(tabulation.tables[0].fragments) == 3
    assert tabulation.readouts.fragments == ("0", "1") and tabulation.readouts.index.tolist() == [0, 1, 0]
    assert tabulation.numbers == {}


def test_numbers_are_tables_over_the_controls_they_follow():
    figure, _ = plain_axes()
    grid = make_grid(lambda a=0, b=0: "", {"a": (0, 2), "b": (0, 1)})
    stage = Stage(lambda a=0, b=0: "", (figure,), grid, numbers=lambda a, b: {"a": [a, a + 1], "same": ["x", "y"]})
    numbers = tabulate(stage).numbers
    assert numbers["a"].index.tolist() == [0, 1, 2] and numbers["a"].at((1, 1)) == "1\x1f2"
    assert (numbers["a"].controls, numbers["a"].fragments) == ((0,), ("0\x1f1", "1\x1f2", "2\x1f3"))
    assert (numbers["same"].controls, numbers["same"].fragments) == ((), ("x\x1fy",))


def test_all_states_run_then_some_again_and_the_start_last():
    figure, _ = plain_axes()
    visits = []
    grid = make_grid(lambda x=7: "", {"x": (0, 39)})
    stage = Stage(lambda x: visits.append(x) or f"{x}", (figure,), grid)
    visits.clear()
    tabulate(stage)
    assert visits[:40] == list(range(40)) and visits[-1] == 7
    again = visits[40:-1]
    assert len(again) == 24 and len(set(again)) == 12 and again != sorted(again)
    assert again[12:] == [again[0], *reversed(again[1:12])]


def test_recorders_number_states_in_order():
    recorder = Recorder(Line2D([], []), None)
    recorder.numbers, recorder.fragments = [0, 1, 1, 0], {"a": 0, "b": 1}
    table = recorder.table((2, 2))
    assert (table.controls, table.index.tolist(), table.fragments) == ((0, 1), [[0, 1], [1, 0]], ("a", "b"))
