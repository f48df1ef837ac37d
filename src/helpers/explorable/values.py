"""Values: the finite, ordered lists behind controls of all kinds, how they are formatted and compared."""

from __future__ import annotations

import itertools
import math
import numbers
import re
from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal

from helpers.explorable.errors import ExplorableError
from helpers.explorable.messages import brief, told

MAX_STATES = 20_000
SAME = 1e-9  # two numbers closer than this are the same slider position


def members(name: str, values: Iterable) -> list:
    """All of `values`; raises where they cannot be iterated over, or are more than the states that a grid may have."""
    try:
        members = list(itertools.islice(values, MAX_STATES + 1))
    except Exception as error:
        raise ExplorableError(f"The values of {name!r} cannot be listed: {told(error)}") from error
    if len(members) > MAX_STATES:
        raise ExplorableError(f"Control {name!r} has more than {MAX_STATES:,} values: give fewer.")
    return members


def finite_number(name: str, value):
    """`value` as a Python int or float; raises where it is not a finite real number."""
    if not is_finite(value):
        raise ExplorableError(f"Control {name!r} has the value {brief(value)}, which is not a finite number.")
    return int(value) if isinstance(value, numbers.Integral) else float(value)


def is_finite(value) -> bool:
    """Whether `value` is a real number that a float can hold."""
    try:
        return isinstance(value, numbers.Real) and not isinstance(value, bool) and math.isfinite(value)
    except OverflowError:  # an integer too large for a float
        return False


def refuse_repeats(name: str, texts: tuple[str, ...]) -> None:
    """Refuse two values that a reader could not tell apart."""
    repeated = sorted(text for text, count in Counter(texts).items() if count > 1)
    if repeated:
        raise ExplorableError(
            f"Control {name!r} shows {brief(repeated[0])} for two values: give them different labels."
        )


def written(values: list, format: str | Callable | None = None) -> list[str]:
    """`values` as a reader sees them: by `format` (a format spec or a function), else with equal decimals.

    What a function returns stands as it is; else a negative number has a minus sign, as matplotlib's ticks have.
    """
    if callable(format):
        return [format(value) for value in values]
    if format is None and all(isinstance(value, int) for value in values):
        format = ","
    elif format is None:
        places = max(decimals(value) for value in values)
        format = f".{places}f" if places <= 4 else ".4g"
    texts = [f"{value:{format}}" for value in values]
    return [f"−{text[1:]}" if text.startswith("-") else text for text in texts]


def decimals(number: float) -> int:
    """Digits after the point in the shortest decimal that reads back as `number`."""
    return max(0, -Decimal(repr(float(number))).normalize().as_tuple().exponent)


def same(first, second) -> bool:
    """Whether two control values are equivalent: equal, or numbers within 1e-9."""
    if first is second:
        return True
    if isinstance(first, bool) or isinstance(second, bool):
        return first is second
    if isinstance(first, numbers.Real) and isinstance(second, numbers.Real):
        return math.isclose(first, second, rel_tol=0, abs_tol=SAME)
    if isinstance(first, tuple) and isinstance(second, tuple | list):
        return len(first) == len(second) and all(same(a, b) for a, b in zip(first, second, strict=True))
    return isinstance(first, str) and isinstance(second, str) and first == second


def distance(first, second) -> float:
    """The distance between two equivalent values: 0, unless they are numbers."""
    return abs(first - second) if isinstance(first, numbers.Real) and not isinstance(first, bool) else 0.0


def shapes(texts: Iterable[str]) -> list[str]:
    """The widest of `texts` in any font of equally wide digits: with zeros for digits, none within another.

    >>> shapes(["9.5 m", "10.0 m", "-1.5 m", "1 km"])
    ['00.0 m', '-0.0 m', '0 km']
    """
    patterns = dict.fromkeys(re.sub(r"\d", "0", text) for text in texts)
    return [one for one in patterns if not any(one != other and _within(one, other) for other in patterns)]


def _within(letters: str, text: str) -> bool:
    """Whether `text` has all `letters`, in their order."""
    rest = iter(text)
    return all(letter in rest for letter in letters)
