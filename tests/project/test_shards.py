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
COLLECT = """
import contextlib, io, json, sys
import pytest

class Note:
    def pytest_collection_finish(self, session):
        found.append([item.nodeid for item in session.items])

found = []
for flags in json.loads(sys.argv[1]):
    with contextlib.redirect_stdout(io.StringIO()) as said:
        if pytest.main(["--collect-only", "-q", *flags], [Note()]):
            sys.exit(said.getvalue())
print(json.dumps(found))
"""


def flags_of(shard: str) -> list[str]:
    """What `make test SHARD=…` tells pytest, apart from the number of processes."""
    outside = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKEOVERRIDES")}
    command = ["make", "-n", "test", f"SHARD={shard}", "PYTEST_FLAGS=HERE"]
    said = subprocess.check_output(command, cwd=TOP, text=True, env=outside)
    return re.search(r"-m pytest HERE (.*)", said)[1].split()


def faults(shards: list[list[str]], whole: list[str]) -> list[str]:
    """Tests that the shares run more or less often than the whole suite."""
    times, wanted = Counter(test for shard in shards for test in shard), Counter(whole)
    return [f"{test}: {times[test]} times" for test in sorted({*times, *wanted}) if times[test] != wanted[test]]


def test_the_shares_are_together_the_suite():
    shards = SHARDS["shard"]
    assert shards == [f"{number}/{len(shards)}" for number in range(1, len(shards) + 1)]
    ways = json.dumps([[], *map(flags_of, shards)])
    said = subprocess.run([sys.executable, "-c", COLLECT, ways], cwd=TOP, capture_output=True, text=True)
    assert said.returncode == 0, said.stderr
    whole, *found = json.loads(said.stdout.splitlines()[-1])
    assert faults(found, whole) == []
    assert max(map(len, found)) - min(map(len, found)) <= 1 < len(whole)


@pytest.mark.parametrize("shards", [[["a"], ["c"]], [["a", "b"], ["b", "c"]], [["a", "b", "c"], ["d"]]])
def test_a_lost_test_and_one_that_runs_twice_are_noticed(shards):
    assert len(faults(shards, ["a", "b", "c"])) == 1


def test_without_a_share_all_tests_run():
    assert flags_of("1/1")[-4:] == ["--group", "1", "--splits", "1"]
