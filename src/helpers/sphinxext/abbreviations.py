"""Abbreviations that readers may search for although no title contains them."""

from __future__ import annotations

import re

LONG = re.compile(r"[A-Za-z][a-z]{2,}")
SMALL_WORDS = {"and", "for", "from", "the", "vs", "versus", "with", "what", "why", "how", "into", "our"}
SHORTEST, LONGEST = 2, 5


def abbreviations(title: str) -> list[str]:
    """List the initials of a title's runs of long words: "Generalized Advantage Estimation" gives GAE.

    Only runs of 2 to 5 words count, and small words such as "of" are passed over.
    """
    found = []
    for run in re.split(r"[():;,/&→–—+]| vs\.? | and ", title):
        words = [word for word in re.split(r"[\s-]+", run) if LONG.fullmatch(word) and word.lower() not in SMALL_WORDS]
        if SHORTEST <= len(words) <= LONGEST:
            found.append("".join(word[0] for word in words).upper())
    return found
