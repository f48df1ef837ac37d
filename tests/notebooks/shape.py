"""The shape of a notebook, as checks that say in sentences what is wrong; `test_shape.py` runs them on the book."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from tokenize import NUMBER, generate_tokens

from names import rebound

from helpers.sphinxext.metadata import metadata_errors

BOOK = Path(__file__).resolve().parents[2] / "book"
GALLERIES = ("contributors",)  # parts that show the engine instead of a concept

TAGS = {"bootstrap", "remove-cell", "hide-input", "model", "explorable", "check"}
FOLD = {"jupyter": {"source_hidden": True}, "cellView": "form"}  # beside hide-input: JupyterLab's and Colab's own
LINES, COLUMNS = 25, 80  # of a model cell or one that is not folded: more would be a scroll, or cut off at the edge
STEPS, STEPS_LATER = (3, 5), (2, 5)  # of the first picture, of a later one
SENTENCE, LEAD, STEP, SHORT = 30, 80, 45, 350  # words
PAGE, PAGE_OF_THREE = 1200, 1500  # words outside folded parts; with three pictures or more
FIRST = ["What to notice", "How it works"]
LAST = ["Common confusions", "In practice", "Checked", "References"]
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
CELL_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
RANDOM_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){0,3}(-[0-9a-f]{12})?")
TITLE = re.compile(r"# [^\n]+\n\n\*\*([^*\n]+[.?!])\*\*")
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
ITEM = re.compile(r"^\d+\. +(.+(?:\n(?!\d+\. ).+)*)", re.MULTILINE)
LABEL = re.compile(r"\*\*[^*]+\*\*|\[[^\]]+\]\(#[^)]+\)")  # a preset's, or a link to a state
NO_WORDS = re.compile(r"<details>.*?</details>|\$\$.*?\$\$|(?<=\])\([^)\s]*\)", re.DOTALL)
FORMULA = re.compile(r"\$[^$]+\$")
NOISE = re.compile(r":\.0e\}")
BOUND = re.compile(r"\b\d+e-\d+\b")
STYLING = re.compile(r"rcParams|rc_context|plt\.style|style\.use|(?:plt|mpl|matplotlib)\.rc\(")


def notebooks(*, concepts: bool) -> list[Path]:
    """The book's notebooks; only those of a concept, or all."""
    paths = [path for path in sorted(BOOK.rglob("*.ipynb")) if ".ipynb_checkpoints" not in path.parts]
    return [path for path in paths if not concepts or path.parent.name not in GALLERIES]


def read(path: Path) -> dict:
    return json.loads(path.read_text("utf-8"))


def source(cell: dict) -> str:
    return "".join(cell["source"])


def tags(cell: dict) -> list[str]:
    return cell["metadata"].get("tags", [])


def folded(cell: dict) -> bool:
    """Whether a page shows the code only when asked, or not at all; the model stands open in "How it works"."""
    return bool({"remove-cell", "hide-input"}.intersection(tags(cell))) and "model" not in tags(cell)


