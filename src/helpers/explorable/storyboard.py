"""Storyboards: an explorable's presets as captioned frames, for print, PDF and readers without scripts."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from io import BytesIO

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from helpers.explorable.controls import Grid
from helpers.explorable.extents import framed, inches, own, reach
from helpers.explorable.stage import Stage

FEWEST = 3
DPI = 144
PAGE = (6.3, 8.8)  # inches of a printed page that text fills


def frame_positions(grid: Grid, presets: Mapping[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    """Caption to positions of each frame: the presets, and the start and the ends of controls where these are few."""
    frames = dict(presets)
    if len(frames) < FEWEST and grid.start not in frames.values():
        frames = {"Start": grid.start, **frames}
    for index, control in enumerate(grid.controls):
        last = len(control.values) - 1
        for position in (0, last, *range(1, last)):
            if len(frames) >= FEWEST:
                return frames
            positions = (*grid.start[:index], position, *grid.start[index + 1 :])
            if positions not in frames.values():
                frames[f"{control.label}: {control.texts[position]}"] = positions
    return frames


def sheet_png(frames: Mapping[str, tuple[int, ...]], stage: Stage) -> bytes:
    """All frames in one PNG on white, each under its caption and readout, in columns that suit a printed page."""
    panels = []
    for label, positions in frames.items():
        readout = stage.show(positions)
        panels.append(panel(f"{label}. {readout}", [picture(figure) for figure in stage.figures]))
    width, height = max(image.shape[1] for image in panels), max(image.shape[0] for image in panels)
    columns = columns_for(len(panels), width, height)
    sheet = np.full((-(-len(panels) // columns) * height, columns * width, 4), 255, np.uint8)
    for number, image in enumerate(panels):
        top, left = number // columns * height, number % columns * width
        sheet[top : top + image.shape[0], left : left + image.shape[1]] = image
    buffer = BytesIO()
    Image.fromarray(sheet).save(buffer, format="png")
    return buffer.getvalue()


def columns_for(count: int, width: int, height: int) -> int:
    """How many columns of `count` panels of `width` by `height` make the largest panels on a page."""
    page_width, page_height = PAGE

    def shrunk(columns: int) -> float:
        return max(columns * width / page_width, -(-count // columns) * height / page_height)

    return min(range(1, count + 1), key=shrunk)


def panel(caption: str, images: list) -> np.ndarray:
    """`images` beside each other under `caption`, shape (height, width, 4), on white."""
    width, height = sum(image.shape[1] for image in images), max(image.shape[0] for image in images)
    lines = textwrap.wrap(caption, width // 15)
    above = DPI // 5 * (len(lines) + 1)
    whole = Figure(figsize=(width / DPI, (height + above) / DPI), dpi=DPI, facecolor="white")
    canvas = FigureCanvasAgg(whole)
    whole.text(10 / width, 1 - 10 / (height + above), "\n".join(lines), va="top", fontsize=9)
    canvas.draw()
    drawn = np.array(canvas.buffer_rgba())
    left = 0
    for image in images:
        drawn[above : above + image.shape[0], left : left + image.shape[1]] = image
        left += image.shape[1]
    return drawn


def picture(figure: Figure) -> np.ndarray:
    """The figure as it now is, on white, with what reaches beyond it, shape (height, width, 4)."""
    frame = framed([own(figure)], [reach(figure)])
    if frame == own(figure):
        return np.array(on_white(figure).buffer_rgba())
    buffer, plain = BytesIO(), {"compress_level": 0}  # it is read at once
    figure.savefig(
        buffer, format="png", dpi=DPI, facecolor="white", bbox_inches=inches(figure, frame), pil_kwargs=plain
    )
    return np.asarray(Image.open(buffer))


def on_white(figure: Figure) -> FigureCanvasAgg:
    """A canvas with the figure as it now is; `savefig` would draw twice, first for a layout that is frozen."""
    before, dpi, face = figure.canvas, figure.get_dpi(), figure.get_facecolor()
    figure.set(dpi=DPI, facecolor="white")
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    figure.set(dpi=dpi, facecolor=face)
    figure.set_canvas(before)
    return canvas
