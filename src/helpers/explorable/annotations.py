"""Annotations: controls written beside their defaults, `def update(rate: Slider((0.1, 1, 0.1)) = 0.5)`."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable

from helpers.explorable.errors import ExplorableError
from helpers.explorable.kinds.control import Spec
from helpers.explorable.messages import brief, told

ABBREVIATIONS = tuple | list | dict | bool  # what `interact` takes for a control, in an annotation too


def annotated_specs(update: Callable, parameters: Iterable[inspect.Parameter], *, given: Iterable[str]) -> dict:
    """Name to the spec or abbreviation in the annotation of each of the `parameters` of `update` that has one.

    Names in `given`, controls that `explore` was given by keyword, are left out: a keyword wins over an annotation,
    which is then not even read. An annotation that is not a control, such as `int`, is ignored.

    Raises ExplorableError naming the parameter where an annotation is a string, as all are after
    `from __future__ import annotations`, and cannot be evaluated.
    """
    found = {}
    for parameter in parameters:
        if parameter.annotation is parameter.empty or parameter.name in given:
            continue
        annotation = _resolved(update, parameter)
        if isinstance(annotation, Spec | ABBREVIATIONS):
            found[parameter.name] = annotation
    return found


def _resolved(update: Callable, parameter: inspect.Parameter):
    """The annotation of `parameter`, evaluated where it is a string."""
    if not isinstance(parameter.annotation, str):
        return parameter.annotation
    try:
        return eval(parameter.annotation, _globals(update))
    except Exception as error:
        name = parameter.name
        raise ExplorableError(
            f"The annotation of parameter {name!r} of update, {brief(parameter.annotation)}, is a string that cannot "
            f"be evaluated: give the control by keyword, explore(update, …, {name}=…). {told(error)}"
        ) from error


def _globals(update: Callable) -> dict:
    """The names that a string in an annotation of `update` can use: those of the module where it is defined."""
    while isinstance(update, functools.partial):
        update = update.func
    function = inspect.unwrap(update)
    if not hasattr(function, "__globals__"):  # a callable object
        function = type(function).__call__
    return getattr(function, "__globals__", {})
