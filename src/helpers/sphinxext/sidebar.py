"""The contents beside each page: every part, and the pages of the part that is open.

The theme writes all pages of the book into each of them, and Sphinx resolves them all anew for each: the time of a
build and the size of the site then grow with the square of the number of notebooks. A part's own page lists its
notebooks, so each page stays two links away, without a script.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docutils import nodes
from markupsafe import Markup
from pydata_sphinx_theme.toctree import add_toctree_functions
from sphinx import addnodes
from sphinx.application import Sphinx

from .links import part_page
from .markup import render
from .shelf import library_of

CONTEXT = "html-page-context"


@dataclass(frozen=True)
class Group:
    """Pages under one caption of the contents. part : the page of the part that they are; None for other pages."""

    caption: str
    part: str | None
    pages: tuple[tuple[str, str], ...]

    def holds(self, page: str) -> bool:
        """Tell whether a page is one of the group's, or the part's own."""
        return page == self.part or any(page == own for own, _ in self.pages)


def groups(app: Sphinx) -> list[Group]:
    """List the groups of the contents; made once a build."""
    if not hasattr(app, "explorable_groups"):
        toctrees = app.env.tocs[app.config.root_doc].findall(addnodes.toctree)
        app.explorable_groups = [group(app, toctree) for toctree in toctrees]
    return app.explorable_groups


def group(app: Sphinx, toctree: addnodes.toctree) -> Group:
    """Make the group of one of the contents' lists."""
    titles, library = app.env.titles, library_of(app)
    pages = [(page, title or titles[page].astext()) for title, page in toctree["entries"] if page in titles]
    folders = {page.rpartition("/")[0] for page, _ in pages}
    parts = [folder for folder in folders if folder in library.catalogue.parts and library.part(folder)]
    return Group(toctree.get("caption") or "", part_page(parts[0]) if parts else None, tuple(pages))


def write_sidebar(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Set the theme's functions for a page, but for the one that writes the contents beside it: that is ours."""
    add_toctree_functions(app, pagename, templatename, context, doctree)
    if app.builder.format == "html":
        context["generate_toctree_html"] = lambda *args, **options: sidebar(app, pagename)


def sidebar(app: Sphinx, page: str) -> Markup:
    """HTML of the contents as they stand beside `page`."""
    words = {"groups": groups(app), "page": page}
    return Markup(render("sidebar.html", **words, link=lambda other: app.builder.get_relative_uri(page, other)))


def take_over(app: Sphinx) -> None:
    """Set the functions in the theme's stead: it tries each template of a page out as soon as it has set its own."""
    for listener in list(app.events.listeners[CONTEXT]):
        if listener.handler is add_toctree_functions:
            app.disconnect(listener.id)
    app.connect(CONTEXT, write_sidebar, priority=499)


def setup_sidebar(app: Sphinx) -> None:
    """Take over once all extensions are there."""
    app.connect("builder-inited", take_over)
