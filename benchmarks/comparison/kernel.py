"""ipywidgets in a kernel, moved by the messages of a front end: what a reader waits for before any browser."""

from __future__ import annotations

import os
import random
import re
import statistics
import tempfile
import time
from pathlib import Path

import frontend
from comparison.builds import PYTHON, STATES
from comparison.pages import MOVES, START, Broken
from comparison.ways import PEERS

STARTS = 3
SLIDERS = {"FloatSliderModel": "value", "IntSliderModel": "value"}
CELLS = "%matplotlib inline\nimport ipywidgets_kernel\nipywidgets_kernel.build();"
VALUES = ([i / 10 for i in range(1, 21)], list(range(1, 21)), [i / 10 for i in range(1, 11)])
SAID = re.compile(r"\d+ of 20 words can be drawn[^\\]*bits\.")


def start() -> frontend.Frontend:
    """A kernel of the tools' Python."""
    frontend.INPUTS.update(SLIDERS)
    return frontend.Frontend(PYTHON, folder=PEERS, env=dict(os.environ), specs=Path(tempfile.mkdtemp()))


def kernel(sentences: dict[tuple[int, int, int], str]) -> dict:
    """Milliseconds from starting a kernel to the first moved picture, and of random moves, each checked."""
    works = [first_move() for _ in range(STARTS)]
    with start() as one:
        one.run(CELLS)
        times = moves(one, sentences)
    move = {"median": statistics.median(times), "p95": statistics.quantiles(times, n=20)[-1]}
    return {"works": statistics.median(works), "move": move}


def first_move() -> float:
    begin = time.perf_counter()
    with start() as one:
        one.run(CELLS)
        one.move(one.inputs(list(one.widgets))[0], 0.5)
        return 1000 * (time.perf_counter() - begin)


def moves(one: frontend.Frontend, sentences: dict[tuple[int, int, int], str]) -> list[float]:
    """Times of moves of random sliders to random positions."""
    sliders, rng, times, positions = one.inputs(list(one.widgets)), random.Random(1), [], START
    while len(times) < MOVES:
        positions, before = rng.choice(STATES), positions
        for number, (position, old) in enumerate(zip(positions, before, strict=True)):
            if position == old:
                continue
            move = one.move(sliders[number], VALUES[number][position])
            times.append(1000 * move.seconds)
        said = SAID.findall("".join(move.shown))
        if said[-1:] != [sentences[positions]]:
            raise Broken(f"ipywidgets_kernel at {positions}: {said} instead of {sentences[positions]!r}")
    return times
