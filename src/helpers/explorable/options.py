"""Options: what `explore` and `calculate` take besides the picture and its controls, checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from helpers.explorable.controls import Grid
from helpers.explorable.errors import ExplorableError
from helpers.explorable.messages import brief, listed, plain_text
from helpers.explorable.predict import Prediction, as_tuple

NAME = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True)
class Options:
    """Options that fit the controls, as both paths take them, whole.

    Attributes
    ----------
    name : id of the figure and first part of its links.
    title : visible caption; None for none.
    presets : label to positions, one for each control.
    predictions : questions asked before the picture.
    shared : controls that move with those of the same name in other figures of the page.
    numbers : called like `update`; gives the numbers behind the picture. None for none.
    redraw : whether `update` draws each state anew; None to find out.
    """

    name: str
    title: str | None = None
    presets: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    predictions: tuple[Prediction, ...] = ()
    shared: tuple[str, ...] = ()
    numbers: Callable | None = None
    redraw: bool | None = None


def make_options(
    grid: Grid, *, name: str, title=None, presets=None, predict=None, shared=(), numbers=None, redraw=None
) -> Options:
    """Options as an author writes them, checked against the controls of `grid`; raises ExplorableError."""
    check_name(name)
    if numbers is not None and not callable(numbers):
        raise ExplorableError(f"The option numbers is {brief(numbers)}: give a function called like update.")
    return Options(
        name,
        title=check_title(title),
        presets=place_presets(grid, presets),
        predictions=as_tuple(predict),
        shared=check_shared(grid, shared),
        numbers=numbers,
        redraw=redraw,
    )


def check_name(name: str) -> None:
    """Refuse a figure name that cannot be an id and part of a link."""
    said = f"The figure's name {brief(name)} cannot be used in a link: use lowercase letters, digits and hyphens"
    if not isinstance(name, str):
        raise ExplorableError(f"{said}, in quotes; a control cannot be called name.")
    if not NAME.fullmatch(name):
        raise ExplorableError(f"{said}.")


def check_title(title) -> str | None:
    """`title`, a string or None."""
    return None if title is None else plain_text("The title", title)


def check_shared(grid: Grid, shared) -> tuple[str, ...]:
    """The names in `shared`, each a control of `grid`; raises for one that is not."""
    if not isinstance(shared, str | list | tuple):
        raise ExplorableError(f"The option shared is {brief(shared)}: give a list of names of controls.")
    shared = (shared,) if isinstance(shared, str) else tuple(shared)
    names = [control.name for control in grid.controls]
    for name in shared:
        if not (isinstance(name, str) and name in names):
            raise ExplorableError(
                f"The shared control {brief(name)} is none of the controls, which are {listed(names)}."
            )
    return shared


def place_presets(grid: Grid, presets: Mapping[str, Mapping] | None) -> dict[str, tuple[int, ...]]:
    """Label to positions; raises ExplorableError naming the preset that does not fit the controls."""
    places = {}
    if presets is not None and not isinstance(presets, Mapping):
        raise ExplorableError(f"The option presets is {brief(presets)}: give a dict of label to state.")
    for label, changes in (presets or {}).items():
        text = plain_text("The label of a preset", str(label))
        try:
            places[text] = grid.place(changes)
        except ExplorableError as error:
            raise ExplorableError(f"Preset {brief(label)} does not fit: {error}") from None
    return places
