"""Handles: the parts of the picture that move controls."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.figure import Figure

from helpers.explorable.kinds.control import Control


def handle_places(controls: tuple[Control, ...], figures: tuple[Figure, ...]) -> dict[str, dict]:
    """Name to the `place` of each control that has a handle; the figures are drawn, frozen and at 72 dpi."""
    return {control.name: control.spec.place(control, figures) for control in controls if control.spec.in_picture}


def handles_html(controls: tuple[Control, ...], places: Mapping[str, dict]) -> dict[int, str]:
    """Number of a view to the HTML of all handles in it."""
    handles: dict[int, str] = {}
    for control in controls:
        if control.name in places:
            place = places[control.name]
            handles[place["view"]] = handles.get(place["view"], "") + control.spec.handle(control, place)
    return handles
