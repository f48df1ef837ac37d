"""What machines read about the book: an Atom feed of new notebooks, a site map, and each page's social card."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from .cards import card_png
from .dates import dates_of
from .files import built_pages, write_if_changed
from .links import base_url
from .markup import render
from .page_notes import plain
from .shelf import library_of

FEED, SITEMAP, CARDS = "feed.xml", "sitemap.xml", "_static/cards"


def write_feed_and_sitemap(app: Sphinx, exception: Exception | None) -> None:
    """Write feed, site map and cards; each address needs `html_baseurl`, each date git."""
    if exception or app.builder.format != "html" or not base_url(app.config):
        return
    outdir = Path(app.outdir)
    for name, content in {FEED: feed(app), SITEMAP: sitemap(app)}.items():
        if content:
            write_if_changed(outdir / name, content.encode())
        else:
            (outdir / name).unlink(missing_ok=True)
    wanted = {f"{notebook.slug}.png": notebook for notebook in library_of(app).notebooks.values() if notebook.page}
    for name, notebook in wanted.items():
        write_if_changed(outdir / CARDS / name, card_png(app, notebook))
    for path in (outdir / CARDS).glob("*.png"):
        if path.name not in wanted:
            path.unlink()


def feed(app: Sphinx) -> str:
    """The Atom feed: notebooks by the date of their first commit, newest first; "" where git knows no dates."""
    dates = dates_of(app)
    notebooks = [one for one in library_of(app).notebooks.values() if one.page in dates]
    notebooks.sort(key=lambda one: (dates[one.page][0], one.slug), reverse=True)
    words = {"notebooks": notebooks, "dates": dates, "base": base_url(app.config), "config": app.config}
    return render("feed.xml", **words, updated=max(dates[one.page][1] for one in notebooks)) if notebooks else ""


def sitemap(app: Sphinx) -> str:
    """The site map: every page below the top folder but those that only frames of other pages show."""
    outdir = Path(app.outdir)
    pages = [path.relative_to(outdir).as_posix() for path in built_pages(outdir)]
    pages = [page for page in pages if not page.startswith("embed/") and page not in ("404.html", "search.html")]
    changed = {f"{page}.html": last for page, (_, last) in dates_of(app).items()}
    return render("sitemap.xml", pages=pages, changed=changed, base=base_url(app.config))


def add_card(
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


def setup_feed(app: Sphinx) -> None:
    """Write along with the pages."""
    app.connect("html-page-context", add_card)
    app.connect("build-finished", write_feed_and_sitemap)
