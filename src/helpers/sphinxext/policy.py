"""Pages that work under `Content-Security-Policy: default-src 'self'`: inline scripts and handlers become files.

Sphinx and its theme write short scripts and `onclick`s into every page. After the build each script is moved to a file
named by its content; the one that differs from page to page hands its value over as a `data-` attribute.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util import logging

from .files import LAST, built_pages, write_if_changed

logger = logging.getLogger(__name__)

ATTRIBUTES = r"""(?:[^<>"']|"[^"]*"|'[^']*')*"""
TOKEN = re.compile(  # what a page is looked through for; comments and style sheets are passed over whole
    rf"<!--.*?-->|<style{ATTRIBUTES}>.*?</style>"
    rf"|<script(?P<attributes>{ATTRIBUTES})>(?P<body>.*?)</script>"
    rf"|<[a-zA-Z][\w:-]*(?P<rest>{ATTRIBUTES})>",
    re.DOTALL,
)
HANDLER = re.compile(r"""\son(?P<event>[a-z]+)\s*=\s*(?P<quote>["'])(?P<code>.*?)(?P=quote)""", re.DOTALL)
ACTIONS = {"window.print()": "print", "toggleFullScreen()": "full-screen"}  # handler of the theme: action in page.js
JAVASCRIPT_TYPES = {None, "", "text/javascript", "application/javascript", "module"}
PAGE_NAME = re.compile(r"\s*DOCUMENTATION_OPTIONS\.pagename = '(?P<name>[^']*)';\s*")
MOVED = "_static/page-name.js"  # a page that loads it has been through `externalise`
SCRIPTS = "_static/inline"


def attribute(attributes: str, name: str) -> str | None:
    """Read one attribute's value from a tag's attributes; None if it is not there."""
    found = re.search(rf"""(?<![\w-]){name}\s*=\s*["']?([^"'\s>]*)""", attributes)
    return found and found[1]


def externalise(html: str, *, root: str, save: Callable[[str], str]) -> str:
    """Return the page `html` with every inline script and handler moved to a file.

    root : path from the page to the book's top folder, "" or "../" repeated.
    save : function that stores a script's text and returns its path below the top folder.
    Raises ValueError for a handler that no action in `page.js` stands for.
    """

    def move(match: re.Match[str]) -> str:
        if match["body"] is not None:
            return move_script(match, root=root, save=save)
        return match[0] if match["rest"] is None else HANDLER.sub(move_handler, match[0])

    return TOKEN.sub(move, html)


def move_script(match: re.Match[str], *, root: str, save: Callable[[str], str]) -> str:
    """Replace an inline script by one with a `src`; scripts with a `src` and blocks of data stay as they are."""
    attributes, body = match["attributes"], match["body"]
    if attribute(attributes, "src") is not None or attribute(attributes, "type") not in JAVASCRIPT_TYPES:
        return match[0]
    page_name = PAGE_NAME.fullmatch(body)
    if page_name:
        return f'<script src="{root}{MOVED}" data-page-name="{page_name["name"]}"></script>'
    return f'<script{attributes} src="{root}{save(body)}"></script>' if body.strip() else ""


def move_handler(match: re.Match[str]) -> str:
    """Replace an `onclick` by the name of its action."""
    if match["event"] != "click" or match["code"] not in ACTIONS:
        raise ValueError(f"the handler on{match['event']}={match['code']!r} has no action in sphinxext/static/page.js")
    return f' data-action="{ACTIONS[match["code"]]}"'


def externalise_pages(app: Sphinx, exception: Exception | None) -> None:
    """Move the inline scripts of all pages that this build wrote; forget the scripts that no page loads any more."""
    if exception or app.builder.format != "html":
        return
    outdir = Path(app.outdir)

    def save(script: str) -> str:
        name = f"{SCRIPTS}/{hashlib.sha256(script.encode()).hexdigest()[:12]}.js"
        write_if_changed(outdir / name, script.strip().encode() + b"\n")
        return name

    loaded = set()
    for page in built_pages(outdir):
        html = page.read_text("utf-8")
        if MOVED not in html:
            html = externalise_page(page, html, outdir=outdir, save=save)
        loaded.update(re.findall(rf"{SCRIPTS}/(\w+\.js)", html))
    for script in (outdir / SCRIPTS).glob("*.js"):
        if script.name not in loaded:
            script.unlink()


def externalise_page(page: Path, html: str, *, outdir: Path, save: Callable[[str], str]) -> str:
    """Move the inline scripts of one page and write it; what cannot be moved is a warning that names the page."""
    name = page.relative_to(outdir)
    try:
        html = externalise(html, root="../" * (len(name.parts) - 1), save=save)
    except ValueError as refusal:
        logger.warning("The page %s: %s.", name.as_posix(), refusal)
    write_if_changed(page, html.encode())
    return html


def setup_policy(app: Sphinx) -> None:
    """Move the scripts once all pages are written."""
    app.connect("build-finished", externalise_pages, priority=LAST)
