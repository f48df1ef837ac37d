"""An offline link checker: every address within a built book, in pages, feed, site map and search, and every anchor."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

from bs4 import BeautifulSoup

ADDRESSES = {"href", "src", "action", "poster"}
META = re.compile(r"og:(url|image)$")
FILTER = re.compile(r"(q|part|tag|status)=")  # the catalogue's own fragments


def broken_links(folder: Path, base: str) -> list[str]:
    """List "file: address" for each address that leads nowhere; absolute ones below `base` are the book's own."""
    folder = Path(folder)

    @cache
    def anchors(path: Path) -> set[str] | None:
        if not path.is_file():
            return None
        if path.suffix != ".html":
            return set()
        soup = BeautifulSoup(path.read_text("utf-8"), "html.parser")
        return {tag.get(name) for name in ("id", "name") for tag in soup.find_all(attrs={name: True})}

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
        soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
        start = root if soup.find("base") else page  # the page for lost addresses counts from the top
        for tag in soup.find_all(lambda tag: tag.name != "base"):
            yield from ((start, tag[name]) for name in ADDRESSES & set(tag.attrs))
        for tag in soup.find_all("meta", property=META):
            yield page, tag["content"]
    for name, pattern in {"feed.xml": r'href="([^"]*)"', "sitemap.xml": "<loc>([^<]*)</loc>"}.items():
        if (folder / name).is_file():
            yield from ((folder / name, found) for found in re.findall(pattern, (folder / name).read_text("utf-8")))
    data = folder / "_static" / "find-data.js"
    documents = json.loads(data.read_text("utf-8").partition(".documents = ")[2].rstrip(";\n"))
    yield from ((root, one["page"]) for one in documents)
