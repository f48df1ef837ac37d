"""Lighthouse's scores of the built book: `make lighthouse` prints a table and fails below the minimum scores.

Each page is opened as a phone opens it, on a simulated slow 4G, from a host on this machine that compresses as hosts
do; a page's figures are those of its median run. RUNS is the number of runs (5), PAGES names pages (all notebooks', the
landing page, the catalogue).
"""

from __future__ import annotations

import functools
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

from first_visit import Compressing, notebook_pages

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from browsers import FLAGS, chromium_program  # noqa: E402
from built_pages import HTML  # noqa: E402
from served import serving  # noqa: E402

LIGHTHOUSE = ROOT / ".venv/lighthouse/node_modules/.bin/lighthouse"
LEAST = {"performance": 90, "accessibility": 100, "best-practices": 100, "seo": 100}  # of each page
LEAST_MEDIAN = 95  # performance of all pages
TIMES = {
    "first-contentful-paint": "first paint s",
    "largest-contentful-paint": "largest s",
    "total-blocking-time": "blocked s",
}
SHIFT = "cumulative-layout-shift"


def run(address: str) -> dict:
    """One report of Lighthouse. Raises CalledProcessError where it cannot score the page."""
    flags = " ".join(["--headless=new", *FLAGS])
    command = [
        os.environ.get("LIGHTHOUSE", str(LIGHTHOUSE)),
        address,
        "--quiet",
        "--output=json",
        f"--chrome-flags={flags}",
    ]
    command += [f"--only-categories={','.join(LEAST)}", "--form-factor=mobile", "--throttling-method=simulate"]
    here = os.environ | {"CHROME_PATH": chromium_program() or ""}
    return json.loads(subprocess.run(command, env=here, check=True, capture_output=True, text=True).stdout)


def score(report: dict, category: str) -> int:
    """Score of a category, 0 to 100."""
    return round(100 * report["categories"][category]["score"])


def median_run(reports: list[dict]) -> dict:
    """The report with the median performance; of an even number the lower one."""
    return sorted(reports, key=lambda report: report["categories"]["performance"]["score"])[(len(reports) - 1) // 2]


def faults(report: dict, category: str) -> list[str]:
    """Titles of what a report finds wrong in a category; none of speed, whose causes are many."""
    refs = report["categories"][category]["auditRefs"] if category != "performance" else []
    found = (report["audits"][ref["id"]] for ref in refs)
    return [audit["title"] for audit in found if audit["score"] is not None and audit["score"] < 1]


def row(report: dict) -> list[str]:
    """What the table says of a report."""
    audits = report["audits"]
    times = [f"{audits[name]['numericValue'] / 1000:.2f}" for name in TIMES]
    return [*(str(score(report, name)) for name in LEAST), *times, f"{audits[SHIFT]['numericValue']:.3f}"]


def too_low(reports: dict[str, dict]) -> list[str]:
    """Sentences about scores below the minimum."""
    low = [
        f"{page}: {category} {score(report, category)} is below {least}. {'; '.join(faults(report, category))}".rstrip()
        for page, report in reports.items()
        for category, least in LEAST.items()
        if score(report, category) < least
    ]
    middle = statistics.median(score(report, "performance") for report in reports.values())
    return low + ([f"Performance is {middle:g} in the median, below {LEAST_MEDIAN}."] if middle < LEAST_MEDIAN else [])


def main(pages: list[str], runs: int) -> None:
    """Print the table; exit with 1 where a score is too low."""
    reports = {}
    print("| " + " | ".join(["page", *LEAST, *TIMES.values(), "shift"]) + " |\n|" + "---|" * (len(LEAST) + 5))
    with serving(functools.partial(Compressing, directory=str(HTML), moved={})) as address:
        for page in pages:
            reports[page] = median_run([run(f"{address}{page}") for _ in range(runs)])
            print(f"| {page} | " + " | ".join(row(reports[page])) + " |", flush=True)
    if low := too_low(reports):
        sys.exit("\n".join(low))


if __name__ == "__main__":
    named = os.environ.get("PAGES", "").split()
    main(named or [*notebook_pages(HTML), "catalogue.html"], int(os.environ.get("RUNS", "5")))
