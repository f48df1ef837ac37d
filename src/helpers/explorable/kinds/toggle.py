"""Toggles: a checkbox."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from helpers.explorable.errors import ExplorableError
from helpers.explorable.kinds.control import Control, Spec
from helpers.explorable.messages import brief


@dataclass(frozen=True)
class Toggle(Spec):
    """A checkbox, False or True."""

    label: str | None = None

    kind = "toggle"

    def offered(self, name: str) -> tuple[tuple[str, ...], tuple, int]:
        """Off and on; off is the start."""
        return ("off", "on"), (False, True), 0

    def start(self, control: Control, default) -> int:
        """Position of `default`, which must be True or False."""
        if not isinstance(default, bool):
            raise ExplorableError(
                f"Control {control.name!r} starts at {brief(default)}; a checkbox starts at True or False."
            )
        return int(default)

    def row(self, control: Control, identity: str) -> str:
        """A checkbox before its label."""
        checked = " checked" if control.start else ""
        return (
            f'<div class="control switch"><label for="{identity}"><input type="checkbox" id="{identity}" '
            f'name="{control.name}"{checked}> {escape(control.label)}</label></div>'
        )

    def make_input(self, control: Control, moved: Callable):
        """A checkbox."""
        from helpers.explorable.inputs import checkbox

        return checkbox(control, moved)
