"""Pages built, each once in its tool's environment, and kept as long as nothing that they are made of changes."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path

from comparison.lines import author_lines
from comparison.ways import PEERS, Way

ROOT = PEERS.parents[1]
FOLDER = ROOT / "_build" / "peers"
PYTHON = ROOT / ".venv/peers/bin/python"
LIST = ROOT / "environments/peers.txt"
NOTEBOOK = ROOT / "book/language/temperature-top-k-top-p.ipynb"
CELLS = ("imports", "logits", "model", "marks", "question", "sampling")


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
        subprocess.run([python, PEERS / "build.py", way.module, folder], check=True, cwd=ROOT, env=environment)
        kept.write_text(key)
    found = json.loads(note.read_text("utf-8"))
    told = found.get("told") or SENTENCES.all
    return Built(folder / found["page"], found["seconds"], dict(zip(STATES, told, strict=True)))


def source_key(way: Way) -> str:
    """Changes with everything that the way's page is made of."""
    paths = [*sorted(PEERS.iterdir())] if way.book else [*(PEERS / name for name in way.files), PEERS / "build.py", LIST]
    paths += [*sorted((ROOT / "src/helpers").rglob("*")), NOTEBOOK] if way.book else []
    content = b"\0".join(path.read_bytes() for path in paths if path.is_file() and path.suffix != ".pyc")
    return hashlib.sha256(content).hexdigest()


class _Sentences:
    """What Python says of every state of the demo."""

    @cached_property
    def all(self) -> list[str]:
        sys.path.insert(0, str(PEERS))
        import demo

        grid = product(demo.TEMPERATURES, demo.TOP_KS, demo.TOP_PS)
        return [demo.sentence(demo.next_word_probabilities(*state)) for state in grid]


SENTENCES = _Sentences()
STATES = list(product(range(20), range(20), range(10)))


def written(way: Way) -> int:
    """Lines that an author writes for the way's page."""
    if way.files:
        return author_lines({name: (PEERS / name).read_text("utf-8") for name in way.files})
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    return author_lines({cell["id"]: "".join(cell["source"]) for cell in cells if cell["id"] in CELLS})
