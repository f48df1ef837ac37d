"""Training runs in five number formats: book/data/mixed_precision_runs.npz.

Every run is made with the cells tagged `model` of book/training/mixed-precision.ipynb: the numbers on the page are
those of the code on the page. The images are scikit-learn's `load_digits`, the test set of the Optical Recognition of
Handwritten Digits data by E. Alpaydin and C. Kaynak (1998), UCI Machine Learning Repository, doi:10.24432/C50P49
(CC BY 4.0); the file holds losses and counts, no images.

Run `python data/mixed_precision_runs.py`; its 126 runs of 300 steps take about two minutes on one core.
"""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
from sklearn.datasets import load_digits

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "book" / "data" / "mixed_precision_runs.npz"
NOTEBOOK = ROOT / "book" / "training" / "mixed-precision.ipynb"
POWERS = tuple(range(0, 25, 2))  # loss scales 2^0, 2^2, …, 2^24; then once more 2^24, to be adapted
STEPS = (0, 5, 20, 50, 100, 150, 200, 300)  # where a run is looked at
EVERY = 3  # steps between two stored losses
GRADIENT_EDGES = np.arange(-51, 26)  # powers of two between the bins; what is smaller is in the first
UPDATE_EDGES = np.arange(-17, 22)
NUMBERS = ("zero", "zero_matrices", "beyond", "largest", "largest_matrices")
NUMBERS += ("unmoved", "accuracy", "skipped", "power", "loss")


def lesson() -> SimpleNamespace:
    """What the notebook's cells tagged `model` define."""
    names = {"np": np, "NamedTuple": NamedTuple, "SimpleNamespace": SimpleNamespace, "__name__": "lesson"}
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        if "model" in cell["metadata"].get("tags", ()):
            exec("".join(cell["source"]), names)
    return SimpleNamespace(**names)


def flat(arrays) -> np.ndarray:
    """The sizes of all numbers in `arrays`, shape (n,)."""
    return np.abs(np.concatenate([array.ravel() for array in arrays]))


def shares(values: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Shares of `values` in the bins between 2^`edges`, in 1/10,000; outliers are in the outer bins, zeros in none."""
    powers = np.log2(np.clip(values[values != 0], 2.0 ** (edges[0] + 0.5), 2.0 ** (edges[-1] - 0.5)))
    return np.round(1e4 * np.histogram(powers, edges)[0] / max(values.size, 1)).astype(np.uint16)


def largest(values: np.ndarray) -> float:
    """Power of two of the largest of `values`; 0 counts as 2^-200 and infinity as 2^200."""
    return float(np.clip(np.log2(np.clip(np.nan_to_num(values, nan=np.inf).max(), 2.0**-200, 2.0**200)), -200, 200))


def look(model: SimpleNamespace, seen: SimpleNamespace, form, kept, held_out) -> tuple:
    """Histograms of one step (activation gradients, weight gradients, updates in gaps) and its NUMBERS."""
    activations, matrices = flat(seen.activations), flat(seen.matrices)
    updates, gaps = 0.5 * flat(seen.velocity), model.gap(flat(seen.weights), kept)
    due = (updates > 0) & np.isfinite(updates)
    unmoved = np.mean((flat(seen.after) == flat(seen.weights))[due]) if seen.fits and due.any() else 1.0
    ratios = (updates / gaps)[due] if seen.fits else np.zeros(0)
    images, labels = held_out
    accuracy = np.mean(model.forward(seen.low, model.cast(images, form), form)[1].argmax(axis=1) == labels)
    zeros = [np.mean(model.cast(values, form) == 0) for values in (activations, matrices)]
    beyond = np.sum(~(matrices < form.largest + model.gap(form.largest, form) / 2))  # infinity and NaN too
    numbers = (*zeros, beyond, largest(activations), largest(matrices))
    numbers += (unmoved, accuracy, seen.skipped, np.log2(seen.scale), seen.loss)
    edges = (GRADIENT_EDGES, GRADIENT_EDGES, UPDATE_EDGES)
    return [shares(*pair) for pair in zip((activations, matrices, ratios), edges, strict=True)], numbers


def run(model: SimpleNamespace, name: str, position: int, *, master: bool) -> tuple:
    """Losses, histograms and NUMBERS of one run; `position` 13 is the loss scale that adapts."""
    dynamic = position == len(POWERS)
    scale, form = 2.0 ** POWERS[min(position, len(POWERS) - 1)], model.FORMATS[name]
    digits = load_digits()
    images, labels = digits.data / 16, digits.target
    losses, views = [], []
    for step, seen in enumerate(
        model.train(images[:1437], labels[:1437], form, loss_scale=scale, master=master, dynamic=dynamic)
    ):
        losses.append(seen.loss)
        if step in STEPS:
            kept = model.FORMATS["fp32"] if master else form
            views.append(look(model, seen, form, kept, (images[1437:], labels[1437:])))
    return np.array(losses[::EVERY], np.float32), views


def main() -> None:
    """Make all runs and write the file; a master copy of fp32 is no other copy, so fp32 runs once for both."""
    model, runs = lesson(), {}
    with np.errstate(all="ignore"):  # overflow is what some of these runs are about
        for name, master in product(model.FORMATS, (True, False)):
            for position in range(len(POWERS) + 1):
                other = runs[name, True, position] if name == "fp32" and not master else None
                runs[name, master, position] = other or run(model, name, position, master=master)
            print(name, master, [f"{runs[name, master, k][0][-1]:.4f}" for k in range(len(POWERS) + 1)], flush=True)
    write(runs, list(model.FORMATS))


def write(runs: dict, formats: list[str]) -> None:
    """Write `runs` as arrays over format, loss scale, master copy (off, on) and then step."""
    order = list(product(formats, range(len(POWERS) + 1), (False, True)))
    shape = (len(formats), len(POWERS) + 1, 2)
    picked = [runs[name, master, position] for name, position, master in order]
    losses = np.array([losses for losses, _ in picked]).reshape(*shape, -1)
    numbers = np.array([[numbers for _, numbers in views] for _, views in picked], np.float32)
    arrays = {"losses": losses, "numbers": numbers.reshape(*shape, len(STEPS), -1)}
    for place, title in enumerate(("activations", "matrices", "updates")):
        counts = np.array([[shares[place] for shares, _ in views] for _, views in picked])
        arrays[title] = counts.reshape(*shape, len(STEPS), -1)
    axes = {"formats": formats, "powers": POWERS, "steps": STEPS, "every": EVERY, "columns": NUMBERS}
    np.savez_compressed(TARGET, **axes, gradient_edges=GRADIENT_EDGES, update_edges=UPDATE_EDGES, **arrays)
    print(f"{TARGET.name}: {TARGET.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
