"""A control, resolved, and what every kind of control says of itself in its own module."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from helpers.explorable.errors import ExplorableError
from helpers.explorable.messages import brief, listed
from helpers.explorable.values import distance, same


class Spec:
    """What an author writes for a control: the base class of every kind, each a frozen dataclass with a `label`.

    Attributes
    ----------
    kind : its name in the page, where `Explorable.kinds` has the same; two kinds may share one.
    in_picture : whether the picture holds a handle that moves it; such a kind also has `place` and `handle`.
    """

    kind: ClassVar[str]
    in_picture: ClassVar[bool] = False
    label: str | None

    def offered(self, name: str) -> tuple[tuple[str, ...], tuple, int]:
        """Texts, values, and the position where it starts if `update` has no default; `name` is for error messages."""
        raise NotImplementedError

    def find(self, control: Control, value) -> int | None:
        """Position of the value that is the same as `value`, the nearest of several; None where there is none."""
        found = [index for index, known in enumerate(control.values) if same(known, value)]
        return min(found, key=lambda index: distance(control.values[index], value)) if found else None

    def start(self, control: Control, default) -> int:
        """Position of update's `default`; raises ExplorableError where no value is the same."""
        try:
            return control.position(default)
        except ExplorableError as error:
            raise ExplorableError(f"The start value of {error.args[0][0].lower()}{error.args[0][1:]}") from None

    def public(self, control: Control, position: int):
        """Value at `position` as links and the page's script name it."""
        return control.values[position]

    def row(self, control: Control, identity: str) -> str:
        """HTML of the control below the picture; its native input, if any, has the id `identity`."""
        raise NotImplementedError

    def make_input(self, control: Control, moved: Callable):
        """The `Input` of a live notebook, at the control's start; calls `moved` when the reader moves it."""
        raise NotImplementedError

    def place(self, control: Control, figures: tuple) -> dict:
        """Where the handle stands, in points from the upper left corner of its view, whose number is "view".

        The figures are drawn, frozen and at 72 dpi. Raises ExplorableError where the handle cannot stand in them.
        """
        raise NotImplementedError

    def handle(self, control: Control, place: Mapping) -> str:
        """SVG of the handle at its `place`."""
        raise NotImplementedError


@dataclass(frozen=True)
class Control:
    """One control, resolved: what `update` receives, what the reader sees, and where it starts.

    Attributes
    ----------
    name : the parameter of `update`.
    spec : what the author wrote, of one of the kinds.
    values : what `update` receives, in order.
    texts : the values as read aloud and shown, unit included; as long as `values`.
    start : position of the start value in `values`.
    label : the words beside the control.
    """

    name: str
    spec: Spec
    values: tuple
    texts: tuple[str, ...]
    start: int
    label: str

    @property
    def kind(self) -> str:
        """Name of its kind in the page: "slider", "choice", "toggle" or "point"."""
        return self.spec.kind

    def public(self, position: int):
        """Value at `position` as links and the page's script name it: a number, a label, a bool, or a pair."""
        return self.spec.public(self, position)

    def position(self, value) -> int:
        """Position of `value` (or of a choice's label); raises ExplorableError naming the control."""
        position = self.spec.find(self, value)
        if position is None:
            raise ExplorableError(f"Control {self.name!r} has no value {brief(value)}; it offers {listed(self.texts)}.")
        return position
