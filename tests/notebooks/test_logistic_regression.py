"""Model cells of book/supervised/logistic-regression.ipynb: statsmodels, scikit-learn, SciPy, closed forms."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

READS = ["src/helpers/plots/*"]  # the cells of the pictures draw with it

SEEDS = st.integers(0, 10_000)


def sample(seed, rows=40):
    """Inputs and outcomes that follow a logistic model."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(rows, 2))
    return x, (rng.random(rows) < expit(x @ [1.0, -0.5])).astype(int)


def overlaps(x, y):
    """Whether no plane parts the classes, by a linear program."""
    rows = np.column_stack([np.ones(len(x)), x]) * (2 * y - 1)[:, None]
    return linprog([0] * 3, A_ub=-rows, b_ub=-np.ones(len(x)), bounds=(None, None)).status == 2


@pytest.fixture(scope="module")
def pictures(model_cells):
    return model_cells("logistic-regression", "imports", "explorable", "odds-explorable")


@given(score=st.floats(-30, 30))
def test_sigmoid_is_scipys_and_its_logarithmic_odds_are_the_score(model, score):
    p = float(model.sigmoid(score))
    assert p == pytest.approx(expit(score), abs=1e-15)
    if abs(score) < 15:
        assert np.log(p / (1 - p)) == pytest.approx(score, abs=1e-8)


@given(seed=SEEDS)
def test_weights_are_those_of_statsmodels(model, seed):
    x, y = sample(seed)
    theirs = sm.Logit(y, sm.add_constant(x)).fit(disp=0, tol=1e-12).params
    assume(abs(theirs).max() < 8)
    np.testing.assert_allclose(model.fit(x, y, steps=25), theirs, atol=1e-5)


@given(seed=SEEDS, penalty=st.sampled_from([0.1, 1.0, 10.0]))
def test_penalised_weights_are_those_of_scikit_learn(model, seed, penalty):
    x, y = sample(seed)
    method = {"solver": "newton-cholesky", "tol": 1e-10}  # lbfgs gives up on some samples at this tolerance
    theirs = LogisticRegression(C=1 / penalty, **method).fit(x, y)
    ours = model.fit(x, y, steps=25, penalty=penalty)
    np.testing.assert_allclose(ours, [*theirs.intercept_, *theirs.coef_[0]], atol=1e-3)


def test_weights_end_only_where_the_classes_overlap(pictures):
    """A linear program decides; the fit knows nothing of it."""
    for place in [(x, y) for x in range(1, 10) for y in range(5, 10)]:
        late, later = (pictures.fitted(place, steps, False) for steps in (12, 16))
        ends = np.allclose(late, later, rtol=1e-6)
        assert ends == overlaps(pictures.inputs(place), pictures.OUTCOMES)


def test_the_band_holds_the_students_from_ten_to_ninety_percent(pictures):
    weights = pictures.fitted((8, 8), 8, False)
    corners = pictures.between(weights, -np.log(9), np.log(9))
    chances = expit(weights[0] + corners @ weights[1:])
    assert chances.min() == pytest.approx(0.1)
    assert chances.max() == pytest.approx(0.9)
    inside = pictures.BOX[0] <= corners + 1e-9
    assert inside.all()
    assert (corners <= pictures.BOX[2] + 1e-9).all()


def test_area_of_the_band_is_width_times_length(pictures):
    """A level band across the whole box: 10.4 hours long."""
    weights = np.array([-7.0, 0.0, 1.0])
    x, y = pictures.between(weights, -np.log(9), np.log(9)).T
    area = abs(x @ np.roll(y, 1) - y @ np.roll(x, 1)) / 2
    assert area == pytest.approx(10.4 * pictures.width(weights))


@pytest.mark.parametrize("degrees", [31, 53, 70, 81])
def test_rim_of_the_curves_nearly_as_likely_has_just_that_likelihood(pictures, degrees):
    """Fits held to the rim's score are exp(-1.92) as likely as the best, by a fit with an offset."""
    best = sm.Logit(pictures.DAMAGED, sm.add_constant(pictures.LAUNCHES)).fit(disp=0).llf
    for bound in pictures.nearly_as_likely(degrees):
        away = (pictures.LAUNCHES - degrees)[:, None]
        held = sm.GLM(pictures.DAMAGED, away, family=sm.families.Binomial(), offset=np.full(23, bound)).fit()
        assert best - held.llf == pytest.approx(pictures.CUT, abs=2e-3)


def test_readouts(pictures):
    assert pictures.update((8, 8), 0, False).endswith(
        "× slept. Chance of all 13 outcomes: 0.012\u2009%. Band everywhere."
    )
    assert pictures.update((8, 8), 8, False).endswith("0.658\u2009%. Band 4.84 hours wide.")
    assert "over 99.9\u2009%." in pictures.update((4, 6), 16, False)
    assert "\N{MINUS SIGN} 0.18 × slept" in pictures.update((9, 9), 8, False)
    assert "grow ×\u00a010.2, 1:10.7 to 1:1.05; " in pictures.update_launch((75, -6), 10, False)
    assert pictures.update_launch((41, -6), 10, True).endswith("(80.4\u2009% to over 99.9\u2009%).")


@given(warm=st.integers(41, 81))
def test_ten_degrees_multiply_the_odds_by_the_same_factor_everywhere(pictures, warm):
    assert "grow ×\u00a010.2," in pictures.update_launch((warm, -6), 10, False)
