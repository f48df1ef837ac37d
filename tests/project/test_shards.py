"""The shares of the tests that workers of CI run are together the whole suite: no test is lost, none runs twice."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import yaml

TOP = Path(__file__).resolve().parents[2]
SHARDS = yaml.safe_load((TOP / ".github/workflows/tests.yml").read_text("utf-8"))["jobs"]["test"]["strategy"]["matrix"]
DEAL = """
import json, sys
import pytest

class Note:
    def pytest_collection_finish(self, session):
        self.items = session.items

def share(given):
    from pytest_split.algorithms import Algorithms  # not before pytest, which loads the plugin itself

    groups = Algorithms[given["--splitting-algorithm"]].value(int(given["--splits"]), note.items, {})
    return groups[int(given["--group"]) - 1].selected

note = Note()
if code := pytest.main(["--collect-only", "-q", "-p", "no:cacheprovider", *sys.argv[2:]], [note]):
    sys.exit(code)
dealt = [note.items, *map(share, json.loads(sys.argv[1]))]
print(json.dumps([[item.nodeid for item in items] for items in dealt]))
"""


def flags_of(shard: str) -> list[str]:
    """What `make test SHARD=…` tells pytest-split."""
    outside = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKEOVERRIDES")}
    command = ["make", "-n", "test", f"SHARD={shard}", "PYTEST_FLAGS=HERE"]
    said = subprocess.check_output(command, cwd=TOP, text=True, env=outside)
    return re.search(r"-m pytest .*HERE .*?(--splitting-algorithm .*)", said)[1].split()


def faults(shards: list[list[str]], whole: list[str]) -> list[str]:
    """Tests that the shares run more or less often than the whole suite."""
    times, wanted = Counter(test for shard in shards for test in shard), Counter(whole)
    return [f"{test}: {times[test]} times" for test in sorted({*times, *wanted}) if times[test] != wanted[test]]


def dealt(folder: Path, ways: list[list[str]], *options: str) -> list[list[str]]:
    """Tests that pytest finds in `folder`, collected once, then those that pytest-split selects by each of `ways`."""
    given = json.dumps([dict(zip(way[::2], way[1::2], strict=True)) for way in ways])
    run = subprocess.run([sys.executable, "-c", DEAL, given, *options], cwd=folder, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    return json.loads(run.stdout.splitlines()[-1])


def test_the_shares_are_together_the_suite():
    shards = SHARDS["shard"]
    assert shards == [f"{number}/{len(shards)}" for number in range(1, len(shards) + 1)]
    whole, *found = dealt(TOP, [flags_of(shard) for shard in shards])
    assert faults(found, whole) == []
    assert max(map(len, found)) - min(map(len, found)) <= 1 < len(whole)


def test_pytest_selects_what_is_dealt_to_a_share(tmp_path):
    for name, count in (("test_one.py", 6), ("test_another.py", 5)):
        (tmp_path / name).write_text("".join(f"def test_{number}(): pass\n" for number in range(count)))
    flags = flags_of(SHARDS["shard"][1])
    whole, share = dealt(tmp_path, [flags])
    assert dealt(tmp_path, [], *flags) == [share]
    assert 0 < len(share) < len(whole) == 11


@pytest.mark.parametrize("shards", [[["a"], ["c"]], [["a", "b"], ["b", "c"]], [["a", "b", "c"], ["d"]]])
def test_a_lost_test_and_one_that_runs_twice_are_noticed(shards):
    assert len(faults(shards, ["a", "b", "c"])) == 1


def test_without_a_share_all_tests_run():
    assert flags_of("1/1")[-4:] == ["--group", "1", "--splits", "1"]
