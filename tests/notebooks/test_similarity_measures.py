"""Properties of the model cells of book/retrieval/similarity-measures.ipynb, and of the data that it reads."""

import runpy
from importlib.metadata import files
from pathlib import Path

import faiss
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.spatial.distance import cdist
from scipy.stats import kendalltau, rankdata

from helpers.bundled import bundled
from helpers.models.passages import load_passages

READS = ["src/helpers/plots/*"]  # the cells of the pictures draw with it

SCRIPTS = Path(__file__).parents[2] / "data"
WHOLE = st.integers(-9, 9).map(float)


@st.composite
def searches(draw, least=2):
    """A query, shape (d,), and `least` items or more, shape (n, d), none of them zero; equal ones occur."""
    size, count = draw(st.integers(2, 4)), draw(st.integers(least, 7))
    query, items = draw(arrays(float, size, elements=WHOLE)), draw(arrays(float, (count, size), elements=WHOLE))
    assume(query.any() and items.any(axis=1).all())
    return query, items


SCORES = st.lists(st.integers(0, 4).map(float), min_size=2, max_size=8).map(np.array)


# Measures


@given(search=searches())
def test_cosine_and_distance_are_scipy_s(model, search):
    query, items = search
    cosine, _, distance = model.nearness(query, items)
    np.testing.assert_allclose(1 - cosine, cdist(query[None], items, "cosine")[0], atol=1e-12)
    np.testing.assert_allclose(-distance, cdist(query[None], items)[0], atol=1e-12)


@given(search=searches())
def test_faiss_returns_the_dot_product_and_the_squared_distance(model, search):
    query, items = search
    _, dot, distance = model.nearness(query, items)
    for index, expected in (
        (faiss.IndexFlatIP(len(query)), np.sort(dot)[::-1]),
        (faiss.IndexFlatL2(len(query)), np.sort(distance**2)),
    ):
        index.add(items.astype(np.float32))
        found, _ = index.search(query[None].astype(np.float32), len(items))
        np.testing.assert_allclose(found[0], expected, rtol=1e-5, atol=1e-3)


@given(search=searches(), length=st.floats(0.5, 20))
def test_at_one_length_the_three_rankings_are_one_for_a_query_of_any_length(model, search, length):
    query, items = search
    seats = model.places(np.round(model.nearness(query, model.one_length(items, length)), 9))
    np.testing.assert_array_equal(seats[0], seats[1])
    np.testing.assert_array_equal(seats[1], seats[2])


@given(search=searches())
def test_at_length_one_the_squared_distance_is_two_minus_two_cosines(model, search):
    query, items = search
    cosine, dot, distance = model.nearness(query / model.lengths(query), model.one_length(items))
    np.testing.assert_allclose(dot, cosine, atol=1e-12)
    np.testing.assert_allclose(distance**2, 2 - 2 * cosine, atol=1e-12)


@given(search=searches(), times=st.integers(2, 50))
def test_a_longer_query_changes_no_place_by_cosine_or_dot_product(model, search, times):
    query, items = search
    before, after = (model.places(model.nearness(factor * query, items)) for factor in (1, times))
    np.testing.assert_array_equal(before[:2], after[:2])


@given(search=searches())
def test_distance_goes_from_shortest_first_to_the_dot_product_s_order(model, search):
    """Ties of either are broken by the other: whole numbers up to 9 need no longer or shorter query than this."""
    query, items = search
    dot, squares = items @ query, (items**2).sum(axis=1)
    for factor, expected in ((1e4, 1e4 * dot - squares / 2), (1e-4, 1e-4 * dot - squares / 2)):
        key = 2 * factor * dot - squares
        distance = model.nearness(factor * query, items)[2]
        order = np.argsort(-expected, kind="stable")
        assert (np.diff(key[order]) <= 0).all()
        assert (np.diff(distance[order]) <= 1e-9 * np.abs(distance).max()).all()
        first, second = (dot, -squares) if factor > 1 else (-squares, dot)
        assert order.tolist() == np.lexsort((np.arange(len(items)), -second, -first)).tolist()


