"""The cells of the book's notebook that make its figure `sampling`."""

import json
from pathlib import Path

NOTEBOOK = Path(__file__).resolve().parents[2] / "book/language/temperature-top-k-top-p.ipynb"
CELLS = ("imports", "word-model", "model", "model-next-token-probabilities", "sampling")


def sources():
    """The cells' code, by cell id."""
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    return {cell["id"]: "".join(cell["source"]) for cell in cells if cell["id"] in CELLS}
