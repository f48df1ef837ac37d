"""What a run of the tests owes to each page: all that is checked, or, of a page that is not new, a share of it.

A page is new where its notebook, its data or a model that it imports differs from the merge base with the main branch;
in those that are not, more is done where what all pages are made from differs. On the main branch itself the base is
the state that CI has passed last, which `.ci/passed` names. Where BASE is empty every page is new; where git does not
know the state that it names, none is, but what all are made from. SCOPE=all, as `make weekly` sets it, leaves nothing
out. `python tests/rotation.py` says in a line what a run owes.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from built_pages import HTML, ROOT, notebook_of, pages_of
from helpers.sphinxext.execution import named_in, own_data

RUN, BASE, SCOPE = "EXPLORABLE_RUN", "BASE", "SCOPE"
SHARE = 8  # of the pages that are not new, one in so many is checked whole; another in each run
MOVED_AGAIN = 2  # of the rest, where what all pages are made from differs, controls are moved in one in so many
SEEN_AGAIN = 4  # of the pages made from one template, which are not new, one in so many is opened
BUILT_AGAIN = 8  # one notebook in so many is run a second time in each run
TESTED_AGAIN = 4  # of the tests of what is not new, one in so many runs
PASSED = ".ci/passed"
PACKAGES = ("requirements.txt", "pyproject.toml")
CONTENTS = (".md", ".ipynb")  # files of book/ that are on their own page only
DATA = "book/data/"
MODELS = "src/helpers/models/"
CATALOGUE = "book/catalogue/"  # lists; what they say of a page stands in a few lines of it
MACHINERY = tuple(f"tests/{name}.py" for name in ("inputs", "keeping", "rotation", "verdicts"))  # which tests run
APART = (
    *MACHINERY,
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "CITATION.cff",
    ".binder/",
    ".ci/",
    ".github/",
    "benchmarks/",
    "data/",
    "tests/book/",
    "tests/notebooks/",
    "tests/project/",
    "tests/unit/",
)
WIDE, PHONE = ("desktop, light", "desktop, dark"), ("phone, dark", "phone, light")
IMPORTED = re.compile(r"\bfrom helpers\.models(?:\.| import )(\w+)")
HOME = re.compile(r'<a [^>]*href="\.\./([^"#?]+\.html)')  # in an embedded page
TEMPLATES = ("embed/", "tags/")  # folders of pages made from one template each; so are the lists of a part


@dataclass(frozen=True)
class Plan:
    """What is checked of a page.

    visits : a tuple for each time that it is opened, of the views that it is seen in, turned from one to the next.
    moves : whether controls are moved; parity : whether its notebook is run, live, and compared with it. Where nothing
    that pages are made from has changed, a page that is not new stands as it did, and nothing is moved there again.
    """

    visits: tuple[tuple[str, ...], ...]
    moves: bool = True
    parity: bool = False

    @property
    def whole(self) -> bool:
        """Whether nothing is left to another run."""
        return self.visits == (WIDE, PHONE)


def plan_of(page: str, pages: list[str]) -> Plan:
    """What this run owes to a page of the book whose pages are `pages`."""
    template = template_of(page)
    if template:
        alike = [other for other in pages if template_of(other) == template]
        if everything() or alike[run_number() % len(alike)] == page:
            return Plan((WIDE, PHONE))
        seen = is_new(home_of(page)) or is_turn(page, SEEN_AGAIN)
        return Plan((turn(page)[:1],) if seen else (), moves=False)
    if everything() or is_new(page) or is_turn(page, SHARE):
        return Plan((WIDE, PHONE), parity=notebook_of(page).is_file())
    return Plan((turn(page)[:1],), moves=all_concerned() and is_turn(f"moves of {page}", MOVED_AGAIN))


def is_turn(name: str, one_in: int) -> bool:
    """Whether it is the turn of what has this name, which comes each so many runs."""
    return place(name) % one_in == run_number() % one_in


def home_of(page: str) -> str:
    """The page that a page of one figure embeds it from; of another page, itself."""
    path = HTML / page
    found = HOME.search(path.read_text("utf-8")) if page.startswith("embed/") and path.is_file() else None
    return found[1] if found else page


def template_of(page: str) -> str:
    """The template that a page shares with others; nothing for a page of its own kind."""
    if page.endswith("/index.html") and not page.startswith(TEMPLATES):
        return "index"
    return next((folder for folder in TEMPLATES if page.startswith(folder)), "")


def turn(page: str) -> tuple[str, str]:
    """Wide or narrow: the one in this run, the other in the next."""
    return (WIDE, PHONE)[(place(page) + run_number()) % 2]


def place(page: str) -> int:
    """A number that a page keeps."""
    return int(hashlib.sha256(page.encode()).hexdigest()[:8], 16)


def built_again(page: str) -> bool:
    """Whether a notebook is run a second time, for another build of the book: if it is known to be new, or in turn."""
    if everything() or (changed() is not None and is_new(page)):
        return True
    return is_turn(page, BUILT_AGAIN)


def is_owed(test: str, *, files: Iterable[str], page: str = "") -> bool:
    """Whether this run owes a test that is about some files, or about a page: they are new, or it is its turn."""
    names = changed()
    if everything() or names is None or not names.isdisjoint({*files, *PACKAGES}) or (page and is_new(page)):
        return True
    return is_turn(test, TESTED_AGAIN)


def owes_tests_of(file: str, *, reads: Iterable[str], processes: bool) -> bool:
    """Whether this run owes the tests in a file: something that they depend on is new, or it is their turn.

    reads : names of the files that they reach by imports or name; processes : whether they start others, which see all.
    """
    return is_owed(file, files={*reads} - {*MACHINERY}) or (processes and all_concerned())


def run_number() -> int:
    """The number of this run, which decides whose turn it is."""
    return int(os.environ.get(RUN) or 0) + commits()


@cache
def commits() -> int:
    """The number of commits: in a fresh clone, where every run is the first, this makes runs differ."""
    said = git("rev-list", "--count", "HEAD")
    return int(said) if said else 0


def everything() -> bool:
    """Whether nothing may be left out."""
    return os.environ.get(SCOPE) == "all"


def is_new(page: str) -> bool:
    """Whether what is a page's own differs from the merge base: its source, data it names, models it imports."""
    names = changed()
    if names is None:
        return True
    sources = {f"book/{Path(page).with_suffix(suffix).as_posix()}" for suffix in CONTENTS}
    notebook = notebook_of(page)
    models = models_of(notebook)
    places = [place for place in (notebook, *(ROOT / name for name in models)) if place.is_file()]
    data = {f"{DATA}{name}" for name in named_in(places)}
    return not (sources | data | models).isdisjoint(names)


