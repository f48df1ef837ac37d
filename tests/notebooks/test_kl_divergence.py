"""The model of `probability/kl-divergence`: two KL of bells and bumps, best bells, running sums of log ratios."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import rel_entr
from scipy.stats import norm

MEANS = st.floats(-4, 4)
WIDTHS = st.floats(0.6, 4)
DISTANCES = st.floats(2, 7)
NAMES = st.sampled_from(["over both", "on one bump", "cut off at 0"])


@given(MEANS, WIDTHS, MEANS, WIDTHS)
def test_kl_of_two_bells_is_that_of_pytorch(model, mean, width, other_mean, other_width):
    one, other = torch.distributions.Normal(mean, width), torch.distributions.Normal(other_mean, other_width)
    ours = model.kl(model.log_bell(model.X, mean, width), model.log_bell(model.X, other_mean, other_width))
    assert ours == pytest.approx(torch.distributions.kl_divergence(one, other).item(), rel=1e-4, abs=1e-5)


@settings(deadline=None)
@given(DISTANCES, MEANS, WIDTHS)
def test_kl_of_bumps_and_bell_agrees_with_quadrature_and_is_positive(model, distance, mean, width):
    def bumps(x):
        return 0.6 * norm.pdf(x, -distance / 2) + 0.4 * norm.pdf(x, distance / 2)

    def bell(x):
        return norm.pdf(x, mean, width)

    log_p, log_q = model.log_bumps(model.X, distance), model.log_bell(model.X, mean, width)
    for ours, f, g, end in (
        (model.kl(log_p, log_q), bumps, bell, 12),
        (model.kl(log_q, log_p), bell, bumps, 32),
    ):
        parts = [(-end, -4), (-4, 0), (0, 4), (4, end)]
        there = sum(quad(lambda x, f=f, g=g: rel_entr(f(x), g(x)), *part, limit=200)[0] for part in parts)
        assert ours == pytest.approx(there, rel=1e-5, abs=1e-6)
        assert ours > 0


@given(DISTANCES, MEANS, WIDTHS)
def test_no_bell_has_a_lower_forward_kl_than_the_one_with_the_mean_and_spread(model, distance, mean, width):
    log_p = model.log_bumps(model.X, distance)
    p = np.exp(log_p) * model.STEP
    best = model.covering(distance)
    assert best[0] == pytest.approx(p @ model.X, abs=1e-9)
    assert best[1] ** 2 == pytest.approx(p @ (model.X - best[0]) ** 2, abs=1e-9)
    least = model.kl(log_p, model.log_bell(model.X, *best))
    assert model.kl(log_p, model.log_bell(model.X, mean, width)) >= least - 1e-12


@given(st.floats(2, 12))
def test_giving_up_the_right_bump_costs_at_most_minus_log_of_the_left_share(model, distance):
    cost = model.kl(model.log_bell(model.X, -distance / 2, 1), model.log_bumps(model.X, distance))
    assert 0 < cost <= -np.log(model.SHARE) + 1e-12


LOWS = [(3, 1, -0.264), (5, 2, -0.399), (6, 3, -2.988), (7, 3, -3.498)]


@pytest.mark.parametrize(("distance", "count", "mean"), LOWS)
def test_low_points_of_the_reverse_kl(model, distance, count, mean):
    lows = model.valleys(distance)
    log_p = model.log_bumps(model.X, distance)
    assert len(lows) == count
    assert lows[0][0] == pytest.approx(mean, abs=2e-3)
    assert [low[2] for low in lows] == sorted(low[2] for low in lows)
    for at, width, value in lows:
        around = [(at + a, width * np.exp(b)) for a in (-0.02, 0, 0.02) for b in (-0.02, 0, 0.02)]
        values = [model.kl(model.log_bell(model.X, *bell), log_p) for bell in around]
        assert value == pytest.approx(min(values), abs=2e-5)
        assert np.argmin(values) == 4  # itself, in the middle


@given(NAMES)
def test_each_bell_has_the_density_of_its_draws(model, name):
    mean, width, end = model.BELLS[name]
    x = model.draw("q", name, shape=(40_000,), rng=np.random.default_rng(0))
    assert x.max() < end
    ends = mean - 8 * width, min(end, mean + 8 * width)
    whole = quad(lambda x: float(np.exp(model.log_q(np.array(x), name))), *ends)[0]
    assert whole == pytest.approx(1, abs=1e-6)
    below = norm.cdf(mean - 0.5, mean, width) / norm.cdf(end, mean, width)
    assert (x < mean - 0.5).mean() == pytest.approx(below, abs=0.012)


def test_draws_of_p_are_two_bumps(model):
    x = model.draw("p", "over both", shape=(40_000,), rng=np.random.default_rng(0))
    assert (x < 0).mean() == pytest.approx(0.6 * norm.cdf(3) + 0.4 * norm.cdf(-3), abs=0.01)
    assert x[x < 0].std() == pytest.approx(1, abs=0.02)


def test_running_sums_climb_by_forward_kl_and_fall_by_reverse_kl(model):
    mean, width, _ = model.BELLS["over both"]
    log_p, log_q = model.log_bumps(model.X, model.APART), model.log_bell(model.X, mean, width)
    for sender, speed in (("p", model.kl(log_p, log_q)), ("q", -model.kl(log_q, log_p))):
        x = model.draw(sender, "over both", shape=(20_000, 5), rng=np.random.default_rng(3))
        sums = model.running_sums(x, "over both")
        error = sums[:, -1].std() / np.sqrt(len(sums))
        assert abs(sums[:, -1].mean() - 5 * speed) < 4 * error
        assert sums[:, 0] == pytest.approx(model.log_bumps(x[:, 0], 6) - norm.logpdf(x[:, 0], mean, width))


def test_a_draw_where_q_is_zero_is_proof(model):
    sums = model.running_sums(np.array([-3.0, 2.0, -3.0]), "cut off at 0")
    assert np.isfinite(sums[0])
    assert np.isposinf(sums[1:]).all()
