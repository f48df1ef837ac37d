"""Live pictures: each figure an image widget, redrawn in place."""

from __future__ import annotations

from io import BytesIO

import ipywidgets as widgets
from matplotlib.figure import Figure

from helpers.explorable.live import Live
from helpers.explorable.stage import Stage

DPI = 100


def live(stage: Stage, *, presets, **options) -> Live:
    """A live panel over `stage`; the options are those of `Live`."""
    images = [widgets.Image(format="png", layout=widgets.Layout(max_width="100%")) for _ in stage.figures]

    def show(positions: tuple[int, ...]) -> str:
        readout = stage.show(positions)
        for figure, image in zip(stage.figures, images, strict=True):
            image.value = png(figure)
        return readout

    return Live(stage.grid, presets, show, images, **options)


def png(figure: Figure) -> bytes:
    """The figure as it now is, on white."""
    buffer = BytesIO()
    figure.savefig(buffer, format="png", dpi=DPI, facecolor="white")
    return buffer.getvalue()
