"""Numbers in a page's prose that nothing on the page computes and nothing cites.

A number is *claimed* where it stands in a paragraph, list item or table cell, outside code, formulas, figures and
references, unless it is small change: a whole number up to TRIFLE, a year, part of a name such as *64-bit* or *table
8*; or said by somebody else: in a question, or in quotation marks, as common confusions are.

It is *tied* if the same number (or, of a percentage, the share) stands in code, its comments excepted, or in its
output: a check that asserts it, a control's value, a readout of a preset or of the start. It is *cited* if its block,
or its row of a table, names a source: a link out of the book, authors with a year, or the script in `data/` that
printed it; cited once, it may be repeated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from bs4 import BeautifulSoup, Tag

TRIFLE = 12
NUMBER = re.compile(r"(?<![\w.,^/:-])[-−]?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![\w]|[.,]\d|:\d|-bit)")
LOOSE = re.compile(r"\d[\d,_]*(?:\.\d+)?")
NAMES = "section|table|figure|chapter|appendix|step|algorithm|degree|layer|floor|version|seed|part"
NAMED = re.compile(rf"\b(?:{NAMES})s? \d+")
SAID = re.compile(r"“[^”]*”|\"[^\"]*\"")
AUTHORS = r"\b[A-Z]\w+(?:,? (?:and|&) [A-Z]\w+)* \(?(?:19|20)\d\d\b"
SOURCE = re.compile(rf"\bet al\.|{AUTHORS}|\bdata sheet\b|\b[Tt]he paper\b|\babstract\b")
COMMENTS = "pre .c1, pre .sd"  # as Pygments marks comments and docstrings
BLOCKS = ("p", "li", "td", "th", "dd", "figcaption")


def value_of(text: str) -> str:
    """A number as it is compared: no thousands separators, no trailing zeros after a point, no sign."""
    plain = re.sub(r"[,_−-]", "", text)
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def untied(html: str) -> list[str]:
    """Each claimed number of a built page that is neither computed nor cited, with the words around it."""
    page = BeautifulSoup(html, "html.parser")
    article = page.select_one("article") or page
    blocks = [(block, " ".join(block.get_text(" ").split())) for block in _prose(article)]
    cited = [text for block, text in blocks if _names_source(block, text)]
    evidence = {value_of(number) for text in [*_computed(article), *cited] for number in LOOSE.findall(text)}
    found = []
    for text in (text for _, text in blocks if text not in cited):
        text = NAMED.sub("", SAID.sub("“…”", text))
        for match in NUMBER.finditer(text):
            said = {value_of(match[1])} | ({_share(match[1])} if text[match.end() :].startswith((" %", "%")) else set())
            if not _small_change(match[1]) and not said & evidence:
                found.append(f"{match[0]} in “…{text[max(0, match.start() - 40) : match.end() + 30]}…”")
    return found


def _share(percent: str) -> str:
    """What a percentage is a hundredth of: "85" is "0.85"."""
    return value_of(str(Decimal(percent.replace(",", "")) / 100))


def _names_source(block: Tag, text: str) -> bool:
    around = block.find_parent("tr") or block
    scripts = (code.get_text() for code in block.select("code"))
    linked = around.select_one('a[href^="http"]') is not None
    return linked or bool(SOURCE.search(text)) or any(script.startswith("data/") for script in scripts)


def _small_change(number: str) -> bool:
    return "." not in number and "," not in number and (int(number) <= TRIFLE or 1900 <= int(number) <= 2100)


def _computed(article: Tag) -> Iterator[str]:
    """Texts of code, of outputs, and of explorables: readouts, storyboards, values of controls."""
    copy = BeautifulSoup(str(article), "html.parser")
    for comment in copy.select(COMMENTS):
        comment.decompose()
    for part in copy.select("div.cell, figure.explorable"):
        yield part.get_text(" ")


def _prose(article: Tag) -> Iterator[Tag]:
    """The innermost blocks of prose; formulas, code, figures and the references are taken out."""
    copy = BeautifulSoup(str(article), "html.parser")
    for heading in copy.select("section#references, section[id^=references]"):
        heading.decompose()
    for part in copy.select("div.cell, figure, math, pre, script, style, .headerlink, .reading-time"):
        part.decompose()
    for words in copy.select("em"):
        if words.get_text().rstrip().endswith("?"):
            words.decompose()
    for block in copy.find_all(BLOCKS):
        if not block.find(BLOCKS):
            yield block
