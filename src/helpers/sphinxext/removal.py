"""Stale pages: those of earlier builds whose notebook, part, tag or figure is gone."""

from __future__ import annotations

from sphinx.application import Sphinx

from .files import built_pages
from .page_kinds import KINDS


def remove_stale_pages(app: Sphinx, exception: Exception | None) -> None:
    """Delete each built page that is not the page of a key of any kind."""
    if exception or app.builder.format != "html":
        return
    current = {f"{kind.page(key)}.html" for kind in KINDS for key in kind.keys(app)}
    for path in built_pages(app.outdir):
        if path.relative_to(app.outdir).as_posix() not in current:
            path.unlink()


def setup_removal(app: Sphinx) -> None:
    """Delete them once all pages are written, and before anything looks through the built pages."""
    app.connect("build-finished", remove_stale_pages, priority=400)
