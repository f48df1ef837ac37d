"""No two modules of `helpers` import each other, at the top or inside a function."""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import helpers

READS = ["src/**/*.py"]

PACKAGE = Path(helpers.__file__).parent


def module_name(path, top):
    """Full name of a module below the folder `top`, such as `helpers.sphinxext.shelf`."""
    return ".".join(path.relative_to(top).with_suffix("").parts)


def imported(path, name):
    """Full names that a module may mean: of each module it imports from, and of each name as a module."""
    package = name.split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) + 1 - node.level] if node.level else []
            source = ".".join([*start, *([node.module] if node.module else [])])
            yield source
            yield from (f"{source}.{alias.name}" for alias in node.names)


def cycle(package):
    """Modules of a package that import each other in a circle, packages themselves apart; an empty list if none do."""
    paths = [path for path in package.rglob("*.py") if path.name != "__init__.py"]
    modules = {module_name(path, package.parent): path for path in paths}
    graph = {name: modules.keys() & set(imported(path, name)) - {name} for name, path in modules.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return []


def test_no_modules_import_each_other():
    assert cycle(PACKAGE) == []


@pytest.mark.parametrize(
    "second",
    ["from .first import one\n", "import made.first\n", "def two():\n    from made.first import one\n    return one\n"],
)
def test_modules_that_import_each_other_are_noticed(second, tmp_path):
    package = tmp_path / "made"
    package.mkdir()
    (package / "first.py").write_text("from . import second\n\none = 1\n")
    (package / "second.py").write_text("")
    assert cycle(package) == []
    (package / "second.py").write_text(second)
    assert set(cycle(package)) == {"made.first", "made.second"}
