"""Paths as compact SVG path data: whole parts of a point, each written relative to the one before."""

from __future__ import annotations

from functools import cache

import numpy as np
from matplotlib.path import Path

COARSE, FINE = 10, 100  # parts of a point that coordinates are rounded to
FAR = 1e5  # pt; what lies farther out is drawn there, beyond every figure and within a browser's precision


class Outline:
    """A path in whole parts of a point, `unit` to the point: a first point, and the rest written relative to it."""

    def __init__(self, first: tuple[int, int] | None, rest: str, unit: int = COARSE):
        self.first, self.rest, self.unit = first, rest, unit

    @classmethod
    def of(cls, path: Path, transform, *, clip=None, simplify=False, sketch=None, unit=COARSE) -> Outline:
        """Outline of `path` under `transform` (points, y downwards)."""
        clean = path.cleaned(
            transform=transform, remove_nans=True, clip=clip, simplify=simplify, curves=True, sketch=sketch
        )
        whole = np.rint(np.clip(clean.vertices, -FAR, FAR) * unit).astype(int)
        return cls(*relative(whole.tolist(), clean.codes.tolist(), unit), unit)

    def at(self, x: float, y: float) -> str:
        """SVG path data, moved by (x, y) pt."""
        x, y = (round(min(max(place, -FAR), FAR) * self.unit) for place in (x, y))
        return f"M{pair(self.first[0] + x, self.first[1] + y, self.unit)}{self.rest}"


LETTERS = {Path.MOVETO: "m", Path.LINETO: "l", Path.CURVE3: "q", Path.CURVE4: "c"}
POINTS = {Path.MOVETO: 1, Path.LINETO: 1, Path.CURVE3: 2, Path.CURVE4: 3}  # vertices a path code takes


def relative(vertices: list, codes: list, unit: int = COARSE) -> tuple[tuple[int, int] | None, str]:
    """First point, and relative SVG path data of the rest, of a path in whole parts of a point, `unit` to the point."""
    first, start, here, words, index = None, None, None, [], 0
    while index < len(codes) and codes[index] != Path.STOP:
        code = codes[index]
        if code == Path.LINETO and here is not None:
            x, y = vertices[index]
            words.append(_line(x - here[0], y - here[1], unit))
            here, index = (x, y), index + 1
            continue
        if code == Path.CLOSEPOLY:
            words.append("z")
            here, index = start, index + 1
            continue
        points = vertices[index : index + POINTS[code]]
        index += len(points)
        start = points[0] if code == Path.MOVETO else start
        if first is None:
            first = here = tuple(points[0])
            continue
        words.append(_curve(code, here, points, unit))
        here = points[-1]
    return first, "".join(words)


@cache
def _line(dx: int, dy: int, unit: int) -> str:
    """The relative SVG path command of a straight line."""
    if dy == 0:
        return f"h{short(dx, unit)}"
    return f"v{short(dy, unit)}" if dx == 0 else f"l{pair(dx, dy, unit)}"


def _curve(code: int, here, points, unit: int) -> str:
    """One relative SVG path command from `here` through `points`."""
    words = "".join(_joined(pair(x - here[0], y - here[1], unit)) for x, y in points)
    return LETTERS[code] + words.lstrip()


def _joined(word: str) -> str:
    return word if word.startswith("-") else f" {word}"


def pair(x: int, y: int, unit: int = COARSE) -> str:
    """Two numbers of parts of a point as SVG reads them."""
    return short(x, unit) + _joined(short(y, unit))


@cache
def short(number: int, unit: int = COARSE) -> str:
    """`number` / `unit`, a power of ten, in the fewest characters: of tenths 12 is "1.2", 5 is ".5", 30 is "3"."""
    whole, rest = divmod(abs(number), unit)
    digits = str(unit + rest)[1:].rstrip("0")
    text = f"{whole or ''}.{digits}" if digits else str(whole)
    return f"-{text}" if number < 0 else text
