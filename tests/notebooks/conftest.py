"""Notebooks as tests see them: found by slug, their model cells executed alone."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest

from built_pages import slug_of
from rotation import is_owed

HERE = Path(__file__).resolve().parent
TOP = HERE.parents[1]  # also of a copy of the repository
BOOK = TOP / "book"


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


def source(cells: list[dict]) -> str:
    return "\n".join("".join(cell["source"]) for cell in cells)


@cache
def load_model(slug: str, *more: str, **constants) -> SimpleNamespace:
    """What the cells tagged `model` of notebook `slug` define, after the imports they need; nothing else is run.

    `more` are ids of further cells to run, in their places. `constants` keep the values given here, whatever the
    cells assign to them: a smaller size makes a long run short. Raises LookupError where the notebook lacks either.
    """
    cells = json.loads(notebook_of(slug).read_text("utf-8"))["cells"]
    cells = [cell for cell in cells if cell["cell_type"] == "code"]
    chosen = [cell for cell in cells if "model" in cell["metadata"].get("tags", []) or cell["id"] in more]
    names = {"__name__": slug}
    for line in imports_for(source(chosen), source([cell for cell in cells if cell not in chosen])):
        exec(line, names)
    for cell in chosen:
        run(cell, names, constants, file=f"{slug}:{cell['id']}")
    if unknown := {*more} - {cell["id"] for cell in chosen} | {*constants} - {*names}:
        raise LookupError(f"{slug} has no such cells, or its model cells no such constants: {sorted(unknown)}")
    return SimpleNamespace(**names)


def run(cell: dict, names: dict, constants: dict, *, file: str) -> None:
    """Run a cell in `names`, statement by statement; what it assigns to one of `constants` is put right at once."""
    for statement in ast.parse(source([cell])).body:
        exec(compile(ast.Module([statement], type_ignores=[]), file, "exec"), names)
        names |= {name: value for name, value in constants.items() if name in names}


def pytest_configure(config):
    config.addinivalue_line("markers", "about(*files): if none of these has changed, the test runs in turn")


def pytest_collection_modifyitems(config, items):
    """Leave to other runs, as rotation.py says, the tests of what has not changed: of notebooks, and those marked."""
    left = [item for item in items if item.path.parent == HERE and not owed(item)]
    items[:] = [item for item in items if item not in left]
    config.hook.pytest_deselected(items=left)


def owed(item) -> bool:
    """Whether this run owes a test of this folder."""
    own = item.path.relative_to(TOP).as_posix()
    if mark := item.get_closest_marker("about"):
        return is_owed(item.nodeid, files=[own, *mark.args])
    found = list(BOOK.glob(f"*/{slug_of(item.path)}.ipynb"))
    if not found:
        return True
    return is_owed(item.nodeid, files=[own], page=found[0].relative_to(BOOK).with_suffix(".html").as_posix())


@pytest.fixture(scope="session")
def model_cells():
    """`model_cells(slug)` is the namespace of a notebook's model cells: `model_cells("momentum").descend(…)`."""
    return load_model


@pytest.fixture(scope="module")
def slug(request) -> str:
    """The notebook that a test file is about: `kv-cache` in test_kv_cache.py."""
    return slug_of(request.path)


@pytest.fixture(scope="module")
def model(slug) -> SimpleNamespace:
    """The model cells of the notebook that a test file is about: `model.descend(…)` in test_momentum.py."""
    return load_model(slug)
