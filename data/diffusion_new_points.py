"""Is what a diffusion model grows new, or a copy? book/data/diffusion_new_points.npz.

`kinds` compares samples of 1,000 points, with 40 seeds: grown by the network, grown by the exact mean, training points
with noise of 0.05, and new points of the spiral. `losses` are mean squared errors of the noise, by the exact mean and
by the network, on training points and on new points of the spiral, in 150 draws of 6,000. `mended` are the energy
distances where only the network's first step is the exact mean's. All with the cells of the notebook
book/generative/diffusion-models.ipynb whose ids begin with "model", and the stored network.

Run `python data/diffusion_new_points.py`; it takes about a minute on one core.
"""

from __future__ import annotations

import runpy
from pathlib import Path
from types import SimpleNamespace

import numpy as np

DATA = Path(__file__).resolve().parents[1] / "book" / "data"
TARGET = DATA / "diffusion_new_points.npz"
SEEDS, SIZE, STEPS, BLUR, REFERENCE = 40, 1000, 200, 0.05, 4000
DRAWS, BATCH, SCHEDULES = 150, 6000, ("linear", "cosine")
STEPS_SCRIPT = runpy.run_path(str(Path(__file__).with_name("diffusion_steps.py")))
lesson, denoisers = STEPS_SCRIPT["lesson"], STEPS_SCRIPT["denoisers"]


def samples(model: SimpleNamespace, *, seed: int) -> list[np.ndarray]:
    """By the network, by the exact mean, blurred training points, new points: each of shape (SIZE, 2)."""
    exact, learned = denoisers(model)
    made = {"schedule": "cosine", "steps": STEPS, "count": SIZE}
    rng = np.random.default_rng([seed, 1])
    copied = model.POINTS[rng.integers(len(model.POINTS), size=SIZE)]
    return [
        model.generate(learned, **made, sampler="ancestral", rng=np.random.default_rng(seed))[-1],
        model.generate(exact, **made, sampler="deterministic", rng=np.random.default_rng(seed))[-1],
        copied + BLUR * rng.normal(size=copied.shape),
        model.spiral(SIZE, rng),
    ]


def kinds(model: SimpleNamespace, *, seed: int) -> np.ndarray:
    """Of each of the samples, shape (4, 4): energy distance to the training points, median distance to the nearest,
    median distance to the spiral's curve, energy distance to other new points of the spiral.
    """
    others = model.spiral(REFERENCE, np.random.default_rng(4))
    return np.array(
        [
            (
                model.energy_distance(x, model.POINTS),
                np.median(model.nearest(x)),
                np.median(model.off_curve(x)),
                model.energy_distance(x, others),
            )
            for x in samples(model, seed=seed)
        ]
    )


def losses(model: SimpleNamespace, *, seed: int) -> np.ndarray:
    """Of the exact mean and the network, shape (schedules, 2, 2): on training points, then on new ones."""
    with np.load(DATA / "diffusion_network.npz") as stored:
        layers = [(stored[f"weight{place}"], stored[f"bias{place}"]) for place in range(int(stored["layers"]))]
    found = []
    for schedule in SCHEDULES:
        rng = np.random.default_rng([seed, 2])
        for clean in (model.POINTS[np.arange(BATCH) % len(model.POINTS)], model.spiral(BATCH, rng)):
            found.append(model.losses(layers, clean, schedule=schedule, rng=rng))
    return np.array(found).reshape(len(SCHEDULES), 2, 2)


def mended(model: SimpleNamespace, *, seed: int) -> float:
    """Energy distance after 20 deterministic steps of the network, cosine, the first of them by the exact mean."""
    exact, learned = denoisers(model)
    first = model.noise_levels("cosine")[-1]
    grown = model.generate(
        lambda x, sigma: (exact if sigma == first else learned)(x, sigma),
        schedule="cosine",
        steps=20,
        sampler="deterministic",
        count=SIZE,
        rng=np.random.default_rng(seed),
    )
    return model.energy_distance(grown[-1], model.POINTS)


def main(target: Path = TARGET) -> None:
    """Measure all and write the file."""
    model = lesson()
    found = {
        "kinds": [kinds(model, seed=seed) for seed in range(SEEDS)],
        "losses": [losses(model, seed=seed) for seed in range(DRAWS)],
        "mended": [mended(model, seed=seed) for seed in range(SEEDS)],
    }
    np.savez_compressed(target, **{name: np.array(values, np.float32) for name, values in found.items()})
    print(f"{target.name}: {target.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
