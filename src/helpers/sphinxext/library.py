"""Every notebook of the book, built or planned, in one list that the pages of the catalogue are made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from .catalogue import FOLDER, LISTS, Catalogue, Entry, Planned, Term
from .metadata import PageMetadata

BESIDE = 4  # notebooks named beside one


@dataclass(frozen=True, kw_only=True)
class Notebook(PageMetadata):
    """One notebook: its metadata, and where it stands. page : its page, None while it is planned."""

    slug: str
    page: str | None
    part: str
    title: str

    @property
    def status(self) -> str:
        """Either "shown" or "planned"."""
        return "shown" if self.page else "planned"


@dataclass(frozen=True)
class Library:
    """The notebooks by slug, in the order of parts; in a part those that exist come first."""

    catalogue: Catalogue
    notebooks: dict[str, Notebook]

    def part(self, folder: str) -> list[Notebook]:
        """List the notebooks of a part."""
        return [notebook for notebook in self.notebooks.values() if notebook.part == folder]

    def built(self, folder: str | None = None) -> list[Notebook]:
        """List the notebooks that exist, of a part or of all."""
        return [one for one in self.notebooks.values() if one.page and folder in (None, one.part)]

    def tags(self) -> dict[str, list[Notebook]]:
        """Mapping of each tag, in alphabetical order, to the notebooks that have it."""
        tags = sorted({tag for notebook in self.notebooks.values() for tag in notebook.tags}, key=str.casefold)
        return {tag: [notebook for notebook in self.notebooks.values() if tag in notebook.tags] for tag in tags}

    def following(self, slug: str) -> list[Notebook]:
        """List the notebooks that name `slug` as a prerequisite."""
        return [notebook for notebook in self.notebooks.values() if slug in notebook.prerequisites]

    def meanwhile(self, slug: str) -> Notebook | None:
        """The existing notebook that is nearest to one that is planned; None if there is none near it.

        Near are its prerequisites and theirs, then what builds on it.
        """
        before = self.notebooks[slug].prerequisites
        earlier = [other for one in before if one in self.notebooks for other in self.notebooks[one].prerequisites]
        near = [*before, *earlier, *(notebook.slug for notebook in self.following(slug))]
        found = (self.notebooks[one] for one in near if one in self.notebooks and self.notebooks[one].page)
        return next(found, None)

    def named(self, slugs: Iterable[str]) -> list[Notebook]:
        """List the notebooks with these slugs, as far as there are any."""
        return [self.notebooks[slug] for slug in slugs if slug in self.notebooks]

    def beside(self, slug: str) -> list[Notebook]:
        """List at most four existing notebooks of the same part or with a tag in common: most tags in common first.

        Those that come right before or after it are left out.
        """
        this = self.notebooks[slug]
        near = {slug, *this.prerequisites, *(notebook.slug for notebook in self.following(slug))}
        shared = {one.slug: len(set(one.tags) & set(this.tags)) for one in self.built() if one.slug not in near}
        found = [one for one in self.named(shared) if shared[one.slug] or one.part == this.part]
        return sorted(found, key=lambda one: (-shared[one.slug], one.part != this.part))[:BESIDE]

    def entries_of(self, slug: str) -> list[Entry]:
        """List the catalogue's entries that a notebook shows, in the catalogue's order."""
        return [entry for entry in self.catalogue.entries if slug in entry.how]

    def is_shown(self, entry: Entry) -> bool:
        """Tell whether at least one notebook that shows an entry exists."""
        return any(self.notebooks[slug].page for slug in entry.how if slug in self.notebooks)


def make_library(catalogue: Catalogue, pages: dict[str, tuple[str, PageMetadata]]) -> Library:
    """Join the catalogue with the notebooks that exist.

    pages : mapping of a page such as `training/momentum`, in the order of the book, to (title, metadata). A notebook
    that shows no entry of the catalogue, such as a guide for contributors, is left out.
    """
    found = [built_notebook(page, title, metadata) for page, (title, metadata) in pages.items() if metadata.entries]
    entries = entries_by_slug(catalogue)
    slugs = {notebook.slug for notebook in found}
    for plan in catalogue.planned:
        if plan.slug not in slugs:
            metadata = planned_metadata(plan, entries.get(plan.slug, ()))
            found.append(notebook(metadata, slug=plan.slug, page=None, part=plan.part, title=plan.title))
    order = list(catalogue.parts)
    found.sort(key=lambda notebook: order.index(notebook.part) if notebook.part in order else len(order))
    return Library(catalogue, {notebook.slug: notebook for notebook in found})


def notebook(metadata: PageMetadata, **place: str | None) -> Notebook:
    """Make the record of a notebook from its metadata and the fields that `Notebook` adds."""
    return Notebook(**vars(metadata), **place)


def built_notebook(page: str, title: str, metadata: PageMetadata) -> Notebook:
    """Make the record of a notebook that exists; its part is its folder."""
    folder, _, slug = page.rpartition("/")
    return notebook(metadata, slug=slug, page=page, part=folder, title=title)


def planned_metadata(plan: Planned, entries: Iterable[str]) -> PageMetadata:
    """Metadata of a notebook that does not exist yet. entries : ids of what the catalogue says it will show."""
    return PageMetadata(summary=plan.summary, tags=(), prerequisites=tuple(plan.prerequisites), entries=tuple(entries))


def entries_by_slug(catalogue: Catalogue) -> dict[str, list[str]]:
    """Mapping of a notebook's slug to the ids of the entries that the catalogue says it shows."""
    ids = {}
    for entry in catalogue.entries:
        for slug in entry.how:
            ids.setdefault(slug, []).append(entry.id)
    return ids


