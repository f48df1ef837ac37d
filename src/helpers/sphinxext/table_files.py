"""Tables in files of their own: a page is read before its tables come, each when its figure is near the screen.

A table's file is a script, since pages opened from disk may load scripts, and nothing else. It is named by its content.
What an embedded page holds stays in it.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from sphinx.application import Sphinx

from .files import LAST, built_pages, write_if_changed

FOLDER = "_static/tables"
INLINE = re.compile(r'<script type="text/plain" class="payload">(?P<text>[^<]+)</script>')
STARTS = re.compile(rf'<figure class="explorable[^>]*\sid="(?P<name>[^"]+)"|{INLINE.pattern}')
LINKED = re.compile(rf'data-file="[^"]*{FOLDER}/(?P<file>[^"]+)"')
PAYLOAD = re.compile(r'\] = "(?P<text>[^"]*)";')


def table_script(key: str, text: str) -> str:
    """Script that hands a table over under its key; `payload.js` waits for it."""
    return f'((window.Explorable ||= {{}}).payloads ||= {{}})["{key}"] = "{text}";\n'


def with_table_files(html: str, *, root: str) -> tuple[str, dict[str, str]]:
    """Return a page whose figures name files for their tables, and those files: name to text.

    root : path from the page to the book's top folder, "" or "../" repeated.
    """
    name, files = "figure", {}

    def move(match: re.Match[str]) -> str:
        nonlocal name
        if match["text"] is None:
            name = match["name"]
            return match[0]
        key = f"{name}-{hashlib.sha256(match['text'].encode()).hexdigest()[:10]}"
        files[f"{key}.js"] = table_script(key, match["text"])
        return f'<script type="text/plain" class="payload" data-file="{root}{FOLDER}/{key}.js"></script>'

    return STARTS.sub(move, html), files


def move_tables(app: Sphinx, exception: Exception | None) -> None:
    """Move the tables of all pages but embedded ones; remove files that no page names any more."""
    if exception or app.builder.format != "html":
        return
    outdir, named = Path(app.outdir), set()
    for page in built_pages(outdir):
        place = page.relative_to(outdir).parts
        if place[0] == "embed":
            continue
        html, files = with_table_files(page.read_text("utf-8"), root="../" * (len(place) - 1))
        for name, text in files.items():
            write_if_changed(outdir / FOLDER / name, text.encode())
        write_if_changed(page, html.encode())
        named.update(match["file"] for match in LINKED.finditer(html))
    for path in (outdir / FOLDER).glob("*.js"):
        if path.name not in named:
            path.unlink()


def setup_table_files(app: Sphinx) -> None:
    """Move the tables once all pages are written."""
    app.connect("build-finished", move_tables, priority=LAST)
