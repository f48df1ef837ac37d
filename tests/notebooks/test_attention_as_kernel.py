"""Properties of the model cells of book/attention/attention-as-kernel.ipynb."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from torch.nn.functional import scaled_dot_product_attention

READS = ["src/helpers/plots/*"]  # the cells of the picture draw with it

NUMBERS = st.floats(-5, 5)
BANDWIDTHS = st.floats(0.5, 8)


def points(count):
    return arrays(float, (count, 3), elements=NUMBERS)


@given(queries=points(2), keys=points(6), bandwidth=BANDWIDTHS)
def test_dot_products_alone_are_torch_attention(model, queries, keys, bandwidth):
    score = model.scores(queries, keys, kept_q=0, kept_k=0)
    q, k, v = (torch.tensor(part)[None] for part in (queries, keys, np.eye(6)))
    theirs = scaled_dot_product_attention(q, k, v, scale=1 / bandwidth**2)[0]
    np.testing.assert_allclose(model.weights(score, bandwidth=bandwidth), theirs, atol=1e-12)


@given(queries=points(2), keys=points(6), bandwidth=st.floats(2, 8))
def test_all_terms_are_the_gaussian_kernel_of_the_distance(model, queries, keys, bandwidth):
    squares = ((queries[:, None] - keys) ** 2).sum(axis=-1)
    kernel = np.exp(-squares / (2 * bandwidth**2))
    ours = model.weights(model.scores(queries, keys), bandwidth=bandwidth)
    np.testing.assert_allclose(ours, kernel / kernel.sum(axis=1, keepdims=True), atol=1e-12)


@given(queries=points(2), keys=points(6), bandwidth=BANDWIDTHS, kept=st.floats(0, 1))
def test_the_square_of_the_query_never_matters(model, queries, keys, bandwidth, kept):
    for kept_k in (0, 0.5, 1):
        with_it = model.weights(model.scores(queries, keys, kept_q=kept, kept_k=kept_k), bandwidth=bandwidth)
        without = model.weights(model.scores(queries, keys, kept_q=0, kept_k=kept_k), bandwidth=bandwidth)
        np.testing.assert_allclose(with_it, without, atol=1e-11)


@given(queries=points(2), keys=points(6), shift=arrays(float, 3, elements=NUMBERS))
def test_attention_ignores_what_is_added_to_all_keys(model, queries, keys, shift):
    here, there = (
        model.weights(model.scores(queries, moved, kept_q=0, kept_k=0), bandwidth=2) for moved in (keys, keys + shift)
    )
    np.testing.assert_allclose(here, there, atol=1e-11)


@settings(deadline=None)
@given(directions=arrays(float, (7, 3), elements=NUMBERS), bandwidth=BANDWIDTHS)
def test_on_a_sphere_dot_product_and_distance_agree(model, directions, bandwidth):
    keys = directions + np.array([20, 0, 0])
    keys = 5 * keys / np.linalg.norm(keys, axis=1, keepdims=True)
    near, product = (
        model.weights(model.scores(directions, keys, kept_k=share), bandwidth=bandwidth) for share in (1, 0)
    )
    np.testing.assert_allclose(near, product, atol=1e-11)


@given(seed=st.integers(0, 10_000), shares=arrays(float, 6, elements=st.floats(0.01, 1)))
def test_a_key_inside_the_hull_never_has_the_largest_weight(model, seed, shares):
    rng = np.random.default_rng(seed)
    outer = rng.normal(size=(6, 3))
    keys = np.vstack([outer, shares / shares.sum() @ outer])
    score = model.scores(rng.normal(size=(20, 3)), keys, kept_q=0, kept_k=0)
    weights = model.weights(score, bandwidth=1)
    assert (weights[:, -1] <= weights[:, :-1].max(axis=1) + 1e-12).all()


# The pictures


@pytest.fixture(scope="module")
def pictures(model_cells):
    return model_cells("attention-as-kernel", "imports", "measurements", "explorable", "features-explorable")


@pytest.mark.parametrize("kind", ["waves", "positive"])
def test_features_are_the_gaussian_on_average(pictures, kind):
    """A million draws: the mean is within five standard errors of the kernel."""
    rng = np.random.default_rng(0)
    q, k = np.array([[0.4, -0.2]]), np.array([[-0.1, 0.5]])
    directions = rng.normal(size=(1_000_000, 2))
    of_q, of_k = (pictures.features(x, directions, kind=kind)[0] for x in (q, k))
    each = of_q * of_k * len(of_q)
    if kind == "waves":
        each = each.reshape(2, -1).sum(axis=0) / 2
    exact = np.exp(-((q - k) ** 2).sum() / 2)
    assert abs(each.mean() - exact) < 5 * each.std() / np.sqrt(len(each))
    assert each.std() > 0.01


@pytest.mark.parametrize("kind", ["waves", "positive"])
def test_adding_keys_up_first_changes_nothing(pictures, kind):
    rng = np.random.default_rng(1)
    directions, values = rng.normal(size=(8, 1)), rng.normal(size=9)
    of_q, of_k = (pictures.features(rng.normal(size=(n, 1)), directions, kind=kind) for n in (4, 9))
    kernel = of_q @ of_k.T
    expected = (kernel * values).sum(axis=1) / kernel.sum(axis=1)
    np.testing.assert_allclose(pictures.linear_mean(of_q, of_k, values), expected, rtol=1e-9)


def test_a_path_meets_its_curve(pictures):
    """Bézier pieces: their points at t = 0, 1/4, … lie on the score's curve, within a thousandth of its height."""
    for stage, arc, query in [(0, False, 12), (3, False, 40), (5, False, 8), (0, True, 50), (5, True, 22)]:
        height, slope = pictures.curves_of(query, *pictures.TERMS[stage], arc)[-1]
        corners = pictures.bent(0, 60, height, slope).vertices
        for start in (0, 3, 6):
            a, b, c, d = corners[start : start + 4]
            for t in np.linspace(0, 1, 5):
                x, y = (1 - t) ** 3 * a + 3 * t * (1 - t) ** 2 * b + 3 * t**2 * (1 - t) * c + t**3 * d
                assert abs(y - height(x)) < 1.8