@given(search=searches())
def test_several_lengths_make_dot_product_and_distance_disagree_for_some_query(model, search):
    """The page's construction: towards the longer of two, and short enough."""
    items = search[1][:2]
    shorter, longer = items[np.argsort((items**2).sum(axis=1))]
    gap = (longer**2).sum() - (shorter**2).sum()
    assume(gap > 0)
    query = longer - shorter
    query = query * gap / (4 * (query @ query))
    _, dot, distance = model.nearness(query, np.stack([shorter, longer]))
    assert dot[1] > dot[0] and distance[0] > distance[1]


# Rankings


@given(scores=SCORES)
def test_places_are_scipy_s_average_ranks(model, scores):
    np.testing.assert_array_equal(model.places(scores), rankdata(-scores))


@given(scores=SCORES, data=st.data())
def test_opposed_pairs_are_those_that_kendall_s_tau_counts(model, scores, data):
    other = data.draw(st.permutations(scores.tolist()).map(np.array))
    seats = model.places(scores), model.places(other)
    assume(all(np.ptp(one) > 0 for one in seats))
    pairs = [(i, j) for i in range(len(scores)) for j in range(i)]
    apart = sum((scores[i] - scores[j]) * (other[i] - other[j]) < 0 for i, j in pairs)
    agree = sum((scores[i] - scores[j]) * (other[i] - other[j]) > 0 for i, j in pairs)
    untied = [sum(one[i] != one[j] for i, j in pairs) for one in (scores, other)]
    assert model.opposed(*seats) == apart
    assert kendalltau(*seats).statistic == pytest.approx((agree - apart) / np.sqrt(untied[0] * untied[1]))


def test_crossings_between_neighbouring_columns_of_the_picture_are_the_opposed_pairs(pictures):
    pictures.update(query=(2, 1))
    said = [mark.artist.get_text() for mark in pictures.crossings]
    assert said == ["7 cross", "19 cross"]
    heights = np.array([strand.artist.get_ydata() for strand in pictures.strands])
    for column, expected in ((0, 7), (1, 19)):
        left, right = heights[:, column], heights[:, column + 1]
        crossing = [(left[i] - left[j]) * (right[i] - right[j]) < 0 for i in range(7) for j in range(i)]
        assert sum(crossing) == expected


# Pictures


@pytest.fixture(scope="module")
def pictures(model_cells):
    return model_cells("similarity-measures", "imports", "explorable", "sentences-explorable")


@pytest.mark.parametrize("query", [(2, 1), (10, 8), (24, 12), (0, 1), (24, 16)])
@pytest.mark.parametrize("found", [1, 3, 5])
@pytest.mark.parametrize("licences", ["as counted", "all one length"])
def test_wedge_line_and_circle_hold_the_licences_met(pictures, query, found, licences):
    """From what is drawn alone: as many licences within each shape as were asked for, more only where the last tie."""
    pictures.update(licences=licences, found=found, query=query)
    items, asked = pictures.ITEMS[licences], np.array(query, dtype=float)
    seats = pictures.ranked(query, licences)
    upper, _, lower = np.array(pictures.wedge.artist.get_xydata())
    half = np.arccos(np.clip(upper @ lower / pictures.FAR**2, -1, 1)) / 2
    turned = [np.arccos(np.clip(item @ asked / np.linalg.norm(item) / np.linalg.norm(asked), -1, 1)) for item in items]
    ends = pictures.across.artist.get_xydata()
    side = np.cross(np.append(ends[1] - ends[0], 0), [0, 0, 1])[:2]
    beyond = (items - ends[0]) @ side * np.sign(side @ asked)
    rim = pictures.circle.artist.get_path().vertices[0] - asked
    within = [
        np.array(turned) <= half + 1e-6,
        beyond >= -1e-6,
        np.linalg.norm(items - asked, axis=1) <= np.linalg.norm(rim) + 1e-6,
    ]
    for inside, row in zip(within, seats, strict=True):
        last = np.sort(row)[found - 1]
        np.testing.assert_array_equal(inside, row <= last)


