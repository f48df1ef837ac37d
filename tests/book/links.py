"""An offline link checker: every address within a built book, in pages, feed, site map and search, and every anchor."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

ADDRESSES = {"href", "src", "action", "poster"}
META = re.compile(r"og:(url|image)$")
FILTER = re.compile(r"(q|part|tag|status)=")  # the catalogue's own fragments


@dataclass
class Page:
    """What links need of a page: its anchors, its addresses, and whether they count from the top (`<base>`)."""

    anchors: set[str] = field(default_factory=set)
    addresses: list[str] = field(default_factory=list)
    based: bool = False


class Reader(HTMLParser):
    """Notes a page tag by tag: a tree of each page would take most of the time of a large book's check."""

    def __init__(self):
        super().__init__()
        self.page = Page()

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.page.anchors |= {values[name] for name in ("id", "name") if name in values}
        if tag == "base":
            self.page.based = True
        else:
            self.page.addresses += [values[name] for name in ADDRESSES & values.keys()]
        if tag == "meta" and META.match(values.get("property") or ""):
            self.page.addresses.append(values["content"])


@cache
def read(path: Path) -> Page:
    """Read a page, once."""
    reader = Reader()
    reader.feed(path.read_text("utf-8"))
    return reader.page


def broken_links(folder: Path, base: str) -> list[str]:
    """List "file: address" for each address that leads nowhere; absolute ones below `base` are the book's own."""
    folder = Path(folder).resolve()
    read.cache_clear()

    @cache
    def anchors(path: Path) -> set[str] | None:
        if not path.is_file():
            return None
        if path.suffix != ".html":
            return set()
        return read(path).anchors

    def leads_nowhere(place: Path, address: str) -> bool:
        if address.startswith(base):
            place, address = folder / "any", address.removeprefix(base) or "index.html"
        target, fragment = urldefrag(address)
        parts = urlsplit(target)
        if parts.scheme or parts.netloc:
            return False
        path = place.parent / unquote(parts.path) if parts.path else place
        known = anchors(path.resolve())
        if known is None:
            return True
        wanted = unquote(fragment).split("?", 1)[0]  # a figure's anchor goes on with its state
        if FILTER.match(wanted):
            return "filter-q" not in known
        return bool(wanted) and path.suffix == ".html" and wanted not in known

    return [
        f"{place.relative_to(folder).as_posix()}: {address}"
        for place, address in addresses_of(folder)
        if leads_nowhere(place, address)
    ]


def addresses_of(folder: Path):
    """Yield (file, address) for every address in the book."""
    root = folder / "any"
    for page in sorted(folder.rglob("*.html")):
        if page.relative_to(folder).parts[0].startswith("_"):
            continue
        start = root if read(page).based else page  # the page for lost addresses counts from the top
        yield from ((start, address) for address in read(page).addresses)
    for name, pattern in {"feed.xml": r'href="([^"]*)"', "sitemap.xml": "<loc>([^<]*)</loc>"}.items():
        if (folder / name).is_file():
            yield from ((folder / name, found) for found in re.findall(pattern, (folder / name).read_text("utf-8")))
    data = folder / "_static" / "find-data.js"
    documents = json.loads(data.read_text("utf-8").partition(".documents = ")[2].rstrip(";\n"))
    yield from ((root, one["page"]) for one in documents)
