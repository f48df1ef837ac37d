"""What a run owes to each page: what is new is checked whole, and of the rest a share, another in each run."""

from __future__ import annotations

import subprocess

import pytest

import rotation
from rotation import PHONE, WIDE, Plan, plan_of

PAGES = [f"part/{name}.html" for name in "abcdefghijklmnop"] + ["embed/a.html", "embed/b.html", "part/index.html"]


@pytest.fixture
def known(monkeypatch, tmp_path):
    """`known(*names)`: all pages have a notebook, and the files of these names differ from the merge base."""
    monkeypatch.delenv("SCOPE", raising=False)
    notebook = tmp_path / "a.ipynb"
    notebook.touch()
    monkeypatch.setattr(rotation, "notebook_of", lambda page: notebook if page.startswith("part/") else tmp_path / "no")
    monkeypatch.setattr(rotation, "commits", lambda: 0)
    return lambda *names: monkeypatch.setattr(rotation, "changed", lambda: frozenset(names))


def whole(run: int, monkeypatch) -> set[str]:
    monkeypatch.setenv("EXPLORABLE_RUN", str(run))
    return {page for page in PAGES if plan_of(page, PAGES).whole}


def test_a_new_notebook_is_checked_whole_in_every_run(known, monkeypatch):
    known("book/part/a.ipynb")
    assert all("part/a.html" in whole(run, monkeypatch) for run in range(8))
    assert plan_of("part/a.html", PAGES) == Plan((WIDE, PHONE), parity=True)


def test_eight_runs_check_every_notebooks_page_whole(known, monkeypatch):
    known("README.md")
    runs = [whole(run, monkeypatch) for run in range(8)]
    assert set.union(*runs) >= set(PAGES[:16]) and sum(len(run & set(PAGES[:16])) for run in runs) == 16


@pytest.mark.parametrize(
    ("name", "moves"), [("README.md", {False}), ("src/helpers/explorable/player.js", {True, False})]
)
def test_the_rest_is_seen_in_one_view_and_in_the_other_next_time(known, monkeypatch, name, moves):
    known(name)
    seen = {}
    for run in range(8):
        monkeypatch.setenv("EXPLORABLE_RUN", str(run))
        for page in PAGES[:16]:
            plan = plan_of(page, PAGES)
            if not plan.whole:
                assert not plan.parity
                seen.setdefault(page, set()).add((plan.visits, plan.moves))
    for plans in seen.values():
        assert {visits for visits, _ in plans} == {(WIDE[:1],), (PHONE[:1],)}
        assert {moved for _, moved in plans} == moves


def test_data_that_notebooks_alone_name_makes_their_pages_new(known, monkeypatch, tmp_path):
    (tmp_path / "a.ipynb").write_text('np.load(bundled(\\"a.npz\\"))', "utf-8")
    monkeypatch.setattr(rotation, "notebook_of", lambda page: tmp_path / ("a.ipynb" if page == PAGES[0] else "no"))
    monkeypatch.setattr(rotation, "own_data", lambda *places: {"a.npz"})
    known("book/data/a.npz")
    assert rotation.is_new(PAGES[0]) and not rotation.is_new(PAGES[1])
    assert not rotation.all_concerned()
    known("book/data/b.npz")  # read by the helpers
    assert rotation.all_concerned()


def test_a_model_makes_the_pages_new_whose_notebooks_import_it(known, monkeypatch, tmp_path):
    (tmp_path / "a.ipynb").write_text('"from helpers.models.hnsw import build\\n"', "utf-8")
    monkeypatch.setattr(rotation, "notebook_of", lambda page: tmp_path / ("a.ipynb" if page == PAGES[0] else "no"))
    known("src/helpers/models/hnsw.py")
    assert rotation.is_new(PAGES[0]) and not rotation.is_new(PAGES[1]) and not rotation.all_concerned()


@pytest.mark.parametrize("name", ["src/helpers/explorable/player.js", "requirements.txt", "book/_static/book.css"])
def test_what_all_pages_are_made_from_is_told_from_lists_and_tests(known, name):
    known(name)
    assert rotation.all_concerned()
    known("README.md", "book/catalogue/entries.csv", "tests/notebooks/test_a.py", ".ci/passed", "tests/rotation.py")
    assert not rotation.all_concerned()


