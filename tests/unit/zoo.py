"""Figures of every kind that notebooks draw, each with an update of two controls, and their tables."""

from __future__ import annotations

from functools import cache

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, Polygon
from matplotlib.ticker import FixedLocator

from helpers.explorable.controls import make_grid
from helpers.explorable.stage import Stage
from helpers.explorable.tabulate import tabulate

X = np.linspace(0, 4, 9)
KINDS = {}  # name -> function that makes (update, figures)


def specimen(make):
    """Add `make`, which returns (update, figure, …), to the zoo."""
    KINDS[make.__name__] = make
    return make


def plain_axes(**options):
    """A small figure whose axes show [0, 4] × [0, 4]."""
    figure = Figure(figsize=(3, 2), **options)
    axes = figure.subplots()
    axes.set(xlim=(0, 4), ylim=(0, 4), xticks=[0, 4], yticks=[0, 4])  # ticks are what takes time
    return figure, axes


@specimen
def bars():
    figure, axes = plain_axes()
    marks = axes.bar([0.5, 1.5, 2.5], [1, 2, 3], color="C1", edgecolor="black")

    def update(a=1, b=1):
        for number, mark in enumerate(marks):
            mark.set_height(a + number * b / 2)
        marks[0].set_facecolor("C3" if b == 3 else "C1")
        return f"{a} {b}"

    return update, figure


@specimen
def line_with_markers():
    figure, axes = plain_axes()
    (line,) = axes.plot(X, X / 2, "o-", markerfacecolor="white")
    (dashed,) = axes.plot(X, X, "--", lw=0.7)

    def update(a=1, b=1):
        line.set_data(X[: 3 + a], X[: 3 + a] / b)  # as many points as a says
        line.set_marker("os^D"[a])
        dashed.set_visible(b != 2)
        return f"{a} {b}"

    return update, figure


@specimen
def scattered():
    figure, axes = plain_axes()
    dots = axes.scatter(X, X, c=X, s=20 + 10 * X, edgecolor="black")
    alike = axes.scatter(X, 4 - X, color="C2")

    def update(a=1, b=1):
        dots.set_offsets(np.c_[X, X / b])
        dots.set_array(X * a)
        alike.set_offsets(np.c_[X, 4 - X][: 2 * a + 1])
        return f"{a} {b}"

    return update, figure


@specimen
def filled():
    figure, axes = plain_axes()
    band = axes.fill_between(X, X / 4, X / 2, alpha=0.4)
    area = axes.add_patch(Polygon([(0, 0), (1, 1), (2, 0)], color="C3"))

    def update(a=1, b=1):
        band.set_data(X, X / 4, X / 4 + a)
        area.set_xy([(0, 0), (1, b), (2, 0)])
        return f"{a} {b}"

    return update, figure


@specimen
def polygons():
    figure, axes = plain_axes()
    band = axes.fill_between(X, X / 4, X / 2, color="C2")

    def update(a=1, b=1):
        band.set_verts([[(0, 0), (a, b), (a, 0)], [(4, 4), (4 - a, 4 - b), (4, 4 - b)]])
        return f"{a} {b}"

    return update, figure


@specimen
def image():
    figure, axes = plain_axes()
    picture = axes.imshow(np.eye(4), extent=(0, 4, 0, 4), vmin=0, vmax=3)
    small = figure.add_axes((0.8, 0.8, 0.2, 0.2), xticks=[], yticks=[])
    mesh = small.pcolormesh(np.eye(3), vmin=0, vmax=3)

    def update(a=1, b=1):
        picture.set_data(np.eye(4) * a)
        picture.set_alpha(b / 3)
        mesh.set_array(np.eye(3) * b)
        return f"{a} {b}"

    return update, figure


