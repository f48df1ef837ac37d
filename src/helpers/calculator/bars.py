"""Bars: the stacked results against each named capacity, as a small SVG that the page's script moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise

from helpers.calculator.units import fixed

WIDTH, MARGIN, HEIGHT, ROW = 280, 2, 14, 50  # points; the view is as wide as a matplotlib view of 3.9 in
LEAST = 1.5  # points of a frame, however small a capacity is beside what it is to hold
INNER = WIDTH - 2 * MARGIN
OPACITIES = ("1", ".25", ".6")  # inside a segment, the last result first: neighbours differ by more than colour


def spans(numbers: Sequence[float], capacity: float) -> list[tuple[float, float]]:
    """Start and end of each stacked number as a share of the capacity; where they overflow, of their sum."""
    whole, edges, total = _whole(numbers, capacity), [0.0], 0.0
    for number in numbers:
        total += max(number, 0.0)
        edges.append(total / whole)
    return list(pairwise(edges))


def room(numbers: Sequence[float], capacity: float) -> float:
    """The capacity as a share of the bar: 1 where everything fits."""
    return capacity / _whole(numbers, capacity)


def _whole(numbers: Sequence[float], capacity: float) -> float:
    """What the whole width of a bar stands for."""
    total = 0.0
    for number in numbers:
        total += max(number, 0.0)
    return max(capacity, total)


def svg(
    *,
    rows: Sequence[tuple[str, str, str]],
    stack: Mapping[str, str],
    ratios: Sequence[Sequence[tuple[float, float]]],
    rooms: Sequence[float],
    attributes: str,
) -> str:
    """SVG with one bar for each capacity.

    Parameters
    ----------
    rows : for each capacity the HTML of its name, of the share that is full, and of what its size means.
    stack : the stacked results and their colours.
    ratios : for each capacity the `spans` of the stacked results.
    rooms : for each capacity its `room`; what sticks out of it has a dashed outline.
    attributes : what names the picture for a screen reader.
    """
    looks = [
        f'fill="{colour}" fill-opacity="{OPACITIES[(len(stack) - 1 - index) % 3]}" stroke="{colour}"'
        for index, colour in enumerate(stack.values())
    ]
    legend = _legend(list(stack), looks) if len(stack) > 1 else ""
    top = 22 if legend else 4
    bars = "".join(
        _row(index, top + index * ROW, row, looks, spans, room)
        for index, (row, spans, room) in enumerate(zip(rows, ratios, rooms, strict=True))
    )
    height = top + len(rows) * ROW - 6
    return (
        f'<svg class="view bars" role="group"{attributes} viewBox="0 0 {WIDTH} {height}" width="{WIDTH}pt" '
        f'height="{height}pt" xmlns="http://www.w3.org/2000/svg"><g class="marks" role="img"{attributes} '
        f'fill="currentColor" font-size="10">{legend}{bars}</g></svg>'
    )


def _row(index: int, top: float, texts: tuple[str, str, str], looks: list[str], ratios: list, room: float) -> str:
    """One capacity: its name and share, the frame that it is and what is to go in, its size in words."""
    title, share, size = texts
    bar = top + 13
    pieces = "".join(
        f'<rect data-row="{index}" data-segment="{segment}" x="{fixed(MARGIN + start * INNER, 2)}" y="{bar}" '
        f'width="{fixed((end - start) * INNER, 2)}" height="{HEIGHT}" {look}/>'
        for segment, (look, (start, end)) in enumerate(zip(looks, ratios, strict=True))
    )
    right, frame = MARGIN + INNER, max(LEAST, room * INNER)
    side = f'y="{bar}" height="{HEIGHT}" fill="none" stroke="currentColor"'
    return (
        f'<text x="{MARGIN}" y="{top + 9}" font-weight="600">{title}</text>'
        f'<text x="{right}" y="{top + 9}" text-anchor="end">{share}</text>{pieces}'
        f'<rect data-frame="{index}" x="{MARGIN}" width="{fixed(frame, 2)}" {side} stroke-width="2"/>'
        f'<rect data-over="{index}" x="{fixed(MARGIN + frame, 2)}" width="{fixed(INNER - frame, 2)}" {side} '
        'stroke-dasharray="3 2"/>'
        f'<text x="{MARGIN}" y="{bar + HEIGHT + 11}">{size}</text>'
    )


def _legend(names: Sequence[str], looks: Sequence[str]) -> str:
    """A swatch and a name for each segment, one beside another."""
    step = INNER / len(names)
    return "".join(
        f'<rect x="{MARGIN + index * step:g}" y="3" width="10" height="10" {look}/>'
        f'<text x="{MARGIN + index * step + 15:g}" y="12">{escape(name)}</text>'
        for index, (name, look) in enumerate(zip(names, looks, strict=True))
    )
