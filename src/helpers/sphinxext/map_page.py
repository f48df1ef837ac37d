"""The map: every notebook in one column, below what it builds on, with an arc from each to what builds on it.

One column of links is as readable on a phone as on a wide screen; the arcs stand to its left, so that a row is as high
as a finger needs. Heights are fixed, which lets the arcs be drawn without a browser.
"""

from dataclasses import dataclass

ROW = 44  # height of a row in px, as in find.css
GUTTER = 96  # width of the arcs in px
NARROWEST = 10  # an arc to the next row is this wide


@dataclass(frozen=True)
class Arc:
    """An arc from the row of a prerequisite to the row of what needs it. path : its SVG path."""

    before: str
    after: str
    path: str
    planned: bool


@dataclass(frozen=True)
class Drawing:
    """Rows from top to bottom and the arcs between them, in a picture of `width` × `height` px."""

    rows: list
    arcs: list
    width: int
    height: int


def draw_map(library, order):
    """Lay out the notebooks of `order`, in which each comes after its prerequisites."""
    row = {notebook.slug: number for number, notebook in enumerate(order)}
    arcs = [
        Arc(before, notebook.slug, arc_path(row[before], row[notebook.slug], len(order)), notebook.page is None)
        for notebook in order
        for before in notebook.prerequisites
        if before in library.notebooks
    ]
    return Drawing(order, arcs, GUTTER, ROW * len(order))


def arc_path(start, end, rows):
    """Path from the middle of row `start` to that of row `end`; the wider, the more rows it spans."""
    reach = NARROWEST + (GUTTER - NARROWEST) * ((end - start) / max(rows, 2)) ** 0.5
    top, bottom, left = ROW * start + ROW // 2, ROW * end + ROW // 2, GUTTER - reach
    return f"M{GUTTER} {top}C{left:.0f} {top} {left:.0f} {bottom} {GUTTER} {bottom}"