def test_every_circle_is_round(pictures):
    path = pictures.round_path(np.array([3.0, -2.0]), 7.0)
    curves = [curve(np.linspace(0, 1, 21)) for curve, _ in path.iter_bezier()]
    radii = np.linalg.norm(np.concatenate(curves) - [3.0, -2.0], axis=1)
    np.testing.assert_allclose(radii, 7.0, rtol=3e-4)


def test_curves_of_the_second_picture_part_the_ten_from_the_rest(pictures):
    for times, evened in [(1, 0), (0, 0), (16, 0), (1, 0.5), (1, 1)]:
        scores, tens, _, _ = pictures.MEASURED[times, evened]
        lengths, asked = pictures.sized(times, evened)
        for row in (0, 77, 159):
            cosines = pictures.COSINES[row]
            cut = np.array([scores[m][row, tens[m, row, -1]] for m in range(3)])
            curves = [
                np.full_like(lengths, cut[0]),
                cut[1] / lengths,
                (cut[2] + lengths**2 / 2) / (asked[row] * lengths),
            ]
            for ten, curve in zip(tens[:, row], curves, strict=True):
                assert set(np.flatnonzero(cosines >= curve - 1e-9)) == set(ten.tolist())


def test_a_place_is_said_as_people_say_it(pictures):
    assert [pictures.ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 102, 111)] == [
        *("1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "111th")
    ]


# Stored data


@pytest.fixture(scope="module")
def licences():
    return np.load(bundled("licence_words.npz"))


def copy_of(name):
    """The same licence's text in an installed package: alone, or among those of the libraries that NumPy carries."""
    if name == "apache-2.0":
        [path] = [path for path in files("tornado") if path.name == "LICENSE"]
        return path.read_text("utf-8")
    [text] = [path.read_text("utf-8") for path in files("numpy") if path.parts[-2:] == ("licenses", "LICENSE.txt")]
    last = "why-not-lgpl.html>."
    return text[text.index("GNU GENERAL PUBLIC LICENSE") : text.index(last) + len(last)]


@pytest.mark.parametrize("name", ["apache-2.0", "gpl-3.0"])
def test_words_of_a_licence_are_those_of_another_copy_of_it(licences, name):
    script = runpy.run_path(str(SCRIPTS / "licence_words.py"))
    row = licences["counts"][licences["names"].tolist().index(name)]
    ours = {str(word): int(n) for word, n in zip(licences["words"], row, strict=True) if n}
    assert ours == dict(script["words_of"](copy_of(name)))


def test_what_stands_above_a_licence_is_not_counted():
    script = runpy.run_path(str(SCRIPTS / "licence_words.py"))
    text = script["licence"]("---\ntitle: patent\n---\n\nA patent's warranty; a WARRANTY.\n")
    assert dict(script["words_of"](text)) == {"a": 2, "patent": 1, "s": 1, "warranty": 2}


def test_one_length_for_each_passage_and_query():
    lengths, shelf = np.load(bundled("retrieval_lengths.npz"))["lengths"], load_passages()
    assert lengths.shape == (len(shelf.texts) + len(shelf.queries),) and (lengths > 0).all()


def test_lengths_are_refused_where_a_direction_is_another():
    script = runpy.run_path(str(SCRIPTS / "retrieval_lengths.py"))
    vectors = np.random.default_rng(0).normal(size=(5, 384))
    found = script["lengths_of"](2 * vectors, vectors)
    np.testing.assert_allclose(found, 2 * np.linalg.norm(vectors, axis=1), rtol=1e-6)
    with pytest.raises(ValueError, match="1 directions differ"):
        script["lengths_of"](vectors, np.concatenate([vectors[:4], -vectors[4:]]))
