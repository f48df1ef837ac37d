"""A tabulated explorable as the output of a cell: HTML for the page, PNG where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

from matplotlib.figure import Figure

from helpers.explorable.stage import Stage
from helpers.explorable.static import figure_html, views_html
from helpers.explorable.tables import tables_payload
from helpers.explorable.tabulate import Tabulation, tabulate


class Static:
    """What `explore` returns while the book is built; displays as one self-contained `<figure>`."""

    def __init__(self, stage: Stage, *, name: str, title: str | None, presets: Mapping[str, tuple[int, ...]]):
        self.stage = stage
        self.tabulation = tabulate(stage)
        self._positions = stage.grid.start
        self._html = explorable_html(stage, self.tabulation, name=name, title=title, presets=presets)

    @property
    def state(self) -> dict:
        return self.stage.grid.state(self._positions)

    @property
    def readout(self) -> str:
        return self.tabulation.readouts.at(self._positions)

    def set(self, **changes) -> None:
        """Move to the state that differs by `changes`; what the page shows first stays the start state."""
        self._positions = self.stage.grid.place(changes, self._positions)

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {
            "text/html": self._html,
            "image/png": side_by_side(self.stage.figures),
            "text/plain": f"<explorable: {self.readout}>",
        }


def explorable_html(
    stage: Stage, tabulation: Tabulation, *, name: str, title: str | None, presets: Mapping[str, tuple[int, ...]]
) -> str:
    """The whole `<figure>`, storyboard of presets included."""
    start = stage.grid.start
    frames = [
        (label, views_html(tabulation, name, positions, frame=f"frame{number}-"), tabulation.readouts.at(positions))
        for number, (label, positions) in enumerate(presets.items())
    ]
    return figure_html(
        name=name,
        title=title,
        controls=stage.grid.controls,
        presets=presets,
        views=views_html(tabulation, name, start),
        readout=tabulation.readouts.at(start),
        storyboard=frames,
        payload=tables_payload(tabulation, name),
    )


def side_by_side(figures: tuple[Figure, ...], dpi: float = 144) -> bytes:
    """All figures in one PNG on white, from left to right, for outputs without HTML."""
    from PIL import Image

    images = []
    for figure in figures:
        buffer = BytesIO()
        figure.savefig(buffer, format="png", dpi=dpi, facecolor="white")
        images.append(Image.open(buffer).convert("RGB"))
    sheet = Image.new("RGB", (sum(i.width for i in images), max(i.height for i in images)), "white")
    left = 0
    for image in images:
        sheet.paste(image, (left, 0))
        left += image.width
    out = BytesIO()
    sheet.save(out, format="png")
    return out.getvalue()
