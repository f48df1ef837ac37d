"""What a link to a page shows elsewhere: the tags in the page's head, and a notebook's card, 1200 × 630 pixels."""

from __future__ import annotations

import hashlib
import xml.etree.ElementTree as ET
from pathlib import Path
from textwrap import wrap
from typing import Any

import matplotlib
import resvg_py
from docutils import nodes
from sphinx.application import Sphinx

from .dates import dates_of
from .execution import cache_folder
from .feed import FEED
from .files import write_if_changed
from .library import Notebook
from .links import base_url
from .markup import render
from .page_notes import plain
from .shelf import library_of
from .thumbnails import thumbnails

CARDS = "_static/cards"
FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
TITLE_WIDTH = 17  # letters in a line of a card


def write_cards(app: Sphinx, exception: Exception | None) -> None:
    """Write the cards of all notebooks of a book that knows its address, and delete those of earlier builds."""
    if exception or app.builder.format != "html" or not base_url(app.config):
        return
    folder = Path(app.outdir) / CARDS
    wanted = {f"{notebook.slug}.png": notebook for notebook in library_of(app).notebooks.values() if notebook.page}
    for name, notebook in wanted.items():
        write_if_changed(folder / name, card_png(app, notebook))
    for path in folder.glob("*.png"):
        if path.name not in wanted:
            path.unlink()


def card_png(app: Sphinx, notebook: Notebook) -> bytes:
    """PNG bytes of a notebook's social card, 1200 × 630: its title beside its picture, in matplotlib's fonts."""
    picture = thumbnails(app).get(notebook.page)
    words = {
        "lines": wrap(notebook.title, TITLE_WIDTH),
        "project": app.config.html_title,
        "picture": picture,
        "box": "",
    }
    if picture:
        words["box"] = ET.fromstring(picture).get("viewBox")
    svg = render("card.svg", **words)
    kept = cache_folder(app) / "cards" / f"{hashlib.sha256(svg.encode()).hexdigest()}.png"
    if not kept.exists():
        write_if_changed(kept, resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, font_dirs=[str(FONTS)]))
    return kept.read_bytes()


def add_meta_tags(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Say in a page's head what a link to it shows elsewhere, and where the feed is."""
    if app.builder.format != "html":
        return
    config, page = app.config, pagename
    found = [one for one in library_of(app).notebooks.values() if one.page == page]
    words = {
        "title": plain(context.get("title") or config.html_title),
        "project": config.html_title,
        "summary": found[0].summary if found else f"{config.html_title}: pictures that you move.",
        "base": base_url(config),
        "page": page,
        "image": f"{CARDS}/{found[0].slug}.png" if found else "",
        "feed": FEED if dates_of(app) else "",
    }
    context["metatags"] = context.get("metatags", "") + render("social_card.html", **words)


def setup_social_cards(app: Sphinx) -> None:
    """Write the tags along with the pages, the cards after them."""
    app.connect("html-page-context", add_meta_tags)
    app.connect("build-finished", write_cards)
