"""The model of `probability/markov-chains`: bikes on a map, and letters with a memory."""

import runpy
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats.contingency import crosstab

NETWORKS = ["five streets", "A–C closed", "dead ends"]
PARTS = st.lists(st.floats(0.01, 1), min_size=4, max_size=4)


def normal(rows):
    rows = np.array(rows)
    return rows / rows.sum(axis=-1, keepdims=True)


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("stay", [0, 0.1, 0.8])
def test_rows_are_chances_and_bikes_are_neither_made_nor_lost(model, network, stay):
    p = model.transitions(model.NETWORKS[network], stay)
    np.testing.assert_allclose(p.sum(axis=1), 1)
    assert (p >= 0).all()
    assert (np.diag(p) >= stay).all()
    for start in range(4):
        run = model.spread(p, start, 9)
        np.testing.assert_allclose(run.sum(axis=1), 1)
        np.testing.assert_allclose(run[-1], np.linalg.matrix_power(p, 9)[start])


@given(rows=st.lists(PARTS, min_size=4, max_size=4))
def test_the_stationary_distribution_is_the_left_eigenvector(model, rows):
    p = normal(rows)
    values, vectors = np.linalg.eig(p.T)
    left = np.real(vectors[:, np.argmax(values.real)])
    np.testing.assert_allclose(model.stationary(p), left / left.sum(), atol=1e-7)
    assert model.rate(p) == pytest.approx(sorted(abs(values))[-2], abs=1e-9)


@given(first=PARTS, second=PARTS)
def test_total_variation_is_the_largest_difference_of_any_set_of_stations(model, first, second):
    first, second = normal(first), normal(second)
    sets = [[bool(number >> place & 1) for place in range(4)] for number in range(16)]
    largest = max(float((first - second)[chosen].sum()) for chosen in sets)
    assert float(model.apart(first, second)) == pytest.approx(largest, abs=1e-12)


@pytest.mark.parametrize(("network", "periodic"), [("five streets", False), ("A–C closed", True)])
def test_the_diagonal_street_decides_whether_the_chain_is_periodic(model, network, periodic):
    ends = model.NETWORKS[network]
    graph = nx.DiGraph([(a, b) for a in ends for b in ends[a]])
    assert nx.is_strongly_connected(graph)
    assert nx.is_aperiodic(graph) is not periodic
    assert (model.rate(model.transitions(ends, 0)) > 1 - 1e-9) is periodic
    assert model.rate(model.transitions(ends, 0.1)) < 0.9


def test_bikes_end_in_the_dead_ends_as_in_gamblers_ruin(model):
    for stay in (0, 0.5):
        p = model.transitions(model.NETWORKS["dead ends"], stay)
        for start, at_a in enumerate([1, 2 / 3, 1 / 3, 0]):  # linear along A, B, C, D
            np.testing.assert_allclose(model.spread(p, start, 400)[-1], [at_a, 0, 0, 1 - at_a], atol=1e-9)


@given(letters=st.lists(st.integers(0, 1), min_size=6, max_size=60))
def test_what_follows_a_context_agrees_with_a_cross_table(model, letters):
    older, old, new = letters[:-2], letters[1:-1], letters[2:]
    table = crosstab(older, old, new, levels=([0, 1],) * 3).count
    expected = {
        "CV"[a] + "CV"[b]: (table[a, b, 1], table[a, b].sum()) for a in (0, 1) for b in (0, 1) if table[a, b].sum()
    }
    assert model.after(letters, 2) == expected


def test_a_chain_drawn_from_counts_has_their_chances(model):
    counts = {"VV": (1, 10), "CV": (3, 10), "VC": (5, 10), "CC": (9, 10)}
    letters = model.make_chain(counts, 2, 40_000, np.random.default_rng(0))
    assert len(letters) == 40_000
    for context, (yes, times) in model.after(letters, 2).items():
        low, high = model.between(yes, times, 4)
        assert low < counts[context][0] / counts[context][1] < high
    moved = model.further(*(model.after(letters, 2)[c] for c in ("CC", "VC")), 2)
    assert moved[1] < 0.4 < moved[2]


def test_intervals_are_those_of_statsmodels(model):
    from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

    np.testing.assert_allclose(model.between(7, 23), proportion_confint(7, 23, method="wilson"), atol=1e-4)
    for pairs in (1, 4):
        ours = model.further((15, 40), (4, 31), pairs)
        theirs = confint_proportions_2indep(15, 40, 4, 31, method="newcomb", alpha=0.05 / pairs)
        np.testing.assert_allclose(ours[1:], theirs, atol=1e-9)


def test_the_stored_letters_are_the_poem_without_notes_headings_and_latin_letters():
    script = Path(__file__).resolve().parents[2] / "data" / "onegin_letters.py"
    poem = "Глава I. Мой дядя самых честных правил,\nI\nВесь день [3 - Заметка.] sir."
    page = f"{poem}\nГлава вторая\nO rus!\nО Русь!\nЁж"
    assert runpy.run_path(str(script))["letters_of"](page) == "мойдядясамыхчестныхправилвесденёж"
