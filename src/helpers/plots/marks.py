"""Marks that several notebooks share: each draws once and returns the artists that `update` then moves."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.contour import ContourSet
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import ScaledTranslation

from helpers.plots.palette import DATA, GUIDE, INK

TEXT_GAP = 3 / 72  # inches between a line and the words that belong to it


def token_bars(ax: Axes, labels: Sequence[str], lengths, *, color=DATA) -> BarContainer:
    """Horizontal bars, the first on top, each with its label at the left; `lengths` has shape (len(labels),).

    Labels are shown letter by letter: a `$` in a token starts no formula. The limits of the other axis are the
    caller's. `color` is one colour or one for each bar. In `update`: `bar.set_width(length)` for each bar.

    Raises ValueError where `lengths` is not one number a label.
    """
    lengths = np.asarray(lengths, dtype=float)
    if lengths.shape != (len(labels),):
        raise ValueError(f"token_bars needs one length a label, {len(labels)} in all; got shape {lengths.shape}.")
    rows = np.arange(len(labels))
    bars = ax.barh(rows, lengths, height=0.8, color=color)
    ax.set_yticks(rows, labels=labels, parse_math=False)
    ax.set_ylim(len(labels) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    return bars


def threshold(ax: Axes, value: float, *, label: str = "", axis: str = "x", color=INK) -> tuple[Line2D, Text]:
    """A dashed line across the axes where `axis` ("x" or "y") is `value`, and its label.

    On x the line is upright with the label above the axes; on y it is level with the label on it, at the right.
    In `update`: `line.set_xdata([value, value]); text.set_x(value)`, or the same with y.

    Raises ValueError where `axis` is neither.
    """
    look = {"color": color, "linewidth": 1.2, "linestyle": "--"}
    up = ScaledTranslation(0, TEXT_GAP, ax.figure.dpi_scale_trans)
    if axis == "x":
        line = ax.axvline(value, **look)
        place = {"x": value, "y": 1, "ha": "center", "transform": ax.get_xaxis_transform() + up}
    elif axis == "y":
        line = ax.axhline(value, **look)
        place = {"x": 1, "y": value, "ha": "right", "transform": ax.get_yaxis_transform() + up}
    else:
        raise ValueError(f'threshold needs axis="x" or axis="y", got {axis!r}.')
    return line, ax.text(s=label, va="bottom", color=color, **place)


def contours(
    ax: Axes,
    function: Callable[[np.ndarray, np.ndarray], np.ndarray],
    *,
    levels: Sequence[float],
    extent: tuple[float, float, float, float],
    resolution: int = 101,
) -> ContourSet:
    """Thin grey lines where `function(x, y)` equals each of the increasing `levels`: one artist, however many levels.

    `function` takes and returns arrays of shape (resolution, resolution); `extent` is (left, right, bottom, top), and
    becomes the limits of the axes.

    Raises ValueError where `function` does not return an array of that shape.
    """
    left, right, bottom, top = extent
    x, y = np.meshgrid(np.linspace(left, right, resolution), np.linspace(bottom, top, resolution))
    z = np.asarray(function(x, y), dtype=float)
    if z.shape != x.shape:
        raise ValueError(f"contours: function returned shape {z.shape} for x and y of shape {x.shape}.")
    ax.set(xlim=(left, right), ylim=(bottom, top))
    return ax.contour(x, y, z, levels=levels, colors=GUIDE, linewidths=0.8, linestyles="solid", zorder=1)


def legend(ax: Axes, *, loc: str = "upper right", columns: int = 1) -> Legend:
    """A legend without a frame for the artists of `ax` that have a label, at a fixed place.

    Raises ValueError for `loc="best"`, which would move from state to state.
    """
    if loc == "best":
        raise ValueError('legend needs a fixed place, such as loc="upper right": "best" moves with the data.')
    return ax.legend(loc=loc, ncols=columns, frameon=False, borderaxespad=0.2, handlelength=1.6)
