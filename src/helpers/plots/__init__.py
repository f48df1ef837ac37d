"""What figures share: colours by meaning, one style, and marks `verb(ax, data, *, …)` that return their artists."""

from helpers.plots.figures import MAX_WIDTH, STYLE, new_figure
from helpers.plots.marks import contours, legend, threshold, token_bars
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
    "contours",
    "legend",
    "new_figure",
    "threshold",
    "token_bars",
]
