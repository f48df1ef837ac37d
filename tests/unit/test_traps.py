"""The traps found by experiment, each with a test that is named after it."""

import re

import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Arrow, Circle, FancyBboxPatch, Rectangle
from matplotlib.ticker import FixedLocator
from zoo import KINDS, looks, of_kind, plain_axes, tabulated

from helpers import ExplorableError
from helpers.explorable.figure_html import views_html

# Trap: before the first full draw


def test_trap_before_first_draw_limits_come_from_the_start_state_and_freeze():
    figure = Figure()
    axes = figure.subplots()
    (line,) = axes.plot([0, 1], [0, 1])

    def update(x=1):
        line.set_data([0, 1], [0, 10 * x])
        axes.relim()
        axes.autoscale_view()
        return f"{x}"

    assert looks(update, figure) == [3]
    assert axes.get_ylim() == pytest.approx((-0.5, 10.5))


def test_trap_before_first_draw_insets_and_shared_axes_freeze_too():
    figure = Figure()
    axes = figure.subplots(1, 2, sharey=True)
    inset = axes[0].inset_axes((0.5, 0.5, 0.4, 0.4))
    lines = [ax.plot([0, 1], [0, 1])[0] for ax in (*axes, inset)]

    def update(x=1):
        for line in lines:
            line.set_data([0, x], [0, x])
        for ax in (*axes, inset):
            ax.relim()
            ax.autoscale_view()
        return f"{x}"

    assert looks(update, figure) == [3, 3, 3]
    assert inset.get_xlim() == axes[1].get_xlim() == pytest.approx((-0.05, 1.05))


def test_trap_before_first_draw_a_legend_at_best_is_pinned():
    figure, axes = plain_axes()
    (line,) = axes.plot([0, 4], [0, 4], label="line")
    axes.legend(loc="best")

    def update(x=0):
        line.set_ydata([4 * (x == 1), 4 * (x != 1)])
        return f"{x}"

    assert looks(update, figure) == [2]  # the line: the legend stays where it is


def test_trap_before_first_draw_every_legend_is_pinned_and_grows_inwards():
    figure, axes = plain_axes()
    (line,) = axes.plot([0, 2, 4], [4, 0, 0], label="a")
    first = axes.legend()
    axes.add_artist(first)
    axes.legend([line], ["other"], loc="lower left")

    def update(x=0):
        line.set_ydata([4, 0, 4 * x])
        first.get_texts()[0].set_text("long " * (x + 1))
        return f"{x}"

    assert looks(update, figure, x=(0, 1)) == [2, 2]
    update(1)
    figure.draw_without_rendering()
    assert first.get_window_extent().x1 < axes.bbox.x1


def test_trap_before_first_draw_constrained_layout_is_drawn_once_then_frozen():
    figure = Figure(layout="constrained")
    axes = figure.subplots()
    label = axes.set_ylabel("y")

    def update(x=0):
        label.set_text("y" + "\nmore" * 3 * x)
        return f"{x}"

    tabulation = tabulated(update, figure)
    assert [len(table.fragments) for table in tabulation.tables] == [3]  # the axis of the label, and nothing else
    assert axes.get_position().x0 < 0.12  # laid out for the short label


# Trap: stale misses things


@pytest.mark.parametrize("kind", ["scatter offsets", "polygon vertices"])
def test_trap_stale_in_place_edits_of_arrays_are_refused(kind):
    figure, axes = plain_axes()
    dots = axes.scatter([1, 2], [1, 2])
    area = axes.fill_between([0, 1], [1, 2])

    def update(x=0):
        if kind == "scatter offsets":
            dots.get_offsets()[0, 1] = x
        else:
            area.get_paths()[0].vertices[0, 1] = x
        return f"{x}"

    with pytest.raises(ExplorableError, match=r"Collection 1 of its axes looks different in the state x=.*set_"):
        tabulated(update, figure)


def test_trap_stale_an_edited_array_that_is_set_again_is_followed():
    figure, axes = plain_axes()
    heights = np.array([0.0, 1.0])
    (line,) = axes.plot([0, 1], heights)

    def update(x=0):
        heights[1] = x
        line.set_ydata(heights)
        return f"{x}"

    assert looks(update, figure) == [3]


def test_trap_stale_annotation_xy_is_followed():
    figure, axes = plain_axes()
    note = axes.annotate("", xy=(0, 0), xytext=(2, 2), arrowprops={"arrowstyle": "->"})

    def update(x=0):
        note.xy = (x, 0)
        return f"{x}"

    assert looks(update, figure) == [3]


