"""Properties of the model cells of book/linear-algebra/eigenvectors.ipynb."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

READS = ["src/helpers/plots/*"]  # the cells of the picture draw with it

ENTRY = st.floats(-4, 4).map(lambda value: round(value, 3))


@given(entries=st.tuples(ENTRY, ENTRY, ENTRY, ENTRY))
def test_real_eigenpairs_are_those_of_lapack(model, entries):
    a = np.array(entries).reshape(2, 2)
    discriminant = (a[0, 0] - a[1, 1]) ** 2 + 4 * a[0, 1] * a[1, 0]
    assume(abs(discriminant) > 1e-3)
    pairs = model.eigenpairs(a)
    values = np.linalg.eigvals(a)
    if discriminant < 0:
        assert pairs == []
        assert np.iscomplex(values).all()
        return
    np.testing.assert_allclose([value for value, _ in pairs], np.sort(values)[::-1], atol=1e-6)
    for value, across in pairs:
        np.testing.assert_allclose(a @ across, value * across, atol=1e-6)
        assert np.linalg.norm(across) == pytest.approx(1)


@given(p=ENTRY, q=ENTRY, r=ENTRY)
def test_a_symmetric_matrix_is_rebuilt_from_lines_at_right_angles(model, p, q, r):
    a = np.array([[p, q], [q, r]])
    assume(np.hypot(p - r, 2 * q) > 1e-2)
    values, columns = zip(*model.eigenpairs(a), strict=True)
    q_matrix = np.column_stack(columns)
    np.testing.assert_allclose(q_matrix.T @ q_matrix, np.eye(2), atol=1e-9)
    np.testing.assert_allclose(q_matrix * values @ q_matrix.T, a, atol=1e-9)


@pytest.mark.parametrize(("b", "lines"), [(0.5, 2), (0.125, 2), (1e-6, 2), (0, 1), (-1e-6, 0), (-0.125, 0), (-0.5, 0)])
def test_the_sign_of_one_entry_decides_how_many_lines_are_kept(model, b, lines):
    a = model.matrix(b)
    assert len(model.eigenpairs(a)) == lines
    directions = np.radians(np.linspace(-90, 90, 100_003)[:-1] + 1e-4)  # none of them is kept
    turns = model.turn(a, np.column_stack([np.cos(directions), np.sin(directions)]))
    crossings = np.count_nonzero(turns[1:] * turns[:-1] < 0)
    assert crossings == (0 if b == 0 else lines)  # at 0 the two crossings have become one touch
    assert float(model.turn(model.matrix(0), np.array([1.0, 0]))) == 0


@given(degrees=st.floats(-180, 180), b=st.sampled_from([-0.5, 0, 0.5]))
def test_the_turn_is_the_difference_of_two_directions(model, degrees, b):
    x = np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])
    image = model.matrix(b) @ x
    expected = np.degrees(np.angle(complex(*image) / complex(*x)))
    assert float(model.turn(model.matrix(b), x)) == pytest.approx(expected, abs=1e-9)


@given(degrees=st.floats(1, 89), k=st.integers(1, 12))
def test_the_tangent_of_the_angle_falls_by_the_ratio_of_a_symmetric_matrix(model, degrees, k):
    """Exactly 1/3 a step, measured from the line at 45 degrees."""
    start = np.radians(45 + degrees)
    end = model.again(model.matrix(0.5), np.array([np.cos(start), np.sin(start)]), k)[-1]
    reached = np.tan(np.arctan2(end[1], end[0]) - np.pi / 4)
    assert reached == pytest.approx(np.tan(np.radians(degrees)) / 3**k, rel=1e-9)


@given(k=st.integers(0, 40))
def test_power_iteration_is_the_power_of_the_matrix(model, k):
    for b in (-0.5, 0, 0.125):
        whole = np.linalg.matrix_power(model.matrix(b), k) @ [-2, 1]
        np.testing.assert_allclose(
            model.again(model.matrix(b), np.array([-2.0, 1]), k)[-1], whole / np.linalg.norm(whole), atol=1e-9
        )


@pytest.fixture(scope="module")
def pictures(model_cells):
    return model_cells("eigenvectors", "imports", "explorable", "again-explorable")


def test_the_readout_says_eigenvector_where_and_only_where_lapack_does(pictures):
    for b in pictures.ENTRIES:
        values, vectors = np.linalg.eig(pictures.matrix(b))
        for x in pictures.places:
            said = pictures.update(x=x, b=b)
            across = vectors[0] * x[1] - vectors[1] * x[0]
            kept = any(x) and (np.abs(across) < 1e-6 * np.hypot(*x))[np.abs(np.imag(values)) < 1e-9].any()
            assert ("x is an eigenvector" in said) == bool(kept)


def test_the_readout_counts_the_lines_only_when_they_are_drawn(pictures):
    assert "keeps" not in pictures.update(x=(3, 1), b=0.5)
    shown = {"view": "every direction, kept lines", "x": (3, 1)}
    assert pictures.update(b=0.5, **shown).endswith("A keeps two lines, 90° apart.")
    assert pictures.update(b=0.125, **shown).endswith("A keeps two lines, 53° apart.")
    assert pictures.update(b=0, **shown).endswith("A keeps one line only.")
    assert pictures.update(b=-0.125, **shown).endswith("A keeps no line.")


@pytest.mark.parametrize(
    ("x", "b", "said"),
    [
        ((2, 2), 0.5, "Ax is on x's line and 1.5 times as long: x is an eigenvector, its eigenvalue 1.5."),
        ((2, 0), 0, "Ax is on x's line and just as long: x is an eigenvector, its eigenvalue 1."),
        ((3, 1), 0.5, "Ax is turned by 17° counterclockwise from x, and 1.36 times as long."),
        ((2, 1), -0.125, "Ax is turned by 10° clockwise from x, and 1.17 times as long."),
    ],
)
def test_readout(pictures, x, b, said):
    assert pictures.update(x=x, b=b) == said


@pytest.mark.parametrize(
    ("start", "entry", "times", "said"),
    [
        ("x = (−2, 1)", 0.5, 10, "A turns x by 0.0019° counterclockwise; Ax is 1.5000 times as long."),
        ("x = (−1, 1)", 0.5, 10, "A keeps the line of x: no turn. Ax is 0.5000 times as long."),
        ("x = (−2, 1)", -0.5, 10, "A turns x by 27° clockwise; Ax is 1.1180 times as long."),
        ("x = (−2, 1)", 0, 10, "A turns x by 2.5° clockwise; Ax is 1.1511 times as long."),
    ],
)
def test_readout_of_power_iteration(pictures, start, entry, times, said):
    assert pictures.update_again(start=start, entry=entry, times=times) == said


def test_small_angles_are_told_with_two_digits_and_no_exponent(pictures):
    for entry in pictures.ENTRIES:
        for start in pictures.STARTS:
            for times in range(pictures.LAST + 1):
                said = pictures.update_again(start=start, entry=entry, times=times)
                if "turns" in said:
                    digits = said.split("by ")[1].split("°")[0]
                    assert len(digits.replace(".", "").lstrip("0")) == 2, said
                    assert "e" not in digits
