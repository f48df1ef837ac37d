"""Pytest's side of the kept verdicts: which tests need not run, what the others found, and what is said at the end.

`make test` sets VERDICTS to `kept`, or to `fresh` (FRESH=1), which takes none but keeps what it finds; where it is not
set, every test runs and nothing is kept. A test that opens a file of the repository which its key lacks fails: its
verdict would outlive a change of that file.
"""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path

import pytest

import inputs
from built_pages import slug_of
from inputs import ROOT, files_read_by, key_of, starts_processes
from verdicts import Store, checked_again, folder

MODE, RUN, KEY, WHOLE = "VERDICTS", "EXPLORABLE_RUN", "key of the verdict", "whole"
NO_LONGER = "A run with the same inputs passed. The key of this verdict lacks one: see tests/inputs.py."
UNSEEN = ("_build", ".venv", ".git", ".hypothesis", ".pytest_cache", ".ruff_cache", "mutants")  # no sources
READS = "{name} opens {paths}, which its verdict's key lacks: name it in the list READS of that file."
opened: set = set()  # names of files opened since they were last looked at
at_import: dict[Path, list[str]] = {}  # test file to the files of the repository that it opens when it is imported


def mode() -> str:
    """How verdicts are used: `kept`, `fresh`, or not at all."""
    return os.environ.get(MODE, "")


class Keeper:
    """The plugin, in the controlling process and in each that runs tests for it; only the former writes."""

    def __init__(self, config: pytest.Config):
        self.config = config
        self.mode = mode()
        self.worker = hasattr(config, "workerinput")
        self.store = Store(folder())
        if not self.worker:  # counts the run, which the others learn from the environment
            os.environ[RUN] = str(self.store.begin())
        self.kept: list[str] = []  # keys of the verdicts that were taken
        self.again = 0  # tests that were checked again
        self.passed: dict[str, float] = {}  # key of a test whose call has passed, to its seconds
        if self.worker or not getattr(config.option, "numprocesses", None):
            del os.environ[MODE]  # what a test starts keeps no verdicts here
        sys.addaudithook(lambda event, details: opened.add(details[0]) if event == "open" else None)

    # Before the tests

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector):
        """Note what a test file opens when it is imported."""
        sources_opened()
        report = yield
        if isinstance(collector, pytest.Module):
            at_import[collector.path] = sources_opened()
        return report

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_collection_modifyitems(self, config, items):
        """Once tests are dealt out, leave out those whose verdicts are kept, but for a tenth, which runs again."""
        yield
        kept = self.store.kept(before=run_number()) if self.mode == "kept" else {}
        keys = {item: key_of_item(item) for item in items}
        again = checked_again([kept[key] for key in keys.values() if key in kept], run=run_number())
        for item, key in keys.items():
            item.user_properties.append((KEY, key))
            item.checked_again = key in again
        left = [item for item in items if keys[item] in kept and not item.checked_again]
        items[:] = [item for item in items if keys[item] not in kept or item.checked_again]
        config.hook.pytest_deselected(items=left)
        self.kept, self.again = [keys[item] for item in left], len(again)

    # While they run

    def pytest_runtest_logstart(self):
        """What was opened between two tests belongs to neither."""
        sources_opened()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item):
        """Fail a test that opens what its key lacks; say of a failure that a kept verdict said otherwise."""
        report = yield
        if report.when == "teardown" and (names := undeclared(item)):
            report.outcome, report.longrepr = "failed", READS.format(name=item.nodeid, paths=", ".join(names))
        if report.failed and item.checked_again:
            report.sections.append(("Kept verdict", NO_LONGER))
        return report

    def pytest_runtest_logreport(self, report):
        """Keep what a test was found to be: passed where all its phases are."""
        about = dict(report.user_properties)
        key, run = about.get(KEY), run_number()
        if not key or self.worker:
            return
        if report.failed:
            self.passed.pop(key, None)
            self.store.failed(key, test=report.nodeid, run=run)
        elif report.when == "call" and report.passed:
            self.passed[key] = report.duration
        elif report.when == "teardown" and key in self.passed:
            self.store.passed(key, test=report.nodeid, seconds=self.passed.pop(key), run=run)
            if about.get(WHOLE):
                self.store.passed_whole(report.nodeid, day=date.today().isoformat())

    # After the tests

    def pytest_sessionfinish(self, session):
        """Tell the controlling process which verdicts were taken; note there that they were used."""
        if self.worker:
            self.config.workeroutput["kept"] = [self.kept, self.again]
        else:
            self.store.use(self.kept, run=run_number())

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node):
        """Take over what a worker left out: all leave out the same."""
        if said := getattr(node, "workeroutput", {}).get("kept"):
            self.kept, self.again = said

    def pytest_terminal_summary(self, terminalreporter):
        """Say how many verdicts were taken."""
        terminalreporter.write_line(
            f"Verdicts: {len(self.kept)} taken from the store, {self.again} more checked again, run {run_number()}."
        )
        if self.store.notice:
            terminalreporter.write_line(self.store.notice)
        if days := self.store.days():
            oldest = min(days, key=lambda name: days[name])
            terminalreporter.write_line(f"Checked whole: {len(days)} pages, the earliest on {days[oldest]}: {oldest}")


