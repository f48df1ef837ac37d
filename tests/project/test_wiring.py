"""The command that counts an explorable's lines: what it calls wiring, and what it leaves out."""

from __future__ import annotations

import ast
import importlib.util

import pytest

import repository

SPEC = importlib.util.spec_from_file_location("wiring", repository.TOP / "benchmarks/wiring.py")
wiring = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(wiring)


def cell(name: str, text: str, *tags: str) -> dict:
    return {"cell_type": "code", "id": name, "metadata": {"tags": list(tags)}, "source": text}


EXPLORABLE = """\
x = 3
figure, ax = new_figure()
trail = line(ax)
[dot] = ax.plot([], [])
PRESETS = {"One": {"k": 1}}
PRESETS["Two"] = {"k": 2}


def update(
    k: Slider((1, 3)) = 1,
):
    path = walk(k)
    trail.show(path)
    for mark in marks:
        mark.set_data(path)
    return f"{x}"


explore(update, figure, presets=PRESETS)
"""


def test_wiring_is_what_moves_and_controls_the_picture():
    lines = EXPLORABLE.splitlines()
    found = [lines[number - 1].strip() for number in sorted(wiring.wiring(ast.parse(EXPLORABLE)))]
    assert found == [
        "[dot] = ax.plot([], [])",
        'PRESETS = {"One": {"k": 1}}',
        'PRESETS["Two"] = {"k": 2}',
        "k: Slider((1, 3)) = 1,",
        "trail.show(path)",
        "for mark in marks:",
        "mark.set_data(path)",
        "explore(update, figure, presets=PRESETS)",
    ]


def test_open_cells_imports_models_and_checks_do_not_count():
    counted = cell("explorable", "# a comment\n\nexplore(update, figure)", "hide-input", "explorable")
    others = [
        cell("bootstrap", "a = 1", "bootstrap", "remove-cell"),
        cell("imports", "import a", "hide-input"),
        cell("model", "b = 1", "model"),
        cell("check", "assert b", "check", "hide-input"),
        cell("shown", "c = 1"),
    ]
    assert wiring.count({"cells": [*others, counted]}, 80) == (1, 1, 1, 6, 6)


@pytest.mark.parametrize(("width", "lines"), [(80, 1), (20, 5)])
def test_lines_are_counted_as_the_formatter_breaks_them(width, lines):
    notebook = {"cells": [cell("data", "values = [1000, 2000, 3000]", "hide-input")]}
    explorables, found, *_ = wiring.count(notebook, width)
    assert (explorables, found) == (0, lines)


def test_a_notebook_is_read_as_it_was():
    path = repository.TOP / "book/training/momentum.ipynb"
    assert wiring.source_of(path, "HEAD")["nbformat"] == 4
