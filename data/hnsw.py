"""Recall and distances measured by HNSW on up to 10,000 points, and the same from FAISS: book/data/hnsw.npz.

Points and queries are uniform in the unit cube of 2 and of 16 dimensions, drawn here; handwritten digits, 8 × 8 pixels
(scikit-learn's `load_digits`); and the stored vectors of short passages, retrieval_passages.npz. Graphs are built with
`helpers.models.hnsw` and searched with the cells tagged `model` of book/retrieval/hnsw.ipynb: the numbers on the page
are those of the code on the page. FAISS (MIT licence) builds and searches its own graphs of the same points with the
same M, ef_construction and ef, and ten more of other points; it is needed only here and in the tests.

Run `python data/hnsw.py`; it takes about twelve minutes on one core.
"""

from __future__ import annotations

import heapq
import json
from bisect import insort
from pathlib import Path
from types import SimpleNamespace

import faiss
import numpy as np
from sklearn.datasets import load_digits

from helpers.models.hnsw import Index, build, grow

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "book" / "data" / "hnsw.npz"
PASSAGES = ROOT / "book" / "data" / "retrieval_passages.npz"
NOTEBOOK = ROOT / "book" / "retrieval" / "hnsw.ipynb"
DIMENSIONS = (2, 16)
LINKS = (2, 4, 8, 16)  # M
SIZES = (100, 200, 500, 1000, 2000, 5000, 10000)
EFS = (10, 14, 20, 28, 40, 56, 80, 112, 160, 240)
EF_CONSTRUCTION = 100
QUERIES, K = 200, 10
FAISS_SMALL = {"size": 1000, "m": 8, "ef": 20}  # a graph small enough to store
FAISS_LARGE = {"size": 10000, "m": 16}
FAISS_SEEDS = ((2, 2), (2, 3), (2, 4), (16, 8))  # dimension and M of the graphs built ten times
SEEDS, SEED_SIZES = 10, (1000, 10000)
SMALL_EFS = (1, 2, 3, 4, 6, 8)  # for one neighbour instead of ten, before EFS
SHUFFLES, SHUFFLED_LINKS = 10, 4  # digits without their images, and the M of their graphs
REAL_SIZES = {"digits": (100, 400, 1600), "passages": (100, 276)}
PLACES = (0.1, 0.3, 0.5, 0.7, 0.9)  # of the query in the page's first picture, in x and in y
PLANES, PLANE = 100, {"size": 200, "m": 4, "ef_construction": 100}


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


def digits() -> tuple[np.ndarray, np.ndarray]:
    """Points, shape (1,600, 64), and queries, shape (197, 64): pixels from 0 to 16, in a shuffled order."""
    rows = np.random.default_rng(64).permutation(load_digits().data)
    return rows[:1600], rows[1600:]


