"""The tables at state k show what a fresh figure at state k shows; what cannot be shown is refused by name."""

import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from zoo import CONTROLS, KINDS, looks, of_kind, plain_axes, tabulated

from helpers import ExplorableError, explore
from helpers.explorable.controls import make_grid
from helpers.explorable.stage import Stage
from helpers.explorable.svg import SETTINGS
from helpers.explorable.tables import make_table
from helpers.explorable.tabulate import draw_in_order

STATES = 4  # random states of each kind that are compared with fresh figures


def resolved(svg: str) -> str:
    """`svg` with each reference replaced by the definition it points to, and the definitions left out."""
    whole = re.compile(r'<(clipPath|pattern) [^>]*?\bid="([^"]*)"[^>]*>(.*?)</\1>', re.DOTALL)
    definitions = {name: content for _, name, content in whole.findall(svg)}
    drawing = re.sub(r"<defs>.*?</defs>", "", svg, flags=re.DOTALL)
    return re.sub(r"url\(#([^)]*)\)", lambda match: definitions[match[1]], drawing)


def fresh(make, positions, tabulation) -> list[str]:
    """Each view of a new figure in one state: no look, no earlier state but the start; from the tables only which
    artists never move, because the marks of those are written more exactly."""
    update, *figures = make()
    stage = Stage(update, tuple(figures), make_grid(update, CONTROLS))
    stage.show(positions)
    views = []
    with mpl.rc_context(SETTINGS):
        for figure, view in zip(figures, tabulation.views, strict=True):
            recorders = draw_in_order(figure)
            drawing = "".join(
                recorder.draw_still() if isinstance(part, str) else recorder.draw()
                for recorder, part in zip(recorders, view.parts, strict=True)
            )
            views.append(resolved(recorders[0].renderer.definitions() + drawing))
    return views


