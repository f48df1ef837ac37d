"""Functions that redraw: they clear axes or make figures at each call, and each state is what they leave behind."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from io import StringIO

import numpy as np
from matplotlib import pyplot
from matplotlib._pylab_helpers import Gcf
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.container import Container
from matplotlib.figure import Figure

from helpers.explorable.controls import Grid
from helpers.explorable.errors import ExplorableError
from helpers.explorable.options import Options
from helpers.explorable.stage import Stage, axes_of, close, leaves, name_of

MEMORY = ("_get_lines", "_get_patches_for_fill", "dataLim", "ignore_existing_data_limits")  # cycles of colours; limits


class Redrawn(Stage):
    """A stage whose `update` draws anew: after `show`, `figures` are those of the state.

    They are what is new in pyplot, or the figure that `update` returns; else `kept`: those passed to `explore`, or that
    `update` uses. Limits, artists and sizes may differ from state to state.
    """

    def __init__(self, update: Callable, figures: tuple[Figure, ...], grid: Grid, *, numbers: Callable | None = None):
        self.update, self._numbers, self.grid = update, numbers, grid
        self.figures = ()
        for control in grid.controls:
            if control.spec.in_picture:
                raise ExplorableError(
                    f"{type(control.spec).__name__} {control.name!r} needs a picture that stays: its places are "
                    "those of the start, and this update draws each state anew. Use a Slider or a Choice, or make the "
                    "artists once and move them with set_…."
                )
        self.kept = figures
        for figure in self.kept:
            close(figure)
        self._memory = [(axes, memory_of(axes)) for figure in self.kept for axes in axes_of(figure)]
        self.show(grid.start)
        before = [len(leaves(figure)) for figure in self.figures]
        self.show(grid.start)
        for figure, count in zip(self.figures, before, strict=True):
            if figure in self.kept and len(leaves(figure)) > count:
                raise ExplorableError(
                    f"update adds {name_of(leaves(figure)[-1])} at every call and removes nothing: clear the axes "
                    "first, or make it before explore(…) and move it with set_… instead."
                )

    def show(self, positions: tuple[int, ...]) -> str:
        """Draw the state at `positions` into `figures` and return its readout."""
        for axes, memory in self._memory:
            vars(axes).update(copy.deepcopy(memory))
        with alone(self.kept) as opened, redirect_stdout(StringIO()) as printed:
            returned = self._call(positions)
            figures = opened() or ((returned,) if isinstance(returned, Figure) else self.kept)
        if self.figures and len(figures) != len(self.figures):
            raise ExplorableError(
                f"update draws {len(figures)} figures in the state {self.describe(positions)} and {len(self.figures)} "
                "in another: draw as many in each, or several axes in one figure."
            )
        if not figures:
            raise ExplorableError(
                "explore needs at least one figure after update, or an update that draws one: "
                f"in the state {self.describe(positions)} it draws nothing."
            )
        self.figures = figures
        return self._readout(returned, printed.getvalue().strip(), positions)

    def _readout(self, returned, printed: str, positions: tuple[int, ...]) -> str:
        """The string that `update` returns, else what it prints, else the state in words."""
        if returned is None or is_drawing(returned):
            state = zip(self.grid.controls, positions, strict=True)
            returned = printed or ", ".join(f"{control.label} {control.texts[place]}" for control, place in state)
        return self._checked(returned, positions)


def make_stage(update: Callable, figures: tuple[Figure, ...], grid: Grid, options: Options) -> Stage:
    """The stage that suits `update`: one that draws anew where the options say so, or where two calls show it."""
    figures, redraw = figures or closed_over(update), options.redraw
    if redraw is None:
        redraw = not figures or draws_anew(update, figures, grid.state(grid.start))
    return (Redrawn if redraw else Stage)(update, figures, grid, numbers=options.numbers)


def draws_anew(update: Callable, figures: tuple[Figure, ...], state: Mapping) -> bool:
    """Whether `update`, called twice, draws in pyplot, replaces artists, or scales axes of `figures` to their data."""
    if not all(isinstance(figure, Figure) for figure in figures):
        return False
    with remembered(figures), alone(figures) as opened, redirect_stdout(StringIO()):
        try:
            update(**state)
            before = artists_of(figures)
            with scaling(figures) as scaled:
                update(**state)
        except Exception:  # reported where it fails again
            return bool(opened())
        return bool(opened() or scaled or before != artists_of(figures))


@contextmanager
def remembered(figures: tuple[Figure, ...]) -> Iterator[None]:
    """The axes of `figures` know afterwards what they knew before."""
    memory = [(axes, memory_of(axes)) for figure in figures for axes in axes_of(figure)]
    try:
        yield
    finally:
        for axes, known in memory:
            vars(axes).update(known)


@contextmanager
def scaling(figures: tuple[Figure, ...]) -> Iterator[list]:
    """A list of the axes of `figures` whose `autoscale_view` is called meanwhile."""
    scaled = []
    watched = [axes for figure in figures for axes in axes_of(figure)]
    for axes in watched:
        axes.autoscale_view = lambda *_, axes=axes, **__: scaled.append(axes)
    try:
        yield scaled
    finally:
        for axes in watched:
            vars(axes).pop("autoscale_view", None)


def artists_of(figures: tuple[Figure, ...]) -> set[Artist]:
    """All axes and artists of `figures`."""
    return {artist for figure in figures for artist in (*leaves(figure), *axes_of(figure))}


@contextmanager
def alone(kept: tuple[Figure, ...]) -> Iterator[Callable]:
    """pyplot with no figures but `kept`, of which the last is current, and that shows none.

    Gives a function that lists the figures that were opened since and drawn into.
    """
    before, show = dict(Gcf.figs), pyplot.show
    Gcf.figs.clear()
    for number, figure in enumerate(kept, start=1):
        Gcf.figs[number] = FigureCanvasAgg.new_manager(figure, number)
    pyplot.show = lambda *_, **__: None

    def opened() -> tuple[Figure, ...]:
        found = [Gcf.figs[number].canvas.figure for number in sorted(Gcf.figs)]
        return tuple(figure for figure in found if figure not in kept and len(figure.get_children()) > 1)

    try:
        yield opened
    finally:
        for number in list(Gcf.figs):
            close(Gcf.figs[number].canvas.figure)
        Gcf.figs.update(before)
        pyplot.show = show


def memory_of(axes: Axes) -> dict:
    """What the axes know of plots made so far, as attributes; a state must not continue where another left off."""
    return {name: copy.deepcopy(vars(axes)[name]) for name in MEMORY if name in vars(axes)}


def closed_over(function: Callable, seen: frozenset = frozenset()) -> tuple[Figure, ...]:
    """Figures that `function`, or a function of its module that it calls, uses from outside, itself or by artists."""
    function = inspect.unwrap(getattr(function, "func", function))
    if not inspect.isfunction(function) or function in seen:
        return ()
    names = inspect.getclosurevars(function)
    found = []
    for value in (*names.nonlocals.values(), *names.globals.values()):
        if inspect.isfunction(value) and value.__module__ == function.__module__:
            found += closed_over(value, seen | {function})
        else:
            found += [owner_of(item) for item in flat(value) if isinstance(item, Artist)]
    return tuple(dict.fromkeys(figure for figure in found if figure is not None))


def flat(value) -> list:
    """The items of a list, tuple, dict or array of objects; any other value alone."""
    if isinstance(value, np.ndarray):
        return value.ravel().tolist() if value.dtype == object else []
    if isinstance(value, Mapping):
        return list(value.values())
    return list(value) if isinstance(value, list | tuple) else [value]


def owner_of(artist: Artist) -> Figure | None:
    """The figure that an artist stands in, or that it is."""
    return artist.get_figure(root=True)


def is_drawing(value) -> bool:
    """Whether a callback returns what it drew, an artist or several, which is not a readout."""
    items = flat(value)
    return all(isinstance(item, Artist | Container) for item in items) and bool(items)
