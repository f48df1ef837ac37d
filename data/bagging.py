"""What bagging does to a tree's variance, for bias-variance: book/data/bagging.npz.

scikit-learn's example (https://scikit-learn.org/stable/auto_examples/ensemble/plot_bias_variance.html) with four seeds:
50 samples of 50 points each, 1,000 new inputs with 50 noisy values each. For each seed, `found`, shape (4, 4), holds
variance and error of a deep tree, then of ten bagged trees.

Run `python data/bagging.py`; it takes some 3 seconds.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from sklearn.ensemble import BaggingRegressor
from sklearn.tree import DecisionTreeRegressor

TARGET = Path(__file__).resolve().parents[1] / "book" / "data" / "bagging.npz"
SEEDS, SAMPLES, SIZE, NEW, REPEATS = 4, 50, 50, 1000, 50
NOISE = 0.1


def bumps(x: np.ndarray) -> np.ndarray:
    """The example's truth."""
    return np.exp(-(x**2)) + 1.5 * np.exp(-((x - 2) ** 2))


def draw_sample(size: int, repeats: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Inputs, shape (size, 1), and for each of them `repeats` noisy values."""
    x = np.sort(rng.uniform(-5, 5, size))
    y = bumps(x)[:, None] + rng.normal(0, NOISE, (size, repeats))
    return x[:, None], y


def measured(seed: int) -> list[float]:
    """Variance and error of the tree, then of ten bagged trees."""
    rng, found = np.random.default_rng(seed), []
    samples = [draw_sample(SIZE, 1, rng) for _ in range(SAMPLES)]
    new, values = draw_sample(NEW, REPEATS, rng)
    tree = DecisionTreeRegressor(random_state=seed)
    for model in (tree, BaggingRegressor(tree, random_state=seed)):
        fits = [model.fit(x, y[:, 0]).predict(new) for x, y in samples]
        mean, spread = np.mean(fits, axis=0), np.var(fits, axis=0).mean()
        found += [spread, ((values - mean[:, None]) ** 2).mean() + spread]
    return found


def main(target: Path = TARGET) -> None:
    np.savez_compressed(target, found=np.array([measured(seed) for seed in range(SEEDS)]))


if __name__ == "__main__":
    main()
