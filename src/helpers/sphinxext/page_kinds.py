"""The kinds of pages that the book has, in one list.

Listings are written from it (`listings`), templates link by it (`generated.linking`), and search (`find`), site map
(`sitemap`) and the removal of stale pages (`removal`) iterate over it. To add a kind, add it to KINDS, and a template
where it lists notebooks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sphinx.application import Sphinx

from .figures import ids_by_page
from .library import Library, Notebook
from .links import embed_page, part_page, planned_place, tag_page
from .names import names_of
from .shelf import library_of

Document = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class PageKind:
    """Pages of one kind, one for each key.

    Attributes
    ----------
    name : templates link to a page of the kind by `link_NAME(key)`.
    page : name of the page of a key, such as `training/index` for the part `training`.
    keys : what has a page in this build, such as the folders of parts.
    words : mapping of each key to the words of the template NAME.html, `title` among them; None for pages that are not
        listings of notebooks.
    documents : what the search finds of these pages, as `document` makes it.
    in_site_map : whether the site map names the pages.
    """

    name: str
    page: Callable[[str], str]
    keys: Callable[[Sphinx], Iterable[str]]
    words: Callable[[Library], dict[str, dict[str, Any]]] | None = None
    documents: Callable[[Library], Iterable[Document]] = lambda library: ()
    in_site_map: bool = True


def document(title: str, *, page: str, kind: str, summary: str = "", **more: Any) -> Document:
    """Make what the search knows of a place; page : its address below the top folder.

    more : `names`, its other names; `entries`, what it shows, each a list of a title and other names; `about`, further
    words; `meanwhile`, of what is planned, the title of the page to read until then.
    """
    place = {"title": title, "summary": summary, "page": page, "kind": kind}
    return place | {"names": [], "entries": [], "about": ""} | more


def notebook_documents(library: Library) -> Iterator[Document]:
    """Yield a document for each notebook, with the entries that it shows and all their names."""
    for notebook in library.notebooks.values():
        near = None if notebook.page else library.meanwhile(notebook.slug)
        yield document(
            notebook.title,
            page=address(notebook),
            kind="notebook" if notebook.page else "planned",
            summary=notebook.summary,
            names=[notebook.slug.replace("-", " ")],
            entries=[names_of(entry, library.catalogue.abbreviations) for entry in library.entries_of(notebook.slug)],
            about=" ".join(notebook.tags),
            **({"meanwhile": near.title} if near else {}),
        )


def address(notebook: Notebook) -> str:
    """Address of a notebook's page; of one that is planned, its place in the catalogue."""
    return f"{notebook.page}.html" if notebook.page else f"catalogue.html#{planned_place(notebook.slug)}"


def part_documents(library: Library) -> Iterator[Document]:
    """Yield a document for each part that has pages."""
    for folder in parts(library):
        if not library.built(folder):
            continue
        yield document(library.catalogue.parts[folder], page=f"{part_page(folder)}.html", kind="part")


def track_and_term_documents(library: Library) -> Iterator[Document]:
    """Yield a document for each track and each term of the glossary."""
    for track in library.catalogue.tracks:
        yield document(track.title, page=f"tracks.html#{track.slug}", kind="track", summary=track.summary)
    for term in library.catalogue.terms:
        names, page = [*filter(None, [term.symbol]), *term.also], f"glossary.html#{term.anchor}"
        yield document(term.term, page=page, kind="term", summary=term.meaning, names=names)


def parts(library: Library) -> list[str]:
    """List the folders of the parts that have notebooks, built or planned."""
    return [folder for folder in library.catalogue.parts if library.part(folder)]


def part_words(library: Library) -> dict[str, dict[str, Any]]:
    """Mapping of each part's folder to the words of its page."""
    titles = library.catalogue.parts
    return {
        folder: {"title": titles[folder], "folder": folder, "notebooks": library.part(folder)}
        for folder in parts(library)
    }


def tag_words(library: Library) -> dict[str, dict[str, Any]]:
    """Mapping of each tag to the words of its page."""
    tags = library.tags()
    return {tag: {"title": tag, "tag": tag, "tags": list(tags), "notebooks": found} for tag, found in tags.items()}


def figures(app: Sphinx) -> list[str]:
    """List the ids of all figures."""
    return [figure for ids in ids_by_page(app.env).values() for figure in ids]


KINDS = (
    PageKind(name="source", page=str, keys=lambda app: app.env.found_docs, documents=notebook_documents),
    PageKind(
        name="part",
        page=part_page,
        keys=lambda app: parts(library_of(app)),
        words=part_words,
        documents=part_documents,
    ),
    PageKind(name="generated", page=str, keys=lambda app: (), documents=track_and_term_documents),
    PageKind(name="tag", page=tag_page, keys=lambda app: library_of(app).tags(), words=tag_words),
    PageKind(name="embed", page=embed_page, keys=figures, in_site_map=False),
    PageKind(name="special", page=str, keys=lambda app: ("404", "search"), in_site_map=False),
)
