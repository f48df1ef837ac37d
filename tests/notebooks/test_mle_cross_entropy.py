"""The model of `probability/mle-cross-entropy`: surprises of noise models, cross-entropy, where losses are least."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

READS = ["src/helpers/plots/*"]  # the cells of the pictures draw with it

SEEDS = st.integers(0, 2**32 - 1)
LAWS = {"bell": stats.norm, "tent": stats.laplace, "heavy": stats.cauchy}


@given(SEEDS, st.sampled_from(list(LAWS)), st.floats(1, 100), st.floats(-50, 50))
def test_a_surprise_is_minus_the_log_of_scipys_density(model, seed, noise, scale, prediction):
    y = np.random.default_rng(seed).normal(0, 20, size=30)
    expected = -LAWS[noise].logpdf(y, loc=prediction, scale=scale)
    np.testing.assert_allclose(model.surprise(y, prediction, noise=noise, scale=scale), expected, rtol=1e-9, atol=1e-9)


@given(st.lists(st.integers(0, 1), min_size=1, max_size=30), st.floats(0.001, 0.999))
def test_the_coin_is_binary_cross_entropy_and_a_cross_entropy_of_shares(model, y, q):
    [mean] = model.mean_surprise(y, [q], noise="coin")
    target = torch.tensor(y, dtype=torch.float64)
    logits = torch.full_like(target, np.log(q / (1 - q)))
    assert mean == pytest.approx(F.binary_cross_entropy_with_logits(logits, target).item(), abs=1e-9)
    share = np.mean(y)
    assert mean == pytest.approx(model.cross_entropy([1 - share, share], [1 - q, q]), abs=1e-9)


@given(SEEDS, st.integers(2, 9))
def test_cross_entropy_is_entropy_and_a_divergence_that_is_never_negative(model, seed, size):
    p, q = np.random.default_rng(seed).dirichlet(np.ones(size), 2)
    assert model.divergence(p, q) == pytest.approx(stats.entropy(p, q), abs=1e-9)
    assert model.cross_entropy(p, q) >= model.entropy(p)
    assert model.divergence(p, p) == pytest.approx(0, abs=1e-12)


def test_a_share_of_zero_costs_nothing_and_a_chance_of_zero_everything(model):
    assert model.entropy([0, 1]) == 0
    assert model.cross_entropy([0, 1], [0, 1]) == 0
    assert model.cross_entropy([0.5, 0.5], [0, 1]) == np.inf
    assert model.surprise(1, 0, noise="coin") == np.inf


@given(SEEDS, st.integers(1, 12), st.floats(0.1, 100))
def test_the_bell_is_best_at_the_mean_and_the_tent_between_the_middle_two(model, seed, half, scale):
    y = np.sort(np.random.default_rng(seed).normal(0, 10, size=2 * half))
    grid = np.r_[np.linspace(-40, 40, 161), y, y.mean()]
    bell = model.mean_surprise(y, grid, noise="bell", scale=scale)
    assert bell[-1] == pytest.approx(bell.min(), abs=1e-9)
    tent = model.mean_surprise(y, grid, noise="tent", scale=scale)
    [middle] = model.mean_surprise(y, [np.median(y)], noise="tent", scale=scale)
    assert middle == pytest.approx(tent.min(), abs=1e-9)
    ends = model.mean_surprise(y, y[[half - 1, half]], noise="tent", scale=scale)
    np.testing.assert_allclose(ends, middle, atol=1e-9)


@pytest.fixture(scope="module")
def pictures(model_cells):
    return model_cells("mle-cross-entropy", "imports", "explorable", "noise-explorable")


def test_the_parts_of_a_loss_add_up_as_they_are_read(pictures):
    """In the last stage the readout's first number is the sum of the next two, to the printed digit."""
    for q in pictures.CHANCES.values():
        said = pictures.update(noise="coin", stage=pictures.SPLIT, prediction=(q, 0))
        if 0 < q < 1:
            total, entropy, gap = (float(word.strip(",:.")) for word in said.split() if word[0].isdigit())
            assert total == pytest.approx(entropy + gap, abs=1e-9)
        else:
            assert "infinite" in said
        for noise in ("bell", "tent"):
            said = pictures.update(noise=noise, stage=pictures.SPLIT, prediction=(q, 0))
            error, constant, total = (float(word) for word in said.split(" nats")[0].split() if word[0].isdigit())
            assert total == pytest.approx(error + constant, abs=1e-9)


