"""The model of `probability/kl-everywhere`: four losses, f-divergences and transport plans, against SciPy and laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import rel_entr
from scipy.stats import wasserstein_distance

READS = ["src/helpers/plots/*"]  # the cells of the pictures draw with it

PULLS, SOFTNESS = st.floats(-0.5, 1.5), st.floats(0.5, 5)


def probabilities(size=4, least=0.02):
    weights = arrays(float, size, elements=st.floats(least, 1)).filter(lambda made: made.sum() > 0.01)
    return weights.map(lambda made: made / made.sum())


@given(start=probabilities(), goal=probabilities(), pull=PULLS, softness=SOFTNESS)
def test_a_loss_is_a_floor_and_kl(model, start, goal, pull, softness):
    scores = np.log(goal)
    jobs = [
        (model.training(start, goal, pull=pull, softness=softness), 1, False),
        (model.distillation(start, goal, pull=pull, temperature=softness), 1, False),
        (model.bound(start, np.sqrt(-scores), pull=pull, variance=softness), 1, True),
        (model.leash(start, scores, pull=pull, beta=softness), softness, True),
    ]
    for job, times, own in jobs:
        first, second = (job.q, job.p) if own else (job.p, job.q)
        assert np.array_equal(job.weights, first)
        gap = job.weights @ (job.cost - job.floor)
        assert gap == pytest.approx(times * rel_entr(first, second).sum(), abs=1e-9)
        assert job.p.sum() == pytest.approx(1) and job.q.sum() == pytest.approx(1)


@given(start=probabilities(), goal=probabilities(), beta=SOFTNESS, step=arrays(float, 4, elements=st.floats(-1, 1)))
def test_no_policy_near_the_best_earns_more(model, start, goal, beta, step):
    """Reward less leash, written without p, at p and a little beside it."""
    reward = np.log(goal)
    best = model.leash(start, reward, pull=1, beta=beta).q

    def earned(q):
        return q @ reward - beta * np.sum(q * np.log(q / start))

    for size in (1e-3, 0.1):
        assert earned(model.normalised(best * np.exp(size * step))) <= earned(best) + 1e-12


def test_posterior_is_bayes_rule(model):
    prior, misses = np.array([0.2, 0.8]), np.array([0.0, 2.0])
    job = model.bound(prior, misses, pull=1, variance=2.0)
    odds = 0.2 / (0.8 * np.exp(-1))
    assert job.p == pytest.approx([odds / (1 + odds), 1 / (1 + odds)])
    assert np.ptp(job.cost) < 1e-12


@given(p=probabilities(), q=probabilities(), order=st.permutations(range(4)))
def test_divergences_are_never_negative_and_blind_to_order(model, p, q, order):
    for generator in model.FAMILY.values():
        value = model.f_divergence(p, q, generator)
        assert value >= -1e-12
        assert value == pytest.approx(model.f_divergence(p[order], q[order], generator), abs=1e-12)
        assert model.f_divergence(p, p, generator) == pytest.approx(0, abs=1e-12)


@given(p=probabilities(), q=probabilities(), other=probabilities(), share=st.floats(0, 1))
def test_mixing_both_with_the_same_never_raises_a_divergence(model, p, q, other, share):
    """The law that all f-divergences share: data processing."""
    mixed_p, mixed_q = (share * other + (1 - share) * x for x in (p, q))
    for generator in model.FAMILY.values():
        assert model.f_divergence(mixed_p, mixed_q, generator) <= model.f_divergence(p, q, generator) + 1e-9


@pytest.mark.parametrize(
    ("name", "ceiling"),
    [("Jensen–Shannon", np.log(2)), ("squared Hellinger", 1), ("total variation", 1), ("KL(p‖q)", np.inf)],
)
@given(p=probabilities(3), q=probabilities(4))
def test_without_a_common_outcome_the_ceiling_is_reached(model, name, ceiling, p, q):
    apart = np.append(p, np.zeros(4)), np.append(np.zeros(3), q)
    assert model.f_divergence(*apart, model.FAMILY[name]) == pytest.approx(ceiling)


@given(p=probabilities(9, least=0), q=probabilities(9, least=0))
def test_a_plan_carries_p_to_q_in_order(model, p, q):
    plan = np.zeros((9, 9))
    pieces = model.transport_plan(p, q)
    for i, j, mass in pieces:
        plan[i, j] += mass
    np.testing.assert_allclose(plan.sum(axis=1), p, atol=1e-9)
    np.testing.assert_allclose(plan.sum(axis=0), q, atol=1e-9)
    places = [(i, j) for i, j, _ in pieces]
    assert places == sorted(places) and [j for _, j in places] == sorted(j for _, j in places)
    cells = np.arange(9)
    assert model.wasserstein_1(p, q) == pytest.approx(wasserstein_distance(cells, cells, p, q), abs=1e-9)


# The pictures


@pytest.fixture(scope="module")
def pictures(model_cells):
    return model_cells("kl-everywhere", "imports", "explorable", "family-explorable", "transport-explorable")


def test_readouts_say_what_the_state_is(pictures):
    assert pictures.update() == "Cross-entropy, the boxes' mean cost: 1.83 nats."
    assert "floor, p's entropy, is 1.21; KL(p‖q) is 0." in pictures.update(floor=True, pull=1.0)
    assert "Times T² = 4, that is 0.64." in pictures.update(job=pictures.DISTIL, floor=True, softness=2.0)
    assert "Mean reward −2.17" in pictures.update(job=pictures.LEASH)
    assert pictures.update_family(pull=1.0) == "KL(p‖q): 0, as every ratio is 1."
    assert "4 times as high" in pictures.update_family(divergence="squared Hellinger")
    apart = pictures.update_transport()
    assert apart == "Moved 6 columns, none in common: W₁ 6.00, KL infinite, Jensen–Shannon 0.693."
    assert "Moved 1 column, 5 in common:" in pictures.update_transport(place=(5, pictures.RAIL))
    assert "all in common" in pictures.update_transport(place=(13, pictures.RAIL), spread=True)
    assert pictures.update_transport(place=(4, pictures.RAIL)) == "Moved 0 columns, q is p: all three numbers are 0."


def test_boxes_have_the_area_of_the_mean(pictures):
    """What is drawn: the frame's area is the loss, red less blue is the rest."""
    for job in pictures.SAID:
        now = pictures.run(job, 0.3, 1.5)
        loss, least = pictures.loss_and_floor(now)
        edges = np.append(0, np.cumsum(now.weights))
        corners = pictures.rectangles(edges, np.zeros(4), now.cost).vertices.reshape(4, 5, 2)
        sides = corners.max(axis=1) - corners.min(axis=1)
        assert (np.sign(now.cost) * sides.prod(axis=1)).sum() == pytest.approx(loss)
        red = (np.maximum(now.cost - now.floor, 0) * now.weights).sum()
        blue = (np.maximum(now.floor - now.cost, 0) * now.weights).sum()
        assert red - blue == pytest.approx(loss - least)


def test_balls_balance_at_one(pictures):
    for pull in (0.0, 0.4, 1.0):
        q = pictures.moved(pictures.FIRST, pictures.SHARES, pull)
        assert q @ (pictures.SHARES / q) == pytest.approx(1)
        for name in pictures.FAMILY:
            pictures.update_family(divergence=name, pull=pull)
            height = pictures.centre.artist.get_ydata()[0]
            value = pictures.f_divergence(pictures.SHARES, q, pictures.FAMILY[name])
            assert height * pictures.BENDS.get(name, 1) == pytest.approx(value, abs=1e-12)
