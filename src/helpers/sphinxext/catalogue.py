"""The catalogue's data files: entries, planned notebooks, parts, learning tracks and the glossary.

They are in one folder of the book, `catalogue/`, and repeat nothing of a notebook's metadata.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

FOLDER = "catalogue"
LISTS = {  # prefix of an entry's id: what the list is called in the book
    "five": "first explorables",
    "short": "one-idea shorts",
    "note": "concept notes",
    "summary": "summaries",
    "topic": "topics",
}
ENTRY_ID = re.compile(r"five-\d|short-\d\d|note-\d{3}|summary-\d\d|topic-\d{4}")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
HOW_OF_ONE = re.compile(r"\[(?P<slug>[a-z0-9-]+)\] (?P<how>.+)")
COLUMNS = {  # file: its columns; those with a question mark may be empty
    "entries.csv": ("id", "title", "notebooks", "how", "aliases?"),
    "planned.csv": ("slug", "part", "title", "summary", "prerequisites?"),
    "parts.csv": ("folder", "title"),
    "glossary.csv": ("term", "symbol?", "also?", "meaning", "notebooks", "entries?"),
    "abbreviations.csv": ("abbreviation", "meaning"),
    "start.csv": ("slug", "reason"),
}


class FaultyCatalogueError(ValueError):
    """A data file of the catalogue is missing or malformed; the message has a sentence for each fault."""


@dataclass(frozen=True)
class Entry:
    """One promise: a concept, and how a notebook shows it. how : mapping of the notebook's slug to words."""

    id: str
    title: str
    how: dict[str, str]
    aliases: tuple[str, ...]

    @property
    def seed_list(self) -> str:
        """The list that the entry comes from: the beginning of its id."""
        return self.id.split("-")[0]


@dataclass(frozen=True)
class Planned:
    """A notebook that does not exist yet."""

    slug: str
    part: str
    title: str
    summary: str
    prerequisites: tuple[str, ...]


@dataclass(frozen=True)
class Track:
    """Notebooks in the order to read them. steps : mapping of a slug to the reason for reading it at that place."""

    slug: str
    title: str
    summary: str
    steps: dict[str, str]


@dataclass(frozen=True)
class Term:
    """A word or symbol of the glossary.

    Attributes
    ----------
    also : its other forms, as texts use them: the plural, an abbreviation.
    notebooks : slugs of those that show it; their pages link it where they first use it.
    entries : ids of the entries whose titles name it.
    """

    term: str
    symbol: str
    also: tuple[str, ...]
    meaning: str
    notebooks: tuple[str, ...]
    entries: tuple[str, ...]

    @property
    def abbreviation(self) -> tuple[str, ...]:
        """The symbol if it is an abbreviation, such as GQA, else nothing."""
        return (self.symbol,) if re.fullmatch("[A-Z]{2,}", self.symbol) else ()

    @property
    def anchor(self) -> str:
        """Name of the term's place on the glossary's page, which other terms do not move: `term-recall-k`."""
        return "term-" + re.sub(r"[\W_]+", "-", self.term.casefold()).strip("-")


@dataclass(frozen=True)
class Catalogue:
    """All data files.

    Attributes
    ----------
    parts : mapping of a part's folder to its title, in the order of the book.
    abbreviations : mapping of each abbreviation, as readers use it, to the words that it may stand for.
    start : mapping of the notebooks to start with, by slug, to the reason.
    """

    entries: tuple[Entry, ...]
    planned: tuple[Planned, ...]
    parts: dict[str, str]
    tracks: tuple[Track, ...]
    terms: tuple[Term, ...]
    abbreviations: dict[str, tuple[str, ...]]
    start: dict[str, str]


def read_catalogue(folder: str | Path) -> Catalogue:
    """Read the data files in `folder`; raise FaultyCatalogueError where one is missing or malformed."""
    folder = Path(folder)
    rows = {name: list(read_rows(folder / name)) for name in COLUMNS}
    return Catalogue(
        entries=tuple(map(entry, rows["entries.csv"])),
        planned=tuple(map(planned, rows["planned.csv"])),
        parts={row["folder"]: row["title"] for row in rows["parts.csv"]},
        tracks=tuple(read_tracks(folder / "tracks.yml")),
        terms=tuple(terms(rows["glossary.csv"])),
        abbreviations={row["abbreviation"]: listed(row["meaning"]) for row in rows["abbreviations.csv"]},
        start={row["slug"]: row["reason"] for row in rows["start.csv"]},
    )


