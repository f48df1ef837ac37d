"""A tabulated explorable as a cell's output: HTML for the page, data for programs, a storyboard in PNG for paper."""

from __future__ import annotations

from helpers.explorable.anew import tabulate_anew
from helpers.explorable.data import FIGURE_DATA, figure_data
from helpers.explorable.figure_html import figure_html, view_html, views_html
from helpers.explorable.handles import handle_places, handles_html
from helpers.explorable.options import Options
from helpers.explorable.packing import tables_payload
from helpers.explorable.redrawn import Redrawn
from helpers.explorable.room import keepers
from helpers.explorable.stage import Stage
from helpers.explorable.storyboard import frame_positions, sheet_png
from helpers.explorable.tabulate import tabulate


class StaticExplorable:
    """What `explore` returns while the book is built; displays as one self-contained `<figure>`."""

    def __init__(self, stage: Stage, options: Options):
        self.stage = stage
        self.tabulation = tabulate_anew(stage) if isinstance(stage, Redrawn) else tabulate(stage)
        self._positions = stage.grid.start
        self._frames = frame_positions(stage.grid, options.presets)
        self._html = self._figure(options)
        self._data = self._as_data(options)

    @property
    def state(self) -> dict:
        """The present state, name to value as `update` receives it."""
        return self.stage.grid.state(self._positions)

    @property
    def readout(self) -> str:
        """The sentence that goes with the present state."""
        return self.tabulation.readouts.at(self._positions)

    def set(self, **changes) -> None:
        """Move to the state that differs by `changes`; what the page shows first stays the start state."""
        self._positions = self.stage.grid.place(changes, self._positions)

    def _figure(self, options: Options) -> str:
        name = options.name
        tabulation, controls, start = self.tabulation, self.stage.grid.controls, self.stage.grid.start
        places = handle_places(controls, self.stage.figures)
        storyboard = [
            (label, views_html(tabulation, name, positions, frame=f"frame{number}-"), tabulation.readouts.at(positions))
            for number, (label, positions) in enumerate(self._frames.items())
        ]
        return figure_html(
            options,
            controls=controls,
            views=views_html(tabulation, name, start, handles=handles_html(controls, places)),
            readout=tabulation.readouts.at(start),
            storyboard=storyboard,
            payload=tables_payload(tabulation, name),
            places=places,
            room=keepers(tabulation.readouts.fragments),
        )

    def _as_data(self, options: Options) -> dict:
        start, tabulation = self.stage.grid.start, self.tabulation
        views = [
            view_html(tabulation, number, name=options.name, positions=start, frame="", handles="")
            for number in range(len(tabulation.views))
        ]
        readout, controls = tabulation.readouts.at(start), self.stage.grid.controls
        return figure_data(options, kind="tables", controls=controls, readout=readout, views=views)

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {
            "text/html": self._html,
            FIGURE_DATA: self._data,
            "image/png": sheet_png(self._frames, self.stage),
            "text/plain": f"<explorable: {self.readout}>",
        }
