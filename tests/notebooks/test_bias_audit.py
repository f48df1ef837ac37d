"""The model of `evaluation/bias-audit`: blocks of pairs, errors of an AUC, trainings and cuts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.metrics import roc_auc_score

SHARE = st.floats(0.01, 0.99)
AUC = st.floats(0.5, 0.98)
PUSH = st.floats(-2, 2)
SEEDS = st.integers(0, 2**32 - 1)


@settings(deadline=None, max_examples=30)
@given(SHARE, AUC, PUSH)
def test_blocks_sum_to_the_area_under_the_curve_of_all(model, share, rural, push):
    people = np.array([1 - share, share])
    good, bad = people * model.REPAY, people * (1 - model.REPAY)
    means = model.score_means(rural, push)

    def hits(cut):
        return good @ stats.norm.sf(cut - means[0]) / good.sum()

    def slope(cut):
        return bad @ stats.norm.pdf(cut - means[1]) / bad.sum()

    area, _ = integrate.quad(lambda cut: hits(cut) * slope(cut), -9, 9)
    assert model.auc_of_all(share, rural, push) == pytest.approx(area, abs=1e-7)


@given(AUC, PUSH)
def test_a_push_leaves_the_auc_of_each_group(model, rural, push):
    blocks = model.block_aucs(model.score_means(rural, push))
    assert np.diag(blocks) == pytest.approx([model.URBAN, rural], abs=1e-9)


@settings(deadline=None, max_examples=30)
@given(SEEDS, st.integers(3, 40), st.integers(3, 40))
def test_auc_and_its_error_are_those_of_all_pairs(model, seed, m, n):
    rng = np.random.default_rng(seed)
    repaid, defaulted = rng.normal(1, 1, m), rng.normal(0, 1, n)
    auc, error = model.auc_and_error(repaid, defaulted)
    assert auc == pytest.approx(roc_auc_score([1] * m + [0] * n, np.r_[repaid, defaulted]))
    pairs = repaid[:, None] > defaulted
    variance = pairs.mean(axis=1).var(ddof=1) / m + pairs.mean(axis=0).var(ddof=1) / n
    assert error == pytest.approx(np.sqrt(variance))


def test_errors_are_the_spread_of_real_audits_not_of_generated_ones(model):
    rng = np.random.default_rng(3)
    real = model.draw(rng, 138, 0.791, times=4000)
    for count, tested, times in ((138, real, 1), (1255, model.generate(rng, 1255, real), 3)):
        auc, error = model.auc_and_error(*tested)
        assert tested[0].shape[1] + tested[1].shape[1] == count
        assert auc.mean() == pytest.approx(0.791, abs=0.004)
        assert auc.std() / error.mean() == pytest.approx(times, rel=0.12)


def test_training_on_one_group_is_linear_discriminant_analysis(model):
    rng = np.random.default_rng(4)
    for share, mean, good in zip((0.0, 1.0), model.MEANS, model.REPAY, strict=True):
        repays = rng.random(200_000) < good
        fit = LinearDiscriminantAnalysis().fit(rng.normal(size=(len(repays), 2)) + repays[:, None] * mean, repays)
        assert model.trained(share, model.REPAY) == pytest.approx(np.r_[fit.coef_[0], fit.intercept_], abs=0.04)


@settings(deadline=None, max_examples=10)
@given(st.sampled_from([0, 2, 3, "cut"]), st.floats(0.2, 0.8))
def test_cuts_agree_in_what_they_should_and_approve_as_many(model, same, total):
    weights = np.array([model.trained(0.3, model.REPAY)] * 2)
    total = total if same != 3 else 0.5
    cuts = model.cuts_for(same, weights, model.REPAY, total=total)
    rates = model.group_rates(weights, cuts, model.REPAY)
    assert rates[2] @ [0.91, 0.09] == pytest.approx(total)
    alike = cuts if same == "cut" else rates[same]
    assert alike[0] == pytest.approx(alike[1])


def test_equal_errors_leave_precision_unequal_unless_as_many_repay(model):
    weights = np.array([model.trained(share, model.REPAY) for share in (0.0, 1.0)])
    for repay, equal in ((model.REPAY, False), (model.REPAY[[0, 0]], True)):
        hits, errors, _, precision = model.group_rates(weights, model.cuts_for(0, weights, repay), repay)
        assert hits[0] == pytest.approx(hits[1])
        assert errors[0] == pytest.approx(errors[1], abs=1e-4)
        assert bool(abs(precision[0] - precision[1]) < 1e-3) is equal
