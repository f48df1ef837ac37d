"""HNSW graphs: insertion with the neighbour-selection heuristic of Malkov and Yashunin (2018), and reading a walk.

Searching a layer is the notebook's lesson, `book/retrieval/hnsw.ipynb`; the graph is built with the notebook's own
`search_layer`, which is handed in:

    search_layer(query, entries, *, points, links, ef) -> (found, steps)

with `found` the at most `ef` nearest points met, as sorted (squared distance, node) pairs.

Reference: Malkov and Yashunin (2018), Algorithms 1 and 4, https://doi.org/10.1109/TPAMI.2018.2889473.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np


@dataclass
class Index:
    """Points in a stack of graphs.

    Attributes
    ----------
    points : shape (n, d); rows that were not inserted yet are in no layer.
    m : links a new node makes in each layer.
    layers : for each layer, ground first, node -> the nodes it links to.
    entry : a node of the top layer, where every search starts; None while the index is empty.
    """

    points: np.ndarray
    m: int
    layers: list[dict[int, list[int]]] = field(default_factory=list)
    entry: int | None = None

    def room(self, layer: int) -> int:
        """Links a node may keep: 2M on the ground, M above."""
        return 2 * self.m if layer == 0 else self.m


def draw_level(rng: np.random.Generator, *, m: int) -> int:
    """Top layer of a new node: floor(−ln U / ln M), U uniform in (0, 1]; P(level ≥ l) = M^−l."""
    return int(-math.log(1 - rng.random()) / math.log(m))


def select_neighbours(candidates: list[tuple[float, int]], *, points: np.ndarray, m: int) -> list[int]:
    """At most `m` of the candidates: nearest first, each kept only if it is nearer to the node than to all kept before.

    Parameters
    ----------
    candidates : (squared distance to the node, candidate) pairs in any order.
    points : shape (n, d).

    Algorithm 4 without its two options, as in hnswlib and FAISS: candidates are not extended by their own neighbours,
    and what the rule drops is not put back to fill the list. The squares of distances order as distances do.
    """
    candidates = sorted(candidates)
    places = points[[node for _, node in candidates]]
    to_kept = np.full(len(places), np.inf)  # squared distance of each candidate to the nearest one kept
    kept = []
    for place, (to_node, node) in enumerate(candidates):
        if to_node < to_kept[place]:
            kept.append(node)
            to_kept = np.minimum(to_kept, ((places - points[node]) ** 2).sum(axis=-1))
        if len(kept) == m:
            break
    return kept


def connect(index: Index, node: int, *, layer: int, neighbours: list[int]) -> None:
    """Link `node` with `neighbours` in both directions; a neighbour that has no room left chooses again."""
    links, points, room = index.layers[layer], index.points, index.room(layer)
    links[node] = list(neighbours)
    for neighbour in neighbours:
        links[neighbour].append(node)
        if len(links[neighbour]) > room:
            theirs = links[neighbour]
            distances = ((points[theirs] - points[neighbour]) ** 2).sum(axis=1).tolist()
            pairs = list(zip(distances, theirs, strict=True))
            links[neighbour] = select_neighbours(pairs, points=points, m=room)


def insert(index: Index, node: int, *, search_layer: Callable, level: int, ef_construction: int) -> None:
    """Put row `node` of the points into layers 0 … `level` of the index: Algorithm 1."""
    top = len(index.layers) - 1
    entries = [] if index.entry is None else [index.entry]
    for layer in range(top, -1, -1):
        wide = layer <= level  # above its own level a node is only passed through
        found, _ = search_layer(
            index.points[node],
            entries,
            points=index.points,
            links=index.layers[layer],
            ef=ef_construction if wide else 1,
        )
        if wide:
            neighbours = select_neighbours(found, points=index.points, m=index.m)
            connect(index, node, layer=layer, neighbours=neighbours)
        entries = [near for _, near in found]
    for _ in range(top, level):
        index.layers.append({node: []})
        index.entry = node


def grow(
    points: np.ndarray, search_layer: Callable, *, m: int, ef_construction: int, rng: np.random.Generator
) -> Iterator[Index]:
    """The same index after each insertion, one point at a time: after n, the index of the first n points.

    Raises ValueError for an `m` below 2 (levels are drawn with 1 / ln M), or an `ef_construction` below 1.
    """
    if m < 2 or ef_construction < 1:
        raise ValueError(
            f"HNSW needs m of at least 2 and ef_construction of at least 1; got {m} and {ef_construction}."
        )
    index = Index(points, m)
    for node in range(len(points)):
        level = draw_level(rng, m=m)
        insert(index, node, search_layer=search_layer, level=level, ef_construction=ef_construction)
        yield index


def build(
    points: np.ndarray, search_layer: Callable, *, m: int, ef_construction: int, rng: np.random.Generator
) -> Index:
    """Index of all `points`, shape (n, d), inserted in their order; see `grow`."""
    growing = grow(points, search_layer, m=m, ef_construction=ef_construction, rng=rng)
    last = deque(growing, maxlen=1)
    return last[0] if last else Index(points, m)


def edges(layer: dict[int, list[int]]) -> np.ndarray:
    """Pairs of nodes with a link in one direction at least, each pair once, shape (pairs, 2)."""
    pairs = {(min(node, near), max(node, near)) for node, links in layer.items() for near in links}
    return np.array(sorted(pairs), dtype=int).reshape(-1, 2)


def trail(entry: tuple[int, int], walk: list[tuple[int, int, list[int]]]) -> tuple[np.ndarray, np.ndarray]:
    """Where a walk has been: (layer, node) of each distance measured, and of the two ends of each step.

    Parameters
    ----------
    entry : (layer, node) where the walk starts.
    walk : for each step its layer, the node expanded and the nodes measured there.

    Returns
    -------
    measured : shape (distances, 2), the entry first.
    hops : shape (steps, 2, 2): a step leads from the node that measured it first, or down from the layer above.
    """
    measured, hops, measured_from = [entry], [], {entry: entry}
    for layer, node, fresh in walk:
        here = (layer, node)
        hops.append((measured_from.get(here, (layer + 1, node)), here))
        measured_from |= {(layer, other): here for other in fresh}
        measured += [(layer, other) for other in fresh]
    return np.array(measured), np.array(hops, dtype=int).reshape(-1, 2, 2)


def price_of_recall(recall: np.ndarray, distances: np.ndarray, *, goal: float) -> float:
    """Distances at which `recall` first reaches `goal`, linear between two settings; NaN where it never does.

    `recall` and `distances` hold one number for each ef, in rising order of ef.
    """
    reached = np.flatnonzero(recall >= goal)
    if reached.size == 0:
        return np.nan
    upper = reached[0]
    if upper == 0:
        return float(distances[0])
    return float(np.interp(goal, recall[upper - 1 : upper + 1], distances[upper - 1 : upper + 1]))
