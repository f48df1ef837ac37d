"""The figure that readers of the book see: the cells of its notebook up to the explorable `sampling`.

It shows more than the other pages: hollow bars, crosses, a stacked bar, a fact sheet, presets and a question.
"""

import json
from pathlib import Path

from book_page import write_page

NOTEBOOK = Path(__file__).resolve().parents[2] / "book/language/temperature-top-k-top-p.ipynb"
CELLS = ("imports", "logits", "model", "marks", "question", "sampling")


def sources():
    """The cells' code, by cell id."""
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    return {cell["id"]: "".join(cell["source"]) for cell in cells if cell["id"] in CELLS}


def run(cells):
    """Run cells in a namespace of their own; return it, with what the last line of `sampling` shows as `shown`."""
    space = {}
    for name, source in cells.items():
        exec(compile(source.replace("\nexplore(", "\nshown = explore("), name, "exec"), space)
    return space


SPACE = run({"imports": sources()["imports"]})


def build(folder):
    SPACE.update(run(sources()))
    return write_page(folder, SPACE["shown"], title="Temperature, top-k, top-p")


def told(state):
    return SPACE["update"](**state)
