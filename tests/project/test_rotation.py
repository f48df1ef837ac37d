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


def test_the_rest_is_seen_in_one_view_and_in_the_other_next_time(known, monkeypatch):
    known("README.md")
    seen = set()
    for run in range(8):
        monkeypatch.setenv("EXPLORABLE_RUN", str(run))
        plan = plan_of("part/a.html", PAGES)
        if not plan.whole:
            assert plan.moves and not plan.parity
            seen.add(plan.visits)
    assert seen == {(WIDE[:1],), (PHONE[:1],)}


def test_data_that_notebooks_alone_name_makes_their_pages_new(known, monkeypatch, tmp_path):
    (tmp_path / "a.ipynb").write_text('np.load(bundled(\\"a.npz\\"))', "utf-8")
    monkeypatch.setattr(rotation, "notebook_of", lambda page: tmp_path / ("a.ipynb" if page == PAGES[0] else "no"))
    monkeypatch.setattr(rotation, "own_data", lambda *places: {"a.npz"})
    known("book/data/a.npz")
    assert rotation.is_new(PAGES[0]) and not rotation.is_new(PAGES[1])
    known("book/data/b.npz")
    assert rotation.is_new(PAGES[1])


@pytest.mark.parametrize("name", ["src/helpers/explorable/player.js", "requirements.txt", "book/_static/book.css"])
def test_what_all_pages_are_made_from_makes_them_new(known, monkeypatch, name):
    known(name)
    assert whole(3, monkeypatch) >= set(PAGES[:16])


def test_one_page_of_a_template_is_checked_whole_and_another_next_time(known, monkeypatch):
    known("requirements.txt")
    chosen = [whole(run, monkeypatch) & {"embed/a.html", "embed/b.html"} for run in (0, 1)]
    assert sorted(chosen, key=sorted) == [{"embed/a.html"}, {"embed/b.html"}]


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
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    subprocess.run(["git", "-C", str(tmp_path), "init", "-q"], check=True)
    for name in ("one", "two"):
        (tmp_path / name).touch()
        subprocess.run(["git", "-C", str(tmp_path), "add", "."], check=True)
        subprocess.run(["git", "-C", str(tmp_path), *who, "commit", "-q", "-m", name], check=True)
    yield tmp_path
    rotation.changed.cache_clear()


@pytest.mark.parametrize(
    ("base", "edit", "expected"),
    [
        ("HEAD~1", False, {"two"}),
        ("HEAD~1", True, {"two", "one", "new"}),
        ("HEAD", True, {"one", "new"}),
        ("HEAD", False, None),  # nothing differs: this is what landed, and all of it is checked
        ("no-such-branch", False, None),
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
