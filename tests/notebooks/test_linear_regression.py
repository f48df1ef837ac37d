"""The model cells of book/supervised/linear-regression.ipynb against statsmodels, LAPACK and closed forms."""

import numpy as np
import pytest
import scipy.linalg
import statsmodels.api as sm
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.linear_model import LinearRegression
from statsmodels.stats.outliers_influence import OLSInfluence

READS = ["src/helpers/plots/*"]  # the cells of the pictures draw with it

HOURS = st.lists(st.integers(-100, 100).map(lambda tenths: tenths / 10), min_size=3, max_size=12)


@pytest.fixture(scope="module")
def pictures(model_cells):
    return model_cells("linear-regression", "imports", "explorable", "origin-explorable")


@given(x=HOURS, seed=st.integers(0, 1000))
def test_line_and_leverages_are_those_of_statsmodels(model, x, seed):
    x = np.array(x)
    assume(x.std() > 0.5)
    y = np.random.default_rng(seed).normal(size=len(x))
    theirs = sm.OLS(y, np.column_stack([np.ones(len(x)), x])).fit()
    np.testing.assert_allclose(model.least_squares(x, y), theirs.params, atol=1e-8)
    np.testing.assert_allclose(model.leverage(x), OLSInfluence(theirs).hat_matrix_diag, atol=1e-8)


@given(x=HOURS, lift=st.floats(-10, 10), seed=st.integers(0, 1000))
def test_a_lifted_point_is_followed_by_its_leverage(model, x, lift, seed):
    x = np.array(x)
    assume(x.std() > 0.5)
    y = np.random.default_rng(seed).normal(size=len(x))
    moved = y + lift * (np.arange(len(x)) == 0)
    rise = (model.least_squares(x, moved) - model.least_squares(x, y)) @ [1, x[0]]
    assert rise == pytest.approx(model.leverage(x)[0] * lift, abs=1e-8)


@given(x=HOURS, seed=st.integers(0, 1000))
def test_both_solvers_find_the_line_in_float64(model, x, seed):
    x = np.array(x)
    assume(x.std() > 0.5)
    y = np.random.default_rng(seed).normal(size=len(x))
    start, slope = scipy.linalg.lstsq(np.column_stack([np.ones(len(x)), x]), y)[0]
    for solve in (model.by_normal_equations, model.by_qr):
        np.testing.assert_allclose(solve(x, y), (start, slope, len(x) * x.var()), atol=1e-8)


@pytest.mark.parametrize("first", [0, 10, 100, 1000, 3000, 10_000, 20_000, 30_000])
def test_qr_in_float32_is_lapacks_to_what_float32_can_hold(model, first):
    x = (first + np.arange(10)).astype(np.float32)
    columns = np.column_stack([np.ones_like(x), x])
    [r] = scipy.linalg.qr(columns, mode="r")
    left = model.by_qr(x, x)[2]
    assert left.dtype == r.dtype == np.float32
    assert left == pytest.approx(r[1, 1] ** 2, rel=1e-6 + 1e-7 * first)


def test_what_is_left_of_a_sum_of_squares_stands_on_the_ruler(pictures):
    for first in [*pictures.FIRST_DAYS, 10, 100]:
        _, _, left, step = pictures.solved("normal equations", first)
        assert left % step == 0
        assert (left == 82.5) == (step <= 0.5)


def test_the_order_of_adding_decides_what_is_left(pictures):
    """The page says so, because another program adds in another order."""
    x, y = (10_000 + pictures.DAYS).astype(np.float32), pictures.REACTION.astype(np.float32)
    slopes = [pictures.by_normal_equations(x[::step], y[::step])[1] for step in (1, -1)]
    assert slopes == [pytest.approx(28.06, abs=0.005), pytest.approx(14.03, abs=0.005)]


@pytest.mark.parametrize(
    ("first", "solver", "said"),
    [
        (10_000, "normal equations", "Of S = 82.5 it leaves 64. Slope 28.06 ms a day, truly 21.76."),
        (30_000, "normal equations", "Of S = 82.5 it leaves 0. Nothing can be divided by that."),
        (0, "normal equations", "Slope 21.76 ms a day, truly 21.76."),
        (10_000, "QR", "Slope 21.77 ms a day, truly 21.76."),
    ],
)
def test_readout_of_the_days(pictures, first, solver, said):
    assert pictures.update_days(first=first, solver=solver).endswith(said)


