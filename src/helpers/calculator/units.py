"""Units: how a number is written for a reader, binary and decimal prefixes told apart.

The scales travel to the page as data and ``calculator.js`` writes numbers with the same few rules, so the two
agree to the character: `figures` rounds halves away from zero, as JavaScript's ``toFixed`` does.
"""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Decimal

from helpers.calculator.arithmetic import same
from helpers.explorable.errors import ExplorableError
from helpers.explorable.messages import brief, plain_text

LARGEST = 1e21  # from here on JavaScript uses exponents
THIN = "\u2009"  # thin space, before a per cent sign
NO_BREAK = "\u00a0"

BINARY = tuple((1024.0**power, word) for power, word in enumerate(("bytes", "KiB", "MiB", "GiB", "TiB", "PiB")))
DECIMAL = tuple((1000.0**power, word) for power, word in enumerate(("bytes", "kB", "MB", "GB", "TB", "PB")))
PREFIXES = ((1.0, ""), (1e3, "k"), (1e6, "M"), (1e9, "G"), (1e12, "T"), (1e15, "P"), (1e18, "E"))
PREFIXED = ("FLOP", "FLOP/s", "B/s", "bit/s", "W", "Hz")  # units that take decimal prefixes
SECONDS = ((1e-9, "ns"), (1e-6, "µs"), (1e-3, "ms"), (1.0, "s"))


PLURALS = (("ies", "y"), ("(?<=ss)es", ""), ("(?<=[^s])s", ""))  # an ending of many, and of one


def singular(unit: str) -> str:
    """`unit` in the singular; a word of fewer than four letters, such as ms, is not a plural.

    >>> singular("KV heads"), singular("bytes each"), singular("ms"), singular("FLOP/s")
    ('KV head', 'byte each', 'ms', 'FLOP/s')
    """
    return " ".join(map(_singular, unit.split(" ")))


def _singular(word: str) -> str:
    if not word.isalpha() or len(word) < 4:
        return word
    return next((re.sub(f"{many}$", one, word) for many, one in PLURALS if re.search(f"{many}$", word)), word)


def scales(unit: str) -> dict[str, tuple]:
    """Scales of `unit`, each a tuple of (size, word) from small to large; the first is the usual one."""
    if not isinstance(unit, str):
        raise ExplorableError(
            f"The unit {brief(unit)} must be a string: give a word such as 'bytes', or '' for a plain number."
        )
    if plain_text("A unit", unit) == "bytes":
        return {"binary": BINARY, "decimal": DECIMAL}
    if unit == "s":
        return {"decimal": SECONDS}
    if unit == "%":
        return {"decimal": ((0.01, "%"),)}
    if unit in PREFIXED:
        return {"decimal": tuple((size, prefix + unit) for size, prefix in PREFIXES)}
    return {"decimal": ((1.0, unit),)}


def figures(number: float) -> tuple[str, bool]:
    """`number` to three significant figures (whole numbers from 100 on in full), and whether that is exact.

    >>> figures(1073.741824), figures(2.5), figures(0.125)
    (('1,074', False), ('2.5', True), ('0.125', True))
    """
    if not abs(number) < LARGEST:
        return "out of range", False
    places = decimals(abs(float(fixed(number, decimals(abs(number))))))  # 9.996 is written 10.0: rounding adds a figure
    for short in range(places):
        if same(float(fixed(number, short)), number):
            return _grouped(fixed(number, short)), True
    text = fixed(number, places)
    if float(text) == 0:
        return "0", number == 0
    return _grouped(text), same(float(text), number)


def decimals(size: float) -> int:
    """Decimals that show three significant figures of `size` ≥ 0."""
    if size == 0 or size >= 100:
        return 0
    places = 1 if size >= 10 else 2
    while size < 1 and places < 14:
        size *= 10
        places += 1
    return places


def fixed(number: float, places: int) -> str:
    """`number` with `places` decimals, halves away from zero; never a negative zero."""
    rounded = Decimal(number).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{abs(rounded) if rounded == 0 else rounded:f}"


def _grouped(text: str) -> str:
    """A decimal with commas between thousands and a true minus sign."""
    whole, dot, decimals = text.lstrip("-").partition(".")
    return ("−" if text.startswith("-") else "") + f"{int(whole):,}" + dot + decimals


def scaled(number: float, scale: tuple) -> tuple[str, bool]:
    """`number` in the largest word of `scale` that leaves it at least 1, and whether the text is exact."""
    size, word = next((one for one in scale if number == 0 and one[0] == 1), scale[0])  # 0 s, not 0 ns
    for larger, larger_word in scale:
        if abs(number) >= larger:
            size, word = larger, larger_word
    text, exact = figures(number / size)
    space = THIN if word == "%" else " "
    return (f"{text}{space}{word}" if word else text), exact


def written(number: float, unit_scales: dict[str, tuple], form: str = "") -> str:
    """`number` in words: `form` is a scale's name, "both", "exact", "chain", or "" for the usual scale.

    >>> written(2**30, scales("bytes"), "both")
    '1 GiB (1.07 GB)'
    >>> written(2**30, scales("bytes"), "chain").replace(NO_BREAK, " ")
    '= 1,073,741,824 bytes = 1 GiB ≈ 1.07 GB'
    """
    if not math.isfinite(number):
        return "undefined"
    each = [scaled(number, scale) for scale in unit_scales.values()]
    if form == "both":
        other = next((text for text, _ in each if text != each[0][0]), "")
        return each[0][0] + (f" ({other})" if other else "")
    plain = scaled(number, (next(scale for scale in unit_scales.values())[_unit_place(unit_scales)],))
    if form == "exact":
        return plain[0]
    if form == "chain":
        return _chain([plain, *each])
    return each[list(unit_scales).index(form)][0] if form else each[0][0]


def _unit_place(unit_scales: dict[str, tuple]) -> int:
    """Where in the usual scale the unit without a prefix stands."""
    sizes = [size for size, _ in next(iter(unit_scales.values()))]
    return sizes.index(1.0) if 1.0 in sizes else 0


def _chain(texts: list[tuple[str, bool]]) -> str:
    """The different texts, each after its = or ≈; a line can break only before these."""
    parts, seen = [], set()
    for text, exact in texts:
        if text not in seen:
            parts.append((("= " if exact else "≈ ") + text).replace(" ", NO_BREAK))
        seen.add(text)
    return " ".join(parts)
