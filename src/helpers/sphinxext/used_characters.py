"""The characters that the formulas and the pictures of a book hold, in any state: what its fonts are cut to."""

from __future__ import annotations

import base64
import re
import unicodedata
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape

from .table_files import INLINE, PAYLOAD

BASE = "".join(map(chr, range(0x20, 0x7F)))  # in every font: pictures of the next edit need few others
MATH = re.compile(r"<math\b.*?</math>", re.DOTALL)
VIEW = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
DATA = re.compile(r'<script type="application/json" class="payload">(.*?)</script>', re.DOTALL)  # a calculator's
LETTER = re.compile(r"<mi>([^<]|&\w+;)</mi>")  # browsers draw it slanted, which is a character of its own
ROOT = re.compile(r"<m(sqrt|root)\b")  # its sign is drawn, and stands nowhere as text
SLANTED = [chr(code) for code in (0x210E, *range(0x1D434, 0x1D468), *range(0x1D6A4, 0x1D6A6), *range(0x1D6E2, 0x1D71C))]


@dataclass(frozen=True)
class Characters:
    """What formulas and pictures hold, each sorted."""

    formulas: str
    pictures: str


def slanted(letter: str) -> set[str]:
    """The characters that a browser may draw for a letter of a formula: itself and its slanted forms."""
    plain = unicodedata.normalize("NFKC", letter)
    return {letter} | {one for one in SLANTED if unicodedata.normalize("NFKC", one) == plain}


def shown(markup: str) -> str:
    """Text of a piece of HTML, without its tags."""
    return unescape(re.sub(r"<[^>]*>", "", markup))


def unpacked(payload: str) -> str:
    """Text of a figure's tables; of damaged ones none."""
    try:
        return unescape(zlib.decompress(base64.b64decode(payload)).decode())
    except (ValueError, zlib.error):
        return ""


def characters_of(pages: Iterable[str], tables: Iterable[str]) -> Characters:
    """Collect the characters of pages (HTML) and of the tables that stand in files of their own (scripts)."""
    formulas, pictures = set(BASE), set(BASE)
    for page in pages:
        for formula in MATH.findall(page):
            formulas.update(shown(formula), "√" if ROOT.search(formula) else "")
            for letter in set(LETTER.findall(formula)):
                formulas.update(slanted(unescape(letter)))
        pictures.update(*map(shown, VIEW.findall(page)))
        numbers = {letter for data in DATA.findall(page) for letter in data}  # move in formulas and in bars
        formulas |= numbers
        pictures |= numbers
        pictures.update(*(unpacked(payload["text"]) for payload in INLINE.finditer(page)))
    pictures.update(*(unpacked(found["text"]) for table in tables if (found := PAYLOAD.search(table))))
    drawn = [sorted(one for one in letters if unicodedata.category(one) != "Cc") for letters in (formulas, pictures)]
    return Characters(*map("".join, drawn))
