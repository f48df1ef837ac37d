"""Search and filter in the page: what the scripts look through, and which page loads which script.

The theme's search of all text is for its own page, `search.html`: its index holds every word of the book.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

from docutils import nodes
from sphinx.application import Sphinx

from .files import built_pages, write_if_changed
from .library import Library, Notebook
from .links import part_page
from .shelf import library_of
from .words import abbreviations

DATA = "_static/find-data.js"
FULL_TEXT = "search.html"
TOOLS = re.compile(r'\s*<script src="[^"]*(?:searchtools|language_data|searchindex)\.js[^"]*"[^>]*></script>')
SCRIPTS = {"catalogue": "catalogue.js", "map": "map.js"}  # page to the script that it alone loads


def search_documents(library: Library) -> list[dict[str, Any]]:
    """List what can be found: notebooks, tracks and terms of the glossary.

    Each is a mapping: `title`, `summary`, `page` (its address below the top folder; that of a planned notebook is the
    catalogue), `words` (what else it answers to), `kind`.
    """
    found = [document_of(notebook, library) for notebook in library.notebooks.values()]
    found += [
        {"title": title, "summary": "", "page": f"{part_page(folder)}.html", "words": [], "kind": "part"}
        for folder, title in library.catalogue.parts.items()
        if library.part(folder)
    ]
    found += [
        {
            "title": track.title,
            "summary": track.summary,
            "page": f"tracks.html#{track.slug}",
            "words": [],
            "kind": "track",
        }
        for track in library.catalogue.tracks
    ]
    found += [
        {
            "title": term.term,
            "summary": term.meaning,
            "page": f"glossary.html#{term.anchor}",
            "words": [term.symbol] if term.symbol else [],
            "kind": "term",
        }
        for term in library.catalogue.terms
    ]
    return found


def document_of(notebook: Notebook, library: Library) -> dict[str, Any]:
    """What the search knows of a notebook: itself, its tags, and the entries it shows with their other names."""
    words = list(notebook.tags)
    for entry in library.entries_of(notebook.slug):
        words += [entry.title, *entry.aliases, *abbreviations(entry.title)]
    page = f"{notebook.page}.html" if notebook.page else f"catalogue.html#q={quote_plus(notebook.title)}"
    return {
        "title": notebook.title,
        "summary": notebook.summary,
        "page": page,
        "words": words,
        "kind": "notebook" if notebook.page else "planned",
    }


def write_search_data(app: Sphinx, exception: Exception | None) -> None:
    """Write the documents as a script, which pages may load from disk as well."""
    if exception or app.builder.format != "html":
        return
    documents = json.dumps(search_documents(library_of(app)), ensure_ascii=False, separators=(",", ":"))
    script = f"(window.Explorable = window.Explorable || {{}}).documents = {documents};\n"
    write_if_changed(Path(app.outdir) / DATA, script.encode())


def load_script(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Load the script that only this page needs."""
    if pagename in SCRIPTS:
        app.add_js_file(SCRIPTS[pagename], defer="defer")


def without_full_text(html: str) -> str:
    """Return the page without the scripts of the theme's search, which the theme loads in every page."""
    return TOOLS.sub("", html)


def keep_full_text_apart(app: Sphinx, exception: Exception | None) -> None:
    """Leave the theme's search, whose index changes with any word of the book, to the page that searches with it."""
    if exception or app.builder.format != "html":
        return
    for page in built_pages(app.outdir):
        if page.relative_to(app.outdir).as_posix() != FULL_TEXT:
            write_if_changed(page, without_full_text(page.read_text("utf-8")).encode())


def setup_find(app: Sphinx) -> None:
    """Write the data and clear the pages once all are written, and load the scripts."""
    app.connect("html-page-context", load_script)
    app.connect("build-finished", write_search_data)
    app.connect("build-finished", keep_full_text_apart)
