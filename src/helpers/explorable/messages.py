"""Messages: how error messages quote an author's values, strings and errors."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from helpers.explorable.errors import ExplorableError

LONG = 80  # characters of a value that an error message repeats
UNSEEN = ("Cc", "Cs")  # Unicode categories that no page can show: control characters and lone surrogates


def listed(items: Iterable) -> str:
    """Words for an error message: all the items, or the first and last few of many."""
    words = [word(item) for item in items]
    return ", ".join(words if len(words) <= 8 else [*words[:4], "…", *words[-2:]])


def word(item) -> str:
    """An item in an error message: as it is, or its `repr` where it cannot be printed."""
    text = str(item)
    return text if len(text) <= LONG and text.isprintable() else brief(text)


def brief(value) -> str:
    """A value in an error message: its `repr` on one line, shortened where it is long."""
    return cut(repr(value))


def cut(text: str) -> str:
    """`text` on one line, without what lies beyond the length of a value."""
    text = " ".join(text.encode("ascii", "backslashreplace").decode().split()) if not text.isprintable() else text
    return text if len(text) <= LONG else f"{text[: LONG - 1]}…"


def told(error: Exception) -> str:
    """The end of a sentence that says which error an author's own function raised."""
    return f"{type(error).__name__}: {' '.join(str(error).split())[: 3 * LONG].rstrip('.')}."


def plain_text(what: str, text) -> str:
    """`text`, which a page can show; raises ExplorableError, whose sentence begins with `what`, for anything else."""
    if not isinstance(text, str):
        raise ExplorableError(f"{what} is {brief(text)}; it must be a string.")
    if any(unicodedata.category(letter) in UNSEEN and letter not in "\n\t" for letter in text):
        raise ExplorableError(f"{what} is {brief(text)}, which holds a character that no page can show.")
    return text
