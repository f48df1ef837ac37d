"""The page for unknown addresses (404): it suggests pages with similar names.

Hosts serve it for unknown addresses at any depth, so its links start from the path that the book is served at.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from sphinx.application import Sphinx

from .files import write_if_changed
from .links import base_url
from .markup import render

PAGE = "404.html"


def write_not_found(app: Sphinx, exception: Exception | None) -> None:
    """Write the page; a book that does not know its address is taken to be served at the root of its host."""
    if exception or app.builder.format != "html":
        return
    base = urlsplit(base_url(app.config)).path or "/"
    words = {"base": base, "project": app.config.html_title}
    write_if_changed(Path(app.outdir) / PAGE, render("not_found.html", **words).encode())


def setup_not_found(app: Sphinx) -> None:
    """Write it once all pages are written."""
    app.connect("build-finished", write_not_found)
