"""What makes the suite fail: the comparison of pictures, and the parity test, on things that are broken on purpose."""

from __future__ import annotations

import json

import pytest
import specimens
from parity import differences
from pictures import ALLOWED, strange
from playwright.sync_api import Error

from helpers import ExplorableError, explore
from helpers.plots import new_figure

CELLS = """
import numpy as np
from helpers import Choice, Slider, Toggle, explore
from helpers.plots import new_figure, MODEL

fig, ax = new_figure(height=2.4)
ax.set(xlim=(0, 4), ylim=(0, 3.2), xlabel="place", ylabel="height")
bars = ax.bar([1, 2, 3], [1, 1, 1], color=MODEL)
[dots] = ax.plot([], [], "o", color="black")

def update(height=1.0, power=2, kind="linear", marks=False):
    heights = np.array([1, 2, 3]) * height / 3 if kind == "linear" else height * (np.array([1, 2, 3]) / 3) ** power
    for bar, value in zip(bars, heights):
        bar.set_height(value)
    dots.set_data(np.array([1, 2, 3]) if marks else [], heights if marks else [])
    return f"{kind}, tallest bar {heights[-1]:.2f}, power {power}"

explore(update, fig, name="tiny", presets={"High": dict(height=3.0), "Curved": dict(kind="curved")},
        marks=Toggle(), height=Slider((0.5, 3.0, 0.25)), power=(1, 4), kind=Choice(["linear", "curved"]))
"""


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """A notebook of one cell and the HTML of its explorable."""
    notebook = tmp_path_factory.mktemp("tiny") / "tiny.ipynb"
    notebook.write_text(json.dumps({"cells": [{"cell_type": "code", "source": CELLS}]}))
    *before, call = CELLS.rpartition("explore(update")
    namespace = {}
    with specimens.static_mode():
        exec(before[0], namespace)
        html = eval(f"{before[1]}{call}".strip(), namespace)._repr_mimebundle_()["text/html"]
    return notebook, html


@pytest.fixture
def compare(tiny, page, canvas, tmp_path):
    """The parity of the tiny page, after a script that breaks its player."""
    notebook, html = tiny

    def compare(fault: str = "") -> list[str]:
        page.goto(specimens.write_page(tmp_path / "tiny.html", html, after=fault))
        try:
            return differences(page, canvas, notebook, tmp_path / "reference")
        except Error as error:  # the player itself has noticed
            return [error.message]

    return compare


def test_the_sound_player_has_parity(compare):
    assert compare() == []
    assert compare(specimens.painting("return inner.show(values, positions);")) == []


def elsewhere(positions: str) -> str:
    """A player whose readout is right, and whose picture is that of other positions, where there are such."""
    return specimens.painting(f"""
      const there = {positions}.map((place, i) => Math.max(0, Math.min(place, spec.controls[i].values.length - 1)));
      inner.show(values, there);
      return inner.readoutAt(positions);""")


PARTS = "figure.querySelectorAll('.views [data-table]')"
WRONG_PICTURES = {
    "one ahead": elsewhere("positions.map((place) => place + 1)"),
    "one behind": elsewhere("positions.map((place) => place - 1)"),
    "one control ahead": elsewhere("positions.map((place, i) => place + (i === 1))"),
    "in another order": elsewhere("positions.toReversed()"),
    "parts are lost": specimens.painting(f"""
      const said = inner.show(values, positions);
      {PARTS}.forEach((part) => part.lastElementChild?.remove());
      return said;"""),
    "shown once": specimens.painting("""
      if (!last) inner.show(values, positions);
      last = inner.readoutAt(positions);
      return last;"""),
}


@pytest.mark.parametrize("how", WRONG_PICTURES)
def test_a_player_that_shows_another_picture_has_no_parity(compare, how):
    found = compare(WRONG_PICTURES[how])
    assert found and all("unlike a fresh figure's" in sentence for sentence in found)


def test_a_readout_that_lags_behind_has_no_parity(compare):
    wrong = compare(specimens.painting("const before = last; last = inner.show(values, positions); return before;"))
    assert wrong and all("Python says" in sentence for sentence in wrong)


# The comparison of pictures

BARS = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 280 200" width="280pt" height="200pt">{}</svg>'
BAR = '<rect x="{x}" y="{y}" width="{width}" height="60" fill="{fill}"/>'


def drawing(*, x=100.0, y=40.0, width=12.0, fill="#5055d7", extra="") -> str:
    ticks = "".join(f'<path d="M20 {y}h240" stroke="black" stroke-width=".8"/>' for y in (20, 110, 180))
    words = "<text x='60' y='160' style=\"font: 10px 'DejaVu Sans'\">entropy 2.05 bits</text>"
    return BARS.format(ticks + words + BAR.format(x=x, y=y, width=width, fill=fill) + extra)


def apart(canvas, **changes) -> int:
    return strange(canvas.picture(drawing()), canvas.picture(drawing(**changes)))


@pytest.mark.parametrize("nudge", [{}, {"x": 100.1}, {"y": 40.1}, {"x": 99.8, "y": 40.2}], ids=str)
def test_rounding_is_no_difference(canvas, nudge):
    assert apart(canvas, **nudge) == 0


@pytest.mark.parametrize(
    "change",
    [
        {"x": 101.5},
        {"y": 41.5},
        {"width": 13.5},
        {"fill": "#0fa0c8"},
        {"fill": "none"},
        {"extra": '<circle cx="200" cy="60" r="1.5"/>'},
        {"extra": '<path d="M20 60h60" stroke="#7d7d7d" stroke-width=".6"/>'},
    ],
    ids=str,
)
def test_a_mark_that_is_moved_recoloured_or_missing_is_one(canvas, change):
    assert apart(canvas, **change) > ALLOWED


def test_one_digit_is_a_difference(canvas):
    assert strange(canvas.picture(drawing()), canvas.picture(drawing().replace("2.05", "2.06"))) > ALLOWED


# What the build refuses


def broken_at_one_extreme(height=1.0):
    if height == 3.0:
        raise ZeroDivisionError("division by zero")
    return f"height {height}"


def test_an_update_that_fails_in_one_extreme_state_fails_the_build():
    with specimens.static_mode(), pytest.raises(ExplorableError, match=r"height=3\.0.*ZeroDivisionError"):
        explore(broken_at_one_extreme, new_figure()[0], name="broken", height=(0.5, 3.0, 0.5))


def test_a_preset_that_names_no_control_fails_the_build():
    with specimens.static_mode(), pytest.raises(ExplorableError, match=r"'Tall'.*'hieght'"):
        explore(lambda height=1.0: "", new_figure()[0], presets={"Tall": {"hieght": 2.0}}, height=(0.5, 3.0))


def test_a_preset_with_a_value_that_is_not_offered_fails_the_build():
    with specimens.static_mode(), pytest.raises(ExplorableError, match=r"'Tall'.*7"):
        explore(lambda height=1.0: "", new_figure()[0], presets={"Tall": {"height": 7}}, height=(0.5, 3.0))
