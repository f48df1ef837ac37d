"""Readouts: counts, quantities and shares as a person would say them, correct in every state."""

from __future__ import annotations

from helpers.calculator.units import LARGEST, THIN, figures, scales, written
from helpers.explorable.errors import ExplorableError
from helpers.explorable.messages import brief
from helpers.explorable.values import is_finite

LEAST, MOST = 0.001, 10.0  # shares below are "less than 0.1 %"; from there on they are written as a multiple


def counted(number: float, noun: str, plural: str | None = None) -> str:
    """A number of things: "1 token", "2 tokens", "1,000 tokens"; `plural` where it is not `noun` and an s.

    >>> counted(1, "user"), counted(1200, "query", "queries")
    ('1 user', '1,200 queries')

    Raises ExplorableError where `number` is not a non-negative integer.
    """
    if not (is_finite(number) and number >= 0 and number == int(number)):
        raise ExplorableError(f"counted was given {brief(number)} of {brief(noun)}: things are counted 0, 1, 2, ….")
    return f"{int(number):,} {noun if number == 1 else plural or f'{noun}s'}"


def ordinal(place: int) -> str:
    """A place in a row, from the 1st on.

    >>> ordinal(1), ordinal(12), ordinal(23)
    ('1st', '12th', '23rd')

    Raises ExplorableError where `place` is not a positive integer.
    """
    if not (is_finite(place) and place > 0 and place == int(place)):
        raise ExplorableError(f"ordinal was given {brief(place)}: places are counted 1, 2, 3, ….")
    ending = {1: "st", 2: "nd", 3: "rd"}.get(int(place) % 10, "th")
    return f"{int(place):,}{'th' if place % 100 in (11, 12, 13) else ending}"


def amount(number: float, unit: str = "") -> str:
    """A quantity to three significant figures, whole numbers from 100 on in full, with its unit.

    "bytes", "s", "FLOP", "FLOP/s", "B/s", "bit/s", "W" and "Hz" take prefixes, as in a calculator; "%" is a `share`.

    >>> amount(2**30, "bytes"), amount(0.0416, "s"), amount(11_260_014.2), amount(0.3001, "ppm")
    ('1 GiB', '41.6 ms', '11,260,014', '0.300 ppm')

    Raises ExplorableError where `number` is not finite, or 10²¹ and more.
    """
    if isinstance(unit, str) and unit == "%":
        return share(number)
    return written(_finite("amount", number), scales(unit))


def share(ratio: float) -> str:
    """A ratio in per cent to three significant figures; from ten times on as a number of times.

    >>> share(0.934), share(0.00001), share(112_600.1)
    ('93.4\\u2009%', 'less than 0.1\\u2009%', '112,600 times')

    Raises ExplorableError where `ratio` is not a finite number from 0 on.
    """
    if _finite("share", ratio) < 0:
        raise ExplorableError(f"share was given {brief(ratio)}: a share is 0 or more.")
    if ratio >= MOST:
        return f"{figures(ratio)[0]} times"
    if 0 < ratio < LEAST:
        return f"less than {figures(100 * LEAST)[0]}{THIN}%"
    return f"{figures(100 * ratio)[0]}{THIN}%"


def _finite(verb: str, number: float) -> float:
    if not is_finite(number):
        raise ExplorableError(f"{verb} was given {brief(number)}, which is not a finite number.")
    if not abs(float(number)) < LARGEST:
        raise ExplorableError(f"{verb} was given {brief(number)}, which is too large to be read: give it a unit.")
    return float(number)
