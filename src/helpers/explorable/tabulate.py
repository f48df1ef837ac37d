"""Tabulating: what every artist looks like in every state, each look drawn once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from operator import attrgetter

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from helpers.explorable.artists import ArtistType, type_of
from helpers.explorable.controls import Grid
from helpers.explorable.errors import ExplorableError
from helpers.explorable.extents import framed, own, reach
from helpers.explorable.looks import Looks
from helpers.explorable.pieces import draw
from helpers.explorable.stage import Stage, leaves, name_of
from helpers.explorable.svg import POINTS_PER_INCH, SETTINGS, FragmentRenderer
from helpers.explorable.tables import Table, Tabulation, View, make_table

REVISITS = 12  # states run again in shuffled order, round and back, to see that update forgets
STALE = attrgetter("_stale")  # what the property `stale` returns: asked a million times, it is slow
SEPARATOR = "\x1f"  # stands between the cells of a column; no text that people read holds it


@dataclass(eq=False)
class Recorder:
    """Collects the fragments of one artist, state by state."""

    artist: Artist
    renderer: FragmentRenderer
    numbers: list[int] = field(default_factory=list)  # fragment number by state
    known: dict = field(default_factory=dict)  # look -> fragment number
    fragments: dict = field(default_factory=dict)  # fragment -> its number
    reached: list[Bbox] = field(default_factory=list)  # by words that may reach beyond the figure in some state
    quiet: tuple = ()  # what `type.quiet` gave when last recorded

    def __post_init__(self):
        self.type: ArtistType = type_of(self.artist)
        self.parts: list[Artist] = self.type.parts(self.artist)

    def touched(self) -> bool:
        """Whether the artist may look different from the state before; in the first state there is none."""
        if not self.numbers or any(map(STALE, self.parts)):
            return True
        if not self.quiet:
            return False
        return any(now is not before for now, before in zip(self.type.quiet(self.artist), self.quiet, strict=True))

    def record(self, looks: Looks, *, touched: bool) -> None:
        """Note the look in the present state, drawing it if it was touched and is new."""
        if not touched:
            self.numbers.append(self.numbers[-1])
            return
        key = looks.key(self.artist)
        number = self.known.get(key)
        if number is None:
            number = self.fragments.setdefault(self.draw(), len(self.fragments))
            if self.numbers and self.type.overhangs:
                self.reached.append(reach(self.artist.get_figure(root=True), self.artist))
            if key is not None:
                self.known[key] = number
        self.quiet = self.type.quiet(self.artist)
        self.numbers.append(number)

    def settle(self) -> None:
        """Take the present look for granted: what happens from now on touches the artist."""
        for part in self.parts:
            part.stale = False

    def draw(self) -> str:
        """The artist's fragment in the present state."""
        return draw(self.artist, self.renderer)

    def draw_still(self) -> str:
        """The fragment of an artist that never changes: its marks in the exact places."""
        self.renderer.still = True
        try:
            return self.draw()
        finally:
            self.renderer.still = False

    def table(self, shape: tuple[int, ...]) -> Table:
        return make_table(np.array(self.numbers).reshape(shape), tuple(self.fragments))


def tabulate(stage: Stage) -> Tabulation:
    """Run every state of `stage` and keep each distinct look of each artist.

    Raises ExplorableError, naming the artist and the state, where data are not finite, or where a state run again
    in shuffled order looks different.
    """
    with mpl.rc_context(SETTINGS):
        drawn = [draw_in_order(figure) for figure in stage.figures]
        recorders = [recorder for view in drawn for recorder in view]
        readouts, numbers = _run_all(stage, recorders)
        _revisit(stage, recorders, readouts)
        stage.show(stage.grid.start)
        return _assemble(stage, drawn, readouts, numbers)


def draw_in_order(figure: Figure) -> list[Recorder]:
    """A recorder for each artist of `figure` that matplotlib draws, in its drawing order."""
    figure.set_dpi(POINTS_PER_INCH)
    figure.suppressComposite = True
    renderer = FragmentRenderer(figure.bbox.width, figure.bbox.height, frame=framed([own(figure)], [reach(figure)]))
    order = []
    artists = leaves(figure)
    for artist in artists:
        artist.draw = _noting(artist, order)
    try:
        renderer.capture(figure.draw)
    finally:
        for artist in artists:
            del artist.draw
    return [Recorder(artist, renderer) for artist in order]


def _noting(artist: Artist, order: list) -> Callable:
    """A stand-in for `artist.draw` that draws, and notes that it was this artist's turn."""
    draw = artist.draw

    def note(renderer):
        order.append(artist)
        draw(renderer)

    return note


