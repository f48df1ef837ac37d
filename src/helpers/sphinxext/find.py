"""Search and filter in the page: what the scripts look through, and which page loads which script.

The theme's full-text search is for its own page, `search.html`: its index holds every word of the book.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from .assets import WITH_OWN_FILES
from .files import built_pages, write_if_changed
from .library import Library
from .page_kinds import KINDS, Document
from .shelf import library_of

DATA = "_static/find-data.js"
FULL_TEXT = "search.html"
TOOLS = re.compile(r'\s*<script src="[^"]*(?:searchtools|language_data|searchindex)\.js[^"]*"[^>]*></script>')


def search_documents(library: Library) -> list[Document]:
    """List what can be found, as `page_kinds.document` describes it."""
    return [document for kind in KINDS for document in kind.documents(library)]


def write_search_data(app: Sphinx, exception: Exception | None) -> None:
    """Write the documents as a script, which pages may load from disk as well."""
    if exception or app.builder.format != "html":
        return
    documents = json.dumps(search_documents(library_of(app)), ensure_ascii=False, separators=(",", ":"))
    script = f"(window.Explorable = window.Explorable || {{}}).documents = {documents};\n"
    write_if_changed(Path(app.outdir) / DATA, script.encode())


def load_own_files(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Load script and style sheet of a page that has its own."""
    if pagename in WITH_OWN_FILES:
        if pagename == "catalogue":
            app.add_js_file("rank.js", defer="defer")
        app.add_js_file(f"{pagename}.js", defer="defer")
        app.add_css_file(f"{pagename}.css", priority=900)


def without_full_text(html: str) -> str:
    """Return the page without the scripts of the theme's search, which the theme loads in every page."""
    return TOOLS.sub("", html)


def remove_full_text(app: Sphinx, exception: Exception | None) -> None:
    """Remove the theme's search scripts, whose index changes with any word, from all pages but the search page."""
    if exception or app.builder.format != "html":
        return
    for page in built_pages(app.outdir):
        if page.relative_to(app.outdir).as_posix() != FULL_TEXT:
            write_if_changed(page, without_full_text(page.read_text("utf-8")).encode())


def setup_find(app: Sphinx) -> None:
    """Write the data and remove the theme's scripts once all pages are written."""
    app.connect("html-page-context", load_own_files)
    app.connect("build-finished", write_search_data)
    app.connect("build-finished", remove_full_text)