def test_trap_stale_setters_that_do_not_tell_are_followed():
    figure, axes = plain_axes()
    boxed = axes.text(1, 1, "box", bbox={"facecolor": "white"})
    late = axes.text(1, 2, "no box yet")
    early = axes.text(2, 2, "a box no more", bbox={"facecolor": "C0"})
    table = axes.table([["a"]])
    fancy = axes.add_patch(FancyBboxPatch((0, 0), 1, 1))
    arrow = axes.add_patch(Arrow(0, 0, 1, 1))
    mesh = axes.pcolormesh(np.eye(2), vmin=0, vmax=3)
    lines = axes.add_collection(LineCollection([[(0, 0), (1, 1)]]))
    dots = axes.scatter([1, 2], [3, 3], c=[1, 2])

    def update(x=0):
        dots.set_clim(0, 2 + x)
        boxed.get_bbox_patch().set_facecolor(f"C{x}")
        late.set_bbox({"facecolor": f"C{x}"})
        table[0, 0].get_text().set_text(f"{x}")
        fancy.set_x(x)
        early.set_bbox({"facecolor": "C1"} if x < 2 else None)
        arrow.set_data(x)
        mesh.set_array(np.eye(2) * x)
        lines.set_linestyle(["-", "--", ":"][x])
        return f"{x}"

    assert sorted(looks(update, figure)) == [2, *[3] * 8]


def test_trap_stale_a_view_of_three_dimensions_is_drawn_as_one():
    figure = Figure()
    axes = figure.add_subplot(projection="3d")
    axes.plot([0, 1], [0, 1], [0, 1])

    def update(x=0):
        axes.view_init(azim=30 * x)
        return f"{x}"

    assert looks(update, figure) == [3]


def test_trap_stale_one_collection_or_line_may_have_a_varying_number_of_marks():
    figure, axes = plain_axes()
    dots, lines = axes.scatter([], []), axes.add_collection(LineCollection([]))
    (line,) = axes.plot([], [], "o-")

    def update(x=0):
        dots.set_offsets(np.ones((x, 2)) * np.arange(x)[:, None])
        lines.set_segments([[(0, k), (1, k)] for k in range(x)])
        line.set_data(range(x), range(x))
        return f"{x}"

    tabulation = tabulated(update, figure)
    assert [len(table.fragments) for table in tabulation.tables] == [3, 3, 3]
    assert [table.fragments[0] for table in tabulation.tables] == ["", "", ""]


# Trap: missing and shared elements


def test_trap_missing_empty_texts_and_invisible_artists_have_places_in_z_order():
    figure, axes = plain_axes()
    below = axes.add_patch(Rectangle((0, 0), 2, 2, color="C1", zorder=1, visible=False))
    (line,) = axes.plot([0, 4], [0, 4], color="C0")
    label = axes.text(1, 1, "", color="C3")

    def update(x=0):
        below.set_visible(x == 1)
        line.set_ydata([x, 4])
        label.set_text("" if x == 0 else f"word {x}")
        return f"{x}"

    tabulation = tabulated(update, figure)
    slots = [part for part in tabulation.views[0].parts if isinstance(part, int)]
    patch, path, text = (tabulation.tables[slot] for slot in slots)
    assert patch.at((0,)) == "" and "#ff7f0e" in patch.at((1,))
    assert "#1f77b4" in path.at((0,))
    assert text.at((0,)) == "" and "word 1" in text.at((1,))
    html = views_html(tabulation, "zoo", (0,))
    assert re.findall(r'<g data-table="(\d+)"></g>', html) == [str(slots[0]), str(slots[2])]
    assert [html.index(f'data-table="{slot}"') for slot in slots] == sorted(
        html.index(f'data-table="{slot}"') for slot in slots
    )


def test_trap_shared_equal_markers_carry_no_shared_definitions():
    figure, axes = plain_axes()
    (first,), (second,) = axes.plot([1], [1], "o", color="C0"), axes.plot([2], [2], "o", color="C0")
    dots = axes.scatter([1, 2, 3], [3, 3, 3], color="C0")

    def update(x=0):
        first.set_visible(x != 1)
        second.set_ydata([x])
        dots.set_offsets([(k, x) for k in range(3)])
        return f"{x}"

    tabulation = tabulated(update, figure)
    for table in tabulation.tables:
        for fragment in table.fragments:
            assert "<defs" not in fragment and "<use" not in fragment and " id=" not in fragment
    assert [len(table.fragments) for table in tabulation.tables] == [3, 2, 3]


@pytest.mark.parametrize("kind", KINDS)
def test_trap_shared_every_reference_is_prefixed_and_defined_once(kind):
    tabulation, grid = of_kind(kind)
    for number in range(grid.size):
        html = views_html(tabulation, "zoo", grid.positions(number)) + views_html(
            tabulation, "zoo", grid.positions(number), frame="frame0-"
        )
        names = re.findall(r'\sid="([^"]*)"', html)
        used = re.findall(r"url\(#([^)]*)\)", html) + re.findall(r'href="#([^"]*)"', html)
        assert set(used) <= set(names)
        assert len(names) == len(set(names)) or kind == "image"  # two equal images in one view share content and id
        assert all(re.match(r"zoo-(frame0-)?[01]-", name) for name in names)


