"""Notebooks as tests see them: found by slug, their model cells executed alone."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest

BOOK = Path(__file__).resolve().parents[2] / "book"


def notebook_of(slug: str) -> Path:
    """Path of the notebook `slug`; raises LookupError where there is none."""
    found = [path for path in BOOK.rglob(f"{slug}.ipynb") if ".ipynb_checkpoints" not in path.parts]
    if len(found) != 1:
        raise LookupError(f"{len(found)} notebooks are called {slug!r}: {found}")
    return found[0]


def imports_for(code: str, rest: str) -> Iterator[str]:
    """The imports at the top level of `rest` that bind a name which `code` uses."""
    used = {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}
    for node in ast.parse(rest).body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            bound = {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
            if bound & used:
                yield ast.unparse(node)


@cache
def load_model(slug: str) -> SimpleNamespace:
    """What the cells tagged `model` of notebook `slug` define, after the imports they need; nothing else is run."""
    cells = json.loads(notebook_of(slug).read_text("utf-8"))["cells"]
    cells = [cell for cell in cells if cell["cell_type"] == "code"]
    model = [cell for cell in cells if "model" in cell["metadata"].get("tags", [])]
    rest = "\n".join("".join(cell["source"]) for cell in cells if cell not in model)
    names = {"__name__": slug}
    for line in imports_for("\n".join("".join(cell["source"]) for cell in model), rest):
        exec(line, names)
    for cell in model:
        exec(compile("".join(cell["source"]), f"{slug}:{cell['id']}", "exec"), names)
    return SimpleNamespace(**names)


@pytest.fixture(scope="session")
def model_cells():
    """`model_cells(slug)` is the namespace of a notebook's model cells: `model_cells("momentum").descend(…)`."""
    return load_model
