"""The Atom feed of new notebooks."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx

from .dates import dates_of
from .files import write_or_remove
from .links import base_url
from .markup import render
from .shelf import library_of

FEED = "feed.xml"


def write_feed(app: Sphinx, exception: Exception | None) -> None:
    """Write the feed of a book that knows its address."""
    if not exception and app.builder.format == "html" and base_url(app.config):
        write_or_remove(Path(app.outdir) / FEED, feed(app))


def feed(app: Sphinx) -> str:
    """The Atom feed: notebooks by the date of their first commit, newest first; "" where git knows no dates."""
    dates = dates_of(app)
    notebooks = [one for one in library_of(app).notebooks.values() if one.page in dates]
    notebooks.sort(key=lambda one: (dates[one.page][0], one.slug), reverse=True)
    words = {"notebooks": notebooks, "dates": dates, "base": base_url(app.config), "config": app.config}
    return render("feed.xml", **words, updated=max(dates[one.page][1] for one in notebooks)) if notebooks else ""


def setup_feed(app: Sphinx) -> None:
    """Write it once all pages are written."""
    app.connect("build-finished", write_feed)
