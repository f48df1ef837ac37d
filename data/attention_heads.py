"""How near real attention heads are to kernel smoothing, for attention-as-kernel: book/data/attention_heads.npz.

The model is all-MiniLM-L6-v2 (Apache-2.0), 6 layers of 12 heads of 32 numbers, read with `joint_rank.py`, which says
how to get its weights. It reads the 276 passages of `retrieval_passages.csv`; each token is a query, the keys are all
tokens of its passage. Softmax ignores what is added to all keys alike, so the mean key of a head is subtracted first:
lengths are measured from there.

    PYTHONPATH=weights python data/attention_heads.py

It takes some 30 seconds. Stored are, for each layer and head: `spread`, shape (6, 12), the standard deviation of the
keys' lengths as a share of their mean, within a passage; `moved`, shape (6, 12), the share of the weight that lies
elsewhere if |k|²/2 is subtracted from the scores, so that nearness alone decides (half the sum of absolute differences,
mean over the queries); `linear`, shape (6, 12, 4, 10), the same share if exp(q·k/√32) is replaced by its estimate from
`features` positive random features, for ten seeds, over every twelfth passage.

References: Wang et al. (2020), MiniLM, https://arxiv.org/abs/2002.10957; Choromanski et al. (2021), Rethinking
Attention with Performers, https://arxiv.org/abs/2009.14794.
"""

from __future__ import annotations

import csv
import runpy
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "book" / "data" / "attention_heads.npz"
FEATURES = (32, 128, 512, 2048)
SEEDS = 10


def passages() -> tuple[np.ndarray, list[int]]:
    """Queries and keys of all tokens, shape (LAYERS, tokens, 2, HEADS, SIZE), and the tokens of each passage."""
    reader = runpy.run_path(str(HERE / "joint_rank.py"))
    weights, vocabulary = reader["published"]()
    with open(HERE / "retrieval_passages.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    read = [reader["read"](reader["pieces"](row["text"], vocabulary), weights) for row in rows]
    reader["check"](np.stack([vector for vector, _ in read]), [row["title"] for row in rows])
    stored = [part[:, :, :2] for _, part in read]
    return np.concatenate(stored, axis=1).astype(float), [part.shape[1] for part in stored]


def shares(scores: np.ndarray) -> np.ndarray:
    """Softmax over the last axis."""
    likely = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return likely / likely.sum(axis=-1, keepdims=True)


def elsewhere(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Share of the weight that lies elsewhere, for each query: half the sum of absolute differences."""
    return np.abs(first - second).sum(axis=-1) / 2


def measured(query: np.ndarray, key: np.ndarray, *, rngs: list[np.random.Generator]) -> list:
    """One head in one passage: spread of lengths, moved weight of each query, and of the estimates from features.

    `query` and `key` have shape (n, SIZE) and are scaled so that the scores are their dot products; an estimate is
    exp(w·q − |q|²/2) exp(w·k − |k|²/2), the mean over random w.
    """
    lengths = np.linalg.norm(key, axis=1)
    exact = shares(query @ key.T)
    moved = elsewhere(exact, shares(query @ key.T - lengths**2 / 2))
    linear = np.zeros((len(FEATURES), len(rngs), len(query)))
    for seed, rng in enumerate(rngs):
        directions = rng.normal(size=(max(FEATURES), key.shape[1]))
        for place, count in enumerate(FEATURES):
            of_query, of_key = (part @ directions[:count].T for part in (query, key))
            of_query -= of_query.max(axis=1, keepdims=True)  # common to all keys
            of_key = of_key - lengths[:, None] ** 2 / 2
            estimate = np.exp(of_query) @ np.exp(of_key - of_key.max()).T
            linear[place, seed] = elsewhere(exact, estimate / estimate.sum(axis=1, keepdims=True))
    return [lengths.std() / lengths.mean(), moved, linear]


def head(queries: np.ndarray, keys: np.ndarray, ends: np.ndarray) -> tuple[float, float, np.ndarray]:
    """What is stored for one head, from the queries and keys of all passages, shape (tokens, SIZE)."""
    scale = np.sqrt(np.sqrt(keys.shape[1]))
    queries, keys = queries / scale, (keys - keys.mean(axis=0)) / scale
    spreads, moved, linear = [], [], []
    for number, (start, end) in enumerate(zip(np.append(0, ends[:-1]), ends, strict=True)):
        sampled = number % 12 == 0
        rngs = [np.random.default_rng(seed) for seed in range(SEEDS)] if sampled else []
        spread, one, many = measured(queries[start:end], keys[start:end], rngs=rngs)
        spreads.append(spread)
        moved.append(one)
        if sampled:
            linear.append(many)
    return np.mean(spreads), np.concatenate(moved).mean(), np.concatenate(linear, axis=-1).mean(axis=-1)


def main(target: Path = TARGET) -> None:
    tensor, lengths = passages()
    ends = np.cumsum(lengths)
    found = [head(layer[:, 0, n], layer[:, 1, n], ends) for layer in tensor for n in range(layer.shape[2])]
    spread, moved, linear = (
        np.array(part).reshape(len(tensor), -1, *np.shape(part[0])) for part in zip(*found, strict=True)
    )
    rounded = {"spread": spread, "moved": moved, "linear": linear}
    np.savez_compressed(
        target,
        features=np.array(FEATURES),
        tokens=np.array(ends[-1]),
        **{name: array.round(6).astype(np.float32) for name, array in rounded.items()},
    )


if __name__ == "__main__":
    main()
