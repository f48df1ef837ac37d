"""The comparison with other tools: lines counted alike, a table that says what was measured, a page a tool."""

from __future__ import annotations

import ast
import importlib.util
import json
import re
import sys
from itertools import product
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path += [str(ROOT / "benchmarks"), str(ROOT / "benchmarks/peers")]

from comparison.lines import author_lines, page_lines, python_lines  # noqa: E402
from comparison.table import HEADINGS, cells, table  # noqa: E402
from comparison.ways import KERNEL, PEERS, WAYS  # noqa: E402

READS = ["book/*/*.ipynb", "environments/*", "benchmarks/**/*", "book/data/next_words.npz"]

PYTHON = '''"""About this
module."""

import numpy as np  # counted


def f(x):
    """Not counted."""
    # not counted
    text = """counted
    # counted, too"""
    return (
        x
    )
'''
SCRIPT = """// not counted
const a = "// counted"; // this is not
/* not
   counted */
const b = 'http://counted.org';

let c = `/* counted
  // too */`;
"""
PAGE = """<!-- not counted -->
<p>counted</p> <!-- not
counted -->
<a href="https://counted.org">counted</a>
"""


@pytest.mark.parametrize(
    "count, source, lines", [(python_lines, PYTHON, 7), (page_lines, SCRIPT, 4), (page_lines, PAGE, 2)]
)
def test_lines_with_code_are_counted(count, source, lines):
    assert count(source) == lines
    assert count("\n\n" + source + "\n") == lines


def test_each_file_is_counted_in_its_language():
    assert author_lines({"a.py": PYTHON, "a.js": SCRIPT, "a.html": PAGE, "cell": "x = 1\n# no\n"}) == 7 + 4 + 2 + 1


ROW = {
    "label": "a tool",
    "lines": 40,
    "seconds": 16.78,
    "states": 4000,
    "bytes": 1_478_200,
    "works": 887.4,
    "slow": 2913.0,
    "move": {"median": 9.6, "p95": 35.51},
    "slower": {"median": 50.0, "p95": 212.2},
    "file": True,
    "still": False,
    "named": False,
    "outside": 4,
    "again": True,
}
TOLD = ["a tool", "40", "16.8", "4,000", "1,478", "887 (2,913)", "9.60 / 35.5", "212", "yes", "no", "no", "4", "yes"]


def test_a_row_says_what_was_measured():
    assert cells(ROW) == TOLD
    assert cells(ROW | {"works": None})[5] == "**never**"
    assert cells(ROW | {"states": 20})[3] == "20 (one slider)"


def test_what_was_not_measured_is_a_dash():
    kernel = {name: ROW[name] for name in ("label", "lines", "states", "works", "move", "again")}
    assert cells(kernel) == ["a tool", "40", "–", "4,000", "–", "887", "9.60 / 35.5", *["–"] * 5, "yes"]


def test_every_line_of_the_table_has_every_column():
    lines = table([ROW, ROW | {"label": "another"}]).splitlines()
    assert len(lines) == 4 and {line.count("|") for line in lines} == {len(HEADINGS) + 1}


def complaints(source: str) -> list[str]:
    """What keeps a module from being a tool's page: it says what it is, and `build(folder)` returns something."""
    tree = ast.parse(source)
    builds = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "build"]
    found = [] if ast.get_docstring(tree) else ["no docstring"]
    if not (builds and builds[0].args.args and builds[0].args.args[0].arg == "folder"):
        return [*found, "no build(folder)"]
    returns = [node for node in ast.walk(builds[0]) if isinstance(node, ast.Return) and node.value]
    return found if returns else [*found, "build returns nothing"]


@pytest.mark.parametrize("way", [*WAYS, KERNEL], ids=lambda way: way.module)
def test_each_tool_has_its_page(way):
    assert complaints((PEERS / f"{way.module}.py").read_text("utf-8")) == []
    assert all((PEERS / name).is_file() for name in way.files)


@pytest.mark.parametrize(
    "source, found",
    [
        ("def build(folder):\n    return folder", ["no docstring"]),
        ('"""A page."""\ndef build():\n    return 1', ["no build(folder)"]),
        ('"""A page."""\ndef build(folder):\n    pass', ["build returns nothing"]),
    ],
)
def test_a_page_that_breaks_the_contract_is_seen(source, found):
    assert complaints(source) == found


def test_the_page_of_this_book_has_all_that_it_loads(book, tmp_path, monkeypatch):
    monkeypatch.setenv("EXPLORABLE_MODE", "static")
    from this_book import build

    page = build(tmp_path)
    names = re.findall(r'"\.\./_static/([^"]+)"', page.read_text("utf-8"))
    assert {"figure.js", "figure.css"} < set(names)
    assert all((tmp_path / "_static" / name).stat().st_size for name in names)
    assert list((tmp_path / "_static/fonts").glob("*.woff2"))


def test_no_page_is_left_out():
    modules = {path.stem for path in PEERS.glob("*.py") if "\ndef build(" in path.read_text("utf-8")}
    assert modules == {way.module for way in (*WAYS, KERNEL)}


def test_the_tools_are_pinned():
    names = (ROOT / "environments/peers.txt").read_text("utf-8").splitlines()
    assert all("==" in name for name in names if not name.startswith("#"))


def test_the_demo_is_that_of_the_notebook():
    spec = importlib.util.spec_from_file_location("peers_demo", PEERS / "demo.py")
    demo = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(demo)
    notebook = json.loads((ROOT / "book/language/temperature-top-k-top-p.ipynb").read_text("utf-8"))
    space = {}
    for cell in notebook["cells"]:
        if cell["id"] in ("imports", "word-model") or "model" in cell["metadata"].get("tags", ()):
            exec("".join(cell["source"]), space)
    assert list(demo.WORDS) == space["WORDS"][:20].tolist()
    assert np.allclose(demo.LOGITS, space["LOGITS"][:20], atol=0.00501)
    for temperature, top_k, top_p in list(product(demo.TEMPERATURES, demo.TOP_KS, demo.TOP_PS))[::37]:
        knobs = {"temperature": temperature, "top_k": top_k, "top_p": top_p}
        theirs = space["next_token_probabilities"](np.array(demo.LOGITS), **knobs)
        assert np.array_equal(demo.next_word_probabilities(**knobs), theirs)
