"""Properties of the cells of book/probability/maximum-likelihood.ipynb."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats
from statsmodels.regression.linear_model import OLS

READS = ["src/helpers/plots/*"]  # the cells of the pictures draw with it

VALUES = st.lists(st.floats(-5, 5), min_size=2, max_size=12).map(np.array)


@given(y=VALUES, mu=st.floats(-3, 3), sigma=st.floats(0.2, 4))
def test_log_likelihood_is_the_sum_of_scipys_log_densities(model, y, mu, sigma):
    expected = stats.norm.logpdf(y, mu, sigma).sum()
    assert model.log_likelihood(y, mu, sigma) == pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_the_peak_is_scipys_fit_and_an_optimisers(model, seed):
    y = np.random.default_rng(seed).gamma(2, size=15)
    mu, sigma = model.most_likely(y)
    assert (mu, sigma) == pytest.approx(stats.norm.fit(y))

    def loss(at):
        return -stats.norm.logpdf(y, at[0], np.exp(at[1])).sum()

    found = optimize.minimize(loss, [0.0, 0.0], tol=1e-10).x
    assert (found[0], np.exp(found[1])) == pytest.approx((mu, sigma), abs=1e-4)


@given(y=VALUES, mu=st.floats(-3, 3))
def test_pulls_cancel_at_the_peak_and_the_given_centre_is_kept(model, y, mu):
    centre, _ = model.most_likely(y)
    assert abs((y - centre).sum()) < 1e-9
    kept, sigma = model.most_likely(y, mu)
    assert kept == mu
    assert sigma**2 == pytest.approx(((y - mu) ** 2).mean())


@pytest.mark.parametrize("k", [1, 2, 3])
@pytest.mark.parametrize("n", [10, 40])
def test_drops_are_twice_the_difference_of_statsmodels_log_likelihoods(model, n, k):
    y = np.random.default_rng(n + k).standard_normal((4, n)) + 0.3
    columns = model.design(n, k)
    for ours, v in zip(model.drops(y, columns), y, strict=True):
        small = stats.norm.logpdf(v, 0, np.sqrt((v**2).mean())).sum()
        assert ours == pytest.approx(2 * (OLS(v, columns).fit().llf - small))


def test_one_number_is_the_t_test(model):
    y = np.random.default_rng(1).standard_normal((50, 12)) + 0.3
    t = stats.ttest_1samp(y, 0, axis=1).statistic
    np.testing.assert_allclose(model.drops(y, model.design(12, 1)), 12 * np.log(1 + t**2 / 11))


def test_at_the_edge_a_negative_mean_does_not_drop(model):
    y = np.random.default_rng(2).standard_normal((500, 9))
    columns = model.design(9, 1)
    held, free = model.drops(y, columns, edge=True), model.drops(y, columns)
    np.testing.assert_allclose(held, np.where(y.mean(axis=1) > 0, free, 0), atol=1e-12)


@given(seed=st.integers(0, 99), scale=st.floats(0.01, 100))
def test_drops_have_no_unit(model, seed, scale):
    y = np.random.default_rng(seed).standard_normal((3, 15))
    columns = model.design(15, 3)
    np.testing.assert_allclose(model.drops(scale * y, columns), model.drops(y, columns), rtol=1e-9)


@pytest.fixture(scope="module")
def pictures(model_cells):
    return model_cells("maximum-likelihood", "imports", "explorable", "curve-explorable", "drop-explorable")


def test_sticks_have_the_heights_whose_product_is_told(pictures):
    for top in [(m, t) for m in pictures.MUS.values() for t in pictures.TOPS.values()]:
        said = pictures.update(top=top)
        marks = [*pictures.sticks.artist.get_segments(), *pictures.far.artist.get_segments()]
        heights = np.array([end[1] for _, end in marks])
        expected = stats.norm.pdf(pictures.SLEEP, top[0], pictures.WIDTH_AT[top[1]])
        np.testing.assert_allclose(heights, expected, atol=6e-4)
        told = float(re.search(r"ends at ([\d.]+)\)", said)[1])
        assert told == pytest.approx(-np.log(expected).sum(), abs=0.051)
        assert ("the peak" in said) == (top == (1.58, pictures.TOPS["1.17"]))


def test_pieces_end_where_the_told_sum_is_or_at_the_edge(pictures):
    for top in [(m, t) for m in pictures.MUS.values() for t in pictures.TOPS.values()]:
        pictures.update(top=top)
        end = pictures.last.artist.get_segments()[0][1][0]
        loss = -pictures.log_likelihood(pictures.SLEEP, top[0], pictures.WIDTH_AT[top[1]])
        assert end == pytest.approx(min(loss - pictures.GAP, pictures.LONG), abs=0.02)


def test_curve_is_highest_at_the_mean_in_every_view_but_the_lost_product(pictures):
    for seen in pictures.SEEN.values():
        for view in pictures.VIEWS:
            said = pictures.update_curve(mu=(1.2, 0), seen=seen, view=view)
            x, y = pictures.curve.artist.get_data()
            if "give 0" in said:
                assert view == "product"
                assert not np.any(y)
            else:
                at_mean = y[np.argmin(np.abs(x - pictures.SLEEP.mean()))]
                assert at_mean == (y.min() if view == "loss" else y.max())


def test_readouts_of_drops_count_the_sets_beyond_the_cut(pictures):
    for (n, freed, effect), sets in pictures.DROPS.items():
        for cut in pictures.CUTS.values():
            said = pictures.update_drop(cut=(cut, 0.12), n=n, freed=freed, effect=effect)
            count = int((sets > cut).sum())
            word = {0: "none", pictures.SETS: "all"}.get(count, f"{count:,}")
            assert f", {word} ha" in said
            assert not re.search(r", 1 have|nan|  ", said)
