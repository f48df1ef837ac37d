"""Trees and forests over many training sets, for random-forests: book/data/random-forests.npz.

Friedman's first problem (J. H. Friedman, Multivariate Adaptive Regression Splines, 1991, doi:10.1214/aos/1176347963):
ten columns, five of them useful, 200 rows. 200 training sets for each noise, the same for every kind of forest; 100
trees a set, fitted by scikit-learn's `DecisionTreeRegressor`.

| array | shape | holds |
|---|---|---|
| `middle` | (2, 3, 200, 100) | 10 × predictions in the middle of the cube, noise 5; with and without bootstrap, `ALL` |
| `parts` | (2, 6, 4, 10, 10) | noise, `FEATURES`, `DEPTHS`, a tenth of the sets, `STATISTICS`: means over 200 places |
| `bag` | (2, 6, 200, 2) | out-of-bag error and error at the 200 places of full trees |

A tree of depth d is the top of the full one, since cuts are chosen from the top down.

Run `python data/random_forests.py`; it takes some 10 minutes.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from sklearn import config_context
from sklearn.tree import DecisionTreeRegressor

TARGET = Path(__file__).resolve().parents[1] / "book" / "data" / "random-forests.npz"
SETS, ROWS, COLUMNS, TREES, PLACES, GROUPS = 200, 200, 10, 100, 200, 10
NOISES = (1.0, 5.0)
FEATURES = (1, 2, 3, 5, 7, 10)  # that a cut may choose from
ALL = (1, 3, 10)  # of them, in `middle`
DEPTHS = (1, 2, 4, None)
COUNTS = (1, 2, 5, 10, 20, 50, 100)
STATISTICS = ("bias²", "shared", "within", *COUNTS)  # of COUNTS: the measured variance of the average


def truth(x: np.ndarray) -> np.ndarray:
    """Friedman's function of the first five columns."""
    return 10 * np.sin(np.pi * x[:, 0] * x[:, 1]) + 20 * (x[:, 2] - 0.5) ** 2 + 10 * x[:, 3] + 5 * x[:, 4]


def draw_places() -> np.ndarray:
    """The middle of the cube, then 200 places at random."""
    at_random = np.random.default_rng(1).random((PLACES, COLUMNS))
    return np.vstack([np.full((1, COLUMNS), 0.5), at_random]).astype(np.float32)


def draw_set(noise: int, number: int) -> tuple[np.ndarray, np.ndarray]:
    """Training set `number` at `NOISES[noise]`: rows, shape (200, 10), and values."""
    rng = np.random.default_rng([0, noise, number])
    x = rng.random((ROWS, COLUMNS)).astype(np.float32)
    return x, truth(x.astype(float)) + rng.normal(0, NOISES[noise], ROWS)


def top(tree, places: np.ndarray, depth: int) -> np.ndarray:
    """What the upper `depth` levels of a grown tree predict."""
    node, row = np.zeros(len(places), int), np.arange(len(places))
    for _ in range(depth):
        left = places[row, tree.feature[node]] <= tree.threshold[node]
        below = np.where(left, tree.children_left[node], tree.children_right[node])
        node = np.where(tree.children_left[node] < 0, node, below)
    return tree.value[node, 0, 0]


def grow(sample: tuple, features: int, bootstrap: bool, rng: np.random.Generator) -> tuple[list, np.ndarray]:
    """100 trees, and which rows each did not see, shape (100, 200)."""
    (x, y), trees, unseen = sample, [], np.ones((TREES, ROWS), bool)
    for number in range(TREES):
        rows = rng.integers(ROWS, size=ROWS) if bootstrap else np.arange(ROWS)
        unseen[number, rows] = False
        tree = DecisionTreeRegressor(max_features=features, random_state=int(rng.integers(2**31)))
        trees.append(tree.fit(x[rows], y[rows], check_input=False).tree_)
    return trees, unseen


def forest(noise: int, features: int, bootstrap: bool, number: int) -> tuple[np.ndarray, float]:
    """Predictions of the trees grown on one training set, shape (4 depths, 100, 201), and their out-of-bag error."""
    sample = draw_set(noise, number)
    rng = np.random.default_rng([1, noise, features, bootstrap, number])
    trees, unseen = grow(sample, features, bootstrap, rng)
    places = draw_places()
    found = [[top(t, places, d) if d else t.predict(places)[:, 0] for t in trees] for d in DEPTHS]
    if not bootstrap:
        return np.array(found), np.nan
    fits = np.array([tree.predict(sample[0])[:, 0] for tree in trees])
    kept = unseen.any(axis=0)
    average = (fits * unseen).sum(axis=0)[kept] / unseen.sum(axis=0)[kept]
    return np.array(found), float(((sample[1][kept] - average) ** 2).mean())


def statistics(fits: np.ndarray, target: np.ndarray) -> list[float]:
    """Unbiased estimates from sets × trees × places; see STATISTICS."""
    sets, trees, _places = fits.shape
    average = fits.mean(axis=1)
    within, whole = fits.var(axis=1, ddof=1).mean(axis=0), average.var(axis=0, ddof=1)
    bias = (average.mean(axis=0) - target) ** 2 - whole / sets
    measured = [fits[:, :count].mean(axis=1).var(axis=0, ddof=1).mean() for count in COUNTS]
    return [bias.mean(), (whole - within / trees).mean(), within.mean(), *measured]


def main(target: Path = TARGET) -> None:
    value, tenth = truth(draw_places()[1:].astype(float)), SETS // GROUPS
    middle = np.zeros((2, len(ALL), SETS, TREES), np.int16)
    parts = np.zeros((len(NOISES), len(FEATURES), len(DEPTHS), GROUPS, len(STATISTICS)), np.float32)
    bag = np.zeros((len(NOISES), len(FEATURES), SETS, 2), np.float32)
    with config_context(skip_parameter_validation=True, assume_finite=True):
        for place, features in enumerate(ALL):
            for number in range(SETS):
                fits, _error = forest(1, features, False, number)
                middle[1, place, number] = np.rint(10 * fits[-1, :, 0])
        for noise, column in np.ndindex(len(NOISES), len(FEATURES)):
            for group in range(GROUPS):
                numbers = range(group * tenth, (group + 1) * tenth)
                found = [forest(noise, FEATURES[column], True, number) for number in numbers]
                fits = np.array([fit for fit, _error in found])
                for depth in range(len(DEPTHS)):
                    parts[noise, column, depth, group] = statistics(fits[:, depth, :, 1:], value)
                errors = ((fits[:, -1, :, 1:].mean(axis=1) - value) ** 2).mean(axis=1) + NOISES[noise] ** 2
                bag[noise, column, list(numbers)] = np.transpose([[error for _fit, error in found], errors])
                if noise == 1 and FEATURES[column] in ALL:
                    middle[0, ALL.index(FEATURES[column]), list(numbers)] = np.rint(10 * fits[:, -1, :, 0])
    np.savez_compressed(target, middle=middle, parts=parts, bag=bag)


if __name__ == "__main__":
    main()
