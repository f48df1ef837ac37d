"""Embeds: a bare page for each explorable, to be shown in an `<iframe>` of another page."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from .assets import BARE, player_files
from .figures import figures_of
from .files import write_if_changed
from .links import embed_page
from .used_rules import COMMENT

SHEET = "figure.css"  # all styles of a bare page in one file
STYLES = ("fonts.css", "math.css", "embed.css")
PAGE = """<!DOCTYPE html>
<html lang="en" class="embed" data-content_root="../">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="../_static/favicon.svg">
{assets}
</head>
<body>
<main>
<h1>{title}</h1>
{figure}
<p class="source">From <a href="../{page}.html" target="_top">{title}</a> of {book}</p>
</main>
</body>
</html>
"""


def write_embeds(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Write a bare page for each figure of a notebook's page that is being written."""
    if app.builder.format != "html" or doctree is None:
        return
    for figure in figures_of(app.env, pagename):
        words = {"page": pagename, "title": title_of(doctree, figure.id), "book": app.config.html_title}
        text = bare_page(figure.html, **words)
        write_if_changed(Path(app.outdir) / f"{embed_page(figure.id)}.html", text.encode())


def title_of(doctree: nodes.document, figure: str) -> str:
    """Title of the page, or the figure's id where it has none."""
    title = doctree.next_node(nodes.title)
    return title.astext() if title else figure


def bare_page(figure: str, *, page: str, title: str, book: str) -> str:
    """HTML of a page that holds one figure and what it needs, nothing else."""
    assets = [f'<script defer src="../_static/{BARE}"></script>', f'<link rel="stylesheet" href="../_static/{SHEET}">']
    words = {"page": escape(page), "title": escape(title), "book": escape(book)}
    return PAGE.format(figure=figure, assets="\n".join(assets), **words)


def bare_sheet(static: Path) -> str:
    """Text of the style sheet of bare pages, from the book's folder `_static`."""
    names = [*STYLES, *(path.name for path in player_files(".css"))]
    return COMMENT.sub("", "".join((static / name).read_text("utf-8") for name in names))


def setup_embeds(app: Sphinx) -> None:
    """Write the embeds along with the pages."""
    app.connect("html-page-context", write_embeds)
