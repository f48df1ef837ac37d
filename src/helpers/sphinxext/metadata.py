"""What a notebook says about itself, in its metadata `explorable`: the fields, and what each must be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import MISSING, Field, asdict, dataclass, field, fields
from typing import Any

from .catalogue import ENTRY_ID, SLUG


def sentence(value: Any) -> Iterator[str]:
    """Yield what is wrong with a sentence."""
    if not isinstance(value, str) or not value.strip():
        yield "must be a sentence"
    elif not value.endswith((".", "?")):
        yield "must end with a full stop or a question mark"


def words(value: Any) -> Iterator[str]:
    """Yield what is wrong with a list of different words."""
    if not isinstance(value, list | tuple) or not all(isinstance(word, str) and word.strip() for word in value):
        yield "must be a list of words"
    elif len(set(value)) < len(value):
        yield "must not name a word twice"


def words_like(pattern: re.Pattern[str], kind: str) -> Callable[[Any], Iterator[str]]:
    """Return a check of a list of different words that match `pattern`; kind : what to call such a word."""

    def check(value: Any) -> Iterator[str]:
        wrong = list(words(value))
        yield from wrong or (f"has {word!r}, which is not {kind}" for word in value if not pattern.fullmatch(word))

    return check


def said(check: Callable[[Any], Iterator[str]], **options: Any) -> Any:
    """A field with its check: a function that yields the rest of the sentence "The metadata field `NAME` …"."""
    return field(metadata={"check": check}, **options)


@dataclass(frozen=True, kw_only=True)
class PageMetadata:
    """The fields of `explorable` in a notebook's metadata; one that has a default may be left out.

    Attributes
    ----------
    summary : one sentence for cards, search and feed.
    tags : words to find it by, each with a page of its own.
    prerequisites : slugs of the notebooks to read before.
    entries : ids of the catalogue's entries that it shows; none for a guide for contributors.
    """

    summary: str = said(sentence)
    tags: tuple[str, ...] = said(words)
    prerequisites: tuple[str, ...] = said(words_like(SLUG, "a slug"))
    entries: tuple[str, ...] = said(words_like(ENTRY_ID, "an id of the catalogue"))

    def as_json(self) -> dict[str, Any]:
        """The fields as a notebook stores them."""
        stored = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}
        return dict(sorted(stored.items()))


def metadata_errors(metadata: dict[str, Any]) -> list[str]:
    """List in sentences what is missing or malformed in a notebook's metadata; empty if nothing is."""
    about, known = metadata.get("explorable"), fields_by_name()
    if not isinstance(about, dict):
        return ["The notebook's metadata have no `explorable` with " + ", ".join(known) + "."]
    required = [name for name, one in known.items() if one.default is MISSING]
    errors = [f"The metadata field `explorable.{name}` is missing." for name in required if name not in about]
    errors += [f"The metadata field `explorable.{name}` is unknown." for name in about if name not in known]
    return errors + [
        f"The metadata field `explorable.{name}` {wrong}."
        for name, one in known.items()
        if name in about
        for wrong in one.metadata["check"](about[name])
    ]


def read_metadata(metadata: dict[str, Any]) -> PageMetadata:
    """Read a notebook's metadata; raise ValueError with a sentence for each fault."""
    if errors := metadata_errors(metadata):
        raise ValueError(" ".join(errors))
    about = metadata["explorable"]
    return PageMetadata(**{name: tuple(value) if isinstance(value, list) else value for name, value in about.items()})


def fields_by_name() -> dict[str, Field]:
    """Mapping of each field's name to the field, in the order of the class."""
    return {one.name: one for one in fields(PageMetadata)}


def slug_of(page: str) -> str:
    """The last part of a page's name: `training/momentum` is `momentum`."""
    return page.rsplit("/", 1)[-1]
