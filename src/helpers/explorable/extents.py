"""Extents: how far the marks of a figure reach beyond it, so that nothing is cut off, like Jupyter's tight box."""

from __future__ import annotations

import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from helpers.explorable.svg import POINTS_PER_INCH

SLACK = 1.5  # pt by which marks may reach beyond their figure without being noticed


def own(figure: Figure) -> Bbox:
    """The figure itself, in points from its upper left corner, y downwards, as all boxes here."""
    return Bbox([(0, 0), figure.get_size_inches() * POINTS_PER_INCH])


def reach(figure: Figure, *artists: Artist) -> Bbox:
    """The figure with all its marks, or only with `artists`; they are laid out."""
    if not artists:
        inches = figure.get_tightbbox()
        return Bbox.union([own(figure), _downwards(figure, Bbox(inches.get_points() * POINTS_PER_INCH))])
    boxes = [artist.get_tightbbox() for artist in artists if artist.get_visible() and artist.get_in_layout()]
    points = [Bbox(box.get_points() * POINTS_PER_INCH / figure.dpi) for box in boxes if _is_some(box)]
    return Bbox.union([own(figure), *(_downwards(figure, box) for box in points)])


def _is_some(box: Bbox | None) -> bool:
    return box is not None and bool(np.isfinite(box.get_points()).all()) and box.width > 0 and box.height > 0


def _downwards(figure: Figure, box: Bbox) -> Bbox:
    height = own(figure).height
    return Bbox.from_extents(box.x0, height - box.y1, box.x1, height - box.y0)


def framed(figures: list[Bbox], reached: list[Bbox]) -> Bbox:
    """What the page shows: the largest of the `figures`, with what is `reached` beyond it where that can be noticed."""
    whole, far = Bbox.union(figures), Bbox.union([*figures, *reached])
    if max(*(whole.min - far.min), *(far.max - whole.max)) <= SLACK:
        return whole
    return Bbox([np.floor(far.min), np.ceil(far.max)])


def inches(figure: Figure, frame: Bbox) -> Bbox:
    """`frame` as matplotlib's savefig takes it: in inches from the lower left corner."""
    return Bbox(_downwards(figure, frame).get_points() / POINTS_PER_INCH)
