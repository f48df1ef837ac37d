"""The report on mutants counts what was run, and fails for a module whose tests notice too few."""

from __future__ import annotations

import json

import pytest

import mutation
from mutation import Mutant

KILLED = Mutant("explorable.packing", "a = 1", "a = 2", "killed")
SLOW = Mutant("explorable.packing", "while a:", "while True:", "timeout")
LIVES = Mutant("explorable.packing", "return cut(x)", "return cut(None)", "survived")
UNSEEN = Mutant("calculator.units", "b + 1", "b - 1", "no tests")
WAITS = KILLED._replace(fate="not checked")
RUN = [KILLED, UNSEEN, SLOW, LIVES]


def test_the_score_is_noticed_of_run():
    lines, complaints = mutation.verdicts(RUN, {"calculator.units": 0, "explorable.packing": 66})
    assert [line.split() for line in lines] == [
        ["calculator.units", "0", "of", "1", "noticed", "0.0%"],
        ["explorable.packing", "2", "of", "3", "noticed", "66.7%"],
    ]
    assert complaints == []


def test_a_module_below_its_minimum_score_is_reported_with_its_survivors():
    _, [units, tables] = mutation.verdicts(RUN, {"calculator.units": 1, "explorable.packing": 67})
    assert "calculator.units" in units and "b - 1  (no tests)" in units
    assert "67 %" in tables and "return cut(None)  (survived)" in tables and "while True" not in tables


def test_what_waits_counts_as_noticed_until_it_is_run():
    least = {"calculator.units": 0, "explorable.packing": 75}
    lines, complaints = mutation.verdicts([*RUN, WAITS], least)
    assert lines[1].split()[1:4] == ["2", "of", "3"] and complaints == []
    assert len(mutation.verdicts([*RUN, WAITS], {**least, "explorable.packing": 76})[1]) == 1


def test_a_module_without_a_minimum_score_is_reported():
    assert "calculator.units has no row" in mutation.verdicts([UNSEEN], {})[1][0]


def test_a_run_fails_below_a_score_and_where_nothing_was_run(monkeypatch, capsys):
    monkeypatch.setattr(mutation, "mutants", lambda: [KILLED, LIVES])
    monkeypatch.setattr(mutation, "least_scores", lambda: {"explorable.packing": 50})
    mutation.main()
    assert "explorable.packing" in capsys.readouterr().out
    monkeypatch.setattr(mutation, "least_scores", lambda: {"explorable.packing": 51})
    with pytest.raises(SystemExit, match=r"(?s)fewer than 51 %.*Write tests"):
        mutation.main()
    monkeypatch.setattr(mutation, "mutants", lambda: [WAITS])
    with pytest.raises(SystemExit, match=r"No mutant was run\."):
        mutation.main()


def test_every_module_and_script_of_the_engine_has_a_minimum_score():
    files = [path for part in ("calculator", "explorable") for path in (mutation.HELPERS / part).rglob("*.*")]
    modules = {
        ".".join(path.relative_to(mutation.HELPERS).with_suffix("").parts).removesuffix(".__init__")
        for path in files
        if path.suffix == ".py" and "def " in path.read_text("utf-8")
    }
    scripts = {path.relative_to(mutation.HELPERS).as_posix() for path in files if path.suffix == ".js"}
    scores = mutation.least_scores()
    assert set(scores) == modules | scripts
    assert all(75 <= least <= 100 for least in scores.values())


def test_a_mutant_is_shown_by_the_lines_that_change():
    diff = "--- f.py\n+++ f.py\n@@ -1,3 +1,2 @@\n def f():\n-    return g(\n-        1)\n+    return g()"
    assert mutation.changed(diff) == ("return g( 1)", "return g()")


def test_what_becomes_of_a_script_is_read_from_strykers_report(monkeypatch, tmp_path):
    def stryker(start, end, replacement, status):
        places = [{"line": line, "column": column} for line, column in (start, end)]
        return {"location": dict(zip(("start", "end"), places, strict=True)), "replacement": replacement,
                "status": status}  # fmt: skip

    mutants = [
        stryker((2, 10), (2, 15), "true", "Killed"),
        stryker((2, 10), (2, 15), "a >= 1", "Survived"),
        stryker((1, 17), (3, 2), "{}", "NoCoverage"),
    ]
    source = "function far(a) {\n  return a > 1;\n}\n"
    report = {"files": {"src/helpers/explorable/player.js": {"source": source, "mutants": mutants}}}
    found = mutation.mutants_of_scripts(report)
    assert [(one.line, one.becomes, one.noticed) for one in found] == [
        ("return a > 1;", "return true;", True),
        ("return a > 1;", "return a >= 1;", False),
        ("function far(a) { … }", "function far(a) {}", False),
    ]
    (tmp_path / "report.json").write_text(json.dumps(report))
    with pytest.raises(SystemExit, match=r"(?s)explorable/player\.js: fewer than .*NoCoverage"):
        mutation.main(str(tmp_path / "report.json"))
