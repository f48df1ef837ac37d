"""Figures in the book's style, narrow enough for a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import matplotlib.style
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

STYLE: Final = Path(__file__).with_name("explorable.mplstyle")
MAX_WIDTH: Final = 3.9  # inches; at this width text of 10 pt is still 11 px high on a page 360 px wide


def new_figure(
    *,
    width: float = MAX_WIDTH,
    height: float = 2.9,
    rows: int = 1,
    columns: int = 1,
    share_x: bool = False,
    share_y: bool = False,
):
    """A figure in the book's style and its axes, `width` × `height` in inches; global rcParams stay as they are.

    Axes in the same column share x where `share_x`, those in the same row share y where `share_y`.

    Returns
    -------
    fig : matplotlib Figure with constrained layout.
    axes : one Axes; or an array of them, shape (n,) for one row or column, otherwise (rows, columns).

    Raises
    ------
    ValueError : `width` is not in (0, 3.9].

    Examples
    --------
    >>> fig, ax = new_figure(height=2.4)
    >>> left, right = new_figure(columns=2, share_y=True)[1]
    """
    if not 0 < width <= MAX_WIDTH:
        raise ValueError(
            f"A figure's width must be above 0 and at most {MAX_WIDTH} in, or its text is too small on a phone; "
            f"got {width!r}. For more room, pass several figures to explore: they stand side by side where they fit."
        )
    with matplotlib.style.context(STYLE):
        fig = Figure(figsize=(width, height), layout="constrained")  # not pyplot's, which would show it a second time
        FigureCanvasAgg(fig)
        axes = fig.subplots(rows, columns, sharex="col" if share_x else False, sharey="row" if share_y else False)
        _keep_grid_style(fig)
    return fig, axes


def _keep_grid_style(fig) -> None:
    """Fix the look of grid lines now: axes make them when first asked, with whatever rcParams hold then."""
    rc = matplotlib.rcParams
    for ax in fig.axes:
        ax.tick_params(grid_color=rc["grid.color"], grid_alpha=rc["grid.alpha"], grid_linewidth=rc["grid.linewidth"])
