"""Values: the finite, ordered lists behind sliders, drop-downs and points, with the texts a reader sees."""

from __future__ import annotations

import itertools
import math
import numbers
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from helpers.explorable.errors import ExplorableError
from helpers.explorable.wording import SAME, brief, decimals, listed, plain_text, told, written

MAX_STATES = 20_000


def option_values(name: str, options: Iterable | Mapping) -> tuple[tuple[str, ...], tuple]:
    """Labels and values of a drop-down."""
    if isinstance(options, str | bytes) or not isinstance(options, Iterable):
        raise ExplorableError(f"The options of {name!r} are {brief(options)}: give a list or a dict of label to value.")
    pairs = _pairs(name, options)
    texts = tuple(plain_text(f"A label of {name!r}", str(text)) for text, _ in pairs)
    values = tuple(value for _, value in pairs)
    if not pairs:
        raise ExplorableError(f"Control {name!r} has no values: give it at least two.")
    _refuse_repeats(name, texts)
    return texts, values


def _pairs(name: str, options: Iterable | Mapping) -> list[tuple]:
    """(label, value) of each option; a list may give such pairs itself, as in ipywidgets."""
    if isinstance(options, Mapping):
        return list(options.items())
    options = _members(name, options)
    if all(isinstance(o, tuple) and len(o) == 2 and isinstance(o[0], str) for o in options):
        return options
    return [(_named(option), option) for option in options]


def _named(option) -> str:
    """An option in words: a function by its name, since Python writes its address, and a large number without ".0"."""
    if callable(option) and hasattr(option, "__name__"):
        return option.__name__
    if isinstance(option, float) and option.is_integer() and abs(option) >= 1e5:
        return f"{option:.15g}"
    return str(option)


def _members(name: str, values: Iterable) -> list:
    """All of `values`; raises where they cannot be gone through, or are more than a grid can have states."""
    try:
        members = list(itertools.islice(values, MAX_STATES + 1))
    except Exception as error:
        raise ExplorableError(f"The values of {name!r} cannot be listed: {told(error)}") from error
    if len(members) > MAX_STATES:
        raise ExplorableError(f"Control {name!r} has more than {MAX_STATES:,} values: give fewer.")
    return members


def slider_values(
    name: str, values, *, format: str | Callable | None = None, unit: str = ""
) -> tuple[tuple[str, ...], tuple]:
    """Texts and values of a slider."""
    texts = None
    if isinstance(values, Mapping):
        texts, values = list(values), list(values.values())
    elif isinstance(values, tuple):
        values = _steps(name, values)
    elif isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise ExplorableError(
            f"The slider {name!r} runs over {brief(values)}: give (low, high, step), a list, or a dict."
        )
    values = [_number(name, value) for value in _members(name, values)]
    if not values:
        raise ExplorableError(f"Control {name!r} has no values: its low end must not be above its high end.")
    if any(b - a <= SAME for a, b in itertools.pairwise(values)):
        raise ExplorableError(
            f"The values of {name!r} must grow from left to right, by more than {SAME:g}; they are {listed(values)}."
        )
    texts = texts or _formatted(name, values, format)
    unit = f" {unit}" if plain_text(f"The unit of {name!r}", unit) else ""
    texts = tuple(plain_text(f"A value of {name!r}", f"{text}{unit}") for text in texts)
    _refuse_repeats(name, texts)
    return texts, tuple(values)


def _formatted(name: str, values: list, format: str | Callable | None) -> list[str]:
    """`values` as `format` writes them; raises where it does not."""
    try:
        texts = written(values, format)
    except Exception as error:
        raise ExplorableError(f"The format of {name!r} cannot write its values: {told(error)}") from error
    return [plain_text(f"A value of {name!r}, by its format,", text) for text in texts]


def lattice(name: str, x, y) -> tuple[tuple[str, ...], tuple]:
    """Texts and pairs of a point's lattice; x changes fastest."""
    x_texts, x_values = slider_values(name, x)
    y_texts, y_values = slider_values(name, y)
    if len(x_values) * len(y_values) > MAX_STATES:
        raise ExplorableError(f"Point {name!r} can be at more than {MAX_STATES:,} places: take larger steps.")
    texts = tuple(f"({x_text}, {y_text})" for y_text in y_texts for x_text in x_texts)
    return texts, tuple((x_value, y_value) for y_value in y_values for x_value in x_values)


def _steps(name: str, ends: tuple) -> list:
    """Numbers from a (low, high[, step]) tuple, `high` included, rounded to the decimals of low and step."""
    if len(ends) not in (2, 3):
        raise ExplorableError(f"Control {name!r} is {brief(ends)}: give (low, high) or (low, high, step).")
    ends = [_number(name, end) for end in ends]
    whole = all(isinstance(end, int) for end in ends)
    low, high, step = ends if len(ends) == 3 else (*ends, 1 if whole else 0.1)
    if step <= 0:
        raise ExplorableError(f"Control {name!r} has the step {brief(step)}: a step is greater than 0.")
    steps = (float(high) - float(low)) / step
    if not steps < MAX_STATES:
        raise ExplorableError(
            f"Control {name!r} has {steps + 1:,.0f} values, more than {MAX_STATES:,}: take a larger step."
        )
    count = math.floor(max(steps, -1) + SAME) + 1
    if whole:
        return [low + step * index for index in range(count)]
    places = max(decimals(low), decimals(step))
    return [round(low + step * index, places) for index in range(count)]


def _number(name: str, value):
    """`value` as a Python int or float; raises where it is not a finite real number."""
    if not is_finite(value):
        raise ExplorableError(f"Control {name!r} has the value {brief(value)}, which is not a finite number.")
    return int(value) if isinstance(value, numbers.Integral) else float(value)


def is_finite(value) -> bool:
    """Whether `value` is a real number that a float can hold."""
    try:
        return isinstance(value, numbers.Real) and not isinstance(value, bool) and math.isfinite(value)
    except OverflowError:  # a whole number beyond all floats
        return False


def _refuse_repeats(name: str, texts: tuple[str, ...]) -> None:
    repeated = sorted(text for text, count in Counter(texts).items() if count > 1)
    if repeated:
        raise ExplorableError(
            f"Control {name!r} shows {brief(repeated[0])} for two values: give them different labels."
        )
