"""Choices: a drop-down over labelled values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape

from helpers.explorable.errors import ExplorableError
from helpers.explorable.kinds.control import Control, Spec
from helpers.explorable.messages import brief, plain_text
from helpers.explorable.values import members, refuse_repeats


class Labelled(Spec):
    """What kinds with `options` share: readers and links know a value by its label."""

    kind = "choice"
    options: Iterable | Mapping

    def offered(self, name: str) -> tuple[tuple[str, ...], tuple, int]:
        """Labels and values; the first is the start."""
        return *option_values(name, self.options), 0

    def find(self, control: Control, value) -> int | None:
        """Position of a value, or else of a label."""
        position = super().find(control, value)
        if position is None and isinstance(value, str) and value in control.texts:
            return control.texts.index(value)
        return position

    def public(self, control: Control, position: int) -> str:
        """The label."""
        return control.texts[position]

    def row(self, control: Control, identity: str) -> str:
        """A drop-down."""
        options = "".join(
            f"<option{' selected' if index == control.start else ''}>{escape(option)}</option>"
            for index, option in enumerate(control.texts)
        )
        return (
            f'<div class="control choice"><label for="{identity}">{escape(control.label)}</label>'
            f'<select id="{identity}" name="{control.name}">{options}</select></div>'
        )

    def make_input(self, control: Control, moved: Callable):
        """A drop-down."""
        from helpers.explorable.inputs import selection

        return selection("Dropdown", control, moved)


@dataclass(frozen=True)
class Choice(Labelled):
    """A drop-down over `options`: a list of values, or a dict that maps the label shown to the value."""

    options: Iterable | Mapping
    label: str | None = None


def option_values(name: str, options: Iterable | Mapping) -> tuple[tuple[str, ...], tuple]:
    """Labels and values of a drop-down."""
    if isinstance(options, str | bytes) or not isinstance(options, Iterable):
        raise ExplorableError(f"The options of {name!r} are {brief(options)}: give a list or a dict of label to value.")
    pairs = _pairs(name, options)
    texts = tuple(plain_text(f"A label of {name!r}", str(text)) for text, _ in pairs)
    values = tuple(value for _, value in pairs)
    if not pairs:
        raise ExplorableError(f"Control {name!r} has no values: give it at least two.")
    refuse_repeats(name, texts)
    return texts, values


def _pairs(name: str, options: Iterable | Mapping) -> list[tuple]:
    """(label, value) of each option; a list may give such pairs itself, as in ipywidgets."""
    if isinstance(options, Mapping):
        return list(options.items())
    options = members(name, options)
    if all(isinstance(o, tuple) and len(o) == 2 and isinstance(o[0], str) for o in options):
        return options
    return [(_named(option), option) for option in options]


def _named(option) -> str:
    """An option in words: a function by its name, since `repr` has its address; a large number without ".0"."""
    if callable(option) and hasattr(option, "__name__"):
        return option.__name__
    if isinstance(option, float) and option.is_integer() and abs(option) >= 1e5:
        return f"{option:.15g}"
    return str(option)
