"""Values: the finite, ordered lists behind sliders, drop-downs and points, with the texts a reader sees."""

from __future__ import annotations

import itertools
import math
import numbers
from collections.abc import Callable, Iterable, Mapping

from helpers.explorable.errors import ExplorableError
from helpers.explorable.wording import SAME, decimals, listed, written

MAX_STATES = 20_000


def option_values(name: str, options: Iterable | Mapping) -> tuple[tuple[str, ...], tuple]:
    """Labels and values of a drop-down."""
    if isinstance(options, str) or not isinstance(options, Iterable):
        raise ExplorableError(f"The options of {name!r} are {options!r}: give a list or a dict of label to value.")
    pairs = _pairs(options)
    texts, values = tuple(str(text) for text, _ in pairs), tuple(value for _, value in pairs)
    if not pairs:
        raise ExplorableError(f"Control {name!r} has no values: give it at least two.")
    _refuse_repeats(name, texts)
    return texts, values


def _pairs(options: Iterable | Mapping) -> list[tuple]:
    """(label, value) of each option; a list may give such pairs itself, as in ipywidgets."""
    if isinstance(options, Mapping):
        return list(options.items())
    options = list(options)
    if all(isinstance(o, tuple) and len(o) == 2 and isinstance(o[0], str) for o in options):
        return options
    return [(str(option), option) for option in options]


def slider_values(
    name: str, values, *, format: str | Callable | None = None, unit: str = ""
) -> tuple[tuple[str, ...], tuple]:
    """Texts and values of a slider."""
    texts = None
    if isinstance(values, Mapping):
        texts, values = list(values), list(values.values())
    elif isinstance(values, tuple):
        values = _steps(name, values)
    elif isinstance(values, str) or not isinstance(values, Iterable):
        raise ExplorableError(f"The slider {name!r} runs over {values!r}: give (low, high, step), a list, or a dict.")
    values = [_number(name, value) for value in values]
    if not values:
        raise ExplorableError(f"Control {name!r} has no values: its low end must not be above its high end.")
    if any(b - a <= SAME for a, b in itertools.pairwise(values)):
        raise ExplorableError(
            f"The values of {name!r} must grow from left to right, by more than {SAME:g}; they are {listed(values)}."
        )
    texts = texts or written(values, format)
    unit = f" {unit}" if unit else ""
    texts = tuple(f"{text}{unit}" for text in texts)
    _refuse_repeats(name, texts)
    return texts, tuple(values)


def lattice(name: str, x, y) -> tuple[tuple[str, ...], tuple]:
    """Texts and pairs of a point's lattice; x changes fastest."""
    x_texts, x_values = slider_values(name, x)
    y_texts, y_values = slider_values(name, y)
    texts = tuple(f"({x_text}, {y_text})" for y_text in y_texts for x_text in x_texts)
    return texts, tuple((x_value, y_value) for y_value in y_values for x_value in x_values)


def _steps(name: str, ends: tuple) -> list:
    """Numbers from a (low, high[, step]) tuple, `high` included, rounded to the decimals of low and step."""
    if len(ends) not in (2, 3):
        raise ExplorableError(f"Control {name!r} is {ends!r}: give (low, high) or (low, high, step).")
    ends = [_number(name, end) for end in ends]
    whole = all(isinstance(end, int) for end in ends)
    low, high, step = ends if len(ends) == 3 else (*ends, 1 if whole else 0.1)
    if step <= 0:
        raise ExplorableError(f"Control {name!r} has the step {step!r}: a step is greater than 0.")
    count = math.floor((high - low) / step + SAME) + 1
    if count > MAX_STATES:
        raise ExplorableError(f"Control {name!r} has {count:,} values, more than {MAX_STATES:,}: take a larger step.")
    if whole:
        return [low + step * index for index in range(count)]
    places = max(decimals(low), decimals(step))
    return [round(low + step * index, places) for index in range(count)]


def _number(name: str, value):
    """`value` as a Python int or float; raises where it is not a finite real number."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real) or not math.isfinite(value):
        raise ExplorableError(f"Control {name!r} has the value {value!r}, which is not a finite number.")
    return int(value) if isinstance(value, numbers.Integral) else float(value)


def _refuse_repeats(name: str, texts: tuple[str, ...]) -> None:
    repeated = sorted({text for text in texts if texts.count(text) > 1})
    if repeated:
        raise ExplorableError(f"Control {name!r} shows {repeated[0]!r} for two values: give them different labels.")