def test_trap_shared_storyboards_refer_only_to_definitions_of_their_own():
    tabulation, _ = of_kind("hatched")
    picture = views_html(tabulation, "zoo", (0, 0))
    frame = views_html(tabulation, "zoo", (2, 0), frame="frame1-")
    names = [set(re.findall(r'\sid="([^"]*)"', html)) for html in (picture, frame)]
    assert names[0] and names[1] and not names[0] & names[1]
    assert set(re.findall(r"url\(#([^)]*)\)", frame)) <= names[1]


def test_trap_shared_an_image_with_an_id_of_its_own_does_not_bring_it():
    figure, axes = plain_axes()
    axes.imshow(np.eye(3)).set_gid("picture")
    tabulation = tabulated(lambda x=0: f"{x}", figure)
    assert 'id="picture"' not in views_html(tabulation, "zoo", (0,))


def test_trap_shared_clip_paths_of_an_authors_own_are_defined():
    figure, axes = plain_axes()
    picture = axes.imshow(np.eye(3), extent=(0, 4, 0, 4), vmin=0, vmax=2)
    picture.set_clip_path(Circle((2, 2), 1, transform=axes.transData))

    def update(x=0):
        picture.set_data(np.eye(3) * x)
        return f"{x}"

    html = views_html(tabulated(update, figure), "zoo", (1,))
    assert set(re.findall(r"url\(#([^)]*)\)", html)) <= set(re.findall(r'<clipPath id="([^"]*)"', html))


def test_trap_shared_images_side_by_side_are_not_made_one():
    figure, axes = plain_axes()
    pictures = [axes.imshow(np.eye(2), extent=(k, k + 1, 0, 1), vmin=0, vmax=9) for k in range(3)]
    axes.set(xlim=(0, 4), ylim=(0, 4))

    def update(x=0):
        pictures[1].set_data(np.eye(2) * x)
        return f"{x}"

    tabulation = tabulated(update, figure)
    assert [len(table.fragments) for table in tabulation.tables] == [3]
    assert views_html(tabulation, "zoo", (0,)).count("<image") == 3


# Trap: order


def test_trap_order_an_update_that_depends_on_history_is_refused():
    figure, axes = plain_axes()
    (line,) = axes.plot([0, 1], [0, 1])
    height = [0.0]

    def update(x=0):
        height[0] += 0.01
        line.set_ydata([0, height[0] + x])
        return f"{x}"

    with pytest.raises(ExplorableError, match=r"Line2D 1 .* looks different in the state x=\d when .* visited again"):
        tabulated(update, figure)


def test_trap_order_an_artist_left_as_another_state_made_it_is_refused():
    figure, axes = plain_axes()
    (line,) = axes.plot([0, 1], [0, 1])

    def update(x=0):
        if x != 1:  # in the state 1 the line stays where it was
            line.set_ydata([0, x])
        return f"{x}"

    with pytest.raises(ExplorableError, match=r"Line2D 1 .* looks different in the state x=1"):
        tabulated(update, figure)


@pytest.mark.parametrize("which", ["major", "minor"])
@pytest.mark.parametrize("part", ["places", "words"])
def test_trap_order_ticks_that_an_update_changes_behind_matplotlib_are_refused(which, part):
    figure, axes = plain_axes()
    changing = [0]

    class Places(FixedLocator):
        def __call__(self):
            return np.array([1.5, 2.5 + changing[0] / 4])

    if part == "places":
        getattr(axes.xaxis, f"set_{which}_locator")(Places([1.5]))
    else:
        axes.xaxis.set_minor_locator(FixedLocator([1.5, 2.5]))
        getattr(axes.xaxis, f"set_{which}_formatter")(lambda tick, _: f"{tick + changing[0]:g}")

    def update(x=0):
        changing[0] = x
        return f"{x}"

    with pytest.raises(ExplorableError, match=r"XAxis 1 .* looks different in the state x=\d when .* visited again"):
        tabulated(update, figure)


def test_trap_order_a_readout_that_counts_its_calls_is_refused():
    figure, _ = plain_axes()
    calls = []

    def update(x=0):
        calls.append(x)
        return f"call {len(calls)}"

    with pytest.raises(ExplorableError, match=r"readout in the state x=\d is another when .* visited again"):
        tabulated(update, figure)


def test_trap_order_unseeded_randomness_is_refused_and_seeded_is_not():
    def make(seed):
        figure, axes = plain_axes()
        dots = axes.scatter([0], [0])

        def update(x=0):
            dots.set_offsets(np.random.default_rng(seed and seed + x).uniform(0, 4, (5, 2)))
            return f"{x}"

        return update, figure

    assert looks(*make(1)) == [3]
    with pytest.raises(ExplorableError, match="unseeded randomness"):
        tabulated(*make(None))