def test_the_walk_of_the_left_ends_at_the_dot_of_the_right(pictures):
    for noise in pictures.SCALES:
        for stage in range(pictures.LOGS, pictures.SPLIT + 1):
            for q in (0.05, 0.25, 0.7):
                pictures.update(noise=noise, stage=stage, prediction=(q, 0))
                ends = [end for mark in pictures.pieces.values() for end in np.vstack(mark.artist.get_segments())]
                last = max(ends, key=lambda end: end[0])
                assert last[0] == pictures.MEN
                assert last[1] == pytest.approx(pictures.here.artist.get_ydata()[0], abs=1e-9)


def test_the_start_shows_one_product_and_no_hill_that_answers_the_question(pictures):
    for stage in range(pictures.MULTIPLY, pictures.SPLIT + 1):
        pictures.update(noise="coin", stage=stage, prediction=(0.4, 0))
        assert pictures.curve.artist.get_visible() == (stage > pictures.MULTIPLY)
        assert pictures.here.artist.get_visible()


@pytest.mark.parametrize("noise", ["coin", "bell", "tent"])
def test_shares_and_surprises_below_the_walk_add_up_to_its_end(pictures, noise):
    for q in pictures.CHANCES.values():
        pictures.update(noise=noise, stage=pictures.AVERAGE, prediction=(q, 0))
        few, rise_few, many, rise_many = (mark.artist.get_text() for mark in pictures.shares)
        assert (few, many) == ("75 %", "25 %")
        rises = [float(word.removeprefix("× ").replace("∞", "inf")) for word in (rise_few, rise_many)]
        expected = pictures.mean_at(q, noise)
        assert 0.75 * rises[0] + 0.25 * rises[1] == pytest.approx(expected, abs=0.0006)


@pytest.mark.parametrize("noise", ["coin", "bell", "tent"])
def test_only_the_most_likely_prediction_is_said_to_be_the_most_of_all(pictures, noise):
    said = [pictures.update(noise=noise, stage=pictures.ALL, prediction=(q, 0)) for q in pictures.CHANCES.values()]
    means = [pictures.mean_at(q, noise) for q in pictures.CHANCES.values()]
    [best] = [k for k, words in enumerate(said) if "the most of all" in words]
    assert best == int(np.argmin(means))


def test_what_was_called_impossible_is_off_the_scale(pictures):
    for stage in (pictures.MULTIPLY, pictures.ALL):
        assert "0. What happened was called impossible." in pictures.update(stage=stage, prediction=(0.0, 0))
    for stage in range(pictures.LOGS, pictures.SPLIT + 1):
        pictures.update(noise="coin", stage=stage, prediction=(1.0, 0))
        assert not pictures.here.artist.get_visible()
        assert pictures.beyond.artist.get_visible()


@pytest.mark.parametrize(
    ("noise", "far", "said"),
    [
        ("bell", 250, "least at the mean, 70.3 jumps"),
        ("bell", 130, "least at the mean, 64.3 jumps"),
        ("tent", 250, "least from 50 to 58"),
        ("tent", 130, "least from 50 to 58"),
        ("heavy", 250, "least at 48.6 jumps"),
        ("heavy", 130, "least at 49.1 jumps"),
    ],
)
def test_readout_names_the_best_prediction_of_each_noise(pictures, noise, far, said):
    assert said in pictures.update_noise(noise=noise, farthest=(far, 0), prediction=(54.0, 0))