def models_of(notebook: Path) -> set[str]:
    """Files of the models that a notebook imports."""
    text = notebook.read_text("utf-8") if notebook.is_file() else ""
    return {f"{MODELS}{name}.py" for name in IMPORTED.findall(text)}


def all_concerned() -> bool:
    """Whether what all pages are made from, or how they are checked, differs from the merge base."""
    return any(map(concerns_all, changed() or ()))


def concerns_all(name: str) -> bool:
    """Whether a changed file may change any page or the way in which it is checked."""
    contents = name.startswith("book/") and name.endswith(CONTENTS)
    words = name.endswith(".md") or name == "_toc.yml" or name.startswith((CATALOGUE, MODELS))
    own = name.startswith(DATA) and Path(name).name in own_data(ROOT / "src/helpers", ROOT / "book")
    return not (contents or words or own or name.startswith(APART))


@cache
def changed() -> frozenset[str] | None:
    """Names of the files that differ from the merge base; None where there is none by intent."""
    if not (named := os.environ.get(BASE)):
        return None
    base = commit(named)
    if base and base == commit("HEAD") and not differing_from(base):
        record = ROOT / PASSED
        base = commit(record.read_text("utf-8").strip()) if record.is_file() else ""
    return differing_from(base) if base else frozenset(PACKAGES)  # unknown: as if all were made from something new


def differing_from(base: str) -> frozenset[str]:
    """Names of the files that differ from a commit."""
    tracked, others = git("diff", "--name-only", base), git("ls-files", "--others", "--exclude-standard")
    return frozenset(tracked.splitlines() + others.splitlines())


def commit(name: str) -> str:
    """The commit that a name stands for; nothing where git does not know it."""
    return git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")


def git(*arguments: str) -> str:
    """What git says; nothing where it cannot."""
    done = subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else ""


def said() -> str:
    """What this run owes, in a sentence."""
    names, pages = changed(), [page for page in pages_of(HTML) if notebook_of(page).is_file()]
    new = sum(map(is_new, pages))
    whole = sum(plan_of(page, pages).whole for page in pages)
    base = "no base" if names is None else f"{len(names)} files differ from the base"
    ground = ", among them what all are made from" if all_concerned() else ""
    return f"Turns: {base}{ground}; of {len(pages)} notebooks {new} are new, {whole} checked whole."


if __name__ == "__main__":
    print(said())
