"""Picks: marks of the picture that are clicked or tapped to make a choice."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from helpers.explorable.errors import ExplorableError
from helpers.explorable.kinds.choice import Labelled
from helpers.explorable.kinds.control import Control
from helpers.explorable.kinds.views import view_of
from helpers.explorable.messages import brief

FINGER = 40  # pt that a finger needs: 44 px where a view is narrowest


@dataclass(frozen=True)
class Pick(Labelled):
    """A choice made by touching marks of the picture: `marks[i]`, an artist or a list of them, sets option i."""

    options: Iterable | Mapping
    marks: list
    label: str | None = None

    in_picture = True

    def place(self, control: Control, figures: tuple[Figure, ...]) -> dict:
        """{"view", "areas": [x, y, width, height] of each option}; raises where marks are not one for each option."""
        marks = _marks_of(control)
        if len(marks) != len(control.values):
            raise ExplorableError(
                f"Pick {control.name!r} has {len(control.values)} options and {len(marks)} marks: give one mark an "
                "option."
            )
        views = {view_of(control.name, artist, figures) for group in marks for artist in group}
        if len(views) != 1:
            raise ExplorableError(f"The marks of pick {control.name!r} stand in several figures: keep them in one.")
        view = views.pop()
        height = figures[view].bbox.height
        boxes = touchable([Bbox.union([artist.get_window_extent() for artist in group]) for group in marks])
        areas = [[round(float(v), 1) for v in (box.x0, height - box.y1, box.width, box.height)] for box in boxes]
        return {"view": view, "areas": areas}

    def handle(self, control: Control, place: Mapping) -> str:
        """A group of radio buttons, which stand over the marks."""
        areas = "".join(
            f'<rect class="pick" role="radio" aria-checked="{str(index == control.start).lower()}" '
            f'aria-label="{escape(text)}" tabindex="{0 if index == control.start else -1}" '
            f'x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="2"/>'
            for index, (text, (x, y, width, height)) in enumerate(zip(control.texts, place["areas"], strict=True))
        )
        return (
            f'<g class="picks" role="radiogroup" data-control="{control.name}" aria-label="{escape(control.label)}">'
            f"{areas}</g>"
        )


def _marks_of(control: Control) -> list[list[Artist]]:
    """The artists of each option."""
    marks = control.spec.marks
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
    """`boxes`, each grown to a finger's size, but at most halfway to a neighbour."""
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
