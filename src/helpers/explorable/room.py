"""Room: the readouts that, unseen, keep the place of all, so that what stands below does not move when they change."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable
from functools import cache

import numpy as np
from matplotlib.font_manager import findfont
from matplotlib.ft2font import FT2Font, LoadFlags

WIDTHS = np.arange(8, 90, 0.25)  # of columns, in em
MOST = 200  # of the widest texts are tried: a narrower one does not need more lines
DIGIT = re.compile(r"\d")


def keepers(texts: Iterable[str]) -> list[str]:
    """Those of `texts` that in a column of any width need as many lines as any other; the fewest that do.

    Digits are taken as equally wide, which they are in readouts. Letters are as wide as in DejaVu Sans: another
    font's text breaks as this one's does in a somewhat wider or narrower column.
    """
    shapes = {DIGIT.sub("0", text): text for text in texts}
    lines = {shape: lines_of(shape) for shape in heapq.nlargest(MOST, shapes, key=width)}
    most = np.max(list(lines.values()), axis=0)
    wanting = np.ones(len(WIDTHS), bool)
    kept = []
    while wanting.any():
        best = max(lines, key=lambda shape: np.sum(wanting & (lines[shape] == most)))
        wanting &= lines[best] < most
        kept.append(shapes[best])
    return kept


def lines_of(text: str) -> np.ndarray:
    """Lines that a text takes at each of `WIDTHS`, shape (widths,), broken at spaces."""
    lines, end = np.ones(len(WIDTHS), int), np.full(len(WIDTHS), -width(" "))
    for word in text.split(" "):
        longer = end + width(" ") + width(word)
        breaks = (longer > WIDTHS) & (end > 0)
        lines += breaks
        end = np.where(breaks, width(word), longer)
    return lines


@cache
def width(text: str) -> float:
    """Width of a text in one line, in em."""
    return sum(map(advance, text))


@cache
def advance(letter: str) -> float:
    """Width of a letter, in em."""
    glyph = font().get_char_index(ord(letter))  # 0, a box, for a letter that the font lacks
    return font().load_glyph(glyph, flags=LoadFlags.NO_SCALE).horiAdvance / font().units_per_EM


@cache
def font() -> FT2Font:
    """The font that letters are measured in."""
    return FT2Font(findfont("DejaVu Sans"))
