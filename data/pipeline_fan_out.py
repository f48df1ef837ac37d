"""Races of 16 small networks on digits, and four models on breast cancer, for the page on pipelines and search.

In each of 50 runs scikit-learn's 1,797 digits are shuffled: 300 to learn from, 150 to choose by (validation), 1,347
new. Networks: 4, 8, 16 or 64 units a layer, one or two hidden layers, ReLU or tanh, in the order of NETWORKS. Adam with
rate 0.003, batches of 30, cross-entropy.

Stored: `validation` and `test`, shape (50, 16, 5), shares right of the 150 and of the 1,347, by run, network and look,
after 2, 4, 8, 16 and 32 epochs of training each network alone. `shared`, (2, 50, 16, 5), the same two shares when
each network takes its part of one set of weights, looked at after 4, 8, 16, 32 and 64 epochs in which each batch has
trained the part of one network, drawn at random. `folds`, (4, 2, 50), AUC and accuracy of four models on breast cancer,
on each of the folds of ten five-fold cross-validations.

Run `python data/pipeline_fan_out.py`; it takes some 3 minutes.
"""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import torch
from sklearn.datasets import load_breast_cancer, load_digits
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import RepeatedStratifiedKFold, cross_validate
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

NETWORKS = list(product([4, 8, 16, 64], [1, 2], ["ReLU", "tanh"]))  # units a layer, hidden layers, activation
TARGET = Path(__file__).resolve().parents[1] / "book" / "data" / "pipeline_fan_out.npz"
RUNS, WIDEST = 50, 64
TRAIN, VALIDATION, BATCH = 300, 150, 30
STAGES = np.array([2, 4, 8, 16, 32])  # epochs after which the race looks at validation scores
SHARED = 2 * STAGES  # the same for the network that shares its weights


def splits(runs):
    """Digits of `runs` runs, shuffled by run: pixels (runs, 1797, 64) in [0, 1] and labels (runs, 1797)."""
    x, y = load_digits(return_X_y=True)
    order = np.stack([np.random.default_rng([2026, run]).permutation(len(y)) for run in range(runs)])
    return torch.tensor(x[order] / 16, dtype=torch.float32), torch.tensor(y[order])


def first_weights(widths, rng):
    """Weights and biases of len(widths) networks, uniform within 1 / sqrt(inputs) as in torch's Linear."""
    inputs = [np.full(len(widths), 64), widths, widths]
    made = []
    for fan_in, outputs in zip(inputs, [WIDEST, WIDEST, 10], strict=True):
        limit = 1 / np.sqrt(fan_in)[:, None, None]
        for rows in (WIDEST, 1):
            values = rng.uniform(-1, 1, size=(len(widths), rows, outputs)) * limit
            made.append(torch.tensor(values, dtype=torch.float32, requires_grad=True))
    return made


def forms(chosen):
    """Masks of the networks numbered `chosen`: units (n, 1, 64), second layer and tanh (n, 1, 1) as 0 or 1."""
    widths, layers, names = zip(*(NETWORKS[one] for one in chosen), strict=True)
    units = np.arange(WIDEST) < np.array(widths)[:, None]
    flags = [np.array(layers) == 2, np.array(names) == "tanh"]
    return [torch.tensor(units[:, None], dtype=torch.float32)] + [
        torch.tensor(flag[:, None, None], dtype=torch.float32) for flag in flags
    ]


def outputs(x, weights, form):
    """Scores of the ten digits, shape (n, examples, 10), of n networks of these forms."""
    w1, b1, w2, b2, w3, b3 = weights
    units, second, tanh = form

    def active(z):
        return units * (tanh * torch.tanh(z) + (1 - tanh) * torch.relu(z))

    hidden = active(torch.baddbmm(b1, x, w1))
    hidden = second * active(torch.baddbmm(b2, hidden, w2)) + (1 - second) * hidden
    return torch.baddbmm(b3, hidden, w3)