def test_the_score_that_is_drawn_is_the_model_s(pictures):
    for arc, place in pictures.LAYOUTS.items():
        for kept_q, kept_k in pictures.TERMS:
            score = pictures.scores(place([17]), place(pictures.TIMES), kept_q=kept_q, kept_k=kept_k)[0]
            height, _ = pictures.curves_of(17, kept_q, kept_k, arc)[-1]
            np.testing.assert_allclose(height(pictures.TIMES), score, atol=1e-9)


def test_readouts_say_what_the_state_is(pictures):
    here = (20, pictures.RAIL)
    assert pictures.update(query=here) == (
        "At 20 ms: −93.7 g; 30 of 133 measurements hold 90 % of the weight. Nadaraya and Watson, 1964."
    )
    assert "as before" in pictures.update(stage=1, query=here)
    assert "by distance −93.7 g. The key at 2.4 ms" in pictures.update(stage=pictures.LAST, query=here)
    assert "−93.6 g, as by distance" in pictures.update(stage=pictures.LAST, arc=True, query=here)
    assert "266 numbers" in pictures.update_features()


def test_readouts_name_no_winner_of_a_tie(pictures):
    middle = pictures.update(stage=pictures.LAST, query=(30, pictures.RAIL))
    assert "All keys have the same weight; 120 of 133 hold" in middle
    assert "1 of 133 holds" in pictures.update(stage=pictures.LAST, bandwidth=1, query=(4, pictures.RAIL))
    alone = np.where(pictures.TIMES == 14.6, 1.0, 0.0)
    assert pictures.heaviest(alone) == f"The {int(alone.sum())} keys at 14.6 ms have most weight"


def test_zero_has_no_sign(pictures):
    assert pictures.signed(-0.04) == "0.0"
    assert pictures.signed(-0.06) == "−0.1"


def test_names_of_terms_are_apart_and_in_order(pictures):
    """From the lowest on, each at its line's end if there is room."""
    np.testing.assert_allclose(pictures.apart([0, -300, -450, -800], gap=160, floor=-770), [0, -290, -450, -770])
    np.testing.assert_allclose(pictures.apart([-1500, -780], gap=160, floor=-770), [-770, -610])


def test_the_error_told_is_the_median_of_all_draws(pictures):
    """The median of the draws that the readout tells is that of errors made from scratch."""
    exact = pictures.mixed(pictures.GRID, 0, False, 8) @ pictures.VALUES
    errors = [np.sqrt(np.mean((pictures.answers("waves", 64, 8, seed) - exact) ** 2)) for seed in range(pictures.SEEDS)]
    assert pictures.spread_of("waves", 64, 8)[1] == pytest.approx(np.median(errors))