@dataclass
class Texts:
    """Distinct texts, numbered in the order of their first state."""

    numbers: list[int] = field(default_factory=list)
    known: dict[str, int] = field(default_factory=dict)

    def note(self, text: str) -> None:
        self.numbers.append(self.known.setdefault(text, len(self.known)))

    def table(self, shape: tuple[int, ...]) -> Table:
        return make_table(np.array(self.numbers).reshape(shape), tuple(self.known))


def _run_all(stage: Stage, recorders: list[Recorder]) -> tuple[Table, dict[str, Table]]:
    """Record every state; return the table of readouts, and heading to table of the numbers behind the picture."""
    looks, readouts, grid = Looks(), Texts(), stage.grid
    columns = {heading: Texts() for heading in stage.columns(grid.start)}
    for number in range(grid.size):
        positions = grid.positions(number)
        readouts.note(stage.show(positions))
        for heading, column in stage.columns(positions).items():
            columns[heading].note(SEPARATOR.join(column))
        try:
            record_all(recorders, looks)
        except ExplorableError as error:
            raise ExplorableError(f"{error} in the state {stage.describe(positions)}.") from None
    return readouts.table(grid.shape), {heading: texts.table(grid.shape) for heading, texts in columns.items()}


def record_all(recorders: Iterable[Recorder], looks: Looks) -> None:
    """Record the present state. If one ruler was touched all are drawn: labels stand in line with those of others."""
    touched = {recorder for recorder in recorders if recorder.touched()}  # before drawing one ruler touches another
    if any(isinstance(recorder.artist, Axis) for recorder in touched):
        touched |= {recorder for recorder in recorders if isinstance(recorder.artist, Axis)}
    for recorder in recorders:
        recorder.record(looks, touched=recorder in touched)
    for recorder in touched:
        recorder.settle()


def _revisit(stage: Stage, recorders: list[Recorder], readouts: Table) -> None:
    """Run some states again, shuffled, and refuse what differs; on the way back only what has moved is drawn.

    A ruler that has never moved is drawn once, then again where its locators or formatters say something else.
    """
    grid, moving = stage.grid, [recorder for recorder in recorders if len(recorder.fragments) > 1]
    rulers = {recorder: None for recorder in recorders if isinstance(recorder.artist, Axis) and recorder not in moving}
    visits = some_states(grid)
    for visit, number in enumerate(visits):
        drawn = recorders if 2 * visit < len(visits) else moving
        positions = grid.positions(number)
        where = f"in the state {stage.describe(positions)}"
        if stage.show(positions) != readouts.at(positions):
            raise ExplorableError(
                f"The readout {where} is another when the state is visited again: "
                "update must not depend on earlier states or on unseeded randomness."
            )
        for recorder in drawn:
            if recorder in rulers:
                if rulers[recorder] == (now := _ticks(recorder.artist)):
                    continue
                rulers[recorder] = now
            expected = recorder.numbers[number]
            if recorder.fragments.get(recorder.draw()) != expected:
                raise ExplorableError(
                    f"{name_of(recorder.artist)} looks different {where} when the state is visited again: "
                    "update must move artists with their set_… methods, and depend on neither earlier states "
                    "nor unseeded randomness."
                )


def some_states(grid: Grid) -> list[int]:
    """Numbers of states in shuffled order, round and back, so that no state follows only one other."""
    shuffled = np.random.default_rng(0).permutation(grid.size)[:REVISITS].tolist()
    return shuffled + shuffled[:1] + shuffled[:0:-1]


def _ticks(ruler: Axis) -> list[tuple]:
    """Where the ticks of `ruler` are and what they say, large and small, by its locators and formatters."""
    kinds = (
        (ruler.get_majorticklocs(), ruler.get_major_formatter()),
        (ruler.get_minorticklocs(), ruler.get_minor_formatter()),
    )
    return [(np.asarray(places).tolist(), formatter.format_ticks(places)) for places, formatter in kinds]


def _assemble(stage: Stage, drawn: list[list[Recorder]], readouts: Table, numbers: dict[str, Table]) -> Tabulation:
    views, tables = [], []
    for recorders in drawn:
        view_parts = []
        for recorder in recorders:
            table = recorder.table(stage.grid.shape)
            if table.controls:
                view_parts.append(len(tables))
                tables.append(table)
            else:
                view_parts.append(recorder.draw_still())
        renderer = recorders[0].renderer
        frame = framed([renderer.frame], [box for recorder in recorders for box in recorder.reached])
        views.append(
            View(frame.width, frame.height, renderer.definitions(), tuple(view_parts), left=frame.x0, top=frame.y0)
        )
    return Tabulation(tuple(views), tuple(tables), readouts, numbers)
