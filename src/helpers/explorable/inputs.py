"""Inputs: the ipywidgets behind each kind of control, moved and read by position."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import ipywidgets as widgets

from helpers.explorable.controls import Control

WIDE = widgets.Layout(width="28em", max_width="100%")
STYLE = {"description_width": "11em"}
FRAME_MS = 400  # between the steps of a playing slider


@dataclass(frozen=True)
class Input:
    """A control's widget, and how to move and read it."""

    widget: widgets.Widget
    put: Callable[[int], None]
    read: Callable[[], int]


def make_input(control: Control, moved: Callable) -> Input:
    """The input for `control`, at its start; calls `moved` when the reader moves it."""
    if control.kind == "point":
        return _point(control, moved)
    if control.kind == "toggle":
        widget = widgets.Checkbox(value=bool(control.start), description=control.label, indent=False)
        return _single(widget, moved, lambda position: setattr(widget, "value", bool(position)))
    kind = widgets.Dropdown if control.kind == "choice" else widgets.SelectionSlider
    widget = kind(
        options=[(text, position) for position, text in enumerate(control.texts)],
        value=control.start,
        description=control.label,
        style=STYLE,
        layout=WIDE,
    )
    chosen = _single(widget, moved, lambda position: setattr(widget, "value", position))
    return _playable(chosen, control) if control.play else chosen


def _single(widget: widgets.Widget, moved: Callable, put: Callable[[int], None]) -> Input:
    widget.observe(moved, names="value")
    return Input(widget, put, lambda: int(widget.value))


def _playable(slider: Input, control: Control) -> Input:
    """`slider` with buttons that let it run."""
    play = widgets.Play(min=0, max=len(control.values) - 1, value=control.start, interval=FRAME_MS)
    play.observe(lambda change: slider.put(change["new"]), names="value")
    slider.widget.observe(lambda change: setattr(play, "value", change["new"]), names="value")
    return Input(widgets.HBox([slider.widget, play]), slider.put, slider.read)


def _point(control: Control, moved: Callable) -> Input:
    """Two sliders for a point; a picture sent as an image cannot be touched."""
    xs = list(dict.fromkeys(x for x, _ in control.values))
    ys = list(dict.fromkeys(y for _, y in control.values))
    row, column = divmod(control.start, len(xs))
    sliders = []
    for axis, values, position in (("x", xs, column), ("y", ys, row)):
        options = [(f"{value:g}", index) for index, value in enumerate(values)]
        description = f"{control.label}: {axis}"
        slider = widgets.SelectionSlider(
            options=options, value=position, description=description, style=STYLE, layout=WIDE
        )
        slider.observe(moved, names="value")
        sliders.append(slider)
    x, y = sliders

    def put(position: int) -> None:
        y.value, x.value = divmod(position, len(xs))

    return Input(widgets.VBox(sliders), put, lambda: y.value * len(xs) + x.value)
