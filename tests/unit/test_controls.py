"""Controls: the grid's laws, values as Python writes them, abbreviations as in interact."""

import math
from decimal import Decimal
from itertools import product

import ipywidgets
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import Choice, ExplorableError, Slider
from helpers.explorable.controls import make_control, make_grid
from helpers.explorable.options import place_presets

LENGTHS = st.lists(st.integers(1, 7), min_size=1, max_size=5)


def grid_of(lengths):
    """A grid of drop-downs with so many options each."""
    return make_grid(lambda **state: "", {f"c{i}": list(range(length)) for i, length in enumerate(lengths)})


def slider(*values, **options):
    return make_control("x", Slider(*values, **options))


# The grid


@given(LENGTHS)
@settings(deadline=None)
def test_size_is_the_product_of_the_lengths(lengths):
    grid = grid_of(lengths)
    assert grid.shape == tuple(lengths)
    assert grid.size == math.prod(lengths)


@given(LENGTHS, st.data())
@settings(deadline=None)
def test_number_and_positions_are_inverse(lengths, data):
    grid = grid_of(lengths)
    number = data.draw(st.integers(0, grid.size - 1))
    positions = grid.positions(number)
    assert grid.number(positions) == number
    assert all(0 <= position < length for position, length in zip(positions, lengths, strict=True))
    assert grid.positions(grid.number(positions)) == positions


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4))
@settings(deadline=None)
def test_states_come_in_row_major_order_each_once(lengths):
    grid = grid_of(lengths)
    expected = [dict(zip(grid.state(grid.start), values, strict=True)) for values in product(*map(range, lengths))]
    assert list(grid.states()) == expected


def test_positions_of_another_length_are_an_error():
    for read in (grid_of([2, 3]).number, grid_of([2, 3]).state):
        with pytest.raises(ValueError, match="zip"):
            read((1,))


def test_place_changes_the_base_and_presets_the_start():
    grid = make_grid(lambda a=2, b=True: "", {"a": (1, 3), "b": True})
    assert grid.start == (1, 1)
    assert grid.place({"a": 3}) == (2, 1)
    assert grid.place({"b": False}, (0, 1)) == (0, 0)
    assert place_presets(grid, {"Three": {"a": 3}, "All": {}}) == {"Three": (2, 1), "All": (1, 1)}


# Values


def test_steps_of_a_tenth_are_what_python_writes():
    values = slider((0.1, 2.0, 0.1)).values
    literals = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9, 2.0)
    assert values == literals
    assert list(values) == [round(value, 1) for value in values]


@given(st.integers(-3000, 3000), st.integers(1, 500), st.integers(1, 60), st.integers(0, 4))
@settings(deadline=None)
def test_float_steps_are_the_nearest_floats_to_their_decimals(low, step, count, places):
    unit = Decimal(10) ** -places
    exact = [(low + step * index) * unit for index in range(count)]
    values = slider((float(exact[0]), float(exact[-1]), float(step * unit))).values
    assert list(values) == [float(number) for number in exact]


@given(st.integers(-50, 50), st.integers(0, 60), st.integers(1, 9))
def test_whole_steps_are_those_of_range(low, span, step):
    values = slider((low, low + span, step)).values
    assert list(values) == list(range(low, low + span + 1, step))
    assert all(type(value) is int for value in values)


def test_one_float_among_ends_makes_floats():
    assert slider((0, 1.0)).values == tuple(round(k / 10, 1) for k in range(11))
    assert slider((0, 1, 0.5)).values == (0.0, 0.5, 1.0)


@pytest.mark.parametrize(
    "values, options, texts",
    [
        ((1, 3), {}, ("1", "2", "3")),
        ((0.5, 1.5, 0.5), {}, ("0.5", "1.0", "1.5")),
        ([1, 10, 10000], {"unit": "tokens"}, ("1 tokens", "10 tokens", "10,000 tokens")),
        ([0.5, 0.25], {}, None),
        ([0.25, 0.5], {"format": ".0%"}, ("25%", "50%")),
        ([1, 2], {"format": lambda value: f"no. {value}"}, ("no. 1", "no. 2")),
        ([1e-5, 1e-3], {}, ("1e-05", "0.001")),
        ({"tiny": 1, "huge": 2}, {"unit": "B"}, ("tiny B", "huge B")),
    ],
)
def test_texts_are_values_as_a_reader_sees_them(values, options, texts):
    if texts is None:
        with pytest.raises(ExplorableError, match="'x' must grow"):
            slider(values, **options)
    else:
        assert slider(values, **options).texts == texts


