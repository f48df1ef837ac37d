"""Messages and values: how values are formatted and compared, where controls start, how much a sentence quotes."""

import math
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from helpers import Choice, ExplorableError, Pick, Point, Slider, Toggle
from helpers.explorable.controls import Control, make_control, make_grid
from helpers.explorable.kinds import expand
from helpers.explorable.kinds.choice import option_values
from helpers.explorable.kinds.point import lattice
from helpers.explorable.kinds.slider import slider_values
from helpers.explorable.messages import brief, cut, listed, plain_text, told, word
from helpers.explorable.values import decimals, distance, is_finite, same, written

# Numbers as they are written


@pytest.mark.parametrize(
    "number, places",
    [(1, 0), (1.0, 0), (0.5, 1), (-0.25, 2), (1e-5, 5), (100, 0), (1e22, 0), (0.1 + 0.2, 17), (np.float64(2.5), 1)],
)
def test_decimals_are_those_of_the_shortest_number_that_reads_back(number, places):
    assert decimals(number) == places


@pytest.mark.parametrize(
    "values, format, texts",
    [
        ([1, 2000], None, ["1", "2,000"]),
        ([1, 2.5], None, ["1.0", "2.5"]),
        ([0.1234, 1.0], None, ["0.1234", "1.0000"]),
        ([0.12345, 1.0], None, ["0.1235", "1"]),
        ([0.5], ".0%", ["50%"]),
        ([0.5], "", ["0.5"]),
        ([3], lambda value: f"no. {value}", ["no. 3"]),
        ([-1000, 2], None, ["−1,000", "2"]),
        ([-0.5, 1e-5], None, ["−0.5", "1e-05"]),
        ([-0.5], "+.0%", ["−50%"]),
        ([-3], lambda value: f"{value}", ["-3"]),
    ],
)
def test_values_are_written_with_equal_decimals_or_by_their_format(values, format, texts):
    assert written(values, format) == texts


# Which values are the same

SAME = [
    (1, 1, True), (1, 1.0, True), (1, 1 + 9e-10, True), (1, 1 + 2e-9, False), (0, 9e-10, True), (1e9, 1e9 + 1, False),
    (1, True, False), (True, 1, False), (True, True, True), (True, False, False), ("a", "a", True), ("a", "b", False),
    ("1", 1, False), (1, "1", False), (None, None, True), (None, 0, False), ((1, 2), (1, 2.0), True),
    ((1, 2), [1, 2], True), ((1, 2), (1, 3), False), ((1, 2), (1, 2, 3), False), ((1, 2), 1, False),
    ([1], [1], False), (Fraction(1, 2), 0.5, True),
]  # fmt: skip


@pytest.mark.parametrize("first, second, equal", SAME)
def test_which_values_are_the_same_one(first, second, equal):
    assert same(first, second) is equal


def test_how_far_apart_two_values_are():
    assert distance(1.5, 1) == 0.5 and distance(1, 1.5) == 0.5
    assert distance("a", "b") == distance(True, False) == distance(None, 3) == 0


def test_the_nearest_of_two_values_that_could_be_meant():
    control = make_control("x", Slider([0.0, 1.5e-9, 1.0]))
    assert [control.position(value) for value in (4e-10, 8e-10, 1.5e-9)] == [0, 1, 1]


# Sentences


def test_many_items_are_the_first_four_and_the_last_two():
    assert listed(range(8)) == "0, 1, 2, 3, 4, 5, 6, 7"
    assert listed(range(9)) == "0, 1, 2, 3, …, 7, 8"
    assert listed([]) == ""


def test_what_is_too_long_is_cut_with_a_sign():
    assert cut("x" * 80) == "x" * 80
    assert cut("x" * 81) == "x" * 79 + "…"
    assert brief("x" * 78) == f"'{'x' * 78}'"
    assert brief("x" * 79) == f"'{'x' * 78}…"


def test_what_cannot_be_printed_is_written_in_ascii_on_one_line():
    assert cut("a\n  b") == "a b"
    assert cut("é\ud800ü") == r"\xe9\ud800\xfc"
    assert cut("über") == "über"


def test_items_stand_as_they_are_unless_they_cannot_be_read():
    assert [word(item) for item in ("a b", 3, "x" * 80)] == ["a b", "3", "x" * 80]
    assert word("x" * 81) == f"'{'x' * 78}…"
    assert word("a\nb") == "'a\\nb'"


def test_an_author_s_error_ends_with_one_full_stop_and_is_not_too_long():
    assert told(ValueError("too\n far..")) == "ValueError: too far."
    assert told(KeyError("a")) == "KeyError: 'a'." and told(ValueError("not X")) == "ValueError: not X."
    assert told(ValueError("x" * 300)) == f"ValueError: {'x' * 240}."


