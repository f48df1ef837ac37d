"""The model of `generative/diffusion-models`: weights and steps back, schedules, measures, what is stored."""

import runpy
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).parents[2]
schedules = st.sampled_from(["linear", "cosine"])
sigmas = st.floats(0.02, 200)
seeds = st.integers(0, 2**32 - 1)


@pytest.fixture(scope="module")
def model(model_cells):
    """Its model cells, those that the page folds too."""
    return model_cells("diffusion-models", "model-data", "model-schedules", "model-network", "model-measures")


@pytest.fixture(scope="module")
def layers():
    stored = np.load(ROOT / "book/data/diffusion_network.npz")
    return [(stored[f"weight{place}"], stored[f"bias{place}"]) for place in range(int(stored["layers"]))]


@pytest.mark.parametrize("schedule", ["linear", "cosine"])
def test_noise_grows_from_nothing_until_it_drowns_the_data(model, schedule):
    levels = model.noise_levels(schedule)
    assert levels.shape == (1001,) and levels[0] == 0 and levels[-1] > 100
    assert np.all(np.diff(levels) > 0)
    kept = (1 + levels[:-1] ** 2) / (1 + levels[1:] ** 2)  # 1 − β
    assert np.all(1 - kept <= 0.999 + 1e-12)


def test_training_points_have_unit_size_and_stay_within_the_limit(model):
    assert model.POINTS.shape == (200, 2) and np.abs(model.POINTS).max() < model.LIMIT
    many = model.spiral(100_000, np.random.default_rng(0))
    assert np.allclose((many**2).mean(axis=0), 1, atol=0.05) and np.abs(many).max() < model.LIMIT


@given(sigmas, seeds)
def test_the_weights_are_the_softmax_of_squared_distances(model, sigma, seed):
    x = 2 * np.random.default_rng(seed).normal(size=(5, 2))
    squares = ((torch.tensor(x)[:, None] - torch.tensor(model.POINTS)) ** 2).sum(dim=2)
    theirs = torch.softmax(-squares / (2 * sigma**2), dim=1).numpy()
    assert np.allclose(model.weights(x, sigma), theirs, atol=1e-9)
    assert np.allclose(model.exact(x, sigma), theirs @ model.POINTS, atol=1e-8)
    each = model.exact(x, np.full((5, 1), sigma))
    assert np.allclose(model.exact(x, sigma), each, atol=1e-12)


@given(seeds)
def test_the_mean_of_pure_noise_is_that_of_all_and_of_a_clear_point_the_point(model, seed):
    x = np.random.default_rng(seed).normal(size=(5, 2))
    assert np.abs(model.exact(x, 1e5) - model.POINTS.mean(axis=0)).max() < 1e-5
    assert np.allclose(model.exact(model.POINTS, 1e-4), model.POINTS, atol=1e-3)


@pytest.mark.parametrize("sigma", [0.05, 0.4, 2.0])
def test_the_error_of_the_best_estimate_is_uncorrelated_with_what_is_seen(model, sigma):
    rng = np.random.default_rng(round(100 * sigma))
    clean = model.POINTS[rng.integers(200, size=100_000)]
    x = clean + sigma * rng.normal(size=clean.shape)
    error = clean - model.exact(x, sigma)
    for g in (error, error * x, error * x[:, ::-1], error * np.sin(3 * x)):
        assert abs(g.mean()) < 4 * g.std() / np.sqrt(g.size)
    for other in (model.exact(x, sigma) + 0.02 * np.sin(2 * x), model.exact(0.98 * x, sigma)):
        assert ((clean - other) ** 2).mean() > (error**2).mean()


@given(sigmas, st.floats(0.01, 0.99), seeds)
def test_a_step_back_from_the_true_point_lands_on_the_forward_process(model, sigma, kept, seed):
    rng, then = np.random.default_rng(seed), kept * sigma
    clean, noise, fresh = rng.normal(size=(3, 4, 2))
    x = clean + sigma * noise
    assert np.allclose(model.step_back(x, clean, sigma, then), clean + then * noise)
    moved = model.step_back(x, clean, sigma, then, fresh=fresh) - clean
    of_noise, of_fresh = then * kept, then * np.sqrt(1 - kept**2)
    assert np.allclose(moved, of_noise * noise + of_fresh * fresh)
    assert of_noise**2 + of_fresh**2 == pytest.approx(then**2)


