"""The model of `alignment/superposition`: readings, slopes, bounds, and what is stored of trained models."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta, kstest

from helpers import bundled

READS = ["src/helpers/plots/*"]  # the imports that the cells need draw with it

IMPORTANCE = 0.9 ** np.arange(5)
SEEDS = st.integers(0, 2**32 - 1)


@pytest.fixture(scope="module")
def stored():
    return dict(np.load(bundled("superposition.npz")))


def loss(x, arrows, bias):
    """The loss in torch, summed over models."""
    readings = torch.relu(x @ arrows @ arrows.mT + bias)
    return (torch.tensor(IMPORTANCE) * (readings - x) ** 2).sum(-1).mean(-1).sum()


@settings(max_examples=20, deadline=None)
@given(SEEDS, st.integers(1, 4))
def test_slopes_are_those_of_autograd(model, seed, axes):
    rng = np.random.default_rng(seed)
    x = model.inputs(0.4, (3, 32, 5), rng).astype(float)
    arrows, bias = rng.normal(size=(3, 5, axes)), rng.normal(0, 0.2, (3, 1, 5))
    leaves = [torch.tensor(part, requires_grad=True) for part in (arrows, bias)]
    loss(torch.tensor(x), *leaves).backward()
    for ours, leaf in zip(model.slopes(x, arrows, bias, IMPORTANCE), leaves, strict=True):
        np.testing.assert_allclose(ours, leaf.grad.numpy(), atol=1e-10)


@given(st.floats(0.5, 1.5), st.floats(-0.5, 0), st.integers(0, 4), st.integers(0, 4))
def test_a_regular_pentagon_reads_cosines(model, length, bias, first, second):
    angles = 2 * np.pi * np.arange(5) / 5
    arrows = length * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    x = np.zeros((1, 5))
    x[0, [first, second]] = 1
    hidden, readings = model.read(x, arrows, np.full((1, 5), bias))
    lit = {first, second}
    expected = [length**2 * sum(np.cos(angles[i] - angles[j]) for j in lit) + bias for i in range(5)]
    np.testing.assert_allclose(readings[0], np.maximum(expected, 0), atol=1e-12)
    np.testing.assert_allclose(hidden[0], arrows[list(lit)].sum(axis=0), atol=1e-12)


def mean_squared(arrows):
    unit = arrows / np.linalg.norm(arrows, axis=1, keepdims=True)
    n = len(arrows)
    return (((unit @ unit.T) ** 2).sum() - n) / (n * (n - 1))


@pytest.mark.parametrize("sides", [3, 5, 12])
def test_regular_polygons_reach_welchs_bound(model, sides):
    angles = 2 * np.pi * np.arange(sides) / sides
    polygon = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    assert mean_squared(polygon) == pytest.approx(model.welch(sides, 2))


@given(SEEDS, st.integers(2, 6), st.integers(1, 20))
def test_no_arrows_overlap_less_than_welchs_bound(model, seed, axes, more):
    arrows = np.random.default_rng(seed).normal(size=(axes + more, axes))
    assert mean_squared(arrows) >= model.welch(axes + more, axes) - 1e-12


@pytest.mark.parametrize("axes", [8, 64])
def test_squared_overlaps_of_random_arrows_have_a_beta_distribution_of_mean_1_over_m(axes):
    pairs = np.random.default_rng(axes).normal(size=(2, 4000, axes))
    pairs /= np.linalg.norm(pairs, axis=-1, keepdims=True)
    law = beta(0.5, (axes - 1) / 2)
    assert law.mean() == pytest.approx(1 / axes)
    assert kstest((pairs[0] * pairs[1]).sum(axis=-1) ** 2, law.cdf).pvalue > 0.001


@pytest.mark.parametrize(("tail", "axes"), [(0, 8), (1, 2), (1, 40)])
def test_an_axis_each_errs_as_a_model_with_right_angles_does(model, tail, axes):
    chance = model.often(tail, n=64)
    x = model.inputs(chance, (200_000, 64), np.random.default_rng(axes)).astype(float)
    arrows, bias = np.eye(64)[:, :axes], np.where(np.arange(64) < axes, 0, chance / 2)
    _, readings = model.read(x, arrows, bias)
    error = ((readings - x) ** 2).sum() / ((chance / 2 - x) ** 2).sum()
    assert error == pytest.approx(model.an_axis_each(chance, axes), rel=0.02)


def test_the_stored_errors_come_out_in_torch_on_other_inputs(stored):
    generator = torch.Generator().manual_seed(5)
    for place, one_in in enumerate(stored["one_in"].tolist()):
        size, on = torch.rand((2, 100_000, 5), generator=generator, dtype=torch.float64)
        x = size * (on < 1 / one_in)
        for run in range(0, 20, 7):
            arrows, bias = (torch.tensor(stored[name][place, run], dtype=torch.float64) for name in ("arrows", "bias"))
            assert loss(x, arrows, bias).item() == pytest.approx(stored["error"][place, run], rel=0.04)


def test_the_kept_wide_model_errs_as_stored(model, stored):
    place = stored["widths"].tolist().index(stored["kept_arrows"].shape[1])
    chance = model.often(0)
    x = model.inputs(chance, (40_000, 512), np.random.default_rng(8))
    _, readings = model.read(x, stored["kept_arrows"], stored["kept_bias"])
    error = ((readings - x) ** 2).sum(axis=1).mean() / (chance / 3 - chance**2 / 4).sum()
    assert error == pytest.approx(stored["lost"][0, place, 0], rel=0.03)
    assert mean_squared(stored["kept_arrows"]) == pytest.approx(stored["squared"][0, place, 0], rel=0.01)


def test_training_anew_gives_pentagons_that_err_as_the_stored_ones(model, stored):
    found, bias = model.train(
        0.05, IMPORTANCE.astype(np.float32), (12, 5, 2), np.random.default_rng(11), rate=0.01, steps=2500
    )
    longer = (np.linalg.norm(found, axis=-1) > 0.5).sum(axis=-1)
    assert (longer == 5).sum() >= 9
    x = model.inputs(0.05, (100_000, 5), np.random.default_rng(12))
    errors = [
        (IMPORTANCE * (model.read(x, a, b)[1] - x) ** 2).sum(axis=1).mean() for a, b in zip(found, bias, strict=True)
    ]
    assert min(errors) == pytest.approx(stored["error"][-1].min(), rel=0.05)
