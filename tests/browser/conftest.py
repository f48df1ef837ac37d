"""What the browser tests share."""

from __future__ import annotations

import nbformat
import pytest
import specimens
from pictures import Canvas

CELLS = """
import numpy as np
from helpers import Choice, Slider, Toggle, explore
from helpers.plots import new_figure, MODEL

fig, ax = new_figure(height=2.4)
ax.set(xlim=(0, 4), ylim=(0, 3.2), xlabel="place", ylabel="height")
bars = ax.bar([1, 2, 3], [1, 1, 1], color=MODEL)
[dots] = ax.plot([], [], "o", color="black")

def update(height=1.0, power=2, kind="linear", marks=False):
    heights = np.array([1, 2, 3]) * height / 3 if kind == "linear" else height * (np.array([1, 2, 3]) / 3) ** power
    for bar, value in zip(bars, heights):
        bar.set_height(value)
    dots.set_data(np.array([1, 2, 3]) if marks else [], heights if marks else [])
    return f"{kind}, tallest bar {heights[-1]:.2f}, power {power}"

explore(update, fig, name="tiny", presets={"High": dict(height=3.0), "Curved": dict(kind="curved")},
        marks=Toggle(), height=Slider((0.5, 3.0, 0.25)), power=(1, 4), kind=Choice(["linear", "curved"]))
"""


@pytest.fixture(scope="session")
def canvas(browser):
    """A blank white page on which SVG is photographed."""
    canvas = Canvas(browser)
    yield canvas
    canvas.close()


@pytest.fixture(scope="session")
def tiny_notebook(tmp_path_factory):
    """A notebook of one cell, and the HTML of its explorable."""
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(CELLS, metadata={"tags": ["explorable"]})]
    path = tmp_path_factory.mktemp("tiny") / "tiny.ipynb"
    nbformat.write(notebook, path)
    *before, call = CELLS.rpartition("explore(update")
    namespace = {}
    with specimens.static_mode():
        exec(before[0], namespace)
        html = eval(f"{before[1]}{call}".strip(), namespace)._repr_mimebundle_()["text/html"]
    return path, html
