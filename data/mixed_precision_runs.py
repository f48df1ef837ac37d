"""Training runs in five number formats: book/data/mixed_precision_runs.npz.

Every run is made with the cells tagged `model` of book/training/mixed-precision.ipynb: the numbers on the page are
those of the code on the page. The images are scikit-learn's `load_digits`, the test set of the Optical Recognition of
Handwritten Digits data by E. Alpaydin and C. Kaynak (1998), UCI Machine Learning Repository, doi:10.24432/C50P49
(CC BY 4.0); the file holds losses and counts, no images.

One seed of the starting weights is looked at in every format and at every loss scale, with a master copy; what the
page claims of training is taken from 20 seeds of the runs in COMPARED.

Run `python data/mixed_precision_runs.py`; its 210 runs of 300 steps take about three minutes on one core.
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
EDGES = np.arange(-51, 26)  # powers of two between the bins of gradients; what is smaller is in the first
NUMBERS = ("zero", "beyond", "largest", "accuracy", "skipped", "power", "loss")
SEEDS = tuple(range(1, 21))
COMPARED = {  # name -> format, master copy, power of the loss scale (None: adapted)
    "fp32": ("fp32", True, 0),
    "bf16": ("bf16", True, 0),
    "bf16 alone": ("bf16", False, 0),
    "fp16": ("fp16", True, 0),
    "fp16 scaled": ("fp16", True, 12),
    "fp16 adapted": ("fp16", True, None),
    "fp16 scaled, alone": ("fp16", False, 12),
}
FINDINGS = ("loss", "accuracy", "zero", "unmoved", "skipped")  # of the last step; the zeros are those of the first


def lesson() -> SimpleNamespace:
    """What the notebook's cells tagged `model` define."""
    names = {"np": np, "NamedTuple": NamedTuple, "SimpleNamespace": SimpleNamespace, "__name__": "lesson"}
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        if "model" in cell["metadata"].get("tags", ()):
            exec("".join(cell["source"]), names)
    return SimpleNamespace(**names)


def digits() -> tuple:
    """Images and labels to learn from, and those held out."""
    data = load_digits()
    images, labels = data.data / 16, data.target
    return (images[:1437], labels[:1437]), (images[1437:], labels[1437:])


def flat(arrays) -> np.ndarray:
    """The sizes of all numbers in `arrays`, shape (n,)."""
    return np.abs(np.concatenate([array.ravel() for array in arrays]))


def shares(values: np.ndarray) -> np.ndarray:
    """Shares of `values` in the bins between 2^EDGES, in 1/10,000; outliers are in the outer bins, zeros in none."""
    powers = np.log2(np.clip(values[values != 0], 2.0 ** (EDGES[0] + 0.5), 2.0 ** (EDGES[-1] - 0.5)))
    return np.round(1e4 * np.histogram(powers, EDGES)[0] / max(values.size, 1)).astype(np.uint16)


def largest(values: np.ndarray) -> float:
    """Power of two of the largest of `values`; 0 counts as 2^-200 and infinity as 2^200."""
    return float(np.clip(np.log2(np.clip(np.nan_to_num(values, nan=np.inf).max(), 2.0**-200, 2.0**200)), -200, 200))


def zeros(model: SimpleNamespace, seen: SimpleNamespace, form) -> float:
    """Share of the activations' gradients that `form` stores as 0."""
    return np.mean(model.cast(flat(seen.activations), form) == 0)


def unmoved(seen: SimpleNamespace) -> float:
    """Share of the updates of a step, those that are not 0, after which the weight is the same."""
    due = flat(seen.velocity) > 0
    return np.mean((flat(seen.after) == flat(seen.weights))[due])


def accuracy(model: SimpleNamespace, seen: SimpleNamespace, form, held_out) -> float:
    """Share of the unseen digits that are recognised."""
    images, labels = held_out
    return np.mean(model.forward(seen.low, model.cast(images, form), form)[1].argmax(axis=1) == labels)


def look(model: SimpleNamespace, seen: SimpleNamespace, form, held_out) -> tuple:
    """Histograms of one step (gradients of activations and of weights) and its NUMBERS."""
    activations, matrices = flat(seen.activations), flat(seen.matrices)
    beyond = np.sum(~(matrices < form.largest + model.gap(form.largest, form) / 2))  # infinity and NaN too
    numbers = (zeros(model, seen, form), beyond, max(largest(activations), largest(matrices)))
    numbers += (accuracy(model, seen, form, held_out), seen.skipped, np.log2(seen.scale), seen.loss)
    return (shares(activations), shares(matrices)), numbers


def run(model: SimpleNamespace, name: str, power: int | None) -> tuple:
    """Losses, histograms and NUMBERS of one run with a master copy; `power` None is the loss scale that adapts."""
    form, (learnt, held_out) = model.FORMATS[name], digits()
    losses, views = [], []
    for step, seen in enumerate(model.train(*learnt, form, master=True, **scaling(power))):
        losses.append(seen.loss)
        if step in STEPS:
            views.append(look(model, seen, form, held_out))
    return np.array(losses[::EVERY], np.float32), views


def scaling(power: int | None) -> dict:
    """The settings of the loss scale."""
    return {"loss_scale": 2.0 ** (POWERS[-1] if power is None else power), "dynamic": power is None}


def compare(model: SimpleNamespace, name: str, master: bool, power: int | None) -> list:
    """The FINDINGS of one of the COMPARED for each of the SEEDS."""
    form, (learnt, held_out) = model.FORMATS[name], digits()
    found = []
    for seed in SEEDS:
        steps = model.train(*learnt, form, master=master, seed=seed, **scaling(power))
        first, *_, last = (seen for seen in steps)
        found.append((last.loss, accuracy(model, last, form, held_out), zeros(model, first, form)))
        found[-1] += (unmoved(last), last.skipped)
    return found


def main() -> None:
    """Make all runs and write the file."""
    model = lesson()
    with np.errstate(all="ignore"):  # overflow is what some of these runs are about
        runs = [run(model, name, power) for name, power in product(model.FORMATS, (*POWERS, None))]
        found = [compare(model, *settings) for settings in COMPARED.values()]
    write(runs, list(model.FORMATS), found)


def write(runs: list, formats: list[str], found: list) -> None:
    """Write `runs` as arrays over format, loss scale and then step, `found` over run, seed and finding."""
    shape = (len(formats), len(POWERS) + 1)
    arrays = {"losses": np.array([losses for losses, _ in runs]).reshape(*shape, -1)}
    numbers = np.array([[numbers for _, numbers in views] for _, views in runs], np.float32)
    arrays["numbers"] = numbers.reshape(*shape, len(STEPS), -1)
    for place, title in enumerate(("activations", "matrices")):
        counts = np.array([[shares[place] for shares, _ in views] for _, views in runs])
        arrays[title] = counts.reshape(*shape, len(STEPS), -1)
    axes = {"formats": formats, "powers": POWERS, "steps": STEPS, "every": EVERY, "columns": NUMBERS, "edges": EDGES}
    seeds = {"compared": list(COMPARED), "findings": FINDINGS, "seeds": SEEDS, "found": np.array(found, np.float32)}
    np.savez_compressed(TARGET, **axes, **seeds, **arrays)
    print(f"{TARGET.name}: {TARGET.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
