"""Nothing moves under the pointer: controls stand where they stood, whatever they and the readout say."""

from __future__ import annotations

import re

import numpy as np
import pytest
import specimens
import sympy

from helpers import Point, Slider, explore
from helpers.calculator import calculate
from helpers.plots import new_figure

WIDTHS = (320, 360, 412, 768, 1000, 1280)
# Sets every state that one control can reach from the start and from the other end of all, and returns where each input
# then stands, from the figure's upper left corner
PLACES = """async () => {
  const found = [], figure = document.querySelector("figure.explorable");
  const { controls } = JSON.parse(figure.querySelector("script.spec").textContent);
  const inputs = [...figure.querySelectorAll("form.controls :is(input, select, .hint)")];
  for (const end of [(control) => control.values[control.start], (control) => control.values.at(-1)]) {
    const others = Object.fromEntries(controls.map((control) => [control.name, end(control)]));
    for (const { name, values } of controls) for (const value of values) {
      await figure.explorable.set({ ...others, [name]: value });
      const from = figure.getBoundingClientRect();
      found.push(inputs.map((input) => {
        const box = input.getBoundingClientRect();
        return [box.left - from.left, box.top - from.top, box.width];
      }));
    }
  }
  return found;
}"""


def talkative() -> str:
    """An explorable whose values and readouts are long in some states: a shorter one may need more lines."""
    fig, ax = new_figure(height=2)
    ax.set(xlim=(-1, 11), ylim=(-1, 1))
    [dot] = ax.plot([0], [0], "o")

    def update(rate=0.0, count=1, place=(0, 0)):
        dot.set_data([place[0]], [place[1]])
        words = ["small", "incomprehensible", "an even one", "un-re-con-struct-ible", "as it is"][count % 5]
        return f"At {rate:g} there are {count:,}: {' '.join([words] * (count % 9 + 1))}."

    return specimens.html_of(
        explore,
        update,
        fig,
        name="talkative",
        rate=Slider([0.0, 0.5, 1.25, 10.0, 120.0], unit="per minute"),
        count=Slider([1, 5, 6, 7, 8, 24, 999, 1000, 12345], play=True),
        place=Point(x=(0, 10, 5), y=[0], axes=ax, label="place"),
    )


def reckoner() -> str:
    """A calculator without bars: its product stands above the controls."""
    layers, size = sympy.symbols("layers size")
    return specimens.html_of(
        calculate,
        {"All that is kept in memory": 2 * layers * size},
        units={"All that is kept in memory": "bytes", "layers": "layers", "size": "numbers each"},
        name="reckoner",
        layers=Slider([1, 12, 96]),
        size=Slider([1, 64, 1024, 12288, 123456]),
    )


def moved(page, address: str) -> float:
    """The most that any input moves, or changes its width, in px, at any of `WIDTHS`."""
    most = 0.0
    page.goto(address)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 740})
        most = max(most, np.ptp(np.array(page.evaluate(PLACES)), axis=0).max())
    return most


def address_of(html: str, path) -> str:
    """A page with the figure, as wide as in the book."""
    return specimens.write_page(path / "still.html", f'<div class="output">{html}</div>')


@pytest.fixture(scope="module")
def figures() -> dict[str, str]:
    return {"talkative": talkative(), "reckoner": reckoner()}


@pytest.mark.parametrize("name", ["talkative", "reckoner"])
def test_controls_stand_still(page, figures, tmp_path, name):
    assert moved(page, address_of(figures[name], tmp_path)) < 0.5


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("talkative", r' data-widest="[^"]*"'),
        ("talkative", r'<span class="room".*?</span>'),
        ("reckoner", r'<span class="room".*?</span>'),
        ("reckoner", r'<div class="room">.*?</div></div></div>'),
    ],
)
def test_without_the_place_that_is_kept_they_do_not(page, figures, tmp_path, name, kept):
    html, count = re.subn(kept, "", figures[name])
    assert count and moved(page, address_of(html, tmp_path)) > 5
