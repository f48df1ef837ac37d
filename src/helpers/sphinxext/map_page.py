"""The map: every notebook a dot in the lane of its part; the further to the right, the more must be read before it.

Columns are shares of the width and rows a fixed number of pixels, so that the lines between dots can be drawn without a
browser, and the whole graph fits a phone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from .library import Notebook

ROW = 32  # px between two dots of a lane; a dot can be touched within that square
TITLE = 44  # px of a lane's title, as in map.css


@dataclass(frozen=True)
class Dot:
    """A notebook's place: its column, counted from 0, and px from the top of the map."""

    notebook: Notebook
    column: int
    top: int


@dataclass(frozen=True)
class Lane:
    """A part's dots, from left to right. top : px from the top of the map to its title."""

    part: str
    top: int
    dots: list[Dot]


@dataclass(frozen=True)
class Line:
    """A line from a prerequisite to what needs it. path : its SVG path, in columns and px."""

    before: str
    after: str
    path: str


@dataclass(frozen=True)
class Drawing:
    """The map: lanes from top to bottom and the lines between their dots."""

    lanes: list[Lane]
    lines: list[Line]
    columns: int
    height: int


def draw_map(order: list[Notebook], parts: Iterable[str]) -> Drawing:
    """Lay out notebooks in a lane for each part.

    order : the notebooks, each after those of its prerequisites that there are; parts : the parts from top to bottom.
    """
    steps = steps_before(order)
    lanes, height = [], 0
    for part in dict.fromkeys([*parts, *(notebook.part for notebook in order)]):
        if not (notebooks := [notebook for notebook in order if notebook.part == part]):
            continue
        lanes.append(lay_lane(notebooks, steps, top=height))
        height = max(dot.top for dot in lanes[-1].dots) + ROW
    dots = {dot.notebook.slug: dot for lane in lanes for dot in lane.dots}
    lines = [
        Line(before, slug, line_path(dots[before], dot))
        for slug, dot in dots.items()
        for before in dot.notebook.prerequisites
        if before in dots
    ]
    return Drawing(lanes, lines, max(steps.values(), default=0) + 1, height)


def steps_before(order: list[Notebook]) -> dict[str, int]:
    """Mapping of each slug to the length of the longest chain of prerequisites that leads to it."""
    steps = {}
    for notebook in order:
        steps[notebook.slug] = 1 + max((steps.get(slug, -1) for slug in notebook.prerequisites), default=-1)
    return steps


def lay_lane(notebooks: list[Notebook], steps: dict[str, int], *, top: int) -> Lane:
    """Put each notebook of a part into the column of its steps, below those that are there already."""
    taken = defaultdict(int)
    dots = []
    for notebook in sorted(notebooks, key=lambda notebook: steps[notebook.slug]):
        column = steps[notebook.slug]
        dots.append(Dot(notebook, column, top + TITLE + ROW * taken[column]))
        taken[column] += 1
    return Lane(notebooks[0].part, top, dots)


def line_path(start: Dot, end: Dot) -> str:
    """Path from the middle of a dot to that of one further to the right, level at both ends."""
    x, y, right, below = start.column + 0.5, start.top + ROW // 2, end.column + 0.5, end.top + ROW // 2
    middle = (x + right) / 2
    return f"M{x:g} {y}C{middle:g} {y} {middle:g} {below} {right:g} {below}"
