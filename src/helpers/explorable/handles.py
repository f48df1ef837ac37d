"""Handles: where in the picture a Point can be dragged and a Pick be touched."""

from __future__ import annotations

import itertools
import math

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from helpers.explorable.controls import Control
from helpers.explorable.errors import ExplorableError
from helpers.explorable.specs import Pick, Point
from helpers.explorable.wording import brief

FINGER = 38  # pt that a finger needs: 44 px on a phone
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
    if not isinstance(axes, Axes):
        raise ExplorableError(f"Point {control.name!r} stands in the axes {brief(axes)}: give matplotlib axes.")
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
    marks = _marks_of(control)
    if len(marks) != len(control.values):
        raise ExplorableError(
            f"Pick {control.name!r} has {len(control.values)} options and {len(marks)} marks: give one mark an option."
        )
    views = {_view_of(control.name, artist, figures) for group in marks for artist in group}
    if len(views) != 1:
        raise ExplorableError(f"The marks of pick {control.name!r} stand in several figures: keep them in one.")
    view = views.pop()
    height = figures[view].bbox.height
    boxes = [Bbox.union([artist.get_window_extent() for artist in group]) for group in marks]
    areas = [[round(float(v), 1) for v in (box.x0, height - box.y1, box.width, box.height)] for box in touchable(boxes)]
    return {"view": view, "areas": areas}


def _marks_of(control: Control) -> list[list[Artist]]:
    """The artists of each option."""
    marks = control.handle.marks
    groups = (
        [mark if isinstance(mark, list | tuple) else [mark] for mark in marks]
        if isinstance(marks, list | tuple)
        else [[]]
    )
    if not all(group and all(isinstance(artist, Artist) for artist in group) for group in groups):
        raise ExplorableError(
            f"The marks of pick {control.name!r} are {brief(marks)}: give a list of artists, one or more an option."
        )
    return groups


def touchable(boxes: list[Bbox]) -> list[Bbox]:
    """`boxes`, each grown to a finger's size, but no further than half way to a neighbour."""
    grown = [_grow(box) for box in boxes]
    for first, second in itertools.combinations(range(len(boxes)), 2):
        if not _overlap(grown[first], grown[second]):
            continue
        for axis in (0, 1):
            low, high = sorted((first, second), key=lambda index: boxes[index].min[axis])
            if boxes[low].max[axis] <= boxes[high].min[axis]:
                middle = (boxes[low].max[axis] + boxes[high].min[axis]) / 2
                grown[low] = _cut(grown[low], axis, most=middle)
                grown[high] = _cut(grown[high], axis, least=middle)
                break
    return grown


def _grow(box: Bbox) -> Bbox:
    return box.padded(max(0, (FINGER - box.width) / 2), max(0, (FINGER - box.height) / 2))


def _overlap(first: Bbox, second: Bbox) -> bool:
    return all(first.min[axis] < second.max[axis] and second.min[axis] < first.max[axis] for axis in (0, 1))


def _cut(box: Bbox, axis: int, *, least: float = -math.inf, most: float = math.inf) -> Bbox:
    """`box` between `least` and `most` along one axis."""
    corners = box.get_points().copy()
    corners[:, axis] = corners[:, axis].clip(least, most)
    return Bbox(corners)


def _view_of(name: str, artist: Artist, figures: tuple[Figure, ...]) -> int:
    owner = artist.get_figure()
    if owner not in figures:
        raise ExplorableError(f"The handle of {name!r} belongs to a figure that was not given to explore: pass it too.")
    return figures.index(owner)
