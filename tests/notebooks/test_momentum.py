"""Properties of the model cells of book/training/momentum.ipynb."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

READS = ["src/helpers/plots/*"]  # the cells of the picture draw with it

FORMS = st.sampled_from(["ema", "heavy-ball"])
RATES = st.floats(0.001, 1.0)
BETAS = st.floats(0.0, 0.99)


@given(rate=RATES, beta=BETAS)
def test_averaging_is_heavy_ball_at_a_rate_of_one_minus_beta(model, rate, beta):
    average = model.descend(rate, beta, form="ema", steps=40)
    heavy = model.descend(rate * (1 - beta), beta, form="heavy-ball", steps=40)
    np.testing.assert_allclose(average, heavy, rtol=1e-7, atol=1e-9)


@given(rate=RATES, form=FORMS)
def test_without_momentum_each_direction_shrinks_by_one_minus_rate_times_curvature(model, rate, form):
    path = model.descend(rate, 0.0, form=form, steps=30)
    factors = 1 - rate * model.CURVATURE
    closed = model.START * factors ** np.arange(31)[:, None]
    np.testing.assert_allclose(path, closed, rtol=1e-9, atol=1e-12)


@given(rate=RATES, beta=BETAS, form=FORMS)
def test_steps_obey_the_two_step_recurrence_of_the_eigenvalues(model, rate, beta, form):
    path = model.descend(rate, beta, form=form, steps=20)
    for direction, curvature in enumerate(model.CURVATURE):
        first, second = model.factors(rate, beta, curvature, form=form)
        x = path[:, direction]
        predicted = (first + second).real * x[1:-1] - (first * second).real * x[:-2]
        np.testing.assert_allclose(x[2:], predicted, rtol=1e-7, atol=1e-9 * np.abs(x).max())


@settings(max_examples=40, deadline=None)
@given(rate=RATES, beta=st.floats(0.0, 0.95), form=FORMS)
def test_spectral_radius_tells_convergence_from_divergence(model, rate, beta, form):
    radius = model.spectral_radius(rate, beta, form=form)
    assume(radius < 0.99 or radius > 1.02)
    last = model.loss(model.descend(rate, beta, form=form))[-1]
    assert (last < model.TARGET) == (radius < 1)


@given(rate=RATES, beta=BETAS, form=FORMS)
def test_a_step_solves_the_stability_limit_in_closed_form(model, rate, beta, form):
    weight = 1 - beta if form == "ema" else 1.0
    limit = 2 * (1 + beta) / (weight * model.CURVATURE.max())
    assume(abs(rate / limit - 1) > 1e-3)
    assert (model.spectral_radius(rate, beta, form=form) < 1) == (rate < limit)


def test_a_diverging_run_stays_finite(model):
    path = model.descend(1.0, 0.99, form="heavy-ball")
    assert np.isfinite(path).all() and np.isfinite(model.loss(path)).all()


def test_optimal_pair_has_the_least_spectral_radius(model):
    optimum = model.spectral_radius(40 / 121, 81 / 121, form="heavy-ball")
    assert optimum == pytest.approx(9 / 11, abs=1e-7)
    others = [
        model.spectral_radius(rate, beta, form="heavy-ball")
        for rate in np.linspace(0.05, 0.39, 69)
        for beta in np.linspace(0.4, 0.9, 101)
    ]
    assert min(others) > optimum


@given(losses=st.lists(st.sampled_from([0.1, 0.001, 0.0009, 1e-9]), min_size=1, max_size=12))
def test_arrival_agrees_with_a_plain_search(model, losses):
    first, good = model.arrival(losses)
    below = [value < 0.001 for value in losses]
    assert first == next((step for step, yes in enumerate(below) if yes), np.inf)
    assert good == next((step for step in range(len(below)) if all(below[step:])), np.inf)


def test_many_runs_at_once_are_those_runs_one_by_one(model):
    rates, betas = np.array([[0.18, 1.0], [0.7, 4.0]]), np.array([[0.0, 0.75], [0.9, 0.0]])
    together = model.descend(rates, betas, steps=60)
    firsts, goods = model.arrival(model.loss(together), target=0.1)
    for place in np.ndindex(2, 2):
        alone = model.descend(rates[place], betas[place], steps=60)
        np.testing.assert_array_equal(together[(slice(None), *place)], alone)
        assert (firsts[place], goods[place]) == model.arrival(model.loss(alone), target=0.1)


@given(beta=st.floats(0.05, 0.95), share=st.floats(0.01, 0.99), form=FORMS)
def test_a_direction_that_swings_shrinks_by_the_square_root_of_beta(model, beta, share, form):
    """The second clock: complex eigenvalues have the size √β, so that the peaks of the loss fall by β a step."""
    root, weight = np.sqrt(beta), 1 - beta if form == "ema" else 1.0
    for curvature in model.CURVATURE:
        rate = ((1 - root) ** 2 + 4 * root * share) / (weight * curvature)  # between the two that are critical
        pair = model.factors(rate, beta, curvature, form=form)
        assert np.iscomplex(pair).all()
        np.testing.assert_allclose(np.abs(pair), root, rtol=1e-9)


@pytest.mark.parametrize(
    ("rate", "beta", "form", "expected"),
    [
        (0.18, 0.0, "ema", (185, 185)),
        (0.18, 0.9, "ema", (159, 159)),
        (0.018, 0.9, "heavy-ball", (159, 159)),
        (0.18, 0.99, "ema", (408, 914)),
        (1.0, 0.75, "ema", (30, 35)),
        (1.0, 81 / 121, "ema", (46, 46)),
        (1.0, 0.669, "ema", (59, 59)),
        (0.199, 0.0, "ema", (465, 465)),
        (40 / 121, 81 / 121, "heavy-ball", (46, 46)),
        (0.33, 0.67, "heavy-ball", (31, 31)),
    ],
)
def test_known_steps(model, rate, beta, form, expected):
    assert model.arrival(model.loss(model.descend(rate, beta, form=form))) == expected


def test_horizon_is_long_enough_for_every_place_of_the_ring(model_cells):
    """2,000 steps decide "for good": at twice that horizon nothing changes."""
    lattice = model_cells("momentum", "imports", "explorable")
    twice = lattice.arrival(map(lattice.loss, lattice.islice(lattice.descent(*lattice.PAIRS), 4001)))
    np.testing.assert_array_equal(twice, (lattice.FIRST, lattice.GOOD))


def test_the_map_keeps_the_two_clocks_except_in_a_strip_along_the_edge(model_cells):
    chart = model_cells("momentum", "imports", "explorable")
    rates, betas = chart.FINE
    crawl = np.log(chart.loss(chart.START * [1, 0]) / chart.TARGET) / (2 * chart.CURVATURE[0])
    later = np.maximum(crawl / rates, np.log(chart.loss(chart.START) / chart.TARGET) / (1 - betas))
    edge = 2 * (1 + betas) / ((1 - betas) * chart.CURVATURE[1])
    ratio = chart.MAPS["for good"] / later
    inside = rates < 0.95 * edge
    assert ratio[inside].min() > 0.75
    assert ratio[inside].max() < 1.25
    assert ratio[(rates < edge) & ~inside].max() > 10
    best = 0.2 * (1 + 81 / 121) / (1 - 81 / 121)  # the edge at the proven best pair's β
    assert 0.95 * best < 1.0 < best


@pytest.mark.parametrize(("rate", "beta", "bounces"), [(1.0, 81 / 121, 46), (0.18, 0.0, 185), (0.18, 0.9, 22)])
def test_bounces_across_the_valley_until_arrival(model, rate, beta, bounces):
    run = model.descend(rate, beta)
    across = run[: int(model.arrival(model.loss(run))[1]) + 1, 1]
    assert np.count_nonzero(across[1:] * across[:-1] < 0) == bounces


@given(beta=st.floats(0.0, 0.99), share=st.floats(0.01, 0.99))
def test_the_crawl_covers_at_most_one_plus_root_beta_times_the_plain_share(model, beta, share):
    """Without a swing along the valley, a step comes to cover 1 to 1 + √β times ηh of what is left."""
    curvature = model.CURVATURE[0]
    rate = share * (1 - np.sqrt(beta)) / ((1 + np.sqrt(beta)) * curvature)  # below the critical one
    covered = (1 - model.factors(rate, beta, curvature).real.max()) / (rate * curvature)
    assert 1 - 1e-9 <= covered <= 1 + np.sqrt(beta) + 1e-9


@pytest.fixture(scope="module")
def pictures(model_cells):
    return model_cells("momentum", "imports", "explorable", "velocity-explorable", "loss-explorable")


def test_pairs_typed_as_told_arrive_when_the_picture_says(pictures):
    """With the digits shown, in this form and in PyTorch's, each pair of the ring takes the same steps."""
    rates, betas = np.meshgrid(pictures.RATES, [float(text) for text in pictures.BETAS])
    told = [
        [
            float(pictures.update(setting=(rate, beta)).partition("which sums: rate ")[2].rstrip(".") or rate)
            for rate in pictures.RATES
        ]
        for beta in pictures.BETAS.values()
    ]
    for shown, form in ((rates, "ema"), (np.array(told), "heavy-ball")):
        typed = pictures.arrival(pictures.loss(pictures.descend(shown, betas, form=form)))
        np.testing.assert_array_equal(typed, (pictures.FIRST, pictures.GOOD))


