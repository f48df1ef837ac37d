"""The page's calculator computes and writes what Python's does, in every known case."""

from __future__ import annotations

import math

import pytest
import specimens

from helpers.calculator.units import NO_BREAK, scales
from known_values import CONDITIONS, FIGURES, SHARES, WORDS, WORTH

SCRIPTS = (specimens.ENGINE / "player.js", specimens.ENGINE.parent / "calculator" / "calculator.js")


@pytest.fixture
def asked(page):
    """Ask the page's calculator for many answers at once: a function's name, and its arguments for each answer."""
    for script in SCRIPTS:
        page.add_script_tag(path=script)
    return lambda name, rows: page.evaluate(
        f"(rows) => rows.map((row) => Explorable.calculator.{name}(...row))", [list(row) for row in rows]
    )


def same(one: float, other: float) -> bool:
    return one == other or (math.isnan(one) and math.isnan(other))


def test_trees_are_worth_what_they_are_in_python(asked):
    found = asked("evaluate", [(tree, {}) for tree, _ in WORTH])
    assert [row for row, worth in zip(WORTH, found, strict=True) if not same(row[1], float(worth))] == []


def test_conditions_hold_as_they_do_in_python(asked):
    found = asked("evaluate", [(tree, {}) for tree, _ in CONDITIONS])
    assert [row for row, holds in zip(CONDITIONS, found, strict=True) if holds is not row[1]] == []


def test_numbers_and_shares_are_written_as_in_python(asked):
    found = asked("written", [(number, scales(unit), form) for number, unit, form, _ in WORDS])
    assert [text.replace(NO_BREAK, " ") for text in found] == [text for *_, text in WORDS]
    assert asked("share", [(ratio,) for ratio, _ in SHARES]) == [text for _, text in SHARES]


def test_figures_are_cut_as_in_python(asked):
    finite = [row for row in FIGURES if math.isfinite(row[0])]
    found = asked("written", [(number, scales(""), "chain") for number, _, _ in finite])
    assert found == [f"{'=' if exact else '≈'}{NO_BREAK}{text}".replace(" ", NO_BREAK) for _, text, exact in finite]
