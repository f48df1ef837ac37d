"""Figures drawn anew in each state, in the page: it shows what matplotlib draws in a fresh process, in both themes."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from parity import asked_of, differences, figures_of
from specimens import html_of, write_page

from helpers import explore
from live import run_live

SETUP = """
import matplotlib.pyplot as plt
import numpy as np
from helpers import explore
x = np.linspace(0, 6, 50)
"""
CELLS = {
    "pyplot": """
def draw(rate=1.0, marks=False):
    plt.plot(x, np.sin(rate * x), "o-" if marks else "-", color="C1")
    plt.title(f"rate {rate}")
    plt.fill_between(x, np.sin(x), alpha=0.2)
explore(draw, name="pyplot", rate=(0.5, 2.0, 0.5), marks=False)
""",
    "cleared": """
figure, axes = plt.subplots(figsize=(4, 3))
def draw(count=2):
    axes.clear()
    for number in range(count):
        axes.plot(x, number * np.cos(x), label=f"{number}")
    axes.bar([1, 2], [count, 1], color=["black", "white"], edgecolor="red")
    axes.legend(loc="lower right")
    return f"{count} lines"
explore(draw, figure, name="cleared", presets={"One": {"count": 1}}, count=(1, 5))
""",
    "panels": """
def draw(panels=2):
    figure, axes = plt.subplots(1, panels, squeeze=False, figsize=(2 * panels, 2), layout="constrained")
    for number, one in enumerate(axes[0]):
        one.imshow(np.arange(16.0).reshape(4, 4) * (number + 1), vmin=0, vmax=40)
        one.set_clip_on(False)
explore(draw, name="panels", panels=(1, 3))
""",
    "region": """
grid = np.meshgrid(np.linspace(-2, 2, 40), np.linspace(-2, 2, 40))
dots = np.random.default_rng(0).normal(size=(30, 2))
def draw(width=1.0):
    figure = plt.figure(figsize=(4, 3))
    level = np.exp(-width * (grid[0] ** 2 + grid[1] ** 2))
    plt.contourf(*grid, level, levels=5, cmap="RdBu")
    plt.contour(*grid, level, levels=[0.5], colors="k", linestyles="--")
    plt.scatter(*dots.T, c=dots[:, 0] > 0, edgecolors="k")
    plt.xlim(-2, 2 + width)
explore(draw, name="region", width=(0.5, 2.0, 0.5))
""",
    "scaled": """
figure, axes = plt.subplots(figsize=(4, 3))
[line] = axes.plot(x, np.sin(x))
def update(a=1):
    line.set_ydata(a * np.sin(x))
    axes.relim()
    axes.autoscale_view()
explore(update, figure, name="scaled", a=(1, 4))
""",
    "beyond": """
figure, axes = plt.subplots(figsize=(2, 2))
figure.subplots_adjust(left=0, bottom=0, right=2, top=1.2)
[line] = axes.plot(x, np.where(np.sin(x) > 0, np.sin(x), np.nan))
slope = axes.axline((0, 0), slope=0.1, color="C2")
mesh = axes.pcolormesh([0, 1, 2], [-1, -0.5], [[0, 1]], cmap="gray")
axes.set(xlim=(0, 6), ylim=(-1, 1))
def update(f=1):
    line.set_ydata(np.where(np.sin(f * x) > 0, np.sin(f * x), np.nan))
    slope.set_slope(f / 10)
    return f"f {f}"
explore(update, figure, name="beyond", f=(1, 3))
""",
}


def unlike_notebook(page, canvas, notebook: Path, folder: Path) -> list[str]:
    """What an opened page shows that `notebook`, run live, does not."""
    asked = {figure.name: asked_of(figure) for figure in figures_of(page)}
    run_live(notebook, asked, folder)
    return differences(page, canvas, asked, folder)


@pytest.fixture(params=CELLS)
def opened(request, page, tmp_path):
    """The page of one cell, opened, and the notebook that holds it."""
    cell = SETUP + CELLS[request.param]
    notebook = tmp_path / f"{request.param}.ipynb"
    notebook.write_text(nbformat.writes(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])))
    made = []
    source = cell.replace("from helpers import explore\n", "")
    exec(source, {"explore": lambda *given, **options: made.append(html_of(explore, *given, **options))})
    page.goto(write_page(tmp_path / "page.html", *made))
    return page, notebook


def test_the_page_shows_what_matplotlib_draws(opened, canvas, tmp_path):
    page, notebook = opened
    wrong = unlike_notebook(page, canvas, notebook, tmp_path / "reference")
    assert not wrong, "\n".join(wrong)


def test_parity_notices_another_picture(page, canvas, tmp_path):
    cell = SETUP + CELLS["pyplot"]
    notebook = tmp_path / "other.ipynb"
    other = cell.replace('"C1"', '"C2"')
    notebook.write_text(nbformat.writes(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(other)])))
    made = []
    exec(
        cell.replace("from helpers import explore\n", ""),
        {"explore": lambda *given, **options: made.append(html_of(explore, *given, **options))},
    )
    page.goto(write_page(Path(tmp_path / "page.html"), *made))
    assert any(
        "pixels unlike" in sentence for sentence in unlike_notebook(page, canvas, notebook, tmp_path / "reference")
    )


def test_data_colours_are_the_same_in_both_themes_and_ink_is_not(page, tmp_path):
    made = []
    exec(
        (SETUP + CELLS["cleared"]).replace("from helpers import explore\n", ""),
        {"explore": lambda *given, **options: made.append(html_of(explore, *given, **options))},
    )
    page.goto(write_page(tmp_path / "page.html", *made))
    assert [figure.name for figure in figures_of(page)] == ["cleared"]
    colours = """() => [...document.querySelectorAll(".views svg.view path")]
        .map((path) => getComputedStyle(path)).map((style) => [style.fill, style.stroke])"""
    light = page.evaluate(colours)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    dark = page.evaluate(colours)
    bars = [pair for pair in light if pair[1] == "rgb(255, 0, 0)"]
    assert [fill for fill, _ in bars] == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert [pair for pair in dark if pair[1] == "rgb(255, 0, 0)"] == bars
    assert light != dark  # axes and texts
