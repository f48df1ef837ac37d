"""Where the notebooks are, and the environment that a reader's kernel starts in."""

from __future__ import annotations

import os
from pathlib import Path

import repository

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = [path for path in repository.tracked(ROOT) if path.suffix == ".ipynb" and path.parts[-3] == "book"]
LEADS_HERE = ("PYTHONPATH", "EXPLORABLE_MODE", "MPLBACKEND", "VIRTUAL_ENV", "PYTHONHOME")


def bare(**more: str) -> dict[str, str]:
    """The environment of this process without what leads Python or the book to this checkout."""
    return {name: value for name, value in os.environ.items() if name not in LEADS_HERE} | more