def code(notebook: dict, tag: str | None = None) -> list[dict]:
    """Code cells, or those with `tag`."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code" and (tag is None or tag in tags(cell))]


def prose(notebook: dict) -> str:
    return "\n\n".join(source(cell) for cell in notebook["cells"] if cell["cell_type"] == "markdown")


def words(text: str) -> int:
    """Words that a reader of Markdown reads at once: with a letter or digit, a formula in a line being one.

    Not counted are what `<details>` folds, displayed formulas, and the addresses of links.
    """
    text = FORMULA.sub("x", NO_WORDS.sub("", text))
    return sum(any(letter.isalnum() for letter in word) for word in text.split())


def explorables(notebook: dict) -> list[int]:
    """The places of the cells tagged explorable."""
    return [place for place, cell in enumerate(notebook["cells"]) if "explorable" in tags(cell)]


def text_after(notebook: dict, place: int) -> str:
    """The Markdown right after a cell, "" if code or nothing follows it."""
    following = notebook["cells"][place + 1 : place + 2]
    return source(following[0]) if following and following[0]["cell_type"] == "markdown" else ""


# Checks of any notebook: sentences on what is wrong


def clean(notebook: dict) -> Iterator[str]:
    for cell in code(notebook):
        if cell["outputs"] or cell["execution_count"] is not None:
            yield f"cell {cell['id']!r} has outputs or a count: run nbstripout"
        if found := STYLING.search(source(cell)):
            yield f"cell {cell['id']!r} styles its figures itself ({found[0]}): add a verb to helpers/plots"
    if notebook["metadata"].get("kernelspec") != KERNEL:
        yield f"the kernelspec is not {KERNEL}"
    if (notebook["nbformat"], notebook["nbformat_minor"]) < (4, 5):
        yield "the format is older than 4.5, which has cell ids"


def tagged(notebook: dict) -> Iterator[str]:
    for cell in notebook["cells"]:
        if unknown := set(tags(cell)) - TAGS:
            yield f"cell {cell['id']!r} has the tags {sorted(unknown)}, which nothing uses"


def identified(notebook: dict) -> Iterator[str]:
    names = [cell.get("id") for cell in notebook["cells"]]
    if None in names or len(set(names)) < len(names):
        yield "every cell needs an id of its own"
    for name in names:
        if name is not None and (not CELL_ID.fullmatch(name) or RANDOM_ID.fullmatch(name)):
            yield f"the cell id {name!r} must consist of lowercase letters, digits and hyphens"


def bootstrapped(notebook: dict) -> Iterator[str]:
    found = code(notebook, "bootstrap")
    if len(found) != 1 or "remove-cell" not in tags(found[0]):
        yield f"{len(found)} cells are tagged bootstrap (and remove-cell); there is exactly one"
    elif code(notebook)[0] is not found[0]:
        yield "the bootstrap cell is not the first code cell"


def named(notebook: dict) -> Iterator[str]:
    yield from rebound([(cell["id"], source(cell)) for cell in code(notebook)])


def bounded(notebook: dict) -> Iterator[str]:
    """How close two results come is rounding noise: it changes with processor, library and place in memory."""
    for cell in code(notebook):
        if NOISE.search(source(cell)):
            yield f"cell {cell['id']!r} prints how small a difference is: print the bound that it asserts"
        if said := BOUND.findall(source(cell)):
            tokens = generate_tokens(StringIO(source(cell)).readline)
            unknown = set(said) - {token.string for token in tokens if token.type == NUMBER}
            yield from (f"cell {cell['id']!r} says {bound}, no number of its code" for bound in sorted(unknown))


def described(notebook: dict) -> Iterator[str]:
    yield from metadata_errors(notebook["metadata"])


# Checks of a concept's notebook


def opened(notebook: dict) -> Iterator[str]:
    """The picture comes first: title, the code that makes it, and nothing else."""
    cells = notebook["cells"]
    title = TITLE.match(source(cells[0])) if cells[0]["cell_type"] == "markdown" else None
    if not title:
        yield "the first cell is not `# Title` and the idea in one bold sentence"
    elif words(title[1]) > SENTENCE:
        yield f"the bold sentence has {words(title[1])} words, more than {SENTENCE}"
    if not explorables(notebook):
        yield "no cell is tagged explorable"
    elif between := [cell["id"] for cell in cells[1 : explorables(notebook)[0]] if cell["cell_type"] != "code"]:
        yield f"the cells {between} stand between the title and the first picture"


def hidden(notebook: dict) -> Iterator[str]:
    """What is folded is folded in the page, in JupyterLab and in Colab; the code of pictures and checks is."""
    cells, shown = notebook["cells"], explorables(notebook)
    must = cells[: shown[0]] if shown else []
    must = [*must, *(cell for cell in cells if {"explorable", "check"}.intersection(tags(cell)))]
    for cell in (cell for cell in cells if cell["cell_type"] == "code" and "bootstrap" not in tags(cell)):
        more = [cell["metadata"].get(key) == value for key, value in FOLD.items()]
        if not all(more) and "hide-input" in tags(cell):
            yield f"cell {cell['id']!r} is tagged hide-input, and its metadata lack {json.dumps(FOLD)}"
        elif any(more) and "hide-input" not in tags(cell):
            yield f"cell {cell['id']!r} is folded in the notebook, and not tagged hide-input"
        elif cell in must and "hide-input" not in tags(cell):
            yield f"cell {cell['id']!r} is not tagged hide-input"


def ordered(notebook: dict) -> Iterator[str]:
    """The sections of a page stand in one order, and each check under "Checked"."""
    found = HEADING.findall(prose(notebook))
    if found[:2] != FIRST:
        yield f"the first sections are {found[:2]}, not {FIRST}"
    if found[-4:] != LAST:
        yield f"the last sections are {found[-4:]}, not {LAST}"
    under = None
    for cell in notebook["cells"]:
        under = ([under, *HEADING.findall(source(cell))] if cell["cell_type"] == "markdown" else [under])[-1]
        if "check" in tags(cell) and under != "Checked":
            yield f"the check {cell['id']!r} stands under {under!r}, not under 'Checked'"


def noticed(notebook: dict) -> Iterator[str]:
    """Right after each picture stands an ordered list of steps, each of which begins with the label of a state."""
    for number, place in enumerate(explorables(notebook)):
        name, text = notebook["cells"][place]["id"], text_after(notebook, place)
        steps, (least, most) = ITEM.findall(text), STEPS_LATER if number else STEPS
        if not least <= len(steps) <= most:
            yield f"{len(steps)} steps stand right after the picture {name!r}, not {least} to {most}"
        if number == 0 and (more := ITEM.sub("", text).replace(f"## {FIRST[0]}", "").strip()):
            yield f"beside the steps of {name!r} stands {more[:40]!r}"
        for step in steps:
            yield from stepped(step)


def stepped(step: str) -> Iterator[str]:
    label = LABEL.match(step)
    if not label:
        yield f"the step {step[:40]!r} does not begin with **a preset's label** or [a link](#figure?to=its-state)"
    elif words(step[label.end() :]) > STEP:
        yield f"the step {label[0]!r} has {words(step[label.end() :])} words, more than {STEP}"


def short(notebook: dict) -> Iterator[str]:
    """A reader has the idea after one screen, and the page after a few."""
    shown = explorables(notebook)
    lead, limit = words(source(notebook["cells"][0])), PAGE if len(shown) < 3 else PAGE_OF_THREE
    idea = lead + sum(map(words, ITEM.findall(text_after(notebook, shown[0]))) if shown else ())
    page = words(prose(notebook))
    for count, most, what in (
        (lead, LEAD, "before the picture"),
        (idea, SHORT, "of title and steps"),
        (page, limit, "on the page"),
    ):
        if count > most:
            yield f"{count:,} words {what}, more than {most:,}"


def legible(notebook: dict) -> Iterator[str]:
    """Code is never cut off at the page's edge; a model cell, or one that is not folded, can be read at once."""
    for cell in (cell for cell in code(notebook) if "bootstrap" not in tags(cell)):
        lines = source(cell).splitlines()
        if not folded(cell) and len(lines) > LINES:
            yield f"cell {cell['id']!r} has {len(lines)} lines, more than {LINES}: split it at a function"
        for line in lines:
            if len(line) > COLUMNS:
                yield f"cell {cell['id']!r} has a line of more than {COLUMNS} characters: {line.strip()[:40]!r}"


def taught(notebook: dict) -> Iterator[str]:
    if not code(notebook, "model"):
        yield "no cell is tagged model"
    if not any("assert" in source(cell) and "print(" in source(cell) for cell in code(notebook, "check")):
        yield "no cell tagged check both asserts and prints"
    if not notebook["metadata"]["explorable"]["entries"]:
        yield "the notebook serves no entry of the catalogue"
    if not any("predict=" in source(cell) for cell in code(notebook, "explorable")):
        yield "there is nothing to predict"


ANY = (clean, tagged, identified, bootstrapped, named, bounded, described)
CONCEPT = (opened, hidden, ordered, noticed, short, legible, taught)
