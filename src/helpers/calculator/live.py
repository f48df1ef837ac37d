"""The live calculator: the same picture as in the page, in an HTML widget that is filled anew for each state."""

from __future__ import annotations

import ipywidgets as widgets

from helpers.calculator.calculation import Calculation
from helpers.calculator.page import views
from helpers.explorable.panel import Panel


def live(calculation: Calculation) -> Panel:
    """A live panel over `calculation`."""
    picture = widgets.HTML()

    def show(positions: tuple[int, ...]) -> str:
        picture.value = views(calculation, positions, live=True)[0]
        return calculation.readout_at(positions)

    return Panel(calculation.grid, show, [picture], calculation.options)