def shuffled_digits(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """As `digits`, but each pixel's values are dealt out anew among all images: the same 64 numbers, no image left."""
    rows = np.random.default_rng(seed).permuted(load_digits().data, axis=0)
    return rows[:1600], rows[1600:]


def passages() -> tuple[np.ndarray, np.ndarray]:
    """Passages, shape (276, 384), and queries, shape (160, 384): vectors of length 1."""
    with np.load(PASSAGES) as stored:
        vectors = 256.0 * stored["high"] + stored["low"]
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors[:276], vectors[276:]


def measure(model: SimpleNamespace, points: np.ndarray, queries: np.ndarray, *, sizes: tuple, m: int) -> np.ndarray:
    """Mean recall@10, distances and steps: shape (sizes, ef, upper layers off or on, 3)."""
    results = np.zeros((len(sizes), len(EFS), 2, 3))
    rng = np.random.default_rng(m)
    growing = grow(points, model.search_layer, m=m, ef_construction=EF_CONSTRUCTION, rng=rng)
    for size, index in enumerate(growing, start=1):
        if size in sizes:
            truth = nearest(points[:size], queries)
            results[sizes.index(size)] = [
                [model.score(index, queries, truth, ef=ef, upper_layers=on) for on in (False, True)] for ef in EFS
            ]
    print(points.shape, m, results[-1, :, 1, :2].round(3).tolist(), flush=True)
    return results


def measure_cubes(model: SimpleNamespace) -> np.ndarray:
    """`measure` for each dimension and M: shape (dimensions, M, sizes, ef, 2, 3)."""
    return np.array([[measure(model, *sample(d), sizes=SIZES, m=m) for m in LINKS] for d in DIMENSIONS])


def measure_real(model: SimpleNamespace) -> dict[str, np.ndarray]:
    """`measure` of digits and of passages for each M: shape (M, sizes, ef, 2, 3)."""
    return {
        name: np.array([measure(model, *real(), sizes=REAL_SIZES[name], m=m) for m in LINKS])
        for name, real in (("digits", digits), ("passages", passages))
    }


def measure_shuffled(model: SimpleNamespace) -> np.ndarray:
    """`measure` of digits shuffled with seed 0, 1, …: shape (shuffles, sizes, ef, 2, 3)."""
    sizes, m = REAL_SIZES["digits"], SHUFFLED_LINKS
    return np.array([measure(model, *shuffled_digits(seed), sizes=sizes, m=m) for seed in range(SHUFFLES)])


def reached(index: Index) -> set[int]:
    """The points that some walk from the entry can come to, whatever its query."""
    met, waiting = {index.entry}, [index.entry]
    while waiting:
        node = waiting.pop()
        fresh = {near for layer in index.layers for near in layer.get(node, ())} - met
        met |= fresh
        waiting += fresh
    return met


def measure_planes(model: SimpleNamespace) -> np.ndarray:
    """Of graphs like the page's first, seed 0, 1, …: shape (planes, 11).

    Links on the ground, those without a link back, points that no walk can reach; then for `ef` 1, 2, 4, 8 the share of
    the places whose nearest point is found, and the mean distances measured.
    """
    queries = np.array([(x, y) for x in PLACES for y in PLACES])
    results = []
    for seed in range(PLANES):
        rng = np.random.default_rng(seed)
        points = rng.random((PLANE["size"], 2))
        index = build(points, model.search_layer, m=PLANE["m"], ef_construction=PLANE["ef_construction"], rng=rng)
        ground = index.layers[0]
        one_way = [node not in ground[near] for node, links in ground.items() for near in links]
        truth = nearest(points, queries)[:, :1]
        scores = np.array([model.score(index, queries, truth, ef=ef) for ef in (1, 2, 4, 8)])
        lost = len(points) - len(reached(index))
        results.append([len(one_way), sum(one_way), lost, *scores[:, 0], *scores[:, 1]])
    return np.array(results)


def by_faiss(points: np.ndarray, *, m: int) -> faiss.IndexHNSWFlat:
    """FAISS's own HNSW of `points`, built by one thread, so that it is the same at every run."""
    faiss.omp_set_num_threads(1)
    index = faiss.IndexHNSWFlat(points.shape[1], m)
    index.hnsw.efConstruction = EF_CONSTRUCTION
    index.add(points.astype(np.float32))
    return index


def ask_faiss(
    index: faiss.IndexHNSWFlat, queries: np.ndarray, *, ef: int, k: int = K, upper_layers: bool = True
) -> tuple[np.ndarray, float]:
    """Rows found for each query, shape (queries, k), and the mean number of distances FAISS counted.

    Without the upper layers FAISS starts on the ground at the same entry, whose distance is counted here.
    """
    index.hnsw.efSearch = ef
    faiss.cvar.hnsw_stats.reset()
    queries = queries.astype(np.float32)
    if upper_layers:
        _, found = index.search(queries, k)
        return found, faiss.cvar.hnsw_stats.ndis / len(queries)
    entry = index.hnsw.entry_point
    entries = np.full((len(queries), 1), entry, dtype=np.int32)
    gaps = ((queries - index.reconstruct(entry)) ** 2).sum(axis=1, keepdims=True).astype(np.float32)
    far, found = np.empty((len(queries), k), np.float32), np.empty((len(queries), k), np.int64)
    pointers = [faiss.swig_ptr(array) for array in (queries, entries, gaps, far, found)]
    index.search_level_0(len(queries), pointers[0], k, *pointers[1:])
    return found, 1 + faiss.cvar.hnsw_stats.ndis / len(queries)


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


def faiss_seed(seed: int, *, dimension: int, m: int, size: int) -> np.ndarray:
    """FAISS's recall and distances on points of this seed: shape (k of 1 or 10, upper layers off or on, ef, 2).

    NaN where `ef` is below k.
    """
    drawn = np.random.default_rng([seed, dimension]).random((size + QUERIES, dimension), dtype=np.float32)
    points, queries = drawn[:size].astype(float), drawn[size:].astype(float)
    index, truth = by_faiss(points, m=m), nearest(points, queries)
    results = np.full((2, 2, len(SMALL_EFS + EFS), 2), np.nan)
    for i, k in enumerate((1, K)):
        for on in (0, 1):
            for j, ef in enumerate(SMALL_EFS + EFS):
                if ef >= k:
                    found, counted = ask_faiss(index, queries, ef=ef, k=k, upper_layers=bool(on))
                    pairs = zip(found, truth[:, :k], strict=True)
                    results[i, on, j] = np.mean([np.isin(true, row).mean() for row, true in pairs]), counted
    return results


def faiss_seeds() -> np.ndarray:
    """`faiss_seed` for each setting, seed and size: shape (settings, seeds, sizes, k, upper layers, ef, 2)."""
    return np.array(
        [
            [[faiss_seed(seed, dimension=d, m=m, size=size) for size in SEED_SIZES] for seed in range(SEEDS)]
            for d, m in FAISS_SEEDS
        ]
    )


def main(target: Path = TARGET) -> None:
    """Measure, and write the file."""
    axes = {"dimensions": DIMENSIONS, "links": LINKS, "sizes": SIZES, "efs": EFS}
    model = lesson()
    made = {"scores": measure_cubes(model), **measure_real(model), "planes": measure_planes(model)}
    made["shuffled"] = measure_shuffled(model)
    made["faiss_seeds"] = faiss_seeds().astype(np.float32)
    np.savez_compressed(target, **axes, **made, **faiss_results())
    print(f"{target.name}: {target.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