def test_values_too_close_to_be_told_apart_are_refused_and_near_ones_found():
    with pytest.raises(ExplorableError, match="'x' must grow from left to right, by more than 1e-09"):
        slider([1e-10, 1e-9, 1.0])
    control = slider([1e-6, 1.0])
    assert control.position(1.0 + 5e-10) == 1
    with pytest.raises(ExplorableError, match="'x' has no value"):
        control.position(1.0 + 2e-9)


def test_true_is_not_one_and_one_is_not_true():
    assert make_control("x", [1, 2]).position(1) == 0
    for control, value in ((make_control("x", [1, 2]), True), (make_control("x", True), 1)):
        with pytest.raises(ExplorableError, match="'x' has no value"):
            control.position(value)


def test_a_choice_is_known_by_value_and_by_label_and_public_by_label():
    def loss(): ...

    control = make_control("x", Choice({"squares": loss, "none": None}))
    assert control.position(loss) == control.position("squares") == 0
    assert control.position(None) == 1
    assert [control.public(position) for position in (0, 1)] == ["squares", "none"]
    assert slider((1, 2)).public(1) == 2
    assert make_control("x", False).public(1) is True


def test_labels_are_the_parameters_words_unless_given():
    assert make_control("top_k", (1, 2)).label == "top k"
    assert make_control("top_k", Slider((1, 2), label="")).label == ""


# Abbreviations, as ipywidgets resolves them

ABBREVIATIONS = {
    "whole": (0, 10),
    "whole from one": (1, 20),
    "whole, even count": (0, 9),
    "whole steps": (0, 9, 2),
    "floats": (0.0, 1.0),
    "float steps": (0.1, 2.0, 0.1),
    "mixed": (0, 1.0, 0.25),
    "list": ["a", "b", "c"],
    "numbers": [1, 2, 3],
    "pairs": [("one", 10), ("two", 20)],
    "dict": {"one": 10, "two": 20},
    "on": True,
    "off": False,
}
KINDS = {
    ipywidgets.IntSlider: "slider",
    ipywidgets.FloatSlider: "slider",
    ipywidgets.Dropdown: "choice",
    ipywidgets.Checkbox: "toggle",
}


def widget_of(function, **abbreviation):
    return ipywidgets.interactive(function, **abbreviation).children[0]


@pytest.mark.parametrize("name", ABBREVIATIONS)
def test_abbreviations_are_those_of_interact(name):
    spec = ABBREVIATIONS[name]
    control, widget = make_control("x", spec), widget_of(lambda x: x, x=spec)
    assert control.kind == KINDS[type(widget)]
    if control.kind == "slider":
        assert control.values[control.start] == pytest.approx(widget.value)
        assert control.values[0] == widget.min
        assert widget.max - widget.step < control.values[-1] <= widget.max
        assert control.values[1] - control.values[0] == pytest.approx(widget.step)
        assert type(control.values[0]) is type(widget.value)
    elif control.kind == "choice":
        assert control.texts == tuple(label for label, _ in widget._options_full)
        assert control.values == tuple(value for _, value in widget._options_full)
        assert control.values[control.start] == widget.value
    else:
        assert control.values[control.start] is widget.value


@pytest.mark.parametrize(
    "spec, default", [((0, 10), 7), ((0.1, 2.0, 0.1), 0.7), (["a", "b"], "b"), ({"one": 10, "two": 20}, 20)]
)
def test_defaults_come_from_the_signature_as_in_interact(spec, default):
    def update(x=default):
        return ""

    grid = make_grid(update, {"x": spec})
    assert grid.state(grid.start)["x"] == widget_of(update, x=spec).value == default


def test_a_grid_over_the_limit_names_the_control_to_coarsen():
    def update(few=1, many=1, some=1):
        return ""

    specs = {"few": (1, 2), "many": (1, 200), "some": (1, 51)}
    with pytest.raises(ExplorableError, match=r"20,400 states, more than 20,000: coarsen 'many', which has 200"):
        make_grid(update, specs)
    assert make_grid(update, {**specs, "some": (1, 50)}).size == 20_000
    assert make_grid(update, specs, max_states=None).size == 20_400


def test_a_parameter_with_a_default_is_left_alone():
    assert make_grid(lambda x, y=3: "", {"x": (1, 2)}).state((0,)) == {"x": 1}
