"""Specs: what an author writes for a control, and what the abbreviations of `interact` stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from helpers.explorable.errors import ExplorableError
from helpers.explorable.wording import brief


@dataclass(frozen=True)
class Slider:
    """A slider over `values`: (low, high), (low, high, step), a list of numbers, or a dict of label to number."""

    values: tuple | list | range | Mapping
    label: str | None = None
    unit: str = ""
    format: str | Callable | None = None
    play: bool = False


@dataclass(frozen=True)
class Choice:
    """A drop-down over `options`: a list of values, or a dict that maps the label shown to the value."""

    options: Iterable | Mapping
    label: str | None = None


@dataclass(frozen=True)
class Toggle:
    """A checkbox, False or True."""

    label: str | None = None


@dataclass(frozen=True)
class Point:
    """A handle dragged in the picture over a lattice; `update` receives the pair (x, y).

    `x` and `y` are slider values each; `axes` is the matplotlib axes whose data coordinates they are.
    """

    x: tuple | list | range
    y: tuple | list | range
    axes: Any
    label: str | None = None


@dataclass(frozen=True)
class Pick:
    """A choice made by touching marks of the picture: `marks[i]`, an artist or a list of them, sets option i."""

    options: Iterable | Mapping
    marks: list
    label: str | None = None


Spec = Slider | Choice | Toggle | Point | Pick


def expand(name: str, spec) -> Spec:
    """The control that an abbreviation stands for: tuple a slider, bool a checkbox, list or dict a drop-down."""
    if isinstance(spec, Spec):
        return spec
    if isinstance(spec, bool):
        return Toggle()
    if isinstance(spec, tuple):
        return Slider(spec)
    if isinstance(spec, list | dict):
        return Choice(spec)
    raise ExplorableError(
        f"Control {name!r} is {brief(spec)}, which is no list of values: give a (low, high, step) tuple, "
        "a list, a dict, True or False, or a Slider, Choice, Toggle, Point or Pick."
    )
