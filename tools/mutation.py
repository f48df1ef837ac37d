"""Says what `make mutation` found: each module's score, and the survivors that tests/survivors.csv does not explain.

A mutant is the engine with one small change; it survives when no test fails. A row of the file names a survivor by its
function (of a script: its file), the line and what becomes of it, so that rows outlive edits elsewhere, and says why it
may live. With the path of Stryker's report, as in `make mutation-scripts`, the mutants are those of the scripts.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from repository import TOP

EXPLAINED = TOP / "tests" / "survivors.csv"
HELPERS = TOP / "src" / "helpers"
SCRIPTS = [path for part in ("calculator", "explorable") for path in sorted((HELPERS / part).glob("*.js"))]
KILLED = ("killed", "timeout", "segfault", "Killed", "Timeout")  # one that runs on and on is noticed too
NOT_RUN = "not checked"


class Mutant(NamedTuple):
    """One change: where it is made ("explorable.tables:packed"), the line there, and what becomes of the line."""

    function: str
    line: str
    becomes: str


Outcomes = list[tuple[Mutant, str]]  # each mutant with mutmut's word for what happened to it


def changed(diff: str) -> tuple[str, str]:
    """The lines that a unified diff takes away, and those that it puts in their place."""
    body = [line for line in diff.splitlines() if not line.startswith(("---", "+++", "@@"))]
    return tuple(" ".join(line[1:].strip() for line in body if line.startswith(sign)) for sign in "-+")


def outcomes() -> Outcomes:
    """What mutmut has stored of each mutant, in the folder it was run in."""
    from mutmut.mutation.data import SourceFileMutationData
    from mutmut.mutation.diff_apply import get_diff_for_mutant
    from mutmut.stats import status_by_exit_code
    from mutmut.utils.file_utils import walk_mutatable_files
    from mutmut.utils.format_utils import orig_function_and_class_names_from_key

    found = []
    for path in walk_mutatable_files():
        data = SourceFileMutationData(path=path)
        data.load()
        module = ".".join(path.with_suffix("").parts[2:]).removesuffix(".__init__")
        for key, code in data.exit_code_by_key.items():
            function, owner = orig_function_and_class_names_from_key(key)
            name = f"{module}:{owner}.{function}" if owner else f"{module}:{function}"
            found.append((Mutant(name, *changed(get_diff_for_mutant(key, path=path))), status_by_exit_code[code]))
    return found


def outcomes_in_scripts(report: dict) -> Outcomes:
    """What Stryker's report says of each mutant; a script that it leaves out was not run."""
    found = []
    for path, file in report["files"].items():
        lines = file["source"].split("\n")
        script = (TOP / path).relative_to(HELPERS).as_posix()
        found += [(Mutant(script, *replaced(lines, mutant)), mutant["status"]) for mutant in file["mutants"]]
    seen = {mutant.function for mutant, _ in found}
    scripts = {path.relative_to(HELPERS).as_posix() for path in SCRIPTS}
    return found + [(Mutant(script, "", ""), NOT_RUN) for script in sorted(scripts - seen)]


def replaced(lines: list[str], mutant: dict) -> tuple[str, str]:
    """The line that a mutant of a script begins in, and what becomes of it; of more lines only the ends are said."""
    start, end = mutant["location"]["start"], mutant["location"]["end"]
    first, last = lines[start["line"] - 1], lines[end["line"] - 1]
    line = first if start["line"] == end["line"] else f"{first} … {last.strip()}"
    becomes = first[: start["column"] - 1] + mutant["replacement"] + last[end["column"] - 1 :]
    return " ".join(line.split()), " ".join(becomes.split())


def explained(path: Path) -> dict[Mutant, str]:
    """Survivor to the reason why it may live."""
    with path.open(encoding="utf-8", newline="") as file:
        return {Mutant(row["function"], row["line"], row["becomes"]): row["why"] for row in csv.DictReader(file)}


def module_of(mutant: Mutant) -> str:
    """The module that a mutant belongs to: "explorable.tables"."""
    return mutant.function.partition(":")[0]


def table(found: Outcomes) -> str:
    """A line for each module and one for all: mutants killed, mutants run, and their share."""
    run, killed = Counter(), Counter()
    for mutant, outcome in found:
        for key in (module_of(mutant), "all") if outcome != NOT_RUN else ():
            run[key] += 1
            killed[key] += outcome in KILLED
    rows = [key for key in sorted(run) if key != "all"] + ["all"] * ("all" in run)
    return "\n".join(f"{key:26}{killed[key]:6} of {run[key]:5} killed {killed[key] / run[key]:7.1%}" for key in rows)


def complaints(found: Outcomes, known: Iterable[Mutant]) -> list[str]:
    """A sentence for each survivor that is not known, and each known one that did not survive."""
    survived = {mutant: outcome for mutant, outcome in found if outcome not in (*KILLED, NOT_RUN)}
    waiting = {mutant.function for mutant, outcome in found if outcome == NOT_RUN}
    new = [
        f"{mutant.function} ({outcome})\n  - {mutant.line}\n  + {mutant.becomes}"
        for mutant, outcome in survived.items()
        if mutant not in known
    ]
    gone = [mutant for mutant in known if mutant not in survived and mutant.function not in waiting]
    return new + [f"{mutant.function} is explained, but did not survive: {mutant.becomes}" for mutant in gone]


def of_script(mutant: Mutant) -> bool:
    """Whether a mutant is a script's."""
    return mutant.function.endswith(".js")


def main(report: str | None = None) -> None:
    found = outcomes_in_scripts(json.loads(Path(report).read_text("utf-8"))) if report else outcomes()
    known = {mutant: why for mutant, why in explained(EXPLAINED).items() if of_script(mutant) == bool(report)}
    if all(outcome == NOT_RUN for _, outcome in found):
        sys.exit("No mutant was run.")
    print(table(found))
    if wrong := complaints(found, known):
        sys.exit("\n".join([*wrong, f"{len(wrong)} to look at: write a test, or say in {EXPLAINED.name} why not."]))
    print(f"Every survivor is explained in {EXPLAINED.relative_to(TOP)}.")


if __name__ == "__main__":
    main(*sys.argv[1:])
