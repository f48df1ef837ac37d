"""The README: short enough to be read, an example that runs, numbers that are those of the measurements."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from PIL import Image

READS = ["README.md", "benchmarks/*", "src/helpers/plots/*"]

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
MEASURED = (ROOT / "benchmarks/README.md").read_text("utf-8")
LINES, ROWS = 100, 5  # two screens, and a table that is read at a glance


def tables(text: str) -> list[list[dict[str, str]]]:
    """Every table of a Markdown text, as rows: heading to cell."""
    found = []
    for block in re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE):
        heads, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines()]
        found.append([dict(zip(heads, row, strict=True)) for row in rows])
    return found


def faults(text: str) -> list[str]:
    """What keeps a README from being read in two screens."""
    long = [f"{len(rows)} rows" for rows in tables(text) if len(rows) > ROWS]
    count = len(text.splitlines())
    return [*long, *([f"{count} lines"] if count > LINES else [])]


def comparison(text: str) -> dict[str, dict[str, str]]:
    """Way to its row, of the table that compares ways."""
    [rows] = [rows for rows in tables(text) if "way" in rows[0]]
    return {row["way"]: row for row in rows}


def other_numbers(short: dict, whole: dict) -> list[str]:
    """Ways whose row is not that of the whole table, in the columns that both have."""
    shared = {"author lines", "kB gzip"}
    return [way for way, row in short.items() if any(row[name] != whole.get(way, {}).get(name) for name in shared)]


def example(text: str) -> str:
    """The README's Python."""
    [code] = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    return code


def test_the_readme_fits_two_screens():
    assert faults(README) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [("\n" * 101, ["101 lines"]), ("| a |\n|---|\n" + "| 1 |\n" * 6, ["6 rows"]), ("| a |\n|---|\n| 1 |\n", [])],
)
def test_a_readme_that_does_not_fit_is_noticed(text, found):
    assert faults(text) == found


def test_the_comparison_has_the_numbers_of_the_whole_table():
    short, whole = comparison(README), comparison(MEASURED)
    assert len(short) == ROWS and other_numbers(short, whole) == []


def test_another_number_is_noticed():
    short, whole = comparison(README.replace("| 961 |", "| 96 |")), comparison(MEASURED)
    assert other_numbers(short, whole) == ["Panel `embed`, inline"]


def test_the_example_runs_and_is_as_small_as_it_says(monkeypatch):
    monkeypatch.setenv("EXPLORABLE_MODE", "static")
    code = example(README)
    wiring = [line for line in code.partition("def update")[2].splitlines() if line.strip()]
    assert len(wiring) == 5
    space = {}
    exec(code.replace("\nexplore(", "\nmade = explore("), space)
    figure = space["made"]._repr_mimebundle_()["text/html"]
    assert space["made"].stage.grid.size == 21 and "all 21 states" in README
    assert "a figure of 3 kB" in README and round(packed(figure)) == 3


def packed(html: str) -> float:
    """Weight in kB after gzip."""
    return len(gzip.compress(html.encode(), 9)) / 1000


def test_the_picture_moves_and_is_light():
    path = ROOT / re.search(r"!\[.*\]\((benchmarks/.*)\)", README)[1]
    with Image.open(path) as picture:
        assert picture.n_frames > 10
    assert path.stat().st_size <= 300_000
