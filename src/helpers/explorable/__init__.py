"""`explore`: a figure, an `update` function and some controls become an explorable, live or static."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from matplotlib.figure import Figure

from helpers.explorable.controls import Control, Grid, make_grid
from helpers.explorable.errors import ExplorableError
from helpers.explorable.specs import Choice, Pick, Point, Slider, Toggle

__all__ = ["Choice", "Control", "ExplorableError", "Grid", "Pick", "Point", "Slider", "Toggle", "explore"]

MODE = "EXPLORABLE_MODE"  # "static" while the book is built; anything else is live
RESERVED = ("name", "title", "presets")


def explore(
    update: Callable[..., str],
    *figures: Figure,
    name: str = "explorable",
    title: str | None = None,
    presets: Mapping[str, Mapping] | None = None,
    **controls,
):
    """Show `figures`, with controls that `update` follows.

    Parameters
    ----------
    update : moves the figures' artists with their `set_…` methods and returns the readout, a sentence. It is called
        with one keyword argument a control, in any order of states, and must not depend on earlier calls.
    figures : matplotlib figures, drawn once and moved ever after; several stand side by side, or stack on a phone.
    name : id of the figure in the page and first part of links to its states: small letters, digits, hyphens.
    title : visible caption.
    presets : button label to a state; what a preset leaves out is taken from the start state.
    controls : a Slider, Choice or Toggle for each parameter, or an abbreviation as in `ipywidgets.interact`:
        a (low, high[, step]) tuple, a list or dict of options, True or False. Each starts at update's default.

    Returns
    -------
    An object that displays itself as the last expression of a cell, with `set(**state)`, `state` and `readout`.

    Raises
    ------
    ExplorableError
        In one sentence, for whatever cannot work: a start value that no control offers, too many states, an
        `update` that fails, adds artists, changes limits or depends on history; see DESIGN.
    """
    from helpers.explorable.stage import Stage

    _check(update, figures, controls)
    grid = make_grid(update, controls)
    places = place_presets(grid, presets or {})
    if is_static():
        from helpers.explorable.static import check_name

        check_name(name)
    stage = Stage(update, figures, grid)
    if is_static():
        from helpers.explorable.page import Static

        return Static(stage, name=name, title=title, presets=places)
    from helpers.explorable.pictures import live

    return live(stage, places)


def is_static() -> bool:
    """Whether pages are being built rather than a notebook run."""
    return os.environ.get(MODE) == "static"


def place_presets(grid: Grid, presets: Mapping[str, Mapping]) -> dict[str, tuple[int, ...]]:
    """Label to positions; raises ExplorableError naming the preset that does not fit the controls."""
    places = {}
    for label, changes in presets.items():
        try:
            places[str(label)] = grid.place(changes)
        except ExplorableError as error:
            raise ExplorableError(f"Preset {label!r} does not fit: {error}") from None
    return places


def _check(update: Callable, figures: tuple, controls: Mapping) -> None:
    import inspect

    if not callable(update):
        raise ExplorableError(f"explore takes the update function first; {update!r} cannot be called.")
    if not figures:
        raise ExplorableError("explore needs at least one figure after update.")
    for parameter in inspect.signature(update).parameters:
        if parameter in RESERVED:
            raise ExplorableError(
                f"update has a parameter {parameter!r}, which is an option of explore itself: give it another name."
            )