def faults(library: Library) -> list[tuple[str, str]]:
    """List (page or data file, sentence) for each place where data and notebooks disagree."""
    catalogue, notebooks = library.catalogue, library.notebooks
    found = [fault for notebook in notebooks.values() for fault in faults_of_notebook(notebook, library)]
    for plan in catalogue.planned:
        if notebooks[plan.slug].page:
            found.append((notebooks[plan.slug].page, f"{plan.slug} exists: take its row out of {FOLDER}/planned.csv."))
    for entry in catalogue.entries:
        found += unknown(entry.how, notebooks, place="entries.csv", name=entry.id)
    for term in catalogue.terms:
        found += unknown(term.notebooks, notebooks, place="glossary.csv", name=term.term)
        found += unknown_entries(term, catalogue)
    for track in catalogue.tracks:
        found += unknown(track.steps, notebooks, place="tracks.yml", name=track.slug)
    for slug in catalogue.start:
        if slug not in notebooks or not notebooks[slug].page:
            found.append((f"{FOLDER}/start.csv", f"{slug!r} is offered to start with, but it does not exist."))
    if cycle := prerequisite_cycle(library):
        found.append((f"{FOLDER}/planned.csv", f"The prerequisites go in a circle: {' → '.join(cycle)}."))
    return found


def faults_of_notebook(notebook: Notebook, library: Library) -> Iterator[tuple[str, str]]:
    """Yield faults of one notebook's part, prerequisites or entries."""
    where = notebook.page or f"{FOLDER}/planned.csv"
    if notebook.part not in library.catalogue.parts:
        yield where, f"The part {notebook.part!r} of {notebook.slug} is not in {FOLDER}/parts.csv."
    for slug in notebook.prerequisites:
        if slug not in library.notebooks:
            yield where, f"{notebook.slug} names the prerequisite {slug!r}, which is neither built nor planned."
    promised = {entry.id for entry in library.entries_of(notebook.slug)}
    for entry in sorted(set(notebook.entries) ^ promised):
        if entry in promised:
            yield where, f"The catalogue says that {notebook.slug} shows {entry}: add it to its `explorable.entries`."
        else:
            yield where, f"{notebook.slug} claims the entry {entry}, which {FOLDER}/entries.csv does not give it."


def unknown(slugs: Iterable[str], notebooks: dict[str, Notebook], *, place: str, name: str) -> list[tuple[str, str]]:
    """List a fault for each slug that no notebook has."""
    return [
        (f"{FOLDER}/{place}", f"{name!r} names the notebook {slug!r}, which is neither built nor planned.")
        for slug in slugs
        if slug not in notebooks
    ]


def unknown_entries(term: Term, catalogue: Catalogue) -> list[tuple[str, str]]:
    """List a fault for each entry that a term names and the catalogue does not have."""
    known = {entry.id for entry in catalogue.entries}
    return [
        (f"{FOLDER}/glossary.csv", f"{term.term!r} names the entry {entry!r}, which is not in entries.csv.")
        for entry in term.entries
        if entry not in known
    ]


def prerequisite_cycle(library: Library) -> list[str] | None:
    """Return the slugs of a cycle of prerequisites, None if there is none."""
    graph = {notebook.slug: notebook.prerequisites for notebook in library.notebooks.values()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return None


def reading_order(library: Library) -> list[Notebook]:
    """List all notebooks so that each comes after its prerequisites, otherwise in the order of the book."""
    order, place = [], {slug: number for number, slug in enumerate(library.notebooks)}
    sorter = TopologicalSorter({slug: notebook.prerequisites for slug, notebook in library.notebooks.items()})
    sorter.prepare()
    waiting = list(sorter.get_ready())
    while waiting:
        waiting.sort(key=place.__getitem__)
        order.append(waiting.pop(0))
        sorter.done(order[-1])
        waiting += sorter.get_ready()
    return [library.notebooks[slug] for slug in order]


def counts(library: Library) -> list[tuple[str, int, int, int]]:
    """Count entries: rows of (list, all, shown, planned), one for each seed list, and their sum as "all lists"."""
    every = Counter(entry.seed_list for entry in library.catalogue.entries)
    shown = Counter(entry.seed_list for entry in library.catalogue.entries if library.is_shown(entry))
    rows = [(LISTS[name], every[name], shown[name], every[name] - shown[name]) for name in LISTS if every[name]]
    return [*rows, ("all lists", *(sum(row[column] for row in rows) for column in (1, 2, 3)))]
