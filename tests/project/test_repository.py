"""One address: what is written after it follows it, and nothing else mentions it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import repository

READS = ["_toc.yml", "book/**/*"]

PRESENT = repository.address()
OTHER = "/".join(("someone-else", "my.book"))  # so that this file does not mention it
FORK = f"https://github.com/{OTHER}"
LINK = re.compile(rf"{re.escape(PRESENT)}/(?:blob|tree)/main/([^)\s\"#]+)")
WHERE = ("pyproject.toml", "README.md", "CITATION.cff", "_config.yml", "book/")  # the one place, and what follows it


@pytest.fixture
def copy(tmp_path) -> Path:
    """The tracked files in a repository of their own."""
    for path in repository.tracked(repository.TOP):
        target = tmp_path / path.relative_to(repository.TOP)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    return tmp_path


def bootstraps(top: Path) -> dict[str, str]:
    """Notebook to its bootstrap cell's source."""
    found = {}
    for path in sorted((top / "book").rglob("*.ipynb")):
        cells = json.loads(path.read_text("utf-8"))["cells"] if ".ipynb_checkpoints" not in path.parts else []
        for cell in cells:
            if "bootstrap" in cell["metadata"].get("tags", []):
                found[path.stem] = "".join(cell["source"])
    return found


def test_every_bootstrap_cell_is_that_of_the_template():
    expected = repository.bootstrap()
    found = bootstraps(repository.TOP)
    assert found and [name for name, source in found.items() if source != expected] == []


def test_the_bootstrap_leaves_installed_packages_alone():
    assert '"--no-deps"' in repository.bootstrap()
    assert f'"git+{PRESENT}@{repository.tag()}"' in repository.bootstrap()


def test_a_changed_cell_is_written_again(copy):
    path = copy / "book/training/momentum.ipynb"
    before = path.read_text("utf-8")
    path.write_text(before.replace("--no-deps", "--upgrade"), "utf-8")
    assert repository.write_bootstraps(copy) == ["book/training/momentum.ipynb"]
    assert path.read_text("utf-8") == before
    assert repository.write_bootstraps(copy) == []


def test_a_new_version_reaches_every_bootstrap_cell(copy):
    module = copy / "src/helpers/__init__.py"
    module.write_text(repository.VERSION.sub('__version__ = "9.8.7"', module.read_text("utf-8")), "utf-8")
    repository.write_bootstraps(copy)
    found = bootstraps(copy)
    assert found and all("@v9.8.7" in source for source in found.values())


def test_nothing_but_what_follows_mentions_the_address():
    files = repository.mentions(repository.TOP, repository.name_of(PRESENT))
    assert [file for file in files if not file.startswith(WHERE)] == []
    assert "pyproject.toml" in files and "README.md" in files


def test_links_into_the_repository_lead_to_files():
    links = []
    for lines in repository.mentions(repository.TOP, repository.name_of(PRESENT)).values():
        links += [path for line in lines for path in LINK.findall(line)]
    assert links and [path for path in links if not (repository.TOP / path).exists()] == []


def test_a_fork_takes_everything_along(copy):
    changed = repository.move(copy, FORK)
    repository.write_bootstraps(copy)
    assert "pyproject.toml" in changed and "README.md" in changed and "book/retrieval/bm25-vs-dense.ipynb" in changed
    assert repository.mentions(copy, repository.name_of(PRESENT)) == {}
    assert repository.address(copy) == FORK
    expected = repository.bootstrap(copy)
    assert f'"git+{FORK}@' in expected
    assert set(bootstraps(copy).values()) == {expected}
    assert f"mybinder.org/v2/gh/{OTHER}/" in (copy / "README.md").read_text("utf-8")


def test_moving_there_and_back_changes_nothing(copy):
    before = {path: path.read_bytes() for path in repository.tracked(copy)}
    repository.move(copy, FORK)
    repository.move(copy, PRESENT)
    assert {path: path.read_bytes() for path in repository.tracked(copy)} == before


def test_a_stray_mention_is_found(copy):
    (copy / "src/helpers/stray.py").write_text(f'URL = "{PRESENT}"\n', "utf-8")
    assert "src/helpers/stray.py" in repository.mentions(copy, repository.name_of(PRESENT))


@pytest.mark.parametrize("name", ["a/b", "a-b/c.d"])
def test_longer_names_are_other_repositories(name):
    pattern = repository.named(name)
    assert pattern.search(f"https://github.com/{name}.git".encode())
    assert not pattern.search(f"https://github.com/{name}-more".encode())
    assert not pattern.search(f"https://github.com/x{name}".encode())


@pytest.mark.parametrize("given", [f"{FORK}/", f"{FORK}.git", f" {FORK} "])
def test_an_address_may_be_given_as_it_is_copied(given):
    assert repository.name_of(given) == OTHER


@pytest.mark.parametrize(
    "given", ["", "someone/book", "https://gitlab.com/a/b", "https://github.com/a", f"{FORK}/tree/x"]
)
def test_what_is_no_address_is_refused(given):
    with pytest.raises(ValueError, match=r"not an address like https://github\.com/OWNER/NAME"):
        repository.name_of(given)


def test_only_the_tag_of_the_version_is_a_release():
    run = [repository.sys.executable, str(repository.TOP / "tools/repository.py"), "--tag"]
    assert subprocess.run([*run, repository.tag()], capture_output=True).returncode == 0
    refused = subprocess.run([*run, "v0.0.1"], capture_output=True, text=True)
    assert refused.returncode == 1 and "is not" in refused.stderr
