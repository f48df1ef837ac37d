"""A slider moved in a kernel: `make live` prints the median and the slowest of 60 moves.

From the message that a front end sends to the last that the kernel answers: `update`, the picture as PNG, and the way
there and back. The budget is 60 ms for one figure of 5 × 3.5 in; the exit status tells whether the median is within.
With names of notebooks, their first explorable is measured too: `make live NOTEBOOKS="momentum hnsw"`.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from frontend import PICTURE, Frontend  # noqa: E402
from repository import tracked  # noqa: E402

MOVES, BUDGET_MS = 60, 60
FIGURE = """
import matplotlib.pyplot as plt
import numpy as np
from helpers import explore

x = np.linspace(0, 6, 200)
figure, axes = plt.subplots(figsize=(5, 3.5))
(line,) = axes.plot(x, np.sin(x), label="a sine")
points = axes.scatter(x[::5], np.sin(x[::5]))
axes.legend(loc="upper right")

def update(k=1.0):
    line.set_ydata(np.sin(k * x))
    points.set_offsets(np.column_stack([x[::5], np.sin(k * x[::5])]))
    return f"k is {k:.2f}."

explore(update, figure, k=(0.5, 3.0, 0.01))
"""


def start() -> Frontend:
    """A kernel of this Python."""
    environment = {name: value for name, value in os.environ.items() if name != "EXPLORABLE_MODE"}
    return Frontend(Path(sys.executable), folder=ROOT, env=environment, specs=Path(tempfile.mkdtemp()))


def moves(kernel: Frontend) -> list[float]:
    """Milliseconds of each of many moves of the first slider beside a picture."""
    panels = [inside for inside in kernel.panels().values() if PICTURE in map(kernel.model, inside)]
    [slider, *_] = [name for name in kernel.inputs(panels[0]) if kernel.model(name) == "SelectionSliderModel"]
    length = len(kernel.widgets[slider]["_options_labels"])
    positions = random.Random(1)
    found = []
    while len(found) < MOVES:
        position = positions.randrange(length)
        if position != kernel.widgets[slider]["index"]:
            kernel.widgets[slider]["index"] = position
            found.append(1000 * kernel.move(slider, position).seconds)
    return found


def row(name: str, times: list[float]) -> str:
    return f"{statistics.median(times):6.1f} {max(times):8.1f}  {name}"


def main() -> None:
    print("median  slowest  (ms a move)")
    with start() as kernel:
        kernel.run(FIGURE)
        times = moves(kernel)
    print(row("one figure, 5 × 3.5 in", times), flush=True)
    for path in tracked(ROOT):
        if path.suffix == ".ipynb" and path.stem in sys.argv[1:]:
            with start() as kernel:
                kernel.run_notebook(path)
                print(row(path.stem, moves(kernel)), flush=True)
    if statistics.median(times) > BUDGET_MS:
        sys.exit(f"The budget is {BUDGET_MS} ms.")


if __name__ == "__main__":
    main()
