"""The model of `generative/diffusion-models`: schedules, the exact mean, steps back, measures, the stored network."""

import runpy
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).parents[2]
schedules = st.sampled_from(["linear", "cosine"])
times = st.integers(1, 1000)
seeds = st.integers(0, 2**32 - 1)


@pytest.fixture(scope="module")
def layers():
    stored = np.load(ROOT / "book/data/diffusion_network.npz")
    return [(stored[f"weight{place}"], stored[f"bias{place}"]) for place in range(int(stored["layers"]))]


@pytest.mark.parametrize("schedule", ["linear", "cosine"])
def test_schedules_fall_from_one_to_almost_zero(model, schedule):
    levels = model.alpha_bar(schedule)
    assert levels.shape == (1001,) and levels[0] == 1 and 0 < levels[-1] < 1e-4
    assert np.all(np.diff(levels) < 0)
    assert np.all(1 - levels[1:] / levels[:-1] <= 0.999 + 1e-12)


def test_training_points_have_unit_size_and_stay_within_the_limit(model):
    assert model.POINTS.shape == (200, 2) and np.abs(model.POINTS).max() < model.LIMIT
    many = model.spiral(100_000, np.random.default_rng(0))
    assert np.allclose((many**2).mean(axis=0), 1, atol=0.05) and np.abs(many).max() < model.LIMIT


@given(schedules, times, seeds)
def test_the_exact_mean_is_the_softmax_of_squared_distances(model, schedule, t, seed):
    level, x = model.alpha_bar(schedule)[t], 2 * np.random.default_rng(seed).normal(size=(5, 2))
    squares = ((torch.tensor(x)[:, None] - np.sqrt(level) * torch.tensor(model.POINTS)) ** 2).sum(dim=2)
    theirs = torch.softmax(-squares / (2 * (1 - level)), dim=1).numpy() @ model.POINTS
    assert np.allclose(model.exact(x, level), theirs, atol=1e-6)
    each = model.exact(x, np.full((5, 1), level))
    assert np.allclose(model.exact(x, level), each, atol=1e-12)


@given(schedules, seeds)
def test_the_exact_mean_of_pure_fog_is_the_mean_and_of_a_clear_point_the_point(model, schedule, seed):
    levels, x = model.alpha_bar(schedule), np.random.default_rng(seed).normal(size=(5, 2))
    assert np.abs(model.exact(x, 1e-14) - model.POINTS.mean(axis=0)).max() < 1e-5
    assert np.allclose(model.exact(np.sqrt(levels[1]) * model.POINTS, 1 - 1e-9), model.POINTS, atol=0.02)


@pytest.mark.parametrize("t", [20, 200, 600])
def test_the_error_of_the_best_estimate_is_uncorrelated_with_what_is_seen(model, t):
    rng, level = np.random.default_rng(t), model.alpha_bar("linear")[t]
    clean = model.POINTS[rng.integers(200, size=100_000)]
    noise = rng.normal(size=clean.shape)
    x = np.sqrt(level) * clean + np.sqrt(1 - level) * noise
    error = clean - model.exact(x, level)
    for g in (error, error * x, error * x[:, ::-1], error * np.sin(3 * x)):
        assert abs(g.mean()) < 4 * g.std() / np.sqrt(g.size)
    for other in (model.exact(x, level) + 0.02 * np.sin(2 * x), model.exact(0.99 * x, level)):
        assert ((clean - other) ** 2).mean() > (error**2).mean()


@given(schedules, st.integers(2, 1000), st.data(), seeds)
def test_a_step_back_from_the_true_point_lands_on_the_forward_process(model, schedule, t, data, seed):
    levels, rng = model.alpha_bar(schedule), np.random.default_rng(seed)
    now, then = levels[t], levels[data.draw(st.integers(1, t - 1))]
    clean, noise = rng.normal(size=(2, 4, 2))
    x = np.sqrt(now) * clean + np.sqrt(1 - now) * noise
    assert np.allclose(
        model.step_back(x, clean, now, then), np.sqrt(then) * clean + np.sqrt(1 - then) * noise, atol=1e-9
    )
    fresh = rng.normal(size=(4, 2))
    moved = model.step_back(x, clean, now, then, fresh=fresh) - np.sqrt(then) * clean
    variance = (1 - then) / (1 - now) * (1 - now / then)
    assert np.allclose(moved, np.sqrt(max(1 - then - variance, 0)) * noise + np.sqrt(variance) * fresh, atol=1e-7)


def test_the_last_step_returns_the_estimate(model):
    x = np.random.default_rng(1).normal(size=(6, 2))
    for rng in (None, np.random.default_rng(2)):
        clouds = model.grow(model.exact, model.alpha_bar("linear")[[1000, 500, 0]], x, rng=rng)
        assert clouds.shape == (3, 6, 2) and np.array_equal(clouds[0], x)
        assert np.allclose(clouds[2], model.exact(clouds[1], model.alpha_bar("linear")[500]))


@settings(max_examples=30)
@given(seeds, st.floats(-3, 3))
def test_energy_distance_is_zero_on_itself_symmetric_and_not_negative(model, seed, shift):
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=(30, 2)), rng.normal(size=(20, 2)) + shift
    assert abs(model.energy_distance(a, a)) < 1e-12
    assert model.energy_distance(a, b) == pytest.approx(model.energy_distance(b, a)) and model.energy_distance(a, b) > 0
    assert model.energy_distance(a, np.tile(a, (2, 1))) == pytest.approx(0, abs=1e-12)


def test_the_stored_network_beats_the_exact_mean_on_fresh_points_only(model, layers):
    for schedule in ("linear", "cosine"):
        for seed, clean in enumerate((model.POINTS, model.spiral(4000, np.random.default_rng(5)))):
            clean = clean[np.arange(4000) % len(clean)]
            best, own = model.losses(layers, clean, schedule, np.random.default_rng(seed))[1]
            assert best < own < 1.1 * best if seed == 0 else own < 0.95 * best


def test_the_script_learns_and_starts_as_it_was_stored():
    script = runpy.run_path(str(ROOT / "data/diffusion_network.py"))
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    _, seen = script["train"](script["lesson"](), steps=250)
    torch.set_num_threads(threads)
    stored = np.load(script["TARGET"])["loss"]
    assert np.mean(seen) == pytest.approx(stored[0], rel=0.02) and stored[-4:].mean() < 0.85 * stored[0]
