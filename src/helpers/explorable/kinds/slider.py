"""Sliders: numbers that grow from left to right."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape

from helpers.explorable.errors import ExplorableError
from helpers.explorable.kinds.control import Control, Spec
from helpers.explorable.messages import brief, listed, plain_text, told
from helpers.explorable.values import (
    MAX_STATES,
    SAME,
    decimals,
    finite_number,
    members,
    refuse_repeats,
    shapes,
    written,
)


@dataclass(frozen=True)
class Slider(Spec):
    """A slider over `values`: (low, high), (low, high, step), a list of numbers, or a dict of label to number."""

    values: tuple | list | range | Mapping
    label: str | None = None
    unit: str = ""
    format: str | Callable | None = None
    play: bool = False

    kind = "slider"

    def offered(self, name: str) -> tuple[tuple[str, ...], tuple, int]:
        """Texts and numbers; the middle one is the start."""
        texts, values = slider_values(name, self.values, format=self.format, unit=self.unit)
        return texts, values, (len(values) - 1) // 2

    def row(self, control: Control, identity: str) -> str:
        """A native slider with its value, and with buttons where it plays."""
        label, text = escape(control.label), escape(control.texts[control.start])
        return (
            f'<div class="control slider"><label for="{identity}">{label}</label>'
            f'<input type="range" id="{identity}" name="{control.name}" min="0" max="{len(control.values) - 1}" '
            f'step="1" value="{control.start}" aria-valuetext="{text}">'
            f"{value_html(control)}{play_html(control) if self.play else ''}</div>"
        )

    def make_input(self, control: Control, moved: Callable):
        """A slider, with buttons where it plays."""
        from helpers.explorable.inputs import playable, selection

        slider = selection("SelectionSlider", control, moved)
        return playable(slider, control) if self.play else slider


def value_html(control: Control) -> str:
    """The value in words, with room for the widest of all."""
    widest = escape("\n".join(shapes(control.texts)))
    return (
        f'<span class="value" data-value="{control.name}" data-widest="{widest}" aria-hidden="true">'
        f"{escape(control.texts[control.start])}</span>"
    )


def play_html(control: Control) -> str:
    """Play and step buttons."""
    label, data = escape(control.label), f'data-control="{control.name}"'
    return (
        f'<span class="player"><button type="button" class="play" {data} aria-pressed="false" '
        f'aria-label="Play {label}">Play</button>'
        f'<button type="button" class="step" {data} aria-label="Step {label}">Step</button></span>'
    )


def slider_values(
    name: str, values, *, format: str | Callable | None = None, unit: str = ""
) -> tuple[tuple[str, ...], tuple]:
    """Texts and values of a slider."""
    texts = None
    if isinstance(values, Mapping):
        texts, values = list(values), list(values.values())
    elif isinstance(values, tuple):
        values = _steps(name, values)
    elif isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise ExplorableError(
            f"The slider {name!r} runs over {brief(values)}: give (low, high, step), a list, or a dict."
        )
    values = [finite_number(name, value) for value in members(name, values)]
    if not values:
        raise ExplorableError(f"Control {name!r} has no values: its low end must not be above its high end.")
    if any(b - a <= SAME for a, b in itertools.pairwise(values)):
        raise ExplorableError(
            f"The values of {name!r} must grow from left to right, by more than {SAME:g}; they are {listed(values)}."
        )
    texts = texts or _formatted(name, values, format)
    unit = f" {unit}" if plain_text(f"The unit of {name!r}", unit) else ""
    texts = tuple(plain_text(f"A value of {name!r}", f"{text}{unit}") for text in texts)
    refuse_repeats(name, texts)
    return texts, tuple(values)


def _formatted(name: str, values: list, format: str | Callable | None) -> list[str]:
    """`values` as `format` writes them; raises where it does not."""
    try:
        texts = written(values, format)
    except Exception as error:
        raise ExplorableError(f"The format of {name!r} cannot write its values: {told(error)}") from error
    return [plain_text(f"A value of {name!r}, by its format,", text) for text in texts]


def _steps(name: str, ends: tuple) -> list:
    """Numbers from a (low, high[, step]) tuple, `high` included, rounded to the decimals of low and step."""
    if len(ends) not in (2, 3):
        raise ExplorableError(f"Control {name!r} is {brief(ends)}: give (low, high) or (low, high, step).")
    ends = [finite_number(name, end) for end in ends]
    whole = all(isinstance(end, int) for end in ends)
    low, high, step = ends if len(ends) == 3 else (*ends, 1 if whole else 0.1)
    if step <= 0:
        raise ExplorableError(f"Control {name!r} has the step {brief(step)}: a step is greater than 0.")
    steps = (float(high) - float(low)) / step
    if not steps < MAX_STATES:
        raise ExplorableError(
            f"Control {name!r} has {steps + 1:,.0f} values, more than {MAX_STATES:,}: take a larger step."
        )
    count = math.floor(max(steps, -1) + SAME) + 1
    if whole:
        return [low + step * index for index in range(count)]
    places = max(decimals(low), decimals(step))
    return [round(low + step * index, places) for index in range(count)]