def test_texts_may_hold_lines_and_tabs_but_no_other_controls():
    assert plain_text("It", "a\n\tb é \U0001d4b3") == "a\n\tb é \U0001d4b3"
    for letter in ("\x00", "\r", "\x7f", "\ud800"):
        with pytest.raises(ExplorableError, match=r"It is .* no page can show"):
            plain_text("It", f"a{letter}")


# Values

FINITE = [(1, True), (1.5, True), (Fraction(1, 3), True), (np.float64(2), True), (np.int64(2), True), (10**400, False)]
NOT_FINITE = [(True, False), (math.nan, False), (math.inf, False), ("1", False), (None, False), (1j, False)]


@pytest.mark.parametrize("value, finite", [*FINITE, *NOT_FINITE, (Decimal("0.1"), False)])
def test_which_values_are_finite_numbers(value, finite):
    assert is_finite(value) is finite


def test_sliders_hold_python_s_own_numbers():
    _, values = slider_values("x", [np.int64(1), np.float64(2.5), Fraction(7, 2)])
    assert values == (1, 2.5, 3.5)
    assert [type(value) for value in values] == [int, float, float]


@pytest.mark.parametrize(
    "ends, values",
    [
        ((1, 3), (1, 2, 3)),
        ((1, 6, 2), (1, 3, 5)),
        ((5, 5), (5,)),
        ((0, 0.25), (0.0, 0.1, 0.2)),
        ((0.05, 0.25), (0.05, 0.15, 0.25)),
        ((0, 1, 0.25), (0.0, 0.25, 0.5, 0.75, 1.0)),
        ((0, 0.3, 0.1), (0.0, 0.1, 0.2, 0.3)),
        ((-0.2, 0.1, 0.1), (-0.2, -0.1, 0.0, 0.1)),
    ],
)
def test_steps_from_low_to_high(ends, values):
    assert slider_values("x", ends)[1] == values


def test_a_slider_has_at_most_20000_values():
    assert len(slider_values("x", (1, 20_000))[1]) == 20_000
    with pytest.raises(ExplorableError, match=r"20,001 values, more than 20,000: take a larger step\."):
        slider_values("x", (0, 20_000))
    assert len(slider_values("x", range(20_000))[1]) == 20_000
    with pytest.raises(ExplorableError, match="more than 20,000 values: give fewer"):
        slider_values("x", range(20_001))


def test_no_more_values_are_asked_for_than_it_takes_to_refuse_them():
    def endless():
        yield from range(20_001)
        raise AssertionError

    with pytest.raises(ExplorableError, match="'x' has more than 20,000 values: give fewer"):
        slider_values("x", endless())


def test_values_a_billionth_apart_cannot_be_told_apart():
    assert slider_values("x", [0, 1.01e-9])[1] == (0, 1.01e-9)
    with pytest.raises(ExplorableError, match="must grow from left to right"):
        slider_values("x", [0, 1e-9])


@pytest.mark.parametrize("x, y", [((1,), (0, 1)), ((0, 1), (1,))])
def test_a_point_is_named_where_one_of_its_axes_is_wrong(x, y):
    with pytest.raises(ExplorableError, match=r"^Control 'at' is \(1,\): give \(low, high\)"):
        lattice("at", x, y)


def test_a_slider_far_below_its_low_end_is_empty():
    with pytest.raises(ExplorableError, match="low end must not be above"):
        slider_values("x", (10**9, 0, 1))


def test_a_point_s_places_go_along_x_first():
    texts, values = lattice("at", (0, 1), (0.0, 1.0, 0.5))
    assert texts == ("(0, 0.0)", "(1, 0.0)", "(0, 0.5)", "(1, 0.5)", "(0, 1.0)", "(1, 1.0)")
    assert values == ((0, 0.0), (1, 0.0), (0, 0.5), (1, 0.5), (0, 1.0), (1, 1.0))
    assert len(lattice("at", (1, 200), (1, 100))[1]) == 20_000


def test_places_in_one_line_are_named_by_their_place_along_it():
    assert lattice("at", (0, 1), [5]) == (("0", "1"), ((0, 5), (1, 5)))
    assert lattice("at", {"left": 0}, (0, 1)) == (("0", "1"), ((0, 0), (0, 1)))


class Options(Mapping):
    """Labels and values that are not a dict."""

    def __getitem__(self, label):
        return {"one": 1, "two": 2}[label]

    def __iter__(self):
        return iter(("one", "two"))

    def __len__(self):
        return 2


@pytest.mark.parametrize(
    "options, texts, values",
    [
        (["a", 2], ("a", "2"), ("a", 2)),
        (Options(), ("one", "two"), (1, 2)),
        ([("one", 1), ("two", 2)], ("one", "two"), (1, 2)),
        ([("one", 1), ("two", 2, 3)], ("('one', 1)", "('two', 2, 3)"), (("one", 1), ("two", 2, 3))),
        ([("one", 1), (2, 2)], ("('one', 1)", "(2, 2)"), (("one", 1), (2, 2))),
        ([["one", 1]], ("['one', 1]",), (["one", 1],)),
        (range(2), ("0", "1"), (0, 1)),
    ],
)
def test_options_are_labels_and_values(options, texts, values):
    assert option_values("x", options) == (texts, values)


