"""Every notebook has the shape that `shape.py` describes, and each check fails on a copy broken in one place."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path

import pytest
from shape import (
    ANY,
    CONCEPT,
    KERNEL,
    bootstrapped,
    bounded,
    clean,
    code,
    described,
    identified,
    named,
    notebooks,
    read,
    short,
    source,
    tagged,
    taught,
    written,
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
    return {"cell_type": kind, "id": name, "metadata": {"tags": list(own)} if own else {}, "source": text, **more}


def sound() -> dict:
    """The smallest notebook that passes every check."""
    mechanism = (
        "A line of prose that says what each symbol means, with its shape and its unit, and where it is from. " * 2
    )
    return {
        "cells": [
            cell("markdown", "title", "# Waves\n\n**A wave repeats.** It is needed everywhere."),
            cell("code", "bootstrap", "import sys", "bootstrap", "remove-cell"),
            cell("markdown", "mechanism", mechanism),
            cell("code", "model", "def wave(x):\n    return x", "model"),
            cell("markdown", "predict", "**Predict.** What happens at 0?"),
            cell("code", "explorable", "explore(update, figure)", "hide-input", "explorable"),
            cell("markdown", "notice", "**Common confusions**\n\n- A wave is no particle."),
            cell("code", "check", "assert wave(1) - 1 < 1e-9\nprint('equal within 1e-9')", "check"),
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
    return put(index, metadata={"tags": list(own)})


def pad(count: int) -> Callable[[dict], None]:
    return lambda notebook: notebook["cells"].extend(cell("markdown", f"more-{n}", "Prose.") for n in range(count))


def fold(*changes: Callable[[dict], None]) -> Callable[[dict], None]:
    return lambda notebook: [change(notebook) for change in changes] and None


BROKEN = [
    (clean, put(3, outputs=[{"output_type": "stream"}])),
    (clean, put(3, execution_count=7)),
    (clean, put(5, source="plt.rcParams['font.size'] = 8")),
    (clean, put(5, source="plt.style.use('ggplot')")),
    (clean, lambda notebook: notebook["metadata"].update(kernelspec={"name": "my-env"})),
    (clean, lambda notebook: notebook.update(nbformat_minor=4)),
    (tagged, retag(5, "explorable", "hide-imput")),
    (identified, put(3, id="title")),
    (identified, put(3, id="3f2a91bc")),
    (identified, put(3, id="The model")),
    (identified, lambda notebook: notebook["cells"][3].pop("id")),
    (bootstrapped, retag(1, "remove-cell")),
    (bootstrapped, retag(1, "bootstrap")),
    (bootstrapped, retag(3, "model", "bootstrap")),
    (bootstrapped, lambda notebook: notebook["cells"].append(notebook["cells"].pop(1))),
    (named, fold(put(3, source="rate = 2\ndef wave(x):\n    return rate * x"), put(7, source="rate = 3"))),
    (named, fold(put(3, source="def step(x): return x\ndef wave(x): return step(x)"), put(7, source="step = 3"))),
    (named, fold(put(3, source="k = [1]\ndef wave(): return [k[n] for n in (0,)]"), put(7, source="for k in []: 0"))),
    (bounded, put(7, source="print(f'within {gap:.0e}')")),
    (bounded, put(7, source="assert gap < 1e-8\nprint('within 1e-9')")),
    (described, lambda notebook: notebook["metadata"].pop("explorable")),
    (described, lambda notebook: notebook["metadata"]["explorable"].pop("tags")),
    (described, say(part="training")),
    (described, say(summary="waves")),
    (described, say(tags="waves")),
    (described, say(tags=["waves", "waves"])),
    (described, say(entries=["topic-1"])),
    (described, say(entries=[1])),
    (described, say(prerequisites=["Gradient Descent"])),
    (short, retag(5, "hide-input")),
    (short, pad(7)),
    (short, fold(retag(7, "explorable"), pad(9))),
    (short, put(3, source="x = 1\n" * 26)),
    (short, put(3, source="x = 1  # " + "x" * 72)),
    (short, put(7, source="assert wave(1) - 1 < 1e-9\nprint('equal within 1e-9')\n" * 13)),
    (taught, retag(3)),
    (taught, put(7, source="assert wave(1) == 1")),
    (taught, put(7, source="print('equal')")),
    (taught, retag(7)),
    (taught, say(entries=[])),
    (written, put(0, source="## Waves\n\n**A wave repeats.**")),
    (written, put(0, source="# Waves\n\nA wave repeats.")),
    (written, put(0, source="# Waves\n\n**Waves**")),
    (written, put(4, source="What happens at 0?")),
    (written, put(6, source="- A wave is no particle.")),
    (written, put(8, source="Fourier (1822).")),
    (written, put(3, source="\n".join(["frequency = 2"] * 40))),
]


FULL = "x = 1\n" * 24 + "x = 2  # " + "x" * 71  # 25 lines, the last of 80 characters


@pytest.mark.parametrize("change", [put(3, source=FULL), put(5, source="x = 1\n" * 99 + "y" * 200), pad(6)])
def test_what_just_fits_is_short(change: Callable):
    notebook = sound()
    change(notebook)
    assert list(short(notebook)) == []


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
    fold(put(3, source="rate = 2\ndef wave(x):\n    return rate * x"), put(7, source=later))(notebook)
    assert list(named(notebook)) == []


def test_a_second_explorable_may_bring_four_cells():
    notebook = sound()
    room = 13 + 4 - len(notebook["cells"])
    fold(retag(7, "explorable"), pad(room))(notebook)
    assert list(short(notebook)) == []
    pad(1)(notebook)
    assert list(short(notebook)) != []
