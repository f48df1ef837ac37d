"""Inputs: the ipywidgets that kinds of controls are made of, moved and read by position."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import ipywidgets as widgets

from helpers.explorable.kinds.control import Control

WIDE = widgets.Layout(width="28em", max_width="100%")
STYLE = {"description_width": "11em"}
FRAME_MS = 400  # between the steps of a playing slider


@dataclass(frozen=True)
class Input:
    """A control's widget, and how to move and read it."""

    widget: widgets.Widget
    put: Callable[[int], None]
    read: Callable[[], int]


def checkbox(control: Control, moved: Callable) -> Input:
    """A box that is checked in the second of two positions."""
    widget = widgets.Checkbox(value=bool(control.start), description=control.label, indent=False)
    return _single(widget, moved, bool)


def selection(kind: str, control: Control, moved: Callable) -> Input:
    """A widget whose options are the control's texts: a Dropdown, a SelectionSlider."""
    widget = getattr(widgets, kind)(
        options=[(text, position) for position, text in enumerate(control.texts)],
        value=control.start,
        description=control.label,
        style=STYLE,
        layout=WIDE,
    )
    return _single(widget, moved, int)


def _single(widget: widgets.Widget, moved: Callable, value_at: Callable[[int], int]) -> Input:
    widget.observe(moved, names="value")
    return Input(widget, lambda position: setattr(widget, "value", value_at(position)), lambda: int(widget.value))


def playable(slider: Input, control: Control) -> Input:
    """`slider` with buttons that let it run."""
    play = widgets.Play(min=0, max=len(control.values) - 1, value=control.start, interval=FRAME_MS)
    play.observe(lambda change: slider.put(change["new"]), names="value")
    slider.widget.observe(lambda change: setattr(play, "value", change["new"]), names="value")
    return Input(widgets.HBox([slider.widget, play]), slider.put, slider.read)


def two_sliders(xs: list, ys: list, control: Control, moved: Callable) -> Input:
    """A slider along each side of a lattice, whose positions go along x first."""
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
