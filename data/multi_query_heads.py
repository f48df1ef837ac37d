"""What trained heads lose that must share one key and one value, for multi-query-attention.

The model is all-MiniLM-L6-v2 (Apache-2.0), 6 layers of 12 heads of 32 numbers, read with `joint_rank.py`, which says
how to get its weights. It reads the 276 passages of `retrieval_passages.csv`. Only words count: the marks at both ends,
which draw most of the attention, are left out, but for the vectors in `whole`.

    PYTHONPATH=weights python data/multi_query_heads.py

It takes some two minutes. In each layer the scores of all heads, of all words with all words, are matched as well as
any key of r numbers allows that all heads share, each with queries of its own: the singular value decomposition of
their scores (Eckart and Young). What is added to all keys of a passage alike changes no attention, so a passage's mean
key is subtracted. "Divided" means that each head has own numbers, r in all: its own decomposition, and the r largest
singular values of all heads. Values are matched likewise, by what each head's output matrix makes of them.

Stored are, axes in this order: `parts` keys and values, `layers`, `ways` shared and divided, `sizes`:
`lost`, shape (2, 6, 2, 6), the share of the mean square that is lost, fitted to the words on which it is measured;
`unseen`, likewise, fitted to every other passage, measured on those between, and the other way round. For the keys,
always measured on passages that they were not fitted to: `moved`, (6, 2, 6), the share of the attention that lies on
other words (half the sum of absolute differences); `kept`, (6, 2, 6), how often a head's first word stays first;
`alike`, (6, 2, 6), how often two heads have the same first word, and `alike_own`, (6,), with keys of their own.
`whole`, (3, 2, 69), is the cosine of the vector of every fourth passage with the published model's where keys, values
or both are matched by 32 numbers in all six layers; `counts` are those of passages and words. For one sentence,
`words`: `query` and `key`, (6, 12, 11, 32), as they are, and matched ones of 64 numbers of which the first r are the
best r: `asked`, (6, 2, 12, 11, 64), and `found`, (6, 2, 11, 64).

References: Wang et al. (2020), MiniLM, https://arxiv.org/abs/2002.10957; Eckart and Young (1936), The approximation of
one matrix by another of lower rank, https://doi.org/10.1007/BF02288367.
"""

from __future__ import annotations

import csv
import runpy
from dataclasses import dataclass
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "book" / "data" / "multi_query_heads.npz"
READER = runpy.run_path(str(HERE / "joint_rank.py"))
LAYERS, HEADS, SIZE = (READER[name] for name in ("LAYERS", "HEADS", "SIZE"))
SIZES = (4, 8, 16, 32, 64, 128)
SENTENCE = "the cat sat on my warm mat because it was tired"
MOST = 64  # numbers of a matched key that are stored


def times(tensor: np.ndarray, matrices: np.ndarray) -> np.ndarray:
    """The numbers of each head, shape (n, 12, 32), times its matrix, shape (12, 32, 32); shape (n, 384)."""
    return (tensor.swapaxes(0, 1) @ matrices).swapaxes(0, 1).reshape(len(tensor), -1)


@dataclass(frozen=True)
class Match:
    """How one part of a layer is matched: `weigh` and `undo`, (12, 32, 32), turn a head's numbers into those whose mean
    square is that of the scores, and back; `bases`, a matrix (384, 384) for each way, the best directions first;
    `energies`, likewise, (384,); `mean`, (12, 32), is what was subtracted.
    """

    weigh: np.ndarray
    undo: np.ndarray
    bases: list[np.ndarray]
    energies: list[np.ndarray]
    mean: np.ndarray

    def rows(self, tensor: np.ndarray) -> np.ndarray:
        """Weighed keys or values of all heads, shape (n, 384), of `tensor`, shape (n, 12, 32)."""
        return times(tensor, self.weigh)

    def asked(self, query: np.ndarray, way: int) -> np.ndarray:
        """The queries that meet matched keys, shape (12, n, 384), of `query`, shape (n, 12, 32)."""
        basis = self.bases[way].reshape(HEADS, SIZE, -1)
        return query.swapaxes(0, 1) @ self.undo @ basis

    def matched(self, tensor: np.ndarray, way: int, size: int) -> np.ndarray:
        """Keys or values, shape (n, 12, 32), as `size` numbers allow."""
        basis = self.bases[way][:, :size]
        rows = self.rows(tensor - self.mean) @ basis @ basis.T
        return times(rows.reshape(-1, HEADS, SIZE), self.undo).reshape(rows.shape[0], HEADS, SIZE) + self.mean


