"""What a run of the tests owes to each page: all that is checked, or, of a page that is not new, a share of it.

A page is new where its notebook, or anything that all pages are made from, differs from the merge base with the main
branch; where no base is known (BASE is empty, or the tree is clean and stands on it) every page is new. SCOPE=all, as
`make weekly` sets it, leaves nothing out.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from built_pages import ROOT, notebook_of
from helpers.sphinxext.execution import named_in, own_data

RUN, BASE, SCOPE = "EXPLORABLE_RUN", "BASE", "SCOPE"
SHARE = 8  # of the pages that are not new, one in so many is checked whole; another in each run
BUILT_AGAIN = 4  # one notebook in so many is run a second time in each run
CONTENTS = (".md", ".ipynb")  # files of book/ that are on their own page only
DATA = "book/data/"
APART = (
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "CITATION.cff",
    "benchmarks/",
    "tests/unit/",
)
WIDE, PHONE = ("desktop, light", "desktop, dark"), ("phone, dark", "phone, light")
TEMPLATES = ("embed/", "tags/")  # folders of pages made from one template each; so are the lists of a part


@dataclass(frozen=True)
class Plan:
    """What is checked of a page.

    visits : a tuple for each time that it is opened, of the views that it is seen in, turned from one to the next.
    moves : whether controls are moved; parity : whether its notebook is run, live, and compared with it.
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
        chosen = alike[run_number() % len(alike)] == page
        return Plan((WIDE, PHONE)) if chosen or everything() else Plan((turn(page)[:1],), moves=False)
    has_notebook = notebook_of(page).is_file()
    if everything() or is_new(page) or place(page) % SHARE == run_number() % SHARE:
        return Plan((WIDE, PHONE), parity=has_notebook)
    return Plan((turn(page)[:1],))


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
    return place(page) % BUILT_AGAIN == run_number() % BUILT_AGAIN


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
    """Whether a page, or what every page is made from, differs from the merge base."""
    names = changed()
    if names is None or any(map(concerns_all, names)):
        return True
    sources = {f"book/{Path(page).with_suffix(suffix).as_posix()}" for suffix in CONTENTS}
    notebook = notebook_of(page)
    data = {f"{DATA}{name}" for name in named_in([notebook] if notebook.is_file() else [])}
    return not (sources | data).isdisjoint(names)


def concerns_all(name: str) -> bool:
    """Whether a changed file may change any page or the way in which it is checked."""
    contents = name.startswith("book/") and name.endswith(CONTENTS)
    words = name.endswith(".md") or name == "_toc.yml"
    own = name.startswith(DATA) and Path(name).name in own_data(ROOT / "src/helpers", ROOT / "book")
    return not (contents or words or own or name.startswith(APART))


@cache
def changed() -> frozenset[str] | None:
    """Names of the files that differ from the merge base; None where none is known."""
    base = git("rev-parse", "--verify", "--quiet", f"{os.environ[BASE]}^{{commit}}") if os.environ.get(BASE) else ""
    if not base:
        return None
    names = (
        git("diff", "--name-only", base).splitlines() + git("ls-files", "--others", "--exclude-standard").splitlines()
    )
    return None if not names and base == git("rev-parse", "HEAD") else frozenset(names)


def git(*arguments: str) -> str:
    """What git says; nothing where it cannot."""
    done = subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else ""
