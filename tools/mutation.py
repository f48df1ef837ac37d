"""Prints the share of each module's mutants that tests noticed; fails below the minimum in tests/mutants/scores.csv.

A mutant is the engine with one small change; it survives when no test fails. Many that survive are as good as the
original (None for False, `<=` for `<` at a tolerance, zip without strict), so that no module has to reach 100 %; the
survivors of a module that fails are printed. With the path of Stryker's report, as in `make mutation-scripts`, the
mutants are those of the scripts.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from repository import TOP

SCORES = TOP / "tests" / "mutants" / "scores.csv"
HELPERS = TOP / "src" / "helpers"
NOTICED = ("killed", "timeout", "segfault", "Killed", "Timeout")  # an endless loop counts as noticed
NOT_RUN = "not checked"


class Mutant(NamedTuple):
    """One change: its module ("explorable.packing", "explorable/play.js"), the line, what becomes of it, its fate."""

    module: str
    line: str
    becomes: str
    fate: str

    @property
    def noticed(self) -> bool:
        """Whether a test failed."""
        return self.fate in NOTICED


def mutants() -> list[Mutant]:
    """What mutmut has stored of each mutant, in the folder it was run in."""
    from mutmut.mutation.data import SourceFileMutationData
    from mutmut.mutation.diff_apply import get_diff_for_mutant
    from mutmut.stats import status_by_exit_code
    from mutmut.utils.file_utils import walk_mutatable_files

    found = []
    for path in walk_mutatable_files():
        data = SourceFileMutationData(path=path)
        data.load()
        module = ".".join(path.with_suffix("").parts[2:]).removesuffix(".__init__")
        for key, code in data.exit_code_by_key.items():
            found.append(Mutant(module, *changed(get_diff_for_mutant(key, path=path)), status_by_exit_code[code]))
    return found


def changed(diff: str) -> tuple[str, str]:
    """The lines that a unified diff takes away, and those that it puts in their place."""
    body = [line for line in diff.splitlines() if not line.startswith(("---", "+++", "@@"))]
    return tuple(" ".join(line[1:].strip() for line in body if line.startswith(sign)) for sign in "-+")


def mutants_of_scripts(report: dict) -> list[Mutant]:
    """What Stryker's report says of each mutant."""
    found = []
    for path, file in report["files"].items():
        lines = file["source"].split("\n")
        script = (TOP / path).relative_to(HELPERS).as_posix()
        found += [Mutant(script, *replaced(lines, mutant), mutant["status"]) for mutant in file["mutants"]]
    return found


def replaced(lines: list[str], mutant: dict) -> tuple[str, str]:
    """The line that a mutant of a script begins in, and what becomes of it; of more lines only the ends are said."""
    start, end = mutant["location"]["start"], mutant["location"]["end"]
    first, last = lines[start["line"] - 1], lines[end["line"] - 1]
    line = first if start["line"] == end["line"] else f"{first} … {last.strip()}"
    becomes = first[: start["column"] - 1] + mutant["replacement"] + last[end["column"] - 1 :]
    return " ".join(line.split()), " ".join(becomes.split())


def least_scores(path: Path = SCORES) -> dict[str, int]:
    """Module to the minimum percentage of its mutants that tests have to notice."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["module"]: int(row["least"]) for row in csv.DictReader(file)}


def verdicts(found: list[Mutant], least: Mapping[str, int]) -> tuple[list[str], list[str]]:
    """A line for each module with its score, and a complaint for each that has no minimum or cannot reach it.

    Of a module that was run in part, the mutants that wait may all be noticed yet.
    """
    lines, complaints = [], []
    for module, group in groupby(sorted(found, key=lambda mutant: mutant.module), key=lambda mutant: mutant.module):
        group = list(group)
        run = [mutant for mutant in group if mutant.fate != NOT_RUN]
        survivors = [mutant for mutant in run if not mutant.noticed]
        if not run:
            continue
        noticed = len(run) - len(survivors)
        lines.append(f"{module:26}{noticed:6} of {len(run):5} noticed {noticed / len(run):7.1%}")
        if module not in least:
            complaints.append(f"{module} has no row in {SCORES.name}.")
        elif 100 * (len(group) - len(survivors)) < least[module] * len(group):
            changes = [f"  - {one.line}\n  + {one.becomes}  ({one.fate})" for one in survivors]
            complaints.append("\n".join([f"{module}: fewer than {least[module]} % were noticed.", *changes]))
    return lines, complaints


def main(report: str | None = None) -> None:
    found = mutants_of_scripts(json.loads(Path(report).read_text("utf-8"))) if report else mutants()
    lines, complaints = verdicts(found, least_scores())
    if not lines:
        sys.exit("No mutant was run.")
    print("\n".join(lines))
    if complaints:
        sys.exit("\n".join([*complaints, "Write tests that notice more of these changes."]))


if __name__ == "__main__":
    main(*sys.argv[1:])
