"""Storyboards: an explorable's presets as captioned frames, for print, PDF and readers without scripts."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from io import BytesIO

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from helpers.explorable.controls import Grid

FEWEST = 3
DPI = 144


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


def sheet_png(
    frames: Mapping[str, tuple[int, ...]], show: Callable[[tuple[int, ...]], str], figures: tuple[Figure, ...]
) -> bytes:
    """All frames below each other in one PNG on white, each with its caption and readout."""
    strips = []
    for label, positions in frames.items():
        readout = show(positions)
        strips.append((f"{label}. {readout}", [picture(figure) for figure in figures]))
    width = sum(image.shape[1] for image in strips[0][1])
    heights = [max(image.shape[0] for image in images) for _, images in strips]
    captions = [textwrap.wrap(caption, width // 15) for caption, _ in strips]
    caption_heights = [DPI // 5 * (len(lines) + 1) for lines in captions]
    total = sum(heights) + sum(caption_heights)
    sheet = Figure(figsize=(width / DPI, total / DPI), dpi=DPI, facecolor="white")
    FigureCanvasAgg(sheet)
    top = total
    for (_, images), lines, height, caption_height in zip(strips, captions, heights, caption_heights, strict=True):
        sheet.text(10 / width, (top - 10) / total, "\n".join(lines), va="top", fontsize=9)
        left, top = 0, top - caption_height - height
        for image in images:
            sheet.figimage(image, left, top, origin="upper")
            left += image.shape[1]
    buffer = BytesIO()
    sheet.savefig(buffer, format="png", facecolor="white", metadata={"Software": None})
    return buffer.getvalue()


def picture(figure: Figure):
    """The figure as it now is, on white, as an array of shape (height, width, 4)."""
    import numpy as np
    from PIL import Image

    buffer = BytesIO()
    figure.savefig(buffer, format="png", dpi=DPI, facecolor="white")
    return np.asarray(Image.open(buffer).convert("RGBA"))
