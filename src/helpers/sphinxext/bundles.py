"""One script for what every page needs: Sphinx's, the theme's and the book's own, in the order in which they depend.

Pages load it deferred, so that no script but the one that chooses the colours comes before the page is seen. The page
of the full-text search keeps its scripts one by one: Sphinx's wait for each other there.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from sphinx.application import Sphinx

from .assets import EVERYWHERE, joined
from .files import LAST, built_pages, write_if_changed

BUNDLE = "book.js"
BUNDLED = (
    "documentation_options.js",
    "page-name.js",  # reads the page's name from the script element, here the bundle's
    "doctools.js",
    "sphinx_highlight.js",
    "scripts/sphinx-book-theme.js",
    "scripts/pydata-sphinx-theme.js",
    *EVERYWHERE,
)
SCRIPT = re.compile(
    r'\s*<script\b[^>]*?\ssrc="(?P<root>[^"]*)_static/(?P<name>[^"?]+)[^"]*"[^>]*></script>'
    r'|\s*<link rel="preload" as="script" href="[^"]*"\s*/?>'
)
PAGE_NAME = re.compile(r'data-page-name="[^"]*"')
ONE_BY_ONE = "searchtools.js"  # a page that loads it is left as it is


def with_bundle(html: str, *, version: str) -> str:
    """Return a page with one deferred script in the place of those that are joined in it."""
    name = PAGE_NAME.search(html)
    if not name or ONE_BY_ONE in html:
        return html
    first = True

    def join(match: re.Match[str]) -> str:
        nonlocal first
        if match["name"] and match["name"] not in (BUNDLE, *BUNDLED):
            return match[0]
        if not (first and match["name"]):
            return ""
        first = False
        return f'\n    <script defer src="{match["root"]}_static/{BUNDLE}?v={version}" {name[0]}></script>'

    return SCRIPT.sub(join, html)


def bundle(app: Sphinx, exception: Exception | None) -> None:
    """Write the bundle, and its link into all pages."""
    if exception or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    script = joined(static / name for name in BUNDLED).encode()
    write_if_changed(static / BUNDLE, script)
    version = hashlib.sha256(script).hexdigest()[:8]
    for page in built_pages(app.outdir):
        write_if_changed(page, with_bundle(page.read_text("utf-8"), version=version).encode())


def setup_bundles(app: Sphinx) -> None:
    """Join the scripts once they are files."""
    app.connect("build-finished", bundle, priority=LAST)
