"""The model of `time-series/feature-freshness`: counts and their age, shops, alarms on inputs."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sklearn.metrics import accuracy_score, roc_auc_score

SEEDS = st.integers(0, 2**32 - 1)
HOURS = st.lists(st.integers(-800, 100), min_size=1, max_size=40)


@settings(deadline=None)
@given(HOURS, st.lists(st.integers(-20, 120), min_size=1, max_size=8), st.integers(1, 30))
def test_counts_are_those_of_a_rolling_window_in_pandas(model, events, times, days):
    # rolling windows of pandas are open on the left, closed on the right, as ours
    moments = sorted({*events, *times})
    start = pd.Timestamp("2026-01-01")
    each = pd.Series([events.count(m) for m in moments], index=start + pd.to_timedelta(moments, unit="h"))
    rolled = dict(zip(moments, each.rolling(f"{days}D").sum(), strict=True))
    assert model.count_at(np.sort(events), np.array(times), days).tolist() == [rolled[t] for t in times]


@settings(deadline=None)
@given(st.integers(-120, 320).map(lambda quarters: quarters / 4), st.sampled_from([1, 6, 24]))
def test_the_last_run_is_the_one_that_a_backward_join_finds(model, time, every):
    runs = pd.DataFrame({"time": np.arange(-94.0, 120.0, every)})
    runs["run"] = runs["time"]
    found = pd.merge_asof(pd.DataFrame({"time": [time]}), runs, on="time")
    assert model.last_run(time, every) == pytest.approx(found["run"][0])


@settings(deadline=None, max_examples=30)
@given(SEEDS, st.floats(0.05, 0.95))
def test_auc_is_that_of_scikit_learn(model, seed, part):
    rng = np.random.default_rng(seed)
    bought = np.r_[True, False, rng.uniform(size=60) < part]
    count = rng.poisson(2 + bought)
    assert model.auc(*model.shares(count, bought)) == pytest.approx(roc_auc_score(bought, count))


def test_steady_shoppers_are_a_gamma_mixture_of_poisson_counts(model):
    shop = model.draw_shop(np.random.default_rng(0), spree=0)
    count = np.bincount((shop // model.LINE).astype(int), minlength=model.SHOPPERS)
    expected = stats.nbinom(1, 1 / (1 + 9)).pmf(np.arange(6)) * model.SHOPPERS  # mean 9 in 45 days
    assert (
        stats.chisquare(
            np.r_[np.bincount(count)[:6], (count > 5).sum()], np.r_[expected, model.SHOPPERS - expected.sum()]
        ).pvalue
        > 0.001
    )


@pytest.mark.parametrize("spree", [12, 48])
def test_sprees_hold_two_thirds_of_as_many_purchases(model, spree):
    shop = model.draw_shop(np.random.default_rng(1), spree=spree)
    assert shop.size / model.SHOPPERS / 1.5 == pytest.approx(6, rel=0.02)
    assert (np.diff(shop) >= 0).all()


def test_a_later_count_has_seen_the_purchase_to_predict(model):
    shop = model.draw_shop(np.random.default_rng(2), spree=0)
    bought = model.buys(shop)
    assert (model.used_counts(shop, age=-2.5, days=1)[bought] >= 1).all()
    assert (model.used_counts(shop, age=0, days=1)[bought] == 0).any()


@settings(deadline=None, max_examples=40)
@given(SEEDS, st.integers(5, 400), st.floats(-0.5, 0.5))
def test_the_ks_alarm_is_that_of_scipy(model, seed, rows, moved):
    rng = np.random.default_rng(seed)
    before, now = np.sort(rng.normal(size=1000)), rng.normal(size=rows) + moved
    p = stats.ks_2samp(before, now, method="asymp").pvalue
    assert model.ks_alarm(before, now, p * 1.0001) and not model.ks_alarm(before, now, p * 0.9999)


@settings(deadline=None, max_examples=30)
@given(SEEDS, st.integers(200, 2000))
def test_psi_is_the_sum_of_both_divergences(model, seed, rows):
    rng = np.random.default_rng(seed)
    before, now = np.sort(rng.normal(size=5000)), rng.normal(0.2, 1, size=rows)
    bins = np.r_[-np.inf, before[500::500], np.inf]
    p, q = (np.histogram(x, bins)[0] / x.size for x in (before, now))
    assert model.psi(before, now) == pytest.approx(stats.entropy(p, q) + stats.entropy(q, p))


def test_without_change_psi_follows_the_chi_square_law(model):
    rng = np.random.default_rng(4)
    before = np.sort(rng.normal(size=20_000))
    found = [model.psi(before, rng.normal(size=1000)) for _ in range(300)]
    scale = 1 / 1000 + 1 / 20_000
    assert np.mean(found) == pytest.approx(9 * scale, rel=0.1)
    assert np.std(found) == pytest.approx(np.sqrt(18) * scale, rel=0.15)


@pytest.mark.parametrize(
    ("change", "right"),
    # by the normal law, of x above or below 0; for a moved rule by integration
    [("nothing", stats.norm.cdf(1)), ("fewer buyers", stats.norm.cdf(1)), ("the rule moves", 0.7545)],
)
def test_the_model_calls_as_many_right_as_the_normal_law_says(model, change, right):
    x, bought, true = model.draw_day(np.random.default_rng(6), 200_000, change)
    assert accuracy_score(bought, x > 0) == pytest.approx(right, abs=0.004)
    assert bought.mean() == pytest.approx(true.mean(), abs=0.005)


def test_only_what_should_change_does(model):
    calm, moved, rule = (
        model.draw_day(np.random.default_rng(7), 1000, change)
        for change in ("nothing", "inputs move", "the rule moves")
    )
    np.testing.assert_array_equal(calm[0], rule[0])
    np.testing.assert_allclose(model.chance(moved[0]), moved[2])
    assert (rule[2] < calm[2]).all()
