"""Tables: the distinct fragments of each artist, the views they stand in, and everything else that a page needs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Table:
    """The distinct fragments of one artist (or the readouts), indexed over only the controls they depend on.

    Attributes
    ----------
    controls : positions, in the grid, of the controls the artist follows; ascending.
    index : number of the fragment for each state of those controls, shape = their lengths.
    fragments : the distinct texts.
    """

    controls: tuple[int, ...]
    index: np.ndarray
    fragments: tuple[str, ...]

    def at(self, positions: tuple[int, ...]) -> str:
        """The fragment in the state at `positions` of the whole grid."""
        return self.fragments[self.index[tuple(positions[control] for control in self.controls)]]


@dataclass(frozen=True)
class View:
    """One figure as SVG: its size in points, shared definitions, and its parts in drawing order.

    A part is the SVG of an artist that never changes, or the number of the table of one that does. `left` and `top`
    are where the view begins, seen from the figure's upper left corner: below 0 where marks reach beyond the figure.
    """

    width: float
    height: float
    definitions: str
    parts: tuple[str | int, ...]
    left: float = 0
    top: float = 0


@dataclass(frozen=True)
class Tabulation:
    """All that the page needs to show any state."""

    views: tuple[View, ...]
    tables: tuple[Table, ...]
    readouts: Table
    numbers: dict[str, Table]  # heading to a table of columns, the cells of each joined by SEPARATOR


def make_table(numbers: np.ndarray, fragments: tuple[str, ...]) -> Table:
    """Table over only those axes of `numbers` (fragment number by state, shape of the grid) along which it varies."""
    controls = []
    for axis in range(numbers.ndim):
        first = np.take(numbers, [0], axis=axis)
        if (numbers == first).all():
            numbers = first
        else:
            controls.append(axis)
    return Table(tuple(controls), numbers.squeeze(), fragments)