@specimen
def texts():
    figure, axes = plain_axes()
    plain, maths = axes.text(1, 1, ""), axes.text(2, 2, "$x$", rotation=30)
    boxed = axes.text(1, 3, "box", bbox={"facecolor": "white"})

    def update(a=1, b=1):
        plain.set_text("" if a == 0 else f"a < {a}\n& 0.123456")
        maths.set_text(rf"$\theta_{{{b}}}^{a} = \frac{{1}}{{2}}$")
        boxed.get_bbox_patch().set_facecolor("C1" if a == 2 else "white")
        boxed.set_position((b, 3))
        axes.set_title(f"title {b}")
        return f"{a} {b}"

    return update, figure


@specimen
def annotated():
    figure, axes = plain_axes()
    note = axes.annotate("here", xy=(1, 1), xytext=(2, 3), arrowprops={"arrowstyle": "->"})

    def update(a=1, b=1):
        note.xy = (a, 1)
        note.set_position((2, b))
        return f"{a} {b}"

    return update, figure


@specimen
def arrows():
    figure, axes = plain_axes()
    field = axes.quiver(X, X, X + 1, X - 2, scale=30)

    def update(a=1, b=1):
        field.set_UVC(X + a, X - b)
        field.set_offsets(np.c_[X, X / b])
        return f"{a} {b}"

    return update, figure


@specimen
def segments():
    figure, axes = plain_axes()
    lines = axes.add_collection(LineCollection([[(0, 0), (1, 1)]], colors="C4"))
    dashed = axes.add_collection(LineCollection([[(0, 4), (4, 0)], [(0, 3), (4, 1)]], linestyles="--"))

    def update(a=1, b=1):
        lines.set_segments([[(0, k), (4, k / b)] for k in range(a)])  # none at a = 0
        dashed.set_linewidth(b)
        return f"{a} {b}"

    return update, figure


@specimen
def hatched():
    figure, axes = plain_axes()
    bar = axes.bar([1, 2], [1, 2], hatch="//", facecolor="white", edgecolor="C0")
    band = axes.fill_between(X, 3, 4, hatch="xx", facecolor="none", edgecolor="black")

    def update(a=1, b=1):
        bar[0].set_height(a)
        bar[1].set_hatch("/" * b)
        band.set_edgecolor("C3" if a == 2 else "black")
        return f"{a} {b}"

    return update, figure


@specimen
def error_bars():
    figure, axes = plain_axes()
    container = axes.errorbar([1, 2], [1, 2], yerr=0.5, fmt="o", capsize=3)
    middle, (low_caps, high_caps), (sticks,) = container

    def update(a=1, b=1):
        middle.set_ydata([a, 2])
        low_caps.set_ydata([a - b / 4, 2 - b / 4])
        high_caps.set_ydata([a + b / 4, 2 + b / 4])
        sticks.set_segments([[(1, a - b / 4), (1, a + b / 4)], [(2, 2 - b / 4), (2, 2 + b / 4)]])
        return f"{a} {b}"

    return update, figure


@specimen
def legends():
    figure, axes = plain_axes()
    axes.plot(X, X, label="first")
    axes.plot(X, 4 - X, "s", label="second")
    legend = axes.legend()

    def update(a=1, b=1):
        legend.get_texts()[0].set_text("first" * a)
        legend.get_lines()[1].set_color("C5" if b == 2 else "C1")
        return f"{a} {b}"

    return update, figure


@specimen
def tick_labels():
    figure, axes = plain_axes()
    axes.xaxis.set_major_locator(FixedLocator([0, 1, 2, 3, 4]))

    def update(a=1, b=1):
        axes.set_xticklabels([f"{k * a}" for k in range(5)])
        axes.set_yticks(range(a + 1))
        axes.yaxis.get_ticklabels()[0].set_color("C3" if b == 2 else "black")
        axes.set_xlabel(f"x{b}")
        return f"{a} {b}"

    return update, figure


@specimen
def twins():
    figure, axes = plain_axes(layout="constrained")
    twin = axes.twinx()
    twin.set_ylim(0, 100)
    (left,), (right,) = axes.plot(X, X), twin.plot(X, X**2, "C1")

    def update(a=1, b=1):
        left.set_ydata(X / (a + 1))
        right.set_ydata(X**2 * b)
        twin.set_ylabel("big" * a)
        return f"{a} {b}"

    return update, figure


