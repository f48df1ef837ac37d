"""The model of `probability/elbo`: bound and gap, tenths of a guess, free energies of beliefs and actions."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.special import logsumexp

READS = ["src/helpers/plots/*"]

MEANS = st.floats(-2, 2)
SPREADS = st.floats(0.25, 1.0)
SHARES = st.sampled_from([0.0, 0.1, 0.3, 0.5])
CHANCES = st.floats(0.02, 0.98)
ACTIONS = st.sampled_from(["go east", "go west", "look"])


@settings(deadline=None)
@given(MEANS, SPREADS, SHARES)
def test_bound_and_gap_add_up_and_the_gap_is_never_negative(model, mean, spread, share):
    log_q = model.guess_of(mean, spread, mirrored=share)
    for log_joint in model.READINGS.values():
        evidence, elbo, gap = model.split(log_joint, log_q)
        assert elbo + gap == pytest.approx(evidence, abs=1e-6)
        assert gap > -1e-9
        assert evidence == pytest.approx(logsumexp(log_joint) + np.log(model.STEP), abs=1e-9)


@given(MEANS, SPREADS)
def test_the_gap_of_two_normal_distributions_has_its_closed_form(model, mean, spread):
    gap = model.split(model.READINGS["1.65 km east"], model.guess_of(mean, spread))[2]
    closed = np.log(0.6 / spread) + (spread**2 + (mean - 1.2) ** 2) / (2 * 0.6**2) - 0.5
    assert gap == pytest.approx(closed, abs=1e-6)


def test_the_posterior_itself_leaves_no_gap(model):
    for log_joint in model.READINGS.values():
        evidence = model.split(log_joint, model.PRIOR)[0]
        posterior = log_joint - evidence
        _, elbo, gap = model.split(log_joint, posterior)
        assert elbo == pytest.approx(evidence, abs=1e-9)
        assert gap == pytest.approx(0, abs=1e-9)
        heights = model.tenths(log_joint, posterior)[:, 1]
        assert heights == pytest.approx(evidence, abs=1e-6)


@settings(deadline=None)
@given(MEANS, SPREADS, SHARES)
def test_tenths_hold_a_tenth_each_and_average_to_the_bound(model, mean, spread, share):
    log_q = model.guess_of(mean, spread, mirrored=share)
    places, heights = model.tenths(model.READINGS["1.5 km away"], log_q).T
    assert heights.mean() == pytest.approx(model.split(model.READINGS["1.5 km away"], log_q)[1], abs=1e-9)
    assert places.mean() == pytest.approx(mean * (1 - 2 * share), abs=1e-6)
    assert (np.diff(places) > 0).all()


def test_tenths_of_a_normal_guess_lie_where_the_closed_form_says(model):
    places = model.tenths(model.PRIOR, model.guess_of(0.5, 0.5))[:, 0]
    cuts = stats.norm.ppf(np.arange(11) / 10)
    closed = 0.5 + 0.5 * 10 * -np.diff(stats.norm.pdf(cuts))
    assert places == pytest.approx(closed, abs=2e-3)


@given(CHANCES, CHANCES, CHANCES)
def test_free_energy_is_the_surprise_plus_the_divergence_from_bayes(model, prior, likely, other):
    before, seen = np.array([prior, 1 - prior]), np.array([likely, 1 - likely])
    belief = np.array([other, 1 - other])
    bayes = before * seen / (before @ seen)
    surplus = sum(model.free_energy(belief, before, seen)) + np.log(before @ seen)
    assert surplus == pytest.approx(stats.entropy(belief, bayes), abs=1e-9)


@given(CHANCES, CHANCES, st.floats(0, 4), ACTIONS)
def test_risk_and_ambiguity_are_less_information_and_less_wishes_met(model, east, accuracy, preference, action):
    belief, wished = np.array([east, 1 - east]), model.wish(preference)
    table = model.chances(action, accuracy)
    joint = belief[:, None] * table
    apart = np.outer(belief, joint.sum(axis=0))
    possible = joint > 0
    information = np.sum(joint[possible] * np.log(joint[possible] / apart[possible]))
    assert model.information(belief, table) == pytest.approx(information, abs=1e-9)
    risk, ambiguity = model.expected_free_energy(belief, table, wished)
    assert risk + ambiguity == pytest.approx(-information - joint.sum(axis=0) @ np.log(wished), abs=1e-9)
    assert risk >= -1e-12 and ambiguity >= 0


def test_outcomes_and_wishes_are_distributions(model):
    for action in ("go east", "go west", "look"):
        assert model.chances(action, 0.8).sum(axis=1) == pytest.approx(1)
    wished = model.wish(2)
    assert wished.sum() == pytest.approx(1)
    assert np.log(wished[0] / wished[1:]) == pytest.approx(2)
