"""What `ipywidgets.interact` also takes for controls, besides tuples, lists and dicts: widgets, `fixed(…)`, numbers."""

from __future__ import annotations

import functools
import numbers
import sys
from collections.abc import Callable, Iterable, Mapping

from helpers.explorable.errors import ExplorableError
from helpers.explorable.kinds import Choice, Slider, Toggle
from helpers.explorable.messages import brief
from helpers.explorable.values import MAX_STATES, is_finite

STEPS = 10  # of a single number's slider, from 0 to the number


def understood(update: Callable, controls: Mapping) -> tuple[Callable, dict, dict]:
    """`update` without its fixed parameters, name to spec or abbreviation, and name to start where the control has one.

    Raises ExplorableError for a widget that has no finite list of values.
    """
    specs, starts, fixed = {}, {}, {}
    for name, given in controls.items():
        if is_widget(given, "fixed"):
            fixed[name] = given.value
        elif is_widget(given, "Widget"):
            specs[name], starts[name] = spec_of(name, given), given.value
        elif is_number(given):
            specs[name], starts[name] = Slider(around(given)), given
        else:
            specs[name] = given
    return (functools.partial(update, **fixed) if fixed else update), specs, starts


def is_widget(given, kind: str) -> bool:
    """Whether `given` is of that class of ipywidgets, which is not imported here: unimported, it has no instances."""
    module = sys.modules.get("ipywidgets")
    return module is not None and isinstance(given, getattr(module, kind))


def is_number(given) -> bool:
    """Whether `given` is a finite number, which True and False are not."""
    return isinstance(given, numbers.Real) and not isinstance(given, bool) and is_finite(given)


def around(number: float) -> tuple | list:
    """Values from -number to three times it, as `interact` has them; 0 to 1 for 0. Integers are not listed here."""
    if number == 0:
        return (0, 1) if isinstance(number, numbers.Integral) else [step / STEPS for step in range(STEPS + 1)]
    if isinstance(number, numbers.Integral):
        return (min(-number, 3 * number), max(-number, 3 * number))
    return sorted(number * step / STEPS for step in range(-STEPS, 3 * STEPS + 1))


def spec_of(name: str, widget) -> Choice | Slider | Toggle:
    """The control that a widget stands for: its options, its range in steps, or on and off."""
    label = getattr(widget, "description", "") or None
    if isinstance(widget.value, bool):
        return Toggle(label)
    if isinstance(getattr(widget, "options", None), Iterable) and hasattr(widget, "index") and is_single(widget.index):
        options = widget.options
        return Choice(options if isinstance(options, Mapping) else list(options), label)
    if is_number(widget.value) and is_number(getattr(widget, "max", None)) and is_number(getattr(widget, "min", None)):
        return Slider(_range(widget), label, play=type(widget).__name__ == "Play")
    raise ExplorableError(
        f"Control {name!r} is the widget {type(widget).__name__}, which has no list of values: give a slider, a "
        f"drop-down or a checkbox, such as {name}=(0, 10, 1); what stays as it is, leave out or give as "
        f"fixed({brief(getattr(widget, 'value', None))})."
    )


def is_single(index) -> bool:
    """Whether a widget's index is that of one option, or none yet."""
    return index is None or isinstance(index, int)


def _range(widget) -> tuple | list:
    step = getattr(widget, "step", None) or 1
    if not hasattr(widget, "base"):
        return (widget.min, widget.max, step)
    count = round((widget.max - widget.min) / step)
    return [widget.base ** (widget.min + step * place) for place in range(min(count, MAX_STATES) + 1)]
