"""Properties of the cells of book/probability/importance-sampling.ipynb."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

READS = ["src/helpers/plots/*"]  # the cells of the pictures draw with it

CENTRES = st.floats(-1, 7)
WIDTHS = st.floats(0.3, 4)


@given(centre=CENTRES, width=WIDTHS, seed=st.integers(0, 99))
def test_weights_are_the_ratio_of_the_two_densities(model, centre, width, seed):
    x, weight = model.weigh(np.random.default_rng(seed).standard_normal(50), centre, width)
    expected = np.exp(norm.logpdf(x) - norm.logpdf(x, centre, width))
    np.testing.assert_allclose(weight, expected, rtol=1e-9)


@pytest.mark.parametrize(("centre", "width"), [(0, 1), (2, 1), (4, 1), (6, 0.8), (0, 3), (5, 1.5)])
def test_error_of_one_draw_in_closed_form_is_the_integral(model, centre, width):
    def square(x):
        return np.exp(2 * norm.logpdf(x) - norm.logpdf(x, centre, width))

    second = sum(quad(square, end, end + 1, epsabs=0)[0] for end in range(4, 40))
    assert model.relative_error(centre, width) == pytest.approx(np.sqrt(second / norm.sf(4) ** 2 - 1), rel=1e-6)


@given(centre=CENTRES)
def test_thin_tails_have_no_finite_variance(model, centre):
    assert model.relative_error(centre, 0.7) == np.inf
    assert np.isfinite(model.relative_error(centre, 0.72))


@pytest.mark.parametrize(("centre", "width"), [(3, 1), (4, 1), (4, 0.5), (0, 3)])
def test_the_estimate_is_right_on_average(model, centre, width):
    z = np.random.default_rng(7).standard_normal((4000, 100))
    found = model.estimates(z, centre, width)
    assert abs(found.mean() - 1) < 4 * found.std() / np.sqrt(len(found))


@given(weights=st.lists(st.floats(0.01, 100), min_size=1, max_size=30), scale=st.floats(0.1, 10))
def test_effective_size_is_from_one_to_the_number_of_draws_and_has_no_unit(model, weights, scale):
    weights = np.array(weights)
    size = model.effective_size(weights)
    assert 1 - 1e-9 <= size <= len(weights) + 1e-9
    assert model.effective_size(scale * weights) == pytest.approx(size)


@pytest.fixture(scope="module")
def pictures(model_cells):
    return model_cells("importance-sampling", "imports", "explorable", "bars-explorable")


def test_the_areas_of_the_discs_add_up_to_the_estimate_that_is_told(pictures):
    for centre in pictures.CENTRES:
        for top in pictures.TOPS.values():
            said = pictures.update(bell_at=(centre, top))
            areas = np.pi / 4 * np.array(pictures.discs.artist.get_linewidths()) ** 2
            found = re.search(r"estimate ([\d.]+) times", said)
            told = float(found[1]) if found else 0.0
            assert areas.sum() / pictures.AREA == pytest.approx(told, abs=0.01 + 0.02 * told)


def test_each_batch_is_drawn_or_counted_as_farther_right(pictures):
    for centre in pictures.CENTRES:
        for top in pictures.TOPS.values():
            pictures.update(bell_at=(centre, top))
            drawn = len(pictures.others.artist.get_xdata()) + len(pictures.mine.artist.get_xdata())
            words = pictures.beyond.artist.get_text()
            assert drawn + int(words.split()[0] if words else 0) == pictures.BATCHES


@pytest.mark.parametrize(("bell", "last"), [("at 4", 4), ("narrow", 4), ("wide", 2)])
def test_share_of_bars_that_hold_the_truth_is_that_of_other_draws(pictures, bell, last):
    """With another seed and SciPy's densities."""
    n, (centre, width) = pictures.COUNTS[last], pictures.BELLS[bell]
    x = np.random.default_rng(11).normal(centre, width, (1500, n))
    scores = np.where(x > 4, np.exp(norm.logpdf(x) - norm.logpdf(x, centre, width)), 0) / norm.sf(4)
    reach = 1.96 * scores.std(axis=1, ddof=1) / np.sqrt(n)
    share = (abs(scores.mean(axis=1) - 1) <= reach).mean()
    assert abs(share - pictures.HELD[bell][last]) < 4 * np.sqrt(share * (1 - share) * (1 / 1500 + 1 / 1000))


def test_every_run_has_a_bar_or_a_cross(pictures):
    for bell in pictures.BELLS:
        for n in pictures.COUNTS:
            pictures.update_bars(bell=bell, n=n)
            marks = len(pictures.right_of.artist.get_xdata()) + len(pictures.wrong.artist.get_xdata())
            assert marks == pictures.BARS
