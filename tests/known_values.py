"""The values of a calculator's trees and how numbers are written, in Python as in the page."""

from __future__ import annotations

import math

from helpers.calculator.units import THIN

# Tree, value
WORTH = [
    (["+"], 0), (["+", 1, 2, 3.5], 6.5), (["-", 10, 1, 2], 7), (["*"], 1), (["*", 2, 3, 4], 24), (["/", 7, 2], 3.5),
    (["neg", 3], -3), (["^", 2, 10], 1024), (["^", 2, -2], 0.25), (["^", 4, 0.5], 2), (["^", 4, -0.5], 0.5),
    (["^", 0, 0], 1), (["^", -2, 3], -8), (["^", 2, 65], 2**65), (["^", -2, 65], math.nan), (["^", 0, -0.5], math.nan),
    (["^", 0, 0.5], 0), (["^", 0, -1], math.nan), (["^", 10, 400], math.inf), (["^", 1e250, 1.5], math.inf),
    (["^", 10, 64], math.prod([10.0] * 64)), (["sqrt", 9], 3), (["sqrt", 0], 0), (["sqrt", -1], math.nan),
    (["log", math.e], 1), (["log", 1], 0), (["log", 0], math.nan), (["log2", 8], 3), (["log2", 0], math.nan),
    (["log2", 0.5], -1), (["ceil", 2.1], 3), (["ceil", -2.1], -2), (["ceil", math.inf], math.inf),
    (["ceil", math.nan], math.nan), (["ceil", 3 + 1e-13], 3), (["ceil", 3 + 1e-11], 4), (["ceil", 1e-13], 0), 
    (["ceil", 1 + 1.5e-12], 2),
    (["floor", 2.9], 2), (["floor", -2.1], -3), (["floor", 3 - 1e-13], 3), (["floor", 3 - 1e-11], 2),
    (["floor", 1e6 - 1e-7], 1e6), (["min", 3, 1, 2], 1), (["max", 3, 1, 2], 3), (["min", 3, math.nan], math.nan),
    (["max", math.nan, 3], math.nan), (["if", ["<", 1, 2], 5, 6], 5), (["if", ["<", 2, 1], 5, ["<", 1, 2], 6, 7], 6),
    (["if", ["<", 2, 1], 5, ["<", 2, 1], 6, 7], 7), (["if", ["<", 2, 1], 5, 6], 6),
    (["exp", 0], 1), (["exp", 1000], math.inf), (["abs", -2.5], 2.5), (["abs", 2], 2), (["sign", -3], -1),
    (["sign", 0], 0), (["sin", 0], 0), (["cos", 0], 1), (["tan", 0], 0), (["tanh", 0], 0), (["erf", 0], 0),
    (["erf", 9], 1), (["erfinv", 0], 0), (["erfinv", 2], math.nan), (["factorial", 5], 120), (["factorial", 0], 1),
    (["factorial", 2.5], math.nan), (["sum", "k", 1, 4, "k"], 10), (["sum", "k", 3, 2, "k"], 0),
]  # fmt: skip

# A condition, and whether it holds: numbers that differ by rounding are equal
NEAR = 1 + 5e-13
ALIKE = ((1, 1), (1, NEAR), (NEAR, 1), (-1, -NEAR), (1e30, NEAR * 1e30), (-1e-30, -NEAR * 1e-30), (math.inf, math.inf))
COMPARED = {"<": (True, False, False), "<=": (True, True, False), ">": (False, False, True), ">=": (False, True, True)}
YES, NO = ["==", 0, 0], ["!=", 0, 0]
CONDITIONS = [
    *(([sign, 1, 2], less) for sign, (less, _, _) in COMPARED.items()),
    *(([sign, 2, 1], more) for sign, (_, _, more) in COMPARED.items()),
    *(([sign, *pair], equal) for sign, (_, equal, _) in COMPARED.items() for pair in ALIKE),
    *((["==", *pair], True) for pair in (*ALIKE, (0, 0))), *((["!=", *pair], False) for pair in (*ALIKE, (0, 0))),
    *((["==", *pair], False) for pair in ((1, 1 + 2e-12), (0, 1e-300), (1, -1))),
    *((["!=", *pair], True) for pair in ((1, 1 + 2e-12), (0, 1e-300), (1, -1))),
    (["and", YES, YES], True), (["and", YES, NO], False), (["or", NO, NO], False), (["or", YES, NO], True),
    (["not", YES], False), (["not", NO], True),
]  # fmt: skip

