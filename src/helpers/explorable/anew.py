"""Tables of a figure that is drawn anew in each state: artists are matched from state to state by kind and rank."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from itertools import zip_longest

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from helpers.explorable.controls import Grid, fewer
from helpers.explorable.errors import ExplorableError
from helpers.explorable.extents import framed, own, reach
from helpers.explorable.pieces import draw
from helpers.explorable.redrawn import Redrawn
from helpers.explorable.stage import axes_of, leaves, name_of
from helpers.explorable.svg import POINTS_PER_INCH, PREFIX, SETTINGS, FragmentRenderer
from helpers.explorable.tables import Tabulation, View
from helpers.explorable.tabulate import SEPARATOR, Texts, some_states

TRIAL = 10  # states, after which the time that all take is estimated
SECONDS = 30  # that all states may take
DEFINITION = re.compile(r'<(clipPath|pattern) [^>]*?id="([^"]*)"[^>]*>.*?</\1>', re.DOTALL)
REFERENCE = re.compile(r"url\(#([^)]*)\)")


@dataclass(frozen=True)
class Piece:
    """One artist as drawn in one state; `kind` is (number of its axes or None, type, z-order)."""

    kind: tuple
    svg: str
    artist: Artist = field(compare=False)


@dataclass
class Slot:
    """A place in the drawing order that artists of one kind take, at most one per state."""

    kind: tuple
    fragments: dict[int, str] = field(default_factory=dict)  # by the number of the state


@dataclass
class Drawing:
    """One view, state by state."""

    slots: list[Slot] = field(default_factory=list)
    own: list[Bbox] = field(default_factory=list)  # the figure, as large as it is in each state
    reached: list[Bbox] = field(default_factory=list)  # the figure with all its marks
    definitions: dict[str, str] = field(default_factory=dict)  # what fragments refer to, without its id, to its id

    def add(self, number: int, pieces: list[Piece]) -> None:
        """Give each piece of the state `number` the next slot of its kind, or a new one; the order stays."""
        place = 0
        for piece in pieces:
            rest = range(place, len(self.slots))
            found = next((at for at in rest if self.slots[at].kind == piece.kind), None)
            if found is None:
                found = place
                self.slots.insert(found, Slot(piece.kind))
            self.slots[found].fragments[number] = piece.svg
            place = found + 1

    def pieces(self, figure: Figure) -> list[Piece]:
        """The artists of `figure` as they are, in drawing order; notes what they refer to and how far they reach."""
        engine, dpi = figure.get_layout_engine(), figure.dpi
        if engine is not None:
            figure.draw_without_rendering()  # at the figure's own dpi, in which its author lays it out
            figure.set_layout_engine("none")
        figure.set_dpi(POINTS_PER_INCH)
        try:
            frame = framed([own(figure)], [reach(figure)])
            renderer = FragmentRenderer(figure.bbox.width, figure.bbox.height, frame=frame)
            drawn = pieces_of(figure, renderer)
        finally:
            figure.set_dpi(dpi)
            if engine is not None:
                figure.set_layout_engine(engine)
        self.own.append(own(figure))
        self.reached.append(frame)
        ids = {found[2]: self._define(found) for found in DEFINITION.finditer(renderer.definitions())}
        return [
            Piece(piece.kind, REFERENCE.sub(lambda found: f"url(#{ids[found[1]]})", piece.svg), piece.artist)
            for piece in drawn
        ]

    def _define(self, found: re.Match) -> str:
        """The id, the same in all states, of a definition."""
        return self.definitions.setdefault(found[0].replace(found[2], "\0"), f"{PREFIX}d{len(self.definitions)}")

    def view(self, grid: Grid, tables: list) -> View:
        """The view; adds the tables of what varies to `tables`."""
        parts = []
        for slot in self.slots:
            texts = Texts()
            for number in range(grid.size):
                texts.note(slot.fragments.get(number, ""))
            table = texts.table(grid.shape)
            parts.append(len(tables) if table.controls else table.fragments[0])
            tables += [table] if table.controls else []
        frame = framed(self.own, self.reached)
        text = "".join(definition.replace("\0", known) for definition, known in self.definitions.items())
        definitions = f"<defs>{text}</defs>" if text else ""
        return View(frame.width, frame.height, definitions, tuple(parts), left=frame.x0, top=frame.y0)


def pieces_of(figure: Figure, renderer: FragmentRenderer) -> list[Piece]:
    """Each artist that `figure` draws, captured at its turn."""
    figure.suppressComposite = True
    axes, drawn, artists = axes_of(figure), [], leaves(figure)
    for artist in artists:
        artist.set_animated(False)
        artist.draw = _capturing(artist, renderer, axes, drawn)
    try:
        figure.draw(renderer)
    finally:
        for artist in artists:
            del artist.draw
    return drawn


def _capturing(artist: Artist, renderer: FragmentRenderer, axes: list, drawn: list):
    """A stand-in for `artist.draw` that keeps its fragment."""
    plain = artist.draw
    number = axes.index(artist.axes) if artist.axes in axes else None
    kind = (number, type(artist).__name__, artist.zorder)

    def capture(_):
        drawn.append(Piece(kind, draw(artist, renderer, plain), artist))

    return capture


def tabulate_anew(stage: Redrawn) -> Tabulation:
    """Draw every state of `stage` whole, and keep each distinct fragment of each slot.

    Raises ExplorableError where that takes too long, where something cannot be drawn, and where a state that is
    drawn again differs.
    """
    grid, drawings, readouts = stage.grid, [Drawing() for _ in stage.figures], Texts()
    columns = {heading: Texts() for heading in stage.columns(grid.start)}
    known, began = [], time.process_time()
    with mpl.rc_context(SETTINGS):
        for number in range(grid.size):
            positions = grid.positions(number)
            readouts.note(stage.show(positions))
            for heading, column in stage.columns(positions).items():
                columns[heading].note(SEPARATOR.join(column))
            known.append(_state(stage, drawings, positions))
            for drawing, pieces in zip(drawings, known[-1], strict=True):
                drawing.add(number, pieces)
            if number + 1 == TRIAL:
                refuse_slow(grid, (time.process_time() - began) / TRIAL)
        _revisit(stage, drawings, known, readouts.table(grid.shape))
        stage.show(grid.start)
    tables = []
    views = tuple(drawing.view(grid, tables) for drawing in drawings)
    numbers = {heading: texts.table(grid.shape) for heading, texts in columns.items()}
    return Tabulation(views, tuple(tables), readouts.table(grid.shape), numbers)


def _state(stage: Redrawn, drawings: list[Drawing], positions: tuple[int, ...]) -> list[list[Piece]]:
    """The pieces of each view in the state that is shown."""
    try:
        return [drawing.pieces(figure) for drawing, figure in zip(drawings, stage.figures, strict=True)]
    except ExplorableError as error:
        raise ExplorableError(f"{error} in the state {stage.describe(positions)}.") from None
    except Exception as error:
        reason = " ".join(str(error).split())
        raise ExplorableError(
            f"The figure cannot be drawn in the state {stage.describe(positions)}: {reason}"
        ) from error


def refuse_slow(grid: Grid, seconds: float) -> None:
    """Refuse a grid whose states, at so many seconds each, take longer than a build should wait."""
    if seconds * grid.size > SECONDS:
        raise ExplorableError(
            f"update draws each state anew, which takes {1000 * seconds:.0f} ms here, and {seconds * grid.size:,.0f} s "
            f"for {grid.size:,} states, more than {SECONDS} s: {fewer(grid.controls, int(SECONDS / seconds))}, or "
            "make the artists once before explore(…) and let update move them with set_…, such as line.set_ydata(y), "
            "which takes a thousandth."
        )


def _revisit(stage: Redrawn, drawings: list[Drawing], known: list, readouts) -> None:
    """Draw some states again, shuffled, and refuse what differs."""
    for number in some_states(stage.grid):
        positions = stage.grid.positions(number)
        where = f"in the state {stage.describe(positions)}"
        if stage.show(positions) != readouts.at(positions):
            raise ExplorableError(f"The readout {where} is another when the state is visited again: {FORGET}")
        for before, after in zip(known[number], _state(stage, drawings, positions), strict=True):
            for old, new in zip_longest(before, after):
                if old != new:
                    raise ExplorableError(
                        f"{name_of((new or old).artist)} looks different {where} when that is drawn again: {FORGET}"
                    )


FORGET = (
    "update must draw the same whatever was drawn before. Clear what earlier states left, and make random numbers "
    "from a generator inside update, such as rng = np.random.default_rng(0)."
)