def match(tensor: np.ndarray, moments: np.ndarray, mean: np.ndarray) -> Match:
    """The best match of `tensor`, shape (n, 12, 32), where what is made of head h has the Gram matrix `moments`[h]."""
    values, vectors = np.linalg.eigh(moments)
    roots = np.sqrt(values.clip(values.max() * 1e-12))[:, None]
    weigh, undo = ((vectors * part) @ vectors.swapaxes(1, 2) for part in (roots, 1 / roots))
    rows = times(tensor - mean, weigh)
    gram = rows.T @ rows
    single = np.zeros_like(gram)
    for head in range(HEADS):
        own = slice(SIZE * head, SIZE * (head + 1))
        single[own, own] = gram[own, own]
    energies, bases = zip(*(np.linalg.eigh(each) for each in (gram, single)), strict=True)
    return Match(weigh, undo, [basis[:, ::-1] for basis in bases], [e[::-1].clip(0) for e in energies], mean)


def match_keys(query: np.ndarray, key: np.ndarray) -> Match:
    """For keys whose passage's mean is subtracted; their queries' mean squares say what counts."""
    heads = query.swapaxes(0, 1)
    moments = heads.swapaxes(1, 2) @ heads / len(query)
    return match(key, moments, np.zeros(key.shape[1:]))


def match_values(value: np.ndarray, output: np.ndarray) -> Match:
    """For values, whose output matrices, shape (12, 32, 384), say what counts."""
    return match(value, output @ output.swapaxes(1, 2), value.mean(axis=0))


def losses(fitted: Match, tensor: np.ndarray) -> np.ndarray:
    """Lost shares of the mean square of `tensor`, shape (ways, SIZES)."""
    rows = fitted.rows(tensor - fitted.mean)
    energies = [((rows @ basis) ** 2).sum(axis=0) for basis in fitted.bases]
    return np.array([[each[size:].sum() / each.sum() for size in SIZES] for each in energies])


def attention(query: np.ndarray, key: np.ndarray) -> np.ndarray:
    """Weights, shape (12, n, n), of queries (12, n, d) and keys (n, d) or (12, n, d)."""
    scores = query @ np.swapaxes(key, -1, -2) / np.sqrt(SIZE)
    grown = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return grown / grown.sum(axis=-1, keepdims=True)


def agreement(first: np.ndarray) -> np.ndarray:
    """How often two heads have the same first word, shape (n,), from first words, shape (12, n)."""
    same = (first[:, None] == first).sum(axis=(0, 1)) - HEADS
    return same / (HEADS * (HEADS - 1))


def looked(fitted: Match, query: np.ndarray, key: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For one passage, sums over its words, shape (ways, SIZES, 3): attention moved, first words kept, heads alike;
    and the last with keys of their own.
    """
    own = attention(query.swapaxes(0, 1), key.swapaxes(0, 1))
    sums = np.zeros((2, len(SIZES), 3))
    for way in range(2):
        asked, found = fitted.asked(query, way), fitted.rows(key) @ fitted.bases[way]
        for place, size in enumerate(SIZES):
            there = attention(asked[..., :size], found[:, :size])
            moved = np.abs(there - own).sum(axis=-1).mean(axis=0) / 2
            kept = (there.argmax(axis=-1) == own.argmax(axis=-1)).mean(axis=0)
            sums[way, place] = [part.sum() for part in (moved, kept, agreement(there.argmax(axis=-1)))]
    return sums, agreement(own.argmax(axis=-1)).sum()


def centred(key: np.ndarray) -> np.ndarray:
    """Keys of one passage without their mean."""
    return key - key.mean(axis=0)


def stacked(passages: list[np.ndarray], layer: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Queries, centred keys and values of a layer, each of shape (n, 12, 32)."""
    query, value = (np.concatenate([each[layer, :, part] for each in passages]) for part in (0, 2))
    return query, np.concatenate([centred(each[layer, :, 1]) for each in passages]), value


def output_matrices(weights: dict, layer: int) -> np.ndarray:
    """A layer's output matrix, a part for each head, shape (12, 32, 384)."""
    name = f"encoder.layer.{layer}.attention.output.dense.weight"
    return weights[name].astype(float).T.reshape(HEADS, SIZE, -1)


def both_matches(passages: list[np.ndarray], layer: int, weights: dict) -> tuple[Match, Match]:
    """The matches of keys and of values."""
    query, key, value = stacked(passages, layer)
    return match_keys(query, key), match_values(value, output_matrices(weights, layer))


def measure_layer(passages: list[np.ndarray], layer: int, weights: dict) -> dict[str, np.ndarray]:
    """What is stored of one layer."""
    together = both_matches(passages, layer, weights)
    lost = [losses(fitted, part) for fitted, part in zip(together, stacked(passages, layer)[1:], strict=True)]
    unseen, sums, own, words = np.zeros((2, 2, len(SIZES))), 0, 0, 0
    for seen, rest in ((passages[::2], passages[1::2]), (passages[1::2], passages[::2])):
        fitted = both_matches(seen, layer, weights)
        parts = stacked(rest, layer)[1:]
        unseen += np.array([losses(one, part) for one, part in zip(fitted, parts, strict=True)]) / 2
        for passage in rest:
            part, alike = looked(fitted[0], passage[layer, :, 0], centred(passage[layer, :, 1]))
            sums, own, words = sums + part, own + alike, words + passage.shape[1]
    moved, kept, alike = np.moveaxis(sums / words, -1, 0)
    made = {"lost": np.array(lost), "unseen": unseen, "moved": moved, "kept": kept, "alike": alike}
    return made | {"alike_own": np.array(own / words)}


def vector(tokens: list[int], weights: dict, *, matches: dict, way: int) -> np.ndarray:
    """The vector of a text where some parts, "key" or "value", are matched by SIZE numbers in all layers."""
    normalised, dense = READER["normalised"], READER["dense"]
    x = weights["embeddings.word_embeddings.weight"][tokens] + weights["embeddings.token_type_embeddings.weight"][0]
    x = normalised(x + weights["embeddings.position_embeddings.weight"][: len(tokens)], weights, "embeddings.LayerNorm")
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}"
        parts = {
            name: dense(x, weights, f"{at}.attention.self.{name}").reshape(-1, HEADS, SIZE)
            for name in ("query", "key", "value")
        }
        parts["key"] = centred(parts["key"])
        for name, fitted in matches.items():
            parts[name] = fitted[layer].matched(parts[name], way, SIZE)
        query, key, value = (part.swapaxes(0, 1) for part in parts.values())
        mixed = (attention(query, key) @ value).swapaxes(0, 1).reshape(len(x), -1)
        attended = dense(mixed, weights, f"{at}.attention.output.dense")
        x = normalised(x + attended, weights, f"{at}.attention.output.LayerNorm")
        hidden = dense(x, weights, f"{at}.intermediate.dense")
        hidden = hidden * (1 + READER["ERF"](hidden / np.sqrt(2))) / 2
        x = normalised(x + dense(hidden, weights, f"{at}.output.dense"), weights, f"{at}.output.LayerNorm")
    return x.mean(axis=0)


