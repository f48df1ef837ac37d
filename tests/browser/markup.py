"""The explorables of a page's HTML, character by character, by a parser that is fast enough for a whole book."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import accumulate

END = len("</figure>")


@dataclass
class Markup:
    """One `<figure class="explorable">`: its HTML as the file has it, and what its script `spec` says."""

    html: str = ""
    spec: dict | None = None


class FigureParser(HTMLParser):
    """Collects the explorables of the page that it is given; the figures of a storyboard are parts of theirs."""

    def __init__(self, html: str):
        super().__init__()
        self.html = html
        self.found: dict[str, Markup] = {}
        self.lines = [0, *accumulate(len(line) for line in html.split("\n"))]
        self.open: Markup | None = None
        self.depth, self.begin, self.in_spec = 0, 0, False
        self.feed(html)
        self.close()

    def place(self) -> int:
        """Offset of the tag that is being parsed."""
        line, column = self.getpos()
        return self.lines[line - 1] + line - 1 + column

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        classes = (attributes.get("class") or "").split()
        if tag == "figure":
            if self.open is None and "explorable" in classes:
                self.open, self.begin = self.found.setdefault(attributes["id"], Markup()), self.place()
            self.depth += self.open is not None
        self.in_spec = tag == "script" and "spec" in classes and self.open is not None

    def handle_data(self, data):
        if self.in_spec:
            self.open.spec = json.loads(data)
            self.in_spec = False

    def handle_endtag(self, tag):
        if tag == "figure" and self.open is not None:
            self.depth -= 1
            if not self.depth:
                self.open.html, self.open = self.html[self.begin : self.place() + END], None


def figures_in(html: str) -> dict[str, Markup]:
    """Explorables of a page by id; what stands before the first figure or after the last is not read."""
    begin, end = html.find("<figure"), html.rfind("</figure>")
    return FigureParser(html[begin : end + END]).found if 0 <= begin < end else {}
