"""Stored data: where the book's data files are, in a checkout or in an installed package."""

from __future__ import annotations

from pathlib import Path

PLACES = (
    Path(__file__).resolve().parents[2] / "book" / "data",  # a checkout of the book
    Path(__file__).resolve().parent / "data",  # an installed package, as in Colab
)


def bundled(name: str) -> Path:
    """Path of the stored data file `name`; raises FileNotFoundError where no place has it."""
    for place in PLACES:
        if (place / name).is_file():
            return place / name
    raise FileNotFoundError(f"No stored data {name!r}: it belongs in book/data/, made by a script in data/.")
