"""Values: what the finite, ordered lists behind all kinds of controls have in common."""

from __future__ import annotations

import itertools
import math
import numbers
from collections import Counter
from collections.abc import Iterable

from helpers.explorable.errors import ExplorableError
from helpers.explorable.wording import brief, told

MAX_STATES = 20_000


def members(name: str, values: Iterable) -> list:
    """All of `values`; raises where they cannot be gone through, or are more than a grid can have states."""
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
    except OverflowError:  # a whole number beyond all floats
        return False


def refuse_repeats(name: str, texts: tuple[str, ...]) -> None:
    """Refuse two values that a reader could not tell apart."""
    repeated = sorted(text for text, count in Counter(texts).items() if count > 1)
    if repeated:
        raise ExplorableError(
            f"Control {name!r} shows {brief(repeated[0])} for two values: give them different labels."
        )
