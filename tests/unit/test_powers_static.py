"""Points, picks, questions, shared controls and numbers: what they give the page."""

from __future__ import annotations

import base64
import itertools
import json
from io import BytesIO

import numpy as np
import pytest
from bs4 import BeautifulSoup
from PIL import Image

from helpers import Pick, Point, Slider, explore, predict
from helpers.plots import new_figure


@pytest.fixture(autouse=True)
def static(monkeypatch):
    monkeypatch.setenv("EXPLORABLE_MODE", "static")


def plane():
    """A figure whose dot `update` moves to a point."""
    figure, axes = new_figure()
    axes.set(xlim=(-5, 5), ylim=(-2, 2))
    [dot] = axes.plot([0], [0], "o")

    def update(start=(0, 0)):
        dot.set_data([start[0]], [start[1]])
        return f"The dot is at {start}."

    return figure, axes, update


def counter(**options):
    """An explorable of one slider of three values."""
    figure, axes = new_figure()
    [dot] = axes.plot([0], [0], "o")

    def update(steps=1):
        dot.set_xdata([steps / 10])
        return f"{steps} steps."

    return explore(update, figure, name="counter", **{"steps": (0, 2), **options})


def spec_of(shown) -> dict:
    page = BeautifulSoup(shown._repr_mimebundle_()["text/html"], "html.parser")
    return json.loads(page.select_one("script.spec").string)


def test_a_point_gives_pairs_and_stands_where_the_axes_put_it():
    figure, axes, update = plane()
    shown = explore(update, figure, start=Point(x=(-4, 4, 2), y=(-1, 1, 1), axes=axes))
    [control] = spec_of(shown)["controls"]
    assert control["kind"] == "point" and control["values"][0] == [-4, -1] and len(control["values"]) == 15
    at = axes.transData.transform((-4, -1))
    assert control["place"]["x"][0] == pytest.approx(at[0], abs=0.06)
    assert control["place"]["y"][0] == pytest.approx(figure.bbox.height - at[1], abs=0.06)
    shown.set(start=(4, 1))
    assert shown.readout == "The dot is at (4, 1)."


def picked(marks):
    figure, axes = new_figure()
    axes.set(xlim=(-1, 3), ylim=(0, 2))
    bars = axes.bar([0, 1, 2], [1, 1, 1])

    def update(bar="a"):
        for label, mark in zip("abc", bars, strict=True):
            mark.set_height(1.5 if label == bar else 1)
        return f"Bar {bar}."

    return explore(update, figure, bar=Pick(["a", "b", "c"], marks=marks(bars)))


def test_picks_are_as_large_as_a_finger_and_do_not_overlap():
    [control] = spec_of(picked(list))["controls"]
    areas = control["place"]["areas"]
    for x, _, width, height in areas:
        assert width >= 40 or any(x + width == pytest.approx(other[0], abs=0.2) for other in areas)
        assert height >= 40
    for (x, _, width, _), (following, *_) in itertools.pairwise(areas):
        assert x + width <= following + 0.2


def test_an_answer_is_computed_and_sealed():
    shown = counter(predict=predict("How many?", lambda: 40 + 2, unit="steps", state={"steps": 2}))
    form = BeautifulSoup(shown._repr_mimebundle_()["text/html"], "html.parser").select_one("form.predict")
    assert "42" not in form.get_text()
    sealed = json.loads(base64.b64decode(form["data-sealed"]))
    assert (sealed["answer"], sealed["positions"]) == (42, [2])


def test_numbers_are_columns_of_the_page():
    shown = counter(numbers=lambda steps: {"step": np.arange(steps + 1), "half": np.arange(steps + 1) / 2})
    assert [table.at((2,)).split("\x1f") for table in shown.tabulation.numbers.values()] == [
        ["0", "1", "2"],
        ["0", "0.5", "1"],
    ]


def test_print_has_at_least_three_captioned_frames():
    bundle = counter(steps=Slider([0, 1, 2]), presets={"Far": {"steps": 2}})._repr_mimebundle_()
    board = BeautifulSoup(bundle["text/html"], "html.parser").select_one("noscript.frames")
    captions = [caption.get_text() for caption in board.find_all("figcaption")]
    assert len(captions) == len(set(captions)) == 3
    width, height = Image.open(BytesIO(bundle["image/png"])).size
    assert height > 3 * 0.7 * width  # three frames below each other