def test_sliders_run_over_any_mapping():
    assert slider_values("x", Options(), unit="m") == (("one m", "two m"), (1, 2))


# Controls


def test_what_abbreviations_stand_for():
    assert expand("x", (0, 1)) == Slider((0, 1)) and expand("x", True) == expand("x", False) == Toggle()
    assert expand("x", [1]) == Choice([1]) and expand("x", {"a": 1}) == Choice({"a": 1})
    assert expand("x", Toggle("On")) == Toggle("On")


PLAYS, ONE = Slider((0, 3), label="X", unit="m", play=True), Choice(["a"], label="")
CONTROLS = [
    (PLAYS, Control("a_b", PLAYS, (0, 1, 2, 3), ("0 m", "1 m", "2 m", "3 m"), 1, "X"), "slider"),
    ((0, 4), Control("a_b", Slider((0, 4)), (0, 1, 2, 3, 4), ("0", "1", "2", "3", "4"), 2, "a b"), "slider"),
    (["a", "b"], Control("a_b", Choice(["a", "b"]), ("a", "b"), ("a", "b"), 0, "a b"), "choice"),
    (ONE, Control("a_b", ONE, ("a",), ("a",), 0, ""), "choice"),
    (True, Control("a_b", Toggle(), (False, True), ("off", "on"), 1, "a b"), "toggle"),
    (False, Control("a_b", Toggle(), (False, True), ("off", "on"), 0, "a b"), "toggle"),
    (Toggle("On"), Control("a_b", Toggle("On"), (False, True), ("off", "on"), 0, "On"), "toggle"),
]


@pytest.mark.parametrize("spec, control, kind", CONTROLS)
def test_what_specs_become(spec, control, kind):
    assert make_control("a_b", spec) == control and control.kind == kind


def test_points_and_picks_keep_their_handles():
    point, pick = Point((0, 1), (0, 2), axes=None), Pick({"one": 1, "two": 2}, marks=[])
    lattice = ((0, 0), (1, 0), (0, 1), (1, 1), (0, 2), (1, 2))
    texts = ("(0, 0)", "(1, 0)", "(0, 1)", "(1, 1)", "(0, 2)", "(1, 2)")
    assert make_control("at", point) == Control("at", point, lattice, texts, 3, "at")
    assert make_control("at", point, (1, 0)).start == 1
    assert make_control("at", Point((0, 2), (0, 2), axes=None)).start == 4
    assert make_control("bar", pick) == Control("bar", pick, (1, 2), ("one", "two"), 0, "bar")
    assert make_control("bar", pick, 2) == Control("bar", pick, (1, 2), ("one", "two"), 1, "bar")
    assert (make_control("at", point).kind, make_control("bar", pick).kind) == ("point", "choice")


def test_a_start_keeps_all_else():
    spec = Slider((0, 3), label="X", unit="m", play=True)
    assert make_control("x", spec, 3) == Control("x", spec, (0, 1, 2, 3), ("0 m", "1 m", "2 m", "3 m"), 3, "X")
    assert make_control("x", Toggle("On"), True).start == 1
    assert make_control("x", True, True).start == 1


def test_defaults_are_starts_whatever_kind_of_parameter():
    def update(a=2, *, b=3, **others):
        return ""

    grid = make_grid(update, {"b": (1, 4), "a": (1, 4), "c": (1, 3)})
    assert grid.state(grid.start) == {"b": 3, "a": 2, "c": 2}


def test_positional_parameters_cannot_be_controls():
    def update(a, /, b=1):
        return ""

    with pytest.raises(ExplorableError, match="Control 'a' is not a parameter of update, which takes b"):
        make_grid(update, {"a": (1, 2), "b": (1, 2)})


def test_a_choice_is_found_by_its_label_only_as_text():
    control = make_control("x", {"one": 1, "2": 5})
    assert control.position("2") == 1 and control.position(5) == 1
    with pytest.raises(ExplorableError, match="no value 2; it offers one, 2"):
        control.position(2)
    with pytest.raises(ExplorableError, match="no value '1'; it offers 1, 2"):
        make_control("x", (1, 2)).position("1")


def test_a_state_is_placed_from_the_base_it_differs_from():
    grid = make_grid(lambda a=1, b=1, c=1: "", {"a": (1, 3), "b": (1, 3), "c": (1, 3)})
    assert grid.place({}) == (0, 0, 0) and grid.place({"b": 3}) == (0, 2, 0)
    assert grid.place({"c": 2, "a": 3}, (1, 1, 1)) == (2, 1, 1)
    for wrong in (3, [("a", 1)], None):
        with pytest.raises(ExplorableError, match=r" is not a state: give a dict of control to value\."):
            grid.place(wrong)
