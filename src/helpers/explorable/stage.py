"""The stage: an author's figures and `update`, drawn once, frozen, and moved from state to state."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure, FigureBase
from matplotlib.legend import Legend
from matplotlib.transforms import Bbox

from helpers.explorable.controls import ExplorableError, Grid
from helpers.explorable.messages import brief, plain_text, told, word

PLACES = 10  # places that a legend has names for
SAME_PLACE = 0.01  # px
DIGITS = 9  # of the places of axes, in figures
ANEW = ", or draw every state anew with explore(…, redraw=True)"
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
                raise ExplorableError(f"explore takes matplotlib figures after update; {brief(figure)} is none.")
            close(figure)
        self._run(grid.start)
        for figure in figures:
            freeze(figure)
        self._frozen = self._invariants()
        self.show(grid.start)

    def show(self, positions: tuple[int, ...]) -> str:
        """Put the figures into the state at `positions` and return its readout."""
        readout = self._run(positions)
        found = self._invariants()
        if found != self._frozen:
            before, after = ([*map(dict, invariants)] for invariants in (self._frozen, found))
            if before != after:  # children in another order are drawn alike
                raise ExplorableError(f"In the state {self.describe(positions)}, {difference(before, after)}.")
        return readout

    def columns(self, positions: tuple[int, ...]) -> dict[str, tuple[str, ...]]:
        """Heading to cells of the numbers behind the picture at `positions`; empty where the author gives none."""
        if self._numbers is None:
            return {}
        where = f"in the state {self.describe(positions)}"
        try:
            columns = {
                plain_text("A heading of numbers", str(key)): tuple(cells(column))
                for key, column in self._numbers(**self.grid.state(positions)).items()
            }
        except ExplorableError as error:
            raise ExplorableError(f"numbers fails {where}: {error}") from None
        except Exception as error:
            raise ExplorableError(f"numbers fails {where}: {told(error)}") from error
        if len({len(column) for column in columns.values()}) != 1:
            raise ExplorableError(f"The columns that numbers returns {where} are not of one length.")
        return columns

    def describe(self, positions: tuple[int, ...]) -> str:
        """The state at `positions` in words: "temperature=0.7, top_k=5"."""
        return ", ".join(f"{c.name}={word(c.values[p])}" for c, p in zip(self.grid.controls, positions, strict=True))

    def _run(self, positions: tuple[int, ...]) -> str:
        return self._checked(self._call(positions), positions)

    def _call(self, positions: tuple[int, ...]):
        try:
            return self.update(**self.grid.state(positions))
        except ExplorableError:
            raise
        except Exception as error:
            raise ExplorableError(f"update fails in the state {self.describe(positions)}: {told(error)}") from error

    def _checked(self, readout, positions: tuple[int, ...]) -> str:
        if not isinstance(readout, str):
            raise ExplorableError(
                f"update returns {brief(readout)} in the state {self.describe(positions)}; "
                "it must return the readout, a string."
            )
        if NOT_A_NUMBER.search(readout):
            raise ExplorableError(f"The readout says {brief(readout)} in the state {self.describe(positions)}.")
        return plain_text(f"The readout in the state {self.describe(positions)}", readout)

    def _invariants(self) -> list[list]:
        """What no state may change, as pairs of (kind, artist) and value, for each figure."""
        return [list(_figure_invariants(figure)) for figure in self.figures]


def cells(column) -> list[str]:
    """A column as a table shows it: words as they are, numbers to four significant digits."""
    return [plain_text("A cell", item) if isinstance(item, str) else f"{item:.4g}" for item in column]


def difference(before: list[Mapping], after: list[Mapping]) -> str:
    """First invariant that changed, as the end of a sentence; there is one."""
    return next(_differences(before, after))


def _differences(before: list[Mapping], after: list[Mapping]) -> Iterator[str]:
    for old, new in zip(before, after, strict=True):
        for key in [*old, *new]:
            if key in old and key in new and old[key] == new[key]:
                continue
            kind, name = key[0], name_of(key[1])
            if key not in new:
                yield f"update removes {name}: keep it and call set_visible(False) instead{ANEW}"
            elif key not in old:
                yield f"update adds {name}: make it before explore(…) and move it with set_… instead{ANEW}"
            else:
                yield f"update changes the {kind} of {name}: set it before explore(…), once for all states{ANEW}"


def _figure_invariants(figure: Figure):
    yield ("size", figure), tuple(figure.get_size_inches())
    for axes in axes_of(figure):
        yield ("limits", axes), tuple(limits for ruler in rulers(axes) for limits in ruler.get_view_interval())
        yield ("scale", axes), tuple(ruler.get_scale() for ruler in rulers(axes))
        yield ("position", axes), (axes.get_position(original=True).bounds, axes.get_aspect())
        yield ("visibility", axes), (axes.get_visible(), axes.axison, not is_solid(axes) and axes.get_frame_on())
        yield ("z-order", axes), axes.get_zorder()
    for artist in leaves(figure):
        clip = (artist.get_clip_on(), id(artist.clipbox), id(artist.get_clip_path()))
        yield ("z-order or clip", artist), (artist.zorder, *clip)


def name_of(artist: Artist) -> str:
    """An artist's name in a sentence: its gid or label where it has one, else its kind and place."""
    kind = type(artist).__name__
    label = artist.get_gid() or artist.get_label()
    if isinstance(label, str) and label and not label.startswith("_"):
        return f"{kind} {label!r}"
    axes = artist.axes
    if isinstance(artist, Axes) and artist.get_title():
        return f"Axes {artist.get_title()!r}"
    if isinstance(artist, Axes | FigureBase) or axes is None:
        return f"the {kind}"
    siblings = [other for other in axes.get_children() if type(other) is type(artist)]
    number = siblings.index(artist) + 1 if artist in siblings else 0
    place = f"axes {axes.get_title()!r}" if axes.get_title() else "its axes"
    return f"{kind} {number} of {place}"


