"""What figures share: colours by meaning, one style, and marks `verb(ax, data, *, …)`, moved by `mark.show(data)`."""

from helpers.plots.figures import MAX_WIDTH, STYLE, new_figure
from helpers.plots.marks import contours, legend, threshold, token_bars
from helpers.plots.moving import Mark, bars, image, line, outline, points, segments, stairs, text
from helpers.plots.palette import CATEGORICAL, DATA, DROPPED, ERROR, GUIDE, INK, KEPT, MODEL, SEQUENTIAL, TRUTH

__all__ = [
    "CATEGORICAL",
    "DATA",
    "DROPPED",
    "ERROR",
    "GUIDE",
    "INK",
    "KEPT",
    "MAX_WIDTH",
    "MODEL",
    "SEQUENTIAL",
    "STYLE",
    "TRUTH",
    "Mark",
    "bars",
    "contours",
    "image",
    "legend",
    "line",
    "new_figure",
    "outline",
    "points",
    "segments",
    "stairs",
    "text",
    "threshold",
    "token_bars",
]
