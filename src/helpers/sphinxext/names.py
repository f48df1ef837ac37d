"""Other names of what the catalogue lists, as readers type them: aliases, and abbreviations of words of a title."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from .catalogue import Entry

PIECES = re.compile(r"[():;,/&–—]| vs\.? | and ")


@cache
def flat(text: str) -> str:
    """Words of a text as they are compared: British and American spelling alike, hyphens as spaces."""
    return re.sub(r"\W+", " ", text.casefold().replace("z", "s").replace("ou", "o")).strip()


def abbreviations_of(title: str, abbreviations: Mapping[str, tuple[str, ...]]) -> list[str]:
    """List the abbreviations of what a title, or a piece of it, begins with.

    abbreviations : mapping of each abbreviation to the words that it may stand for.
    """
    pieces = [flat(piece) for piece in (title, *PIECES.split(title))]
    return [
        short
        for short, meanings in abbreviations.items()
        if any(piece.startswith(flat(meaning)) for piece in pieces for meaning in meanings)
    ]


def names_of(entry: Entry, abbreviations: Mapping[str, tuple[str, ...]]) -> list[str]:
    """List the names of an entry: its title first, then its aliases and abbreviations, each once."""
    return list(dict.fromkeys([entry.title, *entry.aliases, *abbreviations_of(entry.title, abbreviations)]))
