"""The live path: a panel over figures, each an image widget redrawn in place."""

from __future__ import annotations

from io import BytesIO

import ipywidgets as widgets
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from helpers.explorable.errors import ExplorableError
from helpers.explorable.extents import framed, inches, own, reach
from helpers.explorable.looks import finite
from helpers.explorable.options import Options
from helpers.explorable.panel import Panel
from helpers.explorable.redrawn import Redrawn
from helpers.explorable.stage import Stage, leaves, name_of

DPI = 100


def live(stage: Stage, options: Options) -> Panel:
    """A live panel over `stage`."""
    images = [widgets.Image(format="png", layout=widgets.Layout(max_width="100%")) for _ in stage.figures]
    anew = isinstance(stage, Redrawn)
    frames = [None if anew else frame_of(figure) for figure in stage.figures]

    def show(positions: tuple[int, ...]) -> str:
        readout = stage.show(positions)
        where = stage.describe(positions)
        pairs = zip(stage.figures, frames, strict=True)
        pictures = [drawn(figure, frame, where=where) for figure, frame in pairs]  # all or none
        for image, picture in zip(images, pictures, strict=True):
            image.value = picture
        return readout

    return Panel(stage.grid, show, images, options)


def drawn(figure: Figure, frame: Bbox | None = None, *, where: str) -> bytes:
    """What `frame` holds of the figure as it now is, all of it where left out.

    Raises ExplorableError, with the state `where`, if matplotlib cannot draw it.
    """
    for artist in leaves(figure):
        if not finite(artist):
            raise ExplorableError(f"{name_of(artist)} has data that is NaN or infinite in the state {where}.")
    try:
        return png(figure, frame or frame_of(figure))
    except Exception as error:
        reason = " ".join(str(error).split())
        raise ExplorableError(f"The figure cannot be drawn in the state {where}: {reason}") from error


def png(figure: Figure, frame: Bbox) -> bytes:
    """What `frame`, in inches, holds of the figure as it now is, on white."""
    buffer = BytesIO()
    figure.savefig(buffer, format="png", dpi=DPI, facecolor="white", bbox_inches=frame)
    return buffer.getvalue()


def frame_of(figure: Figure) -> Bbox:
    """The figure with what reaches beyond it, in inches."""
    figure.draw_without_rendering()
    return inches(figure, framed([own(figure)], [reach(figure)]))
