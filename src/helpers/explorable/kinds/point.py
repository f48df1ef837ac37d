"""Points: a handle dragged in the picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.explorable.errors import ExplorableError
from helpers.explorable.kinds.control import Control, Spec
from helpers.explorable.kinds.slider import slider_values, value_html
from helpers.explorable.kinds.views import view_of
from helpers.explorable.messages import brief
from helpers.explorable.values import MAX_STATES

REACH = 20  # pt, radius of the area that can be touched to drag a handle: 44 px across where a view is narrowest
SLACK = 0.5  # pt by which a point may stand outside its axes, for rounding


@dataclass(frozen=True)
class Point(Spec):
    """A handle dragged in the picture over a lattice; `update` receives the pair (x, y).

    `x` and `y` are slider values each; `axes` is the matplotlib axes whose data coordinates they are.
    """

    x: tuple | list | range
    y: tuple | list | range
    axes: Any
    label: str | None = None

    kind = "point"
    in_picture = True

    def offered(self, name: str) -> tuple[tuple[str, ...], tuple, int]:
        """Texts and pairs; the middle of the lattice is the start."""
        texts, values = lattice(name, self.x, self.y)
        return texts, values, len(values) // 2

    def row(self, control: Control, identity: str) -> str:
        """Its place in words, and how to move it."""
        return (
            f'<div class="control point"><span>{escape(control.label)}</span>'
            '<span class="hint">drag the ring, or tap the picture</span>'
            f"{value_html(control)}</div>"
        )

    def make_input(self, control: Control, moved: Callable):
        """Two sliders; a picture sent as an image cannot be touched."""
        from helpers.explorable.inputs import two_sliders

        return two_sliders(*_sides(control), control, moved)

    def place(self, control: Control, figures: tuple[Figure, ...]) -> dict:
        """{"view", "x": one for each x value, "y": …}; raises for a point outside its axes."""
        if not isinstance(self.axes, Axes):
            raise ExplorableError(
                f"Point {control.name!r} stands in the axes {brief(self.axes)}: give matplotlib axes."
            )
        view = view_of(control.name, self.axes, figures)
        height, box, to_pixels = figures[view].bbox.height, self.axes.bbox, self.axes.transData.transform
        for text, corner in zip(control.texts, to_pixels(control.values), strict=True):
            if not box.padded(SLACK).contains(*corner):
                raise ExplorableError(
                    f"Point {control.name!r} can be at {text}, outside its axes: widen the axes' limits."
                )
        xs, ys = _sides(control)
        return {
            "view": view,
            "x": [round(to_pixels((x, ys[0]))[0], 1) for x in xs],
            "y": [round(height - to_pixels((xs[0], y))[1], 1) for y in ys],
        }

    def handle(self, control: Control, place: Mapping) -> str:
        """A ring that reads as a slider."""
        row, column = divmod(control.start, len(place["x"]))
        at = f"{place['x'][column]:g} {place['y'][row]:g}"
        return (
            f'<g class="handle" role="slider" tabindex="0" data-control="{control.name}" '
            f'aria-label="{escape(control.label)}" aria-valuemin="0" aria-valuemax="{len(control.values) - 1}" '
            f'aria-valuenow="{control.start}" aria-valuetext="{escape(control.texts[control.start])}" '
            f'transform="translate({at})"><circle class="reach" r="{REACH}"/><circle class="ring" r="8"/></g>'
        )


def lattice(name: str, x, y) -> tuple[tuple[str, ...], tuple]:
    """Texts and pairs of a point's lattice; x changes fastest. A side with one value is not named."""
    x_texts, x_values = slider_values(name, x)
    y_texts, y_values = slider_values(name, y)
    if len(x_values) * len(y_values) > MAX_STATES:
        raise ExplorableError(f"Point {name!r} can be at more than {MAX_STATES:,} places: take larger steps.")
    if len(y_values) == 1 or len(x_values) == 1:
        texts = x_texts if len(y_values) == 1 else y_texts
    else:
        texts = tuple(f"({x_text}, {y_text})" for y_text in y_texts for x_text in x_texts)
    return tuple(texts), tuple((x_value, y_value) for y_value in y_values for x_value in x_values)


def _sides(control: Control) -> tuple[list, list]:
    """The values along x and along y."""
    xs, ys = zip(*control.values, strict=True)
    return list(dict.fromkeys(xs)), list(dict.fromkeys(ys))
