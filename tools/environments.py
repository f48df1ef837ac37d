"""Prints which notebook runs where: a table of environments × notebooks, from reports of `make environments`.

A report is pytest's own XML, one for each group of environments; each of its tests that names a notebook is a cell.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree

from repository import TOP, tracked

REPORTS = TOP / "_build" / "environments"
COLUMNS = {  # report, and what the test's name begins with: what the column is called
    ("kernels", "ipywidgets-8"): "ipywidgets 8",
    ("kernels", "ipywidgets-7"): "ipywidgets 7",
    ("colab", ""): "Colab",
    ("lab", "lab"): "JupyterLab",
    ("lab", "notebook"): "Notebook 7",
}
MARKS = {"passed": "✓", "failed": "✗", "missing": "·"}
Results = dict[tuple[str, str], tuple[str, float]]  # (notebook, column): outcome and seconds


def outcome(case: ElementTree.Element) -> str:
    """Whether a test passed; one that was skipped did not."""
    return "failed" if any(case.find(kind) is not None for kind in ("failure", "error", "skipped")) else "passed"


def results(folder: Path, notebooks: list[str]) -> Results:
    """What the reports in `folder` say of each notebook in each column; the worst counts, seconds are added."""
    found: Results = {}
    for (report, start), column in COLUMNS.items():
        path = folder / f"{report}.xml"
        for case in ElementTree.parse(path).iter("testcase") if path.exists() else ():
            named = re.search(r"\[(.*)\]$", case.get("name", ""))
            slug = named and named[1].removeprefix(f"{start}-") if start else named and named[1]
            if slug in notebooks and (not start or named[1].startswith(f"{start}-")):
                before, seconds = found.get((slug, column), ("passed", 0.0))
                worst = "failed" if "failed" in (before, outcome(case)) else "passed"
                found[slug, column] = (worst, seconds + float(case.get("time", 0)))
    return found


def table(found: Results, notebooks: list[str]) -> str:
    """The results as lines of text, a row for each notebook."""
    columns, width = list(COLUMNS.values()), max(map(len, notebooks))
    lines = [" " * width + "".join(f"{column:>15}" for column in columns)]
    for slug in notebooks:
        cells = [found.get((slug, column), ("missing", 0.0)) for column in columns]
        lines.append(f"{slug:{width}}" + "".join(f"{MARKS[how]:>7}{seconds:6.0f} s" for how, seconds in cells))
    return "\n".join(lines)


def main() -> None:
    notebooks = sorted(path.stem for path in tracked(TOP) if path.suffix == ".ipynb")
    found = results(REPORTS, notebooks)
    print(table(found, notebooks))
    bad = defaultdict(list)
    for slug in notebooks:
        for column in COLUMNS.values():
            if found.get((slug, column), ("missing", 0.0))[0] != "passed":
                bad[column].append(slug)
    if bad:
        sys.exit("".join(f"{column} lacks {', '.join(slugs)}.\n" for column, slugs in bad.items()))
    print(f"All {len(notebooks)} notebooks run in all {len(COLUMNS)} environments.")


if __name__ == "__main__":
    main()
