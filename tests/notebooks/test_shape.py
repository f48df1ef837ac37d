"""Every notebook has the shape that `shape.py` describes, and each check fails on a copy broken in one place."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path

import pytest
from shape import (
    ANY,
    CONCEPT,
    FOLD,
    KERNEL,
    bootstrapped,
    bounded,
    clean,
    code,
    described,
    hidden,
    identified,
    legible,
    named,
    notebooks,
    noticed,
    opened,
    ordered,
    read,
    short,
    source,
    tagged,
    taught,
    words,
)

from helpers.sphinxext.catalogue import SLUG

READS = ["book/*/*.ipynb"]


def slug(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("path", notebooks(concepts=False), ids=slug)
@pytest.mark.parametrize("check", ANY, ids=lambda check: check.__name__)
def test_every_notebook_is(check: Callable, path: Path):
    wrong = list(check(read(path)))
    assert not wrong, f"{path.stem}: " + "; ".join(wrong)


@pytest.mark.parametrize("path", notebooks(concepts=True), ids=slug)
@pytest.mark.parametrize("check", CONCEPT, ids=lambda check: check.__name__)
def test_every_concept_is(check: Callable, path: Path):
    wrong = list(check(read(path)))
    assert not wrong, f"{path.stem}: " + "; ".join(wrong)


def test_all_notebooks_start_with_the_same_bootstrap_cell():
    cells = {path.stem: source(code(read(path), "bootstrap")[0]) for path in notebooks(concepts=False)}
    usual = max(set(cells.values()), key=list(cells.values()).count)
    assert [name for name, text in cells.items() if text != usual] == []


def test_slugs_are_names_and_no_two_notebooks_share_one():
    slugs = [path.stem for path in notebooks(concepts=False)]
    assert len(slugs) > 0 and len(set(slugs)) == len(slugs)
    assert [name for name in slugs if not SLUG.fullmatch(name)] == []


# Every check fails where it should


def cell(kind: str, name: str, text: str, *own: str) -> dict:
    more = {} if kind == "markdown" else {"outputs": [], "execution_count": None}
    fold = FOLD if "hide-input" in own else {}
    metadata = {"tags": list(own)} | fold if own else {}
    return {"cell_type": kind, "id": name, "metadata": metadata, "source": text, **more}


STEPS = "1. **Start.** It stands.\n2. [Later](#waves?t=1). It moved.\n3. **Fast**: it blurs,\n   at once."
PLACES = ("title", "bootstrap", "imports", "model", "explorable", "notice", "mechanism", "last", "check", "references")
TITLE, BOOT, IMPORTS, MODEL, EXPLORABLE, NOTICE, MECHANISM, LAST, CHECK, REFERENCES = range(len(PLACES))


def sound() -> dict:
    """The smallest notebook that passes every check."""
    ends = "## Common confusions\n\nNone.\n\n## In practice\n\nWaves.\n\n## Checked\n\nOne line."
    return {
        "cells": [
            cell("markdown", "title", "# Waves\n\n**A wave repeats.** It is needed everywhere."),
            cell("code", "bootstrap", "import sys", "bootstrap", "remove-cell"),
            cell("code", "imports", "import numpy as np", "hide-input"),
            cell("code", "model", "def wave(x):\n    return x", "hide-input", "model"),
            cell("code", "explorable", "explore(update, figure, predict=question)", "hide-input", "explorable"),
            cell("markdown", "notice", f"## What to notice\n\n{STEPS}"),
            cell("markdown", "mechanism", "## How it works\n\nIt repeats."),
            cell("markdown", "last", ends),
            cell("code", "check", "assert wave(1) - 1 < 1e-9\nprint('equal within 1e-9')", "hide-input", "check"),
            cell("markdown", "references", "## References\n\n- Fourier (1822)."),
        ],
        "metadata": {
            "kernelspec": dict(KERNEL),
            "explorable": {"summary": "A wave.", "tags": [], "prerequisites": ["circle"], "entries": ["topic-0001"]},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def put(index: int, **changes) -> Callable[[dict], None]:
    return lambda notebook: notebook["cells"][index].update(changes)


def say(**changes) -> Callable[[dict], None]:
    return lambda notebook: notebook["metadata"]["explorable"].update(changes)


def retag(index: int, *own: str) -> Callable[[dict], None]:
    """Give a cell other tags, and fold it in the notebook if they fold it in the page."""
    return put(index, metadata={"tags": list(own)} | (FOLD if "hide-input" in own else {}))


def turn(index: int, old: str, new: str) -> Callable[[dict], None]:
    """Replace words of a cell."""

    def change(notebook: dict) -> None:
        assert old in notebook["cells"][index]["source"]
        notebook["cells"][index]["source"] = notebook["cells"][index]["source"].replace(old, new)

    return change


def unset(index: int, key: str) -> Callable[[dict], None]:
    return lambda notebook: notebook["cells"][index]["metadata"].pop(key)


def add(index: int, *new: dict) -> Callable[[dict], None]:
    """Put cells before a cell."""
    return lambda notebook: notebook["cells"].__setitem__(slice(index, index), copy.deepcopy(new))


def all_of(*changes: Callable[[dict], None]) -> Callable[[dict], None]:
    return lambda notebook: [change(notebook) for change in changes] and None


def prose(count: int, name: str = "more") -> dict:
    return cell("markdown", name, "word " * count)


def pictures(*names: str) -> list[dict]:
    """Further pictures, each with two steps."""
    steps = "1. **One.** It stands.\n2. **Two.** It moves.\n\nMore of it."
    both = [(name, "explore(one, two)", f"steps-{name}") for name in names]
    return [
        made
        for name, text, after in both
        for made in (cell("code", name, text, "hide-input", "explorable"), cell("markdown", after, steps))
    ]


BROKEN = [
    (clean, put(MODEL, outputs=[{"output_type": "stream"}])),
    (clean, put(MODEL, execution_count=7)),
    (clean, put(EXPLORABLE, source="plt.rcParams['font.size'] = 8")),
    (clean, put(EXPLORABLE, source="plt.style.use('ggplot')")),
    (clean, lambda notebook: notebook["metadata"].update(kernelspec={"name": "my-env"})),
    (clean, lambda notebook: notebook.update(nbformat_minor=4)),
    (tagged, retag(EXPLORABLE, "explorable", "hide-imput")),
    (identified, put(MODEL, id="title")),
    (identified, put(MODEL, id="3f2a91bc")),
    (identified, put(MODEL, id="The model")),
    (identified, lambda notebook: notebook["cells"][MODEL].pop("id")),
    (bootstrapped, retag(BOOT, "remove-cell")),
    (bootstrapped, retag(BOOT, "bootstrap")),
    (bootstrapped, retag(MODEL, "model", "bootstrap")),
    (bootstrapped, lambda notebook: notebook["cells"].append(notebook["cells"].pop(BOOT))),
    (named, all_of(put(MODEL, source="rate = 2\ndef wave(x):\n    return rate * x"), put(CHECK, source="rate = 3"))),
    (
        named,
        all_of(put(MODEL, source="def step(x): return x\ndef wave(x): return step(x)"), put(CHECK, source="step = 3")),
    ),
    (
        named,
        all_of(
            put(MODEL, source="k = [1]\ndef wave(): return [k[n] for n in (0,)]"), put(CHECK, source="for k in []: 0")
        ),
    ),
    (bounded, put(CHECK, source="print(f'within {gap:.0e}')")),
    (bounded, put(CHECK, source="assert gap < 1e-8\nprint('within 1e-9')")),
    (described, lambda notebook: notebook["metadata"].pop("explorable")),
    (described, lambda notebook: notebook["metadata"]["explorable"].pop("tags")),
    (described, say(part="training")),
    (described, say(summary="waves")),
    (described, say(tags="waves")),
    (described, say(tags=["waves", "waves"])),
    (described, say(entries=["topic-1"])),
    (described, say(entries=[1])),
    (described, say(prerequisites=["Gradient Descent"])),
    (opened, put(TITLE, source="## Waves\n\n**A wave repeats.**")),
    (opened, put(TITLE, source="# Waves\n\nA wave repeats.")),
    (opened, put(TITLE, source="# Waves\n\n**Waves**")),
    (opened, put(TITLE, source="# Waves\n\n**" + "word " * 31 + ".**")),
    (opened, add(EXPLORABLE, prose(3))),
    (opened, retag(EXPLORABLE, "hide-input")),
    (hidden, retag(MODEL, "model")),
    (hidden, retag(EXPLORABLE, "explorable")),
    (hidden, retag(CHECK, "check")),
    (hidden, unset(MODEL, "jupyter")),
    (hidden, unset(CHECK, "cellView")),
    (hidden, add(LAST, cell("code", "own", "x = 1", "hide-input"), cell("code", "late", "y = 1") | {"metadata": FOLD})),
    (ordered, turn(NOTICE, "What to notice", "What to see")),
    (ordered, turn(MECHANISM, "How it works", "The mechanism")),
    (ordered, add(NOTICE, cell("markdown", "early", "## Early"))),
    (ordered, turn(LAST, "## Common confusions", "**Common confusions**")),
    (ordered, turn(LAST, "## In practice", "**In practice**")),
    (ordered, turn(LAST, "## Checked", "## Checks")),
    (ordered, turn(REFERENCES, "## References", "References")),
    (ordered, add(LAST, cell("code", "early", "assert 1\nprint(1)", "hide-input", "check"))),
    (noticed, turn(NOTICE, "\n3. **Fast**", "\n\n**Fast**")),
    (noticed, put(NOTICE, source="## What to notice\n\n" + "1. **Start.** It stands.\n" * 6)),
    (noticed, turn(NOTICE, "**Start.**", "Start.")),
    (noticed, turn(NOTICE, "(#waves?t=1)", "(https://example.org)")),
    (noticed, turn(NOTICE, "It moved.", "word " * 46)),
    (noticed, turn(NOTICE, "\n\n1.", "\n\nLook:\n\n1.")),
    (noticed, turn(NOTICE, "at once.", "at once.\n\nMore.")),
    (noticed, turn(NOTICE, "1. ", "- ")),
    (noticed, add(NOTICE, prose(3))),
    (noticed, add(LAST, pictures("second")[0])),
    (short, turn(TITLE, "everywhere.", "word " * 80)),
    (short, turn(NOTICE, "It moved.", "word " * 345)),
    (short, add(LAST, prose(1200))),
    (short, add(LAST, prose(1450), *pictures("second"))),
    (short, add(LAST, prose(1500), *pictures("second", "third"))),
    (legible, put(MODEL, source="x = 1\n" * 26)),
    (legible, put(MODEL, source="x = 1  # " + "x" * 72)),
    (legible, put(EXPLORABLE, source="x = 1  # " + "x" * 72)),
    (legible, add(LAST, cell("code", "seen", "x = 1\n" * 26))),
    (taught, retag(MODEL, "hide-input")),
    (taught, put(CHECK, source="assert wave(1) == 1")),
    (taught, put(CHECK, source="print('equal')")),
    (taught, retag(CHECK, "hide-input")),
    (taught, say(entries=[])),
    (taught, put(EXPLORABLE, source="explore(update, figure)")),
]


FULL = "x = 1\n" * 24 + "x = 2  # " + "x" * 71  # 25 lines, the last of 80 characters
FITTING = [
    (legible, put(MODEL, source=FULL)),
    (legible, put(EXPLORABLE, source="x = 1\n" * 99)),
    (opened, put(TITLE, source="# Waves\n\n**" + "word " * 29 + "word.**")),
    (short, put(TITLE, source="# Waves\n\n**A wave repeats.** " + "word " * 76)),
    (short, add(LAST, prose(1400), *pictures("second", "third"))),
    (short, add(LAST, cell("markdown", "more", f"<details>\n\n{'word ' * 2000}\n\n</details>"))),
    (noticed, turn(NOTICE, "It moved.", "word " * 45)),
    (noticed, add(LAST, *pictures("second"))),
    (hidden, add(LAST, cell("code", "seen", "x = 1", "model"))),
]


@pytest.mark.parametrize(
    ("check", "change"), FITTING, ids=[f"{check.__name__}-{n}" for n, (check, _) in enumerate(FITTING)]
)
def test_what_just_fits_passes(check: Callable, change: Callable):
    notebook = sound()
    change(notebook)
    assert list(check(notebook)) == []


def test_formulas_links_and_what_is_folded_are_read_as_they_cost():
    assert words("A [long link](https://example.org/a-b) and $x + y = z$, of course:") == 7
    assert words("$$\na + b = c\n$$\n\n<details>\n<summary>Details</summary>\n\nA proof.\n\n</details>\n\nDone.") == 1


@pytest.mark.parametrize("check", ANY + CONCEPT, ids=lambda check: check.__name__)
def test_the_sound_notebook_passes(check: Callable):
    assert list(check(sound())) == []


@pytest.mark.parametrize(
    ("check", "change"), BROKEN, ids=[f"{check.__name__}-{n}" for n, (check, _) in enumerate(BROKEN)]
)
def test_a_broken_copy_fails(check: Callable, change: Callable):
    notebook = copy.deepcopy(sound())
    change(notebook)
    assert list(check(notebook)) != []


@pytest.mark.parametrize("later", ["[rate for rate in (1, 2)]", "def other(rate):\n    rate = 3", "import rate"])
def test_a_name_may_be_used_again_where_no_function_misses_it(later: str):
    notebook = sound()
    change = put(MODEL, source="rate = 2\ndef wave(x):\n    return rate * x"), put(CHECK, source=later)
    all_of(*change)(notebook)
    assert list(named(notebook)) == []
