"""Packing: tables as the page's script reads them, deflated into text."""

from __future__ import annotations

import base64
import json
import zlib

import numpy as np

from helpers.explorable.errors import ExplorableError
from helpers.explorable.svg import PREFIX
from helpers.explorable.tables import Table, Tabulation

MAX_BYTES = 300_000


def tables_payload(tabulation: Tabulation, name: str) -> dict:
    """What the painter of `tables.js` gets: a table for each moving artist of figure `name`, and the readouts."""
    views = {
        part: number for number, view in enumerate(tabulation.views) for part in view.parts if isinstance(part, int)
    }
    return {
        "tables": [packed(table, view_prefix(name, views[number])) for number, table in enumerate(tabulation.tables)],
        "readouts": packed(tabulation.readouts),
        "numbers": {heading: packed(table) for heading, table in tabulation.numbers.items()},
    }


def view_prefix(name: str, view: int, frame: str = "") -> str:
    """What stands before every id of a view; `frame` distinguishes a storyboard's frame from the picture itself."""
    return f"{name}-{frame}{view}-"


def packed(table: Table, prefix: str = "") -> dict:
    """`table` as JSON: the common start and end of its fragments, their middles, and differences along the index."""
    fragments = [fragment.replace(PREFIX, prefix) for fragment in table.fragments]
    head = common_start(fragments)
    rest = [fragment[len(head) :] for fragment in fragments]
    tail = common_start([text[::-1] for text in rest])[::-1]
    return {
        "controls": list(table.controls),
        "head": head,
        "tail": tail,
        "middles": [text[: len(text) - len(tail)] for text in rest],
        "steps": _steps(table.index),
    }


def _steps(index: np.ndarray) -> list[int]:
    """Differences along the flattened index: mostly 0 and 1, which deflate well."""
    return np.diff(index.ravel(), prepend=0).tolist()


def common_start(texts: list[str]) -> str:
    """The longest text that all of `texts` begin with."""
    low, high = min(texts), max(texts)
    for place, (a, b) in enumerate(zip(low, high, strict=False)):
        if a != b:
            return low[:place]
    return low[: min(len(low), len(high))]


def deflated(payload: dict) -> str:
    """`payload` as base64 of deflated JSON, for `DecompressionStream("deflate")`, whose checksum finds damage."""
    text = json.dumps(payload, separators=(",", ":"), ensure_ascii=False)
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def check_weight(text: str, name: str) -> None:
    """Refuse tables over 300 kB."""
    if len(text) > MAX_BYTES:
        raise ExplorableError(
            f"The tables of {name!r} weigh {len(text) / 1000:.0f} kB, more than {MAX_BYTES / 1000:.0f} kB: "
            "coarsen a control, draw fewer points, or let fewer artists depend on it; where update draws anew, "
            "make the artists once before explore(…) and move them with set_… instead."
        )
