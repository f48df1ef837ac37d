"""Wording: how the values of controls are written, and when two of them are the same."""

from __future__ import annotations

import math
import numbers
from collections.abc import Callable, Iterable
from decimal import Decimal

SAME = 1e-9  # two numbers closer than this are the same slider position


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
    return max(0, -Decimal(repr(number)).normalize().as_tuple().exponent)


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
    return isinstance(first, str | None.__class__) and first == second


def distance(first, second) -> float:
    """How far apart two values are that are the same one: 0 but for numbers."""
    return abs(first - second) if isinstance(first, numbers.Real) and not isinstance(first, bool) else 0.0


def listed(items: Iterable) -> str:
    """Words for an error message: all the items, or the first and last few of many."""
    words = [str(item) for item in items]
    return ", ".join(words if len(words) <= 8 else [*words[:4], "…", *words[-2:]])