def test_a_run_is_drawn_to_a_step_only_where_its_end_is_seen(pictures):
    assert "Drawn to step 46, loss" in pictures.update(setting=(1.0, 81 / 121), steps=46)
    assert "Outside the picture at step 4, loss" in pictures.update(setting=(1.0, 81 / 121), steps=4)
    assert "Outside the picture at step 1000, loss above" in pictures.update(setting=(4.0, 0.0), steps=1000)


def test_larger_momentum_loses_the_race_at_every_bar(pictures):
    assert all(pictures.update_loss(beta=0.9, digits=digits).endswith("sooner.") for digits in range(1, 17))
    assert all(pictures.update_loss(beta=0.68, digits=digits).endswith("later.") for digits in range(1, 17))


def test_the_average_passes_the_gradients_along_the_valley_at_step_20(pictures):
    gradient, velocity = pictures.averaged(0.9, "of plain descent")
    np.testing.assert_array_equal(velocity[:, 0] / gradient[:, 0] > 1, np.arange(24) >= 20)


def test_rate_in_pytorch_is_told_only_where_it_differs(pictures):
    assert "PyTorch" not in pictures.update(setting=(0.18, 0.0))
    assert pictures.update(setting=(0.18, 0.9)).endswith("In PyTorch, which sums: rate 0.018.")


@pytest.mark.parametrize(
    ("beta", "digits", "said"),
    [
        (0.75, 3, "Yours arrives for good at step 35, the proven best pair at 46: 11 steps later."),
        (0.75, 9, "Both arrive for good at step 83."),
        (0.75, 12, "Yours arrives for good at step 108, the proven best pair at 101: 7 steps sooner."),
    ],
)
def test_readout_of_the_race_names_both_arrivals(pictures, beta, digits, said):
    assert pictures.update_loss(beta=beta, digits=digits) == said


def test_arrival_beyond_the_race_picture_is_told(pictures):
    assert "(beyond the picture)" in pictures.update_loss(beta=0.9, digits=16)
    assert "(beyond the picture)" not in pictures.update_loss(beta=0.75, digits=16)
