"""How near to the data a diffusion model ends, by its number of steps: book/data/diffusion_steps.npz.

For 40 seeds, both denoisers, samplers and schedules of book/generative/diffusion-models.ipynb, and eleven numbers of
steps, 1,000 points are grown from noise and compared with the training points: the energy distance, and the median
distance to the nearest. `fresh` are the energy distances of 1,000 fresh draws from the training points. Data, steps
and measures are those of the notebook's cells whose ids begin with "model"; the network is the stored one.

Run `python data/diffusion_steps.py`; it takes a few minutes on one core.
"""

from __future__ import annotations

import runpy
from functools import partial
from itertools import product
from pathlib import Path
from types import SimpleNamespace

import numpy as np

DATA = Path(__file__).resolve().parents[1] / "book" / "data"
TARGET = DATA / "diffusion_steps.npz"
COUNTS, SEEDS, SIZE, DRAWS = [1, 2, 3, 5, 7, 10, 20, 30, 50, 100, 200], 40, 1000, 1000
SAMPLERS, SCHEDULES = ("deterministic", "ancestral"), ("linear", "cosine")


def lesson() -> SimpleNamespace:
    """What the notebook's model cells define, as the network's script reads them."""
    return runpy.run_path(str(Path(__file__).with_name("diffusion_network.py")))["lesson"]()


def denoisers(model: SimpleNamespace) -> list:
    """The exact mean and the stored network, functions of points and noise level."""
    with np.load(DATA / "diffusion_network.npz") as stored:
        layers = [(stored[f"weight{place}"], stored[f"bias{place}"]) for place in range(int(stored["layers"]))]
    return [model.exact, partial(model.learned, layers)]


def measures(model: SimpleNamespace, *, seed: int) -> np.ndarray:
    """Energy distance and median gap with one seed, shape (2, denoisers, samplers, schedules, counts)."""
    found = []
    for denoiser, sampler, schedule, steps in product(denoisers(model), SAMPLERS, SCHEDULES, COUNTS):
        rng = np.random.default_rng(seed)
        x = model.generate(denoiser, schedule=schedule, steps=steps, sampler=sampler, count=SIZE, rng=rng)[-1]
        found.append((model.energy_distance(x, model.POINTS), np.median(model.nearest(x))))
    return np.array(found).T.reshape(2, 2, len(SAMPLERS), len(SCHEDULES), len(COUNTS))


def fresh(model: SimpleNamespace) -> np.ndarray:
    """Energy distances of fresh draws from the training points, shape (DRAWS,)."""
    rng = np.random.default_rng(4)
    draws = (model.POINTS[rng.integers(len(model.POINTS), size=SIZE)] for _ in range(DRAWS))
    return np.array([model.energy_distance(draw, model.POINTS) for draw in draws])


def main(target: Path = TARGET) -> None:
    """Measure all and write the file."""
    model = lesson()
    energy, gap = np.stack([measures(model, seed=seed) for seed in range(SEEDS)], axis=-1).astype(np.float32)
    np.savez_compressed(target, counts=COUNTS, energy=energy, gap=gap, fresh=fresh(model).astype(np.float32))
    print(f"{target.name}: {target.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
