"""A small collection to search: 276 short passages, 160 queries with their answers, and real vectors of both.

Made by `data/retrieval_passages.py`, which says how; vectors by all-MiniLM-L6-v2 (Apache-2.0).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helpers.bundled import bundled

KINDS = ("code", "name", "paraphrase", "mixed", "typo")
"""What a query is: an exact code; a rare name; no word of its answer; a name with a paraphrase; a misspelling."""


@dataclass(frozen=True)
class Passages:
    """The collection; passages are in a shuffled order.

    Attributes
    ----------
    titles, texts : of the passages, 276 each.
    queries : 160 texts, 32 of each kind.
    kinds : array of str, shape (160,), one of KINDS for each query.
    answers : array of int, shape (160,), the position of the one passage that answers each query.
    passage_vectors : array, shape (276, 384), each of length 1.
    query_vectors : array, shape (160, 384), each of length 1.
    """

    titles: list[str]
    texts: list[str]
    queries: list[str]
    kinds: np.ndarray
    answers: np.ndarray
    passage_vectors: np.ndarray
    query_vectors: np.ndarray


def load_passages() -> Passages:
    """The stored collection; a vector is kept as 12-bit integers, high and low byte apart, and scaled to length 1."""
    with np.load(bundled("retrieval_passages.npz")) as stored:
        titles, texts, queries = (stored[name].tolist() for name in ("titles", "passages", "queries"))
        vectors = 256.0 * stored["high"] + stored["low"]
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        passage_vectors, query_vectors = np.split(vectors, [len(texts)])
        answers = stored["relevant"].astype(int)
        return Passages(titles, texts, queries, stored["kinds"], answers, passage_vectors, query_vectors)
