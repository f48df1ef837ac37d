"""The weight of a page: what a reader downloads for it and its figures' tables, compressed as servers compress it."""

from __future__ import annotations

import gzip
import re

from sphinx.application import Sphinx
from sphinx.util import logging

from .files import LAST, built_pages

LIMIT_KB = 400
FILE = re.compile(r'<script type="text/plain" class="payload" data-file="([^"]+)"')
logger = logging.getLogger(__name__)


def page_weight_kb(html: bytes) -> float:
    """Weigh the bytes of a page or of a table in kB (1,000 bytes) after gzip at level 6, the level of most servers."""
    return len(gzip.compress(html, 6, mtime=0)) / 1000


def check_weights(app: Sphinx, exception: Exception | None) -> None:
    """Warn of each page over the limit; the book is built with warnings as errors."""
    if exception or app.builder.format != "html":
        return
    limit = app.config.explorable_page_limit_kb
    for page in built_pages(app.outdir):
        html = page.read_bytes()
        tables = [(page.parent / name).resolve() for name in FILE.findall(html.decode())]
        parts = [html, *(path.read_bytes() for path in tables)]
        heavy = sum(map(len, parts)) / 1000 > limit  # else it is lighter after gzip, too, which takes its time
        if heavy and (weight := sum(map(page_weight_kb, parts))) > limit:
            name = page.relative_to(app.outdir).as_posix()
            logger.warning(
                "The page %s weighs %.0f kB after gzip, over %s kB: give its figures fewer states.",
                name,
                weight,
                limit,
            )


def setup_weight(app: Sphinx) -> None:
    """Weigh the pages when all are written."""
    app.add_config_value("explorable_page_limit_kb", LIMIT_KB, "")
    app.connect("build-finished", check_weights, priority=LAST)
