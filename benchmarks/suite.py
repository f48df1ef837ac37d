"""What `make test` costs as the book grows: `.venv/bin/python benchmarks/suite.py 92 230`.

For each number of notebooks the repository is copied, copies of its notebooks are added under other names
(large_book.py), the last eight in a commit of their own, and `make test` runs there from nothing: no output cached, no
verdict kept, those eight new, of the rest what it is the turn of (tests/rotation.py). Seconds are those of all cores.
Installing does not count: the copy uses the packages of this checkout. What was measured stays in `_build/suite.json`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from large_book import AUTHOR, ROOT, enlarge
from scale import seconds_of_children

RESULTS = ROOT / "_build" / "suite.json"
INSTALLED = ("installed", "ipywidgets-7.7.1/installed", "minilm/installed", "audit/installed")
NEW = 8  # notebooks of the last commit
BUDGET = {"fixed": 760, "notebook": 38}  # core-seconds


def lay_out(top: Path, *, notebooks: int) -> None:
    """Copy what is committed here, and let it grow to so many notebooks, more than there are."""
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(top)], check=True)
    (top / ".venv").symlink_to(ROOT / ".venv")
    for size in (notebooks - NEW, notebooks):
        enlarge(top, notebooks=size)
        subprocess.run(["git", "-C", str(top), "add", "."], check=True)
        subprocess.run(["git", "-C", str(top), *AUTHOR, "commit", "--quiet", "-m", f"{size} notebooks"], check=True)


def measure(notebooks: int) -> dict[str, float]:
    """Core-seconds and clock seconds of the whole suite, and how many tests failed."""
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder) / "book"
        lay_out(top, notebooks=notebooks)
        command = ["make", *(f"--assume-old=.venv/{name}" for name in INSTALLED), "test", "FRESH=1", "BASE=HEAD~1"]
        begin, busy = time.perf_counter(), seconds_of_children()
        log = ROOT / "_build" / f"suite-{notebooks}.log"
        with log.open("w") as said:
            here = os.environ | {"PYTHONPATH": str(top / "src")}
            done = subprocess.run(command, cwd=top, env=here, stdout=said, stderr=subprocess.STDOUT)
        taken = {"core": seconds_of_children() - busy, "clock": time.perf_counter() - begin}
    print(f"{notebooks} notebooks: exit status {done.returncode}, see {log.relative_to(ROOT)}", flush=True)
    return taken


def table(measured: dict[int, dict[str, float]]) -> list[str]:
    """Lines of the table: core-seconds against the budget, minutes by the clock, and what one notebook more costs."""
    lines = [
        "| notebooks | core-seconds | budget | minutes by the clock | core-seconds a notebook more |",
        "|---" * 5 + "|",
    ]
    before = None
    for count in sorted(measured):
        core, clock = measured[count]["core"], measured[count]["clock"]
        more = f"{(core - measured[before]['core']) / (count - before):.0f}" if before else "–"
        budget = BUDGET["fixed"] + BUDGET["notebook"] * count
        lines.append(f"| {count} | {core:,.0f} | {budget:,} | {clock / 60:.0f} | {more} |")
        before = count
    return lines


def main() -> None:
    """Measure the sizes that are named; print the table of all that were measured."""
    measured = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    for count in sys.argv[1:]:
        measured[count] = measure(int(count))
        RESULTS.write_text(json.dumps(measured), "utf-8")
    print("\n".join(table({int(count): taken for count, taken in measured.items()})))


if __name__ == "__main__":
    main()
