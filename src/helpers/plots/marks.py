"""Marks of this book's own that several notebooks share: bars of tokens, thresholds, contours, legends."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.contour import ContourSet
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import ScaledTranslation

from helpers.plots.moving import Bars, Mark, bars, numbers_of
from helpers.plots.palette import DATA, GUIDE, INK

TEXT_GAP = 3 / 72  # inches between a line and the words that belong to it


def token_bars(ax: Axes, labels: Sequence[str], lengths, *, color=DATA) -> Bars:
    """Horizontal bars, the first on top, each with its label at the left; `lengths` has shape (len(labels),).

    Labels are shown as they are: a `$` in a token does not start a formula. The limits of the other axis are the
    caller's. `color` is one colour or one for each bar. In `update`: `bars.show(lengths)`.

    Raises ValueError where `lengths` does not have one number per label.
    """
    lengths = np.asarray(lengths, dtype=float)
    if lengths.shape != (len(labels),):
        raise ValueError(f"token_bars needs one length a label, {len(labels)} in all; got shape {lengths.shape}.")
    rows = np.arange(len(labels))
    made = bars(ax, rows, lengths, level=True, height=0.8, color=color)
    ax.set_yticks(rows, labels=labels, parse_math=False)
    ax.set_ylim(len(labels) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    return made


class Threshold(Mark):
    """A dashed line across the axes and its label: `show(value)`, or `show(value, label)`."""

    def __init__(self, line: Line2D, label: Text, *, axis: str):
        super().__init__(line, label)
        self.axis = axis

    @property
    def label(self) -> Text:
        """The label's artist."""
        return self.artists[1]

    def move(self, value, label=None) -> None:
        """Put line and label at `value`."""
        [value] = numbers_of(np.atleast_1d(value))
        self.artist.set(**{f"{self.axis}data": [value, value]})
        self.label.set(**{self.axis: value} | ({} if label is None else {"text": label}))


def threshold(ax: Axes, value: float, *, label: str = "", axis: str = "x", color=INK, along: float = 1.0) -> Threshold:
    """A dashed line across the axes where `axis` ("x" or "y") is `value`, and its label.

    On x the line is vertical with the label above the axes; on y it is horizontal with the label on it, `along` of the
    way from the left, 0 to 1: it ends there, or starts there in the left half. In `update`: `cut.show(value)`.

    Raises ValueError where `axis` is neither "x" nor "y".
    """
    look = {"color": color, "linewidth": 1.2, "linestyle": "--"}
    up = ScaledTranslation(0, TEXT_GAP, ax.figure.dpi_scale_trans)
    if axis == "x":
        made = ax.axvline(value, **look)
        place = {"x": value, "y": 1, "ha": "center", "transform": ax.get_xaxis_transform() + up}
    elif axis == "y":
        made = ax.axhline(value, **look)
        side = "right" if along > 0.5 else "left"
        place = {"x": along, "y": value, "ha": side, "transform": ax.get_yaxis_transform() + up}
    else:
        raise ValueError(f'threshold needs axis="x" or axis="y", got {axis!r}.')
    return Threshold(made, ax.text(s=label, va="bottom", color=color, **place), axis=axis)


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

    A place outside, such as "outside lower center", is beside all axes of the figure, whose labels it then has.

    Raises ValueError for `loc="best"`, which would move from state to state.
    """
    if loc == "best":
        raise ValueError('legend needs a fixed place, such as loc="upper right": "best" moves with the data.')
    if loc.startswith("outside"):
        return ax.figure.legend(loc=loc, ncols=columns, frameon=False)
    return ax.legend(loc=loc, ncols=columns, frameon=False, borderaxespad=0.2, handlelength=1.6)
