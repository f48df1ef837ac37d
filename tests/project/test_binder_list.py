"""What Binder installs: exactly what notebooks and helpers import, at the versions of the book."""

from __future__ import annotations

import ast
import json
import os
import re
import sys
from pathlib import Path

import pytest

import repository

READS = ["book/*/*.ipynb"]

TOP = repository.TOP
LIST = TOP / ".binder" / "requirements.txt"
INSTALLED_AS = {
    "sklearn": "scikit-learn",
    "math_core": "math-core",
    "bm25s": "bm25s",
    "kafka": "kafka-python",
    "IPython": "ipykernel",
    "PIL": "matplotlib",
    "threadpoolctl": "scikit-learn",
}
BUILDS_THE_BOOK = "sphinxext"


def pins(path: Path) -> dict[str, str]:
    """Name to version of a list of requirements."""
    return dict(re.findall(r"^([\w.-]+)==([^\s#]+)", path.read_text("utf-8"), re.MULTILINE))


def imported(source: str) -> set[str]:
    """Top-level names of what a Python source imports."""
    nodes = list(ast.walk(ast.parse(source)))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    plain |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    return {name.partition(".")[0] for name in plain}


def sources() -> list[str]:
    """Python of every notebook, and of the helpers but for what only builds the book."""
    cells = [
        json.loads(path.read_text("utf-8"))["cells"] for path in repository.tracked(TOP) if path.suffix == ".ipynb"
    ]
    code = ["".join(cell["source"]) for book in cells for cell in book if cell["cell_type"] == "code"]
    modules = [path for path in (TOP / "src/helpers").rglob("*.py") if BUILDS_THE_BOOK not in path.parts]
    return code + [path.read_text("utf-8") for path in modules]


def missing(listed: dict[str, str]) -> set[str]:
    """What is imported and not listed."""
    names = set().union(*map(imported, sources())) - set(sys.stdlib_module_names) - {"helpers"}
    return {INSTALLED_AS.get(name, name) for name in names} - set(listed)


def test_binder_has_the_books_versions():
    book = pins(TOP / "requirements.txt")
    assert {name: version.partition("+")[0] for name, version in pins(LIST).items()} == {
        name: book.get(name) for name in pins(LIST)
    }


def test_binder_has_all_that_notebooks_import():
    assert missing(pins(LIST)) == set()


@pytest.mark.parametrize("name", ["torch", "scikit-learn", "math-core"])
def test_a_package_left_out_is_noticed(name):
    assert missing({one: version for one, version in pins(LIST).items() if one != name}) == {name}


def test_torch_comes_without_cuda():
    assert pins(LIST)["torch"].endswith("+cpu") and "whl/cpu" in LIST.read_text("utf-8")


def test_the_last_step_can_be_run():
    assert os.access(TOP / ".binder/postBuild", os.X_OK)
