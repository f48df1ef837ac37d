"""The laws of means in `probability/central-limit-theorem`, against SciPy, exact fractions and simulation."""

from fractions import Fraction
from math import comb, factorial, floor

import numpy as np
import pytest
from scipy import stats

READS = ["src/helpers/plots/*"]  # the cells of the pictures draw with it

Z = np.linspace(-3.9, 3.9, 157)


@pytest.mark.parametrize("n", [2, 3, 30, 1000])
def test_means_of_exponential_draws_follow_the_gamma_distribution(model, n):
    exact = stats.gamma.cdf(n + Z * np.sqrt(n), n)
    np.testing.assert_allclose(model.below("exponential", n, Z), exact, atol=5e-5)


@pytest.mark.parametrize("n", [1, 10, 100, 1000])
def test_means_of_hits_follow_the_binomial_distribution(model, n):
    z = Z + 1e-4  # off the lattice
    hits = np.ceil(0.1 * n + 0.3 * np.sqrt(n) * z) - 1
    np.testing.assert_allclose(model.below("Bernoulli", n, z), stats.binom.cdf(hits, n, 0.1), atol=1e-12)


def irwin_hall(n, total):
    """Chance that n uniform draws add up to at most `total`, an exact fraction."""
    total = Fraction(total)
    terms = ((-1) ** k * comb(n, k) * (total - k) ** n for k in range(floor(total) + 1))
    return float(sum(terms) / factorial(n)) if total > 0 else 0.0


@pytest.mark.parametrize("n", [2, 3, 7, 30])
def test_means_of_uniform_draws_follow_irwin_and_hall(model, n):
    totals = np.clip(n / 2 + Z[::6] * np.sqrt(n / 12), 0, n)
    z = (totals - n / 2) / np.sqrt(n / 12)
    exact = [irwin_hall(n, total) for total in totals]
    np.testing.assert_allclose(model.below("uniform", n, z), exact, atol=2e-5)


@pytest.mark.parametrize("n", [3, 30, 300])
def test_means_of_log_normal_draws_agree_with_simulated_ones(model, n):
    _, _, mean, spread = model.SOURCES["log-normal"]
    draws = np.random.default_rng(n).lognormal(size=(30_000, n))
    z = (draws.mean(axis=1) - mean) / spread * np.sqrt(n)
    assert stats.kstest(z, lambda at: model.below("log-normal", n, at)).pvalue > 0.01


@pytest.mark.parametrize("n", [1, 30, 1000])
def test_the_mean_of_cauchy_draws_is_one_cauchy_draw(model, n):
    exact = stats.cauchy.cdf(Z / np.sqrt(n))
    np.testing.assert_allclose(model.below("Cauchy", n, Z), exact, atol=1e-12)


@pytest.fixture(scope="module")
def pictures(model_cells):
    return model_cells("central-limit-theorem", "imports", "explorable", "running-explorable")


def test_no_limit_meets_a_number_of_hits(pictures):
    """So no share hangs on whether a mean at the limit counts."""
    for n in pictures.DRAWS:
        hits = (np.arange(n + 1) - 0.1 * n) / (0.3 * np.sqrt(n))
        for limit in pictures.LIMITS.values():
            assert np.abs(hits - limit).min() > 1e-3


def test_bars_hold_the_chance_of_their_window(pictures):
    for source in pictures.NAMES:
        for n in pictures.DRAWS:
            edges, heights, shares = pictures.law_of(source, n)
            inside = np.diff(pictures.below(source, n, edges[[0, -1]]))[0]
            assert (heights * np.diff(edges)).sum() == pytest.approx(inside)
            assert (np.diff(shares) >= -1e-12).all()


@pytest.mark.parametrize("n", [1, 2, 4, 30, 100, 1000])
def test_bernoulli_bars_stand_at_their_hits(pictures, n):
    step = 1 / (0.3 * np.sqrt(n))
    edges, heights = pictures.bars_of("Bernoulli", n)
    hits = (edges[::2] + edges[1::2]) / 2 / step + 0.1 * n
    np.testing.assert_allclose(hits, np.round(hits), atol=1e-9)
    np.testing.assert_allclose(heights[::2] * step, stats.binom.pmf(np.round(hits), n, 0.1), atol=1e-12)
    assert not heights[1::2].any() and np.diff(edges[:2]) <= min(0.1, 0.6 * step) + 1e-12
    window = (np.arange(n + 1) - 0.1 * n) * step
    assert len(hits) == ((window > pictures.LEFT) & (window < pictures.RIGHT)).sum()


