"""How the book grows: `.venv/bin/python benchmarks/scale.py 25 50 125 250`.

For each number of notebooks a book is made in a temporary folder (large_book.py), built with its outputs cached, built
again after one change, and checked. What was measured stays in `_build/scale.json`, so that the sizes may be measured
one by one; the table has the exponent of growth between the two largest. Needs a built book (`make book`). Seconds are
those of a core, which do not depend on what else the machine does; the clock's are named.
"""

from __future__ import annotations

import gzip
import json
import math
import os
import resource
import sqlite3
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import yaml
from large_book import ROOT, change_code, make_large_book, outputs_cache, retitle

sys.path.insert(0, str(ROOT / "tests" / "book"))

from links import broken_links

RESULTS = ROOT / "_build" / "scale.json"
CHANGED = "training/momentum.ipynb"
ROWS = {  # what is measured: how the table calls it
    "full": "full build, outputs cached, s",
    "code": "build after the code of one notebook changed, which runs, s",
    "clock": "the same by the clock, s",
    "title": "build after one title changed, s",
    "memory": "peak memory of the full build, MB",
    "site": "site, MB",
    "page": "median page, kB gzip",
    "heaviest": "heaviest page, kB gzip",
    "documents": "documents of the search, kB gzip",
    "index": "Sphinx's index of all text, kB gzip",
    "links": "every link checked, s",
    "counts": "catalogue checked, s",
}


@dataclass(frozen=True)
class Cost:
    """What a command cost: seconds of all cores, seconds by the clock, and the peak memory of its processes in MB."""

    seconds: float
    clock: float
    memory: float


def run(command: list[str], *, top: Path) -> Cost:
    """Run a command in `top` as the Makefile does."""
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    here = {"PYTHONPATH": str(ROOT / "src"), "PYTHONHASHSEED": "0", "EXPLORABLE_MODE": "static", **one_thread}
    begin, busy, most = time.perf_counter(), seconds_of_children(), 0.0
    with tempfile.TemporaryFile("w+") as said:
        process = psutil.Popen(command, cwd=top, env=os.environ | here, stdout=said, stderr=said)
        while process.poll() is None:
            most = max(most, memory_of(process))
            time.sleep(0.3)
        if process.returncode:
            said.seek(0)
            sys.exit(said.read())
    return Cost(seconds_of_children() - busy, time.perf_counter() - begin, most)


def seconds_of_children() -> float:
    """Seconds that cores have spent on the processes that this one has started and seen end."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def memory_of(process: psutil.Process) -> float:
    """Memory of a process and its children at this moment, in MB; pages that they share count in each."""
    total = 0
    for one in [process, *process.children(recursive=True)]:
        try:
            total += one.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total / 1e6


def build(top: Path) -> Cost:
    """Build the book at `top`."""
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build", "book", "--config", "_config.yml"]
    command += ["--toc", str(top / "_toc.yml"), "--path-output", ".", "-W", "-n", "--keep-going", "-q"]
    return run(command, top=top)


def packed(path: Path) -> float:
    """Size of a file after gzip, in kB."""
    return len(gzip.compress(path.read_bytes(), 6, mtime=0)) / 1000


def measure(notebooks: int) -> dict[str, float]:
    """Make, build, change and check a book of so many notebooks."""
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        make_large_book(top, notebooks=notebooks)
        whole = build(top)
        found = {"full": whole.seconds, "memory": whole.memory} | sizes(top / "_build" / "html") | checks(top)
        path = top / "book" / CHANGED
        change_code(path)
        one = build(top)
        retitle(path, "Momentum, again")
        found |= {"code": one.seconds, "clock": one.clock, "title": build(top).seconds}
    return found


def sizes(html: Path) -> dict[str, float]:
    """Sizes of the built book and of what its search loads."""
    weights = sorted(packed(page) for page in html.rglob("*.html"))
    return {
        "site": sum(path.stat().st_size for path in html.rglob("*") if path.is_file()) / 1e6,
        "page": weights[len(weights) // 2],
        "heaviest": weights[-1],
        "documents": packed(html / "_static" / "find-data.js"),
        "index": packed(html / "searchindex.js"),
    }


def checks(top: Path) -> dict[str, float]:
    """Seconds that the checks of links and catalogue take; both must find nothing."""
    base = yaml.safe_load((top / "_config.yml").read_text("utf-8"))["html"]["baseurl"]
    begin = time.process_time()
    if broken := broken_links(top / "_build" / "html", base):
        sys.exit("\n".join(broken))
    links = time.process_time() - begin
    return {"links": links, "counts": run([sys.executable, "-m", "helpers.sphinxext.counts"], top=top).seconds}


def seconds_of_execution() -> list[float]:
    """Seconds that each real notebook took when it was last run for the book, from its cache."""
    with sqlite3.connect(outputs_cache(ROOT) / "global.db") as database:
        rows = database.execute("select data from nbcache").fetchall()
    return [json.loads(data)["execution_seconds"] for (data,) in rows]


def table(measured: dict[int, dict[str, float]]) -> list[str]:
    """Lines of the table: a row for each measure, a column for each size, and the exponent between the last two."""
    counts = sorted(measured)
    lines = [f"| notebooks | {' | '.join(map(str, counts))} | exponent |", "|---" * (len(counts) + 2) + "|"]
    for name, words in ROWS.items():
        values = [measured[count][name] for count in counts]
        lines.append(f"| {words} | {' | '.join(f'{value:,.1f}' for value in values)} | {exponent(counts, values)} |")
    return lines


def exponent(counts: list[int], values: list[float]) -> str:
    """The power of the number of notebooks that a value grows with, between the two largest books."""
    if len(counts) < 2:
        return "–"
    return f"{math.log(values[-1] / values[-2]) / math.log(counts[-1] / counts[-2]):.2f}"


def main() -> None:
    """Measure the sizes that are named; print the table of all that were measured."""
    measured = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    for count in sys.argv[1:]:
        measured[count] = measure(int(count))
        RESULTS.write_text(json.dumps(measured), "utf-8")
    print("\n".join(table({int(count): found for count, found in measured.items()})))
    seconds = seconds_of_execution()
    mean = sum(seconds) / len(seconds)
    print(f"\nA notebook runs {mean:.1f} s in the mean of {len(seconds)}; 250 run {mean * 250 / 60:.0f} min of a core.")


if __name__ == "__main__":
    main()
