"""The model of `alignment/safety-gate`: three metrics and their gates, a published distance, split intent."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import integrate, linalg
from scipy.spatial import distance

SIGNAL = st.floats(-0.65, 0.65)
SHARE = st.floats(0.1, 1)


def mobius(z, centre):
    """`z` after the isometry of the disc that moves `centre` to its middle."""
    return (z - centre) / (1 - np.conj(centre) * z)


@given(SIGNAL, SIGNAL)
def test_hyperbolic_distance_is_that_from_the_middle_of_the_disc(model, x, y):
    moved = abs(mobius(complex(x, y), complex(*model.CENTRE)))
    assert model.hyperbolic(np.array([x, y])) == pytest.approx(2 * np.arctanh(moved), abs=1e-7)


def test_hyperbolic_distance_is_the_integral_of_the_metric(model):
    # through the middle of the disc the shortest way is straight
    ways = integrate.quad(lambda r: 2 / (1 - r**2), -0.6, float(np.linalg.norm(model.CENTRE)))
    end = -0.6 * model.CENTRE / np.linalg.norm(model.CENTRE)
    assert model.hyperbolic(end) == pytest.approx(ways[0])


@given(SIGNAL, SIGNAL)
def test_mahalanobis_distance_is_scipys(model, x, y):
    cov = model.AXES.T @ np.diag(model.SPREAD**2) @ model.AXES
    theirs = distance.mahalanobis([x, y], model.CENTRE, np.linalg.inv(cov))
    assert model.mahalanobis(np.array([x, y])) == pytest.approx(theirs)


@pytest.mark.parametrize("metric", ["Euclidean", "Mahalanobis", "hyperbolic"])
@pytest.mark.parametrize("radius", [0.0426, 0.7, 2.4])
def test_every_point_of_a_boundary_has_its_distance(model, metric, radius):
    around = model.boundary(metric, radius)
    np.testing.assert_allclose(model.METRICS[metric](around), radius, rtol=1e-6)


def test_a_calibrated_radius_lets_its_share_pass(model):
    requests = model.draw_requests(np.random.default_rng(5), 200)
    for metric, away in model.METRICS.items():
        assert (away(requests) <= model.radius_for(metric, requests)).sum() == 190


def test_drawn_requests_have_the_spread_along_and_across(model):
    requests = model.draw_requests(np.random.default_rng(0), 100_000, shift=0.2)
    np.testing.assert_allclose((requests @ model.AXES.T).std(axis=0), model.SPREAD, rtol=0.02)
    np.testing.assert_allclose((requests - model.CENTRE).mean(axis=0) @ model.AXES.T, [0, 0.2], atol=0.002)


@settings(deadline=None)
@given(SHARE, SHARE)
def test_the_demos_distance_has_the_parts_of_scipys_logarithm_and_of_the_disc(model, impact, cost):
    assume(abs(impact - 0.95) + abs(cost - 0.3) > 1e-3)
    scale = min(max(1 - min(impact / cost, 1), 0.1), 0.9)
    log = linalg.logm(np.linalg.solve(model.pattern(1.0), model.pattern(scale)))
    # hyperboloid to disc: the hyperbolic distance by moving one point to its middle
    ours, expert = (complex(*p) / (1 + np.sqrt(1 + p[0] ** 2 + p[1] ** 2)) for p in ((impact, cost), model.EXPERT))
    sheet = 2 * np.arctanh(abs(mobius(ours, expert)))
    wanted = np.hypot(sheet, np.sqrt(np.trace(log @ log).real))
    assert model.demo_distance(impact, cost) == pytest.approx(wanted, abs=1e-6)


def test_the_printed_distance_is_met(model):
    assert model.demo_distance(0.82, 0.55) == pytest.approx(0.733221, abs=5e-7)


@pytest.mark.parametrize("channels", [2, 3])
def test_attacks_refused_are_those_counted(model, channels):
    noise = np.random.default_rng(1).normal(size=(200_000, channels))
    each, total, far = model.edges(channels)
    for intent in (np.zeros(channels), 3 * np.eye(channels)[0], np.full(channels, 3 / channels)):
        scores = noise + intent
        seen = [
            (scores > each).any(axis=1).mean(),
            (scores.sum(axis=1) > total).mean(),
            (np.linalg.norm(scores, axis=1) > far).mean(),
        ]
        np.testing.assert_allclose(list(model.caught(intent).values()), seen, atol=0.004)
