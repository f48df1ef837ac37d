"""Features stored in fewer hidden numbers than there are features, for the page on superposition.

The model is that of Elhage et al. (2022), read = ReLU(W^T W x + b), trained by the cells tagged `model` of
book/alignment/superposition.ipynb.

Five features in two hidden numbers, with importances 0.9^i and sizes from 0 to 1, as in the paper's first figure:
RUNS models for each of ONE_IN, a feature being on in 1 of so many inputs. Stored: `one_in`; `arrows`, shape
(settings, RUNS, 5, 2), to four decimals; `bias`, (settings, RUNS, 5); `error`, (settings, RUNS), the
importance-weighted sum of squared errors on 200,000 inputs that no model was trained on, the same for all models of a
setting.

MANY features in each of WIDTHS hidden numbers, all of importance 1, one of them on in the mean: each equally often
(tail 0), or the i-th in proportion to 1/i (tail 1). Shapes (tails, widths, WIDE_RUNS): `lost`, the squared error on
new inputs over that of guessing each feature's average; `squared`, the mean squared cosine of two different arrows.
Of the first run, with one feature on at size 1 after another: `others`, (tails, widths, bins), how many readings
before the cut at 0 of features that are off fall between EDGES, and `own`, likewise, of the feature that is on; what
lies beyond the ends is counted in the last bins. `kept_arrows` and `kept_bias` are those of the first run of width
KEPT, tail 0. `held_lost` and the like, without the axis of tails, are of tail 0 and HELD_RUNS models with
arrows drawn to length 1.

References: Elhage et al. (2022), Toy Models of Superposition, https://transformer-circuits.pub/2022/toy_model/;
Liu, Liu and Gore (2025), Superposition Yields Robust Neural Scaling, https://arxiv.org/abs/2505.10465.
"""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = ROOT / "book" / "alignment" / "superposition.ipynb"
TARGET = ROOT / "book" / "data" / "superposition.npz"
ONE_IN, RUNS, TESTED = (1, 2, 3, 4, 5, 6, 8, 10, 14, 20), 20, 200_000
MANY, WIDTHS, TAILS, WIDE_RUNS, WIDE_STEPS = 512, (4, 8, 16, 32, 64, 128), (0, 1), 3, 2000
KEPT, HELD_RUNS = 32, 2
EDGES = np.linspace(-1.2, 1.2, 49)


def lesson() -> SimpleNamespace:
    """What the notebook's cells tagged `model` define."""
    names = {"np": np}
    for cell in json.loads(NOTEBOOK.read_text("utf-8"))["cells"]:
        if "model" in cell["metadata"].get("tags", []):
            exec("".join(cell["source"]), names)
    return SimpleNamespace(**names)


def plane(model: SimpleNamespace) -> dict[str, np.ndarray]:
    """Five features in two hidden numbers."""
    importance = (0.9 ** np.arange(5)).astype(np.float32)
    chances = (1 / np.repeat(ONE_IN, RUNS)).astype(np.float32)[:, None, None]
    arrows, bias = model.train(
        chances, importance, (len(chances), 5, 2), np.random.default_rng(1), rate=0.01, steps=5000
    )
    arrows = arrows.reshape(len(ONE_IN), RUNS, 5, 2).round(4)
    bias = bias.reshape(len(ONE_IN), RUNS, 5).round(4)
    error = np.zeros((len(ONE_IN), RUNS))
    for place, one_in in enumerate(ONE_IN):
        x = model.inputs(1 / one_in, (TESTED, 5), np.random.default_rng(2))
        for run in range(RUNS):
            _, readings = model.read(x, arrows[place, run], bias[place, run])
            error[place, run] = (importance * (readings - x) ** 2).sum(axis=1).mean()
    return {"one_in": np.array(ONE_IN), "arrows": arrows, "bias": bias, "error": error}


def often(tail: float) -> np.ndarray:
    """How often each of MANY features is on: in proportion to 1/rank^tail, one in the mean."""
    shares = np.arange(1.0, MANY + 1) ** -tail
    return (shares / shares.sum()).astype(np.float32)


def counted(values: np.ndarray) -> np.ndarray:
    return np.histogram(np.clip(values, EDGES[0], EDGES[-1]), EDGES)[0]


def wide(model: SimpleNamespace, width: int, tail: float, *, runs: int, hold: float = 0) -> dict[str, np.ndarray]:
    """Many features in `width` hidden numbers; `hold` draws arrows to length 1."""
    chance = often(tail)
    rng = np.random.default_rng([width, int(tail)])
    rate = 0.01 * (8 / width) ** 0.25
    shape = (runs, MANY, width)
    arrows, bias = model.train(chance, np.float32(1), shape, rng, rate=rate, steps=WIDE_STEPS, hold=hold)
    guess = (chance / 3 - chance**2 / 4).sum()
    lost = np.zeros(runs)
    squared = np.zeros(runs)
    for run in range(runs):
        x = model.inputs(chance, (40_000, MANY), np.random.default_rng(2))
        _, readings = model.read(x, arrows[run], bias[run])
        lost[run] = ((readings - x) ** 2).sum(axis=1).mean() / guess
        unit = arrows[run] / np.linalg.norm(arrows[run], axis=1, keepdims=True)
        squared[run] = (((unit @ unit.T) ** 2).sum() - MANY) / MANY / (MANY - 1)
    before = arrows[0] @ arrows[0].T + bias[0]
    on = np.eye(MANY, dtype=bool)
    counts = {"others": counted(before[~on]), "own": counted(before[on])}
    return {"lost": lost, "squared": squared, **counts, "model": (arrows[0].round(4), bias[0, 0].round(4))}


def widths(model: SimpleNamespace) -> dict[str, np.ndarray]:
    """Many features, in fewer and in more hidden numbers."""
    found = [[wide(model, width, tail, runs=WIDE_RUNS) for width in WIDTHS] for tail in TAILS]
    arrows, bias = found[0][WIDTHS.index(KEPT)]["model"]
    names = ("lost", "squared", "others", "own")
    stacked = {name: np.array([[one[name] for one in row] for row in found]) for name in names}
    axes = {"widths": np.array(WIDTHS), "tails": np.array(TAILS)}
    return axes | stacked | {"kept_arrows": arrows, "kept_bias": bias}


def held(model: SimpleNamespace) -> dict[str, np.ndarray]:
    """The same with arrows drawn to length 1."""
    found = [wide(model, width, 0, runs=HELD_RUNS, hold=1) for width in WIDTHS]
    return {f"held_{name}": np.array([one[name] for one in found]) for name in ("lost", "squared", "others", "own")}


def main(target: Path = TARGET) -> None:
    model = lesson()
    np.savez_compressed(target, **plane(model), **widths(model), **held(model))


if __name__ == "__main__":
    main()
