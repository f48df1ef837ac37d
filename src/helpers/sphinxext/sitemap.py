"""The site map: the address of every page, for search engines."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx

from .dates import dates_of
from .files import built_pages, write_or_remove
from .links import base_url
from .markup import render
from .page_kinds import KINDS

SITEMAP = "sitemap.xml"


def write_sitemap(app: Sphinx, exception: Exception | None) -> None:
    """Write the site map of a book that knows its address."""
    if not exception and app.builder.format == "html" and base_url(app.config):
        write_or_remove(Path(app.outdir) / SITEMAP, sitemap(app))


def sitemap(app: Sphinx) -> str:
    """The site map: every built page but those of kinds that it leaves out."""
    outdir = Path(app.outdir)
    hidden = {f"{kind.page(key)}.html" for kind in KINDS if not kind.in_site_map for key in kind.keys(app)}
    pages = [page for path in built_pages(outdir) if (page := path.relative_to(outdir).as_posix()) not in hidden]
    changed = {f"{page}.html": last for page, (_, last) in dates_of(app).items()}
    return render("sitemap.xml", pages=pages, changed=changed, base=base_url(app.config))


def setup_sitemap(app: Sphinx) -> None:
    """Write it once all pages are written."""
    app.connect("build-finished", write_sitemap)