def cosine(one: np.ndarray, other: np.ndarray) -> float:
    """Cosine of two vectors."""
    return one @ other / np.linalg.norm(one) / np.linalg.norm(other)


def whole(texts: list[list[int]], read: list, weights: dict) -> np.ndarray:
    """Cosines of every fourth text's vector, shape (3, 2, 69), fitted to passages of odd number, marks included."""
    seen = [stored.astype(float) for _, stored in read[1::2]]
    keys, values = zip(*(both_matches(seen, layer, weights) for layer in range(LAYERS)), strict=True)
    kinds = {"key": keys}, {"value": values}, {"key": keys, "value": values}
    rest = range(0, len(texts), 4)
    return np.array(
        [
            [[cosine(vector(texts[n], weights, matches=kind, way=way), read[n][0]) for n in rest] for way in range(2)]
            for kind in kinds
        ]
    )


def sentence(passages: list[np.ndarray], weights: dict, vocabulary: dict) -> dict[str, np.ndarray]:
    """Queries and keys of SENTENCE as they are and matched, fitted to all passages."""
    _, stored = READER["read"](READER["pieces"](SENTENCE, vocabulary), weights)
    stored = stored[:, 1:-1].astype(float)
    asked, found = [], []
    for layer in range(LAYERS):
        fitted = match_keys(*stacked(passages, layer)[:2])
        query, key = stored[layer, :, 0], centred(stored[layer, :, 1])
        asked.append([fitted.asked(query, way)[..., :MOST] for way in range(2)])
        found.append([(fitted.rows(key) @ fitted.bases[way])[:, :MOST] for way in range(2)])
    query, key = (stored[:, :, part].swapaxes(1, 2) for part in range(2))
    parts = {"query": query, "key": key, "asked": np.array(asked), "found": np.array(found)}
    return {name: array.astype(np.float16) for name, array in parts.items()}


def main(target: Path = TARGET) -> None:
    """Read the passages, check, measure, and write the file."""
    weights, vocabulary = READER["published"]()
    with open(HERE / "retrieval_passages.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    texts = [READER["pieces"](row["text"], vocabulary) for row in rows]
    read = [READER["read"](text, weights) for text in texts]
    READER["check"](np.stack([vector for vector, _ in read]), [row["title"] for row in rows])
    passages = [stored[:, 1:-1].astype(float) for _, stored in read]
    layers = [measure_layer(passages, layer, weights) for layer in range(LAYERS)]
    measured = {name: np.stack([layer[name] for layer in layers]) for name in layers[0]}
    for name in ("lost", "unseen"):
        measured[name] = measured[name].swapaxes(0, 1)
    measured["whole"] = whole(texts, read, weights)
    rounded = {name: array.round(6).astype(np.float32) for name, array in measured.items()}
    count = sum(passage.shape[1] for passage in passages)
    words = {"words": np.array(SENTENCE.split()), "sizes": np.array(SIZES), "counts": np.array([len(passages), count])}
    np.savez_compressed(target, **rounded, **words, **sentence(passages, weights, vocabulary))
    print(f"{count:,} words; {target.name}: {target.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
