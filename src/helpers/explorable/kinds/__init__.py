"""The kinds of controls, one module each: what authors write, its values, its HTML, its widget."""

from __future__ import annotations

from helpers.explorable.errors import ExplorableError
from helpers.explorable.kinds.choice import Choice
from helpers.explorable.kinds.control import Spec
from helpers.explorable.kinds.pick import Pick
from helpers.explorable.kinds.point import Point
from helpers.explorable.kinds.slider import Slider
from helpers.explorable.kinds.toggle import Toggle
from helpers.explorable.messages import brief

__all__ = ["Choice", "Pick", "Point", "Slider", "Toggle"]  # notebooks import these from helpers


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
    *kinds, last = __all__
    raise ExplorableError(
        f"Control {name!r} is {brief(spec)}, which is not a list of values: give a (low, high, step) tuple, "
        f"a list, a dict, True or False, or a {', '.join(kinds)} or {last}."
    )
