"""The model of `supervised/decision-trees`: gains, trees and boxes, against scikit-learn and SciPy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import entropy
from sklearn.datasets import load_breast_cancer, load_iris
from sklearn.metrics import mutual_info_score
from sklearn.tree import DecisionTreeClassifier

READS = ["src/helpers/plots/*"]  # the imports that the cells need draw with it

SEEDS = st.integers(0, 2**32 - 1)


def wide(columns):
    return [(-1e9, 1e9)] * columns


def bits_left(model, leaves, y):
    return sum(len(node["rows"]) * model.bits(y[node["rows"]].mean()) for node in leaves) / len(y)


@given(st.floats(0, 1))
def test_bits_are_the_entropy_of_scipy(model, p):
    assert model.bits(p) == pytest.approx(entropy([p, 1 - p], base=2), abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.integers(2, 40), st.integers(2, 12))
def test_gains_are_mutual_information_at_every_place(model, seed, rows, kinds):
    rng = np.random.default_rng(seed)
    values, y = rng.integers(kinds, size=rows).astype(float), rng.integers(2, size=rows)
    places, gains = model.gains(values, y)
    assert len(places) == len(np.unique(values)) - 1
    for place, gain in zip(places, gains, strict=True):
        assert gain == pytest.approx(mutual_info_score(values <= place, y) / np.log(2), abs=1e-9)


@settings(max_examples=25, deadline=None)
@given(SEEDS, st.integers(1, 6))
def test_trees_leave_the_bits_that_scikit_learn_leaves(model, seed, cuts):
    """Values all differ and classes overlap widely, so that few ties arise; trees of equal gains are left out."""
    rng = np.random.default_rng(seed)
    y = rng.integers(2, size=200)
    x = rng.normal(size=(200, 2)) + 0.8 * y[:, None]
    x = x.astype(np.float32).astype(float)
    trees = [
        DecisionTreeClassifier(criterion="entropy", max_leaf_nodes=cuts + 1, random_state=state).fit(x, y).tree_
        for state in range(4)
    ]
    left = [(tree.n_node_samples * tree.impurity)[tree.children_left < 0].sum() / len(y) for tree in trees]
    if np.ptp(left) < 1e-12:
        _root, leaves = model.grow(x, y, cuts, wide(2))
        assert bits_left(model, leaves, y) == pytest.approx(left[0], abs=1e-6)


def test_the_whole_tree_of_flowers_learns_every_row(model):
    x, y = load_iris(return_X_y=True)
    y = (y == 1).astype(int)
    tree = DecisionTreeClassifier(criterion="entropy", random_state=0).fit(x, y)
    _root, leaves = model.grow(x, y, 999, wide(4))
    assert tree.score(x, y) == 1
    assert bits_left(model, leaves, y) == 0


@settings(max_examples=25, deadline=None)
@given(SEEDS, st.integers(1, 30))
def test_leaves_share_out_the_rows_and_hold_them_in_their_boxes(model, seed, cuts):
    rng = np.random.default_rng(seed)
    x, y = rng.integers(6, size=(60, 2)).astype(float), rng.integers(2, size=60)
    root, leaves = model.grow(x, y, cuts, [(-1, 6)] * 2)
    assert sorted(np.concatenate([node["rows"] for node in leaves])) == list(range(60))
    for node in leaves:
        low, high = node["box"].T
        inside = ((x > low) & (x <= high)).all(axis=1)
        assert set(np.flatnonzero(inside)) == set(node["rows"])
    assert len(leaves) <= cuts + 1
    assert len(root["parts"]) == 2


def test_a_first_cut_can_be_given_and_the_parts_are_then_cut_as_alone(model):
    """The best next cuts of each side are those of scikit-learn on that side."""
    sample = load_breast_cancer()
    x, y = sample.data[:, :2], 1 - sample.target
    _root, leaves = model.grow(x, y, 1, wide(2), (1, 24.5))
    for node in leaves:
        tree = DecisionTreeClassifier(criterion="entropy", max_leaf_nodes=2).fit(x[node["rows"]], y[node["rows"]])
        _gain, column, place = node["cut"]
        assert column == tree.tree_.feature[0]
        assert place == pytest.approx(tree.tree_.threshold[0], abs=1e-4)


@settings(max_examples=30, deadline=None)
@given(SEEDS, st.sampled_from([2, 3, 4, 6, 12, 24]))
def test_boxes_gain_their_mutual_information(model, seed, kinds):
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.repeat([0, 1], 12))
    box = np.repeat(np.arange(kinds), 24 // kinds)
    ones, sizes = np.bincount(box, weights=y), np.bincount(box)
    assert model.deal_gain(ones, sizes) == pytest.approx(mutual_info_score(box, y) / np.log(2), abs=1e-9)
    assert model.split_bits(sizes) == pytest.approx(entropy(sizes, base=2), abs=1e-9)
    cuts = [mutual_info_score(box <= at, y) / np.log(2) for at in range(kinds - 1)]
    np.testing.assert_allclose(model.one_cut(ones, sizes), cuts, atol=1e-9)
