"""The functions that build the book say the types of what they take and give."""

import ast
from pathlib import Path

import pytest

import helpers

READS = ["src/**/*.py"]

PACKAGE = Path(helpers.__file__).parent
MODULES = [*sorted((PACKAGE / "sphinxext").glob("*.py")), PACKAGE / "mathml.py"]


def silent(source):
    """Functions of a module's source that leave out the type of an argument or of what they return."""
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    return [function.name for function in functions if function.returns is None or untyped(function.args)]


def untyped(arguments):
    """Arguments without a type, `self` apart."""
    given = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    return [one.arg for one in given if one is not None and one.annotation is None and one.arg != "self"]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_every_function_says_its_types(path):
    assert silent(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "def f(x) -> int: ...",
        "def f(x: int): ...",
        "def f(*, x) -> int: ...",
        "def f(**x) -> None: ...",
        "class A:\n    def f(self, x) -> int: ...",
    ],
)
def test_a_missing_type_is_noticed(source):
    assert silent(source) == ["f"]
    assert silent("class A:\n    def f(self, x: int, **more: int) -> int: ...") == []
