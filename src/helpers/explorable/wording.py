"""Wording: how the values of controls are written, and when two of them are the same."""

from __future__ import annotations

import math
import numbers
import unicodedata
from collections.abc import Callable, Iterable
from decimal import Decimal

from helpers.explorable.errors import ExplorableError

SAME = 1e-9  # two numbers closer than this are the same slider position
LONG = 80  # characters of a value that an error message repeats
UNSEEN = ("Cc", "Cs")  # Unicode categories that no page can show: controls and halves of characters


def written(values: list, format: str | Callable | None = None) -> list[str]:
    """`values` as a reader sees them: by `format` (a format spec or a function), else with equal decimals."""
    if callable(format):
        return [format(value) for value in values]
    if format is not None:
        return [f"{value:{format}}" for value in values]
    if all(isinstance(value, int) for value in values):
        return [f"{value:,}" for value in values]
    places = max(decimals(value) for value in values)
    return [f"{value:.{places}f}" if places <= 4 else f"{value:.4g}" for value in values]


def decimals(number: float) -> int:
    """Digits after the point in the shortest decimal that reads back as `number`."""
    return max(0, -Decimal(repr(float(number))).normalize().as_tuple().exponent)


def same(first, second) -> bool:
    """Whether two control values are the same one: equal, or numbers within 1e-9."""
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
    """How far apart two values are that are the same one: 0 but for numbers."""
    return abs(first - second) if isinstance(first, numbers.Real) and not isinstance(first, bool) else 0.0


def listed(items: Iterable) -> str:
    """Words for an error message: all the items, or the first and last few of many."""
    words = [word(item) for item in items]
    return ", ".join(words if len(words) <= 8 else [*words[:4], "…", *words[-2:]])


def word(item) -> str:
    """An item in an error message: as it is written, or as Python writes it where it cannot be read."""
    text = str(item)
    return text if len(text) <= LONG and text.isprintable() else brief(text)


def brief(value) -> str:
    """A value in an error message: as Python writes it, on one line, cut where it is long."""
    return cut(repr(value))


def cut(text: str) -> str:
    """`text` on one line, without what lies beyond the length of a value."""
    text = " ".join(text.encode("ascii", "backslashreplace").decode().split()) if not text.isprintable() else text
    return text if len(text) <= LONG else f"{text[: LONG - 1]}…"


def told(error: Exception) -> str:
    """The end of a sentence that says which error an author's own function raised."""
    return f"{type(error).__name__}: {' '.join(str(error).split())[: 3 * LONG].rstrip('.')}."


def plain_text(what: str, text) -> str:
    """`text`, which a page can show; raises ExplorableError, whose sentence begins with `what`, for anything else."""
    if not isinstance(text, str):
        raise ExplorableError(f"{what} is {brief(text)}, which is no text.")
    if any(unicodedata.category(letter) in UNSEEN and letter not in "\n\t" for letter in text):
        raise ExplorableError(f"{what} is {brief(text)}, which holds a character that no page can show.")
    return text
