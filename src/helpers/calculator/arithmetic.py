"""The value of an expression tree: the arithmetic that ``calculator.js`` repeats, operator by operator.

Both languages compute in IEEE doubles and in the same order, so they agree to the last bit wherever no
logarithm or fractional power is taken, and to a few units in the last place there.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from helpers.calculator.special import erf, erfinv, factorial

MOST_TERMS = 10_000  # of a sum
SAME = 1e-12  # numbers this close, relatively, are one number: a rounding error must not flip ceil or <


def evaluate(tree, values: Mapping[str, float]) -> float | bool:
    """Value of `tree` where each control has the number in `values`; NaN where it has none (a division by 0)."""
    if isinstance(tree, str):
        return float(values[tree])
    if not isinstance(tree, list):
        return float(tree)
    operator, *operands = tree
    if operator == "if":
        return _case(operands, values)
    if operator == "sum":
        return _summed(operands, values)
    return OPERATORS[operator](*(evaluate(operand, values) for operand in operands))


def _case(operands: list, values: Mapping[str, float]) -> float:
    *pairs, otherwise = operands
    for condition, value in zip(pairs[::2], pairs[1::2], strict=True):
        if evaluate(condition, values):
            return evaluate(value, values)
    return evaluate(otherwise, values)


def _summed(operands: list, values: Mapping[str, float]) -> float:
    """The sum of a term over a whole index; NaN where its limits are not integers, or where it has too many terms."""
    index, first, last, term = operands
    first, last = _snapped(evaluate(first, values)), _snapped(evaluate(last, values))
    if not (first == math.floor(first) and last == math.floor(last) and last - first < MOST_TERMS):
        return math.nan
    total = 0.0
    for number in range(int(first), int(last) + 1):
        total += evaluate(term, {**values, index: number})
    return total


def same(a: float, b: float) -> bool:
    """Whether two numbers are equal up to rounding."""
    return a == b or abs(a - b) <= SAME * max(abs(a), abs(b))


def _added(*terms: float) -> float:
    total = 0.0
    for term in terms:
        total += term
    return total


def _multiplied(*factors: float) -> float:
    total = 1.0
    for factor in factors:
        total *= factor
    return total


def _subtracted(first: float, *others: float) -> float:
    for other in others:
        first -= other
    return first


def _divided(a: float, b: float) -> float:
    return math.nan if b == 0 else a / b


def _power(base: float, exponent: float) -> float:
    """Repeated multiplication for small integer exponents, so that every language rounds alike; else pow."""
    if exponent == math.floor(exponent) and abs(exponent) <= 64:
        total = _multiplied(*[base] * int(abs(exponent)))
        return _divided(1.0, total) if exponent < 0 else total
    if base < 0 or (base == 0 and exponent < 0):
        return math.nan
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return math.inf


def _exponential(number: float) -> float:
    try:
        return math.exp(number)
    except OverflowError:
        return math.inf


def _snapped(number: float) -> float:
    """The integer that `number` is up to rounding, else `number`."""
    if not math.isfinite(number):
        return number
    nearest = float(math.floor(number + 0.5))
    return nearest if abs(number - nearest) <= SAME * max(1.0, abs(number)) else number


def _rounded(round_to, number: float) -> float:
    number = _snapped(number)
    return float(round_to(number)) if math.isfinite(number) else number


def _extreme(choose, *numbers: float) -> float:
    return math.nan if any(math.isnan(number) for number in numbers) else choose(numbers)


OPERATORS = {
    "+": _added,
    "-": _subtracted,
    "*": _multiplied,
    "/": _divided,
    "neg": lambda a: -a,
    "^": _power,
    "sqrt": lambda a: math.sqrt(a) if a >= 0 else math.nan,
    "log": lambda a: math.log(a) if a > 0 else math.nan,
    "log2": lambda a: math.log2(a) if a > 0 else math.nan,
    "exp": _exponential,
    "abs": abs,
    "sign": lambda a: math.copysign(1.0, a) if a else a,
    "sin": lambda a: math.sin(a) if math.isfinite(a) else math.nan,
    "cos": lambda a: math.cos(a) if math.isfinite(a) else math.nan,
    "tan": lambda a: math.tan(a) if math.isfinite(a) else math.nan,
    "tanh": math.tanh,
    "erf": erf,
    "erfinv": erfinv,
    "factorial": lambda a: factorial(_snapped(a)),
    "ceil": lambda a: _rounded(math.ceil, a),
    "floor": lambda a: _rounded(math.floor, a),
    "min": lambda *numbers: _extreme(min, *numbers),
    "max": lambda *numbers: _extreme(max, *numbers),
    "<": lambda a, b: a < b and not same(a, b),
    "<=": lambda a, b: a < b or same(a, b),
    ">": lambda a, b: a > b and not same(a, b),
    ">=": lambda a, b: a > b or same(a, b),
    "==": same,
    "!=": lambda a, b: not same(a, b),
    "and": lambda *conditions: all(conditions),
    "or": lambda *conditions: any(conditions),
    "not": lambda condition: not condition,
}
