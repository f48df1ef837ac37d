"""The report on mutants counts what was run, and tells survivors that are explained from new ones."""

from __future__ import annotations

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
