"""Properties of the cells of book/probability/exponential-family.ipynb."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.integrate import quad
from scipy.special import expit
from torch import distributions

READS = ["src/helpers/plots/*"]  # the cells of the pictures draw with it

FAMILIES = ("coin", "10 coins", "classes", "counts", "waits", "bell")
SUPPORT = {"coin": 2, "10 coins": 11, "classes": 4, "counts": 400}
KNOBS = st.floats(-3, 3)


def within(family, eta):
    """The knob, moved to where the family has a total."""
    return -abs(eta) - 0.01 if family == "waits" else eta


@pytest.mark.parametrize("family", FAMILIES)
@given(eta=KNOBS)
def test_mass_is_one_and_moments_are_the_derivatives(model, family, eta):
    eta = within(family, eta)
    if family in SUPPORT:
        x = np.arange(SUPPORT[family])
        mass = model.probability(family, x, eta)
        value = model.statistic(family, x)
        moments = [(mass * value**power).sum() for power in range(3)]
    else:
        low, high = (0, 60 / -eta) if family == "waits" else (eta - 12, eta + 12)
        moments = [
            quad(lambda x, p=p: x**p * model.probability(family, x, eta), low, high, limit=200)[0] for p in range(3)
        ]
    assert moments[0] == pytest.approx(1, rel=1e-8)
    assert float(model.MEAN[family](eta)) == pytest.approx(moments[1], rel=1e-7, abs=1e-9)
    variance = moments[2] - moments[1] ** 2
    assert float(model.VARIANCE[family](eta)) == pytest.approx(variance, rel=1e-6, abs=1e-9)


@given(eta=KNOBS)
def test_torch_has_the_same_knob_total_and_slope(model, eta):
    """PyTorch's own natural parameters and log-normalisers, differentiated by PyTorch."""
    low = within("waits", eta)
    for family, knob, law in (
        ("coin", eta, lambda t: distributions.Bernoulli(logits=t)),
        ("counts", eta, lambda t: distributions.Poisson(t.exp())),
        ("waits", low, lambda t: distributions.Exponential(-t)),
    ):
        made = law(torch.tensor(knob, dtype=torch.float64))
        (natural,) = made._natural_params
        assert float(natural) == pytest.approx(knob, abs=1e-9)
        at = natural.detach().requires_grad_()
        total = made._log_normalizer(at)
        (slope,) = torch.autograd.grad(total, at)
        assert float(model.LOG_TOTAL[family](knob)) == pytest.approx(total.item(), abs=1e-9)
        assert float(model.MEAN[family](knob)) == pytest.approx(slope.item(), rel=1e-9)
        assert float(made.mean) == pytest.approx(slope.item(), rel=1e-9)
        assert float(model.VARIANCE[family](knob)) == pytest.approx(float(made.variance), rel=1e-9)


@given(eta=KNOBS)
def test_a_class_has_its_softmax(model, eta):
    logits = torch.tensor([0.0, 0.0, eta, 0.0], dtype=torch.float64)
    expected = torch.softmax(logits, 0).numpy()
    np.testing.assert_allclose(model.probability("classes", np.arange(4), eta), expected, rtol=1e-9)
    assert float(model.LOG_TOTAL["classes"](eta)) == pytest.approx(float(torch.logsumexp(logits, 0)))


@given(eta=st.floats(-2, 2), shift=st.floats(-2, 2))
def test_tilting_a_member_gives_another(model, eta, shift):
    for family in ("coin", "10 coins", "classes", "counts"):
        x = np.arange(SUPPORT[family] if family != "counts" else 200)
        tilted = model.probability(family, x, eta) * np.exp(shift * model.statistic(family, x))
        np.testing.assert_allclose(
            tilted / tilted.sum(), model.probability(family, x, eta + shift), rtol=1e-8, atol=1e-12
        )


LAWS = {
    "Poisson": stats.poisson.logpmf,
    "Gaussian": lambda x, theta: stats.norm.logpdf(x, theta, 2),
    "exponential": lambda x, theta: stats.expon.logpdf(x, scale=theta),
    "Cauchy": stats.cauchy.logpdf,
    "uniform": lambda x, theta: stats.uniform.logpdf(x, 0, theta),
}