def leaves(container: FigureBase | Axes) -> list[Artist]:
    """Artists drawn as one: everything in a figure but figures and flat axes; legends and axis rulers as wholes."""
    found = []
    for child in [*container.get_children(), *getattr(container, "parasites", ())]:  # of mpl_toolkits.axes_grid1
        found.extend(leaves(child) if isinstance(child, FigureBase | Axes) and not is_solid(child) else [child])
    return found


def axes_of(container: FigureBase | Axes) -> list[Axes]:
    """All axes in a figure, those inside other axes and in subfigures too."""
    found = []
    for child in container.get_children():
        if isinstance(child, FigureBase | Axes):
            found.extend([child, *axes_of(child)] if isinstance(child, Axes) else axes_of(child))
    return found


def rulers(axes: Axes) -> list[Axis]:
    """The x, y and, in three dimensions, z axis."""
    return [axes.xaxis, axes.yaxis, *([axes.zaxis] if is_solid(axes) else [])]


def is_solid(artist: Artist) -> bool:
    """Whether these are axes in three dimensions: their artists are projected together, so they are drawn as one."""
    return hasattr(artist, "zaxis")


def freeze(figure: Figure) -> None:
    """Draw once, then keep layout, limits and legend places as they are."""
    figure.draw_without_rendering()
    with mpl.rc_context({"figure.autolayout": False, "figure.constrained_layout.use": False}):
        figure.set_layout_engine(None)  # not "none", for whose placeholder savefig draws twice
    for axes in axes_of(figure):
        axes.autoscale(False)
        _settle(axes)
    for artist in leaves(figure):
        artist.set_animated(False)  # animated artists are left to a blitting loop, which there is none here
        if isinstance(artist, Legend) and getattr(artist, "_loc", None) == 0:
            _pin(artist)
    figure.draw_without_rendering()


def _settle(axes: Axes) -> None:
    """Round the place of the axes: the last digits of a layout differ from process to process, and ids hold them."""
    place, in_layout = axes.get_position(original=True), axes.get_in_layout()
    axes.set_position(Bbox(place.get_points().round(DIGITS)))
    axes.set_in_layout(in_layout)


def _pin(legend: Legend) -> None:
    """Keep a legend where "best" put it: by the same side, so that longer texts grow inwards."""
    place = legend.get_window_extent().min
    for side in range(1, 1 + PLACES):
        legend.set_loc(side)
        if abs(legend.get_window_extent().min - place).max() < SAME_PLACE:
            return
    raise AssertionError("a legend's best place is one of the named ones")


def close(figure: Figure) -> None:
    """Take the figure from pyplot, which would show it a second time, and leave it a canvas that can draw."""
    from matplotlib import pyplot

    pyplot.close(figure)
    if not hasattr(figure.canvas, "get_renderer"):
        FigureCanvasAgg(figure)
