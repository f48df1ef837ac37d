"""The kept verdicts: when one is taken, what makes a test run again, and what is said."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import built_pages
import inputs
import verdicts
from verdicts import Kept, Store, checked_again

TESTS = Path(__file__).resolve().parents[1]


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "verdicts")


# The store


def test_a_verdict_is_taken_from_the_next_run_on(store):
    store.passed("a", test="t", seconds=2.5, run=1)
    assert store.kept(before=1) == {}
    assert store.kept(before=2) == {"a": Kept("a", 2.5)}


def test_a_key_that_has_failed_has_to_pass_three_times(store):
    store.passed("a", test="t", seconds=1, run=1)
    store.failed("a", test="t", run=2)
    for run in (3, 4, 5):
        assert store.kept(before=run) == {}
        store.passed("a", test="t", seconds=1, run=run)
    assert set(store.kept(before=6)) == {"a"}


def test_a_failure_begins_the_count_anew(store):
    for run, passed in enumerate([False, True, True, False, True, True], 1):
        store.passed("a", test="t", seconds=1, run=run) if passed else store.failed("a", test="t", run=run)
    assert store.kept(before=99) == {}


def test_verdicts_that_no_run_asks_for_are_dropped_and_others_stay(store):
    runs = [store.begin() for _ in range(2)]
    for key in ("used", "old"):
        store.passed(key, test="t", seconds=1, run=runs[-1])
    for _ in range(verdicts.KEPT_RUNS):
        store.use(["used"], run=store.begin())
    store.begin()
    assert set(store.kept(before=99)) == {"used"}


def test_a_damaged_store_is_set_aside_and_said_to_be(tmp_path):
    (tmp_path / "verdicts.db").write_bytes(b"no database" * 100)
    store = Store(tmp_path)
    assert "damaged" in store.notice and store.kept(before=1) == {}
    assert (tmp_path / "verdicts.damaged").is_file()


def test_each_verdict_is_checked_again_once_in_ten_runs():
    kept = [Kept(f"{number:08x}", 0.1) for number in range(200)]
    runs = [checked_again(kept, run=run) for run in range(10)]
    assert set.union(*runs) == {one.key for one in kept} and sum(map(len, runs)) == len(kept)


def test_what_is_checked_again_takes_a_minute_at_most():
    kept = [Kept(f"{10 * number:08x}", 25.0) for number in range(9)]
    assert len(checked_again(kept, run=10)) == 2


# Keys


def made(folder: Path, texts: dict[str, str]) -> Path:
    """Write files, path to text, below a folder and return it."""
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


SITE = {
    "page.html": '<link rel="stylesheet" href="a.css?v=1"><link rel="next" href="next.html">'
    '<script src="a.js"></script>'
    '<img src="p.svg"><a href="next.html">next</a>',
    "next.html": "next",
    "a.css": "@font-face { src: url(fonts/f.woff2?x); } @import url('b.css');",
    "b.css": "b {}",
    "fonts/f.woff2": "font",
    "a.js": 'load("later.js"); load("find-data.js")',
    "later.js": "later",
    "find-data.js": "words",
    "p.svg": "<svg/>",
}


def test_a_page_depends_on_what_it_loads_at_once_or_later_and_not_on_pages_or_the_search(tmp_path):
    loaded = built_pages.loaded_by(made(tmp_path, SITE) / "page.html")
    names = {path.relative_to(tmp_path).as_posix() for path in loaded}
    assert names == {"page.html", "a.css", "b.css", "fonts/f.woff2", "a.js", "later.js", "p.svg"}


TREE = {
    "tests/conftest.py": "import shared",
    "tests/shared.py": "",
    "tests/unit/test_one.py": "from helpers.plots import marks\nREADS = ['data/*.csv']",
    "tests/unit/test_two.py": "import subprocess",
    "src/helpers/__init__.py": "",
    "src/helpers/plots/__init__.py": "from helpers.plots import palette",
    "src/helpers/plots/palette.py": "",
    "src/helpers/plots/marks.py": "from . import palette\ndef late():\n    import helpers.late",
    "src/helpers/plots/a.mplstyle": "",
    "src/helpers/plots/static/b.js": "",
    "src/helpers/late.py": "",
    "src/helpers/other.py": "",
    "data/x.csv": "",
    "book/part/idea.ipynb": "",
    "pyproject.toml": "",
    "Makefile": "",
}
ONE = {
    "tests/conftest.py", "tests/shared.py", "tests/unit/test_one.py", "src/helpers/__init__.py", "Makefile",
    "src/helpers/plots/__init__.py", "src/helpers/plots/palette.py", "src/helpers/plots/marks.py", "pyproject.toml",
    "src/helpers/plots/a.mplstyle", "src/helpers/plots/static/b.js", "src/helpers/late.py", "data/x.csv",
}  # fmt: skip


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A small repository in place of this one."""
    top = made(tmp_path, TREE)
    subprocess.run(["git", "-C", str(top), "init", "-q"], check=True)
    monkeypatch.setattr(inputs, "ROOT", top)
    monkeypatch.setattr(inputs, "ROOTS", [top / "src", top / "tests"])
    caches = [inputs.imported, inputs.closure, inputs.data_of, inputs.repository, inputs.starts_processes]
    for one in [*caches, inputs.conftests, inputs.files_read_by]:
        one.cache_clear()
    yield top
    for one in [*caches, inputs.conftests, inputs.files_read_by]:
        one.cache_clear()


def read_by(top: Path, name: str, *patterns: str) -> set[str]:
    path = top / name
    found = inputs.files_read_by(path, patterns, inputs.starts_processes(path))
    return {file.relative_to(top).as_posix() for file in found}


