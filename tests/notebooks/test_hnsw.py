"""The model of `retrieval/hnsw`: what a search of a layer promises, what ef adds, and FAISS as the judge of both."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import bundled
from helpers.models.hnsw import Index, build, grow, insert, select_neighbours

READS = ["src/helpers/plots/*"]  # the imports that the cells need draw with it

ROOT = Path(__file__).parents[2]
SEEDS = st.integers(0, 5000)


def random_layer(seed, *, size=40, degree=3):
    """Points, shape (size, 2), random one-way links with at least a ring, so that every node can be reached."""
    rng = np.random.default_rng(seed)
    links = {
        node: sorted({(node + 1) % size, *rng.integers(0, size, degree).tolist()} - {node}) for node in range(size)
    }
    return rng.random((size, 2)), links, rng.random(2)


def nearest_first(points, query):
    return np.argsort(((points - query) ** 2).sum(axis=1), kind="stable").tolist()


@settings(deadline=None)
@given(seed=SEEDS)
def test_with_ef_as_large_as_the_layer_the_search_is_exact(model, seed):
    points, links, query = random_layer(seed)
    found, steps = model.search_layer(query, [0], points=points, links=links, ef=len(points))
    assert [node for _, node in found] == nearest_first(points, query)
    assert sorted([0, *(node for _, fresh in steps for node in fresh)]) == list(range(len(points)))  # each once


@settings(deadline=None)
@given(seed=SEEDS, ef=st.integers(1, 40))
def test_found_are_the_ef_nearest_of_those_measured(model, seed, ef):
    points, links, query = random_layer(seed)
    found, steps = model.search_layer(query, [0], points=points, links=links, ef=ef)
    measured = {0, *(node for _, fresh in steps for node in fresh)}
    assert [node for _, node in found] == [node for node in nearest_first(points, query) if node in measured][:ef]


@settings(deadline=None)
@given(seed=SEEDS, ef=st.integers(1, 39))
def test_a_larger_ef_goes_on_where_a_smaller_one_stops(model, seed, ef):
    points, links, query = random_layer(seed)
    short, long = (model.search_layer(query, [0], points=points, links=links, ef=width)[1] for width in (ef, ef + 1))
    assert long[: len(short)] == short


@settings(deadline=None)
@given(seed=SEEDS)
def test_with_ef_1_it_stops_where_no_link_leads_nearer(model, seed):
    points, links, query = random_layer(seed)
    [(distance, node)], _ = model.search_layer(query, [0], points=points, links=links, ef=1)
    assert all(((points[near] - query) ** 2).sum() >= distance for near in links[node])


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS)
def test_each_floor_starts_where_the_floor_above_ended(model, seed):
    rng = np.random.default_rng(seed)
    points = rng.random((80, 2))
    index = build(points, model.search_layer, m=3, ef_construction=20, rng=rng)
    found, walk = model.search(index, rng.random(2), ef=5)
    floors = [floor for floor, _, _ in walk]
    assert floors == sorted(floors, reverse=True) and set(floors) == set(range(len(index.layers)))
    assert walk[0][1] == index.entry
    assert all(node in index.layers[floor] for floor, node, _ in walk)
    flat = model.search(index, points[0], ef=5, upper_layers=False)[1]
    assert {floor for floor, _, _ in flat} == {0} and flat[0][1] == index.entry
    assert len(found) == 5


@settings(max_examples=50, deadline=None)
@given(seed=SEEDS, m=st.integers(1, 8))
def test_the_neighbours_chosen_are_those_of_algorithm_4_each_refusal_with_its_reason(model, seed, m):
    rng = np.random.default_rng(seed)
    points = rng.random((20, 2))
    candidates = sorted((float(((points[node] - points[0]) ** 2).sum()), node) for node in range(1, 20))
    tried = model.choose(candidates, points=points, m=m)
    linked = [node for node, close in tried if close is None]
    assert linked == select_neighbours(candidates, points=points, m=m)
    assert [node for node, _ in tried] == [node for _, node in candidates[: len(tried)]]
    for node, close in tried:
        if close is not None:
            assert close in linked[: linked.index(close) + 1]
            assert np.linalg.norm(points[node] - points[close]) <= np.linalg.norm(points[node] - points[0])


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS)
def test_an_insertion_played_ends_as_algorithm_1_and_leaves_the_graph_alone(model, seed):
    rng = np.random.default_rng(seed)
    points = rng.random((31, 2))
    index, whole = (
        build(points[:30], model.search_layer, m=2, ef_construction=8, rng=np.random.default_rng(seed)) for _ in "ab"
    )
    *_, after = model.insertion(index, points[30], ef_construction=8)
    assert index.layers == whole.layers
    whole.points = points
    insert(whole, 30, search_layer=model.search_layer, level=0, ef_construction=8)
    assert whole.layers == after.layers


def test_score_counts_what_a_slow_count_counts(model):
    rng = np.random.default_rng(0)
    points, queries = rng.random((200, 4)), rng.random((10, 4))
    index = build(points, model.search_layer, m=4, ef_construction=30, rng=rng)
    truth = np.array([nearest_first(points, query)[:5] for query in queries])
    recall, distances, steps = model.score(index, queries, truth, ef=8)
    walks = [model.search(index, query, ef=8) for query in queries]
    hits = [node in near for (found, _), near in zip(walks, truth, strict=True) for _, node in found[:5]]
    assert recall == pytest.approx(sum(hits) / 50)
    assert distances == pytest.approx(np.mean([1 + sum(len(fresh) for _, _, fresh in walk) for _, walk in walks]))
    assert steps == pytest.approx(np.mean([len(walk) for _, walk in walks]))


@pytest.fixture(scope="module")
def script():
    return SimpleNamespace(**runpy.run_path(str(ROOT / "data" / "hnsw.py")))


@pytest.fixture(scope="module")
def stored():
    with np.load(bundled("hnsw.npz")) as file:
        return dict(file)


@pytest.mark.parametrize(("dimension", "m"), [(2, 4), (16, 8)])
def test_stored_measurements_are_made_again(model, script, stored, dimension, m):
    points, queries = script.sample(dimension)
    growing = grow(points[:500], model.search_layer, m=m, ef_construction=100, rng=np.random.default_rng(m))
    i, j = stored["dimensions"].tolist().index(dimension), stored["links"].tolist().index(m)
    for size, index in enumerate(growing, start=1):
        if size in (100, 500):
            truth = script.nearest(points[:size], queries)
            again = [
                [model.score(index, queries, truth, ef=ef, upper_layers=on) for on in (False, True)] for ef in (10, 40)
            ]
            kept = stored["scores"][i, j, stored["sizes"].tolist().index(size)]
            np.testing.assert_allclose(again, kept[[stored["efs"].tolist().index(ef) for ef in (10, 40)]], rtol=1e-12)


@pytest.mark.parametrize("name", ["digits", "passages"])
def test_what_is_stored_of_real_data_is_measured_again(model, script, stored, name):
    points, queries = getattr(script, name)()
    again = script.measure(model, points[:100], queries, sizes=(100,), m=4)
    np.testing.assert_allclose(again[0], stored[name][1, 0], rtol=1e-12)


def test_shuffled_digits_keep_each_pixels_values_and_are_measured_again(model, script, stored):
    points, queries = script.shuffled_digits(3)
    whole, rows = (np.vstack(parts) for parts in (script.digits(), (points, queries)))
    np.testing.assert_array_equal(np.sort(rows, axis=0), np.sort(whole, axis=0))
    again = script.measure(model, points[:100], queries, sizes=(100,), m=script.SHUFFLED_LINKS)
    np.testing.assert_allclose(again[0], stored["shuffled"][3, 0], rtol=1e-12)


def test_graphs_of_the_plane_come_out_again(model, script, stored, monkeypatch):
    monkeypatch.setitem(script.measure_planes.__globals__, "PLANES", 2)
    np.testing.assert_allclose(script.measure_planes(model), stored["planes"][:2], rtol=1e-12)


def test_no_walk_comes_to_a_point_that_nothing_links_to(script):
    index = Index(np.zeros((4, 2)), 2, layers=[{0: [1], 1: [0], 2: [0], 3: [2]}, {0: [2], 2: []}], entry=0)
    assert script.reached(index) == {0, 1, 2}


def test_what_faiss_measures_on_other_points_comes_out_again(script, stored):
    again = script.faiss_seed(3, dimension=2, m=3, size=1000)
    np.testing.assert_allclose(again, stored["faiss_seeds"][1, 3, 0], rtol=1e-6)


@pytest.mark.parametrize("name", ["scores", "digits", "passages"])
def test_stored_recall_rises_with_ef_and_so_does_its_price(stored, name):
    recall, distances, _ = np.moveaxis(stored[name], -1, 0)
    assert np.all(np.diff(recall, axis=-2) >= -1e-12)
    assert np.all(np.diff(distances, axis=-2) >= 0)


def test_our_search_of_faiss_graph_finds_what_faiss_finds_in_its_order(model, script, stored):
    points, queries = script.sample(16)
    small = points[: script.FAISS_SMALL["size"]]
    theirs = script.by_faiss(small, m=script.FAISS_SMALL["m"])
    layers = script.faiss_layers(theirs)
    links = [{int(row[0]): [int(node) for node in row[1:] if node >= 0] for row in rows} for rows in layers]
    index = Index(small, script.FAISS_SMALL["m"], layers=links, entry=theirs.hnsw.entry_point)
    for ef in (10, 20, 80):
        found, counted = script.ask_faiss(theirs, queries, ef=ef)
        walks = [model.search(index, query, ef=ef) for query in queries]
        assert [[node for _, node in near[:10]] for near, _ in walks] == found.tolist()
        measured = np.mean([1 + sum(len(fresh) for _, _, fresh in walk) for _, walk in walks])
        assert 0 <= counted - measured < 5  # above the ground FAISS measures again what it has met
        if ef == script.FAISS_SMALL["ef"]:
            assert found.tolist() == stored["faiss_found"].tolist() and counted == pytest.approx(
                stored["faiss_counted"]
            )
    for number, rows in enumerate(layers):
        assert np.array_equal(rows, stored[f"faiss_layer_{number}"])