def test_hits_that_the_readout_names_have_its_share(pictures):
    for n in pictures.DRAWS[1:]:
        for limit in pictures.LIMITS.values():
            words = pictures.hits_beyond(n, limit)
            named = [int(word) for word in words.split() if word.isdecimal()]
            if "without a hit" in words:
                expected = 0.0 if "even" in words else 0.9**n
            elif limit < 0:
                expected = stats.binom.cdf(named[0], n, 0.1)
            else:
                expected = stats.binom.sf(named[0] - 1, n, 0.1)
            assert pictures.chance_beyond("Bernoulli", n, limit) == pytest.approx(expected, abs=1e-8)


def test_every_sample_is_a_dot_or_an_arrow(pictures):
    for source in pictures.NAMES:
        for n in pictures.DRAWS:
            pictures.update(source, n, (pictures.LIMITS["+1.96"], pictures.RING))
            seen = [len(mark.artist.get_xdata()) for mark in (pictures.dots, *pictures.arrows)]
            large = [len(mark.artist.get_xdata()) for mark in (pictures.large, *pictures.large_arrows)]
            assert (sum(seen), sum(large)) == (pictures.SAMPLES, 1)
            out = (pictures.MEANS[source][:, n - 1] >= pictures.RIGHT).sum()
            assert seen[2] == out


def test_every_run_ends_on_the_strip(pictures):
    for kind in pictures.KINDS:
        for n in pictures.COUNTS:
            pictures.update_running(kind, n)
            low, high = (len(mark.artist.get_xdata()) for mark in pictures.beyond)
            shown = pictures.close.artist.get_ydata()
            assert len(shown) + low + high == pictures.RUNS
            last = pictures.PATHS[kind][:, pictures.COUNTS.index(n)] / pictures.reach(kind, n)
            np.testing.assert_allclose(shown, last[np.abs(last) < pictures.FAR])


def test_small_shares_of_the_readout_are_right_to_two_decimals(pictures):
    for n in pictures.DRAWS:
        for limit in pictures.LIMITS.values():
            tail = stats.gamma.cdf if limit < 0 else stats.gamma.sf
            exact = tail(n + limit * np.sqrt(n), n)
            words = pictures.said("exponential", n, limit)
            if 1e-4 < exact < 9.9e-4:
                assert words.startswith(f"{100 * exact:.2f}\u2009%")
            if 1e-9 < exact < 1e-4:
                assert words.startswith("Less than 0.01\u2009%")


def test_each_dot_is_the_mean_of_its_own_draws(pictures):
    draws = np.random.default_rng(1).standard_exponential((pictures.SAMPLES, 1000))
    expected = (draws[:, :30].mean(axis=1) - 1) * np.sqrt(30)
    np.testing.assert_allclose(pictures.MEANS["exponential"][:, 29], expected)


@pytest.mark.parametrize("n", [1, 10, 1000])
@pytest.mark.parametrize("kind", ["independent", "correlated", "Cauchy"])
def test_eight_of_ten_running_means_lie_between_the_dashed_lines(pictures, kind, n):
    draws = pictures.drawn_runs(kind, np.random.default_rng(5), runs=4000, length=n)
    inside = int((np.abs(draws.mean(axis=1)) < pictures.reach(kind, n)).sum())
    assert stats.binomtest(inside, 4000, 0.8).pvalue > 0.001


def test_bernoulli_means_stay_within_two_points_from_1774_draws_on():
    def gap(n):
        hits = np.arange(n + 1)
        bell = stats.norm.cdf((hits - 0.1 * n) / (0.3 * np.sqrt(n)))
        exact = stats.binom.cdf(hits, n, 0.1)
        return max(np.abs(exact - bell).max(), np.abs(np.append(0, exact[:-1]) - bell).max())

    assert gap(1773) > 0.02
    assert max(gap(n) for n in range(1774, 2600)) <= 0.02
