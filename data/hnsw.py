"""Recall and distances measured by HNSW on up to 10,000 points, and the same from FAISS: book/data/hnsw.npz.

Points and queries are uniform in the unit cube of 2 and of 16 dimensions, drawn here, so there is no source to credit.
Graphs are built with `helpers.models.hnsw` and searched with the cells tagged `model` of book/retrieval/hnsw.ipynb: the
numbers on the page are those of the code on the page. FAISS (MIT licence) builds and searches its own graphs of the
same points with the same M, ef_construction and ef; it is needed only here and in the tests.

Run `python data/hnsw.py`; it takes about ten minutes on one core.
"""

from __future__ import annotations

import heapq
import json
from bisect import insort
from pathlib import Path
from types import SimpleNamespace

import faiss
import numpy as np

from helpers.models.hnsw import grow

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "book" / "data" / "hnsw.npz"
NOTEBOOK = ROOT / "book" / "retrieval" / "hnsw.ipynb"
DIMENSIONS = (2, 16)
LINKS = (2, 4, 8, 16)  # M
SIZES = (100, 200, 500, 1000, 2000, 5000, 10000)
EFS = (10, 14, 20, 28, 40, 56, 80, 112, 160, 240)
EF_CONSTRUCTION = 100
QUERIES, K = 200, 10
FAISS_SMALL = {"size": 1000, "m": 8, "ef": 20}  # a graph small enough to store
FAISS_LARGE = {"size": 10000, "m": 16}


def lesson() -> SimpleNamespace:
    """What the notebook's cells tagged `model` define."""
    names = {"np": np, "heapq": heapq, "insort": insort}
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        if "model" in cell["metadata"].get("tags", ()):
            exec("".join(cell["source"]), names)
    return SimpleNamespace(**names)


def sample(dimension: int) -> tuple[np.ndarray, np.ndarray]:
    """Points, shape (10,000, d), and queries, shape (200, d); float32 values, which FAISS works in, held as float64."""
    rng = np.random.default_rng(dimension)
    drawn = rng.random((max(SIZES) + QUERIES, dimension), dtype=np.float32).astype(float)
    return drawn[: max(SIZES)], drawn[max(SIZES) :]


def nearest(points: np.ndarray, queries: np.ndarray) -> np.ndarray:
    """Rows of the K nearest points of each query, nearest first, shape (queries, K): by measuring every distance."""
    return np.array([np.argsort(((points - query) ** 2).sum(axis=1), kind="stable")[:K] for query in queries])


def measure(model: SimpleNamespace) -> np.ndarray:
    """Mean recall@10, distances and steps: shape (dimensions, M, sizes, ef, upper layers off or on, 3)."""
    results = np.zeros((len(DIMENSIONS), len(LINKS), len(SIZES), len(EFS), 2, 3))
    for i, dimension in enumerate(DIMENSIONS):
        points, queries = sample(dimension)
        truth = {size: nearest(points[:size], queries) for size in SIZES}
        for j, m in enumerate(LINKS):
            rng = np.random.default_rng(m)
            growing = grow(points, model.search_layer, m=m, ef_construction=EF_CONSTRUCTION, rng=rng)
            for size, index in enumerate(growing, start=1):
                if size in SIZES:
                    results[i, j, SIZES.index(size)] = [
                        [model.score(index, queries, truth[size], ef=ef, upper_layers=on) for on in (False, True)]
                        for ef in EFS
                    ]
            print(dimension, m, results[i, j, -1, :, 1, :2].round(3).tolist(), flush=True)
    return results


def by_faiss(points: np.ndarray, *, m: int) -> faiss.IndexHNSWFlat:
    """FAISS's own HNSW of `points`, built by one thread, so that it is the same at every run."""
    faiss.omp_set_num_threads(1)
    index = faiss.IndexHNSWFlat(points.shape[1], m)
    index.hnsw.efConstruction = EF_CONSTRUCTION
    index.add(points.astype(np.float32))
    return index


def ask_faiss(index: faiss.IndexHNSWFlat, queries: np.ndarray, *, ef: int) -> tuple[np.ndarray, float]:
    """Rows found for each query, shape (queries, K), and the mean number of distances FAISS counted."""
    index.hnsw.efSearch = ef
    faiss.cvar.hnsw_stats.reset()
    _, found = index.search(queries.astype(np.float32), K)
    return found, faiss.cvar.hnsw_stats.ndis / len(queries)


def faiss_layers(index: faiss.IndexHNSWFlat) -> list[np.ndarray]:
    """FAISS's graph, ground first: for each layer a row a node, which is the node and then its links, −1 where none."""
    graph = index.hnsw
    levels, offsets, links = (faiss.vector_to_array(v) for v in (graph.levels, graph.offsets, graph.neighbors))
    layers = []
    for layer in range(graph.max_level + 1):
        start, stop = graph.cum_nb_neighbors(layer), graph.cum_nb_neighbors(layer + 1)
        nodes = np.flatnonzero(levels > layer)
        rows = [[node, *links[int(offsets[node]) + start : int(offsets[node]) + stop]] for node in nodes]
        layers.append(np.array(rows, dtype=np.int16))
    return layers


def faiss_results() -> dict[str, np.ndarray]:
    """What FAISS finds: on a small graph, stored whole, and its recall and distances on the largest one."""
    points, queries = sample(16)
    small = points[: FAISS_SMALL["size"]]
    index = by_faiss(small, m=FAISS_SMALL["m"])
    found, counted = ask_faiss(index, queries, ef=FAISS_SMALL["ef"])
    results = {f"faiss_layer_{number}": rows for number, rows in enumerate(faiss_layers(index))}
    results |= {"faiss_entry": index.hnsw.entry_point, "faiss_found": found.astype(np.int16), "faiss_counted": counted}
    index, truth, scores = by_faiss(points, m=FAISS_LARGE["m"]), nearest(points, queries), []
    for ef in EFS:
        found, counted = ask_faiss(index, queries, ef=ef)
        hits = [np.isin(row, true).mean() for row, true in zip(found, truth, strict=True)]
        scores.append((np.mean(hits), counted))
    return results | {"faiss_scores": np.array(scores)}


def main(target: Path = TARGET) -> None:
    """Measure, and write the file."""
    axes = {"dimensions": DIMENSIONS, "links": LINKS, "sizes": SIZES, "efs": EFS}
    scores = measure(lesson())
    np.savez_compressed(target, **axes, scores=scores, **faiss_results())
    print(f"{target.name}: {target.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
