"""Templates: sentences with places for a calculator's numbers, written alike in Python and in the page.

A template is a list of parts. A part is text, ``["text", k]`` (control k as read), ``["number", k]`` (its bare
number), ``["unit", k, many, one]`` (what that number counts), ``["result", r, form]``, ``["fill", [r, …], capacity]``
(those results' sum as a share of a capacity) or ``["room", [r, …], capacity]`` (how full it is, or how much is too
much).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from helpers.calculator.units import THIN, decimals, figures, fixed, written
from helpers.explorable.errors import ExplorableError
from helpers.explorable.messages import listed

PLACE = re.compile(r"\{([^{}]*)\}")
NOT_QUITE = 0.99  # the largest share shown for less than full


@dataclass(frozen=True)
class Terms:
    """What a template's places may name: control and result names, result scales, capacities."""

    controls: Sequence[str]
    results: Sequence[str]
    scales: Sequence[dict]
    capacities: Mapping[str, float]
    stack: Sequence[str]


def parse(sentence: str, terms: Terms) -> list:
    """Template of a sentence such as ``"{KV cache:both} is {KV cache:of 80 GB card}"``.

    After the colon: a scale ("binary", "decimal"), "both", "exact", "chain", or "of" or "in" and a capacity's name;
    ``"{stack:of …}"`` takes the stacked results together.
    Raises ExplorableError for a place that names nothing.
    """
    pieces = PLACE.split(sentence)
    parts = [_part(piece, terms) if index % 2 else piece for index, piece in enumerate(pieces)]
    return [part for part in parts if part != ""]


def _part(place: str, terms: Terms) -> list:
    name, _, form = place.partition(":")
    if name in terms.controls and not form:
        return ["text", list(terms.controls).index(name)]
    if name in terms.controls and form == "number":
        return ["number", list(terms.controls).index(name)]
    kind = {"of ": "fill", "in ": "room"}.get(form[:3])
    if kind and (name == "stack" or name in terms.results):
        summed = terms.stack if name == "stack" else [name]
        return [kind, [list(terms.results).index(result) for result in summed], _capacity(form[3:], terms)]
    if name not in terms.results:
        known = listed([*terms.results, *terms.controls])
        raise ExplorableError(f"The readout names {{{place}}}, which is not a result or control; there are {known}.")
    index = list(terms.results).index(name)
    forms = ["", *terms.scales[index], "both", "exact", "chain"]
    if form not in forms:
        raise ExplorableError(f"The readout asks for {{{place}}}; {name!r} can be written as {listed(forms[1:])}.")
    return ["result", index, form]


def _capacity(name: str, terms: Terms) -> float:
    if name not in terms.capacities:
        known = listed(terms.capacities) or "none"
        raise ExplorableError(f"The readout names the capacity {name!r}; there are {known}.")
    return float(terms.capacities[name])


def fill(template: list, numbers: Sequence[float], spec: Mapping, positions: Sequence[int]) -> str:
    """The sentence at one state: `numbers` are the results, `spec` is the payload the page gets too."""
    return "".join(part if isinstance(part, str) else _filled(part, numbers, spec, positions) for part in template)


def _filled(part: list, numbers: Sequence[float], spec: Mapping, positions: Sequence[int]) -> str:
    kind, which, *rest = part
    if kind == "result":
        return written(numbers[which], spec["scales"][which], rest[0])
    if kind == "fill":
        return share(sum_of(numbers, which) / rest[0])
    if kind == "room":
        return room(sum_of(numbers, which), rest[0], spec["scales"][which[0]])
    if kind == "unit":
        return rest[spec["numbers"][which][positions[which]] == "1"]
    return spec["texts" if kind == "text" else "numbers"][which][positions[which]]


def sum_of(numbers: Sequence[float], indices: Sequence[int]) -> float:
    """Sum of the numbers at `indices`, in their order, as the page adds them."""
    total = 0.0
    for index in indices:
        total += numbers[index]
    return total


def share(ratio: float) -> str:
    """A ratio in per cent, to two significant figures; whole from 10 % on."""
    if not math.isfinite(ratio):
        return "undefined"
    percent = 100 * ratio
    return f"{figures(float(fixed(percent, max(0, decimals(abs(percent)) - 1))))[0]}{THIN}%"


def room(number: float, capacity: float, unit_scales: dict[str, tuple]) -> str:
    """How full `number` makes a capacity, or how much it is too much; what is not quite full is at most 99 % full.

    >>> room(60.5e9, 80e9, scales("bytes")), room(80.5e9, 80e9, scales("bytes"))
    ('76\u2009% full', '500 MB too much')
    """
    if number > capacity:
        return f"{written(number - capacity, unit_scales, 'decimal')} too much"
    return f"{share(1 if number == capacity else min(number / capacity, NOT_QUITE))} full"