def read_text(path: Path) -> str:
    """Read a data file; one that is not there is refused by name."""
    if not path.is_file():
        raise FaultyCatalogueError(f"The data file {FOLDER}/{path.name} is missing.")
    return path.read_text("utf-8")


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file as mappings; the first column names a row and appears once."""
    columns = COLUMNS[path.name]
    reader = csv.DictReader(read_text(path).splitlines(), restkey="too many", restval=None)
    if reader.fieldnames != [name.rstrip("?") for name in columns]:
        wanted = ", ".join(name.rstrip("?") for name in columns)
        raise FaultyCatalogueError(f"The columns of {FOLDER}/{path.name} must be {wanted}.")
    seen = set()
    for row in reader:
        name = row[columns[0]]
        empty = [column for column in columns if not column.endswith("?") and not (row[column] or "").strip()]
        if empty or None in row.values() or "too many" in row:
            fault = f"lacks {', '.join(empty)}" if empty else "has too few or too many fields"
            raise FaultyCatalogueError(f"The row {name!r} of {FOLDER}/{path.name} {fault}.")
        if name in seen:
            raise FaultyCatalogueError(f"Two rows of {FOLDER}/{path.name} are called {name!r}.")
        seen.add(name)
        yield row


def entry(row: dict[str, str]) -> Entry:
    """Make an entry of its row; where several notebooks show it, `how` has a part `[slug] words` for each."""
    slugs, how = row["notebooks"].split(), row["how"]
    if not ENTRY_ID.fullmatch(row["id"]):
        raise FaultyCatalogueError(f"The id {row['id']!r} of an entry is not one of {', '.join(LISTS)} and a number.")
    if len(slugs) == 1:
        how_by_slug = {slugs[0]: how}
    else:
        how_by_slug = {found["slug"]: found["how"] for part in how.split("; [") if (found := of_one(part))}
        if list(how_by_slug) != slugs:
            raise FaultyCatalogueError(f"The entry {row['id']} must say how for each of: {', '.join(slugs)}.")
    return Entry(row["id"], row["title"], how_by_slug, listed(row["aliases"]))


def listed(field: str) -> tuple[str, ...]:
    """Make a tuple of a field that lists names with semicolons between them."""
    return tuple(name.strip() for name in field.split(";") if name.strip())


def of_one(part: str) -> re.Match[str] | None:
    """Match one notebook's part of a shared `how`, whose bracket the split may have taken."""
    return HOW_OF_ONE.fullmatch(part if part.startswith("[") else f"[{part}")


def planned(row: dict[str, str]) -> Planned:
    """Make a planned notebook of its row."""
    if not SLUG.fullmatch(row["slug"]):
        raise FaultyCatalogueError(
            f"The slug {row['slug']!r} in {FOLDER}/planned.csv must consist of lowercase letters and hyphens."
        )
    return Planned(row["slug"], row["part"], row["title"], row["summary"], tuple(row["prerequisites"].split()))


def terms(rows: list[dict[str, str]]) -> Iterator[Term]:
    """Yield the glossary's terms in alphabetical order; two that would share an address are refused by name."""
    seen = {}
    for row in sorted(rows, key=lambda row: row["term"].casefold()):
        places = tuple(row["notebooks"].split()), tuple(row["entries"].split())
        term = Term(row["term"], row["symbol"], listed(row["also"]), row["meaning"], *places)
        other = seen.setdefault(term.anchor, term.term)
        if other != term.term:
            raise FaultyCatalogueError(
                f"The terms {other!r} and {term.term!r} of {FOLDER}/glossary.csv have the same address, "
                f"glossary.html#{term.anchor}: name one of them otherwise."
            )
        yield term


def read_tracks(path: Path) -> Iterator[Track]:
    """Yield the learning tracks; each field has to be there."""
    for track in yaml.safe_load(read_text(path)) or []:
        wrong = {"slug", "title", "summary", "steps"} ^ set(track)
        steps = track.get("steps")
        if wrong or not isinstance(steps, dict) or not all(isinstance(reason, str) for reason in steps.values()):
            name = track.get("title") or track.get("slug") or "without a name"
            raise FaultyCatalogueError(
                f"The track {name!r} in {FOLDER}/tracks.yml needs slug, title, summary, and steps with a reason each."
            )
        yield Track(**track)
