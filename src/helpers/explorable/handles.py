"""Handles: where in the picture a Point can be dragged and a Pick be touched."""

from __future__ import annotations

from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from helpers.explorable.controls import Control
from helpers.explorable.errors import ExplorableError
from helpers.explorable.specs import Pick, Point

SLACK = 0.5  # pt by which a point may stand outside its axes, for rounding


def handle_places(controls: tuple[Control, ...], figures: tuple[Figure, ...]) -> dict[str, dict]:
    """Control name to the place of its handle, in points from the view's upper left corner.

    A point's place is {"view", "x": one for each x value, "y": …}; a pick's is {"view", "areas": [x, y, width,
    height] of each option}. The figures are drawn, frozen and at 72 dpi. Raises ExplorableError for a point outside
    its axes, and for marks that are not in the figures or not one for each option.
    """
    places = {}
    for control in controls:
        if isinstance(control.handle, Point):
            places[control.name] = _point_place(control, figures)
        elif isinstance(control.handle, Pick):
            places[control.name] = _pick_place(control, figures)
    return places


def _point_place(control: Control, figures: tuple[Figure, ...]) -> dict:
    axes = control.handle.axes
    view = _view_of(control.name, axes, figures)
    height, box = figures[view].bbox.height, axes.bbox
    for text, corner in zip(control.texts, axes.transData.transform(control.values), strict=True):
        if not box.padded(SLACK).contains(*corner):
            raise ExplorableError(f"Point {control.name!r} can be at {text}, outside its axes: widen the axes' limits.")
    xs = list(dict.fromkeys(x for x, _ in control.values))
    ys = list(dict.fromkeys(y for _, y in control.values))
    return {
        "view": view,
        "x": [round(axes.transData.transform((x, ys[0]))[0], 1) for x in xs],
        "y": [round(height - axes.transData.transform((xs[0], y))[1], 1) for y in ys],
    }


def _pick_place(control: Control, figures: tuple[Figure, ...]) -> dict:
    marks = [mark if isinstance(mark, list | tuple) else [mark] for mark in control.handle.marks]
    if len(marks) != len(control.values):
        raise ExplorableError(
            f"Pick {control.name!r} has {len(control.values)} options and {len(marks)} marks: give one mark an option."
        )
    views = {_view_of(control.name, artist, figures) for group in marks for artist in group}
    if len(views) != 1:
        raise ExplorableError(f"The marks of pick {control.name!r} stand in several figures: keep them in one.")
    view = views.pop()
    return {"view": view, "areas": [_area(group, figures[view]) for group in marks]}


def _area(artists: list[Artist], figure: Figure) -> list[float]:
    """x, y, width and height of what the artists cover, from the upper left corner."""
    box = Bbox.union([artist.get_window_extent(figure.canvas.get_renderer()) for artist in artists])
    return [round(v, 1) for v in (box.x0, figure.bbox.height - box.y1, box.width, box.height)]


def _view_of(name: str, artist: Artist, figures: tuple[Figure, ...]) -> int:
    owner = artist.get_figure()
    if owner not in figures:
        raise ExplorableError(f"The handle of {name!r} belongs to a figure that was not given to explore: pass it too.")
    return figures.index(owner)
