"""Pages without a source that list notebooks: one for each part of the book, one for each tag."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sphinx.application import Sphinx
from sphinx.util import logging

from .generated import linking
from .markup import render
from .page_kinds import KINDS, PageKind
from .shelf import library_of

logger = logging.getLogger(__name__)


def collect_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield (page, context, template) for each listing; Sphinx writes them at every build."""
    if app.builder.format != "html":
        return
    for kind in KINDS:
        if kind.words:
            yield from listings(app, kind)


def listings(app: Sphinx, kind: PageKind) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield (page, context, template) for each page of a kind; two keys that would share a page are refused."""
    key_of = {}
    for key, words in kind.words(library_of(app)).items():
        page = kind.page(key)
        if page in key_of:
            message = "The %ss %r and %r would share the page %s: use one of them."
            logger.warning(message, kind.name, key_of[page], key, page)
        key_of[page] = key
        body = render(f"{kind.name}.html", **words, **linking(app, page))
        yield page, {"title": words["title"], "body": body}, "page.html"


def setup_listings(app: Sphinx) -> None:
    """Write the pages with the others."""
    app.connect("html-collect-pages", collect_pages)
