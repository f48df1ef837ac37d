"""Pages built, each once in its tool's environment, and kept as long as nothing that they are made of changes."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

import book_cells
import demo

from comparison.lines import author_lines
from comparison.ways import PEERS, Way

ROOT = PEERS.parents[1]
FOLDER = ROOT / "_build" / "peers"
PYTHON = ROOT / ".venv/peers/bin/python"
LIST = ROOT / "environments/peers.txt"
STATES = list(product(range(20), range(20), range(10)))  # positions of temperature, top-k and top-p


@dataclass(frozen=True)
class Built:
    """A way's page and the seconds that building it took."""

    page: Path
    seconds: float
    sentences: dict[tuple[int, int, int], str]


def build(way: Way) -> Built:
    """The way's page, built now unless its sources are those that it was built from."""
    folder, key = FOLDER / way.module, source_key(way)
    note, kept = folder / "built.json", folder / "key.txt"
    if not (note.exists() and kept.exists() and kept.read_text() == key):
        shutil.rmtree(folder, ignore_errors=True)
        python = sys.executable if way.book else str(PYTHON)
        environment = {**os.environ, "EXPLORABLE_MODE": "static"}
        quiet = {"stdout": subprocess.DEVNULL, "env": environment}  # progress bars
        subprocess.run([python, PEERS / "build.py", way.module, folder], check=True, cwd=ROOT, **quiet)
        kept.write_text(key)
    found = json.loads(note.read_text("utf-8"))
    told = found.get("told") or sentences()
    return Built(folder / found["page"], found["seconds"], dict(zip(STATES, told, strict=True)))


def source_key(way: Way) -> str:
    """Changes with everything that the way's page is made of."""
    if way.book:
        paths = [*sorted(PEERS.iterdir()), *sorted((ROOT / "src/helpers").rglob("*")), book_cells.NOTEBOOK]
    else:
        paths = [*(PEERS / name for name in way.files), PEERS / "build.py", LIST]
    content = b"\0".join(path.read_bytes() for path in paths if path.is_file() and path.suffix != ".pyc")
    return hashlib.sha256(content).hexdigest()


@cache
def sentences() -> list[str]:
    """What Python says of every state of the demo."""
    grid = product(demo.TEMPERATURES, demo.TOP_KS, demo.TOP_PS)
    return [demo.sentence(demo.next_word_probabilities(*state)) for state in grid]


def written(way: Way) -> int:
    """Lines that an author writes for the way's page."""
    if way.files:
        return author_lines({name: (PEERS / name).read_text("utf-8") for name in way.files})
    return author_lines(book_cells.sources())