def shown(tabulation, positions) -> list[str]:
    """Each view as the tables give it."""
    return [
        resolved(
            view.definitions
            + "".join(part if isinstance(part, str) else tabulation.tables[part].at(positions) for part in view.parts)
        )
        for view in tabulation.views
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_tables_show_what_a_fresh_figure_shows(kind):
    tabulation, grid = of_kind(kind)
    for number in np.random.default_rng(sum(kind.encode())).permutation(grid.size)[:STATES].tolist():
        positions = grid.positions(number)
        assert shown(tabulation, positions) == fresh(KINDS[kind], positions, tabulation), grid.state(positions)
        assert tabulation.readouts.at(positions) == KINDS[kind]()[0](**grid.state(positions))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_moves_with_both_controls(kind):
    tabulation, _ = of_kind(kind)
    assert {control for table in tabulation.tables for control in table.controls} == {0, 1}


@given(array_shapes(min_dims=1, max_dims=4, max_side=4).flatmap(lambda shape: st.tuples(st.just(shape), st.data())))
@settings(max_examples=60, deadline=None)
def test_a_table_is_indexed_over_only_the_controls_it_depends_on(drawn):
    shape, data = drawn
    kept = [axis for axis in range(len(shape)) if data.draw(st.booleans())]
    small = np.zeros([length if axis in kept else 1 for axis, length in enumerate(shape)], dtype=int)
    small.flat = data.draw(st.lists(st.integers(0, 3), min_size=small.size, max_size=small.size))
    table = make_table(np.broadcast_to(small, shape), ("a", "b", "c", "d"))
    assert set(table.controls) <= set(kept)
    assert table.index.shape == tuple(shape[control] for control in table.controls)
    for positions in np.ndindex(*shape):
        place = tuple(p if axis in kept else 0 for axis, p in enumerate(positions))
        assert table.at(positions) == "abcd"[small[place]]
    for control in table.controls:
        axis = table.controls.index(control)
        assert (np.take(table.index, [0], axis=axis) != table.index).any(), "depends on a control it does not follow"


def test_what_never_changes_has_no_table_and_what_follows_one_control_is_stored_over_that_one():
    figure, axes = plain_axes()
    (line,) = axes.plot([0, 1], [0, 1])

    def update(a=0, b=0):
        line.set_ydata([0, b])
        return "same"

    (table,) = tabulated(update, figure, a=(0, 9), b=(0, 3)).tables
    assert (table.controls, len(table.fragments)) == ((1,), 4)


# NaN and infinity, and what matplotlib cannot draw


def marks_with_a_number():
    """Name to a function that puts a number where an artist of that kind has one."""
    _, axes = plain_axes()
    bar = axes.bar([1], [1])[0]
    dots = axes.scatter([1], [1])
    text = axes.text(1, 1, "a")
    note = axes.annotate("a", xy=(1, 1), xytext=(2, 2), arrowprops={"arrowstyle": "->"})
    field = axes.quiver([1], [1], [1], [1])
    lines = axes.add_collection(LineCollection([[(0, 0), (1, 1)]]))
    return {
        "Rectangle": (bar, bar.set_height),
        "PathCollection": (dots, lambda number: dots.set_offsets([(1, number)])),
        "PathCollection (sizes)": (dots, lambda number: dots.set_sizes([number])),
        "Text": (text, text.set_y),
        "Annotation": (note, lambda number: setattr(note, "xy", (1, number))),
        "Quiver": (field, lambda number: field.set_UVC([number], [1])),
        "LineCollection": (lines, lambda number: lines.set_segments([[(0, 0), (1, number)]])),
    }


@pytest.mark.filterwarnings("ignore:invalid value encountered:RuntimeWarning")  # in matplotlib, before the refusal
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("kind", list(marks_with_a_number()))
def test_nan_and_infinity_are_refused_by_name_and_state(kind, bad):
    artist, put = marks_with_a_number()[kind]

    def update(x=0):
        put(bad if x == 2 else 1.0 + x)
        return f"{x}"

    name = type(artist).__name__
    with pytest.raises(ExplorableError, match=rf"{name} \d of its axes has data that is NaN or infinite"):
        tabulated(update, artist.get_figure())


def test_nan_names_the_state():
    figure, axes = plain_axes()
    [bar] = axes.bar([0], [1])
    bar.set_label("loss")

    def update(x=0, y=0):
        bar.set_height(np.nan if (x, y) == (2, 1) else 1)
        return f"{x} {y}"

    with pytest.raises(ExplorableError, match=r"Rectangle 'loss' .* NaN .*in the state x=2, y=1"):
        tabulated(update, figure, x=(0, 2), y=(0, 2))


def test_nan_in_what_is_invisible_does_not_matter():
    figure, axes = plain_axes()
    (line,) = axes.plot([0, 1], [0, 1])

    def update(x=0):
        line.set_visible(x != 2)
        line.set_ydata([0, np.nan if x == 2 else x])
        return f"{x}"

    assert looks(update, figure) == [3]


def test_what_matplotlib_cannot_draw_is_refused_by_name_and_state():
    figure, axes = plain_axes()
    label = axes.text(1, 1, "$x$")

    def update(x=0):
        label.set_text(r"$\frac$" if x == 2 else "$x$")
        return f"{x}"

    with pytest.raises(ExplorableError, match=r"Text 1 of its axes cannot be drawn .*in the state x=2"):
        tabulated(update, figure)


class Fussy(Line2D):
    """A line that cannot be drawn at a height of 2."""

    def draw(self, renderer):
        if self.get_ydata()[0] == 2:
            raise ValueError("not\n  at 2")
        super().draw(renderer)


def test_why_it_cannot_be_drawn_stands_on_one_line():
    figure, axes = plain_axes()
    line = axes.add_line(Fussy([0, 1], [0, 0]))

    def update(x=0):
        line.set_ydata([x, x])
        return f"{x}"

    with pytest.raises(ExplorableError, match=r"Fussy 1 of its axes cannot be drawn \(not at 2\) in the state x=2"):
        tabulated(update, figure)


def test_gouraud_shading_is_refused():
    figure, axes = plain_axes()
    axes.pcolormesh(np.eye(3), shading="gouraud")
    with pytest.raises(ExplorableError, match="Gouraud"):
        tabulated(lambda x=0: f"{x}", figure)


# What stays as it was


def test_after_tabulating_the_figure_is_in_the_start_state():
    figure, axes = plain_axes()
    (line,) = axes.plot([0, 1], [0, 1])

    def update(x=1):
        line.set_ydata([0, x])
        return f"{x}"

    tabulated(update, figure)
    assert list(line.get_ydata()) == [0, 1]
    assert not [artist for artist in figure.findobj() if "draw" in vars(artist)]


FRESH_PROCESS = """
import hashlib, json, os, sys
os.environ["EXPLORABLE_MODE"] = "static"
sys.path.insert(0, {here!r})
from zoo import CONTROLS, KINDS
from helpers import explore
for kind in {kinds!r}:
    update, *figures = KINDS[kind]()
    bundle = explore(update, *figures, name=kind, presets={{"One": dict(a=2)}}, **CONTROLS)._repr_mimebundle_()
    for key in sorted(bundle):
        value = bundle[key] if isinstance(bundle[key], bytes) else json.dumps(bundle[key]).encode()
        print(kind, key, hashlib.sha256(value).hexdigest())
"""


@pytest.mark.process
def test_output_is_the_same_bytes_in_two_new_processes():
    program = FRESH_PROCESS.format(here=str(Path(__file__).parent), kinds=["hatched", "image"])
    runs = [
        subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env={"PYTHONHASHSEED": s})
        for s in ("1", "2")
    ]
    first, second = (run.communicate()[0] for run in runs)
    assert first == second
    assert first.count("\n") == 8


def test_no_memory_address_version_or_clock_in_the_output(monkeypatch):
    monkeypatch.setenv("EXPLORABLE_MODE", "static")
    update, *figures = KINDS["image"]()
    bundle = explore(update, *figures, **CONTROLS)._repr_mimebundle_()
    assert not re.search(r"0x[0-9a-f]{8}|20\d\d-\d\d-\d\d|atplotlib", bundle["text/html"])
    assert b"atplotlib" not in bundle["image/png"]


def test_states_in_order_are_numbered_as_they_first_appear():
    figure, axes = plain_axes()
    label = axes.text(1, 1, "")

    def update(x=0):
        label.set_text("ab"[x % 2])
        return f"{x}"

    (table,) = tabulated(update, figure, x=(0, 5)).tables
    assert table.index.tolist() == [0, 1, 0, 1, 0, 1]
    assert all(a != b for a, b in pairwise(table.fragments))
