"""The stage: an author's figures and `update`, drawn once, frozen, and moved from state to state."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure, FigureBase
from matplotlib.legend import Legend

from helpers.explorable.controls import ExplorableError, Grid

NOT_A_NUMBER = re.compile(r"(?<![\w-])(nan|inf|-inf)(?!\w)")


class Stage:
    """Figures that `show` puts into a state; both the live and the static path work on one.

    The start state is drawn once, so that layout, limits and legends are final; from then on they are frozen, and a
    state that changes them is refused by name.
    """

    def __init__(self, update: Callable, figures: tuple[Figure, ...], grid: Grid, *, numbers: Callable | None = None):
        self.update = update
        self._numbers = numbers
        self.figures = figures
        self.grid = grid
        for figure in figures:
            if not isinstance(figure, Figure):
                raise ExplorableError(f"explore takes matplotlib figures after update; {figure!r} is none.")
            _close(figure)
        self.readout = self._run(grid.start)
        for figure in figures:
            freeze(figure)
        self._frozen = self._invariants()
        self.readout = self.show(grid.start)

    def show(self, positions: tuple[int, ...]) -> str:
        """Put the figures into the state at `positions` and return its readout."""
        readout = self._run(positions)
        found = self._invariants()
        if found != self._frozen:
            raise ExplorableError(f"In the state {self.describe(positions)}, {difference(self._frozen, found)}.")
        self.readout = readout
        return readout

    def columns(self, positions: tuple[int, ...]) -> dict[str, tuple[str, ...]]:
        """Heading to cells of the numbers behind the picture at `positions`; empty where the author gives none."""
        if self._numbers is None:
            return {}
        where = f"in the state {self.describe(positions)}"
        try:
            columns = {
                str(key): tuple(cells(column)) for key, column in self._numbers(**self.grid.state(positions)).items()
            }
        except Exception as error:
            raise ExplorableError(f"numbers fails {where}: {type(error).__name__}: {error}") from error
        if len({len(column) for column in columns.values()}) != 1:
            raise ExplorableError(f"The columns that numbers returns {where} are not of one length.")
        return columns

    def describe(self, positions: tuple[int, ...]) -> str:
        """The state at `positions` in words: "temperature=0.7, top_k=5"."""
        return ", ".join(f"{c.name}={c.values[p]}" for c, p in zip(self.grid.controls, positions, strict=True))

    def _run(self, positions: tuple[int, ...]) -> str:
        try:
            readout = self.update(**self.grid.state(positions))
        except ExplorableError:
            raise
        except Exception as error:
            raise ExplorableError(
                f"update fails in the state {self.describe(positions)}: {type(error).__name__}: {error}"
            ) from error
        if not isinstance(readout, str):
            raise ExplorableError(
                f"update returns {readout!r} in the state {self.describe(positions)}; "
                "it must return the readout, a string."
            )
        if NOT_A_NUMBER.search(readout):
            raise ExplorableError(f"The readout says {readout!r} in the state {self.describe(positions)}.")
        return readout

    def _invariants(self) -> list[dict]:
        """What no state may change, by name, for each figure."""
        return [dict(_figure_invariants(figure)) for figure in self.figures]


def cells(column) -> list[str]:
    """A column as a table shows it: words as they are, numbers to four significant digits."""
    return [item if isinstance(item, str) else f"{item:.4g}" for item in column]


def difference(before: list[Mapping], after: list[Mapping]) -> str:
    """First invariant that changed, as the end of a sentence."""
    for old, new in zip(before, after, strict=True):
        for key in [*old, *new]:
            if key not in new:
                return f"update removes {key[1]}: keep it and call set_visible(False) instead"
            if key not in old:
                return f"update adds {key[1]}: make it before explore(…) and move it with set_… instead"
            if old[key] != new[key]:
                return f"update changes the {key[0]} of {key[1]}: set it before explore(…), once for all states"
    return "update changes the figure"


def _figure_invariants(figure: Figure):
    for axes in figure.axes:
        yield ("limits", Named(axes)), (*axes.get_xlim(), *axes.get_ylim())
        yield ("scale", Named(axes)), (axes.get_xscale(), axes.get_yscale())
        yield ("position", Named(axes)), axes.get_position(original=True).bounds
    for artist in leaves(figure):
        clip = (artist.get_clip_on(), id(artist.clipbox), id(artist.get_clip_path()))
        yield ("z-order or clip", Named(artist)), (artist.zorder, *clip)


class Named:
    """An artist as a dictionary key whose text is its name in an error message."""

    def __init__(self, artist: Artist):
        self.artist = artist

    def __hash__(self):
        return id(self.artist)

    def __eq__(self, other):
        return self.artist is other.artist

    def __str__(self):
        return name_of(self.artist)


def name_of(artist: Artist) -> str:
    """An artist's name in a sentence: its gid or label where it has one, else its kind and place."""
    kind = type(artist).__name__
    label = artist.get_gid() or artist.get_label()
    if isinstance(label, str) and label and not label.startswith("_"):
        return f"{kind} {label!r}"
    axes = getattr(artist, "axes", None)
    if isinstance(artist, Axes) or axes is None:
        return f"the {kind}"
    siblings = [other for other in axes.get_children() if type(other) is type(artist)]
    number = siblings.index(artist) + 1 if artist in siblings else 0
    place = f"axes {axes.get_title()!r}" if axes.get_title() else "its axes"
    return f"{kind} {number} of {place}"


def leaves(container: FigureBase | Axes) -> list[Artist]:
    """Artists drawn as one: everything in a figure but figures and axes, legends and axis rulers as wholes."""
    found = []
    for child in container.get_children():
        found.extend(leaves(child) if isinstance(child, FigureBase | Axes) else [child])
    return found


def parts(artist: Artist) -> list[Artist]:
    """`artist` and, where it is drawn as a whole of several, all that it is made of."""
    return artist.findobj() if isinstance(artist, Axis | Legend) or artist.get_children() else [artist]


def freeze(figure: Figure) -> None:
    """Draw once, then keep layout, limits and legend places as they are."""
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for axes in figure.axes:
        axes.set_xlim(axes.get_xlim(), auto=False)
        axes.set_ylim(axes.get_ylim(), auto=False)
        if axes.get_legend() is not None:
            _pin(axes.get_legend(), axes)
    figure.draw_without_rendering()


def _pin(legend: Legend, axes: Axes) -> None:
    """Keep a legend where "best" put it; other places do not move."""
    if getattr(legend, "_loc", None) == 0:
        corner = legend.get_window_extent().transformed(axes.transAxes.inverted()).min
        legend.set_loc(tuple(corner))


def _close(figure: Figure) -> None:
    """Take the figure from pyplot, which would show it a second time."""
    from matplotlib import pyplot

    pyplot.close(figure)
