"""Pages without a source file: one for each part of the book and one for each tag."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util import logging

from .generated import linking
from .links import part_page, tag_page
from .markup import render
from .shelf import library_of

logger = logging.getLogger(__name__)


def collect_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield (page, context, template) for each part and each tag; Sphinx writes them at every build."""
    if app.builder.format != "html":
        return
    for page, title, html in [*part_pages(app), *tag_pages(app)]:
        yield page, {"title": title, "body": html}, "page.html"


def part_pages(app: Sphinx) -> Iterator[tuple[str, str, str]]:
    """Yield (page, title, body) for each part that has notebooks."""
    library = library_of(app)
    for folder, title in library.catalogue.parts.items():
        notebooks, page = library.part(folder), part_page(folder)
        if notebooks:
            words = {"folder": folder, "title": title, "notebooks": notebooks}
            yield page, title, render("part.html", **words, **linking(app, page))


def tag_pages(app: Sphinx) -> Iterator[tuple[str, str, str]]:
    """Yield (page, title, body) for each tag; two tags that would share a page are refused."""
    tags = library_of(app).tags()
    pages = {}
    for tag, notebooks in tags.items():
        page = tag_page(tag)
        if page in pages:
            logger.warning("The tags %r and %r would share the page %s: use one of them.", pages[page], tag, page)
        pages[page] = tag
        yield page, tag, render("tag.html", tag=tag, tags=list(tags), notebooks=notebooks, **linking(app, page))


def remove_others(app: Sphinx, exception: Exception | None) -> None:
    """Delete the pages of tags and parts that are no more."""
    if exception or app.builder.format != "html":
        return
    outdir, library = Path(app.outdir), library_of(app)
    kept = {f"{tag_page(tag)}.html" for tag in library.tags()}
    kept |= {f"{part_page(folder)}.html" for folder in library.catalogue.parts if library.part(folder)}
    kept |= {f"{page}.html" for page in app.env.found_docs}
    for path in [*outdir.glob("tags/*.html"), *outdir.glob("*/index.html")]:
        if path.relative_to(outdir).as_posix() not in kept:
            path.unlink()


def setup_part_pages(app: Sphinx) -> None:
    """Write the pages with the others."""
    app.connect("html-collect-pages", collect_pages)
    app.connect("build-finished", remove_others)
