"""`explore`: a figure, an `update` function and some controls become an explorable, live or static."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Mapping

from matplotlib.figure import Figure

from helpers.explorable.controls import Control, Grid, make_grid, parameters_of
from helpers.explorable.errors import ExplorableError
from helpers.explorable.interact import understood
from helpers.explorable.messages import brief
from helpers.explorable.options import make_options
from helpers.explorable.predict import Prediction, predict
from helpers.explorable.registry import shown

__all__ = [
    "Control",
    "ExplorableError",
    "Grid",
    "explore",
    "predict",
    "shown",
]

MODE = "EXPLORABLE_MODE"  # "static" while the book is built; anything else is live


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
        with one keyword argument per control, in any order of states, and must not depend on earlier calls. It may also
        draw anew, clearing axes or making figures, and return nothing: that takes about 80 ms per state instead of one.
    figures : matplotlib figures, drawn once, then moved; several stand side by side, or stack on a phone.
        Where they are left out, they are those that `update` draws anew, or whose artists it uses.
    name : id of the figure in the page and first part of links to its states: lowercase letters, digits, hyphens.
    title : visible caption.
    presets : button label to a state; what a preset leaves out is taken from the start state.
    predict : a question, or several, asked before the picture; made by `helpers.predict`.
    shared : names of controls that move together with those of the same name in other explorables that share them.
    numbers : called like `update`; returns the numbers behind the picture, heading to column. Readers can see them
        as a table and copy them.
    redraw : whether `update` draws each state anew; where it is left out, two calls show it.
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

    given = {option: value for option, value in locals().items() if option in RESERVED}
    if update is None and not figures:
        return _decorator({**given, **controls})
    _check(update)
    update, controls, starts = understood(update, controls)
    grid = make_grid(update, controls, starts=starts)
    options = make_options(grid, **given)
    stage = make_stage(update, figures, grid, options)
    if is_static():
        from helpers.explorable.page import StaticExplorable

        return StaticExplorable(stage, options)
    from helpers.explorable.live import live

    return live(stage, options)


RESERVED = tuple(p.name for p in inspect.signature(explore).parameters.values() if p.kind is p.KEYWORD_ONLY)


def _decorator(options: Mapping) -> Callable:
    """What `@explore(rate=(0, 1))` does with the function below it: shows it at once, and leaves it as it is."""

    def decorate(update: Callable) -> Callable:
        from IPython.display import display

        display(explore(update, **options))
        return update

    return decorate


def is_static() -> bool:
    """Whether pages are being built rather than a notebook run."""
    return os.environ.get(MODE) == "static"


def _check(update: Callable) -> None:
    if not callable(update):
        raise ExplorableError(f"explore takes the update function first; {brief(update)} cannot be called.")
    for parameter in parameters_of(update):
        if parameter.name in RESERVED:
            raise ExplorableError(
                f"update has a parameter {parameter.name!r}, which is an option of explore itself: "
                "give it another name."
            )