@pytest.mark.parametrize(
    ("name", "processes", "runs"),
    [
        ("tests/unit/test_a.py", False, 4),  # its own file
        ("src/helpers/a.py", False, 4),  # what it imports
        ("requirements.txt", False, 4),
        ("src/helpers/b.js", True, 4),  # it starts a process, which may see this
        ("src/helpers/b.js", False, 1),
        ("README.md", True, 1),
        ("book/part/a.ipynb", True, 1),
        ("tests/keeping.py", True, 1),  # decides which tests run, not what they find
    ],
)
def test_tests_of_what_has_not_changed_run_each_fourth_time(known, monkeypatch, name, processes, runs):
    known(name)
    reads = ["tests/unit/test_a.py", "src/helpers/a.py", "tests/keeping.py"]
    owed = 0
    for run in range(4):
        monkeypatch.setenv("EXPLORABLE_RUN", str(run))
        owed += rotation.owes_tests_of("tests/unit/test_a.py", reads=reads, processes=processes)
    assert owed == runs


def test_one_page_of_a_template_is_checked_whole_and_another_next_time(known, monkeypatch):
    known("requirements.txt")
    chosen = [whole(run, monkeypatch) & {"embed/a.html", "embed/b.html"} for run in (0, 1)]
    assert sorted(chosen, key=sorted) == [{"embed/a.html"}, {"embed/b.html"}]


def test_an_embedded_page_is_opened_where_its_home_is_new_and_else_in_turn(known, monkeypatch, tmp_path):
    for figure, page in (("a", "a"), ("b", "b")):
        (tmp_path / f"embed/{figure}.html").parent.mkdir(exist_ok=True)
        (tmp_path / f"embed/{figure}.html").write_text(f'<a class="home" href="../part/{page}.html">A</a>')
    monkeypatch.setattr(rotation, "HTML", tmp_path)
    known("book/part/a.ipynb", "src/helpers/explorable/player.js")
    opened = {"embed/a.html": 0, "embed/b.html": 0}
    for run in range(4):
        monkeypatch.setenv("EXPLORABLE_RUN", str(run))
        for page in opened:
            opened[page] += bool(plan_of(page, PAGES).visits)
    assert opened["embed/a.html"] == 4 > opened["embed/b.html"] > 0


def test_nothing_is_left_out_where_all_is_asked_for(known, monkeypatch):
    known("README.md")
    monkeypatch.setenv("SCOPE", "all")
    assert whole(1, monkeypatch) == set(PAGES)


def test_a_new_notebook_is_built_again_and_each_of_the_rest_in_turn(known, monkeypatch):
    known("book/part/a.ipynb")
    again = []
    for run in range(rotation.BUILT_AGAIN):
        monkeypatch.setenv("EXPLORABLE_RUN", str(run))
        again.append({page for page in PAGES[:16] if rotation.built_again(page)})
    assert all("part/a.html" in one for one in again)
    assert sorted(page for one in again for page in one - {"part/a.html"}) == PAGES[1:16]


def test_where_no_base_is_known_notebooks_are_built_again_in_turn(known, monkeypatch):
    monkeypatch.setattr(rotation, "changed", lambda: None)
    assert 0 < sum(map(rotation.built_again, PAGES)) < len(PAGES)


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A repository of two commits, in place of this one."""
    rotation.changed.cache_clear()
    monkeypatch.setattr(rotation, "ROOT", tmp_path)
    subprocess.run(["git", "-C", str(tmp_path), "init", "-q"], check=True)
    for name in ("one", "two"):
        commit(tmp_path, name)
    yield tmp_path
    rotation.changed.cache_clear()


def commit(top, name):
    """Add a file of this name; return the commit."""
    (top / name).touch()
    subprocess.run(["git", "-C", str(top), "add", "."], check=True)
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    subprocess.run(["git", "-C", str(top), *who, "commit", "-q", "-m", name], check=True)
    return subprocess.check_output(["git", "-C", str(top), "rev-parse", "HEAD"], text=True).strip()


def test_on_the_main_branch_what_differs_from_the_state_that_ci_has_passed_is_new(repository, monkeypatch):
    monkeypatch.setenv("BASE", "HEAD")
    passed = commit(repository, "three")
    (repository / ".ci").mkdir()
    (repository / ".ci/passed").write_text(f"{passed}\n")
    commit(repository, "four")
    assert rotation.changed() == {"four", ".ci/passed"}


@pytest.mark.parametrize(
    ("base", "edit", "expected"),
    [
        ("HEAD~1", False, {"two"}),
        ("HEAD~1", True, {"two", "one", "new"}),
        ("HEAD", True, {"one", "new"}),
        ("HEAD", False, {*rotation.PACKAGES}),  # nothing differs, and no state is known to have passed
        ("no-such-branch", False, {*rotation.PACKAGES}),
        ("", False, None),
    ],
)
def test_what_differs_from_the_merge_base(repository, monkeypatch, base, edit, expected):
    monkeypatch.setenv("BASE", base)
    if edit:
        (repository / "one").write_text("edited")
        (repository / "new").touch()
    found = rotation.changed()
    assert found is None if expected is None else found == expected