@specimen
def inset():
    figure, axes = plain_axes()
    (line,) = axes.plot(X, X)
    (small,) = axes.inset_axes((0.5, 0.1, 0.4, 0.4)).plot(X, X)

    def update(a=1, b=1):
        line.set_ydata(X / (a + 1))
        small.set_ydata(4 - X / b)
        return f"{a} {b}"

    return update, figure


@specimen
def logarithmic():
    figure, axes = plain_axes()
    axes.set(xscale="log", xlim=(0.1, 10), yscale="log", ylim=(0.01, 100), xticks=[1], yticks=[1])
    axes.minorticks_off()
    (line,) = axes.plot(X[1:], X[1:])
    bar = axes.bar([1], [1])

    def update(a=1, b=1):
        line.set_ydata(X[1:] ** a)
        bar[0].set_height(10.0 ** (b - 2))
        return f"{a} {b}"

    return update, figure


@specimen
def contours():
    figure, axes = plain_axes()
    x, y = np.meshgrid(X, X)
    axes.contour(x, y, x * y, levels=[1, 4, 9], colors="black")
    axes.contourf(x, y, x + y, alpha=0.3)
    (dot,) = axes.plot([1], [1], "o")

    def update(a=1, b=1):
        dot.set_data([a], [b])
        return f"{a} {b}"

    return update, figure


@specimen
def translucent():
    figure, axes = plain_axes()
    dots = axes.scatter([1, 1.1, 1.2], [1, 1.1, 1.2], s=200, alpha=0.5, edgecolor="black")
    (line,) = axes.plot(X, X, "o-", alpha=0.3)
    bar = axes.bar([3], [1], color=(0, 0, 1, 0.5))

    def update(a=1, b=1):
        dots.set_offsets([(1, 1), (1.1, b), (1.2, 1.2)])
        line.set_alpha((a + 1) / 4)
        bar[0].set_height(a)
        return f"{a} {b}"

    return update, figure


@specimen
def boxes():
    figure, axes = plain_axes()
    box = axes.add_patch(FancyBboxPatch((0, 0), 1, 1, boxstyle="round,pad=0.1"))
    table = axes.table([["a", "b"]], loc="top")

    def update(a=1, b=1):
        box.set_x(a)
        box.set_height(b)
        table[0, 0].get_text().set_text(f"cell {b}")
        return f"{a} {b}"

    return update, figure


@specimen
def solid():
    figure = Figure(figsize=(3, 2))
    axes = figure.add_subplot(projection="3d")
    axes.set(xticks=[0, 4], yticks=[0, 4], zticks=[0, 4])
    (line,) = axes.plot(X, X, X)

    def update(a=1, b=1):
        axes.view_init(azim=30 * a)
        line.set_data_3d(X, X, X / b)
        return f"{a} {b}"

    return update, figure


@specimen
def two_views():
    (update_left, left), (update_right, right) = bars(), scattered()

    def update(a=1, b=1):
        update_left(a, b)
        return update_right(a, b)

    return update, left, right


CONTROLS = {"a": (0, 3), "b": (1, 3)}


def tabulated(update, *figures, **controls):
    """Tabulation of an explorable of x in 0, 1, 2, or of `controls`."""
    grid = make_grid(update, controls or {"x": (0, 2)})
    return tabulate(Stage(update, figures, grid))


def looks(update, *figures, **controls) -> list[int]:
    """Number of distinct fragments of each artist that moves, in drawing order."""
    return [len(table.fragments) for table in tabulated(update, *figures, **controls).tables]


@cache
def of_kind(kind):
    """Tabulation and grid of a kind of the zoo."""
    update, *figures = KINDS[kind]()
    grid = make_grid(update, CONTROLS)
    return tabulate(Stage(update, tuple(figures), grid)), grid
