"""Rebuild pages whose borrowed titles or links changed.

Sphinx writes only pages whose own source changed: sidebars and "Read next" of other pages would go stale, and an
incremental build would differ from a full one. A notebook's page shows titles and links of a few others; a page that
is not a part's notebook, or that links within the book, is assumed to depend on all of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from .assets import OWN, player_files
from .catalogue import FOLDER
from .glossary_links import terms_of
from .metadata import slug_of
from .metadata_index import metadata_by_page
from .shelf import library_of
from .sidebar import groups


def shared_files(env: BuildEnvironment) -> str:
    """Hash the files that all pages load, by name and content."""
    digest = hashlib.sha256()
    own = sorted(path for path in (Path(env.srcdir) / "_static").rglob("*") if path.is_file())
    for path in [*own, *sorted(OWN.iterdir()), *player_files(".css"), *player_files(".js")]:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def whole_book(env: BuildEnvironment) -> tuple[list[Any], list[bytes]]:
    """All that a page can borrow: titles, order, metadata of notebooks, the catalogue."""
    titles = {page: title.astext() for page, title in env.titles.items()}
    catalogue = [path.read_bytes() for path in sorted((Path(env.srcdir) / FOLDER).glob("*"))]
    return [sorted(mapping.items()) for mapping in (titles, env.toctree_includes, metadata_by_page(env))], catalogue


def around(app: Sphinx, page: str, neighbours: Iterable[str | None]) -> tuple[Any, ...]:
    """What a notebook's page borrows: its sidebar, the pages before and after it, its reading lists."""
    library, titles = library_of(app), app.env.titles
    beside = [group if not group.part or group.holds(page) else (group.caption, group.part) for group in groups(app)]
    notebook = library.notebooks[slug_of(page)]
    listed = [library.notebooks.get(slug, slug) for slug in notebook.prerequisites] + library.following(notebook.slug)
    read = [(one.page, one.title) if hasattr(one, "page") else one for one in listed + library.beside(notebook.slug)]
    near = [(other, titles[other].astext()) for other in neighbours if other]
    terms = [(term.anchor, term.also, term.meaning) for term in terms_of(app, page)]
    return beside, near, read, terms, titles[app.config.root_doc].astext()


def borrowed_hashes(app: Sphinx) -> dict[str, str]:
    """Mapping of each page to a hash of what it borrows from others and of the files that it loads."""
    files, everything, relations = shared_files(app.env), whole_book(app.env), app.env.collect_relations()
    narrow = {notebook.page for notebook in library_of(app).notebooks.values() if notebook.page}
    narrow -= linking_pages(app.env)
    borrowed = {
        page: around(app, page, relations.get(page, ())) if page in narrow else everything
        for page in app.env.found_docs
    }
    return {page: hashlib.sha256(repr((files, words)).encode()).hexdigest() for page, words in borrowed.items()}


def stale_pages(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages whose borrowed titles, links or files changed since they were last written."""
    before, env.explorable_shared = getattr(env, "explorable_shared", {}), borrowed_hashes(app)
    return sorted(page for page, digest in env.explorable_shared.items() if before.get(page) != digest)


def linking_pages(env: BuildEnvironment) -> set[str]:
    """Set, kept from build to build, of the pages that link to others, whose titles the links may take."""
    return env.__dict__.setdefault("explorable_linking", set())


def note_links(app: Sphinx, document: nodes.document) -> None:
    """Remember whether a page links to another."""
    links = document.findall(addnodes.pending_xref)
    if any(link.get("refdomain") != "math" for link in links):  # equation numbers are the page's own
        linking_pages(app.env).add(app.env.docname)


def forget_links(app: Sphinx, env: BuildEnvironment, page: str) -> None:
    """Forget a page that is read again or removed."""
    linking_pages(env).discard(page)


def merge_links(app: Sphinx, env: BuildEnvironment, pages: set[str], other: BuildEnvironment) -> None:
    """Merge what a parallel reader found."""
    linking_pages(env).update(linking_pages(other).intersection(pages))


def forget_lost_words(app: Sphinx) -> list[Any]:
    """Drop words without a page from Sphinx's full-text index, which keeps them from build to build."""
    indexer = getattr(app.builder, "indexer", None)
    for words in (indexer._mapping, indexer._title_mapping) if indexer else ():
        for word in [word for word, pages in words.items() if not pages]:
            del words[word]
    return []


def setup_freshness(app: Sphinx) -> None:
    """Compare once all pages are read; clean the index before it is written."""
    app.connect("doctree-read", note_links)
    app.connect("env-purge-doc", forget_links)
    app.connect("env-merge-info", merge_links)
    app.connect("html-collect-pages", forget_lost_words)
    app.connect("env-updated", stale_pages)
