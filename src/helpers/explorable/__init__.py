"""`explore`: a figure, an `update` function and some controls become an explorable, live or static."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping

from matplotlib.figure import Figure

from helpers.explorable.controls import Control, Grid, make_grid, parameters_of
from helpers.explorable.errors import ExplorableError
from helpers.explorable.interact import understood
from helpers.explorable.predict import Prediction, as_tuple, predict
from helpers.explorable.registry import shown
from helpers.explorable.wording import brief, listed, plain_text

__all__ = [
    "Control",
    "ExplorableError",
    "Grid",
    "explore",
    "predict",
    "shown",
]

NAME = re.compile(r"[a-z][a-z0-9-]*")

MODE = "EXPLORABLE_MODE"  # "static" while the book is built; anything else is live
RESERVED = ("name", "title", "presets", "predict", "shared", "numbers", "redraw")


def explore(
    update: Callable[..., str | None] | None = None,
    /,
    *figures: Figure,
    name: str = "explorable",
    title: str | None = None,
    presets: Mapping[str, Mapping] | None = None,
    predict: Prediction | list[Prediction] | None = None,
    shared: tuple[str, ...] | list[str] = (),
    numbers: Callable[..., Mapping] | None = None,
    redraw: bool | None = None,
    **controls,
):
    """Show `figures`, with controls that `update` follows.

    Parameters
    ----------
    update : moves the figures' artists with their `set_…` methods and returns the readout, a sentence. It is called
        with one keyword argument a control, in any order of states, and must not depend on earlier calls. It may also
        draw anew, clearing axes or making figures, and return nothing: that takes about 80 ms a state, not one.
    figures : matplotlib figures, drawn once and moved ever after; several stand side by side, or stack on a phone.
        Where they are left out, they are those that `update` draws anew, or whose artists it uses.
    name : id of the figure in the page and first part of links to its states: small letters, digits, hyphens.
    title : visible caption.
    presets : button label to a state; what a preset leaves out is taken from the start state.
    predict : a question, or several, asked before the picture; made by `helpers.predict`.
    shared : names of controls that move together with those of the same name in other explorables that share them.
    numbers : called like `update`; returns the numbers behind the picture, heading to column. Readers can see them
        as a table and copy them.
    redraw : whether `update` draws each state anew; where it is left out, that is seen from two calls.
    controls : a Slider, Choice, Toggle, Point or Pick for each parameter, or an abbreviation as in
        `ipywidgets.interact`: a (low, high[, step]) tuple, a list or dict of options, True or False, a number, a
        widget, `fixed(…)`. Each starts at update's default, a number or a widget at its own value. A control may stand
        beside its default instead, as the parameter's annotation: `def update(rate: Slider((0.1, 1, 0.1)) = 0.5)`; one
        given here wins.

    Returns
    -------
    An object that displays itself as the last expression of a cell, with `set(**state)`, `state` and `readout`. Called
    without `update`, it is a decorator, `@explore(rate=(0, 1))`, that displays at once.

    Raises
    ------
    ExplorableError
        In one sentence, for whatever cannot work: a start value that no control offers, too many states, an
        `update` that fails, adds artists, changes limits or depends on history, and so on.
    """
    from helpers.explorable.redrawn import make_stage

    if update is None and not figures:
        given = {key: value for key, value in locals().items() if key in RESERVED}
        return _decorator({**given, **controls})
    _check(update, figures, numbers)
    check_name(name)
    update, controls, starts = understood(update, controls)
    grid = make_grid(update, controls, starts=starts)
    options = {
        "name": name,
        "title": check_title(title),
        "presets": place_presets(grid, presets),
        "predictions": as_tuple(predict),
        "shared": check_shared(grid, shared),
    }
    stage = make_stage(update, figures, grid, numbers=numbers, redraw=redraw)
    if is_static():
        from helpers.explorable.page import Static

        return Static(stage, **options)
    from helpers.explorable.pictures import live

    return live(stage, **options)


def _decorator(options: Mapping) -> Callable:
    """What `@explore(rate=(0, 1))` does with the function below it: shows it at once, and leaves it as it is."""

    def decorate(update: Callable) -> Callable:
        from IPython.display import display

        display(explore(update, **options))
        return update

    return decorate


def check_name(name: str) -> None:
    """Refuse a figure name that cannot be an id and part of a link."""
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise ExplorableError(
            f"The figure's name {brief(name)} cannot be used in a link: use small letters, digits and hyphens."
        )


def check_title(title) -> str | None:
    """`title`, a text or None."""
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


def is_static() -> bool:
    """Whether pages are being built rather than a notebook run."""
    return os.environ.get(MODE) == "static"


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


def _check(update: Callable, figures: tuple, numbers: Callable | None) -> None:
    if not callable(update):
        raise ExplorableError(f"explore takes the update function first; {brief(update)} cannot be called.")
    if numbers is not None and not callable(numbers):
        raise ExplorableError(f"The option numbers is {brief(numbers)}: give a function called like update.")
    for parameter in parameters_of(update):
        if parameter.name in RESERVED:
            raise ExplorableError(
                f"update has a parameter {parameter.name!r}, which is an option of explore itself: "
                "give it another name."
            )