@given(data=st.lists(st.integers(0, 12), min_size=1, max_size=6), theta=st.floats(0.2, 15))
def test_likelihoods_are_those_of_scipy(model, data, theta):
    for name, law in LAWS.items():
        [full] = [key for key in model.CHANCES if key.startswith(name)]
        expected = sum(law(x, theta) for x in data)
        assert model.log_likelihood(full, data, [theta])[0] == pytest.approx(expected, rel=1e-9, abs=1e-9)


@given(
    first=st.lists(st.integers(0, 9), min_size=4, max_size=4),
    second=st.lists(st.integers(0, 9), min_size=4, max_size=4),
)
def test_one_sum_is_one_curve_in_exponential_families_only(model, first, second):
    theta = np.linspace(0.5, 12, 40)
    for full in model.CHANCES:
        if full.startswith("uniform"):
            continue
        gap = model.log_likelihood(full, first, theta) - model.log_likelihood(full, second, theta)
        same = sorted(first) == sorted(second) if full.startswith("Cauchy") else sum(first) == sum(second)
        assert (np.ptp(gap) < 1e-8) == same


@pytest.fixture(scope="module")
def pictures(model_cells):
    return model_cells("exponential-family", "imports", "explorable", "sets-explorable")


def test_drawn_slope_is_the_drawn_balance_point(pictures):
    for family in pictures.TERMS:
        bottom, top, *_ = pictures.HEIGHTS[family]
        left, right = pictures.ENDS[family]
        for eta in pictures.ETAS:
            said = pictures.update(base=family, eta=(eta, 0.0))
            drawn = pictures.tangent.artist.get_visible()
            assert drawn == (family != "waits" or eta < 0)
            if not drawn:
                assert "no distribution" in said
                continue
            (x0, x1), (y0, y1) = pictures.tangent.artist.get_data()
            slope = (y1 - y0) / (x1 - x0) * (top - bottom) / 0.9
            if family == "classes":
                mean = pictures.level.artist.get_ydata()[0] * pictures.TOP[family]
            else:
                mean = left + pictures.balance.artist.get_xdata()[0] * (right - left)
            assert slope == pytest.approx(mean, abs=0.001 * (right - left) + 0.001 * (top - bottom))


def test_drawn_bars_add_up_to_one(pictures):
    for family in ("coin", "10 coins", "classes", "counts"):
        for eta in pictures.ETAS:
            pictures.update(base=family, eta=(eta, 0.0))
            tops = pictures.mass.artist.get_path().vertices[1::5, 1] * pictures.TOP[family]
            assert tops.sum() == pytest.approx(1, abs=0.006)


@pytest.mark.parametrize("family", ["coin", "counts", "bell"])
def test_words_stay_above_the_curve_and_in_the_picture(pictures, family):
    for eta in pictures.ETAS:
        pictures.update(base=family, eta=(eta, 0.0))
        x, y = pictures.slope.artist.get_position()
        assert -2.15 < x < 2.15
        assert y <= 0.86
        assert y > pictures.up(family, pictures.LOG_TOTAL[family](x))


def test_curves_of_the_two_sets_coincide_where_the_readout_says_so(pictures):
    for model in pictures.CHANCES:
        for moved in pictures.PLACES:
            for keep in (False, True):
                said = pictures.update_sets(moved=(moved, 0.1), keep=keep, model=model)
                a, b = (c.artist.get_xydata() for c in (pictures.curve_a, pictures.curve_b))
                alike = a.shape == b.shape and np.array_equal(a, b)
                assert alike == ("Two curves" not in said)


def test_ten_coins_are_binomial_with_log_odds(model):
    x = np.arange(11)
    for eta in (-1.3, 0.0, 0.7):
        np.testing.assert_allclose(model.probability("10 coins", x, eta), stats.binom(10, expit(eta)).pmf(x))
