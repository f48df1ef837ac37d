"""The store of verdicts: which tests have passed or failed with which inputs, in one SQLite file.

A verdict belongs to a key: a hash of a test's name and of all that its outcome depends on (inputs.py). A key that has
failed once has to pass three times before its verdict is taken. Only the controlling process of pytest writes.
"""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KEPT_RUNS = 40  # a verdict that no run of so many has asked for is dropped
AFTER_A_FAILURE = 3  # times that a key has to pass once it has failed
RECHECKED = 10  # one kept verdict in so many is checked again
RECHECK_SECONDS = 60  # and no more of them than took so long
TABLES = """
create table if not exists verdict
  (key text primary key, test text, failed integer, passes integer, seconds real, made integer, used integer);
create table if not exists whole (test text primary key, day text);
create table if not exists run (number integer);
"""


@dataclass(frozen=True)
class Kept:
    """A verdict that stands for a run of its test: the seconds which that took."""

    key: str
    seconds: float


class Store:
    """Verdicts in the file `verdicts.db` of a folder; a damaged file is set aside and said to be."""

    def __init__(self, folder: Path):
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / "verdicts.db"
        self.notice = ""
        try:
            self.base = self.open()
        except sqlite3.DatabaseError:
            aside = self.path.with_suffix(".damaged")
            self.path.replace(aside)
            self.notice = f"The store of verdicts was damaged: it was moved to {aside}, and a new one begun."
            self.base = self.open()

    def open(self) -> sqlite3.Connection:
        base = sqlite3.connect(self.path, timeout=60, isolation_level=None)  # every statement is written at once
        base.executescript(TABLES)
        base.execute("select count(*) from verdict").fetchone()
        return base

    def begin(self) -> int:
        """Count one more run, drop what no run has used for long; return the number of the run."""
        [number] = self.base.execute("select coalesce(max(number), 0) + 1 from run").fetchone()
        self.base.execute("delete from run")
        self.base.execute("insert into run values (?)", [number])
        self.base.execute("delete from verdict where used < ?", [number - KEPT_RUNS])
        return number

    def passed(self, key: str, *, test: str, seconds: float, run: int) -> None:
        """Keep that a test has passed."""
        self.base.execute(
            "insert into verdict values (?, ?, 0, 1, ?, ?, ?) on conflict (key) do update"
            " set passes = passes + 1, seconds = excluded.seconds, made = excluded.made, used = excluded.used",
            [key, test, seconds, run, run],
        )

    def failed(self, key: str, *, test: str, run: int) -> None:
        """Keep that a test has failed: what it passed before counts no more."""
        self.base.execute(
            "insert into verdict values (?, ?, 1, 0, 0, ?, ?) on conflict (key) do update"
            " set failed = 1, passes = 0, made = excluded.made, used = excluded.used",
            [key, test, run, run],
        )

    def kept(self, *, before: int) -> dict[str, Kept]:
        """The verdicts that may be taken in run `before`, by key: all its processes see the same ones."""
        rows = self.base.execute(
            "select key, seconds from verdict where passes >= case failed when 1 then ? else 1 end and made < ?",
            [AFTER_A_FAILURE, before],
        )
        return {key: Kept(key, seconds) for key, seconds in rows}

    def use(self, keys: list[str], *, run: int) -> None:
        """Note that verdicts were asked for."""
        self.base.executemany("update verdict set used = ? where key = ?", [(run, key) for key in keys])

    def passed_whole(self, test: str, *, day: str) -> None:
        """Keep the day on which a test last passed with nothing of it left to another run."""
        self.base.execute("insert or replace into whole values (?, ?)", [test, day])

    def days(self) -> dict[str, str]:
        """The day on which each test last passed whole."""
        return dict(self.base.execute("select test, day from whole"))


def folder() -> Path:
    """Where verdicts lie: in EXPLORABLE_CACHE, which may be shared between checkouts, else in _build."""
    shared = os.environ.get("EXPLORABLE_CACHE")
    return Path(shared) / "verdicts" if shared else ROOT / "_build" / "verdicts"


def checked_again(kept: list[Kept], *, run: int) -> set[str]:
    """Keys of the kept verdicts that run number `run` checks again: a tenth, another in each run, within a minute."""
    chosen, seconds = set(), 0.0
    for verdict in sorted(kept, key=lambda verdict: verdict.key):
        if int(verdict.key[:8], 16) % RECHECKED == run % RECHECKED and seconds + verdict.seconds <= RECHECK_SECONDS:
            chosen.add(verdict.key)
            seconds += verdict.seconds
    return chosen
