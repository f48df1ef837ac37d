"""The model of `networks/visual-primitives`: descriptions, pointers and visual tokens."""

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import cKDTree
from scipy.stats import binom, norm

COUNTS = (4, 4, 2, 9)
scenes = st.lists(st.tuples(*(st.integers(0, count - 1) for count in COUNTS)), min_size=1, max_size=25)


@given(scenes, st.integers(1, 4), st.data())
def test_a_description_fits_the_shapes_with_the_same_traits(model, scene, words, data):
    target = data.draw(st.integers(0, len(scene) - 1))
    fitting = model.fits(np.array(scene), target, words)
    assert fitting.tolist() == [shape[:words] == scene[target][:words] for shape in scene]


@given(scenes, st.integers(1, 4))
def test_guessing_is_right_as_often_as_there_are_descriptions_per_shape(model, scene, words):
    fitting = [int(model.fits(np.array(scene), target, words).sum()) for target in range(len(scene))]
    mean = sum(Fraction(1, count) for count in fitting) / len(scene)
    assert mean == Fraction(len({shape[:words] for shape in scene}), len(scene))


@pytest.mark.parametrize("shares", [[0.5, 0.5], [0.7, 0.2, 0.1], [1.0]])
@pytest.mark.parametrize("shapes", [1, 2, 5])
def test_rates_of_words_are_those_of_all_scenes_counted_one_by_one(model, shares, shapes):
    right = no_other = 0
    for names in itertools.product(range(len(shares)), repeat=shapes):
        chance = np.prod([shares[name] for name in names])
        same = names.count(names[0])
        right += chance / same
        no_other += chance * (same == 1)
    assert model.right_by_words(np.array(shares), shapes) == pytest.approx(right)
    assert model.alone(np.array(shares), shapes) == pytest.approx(no_other)


@given(st.integers(1, 4), st.integers(1, 100))
def test_rates_of_even_words_are_those_of_a_binomial_count(model, words, shapes):
    shares = model.shares_of_names(words)
    others = binom(shapes - 1, 1 / shares.size)
    counts = np.arange(shapes)
    assert model.alone(shares, shapes) == pytest.approx(others.pmf(0))
    assert model.right_by_words(shares, shapes) == pytest.approx((others.pmf(counts) / (1 + counts)).sum())


@given(st.integers(1, 4), st.floats(0, 1))
def test_shares_of_names_add_up_to_one_and_one_look_has_the_look_alikes(model, words, alike):
    shares = model.shares_of_names(words, alike)
    looks = (4, 16, 32, 32)[words - 1]
    assert shares.size == int(np.prod(COUNTS[:words])) and shares.sum() == pytest.approx(1)
    by_look = shares.reshape(looks, -1).sum(axis=1)
    assert by_look.max() == pytest.approx(alike + (1 - alike) / looks)
    assert by_look[1:] == pytest.approx((1 - alike) / looks)


@settings(deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 20), st.integers(1, 20))
def test_nearest_agrees_with_a_tree_of_places(model, seed, shapes, pointers):
    rng = np.random.default_rng(seed)
    places, marks = rng.random((shapes, 2)), rng.random((pointers, 2))
    assert model.nearest(places, marks).tolist() == cKDTree(places).query(marks)[1].tolist()


def test_a_pointer_without_error_is_right_and_a_wild_one_guesses(model):
    rng = np.random.default_rng(0)
    assert np.all(model.right_by_pointer(rng, 0.0, most=10, scenes=2000) == 1)
    wild = model.right_by_pointer(rng, 1000.0, most=5, scenes=20_000)  # clipped to a corner or an edge
    assert wild == pytest.approx(1 / np.arange(1, 6), abs=0.02)


def test_pointers_follow_the_closed_form_where_edges_matter_little(model):
    shapes = np.arange(1, 81)
    for error, corners in ((0.01, 1), (0.02, 1), (0.02, 2)):
        rates = model.right_by_pointer(np.random.default_rng(1), error, corners=corners)
        assert rates == pytest.approx(1 / (1 + 2 * np.pi * (shapes - 1) * error**2 / corners), abs=0.02)


def test_two_shapes_on_a_line_are_told_apart_as_the_normal_distribution_says(model):
    rng = np.random.default_rng(2)
    marks = np.stack([0.1 * rng.standard_normal(40_000), np.zeros(40_000)], axis=1)
    places = np.array([[0.0, 0.0], [0.3, 0.0]])
    assert (model.nearest(places, marks) == 0).mean() == pytest.approx(norm.cdf(1.5), abs=0.006)


def test_a_box_of_independent_corners_is_a_point_of_smaller_error(model):
    box = model.right_by_pointer(np.random.default_rng(3), 0.08, corners=2)
    point = model.right_by_pointer(np.random.default_rng(4), 0.08 / 2**0.5)
    assert box == pytest.approx(point, abs=0.02)


def test_tokens_of_the_reports_examples(model):
    assert model.tokens_of(756) == (54, 324)
    assert model.tokens_of(800) == (57, 361)


@given(st.integers(1, 10_000))
def test_tokens_stay_in_range_and_are_nine_patches_each(model, side):
    along, tokens = model.tokens_of(side)
    assert 81 <= tokens <= 384 and along**2 == 9 * tokens
    if 378 <= side < 840:
        assert tokens == (side // 42) ** 2 if side < 798 else tokens == 361
