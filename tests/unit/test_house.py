"""The rules of the house: who may import whom, how long things may be, and what `import helpers` costs."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import helpers

PACKAGE = Path(helpers.__file__).parent
MODULES = {str(path.relative_to(PACKAGE)): path for path in sorted(PACKAGE.rglob("*.py"))}
MOST_LINES, MOST_FUNCTION_LINES = 300, 50

# Folder or module -> beginnings of what it must not import
FORBIDDEN = {
    "models": ("matplotlib", "helpers.plots", "helpers.explorable", "ipywidgets", "IPython"),
    "plots": ("helpers.models", "helpers.explorable", "ipywidgets", "IPython"),
    "explorable": ("helpers.models", "helpers.plots", "helpers.calculator"),
    "explorable/controls.py": ("matplotlib", "ipywidgets", "IPython", "html", "numpy"),
    "explorable/annotations.py": ("matplotlib", "ipywidgets", "IPython", "html", "numpy"),
    "explorable/values.py": ("matplotlib", "ipywidgets", "IPython", "html"),
    "explorable/kinds": ("ipywidgets", "IPython", "numpy"),
    "explorable/kinds/control.py": ("matplotlib", "html"),
    "explorable/kinds/slider.py": ("matplotlib",),
    "explorable/kinds/choice.py": ("matplotlib",),
    "explorable/kinds/toggle.py": ("matplotlib",),
    "explorable/messages.py": ("matplotlib", "ipywidgets", "IPython", "html"),
    "explorable/stage.py": ("ipywidgets", "IPython", "html"),
    "explorable/tabulate.py": ("ipywidgets", "IPython", "html", "helpers.explorable.figure_html"),
    "explorable/figure_html.py": ("matplotlib", "ipywidgets", "IPython", "helpers.explorable.stage"),
    "explorable/panel.py": (
        "matplotlib",
        "helpers.explorable.tab",
        "helpers.explorable.figure_html",
        "helpers.explorable.svg",
    ),
}


def parsed(name: str) -> ast.Module:
    return ast.parse(MODULES[name].read_text(encoding="utf-8"))


def imported(name: str) -> set[str]:
    """Full names of all that a module imports, inside functions too."""
    found = set()
    for node in ast.walk(parsed(name)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports relatively"
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def functions(name: str):
    return [node for node in ast.walk(parsed(name)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


@pytest.mark.parametrize("place", FORBIDDEN)
def test_who_may_import_whom(place):
    names = [name for name in MODULES if name == place or name.startswith(f"{place}/")]
    assert names or place == "models", f"no module at {place}"
    for name in names:
        wrong = [module for module in imported(name) for start in FORBIDDEN[place] if module.startswith(start)]
        assert not wrong, f"{name} must not import {wrong}"


@pytest.mark.parametrize("name", MODULES)
def test_modules_and_functions_are_short_and_documented(name):
    tree = parsed(name)
    lines = MODULES[name].read_text(encoding="utf-8").count("\n")
    assert lines < MOST_LINES, f"{name} has {lines} lines"
    assert ast.get_docstring(tree), f"{name} says nothing about itself"
    for function in functions(name):
        length = function.end_lineno - function.lineno + 1
        docstring = ast.get_docstring(function, clean=False)
        if docstring:  # a docstring may be as long as it needs
            length -= docstring.count("\n") + 1
        assert length <= MOST_FUNCTION_LINES, f"{name}: {function.name} has {length} lines"
    public = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    for node in public:
        if not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{name}: {node.name} has no docstring"


@pytest.mark.parametrize("folder, most", [("models", 2), ("plots", 3)])  # a plot's verb takes the axes too
def test_what_notebooks_call_has_few_positional_arguments(folder, most):
    for name in MODULES:
        for function in functions(name) if name.startswith(f"{folder}/") else []:
            assert len(function.args.args) <= most or function.name.startswith("_"), f"{name}: {function.name}"


def test_only_the_extension_knows_the_extension():
    """Outputs of cells do not depend on it: the execution cache leaves it out."""
    others = [name for name in MODULES if not name.startswith("sphinxext/")]
    wrong = [name for name in others if any(module.startswith("helpers.sphinxext") for module in imported(name))]
    assert others and not wrong


def test_no_module_of_odds_and_ends():
    assert not [name for name in MODULES if Path(name).stem in ("utils", "util", "misc", "common", "helper")]


HEAVY = ("torch", "statsmodels", "sklearn", "sympy", "scipy", "ipywidgets", "pandas", "IPython", "matplotlib.pyplot")


@pytest.fixture(scope="module")
def after_import():
    """Modules loaded by `import helpers` in a new process."""
    program = "import sys, json, helpers; print(json.dumps(sorted(sys.modules)))"
    return set(json.loads(subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout))


@pytest.mark.parametrize("heavy", HEAVY)
def test_import_helpers_stays_light(after_import, heavy):
    assert heavy not in after_import