def accuracies(x, y, weights, form):
    """Shares of right answers on the validation and the test digits, shape (2, n)."""
    with torch.no_grad():
        right = (outputs(x[:, TRAIN:], weights, form).argmax(-1) == y[:, TRAIN:]).double().numpy()
    return right[:, :VALIDATION].mean(1), right[:, VALIDATION:].mean(1)


def trained(x, y, weights, form_of_step, epochs, rng):
    """Adam at 0.003 with cross-entropy; yields after each epoch."""
    adam = torch.optim.Adam(weights, lr=0.003)
    pick = torch.arange(len(x))[:, None]
    for _ in range(epochs):
        order = torch.tensor(rng.permuted(np.tile(np.arange(TRAIN), (len(x), 1)), axis=1))
        for start in range(0, TRAIN, BATCH):
            rows = order[:, start : start + BATCH]
            scores = outputs(x[pick, rows], weights, form_of_step())
            loss = torch.nn.functional.cross_entropy(scores.flatten(0, 1), y[pick, rows].flatten(), reduction="none")
            adam.zero_grad()
            (loss.sum() / BATCH).backward()  # the networks share nothing, so their gradients do not mix
            adam.step()
        yield


def own_weights(x, y, number, looks=STAGES):
    """Validation and test accuracy of network `number`, trained alone, in each run: (2, runs, looks)."""
    rng = np.random.default_rng([7, number])
    chosen = [number] * len(x)
    weights = first_weights(np.full(len(x), NETWORKS[number][0]), rng)
    form, found = forms(chosen), []
    for epoch, _ in enumerate(trained(x, y, weights, lambda: form, looks[-1], rng), 1):
        if epoch in looks:
            found.append(accuracies(x, y, weights, form))
    return np.moveaxis(found, 0, -1)


def shared_weights(x, y, looks=SHARED):
    """Validation and test accuracy of each network with weights shared by all 16: (2, runs, networks, looks).

    Each batch trains one network, drawn at random, on its part of one set of weights.
    """
    rng = np.random.default_rng(8)
    weights = first_weights(np.full(len(x), WIDEST), rng)
    found = []
    steps = trained(x, y, weights, lambda: forms(rng.integers(len(NETWORKS), size=len(x))), looks[-1], rng)
    for epoch, _ in enumerate(steps, 1):
        if epoch in looks:
            scores = [accuracies(x, y, weights, forms([one] * len(x))) for one in range(len(NETWORKS))]
            found.append(np.transpose(scores, (1, 2, 0)))
    return np.moveaxis(found, 0, -1)


def four_models():
    """Four models of the kinds in the page's pipeline, by name."""
    return {
        "logistic": LogisticRegression(max_iter=1000),
        "forest": RandomForestClassifier(100, random_state=0),
        "boosting": GradientBoostingClassifier(random_state=0),
        "SVM": SVC(),
    }


def cross_validated(model):
    """AUC and accuracy on each of 50 folds of breast cancer, five folds ten times: shape (2, 50)."""
    x, y = load_breast_cancer(return_X_y=True)
    folds = RepeatedStratifiedKFold(n_splits=5, n_repeats=10, random_state=0)
    found = cross_validate(make_pipeline(StandardScaler(), model), x, y, cv=folds, scoring=("roc_auc", "accuracy"))
    return found["test_roc_auc"], found["test_accuracy"]


def main(target: Path = TARGET) -> None:
    torch.set_num_threads(1)
    x, y = splits(RUNS)
    own = np.stack([own_weights(x, y, number) for number in range(len(NETWORKS))], axis=2)
    np.savez_compressed(
        target,
        validation=own[0].astype(np.float32),
        test=own[1].astype(np.float32),
        shared=shared_weights(x, y).astype(np.float32),
        folds=np.array([cross_validated(model) for model in four_models().values()]),
    )


if __name__ == "__main__":
    main()