def test_the_last_step_returns_the_estimate(model):
    x = np.random.default_rng(1).normal(size=(6, 2))
    for rng in (None, np.random.default_rng(2)):
        clouds = model.grow(model.exact, [2, 0.5, 0], x, rng=rng)
        assert clouds.shape == (3, 6, 2) and np.array_equal(clouds[0], x)
        assert np.allclose(clouds[2], model.exact(clouds[1], 0.5))


@given(schedules, st.integers(1, 20), seeds)
def test_points_are_grown_from_noise_of_the_schedule(model, schedule, steps, seed):
    settings = {"schedule": schedule, "steps": steps, "count": 30}
    first, again = (
        model.generate(model.exact, **settings, sampler=sampler, rng=np.random.default_rng(seed))
        for sampler in ("deterministic", "ancestral")
    )
    assert first.shape == (steps + 1, 30, 2) and np.array_equal(first[0], again[0])
    size = np.sqrt((first[0] ** 2).mean()) / model.noise_levels(schedule)[-1]
    assert 0.5 < size < 1.6
    assert np.allclose(first[1], again[1]) == (steps == 1)


@settings(max_examples=30)
@given(seeds, st.floats(-3, 3))
def test_energy_distance_is_zero_on_itself_symmetric_and_not_negative(model, seed, shift):
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=(30, 2)), rng.normal(size=(20, 2)) + shift
    assert abs(model.energy_distance(a, a)) < 1e-12
    assert model.energy_distance(a, b) == pytest.approx(model.energy_distance(b, a)) and model.energy_distance(a, b) > 0
    assert model.energy_distance(a, np.tile(a, (2, 1))) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("schedule", ["linear", "cosine"])
def test_the_stored_network_beats_the_exact_mean_on_fresh_points_only(model, layers, schedule):
    for seed, clean in enumerate((model.POINTS, model.spiral(20_000, np.random.default_rng(5)))):
        clean = clean[np.arange(20_000) % len(clean)]
        best, own = model.losses(layers, clean, schedule=schedule, rng=np.random.default_rng(seed))
        assert best < own < 1.1 * best if seed == 0 else own < 0.95 * best


def test_the_script_learns_and_starts_as_it_was_stored():
    script = runpy.run_path(str(ROOT / "data/diffusion_network.py"))
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    _, seen = script["train"](script["lesson"](), steps=250)
    torch.set_num_threads(threads)
    stored = np.load(script["TARGET"])["loss"]
    assert np.mean(seen) == pytest.approx(stored[0], rel=0.02) and stored[-4:].mean() < 0.85 * stored[0]


def test_the_stored_distances_by_steps_come_out_again(model, monkeypatch):
    """A few of them: another processor's rounding moves the network's points, and a walk can magnify that."""
    script = runpy.run_path(str(ROOT / "data/diffusion_steps.py"))
    counts = [1, 5, 20]
    monkeypatch.setitem(script["measures"].__globals__, "COUNTS", counts)
    with np.load(script["TARGET"]) as stored:
        places = [stored["counts"].tolist().index(count) for count in counts]
        energy, gap = stored["energy"][..., places, 3], stored["gap"][..., places, 3]
        fresh = stored["fresh"]
    found = script["measures"](model, seed=3)
    assert found[0] == pytest.approx(energy, rel=0.02, abs=2e-5)
    assert found[1] == pytest.approx(gap, rel=0.02, abs=2e-5)
    monkeypatch.setitem(script["fresh"].__globals__, "DRAWS", 50)
    assert script["fresh"](model) == pytest.approx(fresh[:50], rel=1e-3)


def test_points_on_the_curve_are_off_it_by_nothing_and_jitter_shows(model):
    assert model.off_curve(model.curve(np.linspace(0, 1, 11))).max() < 1e-12
    jitter = model.off_curve(model.spiral(20_000, np.random.default_rng(0)))
    assert np.median(jitter) == pytest.approx(0.05 * 0.6745, rel=0.03)  # of |N(0, 0.05²)|


def test_what_is_stored_of_new_points_comes_out_again(model):
    script = runpy.run_path(str(ROOT / "data/diffusion_new_points.py"))
    with np.load(script["TARGET"]) as stored:
        kinds, losses, mended = (stored[name][3] for name in ("kinds", "losses", "mended"))
    assert script["kinds"](model, seed=3) == pytest.approx(kinds, rel=0.02, abs=2e-5)
    assert script["losses"](model, seed=3) == pytest.approx(losses, rel=1e-3)
    assert script["mended"](model, seed=3) == pytest.approx(mended, rel=0.02)
