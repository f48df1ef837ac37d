"""Functions that JavaScript lacks, in steps that ``calculator.js`` repeats: erf, its inverse, and the factorial."""

from __future__ import annotations

import math

FAR = 6.0  # beyond, erf is 1 up to rounding
TERMS = 200  # of the series, more than any argument within FAR needs
NEWTON = 8  # steps of Newton's method
WINITZKI = 0.147  # constant of the first guess of erf's inverse (S. Winitzki, 2008)


def erf(x: float) -> float:
    """The error function, 2/√π e^(−x²) Σ 2ⁿ x^(2n+1) / (2n+1)!!, whose terms have one sign; to 15 digits."""
    if abs(x) >= FAR:
        return math.copysign(1.0, x)
    term = total = x
    for n in range(1, TERMS):
        term *= 2 * x * x / (2 * n + 1)
        total += term
    return 2 / math.sqrt(math.pi) * math.exp(-x * x) * total


def erfinv(y: float) -> float:
    """The x whose erf is y, −1 < y < 1; NaN elsewhere."""
    if not -1 < y < 1:
        return math.nan
    logarithm = math.log((1 - y) * (1 + y))
    half = 2 / (math.pi * WINITZKI) + logarithm / 2
    x = math.copysign(math.sqrt(max(0.0, math.sqrt(half * half - logarithm / WINITZKI) - half)), y)
    for _ in range(NEWTON):
        x -= (erf(x) - y) * math.sqrt(math.pi) / 2 * math.exp(x * x)
    return x


def factorial(n: float) -> float:
    """n! of an integer from 0 to 170; infinite beyond, NaN elsewhere."""
    if not n >= 0 or (math.isfinite(n) and n != math.floor(n)):
        return math.nan
    if n > 170:
        return math.inf
    total = 1.0
    for factor in range(2, int(n) + 1):
        total *= factor
    return total
