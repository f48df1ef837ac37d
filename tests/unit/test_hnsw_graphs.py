"""Building HNSW graphs: the levels' law, Algorithm 4 against its definition, and what every graph must keep to."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.models.hnsw import (
    Index,
    build,
    connect,
    draw_level,
    edges,
    grow,
    price_of_recall,
    select_neighbours,
    trail,
)

SEEDS = st.integers(0, 10_000)


def exact_layer(query, entries, *, points, links, ef):
    """Stands in for the notebook's search: measures every node of the layer."""
    return sorted((float(((points[node] - query) ** 2).sum()), node) for node in links)[:ef], []


def made(seed, *, size=60, m=3, dimension=2):
    rng = np.random.default_rng(seed)
    return build(rng.random((size, dimension)), exact_layer, m=m, ef_construction=20, rng=rng)


@pytest.mark.parametrize("m", [2, 4, 16])
def test_a_share_m_to_the_minus_l_of_the_nodes_reaches_layer_l(m):
    rng = np.random.default_rng(0)
    levels = np.array([draw_level(rng, m=m) for _ in range(40_000)])
    for layer in range(4):
        expected = m**-layer
        assert np.mean(levels >= layer) == pytest.approx(expected, abs=4 * np.sqrt(expected / 40_000))


@given(seed=SEEDS, count=st.integers(1, 30), m=st.integers(1, 12))
def test_neighbours_are_those_of_algorithm_4(seed, count, m):
    points = np.random.default_rng(seed).random((count + 1, 3))
    distance = np.linalg.norm(points[:, None] - points, axis=-1)
    kept = []
    for node in sorted(range(1, count + 1), key=lambda node: distance[0, node]):
        if len(kept) < m and all(distance[0, node] < distance[node, other] for other in kept):
            kept.append(node)
    candidates = [(float(distance[0, node] ** 2), node) for node in range(count, 0, -1)]
    assert select_neighbours(candidates, points=points, m=m) == kept


def test_of_two_candidates_on_one_side_the_farther_is_dropped():
    points = np.array([[0.0, 0], [1, 0], [2, 0], [-3, 0]])
    assert select_neighbours([(4.0, 2), (1.0, 1), (9.0, 3)], points=points, m=3) == [1, 3]


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS, m=st.integers(2, 6))
def test_layers_are_nested_links_stay_inside_and_lists_within_their_room(seed, m):
    index = made(seed, m=m)
    assert set(index.layers[0]) == set(range(60))
    assert index.entry in index.layers[-1]
    for number, layer in enumerate(index.layers):
        assert number == 0 or set(layer) <= set(index.layers[number - 1])
        for node, links in layer.items():
            assert node not in links
            assert set(links) <= set(layer)
            assert len(set(links)) == len(links) <= index.room(number)


def test_a_full_neighbour_chooses_again_and_may_drop_the_newcomer():
    points = np.array([[0.0, 0], [1, 0], [-1, 0], [0, 1], [0, -1], [3, 0]])
    index = Index(points, 2, layers=[{0: [1, 2, 3, 4], 1: [], 2: [], 3: [], 4: []}], entry=0)
    connect(index, 5, layer=0, neighbours=[0])
    assert index.layers[0][5] == [0]
    assert index.layers[0][0] == [1, 2, 3, 4]  # room for 4; the nearer four are kept


def test_growing_passes_through_the_index_of_every_beginning():
    points = np.random.default_rng(1).random((40, 2))
    growing = grow(points, exact_layer, m=3, ef_construction=10, rng=np.random.default_rng(2))
    for size, index in enumerate(growing, start=1):
        if size == 25:
            layers = [{node: list(links) for node, links in layer.items()} for layer in index.layers]
            short = build(points[:25], exact_layer, m=3, ef_construction=10, rng=np.random.default_rng(2))
            assert (layers, index.entry) == (short.layers, short.entry)


def test_every_node_is_linked_in_a_graph_of_two():
    index = made(3, size=2)
    assert index.layers[0] == {0: [1], 1: [0]}


@pytest.mark.parametrize(("m", "ef_construction"), [(1, 10), (4, 0)])
def test_what_cannot_work_is_refused(m, ef_construction):
    with pytest.raises(ValueError, match="m of at least 2"):
        build(np.zeros((3, 2)), exact_layer, m=m, ef_construction=ef_construction, rng=np.random.default_rng(0))


def test_no_points_no_layers():
    index = build(np.zeros((0, 2)), exact_layer, m=4, ef_construction=10, rng=np.random.default_rng(0))
    assert index.layers == [] and index.entry is None


def test_edges_are_unordered_and_each_once():
    assert edges({0: [1, 2], 1: [0], 2: [], 3: []}).tolist() == [[0, 1], [0, 2]]
    assert edges({5: []}).shape == (0, 2)


def test_a_trail_hops_from_where_a_node_was_measured_or_down():
    measured, hops = trail((1, 7), [(1, 7, [8, 9]), (1, 9, []), (0, 9, [4, 7]), (0, 4, [])])
    assert measured.tolist() == [[1, 7], [1, 8], [1, 9], [0, 4], [0, 7]]
    assert hops.tolist() == [[[1, 7], [1, 7]], [[1, 7], [1, 9]], [[1, 9], [0, 9]], [[0, 9], [0, 4]]]
    assert trail((1, 7), [])[1].shape == (0, 2, 2)


@pytest.mark.parametrize(("goal", "price"), [(0.5, 10), (0.6, 15), (0.7, 20), (0.9, 40), (0.4, 10)])
def test_the_price_of_a_recall_is_linear_between_two_ef(goal, price):
    recall, distances = np.array([0.5, 0.7, 0.7, 0.9]), np.array([10.0, 20.0, 30.0, 40.0])
    assert price_of_recall(recall, distances, goal=goal) == pytest.approx(price)
    assert np.isnan(price_of_recall(recall, distances, goal=0.95))
