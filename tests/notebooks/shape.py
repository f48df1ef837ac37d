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
FOLDED = {"remove-cell", "hide-input"}  # what a page does not show, or only when asked
CELLS, CELLS_MORE = 13, 2  # that are not folded, with one explorable; for each further explorable
LINES, COLUMNS = 25, 80  # of code in a cell that is not folded: more would be a scroll, or cut off at the page's edge
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
CELL_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
RANDOM_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){0,3}(-[0-9a-f]{12})?")
TITLE = re.compile(r"# [^\n]+\n\n\*\*[^*\n]+[.?!]\*\*", re.MULTILINE)
PREDICT = re.compile(r"^(#+ |\*\*)Predict", re.MULTILINE)
CONFUSIONS = re.compile(r"^(#+ |\*\*|- \*\*)Common confusions", re.MULTILINE)
REFERENCES = re.compile(r"^## References", re.MULTILINE)
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
    """Whether a page shows the cell only when asked, or not at all."""
    return bool(FOLDED.intersection(tags(cell)))


def code(notebook: dict, tag: str | None = None) -> list[dict]:
    """Code cells, or those with `tag`."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code" and (tag is None or tag in tags(cell))]


def prose(notebook: dict) -> str:
    return "\n\n".join(source(cell) for cell in notebook["cells"] if cell["cell_type"] == "markdown")


def words(text: str) -> int:
    """Words with at least one letter or digit; operators and brackets on their own are none."""
    return sum(any(letter.isalnum() for letter in word) for word in text.split())


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
            yield f"the cell id {name!r} is no word: small letters, digits and hyphens"


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


def short(notebook: dict) -> Iterator[str]:
    """What readers see at once is short; a folded cell has the lines it needs, one statement a line."""
    explorables, shown = len(code(notebook, "explorable")), [cell for cell in notebook["cells"] if not folded(cell)]
    limit = CELLS + CELLS_MORE * max(0, explorables - 1)
    if not explorables:
        yield "no cell is tagged explorable"
    if len(shown) > limit:
        yield f"{len(shown)} cells are not folded, with {explorables} explorable: more than {limit}"
    for cell in shown:
        if cell["cell_type"] == "code":
            yield from crowded(cell)


def crowded(cell: dict) -> Iterator[str]:
    lines = source(cell).splitlines()
    if len(lines) > LINES:
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


def written(notebook: dict) -> Iterator[str]:
    text, listing = prose(notebook), "\n".join(source(cell) for cell in code(notebook) if "bootstrap" not in tags(cell))
    if notebook["cells"][0]["cell_type"] != "markdown" or not TITLE.match(source(notebook["cells"][0])):
        yield "the first cell is not `# Title` and the idea in one bold sentence"
    if not PREDICT.search(text) and "predict=" not in listing:
        yield "there is nothing to predict"
    if not CONFUSIONS.search(text):
        yield "there are no common confusions"
    if not REFERENCES.search(text):
        yield "there are no references"
    unfolded = "\n".join(source(cell) for cell in code(notebook) if not folded(cell))
    if words(text) <= words(unfolded):
        yield f"{words(text)} words of prose are no more than {words(unfolded)} of code that is not folded"


ANY = (clean, tagged, identified, bootstrapped, named, bounded, described)
CONCEPT = (short, taught, written)