def run_number() -> int:
    """The number of this run; 0 where runs are not counted."""
    return int(os.environ.get(RUN, "0"))


# What a test depends on


def key_of_item(item: pytest.Item) -> str:
    """The key of a test's verdict."""
    files, words = own_inputs(item)
    words = [*words, inputs.packages(), inputs.machine()]
    if "browser" in item.fixturenames:
        words.append(inputs.browser())
    return key_of(item.nodeid, files, words)


def own_inputs(item: pytest.Item) -> tuple[list[frozenset[Path]], list[str]]:
    """Sets of files, and words besides, that a test depends on."""
    files = [files_of(item)]
    if marker := item.get_closest_marker("inputs"):
        own = list(marker.kwargs["of"](**item.callspec.params))
        paths = frozenset(one for one in own if isinstance(one, Path))
        return [*files, paths], [one for one in own if not isinstance(one, Path)]
    return [*files, inputs.built_book()] if of_the_book(item) else files, []


def files_of(item: pytest.Item) -> frozenset[Path]:
    """Files that the tests of a file depend on."""
    processes = starts_processes(item.path) and not item.get_closest_marker("inputs")
    patterns = (*getattr(item.module, "READS", ()), *notebook_of(item.path))
    return files_read_by(item.path, patterns, processes)


def notebook_of(path: Path) -> tuple[str, ...]:
    """Patterns of the notebook that a test file is named after, and of the data that it may load."""
    if path.parent != ROOT / "tests" / "notebooks":
        return ()
    return (f"book/*/{slug_of(path)}.ipynb", "book/data/*", "data/*")


def of_the_book(item: pytest.Item) -> bool:
    """Whether a test sees the built book, or all sources of it."""
    return not set(inputs.BOOK).isdisjoint(item.fixturenames)


def sources_opened() -> list[str]:
    """Names of the repository's files that were opened since the last call."""
    paths = {Path(os.fsdecode(name)) for name in opened if isinstance(name, str | bytes)}
    opened.clear()
    names = [os.path.relpath(path, ROOT) for path in paths if path.is_absolute() and path.is_relative_to(ROOT)]
    names = [name for name in names if not name.startswith(UNSEEN) and "__pycache__" not in name]
    return sorted(name for name in names if (ROOT / name).is_file())


def undeclared(item: pytest.Item) -> list[str]:
    """Files of the repository that a test, or the import of its file, has opened, and that its key lacks."""
    names = {*sources_opened(), *at_import.get(item.path, [])}
    if of_the_book(item) or item.get_closest_marker("inputs"):
        return []
    return sorted(names - {os.path.relpath(path, ROOT) for path in files_of(item)})