# Number, its three significant figures, whether they are all
FIGURES = [
    (0, "0", True), (0.125, "0.125", True), (1, "1", True), (9.994, "9.99", False), (10, "10", True),
    (99.94, "99.9", False), (100, "100", True), (100.4, "100", False), (999.5, "1,000", False),
    (1234567.8, "1,234,568", False), (0.00123456, "0.00123", False), (0.1 + 0.2, "0.3", True),
    (0.09546, "0.0955", False), (9.996, "10.0", False), (99.96, "100", False), (0.99961, "1.00", False),
    (-9.996, "−10.0", False), (1e-14 / 3, "0", False),
    (1.5e-13, "0.00000000000015", True), (1e-15, "0", False), (-1, "−1", True), (-0.0004, "−0.0004", True),
    (-1234.5, "−1,235", False), (9.99e20, "999,000,000,000,000,000,000", True), (1e21, "out of range", False),
    (-1e-15, "0", False), (-0.0, "0", True), (-1e21, "out of range", False), (math.nan, "out of range", False),
]  # fmt: skip

# Number, unit, form, text
WORDS = [
    (0.5, "s", "chain", "= 0.5 s = 500 ms"), (5e-10, "s", "", "0.5 ns"), (2e-9, "s", "", "2 ns"),
    (3e-6, "s", "", "3 µs"), (0.001, "s", "", "1 ms"), (0.000999, "s", "", "999 µs"), (60, "s", "", "60 s"),
    (60, "s", "exact", "60 s"), (0.002, "s", "exact", "0.002 s"), (1.5, "%", "", f"150{THIN}%"),
    (0.5, "%", "exact", f"50{THIN}%"), (0.5, "%", "chain", f"= 50{THIN}%"), (999, "W", "", "999 W"),
    (1000, "W", "", "1 kW"), (-1000, "W", "", "−1 kW"), (2e6, "FLOP/s", "", "2 MFLOP/s"), (1e18, "Hz", "", "1 EHz"),
    (1e21, "Hz", "", "1,000 EHz"), (3e15, "bit/s", "", "3 Pbit/s"), (1500, "B/s", "chain", "= 1,500 B/s = 1.5 kB/s"),
    (1234.5, "B/s", "chain", "≈ 1,235 B/s ≈ 1.23 kB/s"), (2**50, "bytes", "both", "1 PiB (1.13 PB)"),
    (2**40, "bytes", "both", "1 TiB (1.10 TB)"), (2**20, "bytes", "both", "1 MiB (1.05 MB)"),
    (-2048, "bytes", "both", "−2 KiB (−2.05 kB)"), (10**15, "bytes", "decimal", "1 PB"),
    (1000, "bytes", "binary", "1,000 bytes"), (1024, "bytes", "binary", "1 KiB"), (0, "bytes", "both", "0 bytes"),
    (0, "s", "", "0 s"), (0, "%", "", f"0{THIN}%"), (9.996, "s", "", "10.0 s"),
    (1, "tokens", "both", "1 tokens"), (5, "", "chain", "= 5"), (2.5, "", "exact", "2.5"),
    (math.inf, "bytes", "chain", "undefined"),
]  # fmt: skip

# Ratio, share
SHARES = [
    (0.5, f"50{THIN}%"), (1.234, f"123{THIN}%"), (0, f"0{THIN}%"), (math.inf, "undefined"), (math.nan, "undefined"),
]  # fmt: skip