def test_readout_of_the_eleventh_patient(pictures):
    ten, least, through = pictures.LINES
    assert pictures.update((5, 2), ten).startswith("Yours is 4.11 hours below the line of the ten")
    assert "come 1.73 of 4.11 hours towards yours, 42.1" in pictures.update((5, 2), least)
    assert pictures.update((5, 2), through).endswith("the others have 36.5 hours².")
    assert pictures.update((1, 8), through).endswith("the others have 303.7 hours², partly outside the picture.")
    for rule in pictures.LINES:
        assert "nothing moves" in pictures.update((6, 7), rule)


def test_the_readout_says_where_squares_run_out_of_the_picture(pictures):
    ten, least, through = pictures.LINES
    places = [(x, y) for x in pictures.PLACES[0] for y in pictures.PLACES[1]]
    x, y = pictures.DRUG_1, pictures.DRUG_2
    for rule in (ten, least):
        assert not any(pictures.outside(rule, place) for place in places)
    for place in places:
        start, slope = pictures.chosen(through, place)
        line = start + slope * x
        cut = min(line.min(), y.min()) < pictures.BOTTOM or max(line.max(), y.max()) > pictures.TOP
        assert ("outside" in pictures.update(place, through)) == cut


def test_the_line_follows_yours_from_the_start(pictures):
    """The first drag moves the line, and the start does not tell the answer."""
    start = pictures.update()
    assert start == pictures.update((1, 7), "least squares")
    assert "come 0.41 of 4.45 hours" in start and "1.7" not in start
    assert pictures.QUESTION.answer == "1.7" and pictures.QUESTION.state == {"place": (5, 2)}


def test_the_pull_depends_on_x_alone(pictures):
    for x in pictures.PLACES[0]:
        places = [(x, y) for y in pictures.PLACES[1]]
        from_ten = [pictures.misses("of the ten", place)[-1] for place in places]
        left = [pictures.misses("least squares", place)[-1] for place in places]
        parts = 1 - np.array(left) / from_ten
        assert np.ptp(parts) < 1e-9


def test_scikit_learn_centres_first_and_keeps_the_slope_in_float32(pictures):
    x, y = (10_000 + pictures.DAYS).astype(np.float32), pictures.REACTION.astype(np.float32)
    assert LinearRegression().fit(x[:, None], y).coef_[0] == pytest.approx(pictures.TRUE_SLOPE, rel=1e-5)
    assert scipy.linalg.lstsq(np.column_stack([np.ones_like(x), x]), y)[2] == 1


def test_no_number_on_the_way_of_qr_reaches_a_million(pictures, monkeypatch):
    """The page says so of day 10,000: products, their sums, and what the slope takes away."""
    seen, dot = [], pictures.dot

    def noted(a, b):
        seen.extend([np.abs(a * b).max(), *2 * np.abs(np.cumsum(a * b))])
        return dot(a, b)

    monkeypatch.setitem(pictures.by_qr.__globals__, "dot", noted)
    x = 10_000 + pictures.DAYS
    start, slope, _ = pictures.by_qr(x, pictures.REACTION)
    seen.extend([abs(start), x.sum() / np.sqrt(10) * slope])
    assert 600_000 < max(seen) < 1_000_000


def test_pytorch_drops_a_column_by_default_and_keeps_it_with_gels(pictures):
    x, y = (10_000 + pictures.DAYS).astype(np.float32), pictures.REACTION.astype(np.float32)
    columns, targets = torch.tensor(np.column_stack([np.ones_like(x), x])), torch.tensor(y)[:, None]
    default, plain = (torch.linalg.lstsq(columns, targets, driver=driver) for driver in (None, "gels"))
    assert int(default.rank) == 1
    assert float(default.solution[1, 0]) == pytest.approx(0.034, abs=5e-4)
    assert float(plain.solution[1, 0]) == pytest.approx(21.77, abs=5e-3)
