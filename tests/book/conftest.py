"""A tiny book, built by the commands that `make book` uses, with a copy of the engine that tests may edit."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from tiny_catalogue import write_catalogue

ROOT = Path(__file__).resolve().parents[2]
GENERATED = ("catalogue", "tracks", "map", "glossary")
FINDING = "  - caption: Find your way\n    chapters:\n" + "".join(f"      - file: {name}\n" for name in GENERATED)
TOC = f"format: jb-book\nroot: index\nparts:\n{FINDING}  - caption: Part\n    chapters:\n"
INDEX = "# Tiny\n\n[](part/wave.ipynb)\n\n```{explorable} wave\n```\n\n```{generated} contents\n```\n"
ABOUT = {"summary": "A wave.", "tags": ["waves"], "prerequisites": ["circle"], "entries": ["topic-0001"]}
PROSE = r"""# Wave

**A wave moves.** Its height is $y = \sin(kx)$, and

$$
\begin{aligned} y_t &= \underbrace{a}_{\text{height}} \sin(k x_t) \\ k &= \frac{2\pi}{\lambda} \end{aligned}
$$ (height)

Equation {eq}`height` says so.

$$m = \frac{1}{n} \sum_{i=1}^{n} y_i, \qquad v = \frac{1}{n} \sum_{i=1}^{n} y_i^2 - m^2 \ge 0, \qquad s = \sqrt v$$
"""
CODE = """import matplotlib.pyplot as plt
import numpy as np
from helpers import explore

x = np.linspace(0, 6, 30)
fig, ax = plt.subplots(figsize=(3, 2))
(line,) = ax.plot(x, np.sin(x))

def update(k=1.0):
    line.set_ydata(np.sin(k * x))
    return f"k is {k:g}."

explore(update, fig, name="wave", title="A wave", k=(1.0, 2.0, 0.5), presets={"Fast": dict(k=2.0)})
"""


def notebook(*sources, about):
    """Write a notebook as JSON: sources that begin with `#` are Markdown; about : its metadata, None for none."""
    cells = [
        {"cell_type": "markdown", "id": f"c{number}", "metadata": {}, "source": source}
        if source.startswith("#")
        else {"cell_type": "code", "id": f"c{number}", "metadata": {}, "source": source}
        | {"outputs": [], "execution_count": None}
        for number, source in enumerate(sources)
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}} | ({"explorable": about} if about else {})
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


@dataclass
class TinyBook:
    """A folder laid out as the repository."""

    top: Path

    @property
    def html(self):
        """The folder of the built pages."""
        return self.top / "_build" / "html"

    def write(self, path, text):
        """Write one of the book's files."""
        (self.top / path).parent.mkdir(parents=True, exist_ok=True)
        (self.top / path).write_text(text, encoding="utf-8")

    def build(self, *options):
        """Build as the Makefile does, with more options; return the finished process."""
        command = [str(Path(sys.executable).with_name("jupyter-book")), "build", "book", "--config", "_config.yml"]
        command += [
            "--toc",
            str(self.top / "_toc.yml"),
            "--path-output",
            ".",
            "-W",
            "-n",
            "--keep-going",
            "-q",
            *options,
        ]
        here = {
            "PYTHONPATH": str(self.top / "src"),
            "PYTHONHASHSEED": "0",
            "EXPLORABLE_MODE": "static",
            "NO_COLOR": "1",
        }
        return subprocess.run(command, cwd=self.top, env=os.environ | here, capture_output=True, text=True)

    def built_anew(self, top):
        """Build the same sources in another folder, with no page and no output of a cell to start from."""
        shutil.copytree(self.top, top, ignore=shutil.ignore_patterns("_build", "__pycache__"))
        share_fonts(self.top, top)
        return built(TinyBook(top))

    def page(self, name):
        """Read a built page."""
        return (self.html / name).read_text("utf-8")

    def bytes_of_files(self):
        """Mapping of every built file's name to its bytes."""
        files = (path for path in self.html.rglob("*") if path.is_file())
        return {path.relative_to(self.html).as_posix(): path.read_bytes() for path in files}


def make_tiny_book(top):
    """Lay out a book of a landing page and one notebook, with a copy of the engine."""
    book = TinyBook(top)
    copied = shutil.ignore_patterns("__pycache__", "*.egg-info")
    shutil.copytree(ROOT / "src", top / "src", ignore=copied)
    shutil.copytree(ROOT / "book" / "_static", top / "book" / "_static")
    shutil.copy(ROOT / "_config.yml", top)
    shutil.copy(ROOT / "pyproject.toml", top)
    share_fonts(ROOT, top)
    book.write("requirements.txt", "numpy\n")
    book.write("_toc.yml", TOC + "      - file: part/wave\n")
    book.write("book/index.md", INDEX)
    for name in GENERATED:
        book.write(f"book/{name}.md", f"# {name.title()}\n\n```{{generated}} {name}\n```\n")
    write_catalogue(top / "book" / "catalogue")
    book.write("book/part/wave.ipynb", notebook(PROSE, CODE, about=ABOUT))
    return book


def share_fonts(top, other):
    """Spare a book the seconds of cutting fonts that another one has cut: their names tell what they were cut from."""
    if (top / "_build/cache/fonts").exists():
        shutil.copytree(top / "_build/cache/fonts", other / "_build/cache/fonts")


def built(book):
    """Build a book that must build; return it."""
    process = book.build()
    assert process.returncode == 0, process.stderr + process.stdout
    return book


@pytest.fixture(scope="session")
def tiny_book(tmp_path_factory):
    """A built tiny book for tests that only look at it."""
    return built(make_tiny_book(tmp_path_factory.mktemp("tiny")))


@pytest.fixture
def own_book(tiny_book, tmp_path):
    """A copy of the built tiny book, caches included, for a test that changes it."""
    shutil.copytree(tiny_book.top, tmp_path / "own", symlinks=True)
    return TinyBook(tmp_path / "own")


def copy_tree(top):
    """Copy the repository's working tree with git's history, which dates the pages."""
    subprocess.run(["git", "clone", "--quiet", "--no-checkout", str(ROOT), str(top)], check=True)
    listed = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.check_output(listed, text=True).split("\0"):
        if name and (ROOT / name).is_file():
            (top / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, top / name)


@pytest.fixture
def whole_book(book):
    """The built book."""
    return TinyBook(ROOT)


@pytest.fixture
def second_book(tmp_path):
    """A copy of the whole book in another folder, not built."""
    top = tmp_path / "another" / "place"
    copy_tree(top)
    share_fonts(ROOT, top)
    return TinyBook(top)
