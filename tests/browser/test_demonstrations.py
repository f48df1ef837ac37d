"""What makes the suite fail: the comparison of pictures, and the parity test, on things that are broken on purpose."""

from __future__ import annotations

import pytest
import specimens
from parity import asked_of, differences, read, specs_in
from pictures import ALLOWED, strange
from playwright.sync_api import Error

from helpers import ExplorableError, explore
from helpers.plots import new_figure
from live import run_live


@pytest.fixture(scope="module")
def reference(tiny_notebook, tmp_path_factory):
    """The asked states of the tiny notebook, and the folder where they are saved as its own code shows them."""
    notebook, html = tiny_notebook
    asked = {name: asked_of(read(name, spec)) for name, spec in specs_in(html).items()}
    folder = tmp_path_factory.mktemp("reference")
    run_live(notebook, asked, folder)
    return asked, folder


@pytest.fixture
def compare(tiny_notebook, reference, page, canvas, tmp_path):
    """The parity of the tiny page, after a script that breaks its player."""
    _, html = tiny_notebook

    def compare(fault: str = "") -> list[str]:
        page.goto(specimens.write_page(tmp_path / "tiny.html", html, after=fault))
        try:
            return differences(page, canvas, *reference)
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
def test_rounding_is_not_a_difference(canvas, nudge):
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
