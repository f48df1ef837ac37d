"""The report on mutants counts what was run, and tells survivors that are explained from new ones."""

from __future__ import annotations

import json

import pytest

import mutation
from mutation import Mutant

KILLED = Mutant("explorable.tables:packed", "a = 1", "a = 2")
SLOW = Mutant("explorable.tables:packed", "while a:", "while True:")
LIVES = Mutant("explorable.wording:brief", "return cut(x)", "return cut(None)")
UNSEEN = Mutant("calculator.units:fixed", "b + 1", "b - 1")
RUN = [(KILLED, "killed"), (SLOW, "timeout"), (LIVES, "survived"), (UNSEEN, "no tests")]


def test_the_score_is_killed_of_run():
    assert mutation.table([*RUN, (LIVES._replace(line="c"), "not checked")]).split("\n") == [
        "calculator.units               0 of     1 killed    0.0%",
        "explorable.tables              2 of     2 killed  100.0%",
        "explorable.wording             0 of     1 killed    0.0%",
        "all                            2 of     4 killed   50.0%",
    ]


def test_a_survivor_is_explained_or_complained_of():
    assert mutation.complaints(RUN, [LIVES, UNSEEN]) == []
    assert mutation.complaints(RUN, [LIVES]) == ["calculator.units:fixed (no tests)\n  - b + 1\n  + b - 1"]


def test_an_explanation_that_nothing_needs_is_complained_of_unless_its_function_was_not_run():
    why = "explorable.tables:packed is explained, but did not survive: a = 2"
    assert mutation.complaints(RUN, [LIVES, UNSEEN, KILLED]) == [why]
    assert mutation.complaints([(KILLED, "not checked")], [KILLED, SLOW]) == []
    assert len(mutation.complaints(RUN, [LIVES, UNSEEN, UNSEEN._replace(function="explorable.gone:away")])) == 1


def test_a_mutant_is_known_by_the_lines_that_change():
    diff = "--- f.py\n+++ f.py\n@@ -1,3 +1,2 @@\n def f():\n-    return g(\n-        1)\n+    return g()"
    assert mutation.changed(diff) == ("return g( 1)", "return g()")


def test_explanations_are_read_with_commas_and_quotes(tmp_path):
    path = tmp_path / "survivors.csv"
    path.write_text('function,line,becomes,why\ntop.f,"g(""a"", 1)","g(None, 1)",The same.\n', "utf-8")
    assert mutation.explained(path) == {Mutant("top.f", 'g("a", 1)', "g(None, 1)"): "The same."}


def test_every_explanation_gives_a_reason():
    assert all(why.endswith(".") for why in mutation.explained(mutation.EXPLAINED).values())


def test_a_run_of_nothing_is_no_success(monkeypatch):
    monkeypatch.setattr(mutation, "outcomes", lambda: [(KILLED, "not checked")])
    with pytest.raises(SystemExit, match=r"No mutant was run\."):
        mutation.main()


def test_a_new_survivor_fails(monkeypatch, capsys):
    monkeypatch.setattr(mutation, "outcomes", lambda: RUN)
    monkeypatch.setattr(mutation, "explained", lambda path: {LIVES: "The same."})
    with pytest.raises(SystemExit, match=r"^calculator\.units:fixed[^.]*\n1 to look at: write a test"):
        mutation.main()
    monkeypatch.setattr(mutation, "explained", lambda path: {LIVES: "The same.", UNSEEN: "The same."})
    mutation.main()
    assert capsys.readouterr().out.endswith("Every survivor is explained in tests/survivors.csv.\n")


# Scripts

SOURCE = "function far(a) {\n  return a > 1;\n}\n"


def stryker(line: int, columns: tuple[int, int], replacement: str, status: str, *, lines: int = 1) -> dict:
    """A mutant as Stryker's report has it, from one column to another, some lines down."""
    start, end = {"line": line, "column": columns[0]}, {"line": line + lines - 1, "column": columns[1]}
    return {"location": {"start": start, "end": end}, "replacement": replacement, "status": status}


REPORT = {
    "files": {
        "src/helpers/explorable/player.js": {
            "source": SOURCE,
            "mutants": [
                stryker(2, (10, 15), "true", "Killed"),
                stryker(2, (10, 15), "a >= 1", "Survived"),
                stryker(1, (17, 2), "{}", "NoCoverage", lines=3),
            ],
        }
    }
}
NEAR = Mutant("explorable/player.js", "return a > 1;", "return a >= 1;")
EMPTY = Mutant("explorable/player.js", "function far(a) { … }", "function far(a) {}")


def test_what_becomes_of_a_script_is_read_from_strykers_report():
    found = mutation.outcomes_in_scripts(REPORT)
    assert found[:3] == [(NEAR._replace(becomes="return true;"), "Killed"), (NEAR, "Survived"), (EMPTY, "NoCoverage")]
    assert mutation.table(found).split("\n")[-1].split() == ["all", "1", "of", "3", "killed", "33.3%"]
    assert len(mutation.complaints(found, [])) == 2 and mutation.complaints(found, [NEAR, EMPTY]) == []


def test_a_script_that_was_left_out_keeps_its_explanations():
    left_out = Mutant("explorable/handles.js", "a", "b")
    found = mutation.outcomes_in_scripts(REPORT)
    assert mutation.complaints(found, [NEAR, EMPTY, left_out]) == []
    gone = mutation.complaints(found, [NEAR, EMPTY, left_out._replace(function="explorable/gone.js")])
    assert gone == ["explorable/gone.js is explained, but did not survive: b"]


def test_explanations_of_scripts_and_of_python_are_kept_apart(monkeypatch, tmp_path):
    report = tmp_path / "report.json"
    report.write_text(json.dumps(REPORT))
    known = {LIVES: "The same.", UNSEEN: "The same.", NEAR: "The same.", EMPTY: "The same."}
    monkeypatch.setattr(mutation, "explained", lambda path: known)
    mutation.main(str(report))
    monkeypatch.setattr(mutation, "outcomes", lambda: RUN)
    mutation.main()
    monkeypatch.setattr(mutation, "explained", lambda path: {NEAR: "The same."})
    with pytest.raises(SystemExit, match=r"(?s)player\.js \(NoCoverage\).*1 to look at"):
        mutation.main(str(report))