def test_a_test_file_depends_on_its_imports_their_data_and_what_it_names(tree):
    assert read_by(tree, "tests/unit/test_one.py", "data/*.csv") == ONE


def test_a_test_file_that_starts_processes_depends_on_all_but_the_books_contents(tree):
    everything = {path.relative_to(tree).as_posix() for path in tree.rglob("*") if path.is_file()}
    without_git = {name for name in everything if not name.startswith(".git/")}
    assert read_by(tree, "tests/unit/test_two.py") == without_git - {"book/part/idea.ipynb"}


def test_a_key_changes_with_each_file_and_word_and_with_nothing_else(tmp_path):
    one, other = made(tmp_path, {"one": "1", "other": "2"}) / "one", tmp_path / "other"

    def key(test, files, words):
        inputs.forget()
        return inputs.key_of(test, [frozenset(files)], words)

    first = key("test", [one, other], ["a", "b"])
    assert key("test", [other, one], ["b", "a"]) == first
    changed = [key("tests", [one, other], ["a", "b"]), key("test", [one], ["a", "b"])]
    changed += [key("test", [one, other], ["a"])]
    one.write_text("3")
    changed += [key("test", [one, other], ["a", "b"])]
    assert len({first, *changed}) == 5


@pytest.mark.parametrize("name", ["TZ", "LANG", "EXPLORABLE_MODE", "OMP_NUM_THREADS"])
def test_settings_of_the_environment_belong_to_the_machine(monkeypatch, name):
    inputs.machine.cache_clear()
    before = inputs.machine()
    inputs.machine.cache_clear()
    monkeypatch.setenv(name, "other")
    assert inputs.machine() != before
    inputs.machine.cache_clear()


def test_where_verdicts_lie_does_not_belong_to_the_machine(monkeypatch):
    inputs.machine.cache_clear()
    before = inputs.machine()
    inputs.machine.cache_clear()
    monkeypatch.setenv("EXPLORABLE_CACHE", "/elsewhere")
    assert inputs.machine() == before
    assert verdicts.folder() == Path("/elsewhere/verdicts")


def test_browser_and_packages_are_words_of_a_key():
    assert re.search(r"\d+\.\d+", inputs.browser()) and "pytest 9" in inputs.packages()


# A suite of two tests, run again and again


@pytest.fixture
def suite(tmp_path):
    """`suite(mode)` runs two tests, one of which reads number.txt, and returns what pytest says."""
    (tmp_path / "tests").mkdir()
    for name in ("verdicts.py", "inputs.py", "keeping.py", "built_pages.py"):
        shutil.copy(TESTS / name, tmp_path / "tests")
    conftest = "import sys, keeping\ndef pytest_configure(config):\n"
    conftest += "    config.pluginmanager.register(keeping.Keeper(config), 'keeping')\n"
    reads = "from pathlib import Path\nREADS = ['number.txt']\ndef test_one():\n"
    reads += "    assert (Path(__file__).parents[1] / 'number.txt').read_text() == '1'\n"
    texts = {
        "tests/conftest.py": conftest,
        "tests/test_one.py": reads,
        "tests/test_two.py": "def test_two():\n    pass\n",
        "pyproject.toml": "[tool.pytest]\n",
        "number.txt": "1",
        "other.txt": "1",
    }
    made(tmp_path, texts)
    subprocess.run(["git", "-C", str(tmp_path), "init", "-q"], check=True)

    def run(mode: str = "kept", *options: str) -> str:
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "xdist", *options, "tests"]
        here = {"VERDICTS": mode, "PYTHONPATH": f"{TESTS.parent / 'src'}:{tmp_path / 'tests'}", "EXPLORABLE_RUN": ""}
        here = os.environ | here | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        here.pop("EXPLORABLE_CACHE", None)
        return subprocess.run(command, cwd=tmp_path, env=here, capture_output=True, text=True).stdout

    run.top = tmp_path
    return run


def taken(said: str) -> int:
    return int(re.search(r"Verdicts: (\d+) taken", said)[1])


def again(said: str) -> int:
    return int(re.search(r"(\d+) more checked again", said)[1])


@pytest.mark.parametrize("options", [(), ("-n", "2")], ids=["one process", "two workers"])
def test_the_second_run_takes_its_verdicts_and_a_changed_file_is_tested_again(suite, options):
    first, second = suite("kept", *options), suite("kept", *options)
    assert "2 passed" in first and taken(first) == 0
    assert taken(second) + again(second) == 2
    (suite.top / "number.txt").write_text("2")
    third = suite("kept", *options)
    assert "1 failed" in third and "test_one" in third and taken(third) + again(third) == 1


def test_fresh_takes_none_and_other_files_make_no_difference(suite):
    suite()
    (suite.top / "other.txt").write_text("2")
    assert taken(suite("fresh")) == 0
    last = suite()
    assert taken(last) + again(last) == 2


def test_a_test_that_opens_what_its_key_lacks_fails_and_is_told_so(suite):
    path = suite.top / "tests/test_one.py"
    path.write_text(path.read_text().replace("READS = ['number.txt']", ""))
    said = suite()
    assert "1 error" in said and "opens number.txt" in said and "READS" in said


def test_a_kept_verdict_that_no_longer_holds_fails_with_a_word_on_its_key(suite):
    with (suite.top / "tests/conftest.py").open("a") as conftest:
        conftest.write("import verdicts\nverdicts.RECHECKED = 1\n")
    path = suite.top / "tests/test_two.py"
    flag = suite.top.parent / f"{suite.top.name}.flag"
    path.write_text(f"import os\ndef test_two():\n    assert not os.path.exists({str(flag)!r})\n")
    assert "2 passed" in suite()
    flag.touch()
    said = suite()
    assert taken(said) == 0 and again(said) == 2 and "1 failed" in said
    assert "The key of this verdict lacks one" in said
