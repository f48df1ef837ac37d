"""Abuse: whatever an author passes either works or is refused with one sentence that names it, by no other error."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from helpers import (
    Choice,
    ExplorableError,
    Pick,
    Point,
    Quantity,
    Result,
    Slider,
    Toggle,
    amount,
    counted,
    explore,
    predict,
    share,
)
from helpers.calculator import calculate
from helpers.explorable.controls import make_control, make_grid

pytestmark = pytest.mark.filterwarnings("ignore")  # what is passed may warn, too, such as a letter that no font has
LONGEST = 600  # characters that are still a sentence


ODD = [
    None, True, False, 0, -1, 10**30, 0.5, -0.0, math.nan, math.inf, 1e308, 2j, "", "a", "0.5", "\n", "\x00", "\ud800",
    "a\r\nb", "<script>", "x" * 5_000, b"bytes", (), [], {}, set(), range(3), range(0), range(10**12), object(),
    int, len, lambda: 1, lambda *a, **k: "words", lambda x: 1 / 0, Decimal("0.1"), Decimal("NaN"),
    Fraction(1, 3), np.float64(0.5), np.int64(3), np.nan, np.bool_(True), np.arange(3), np.zeros((2, 2)),
    np.array(["a", "b"]), np.ma.masked, iter([1, 2]), Toggle(), Toggle, Slider((0, 1)), Choice(["a"]), plt, Figure,
    "{a}", "{", "{a:of}", "__proto__", sympy.Symbol("a"), sympy.oo, sympy.nan, sympy.I, sympy.pi, sympy.true,
]  # fmt: skip
odd = st.sampled_from(ODD)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | odd
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text(max_size=4) | st.integers() | st.none(), inner, max_size=3)
    ),
    max_leaves=6,
)
numbers = st.integers(-9, 9) | st.floats(-9, 9) | scalars
ranges = st.tuples(numbers, numbers) | st.tuples(numbers, numbers, numbers) | st.lists(numbers, max_size=4) | anything
PACE = settings(deadline=None, max_examples=250, suppress_health_check=list(HealthCheck))
SLOW = settings(PACE, max_examples=30)


def works_or_is_refused(call, *words: str):
    """What `call` returns; None where it is refused by one sentence that holds one of `words`."""
    try:
        return call()
    except ExplorableError as refusal:
        sentence = str(refusal)
    assert any(word in sentence for word in words), sentence
    assert "\n" not in sentence and len(sentence) <= LONGEST and sentence.endswith("."), sentence
    sentence.encode()  # no half of a character
    return None


# Controls


specs = st.one_of(
    anything,
    ranges,
    st.builds(Slider, ranges, label=anything, unit=anything, format=anything, play=anything),
    st.builds(Slider, st.just((0, 1, 0.5)), label=anything, unit=anything, format=anything, play=anything),
    st.builds(Choice, anything, label=anything),
    st.builds(Toggle, label=anything),
    st.builds(Point, ranges, ranges, axes=anything, label=anything),
    st.builds(Pick, anything, marks=anything, label=anything),
)


@given(specs, anything)
@PACE
def test_a_control_is_made_or_refused_by_name(spec, default):
    control = works_or_is_refused(lambda: make_control("depth", spec, default), "'depth'")
    if control is not None:
        assert control.values and 0 <= control.start < len(control.values) == len(control.texts)
        assert all(isinstance(text, str) for text in (control.label, *control.texts))


@given(specs)
@PACE
def test_a_control_without_a_default_is_made_or_refused_by_name(spec):
    works_or_is_refused(lambda: make_control("depth", spec), "'depth'")


@given(anything)
@PACE
def test_a_state_is_taken_or_refused_by_name(value):
    grid = make_grid(lambda depth=1, kind="a": "", {"depth": (0, 3), "kind": ["a", "b"]})
    assert works_or_is_refused(lambda: grid.place({"depth": value}), "'depth'") in (None, *((i, 0) for i in range(4)))
    assert works_or_is_refused(lambda: grid.place({"kind": value}), "'kind'") in (None, (1, 0), (1, 1))
    works_or_is_refused(lambda: grid.place(value), "state", "control")


# explore


@pytest.mark.parametrize("number", [10**9, -(10**9), 10**30])
def test_a_single_number_whose_values_fill_the_memory_is_refused(number):
    with pytest.raises(ExplorableError, match=r"'depth' has .* values, more than 20,000"):
        explored(depth=number)


def picture():
    """A figure with one text."""
    figure = Figure(figsize=(1, 1))
    return figure, figure.add_subplot().text(0.5, 0.5, "")


def explored(**options) -> Mapping:
    """What a cell shows, of an explorable that works but for `options`."""
    figure, text = picture()
    update = options.pop("update", lambda **state: text.set_text("moved") or "said")
    figures = options.pop("figures", (figure,))
    options = {"depth": (0, 1), **options}
    return explore(update, *figures, **options)._repr_mimebundle_()


@pytest.fixture(params=["static", "live"])
def mode(request, monkeypatch):
    """Both ways to show an explorable."""
    monkeypatch.setenv("EXPLORABLE_MODE", request.param)
    if request.param == "live":
        monkeypatch.setattr("helpers.explorable.panel.Panel._repr_mimebundle_", lambda self: {}, raising=False)


OPTIONS = {
    "name": ("name",),
    "title": ("title",),
    "presets": ("reset",),
    "predict": ("predict",),
    "shared": ("shared",),
    "numbers": ("numbers",),
    "update": ("update",),
    "figures": ("figure",),
    "depth": ("'depth'",),
}


@pytest.mark.parametrize("option", OPTIONS)
@given(value=anything)
@SLOW
def test_explore_takes_an_option_or_refuses_it_by_name(mode, option, value):
    if option == "figures":
        value = (value,)
    works_or_is_refused(lambda: explored(**{option: value}), *OPTIONS[option])


@given(spec=specs)
@SLOW
def test_explore_takes_a_control_or_refuses_it_by_name(mode, spec):
    works_or_is_refused(lambda: explored(depth=spec), "'depth'")


@given(label=st.text(max_size=4), value=anything)
@SLOW
def test_explore_takes_a_preset_or_refuses_it_by_name(mode, label, value):
    works_or_is_refused(lambda: explored(presets={label: {"depth": value}}), "reset", "'depth'")
    works_or_is_refused(lambda: explored(presets={label: value}), "reset")


@given(name=st.text(max_size=4) | st.sampled_from(["a b", "<b>", '"', "class", "_", "__proto__", "1"]))
@example(name="")
@example(name="name")
@SLOW
def test_explore_takes_the_name_of_a_control_or_refuses_it(mode, name):
    works_or_is_refused(lambda: explored(**{name: (0, 1)}), repr(name), "control")


@given(said=anything)
@SLOW
def test_explore_takes_a_readout_or_refuses_it_with_the_state(mode, said):
    works_or_is_refused(lambda: explored(update=lambda depth=0: said), "readout")


# predict

QUESTION = {"question": "How many?", "answer": lambda: 3}


@pytest.mark.parametrize("option", ["question", "answer", "options", "unit", "state", "because"])
@given(value=anything)
@PACE
def test_predict_takes_an_option_or_refuses_it_by_name(option, value):
    def ask():
        asked = {**QUESTION, option: value}
        return predict(asked.pop("question"), asked.pop("answer"), **asked)

    works_or_is_refused(ask, option, "answer")


@pytest.mark.parametrize("option", ["options", "unit", "state", "because"])
@given(value=anything)
@SLOW
def test_what_predict_takes_can_be_shown(mode, option, value):
    def show():
        answer = (
            (lambda: next(iter(value)))
            if option == "options" and isinstance(value, dict | list | tuple) and value
            else QUESTION["answer"]
        )
        return explored(predict=predict("How many?", answer, **{option: value}))

    works_or_is_refused(show, option, "question", "answer")


# calculate

a = sympy.Symbol("a")
CALCULATOR = {
    "results": {"Size": 2 * a},
    "units": {"Size": "bytes", "a": "layers"},
    "a": (1, 4),
}
CALCULATED = {
    "results": ("esult", "'Size'"),  # whose unit is given: other results leave it unknown
    "units": ("unit",),
    "name": ("name",),
    "title": ("title",),
    "start": ("start",),
    "presets": ("reset",),
    "symbols": ("symbol",),
    "capacities": ("capacit",),
    "stack": ("stack",),
    "readout": ("readout",),
    "predict": ("predict",),
    "shared": ("shared",),
    "a": ("'a'", "'Size'"),
}


def calculated(**options):
    """What a cell shows, of a calculator that works but for `options`."""
    asked = {**CALCULATOR, **options}
    return calculate(asked.pop("results"), **asked)._repr_mimebundle_()


@pytest.fixture
def built(monkeypatch):
    """The mode in which the book is built."""
    monkeypatch.setenv("EXPLORABLE_MODE", "static")


@pytest.mark.parametrize("option", CALCULATED)
@given(value=anything)
@settings(PACE, max_examples=150)
def test_calculate_takes_an_option_or_refuses_it_by_name(built, option, value):
    works_or_is_refused(lambda: calculated(**{option: value}), *CALCULATED[option])


@pytest.mark.parametrize(
    ("option", "inside"),
    [("results", "Size"), ("units", "Size"), ("units", "a"), ("start", "a"), ("symbols", "a"), ("presets", "P"),
     ("capacities", "card"), ("stack", "Size"), ("results", ""), ("capacities", "")],
)  # fmt: skip
@given(value=anything)
@settings(PACE, max_examples=150)
def test_calculate_takes_what_is_inside_an_option_or_refuses_it_by_name(built, option, inside, value):
    works_or_is_refused(lambda: calculated(**{option: {inside: value}}), *CALCULATED[option], "'a'", "'Size'")


@given(spec=specs)
@settings(PACE, max_examples=200)
def test_calculate_takes_a_control_or_refuses_it_by_name(built, spec):
    works_or_is_refused(lambda: calculated(a=spec), "'a'", "'Size'")


# Records and annotations

QUANTITY = {"name": "a", "values": (1, 4), "start": 2, "symbol": "x", "unit": "layers", "label": "A"}
RESULT = {"name": "Size", "expression": 2 * a, "unit": "bytes", "color": "#000"}


def recorded(quantity: Mapping | None = None, result: Mapping | None = None, *more, **options):
    """What a cell shows, of a calculator of two records that work but for these changes."""
    records = Quantity(**QUANTITY | (quantity or {})), Result(**RESULT | (result or {})), *more
    return calculate(*records, **options)._repr_mimebundle_()


@pytest.mark.parametrize("field", QUANTITY)
@given(value=anything | specs)
@settings(PACE, max_examples=150)
def test_a_quantity_takes_a_field_or_refuses_it_by_name(built, field, value):
    works_or_is_refused(lambda: recorded({field: value}), "'a'", "'Size'", "record", "unit", "start", "symbol")


@pytest.mark.parametrize("field", RESULT)
@given(value=anything)
@settings(PACE, max_examples=150)
def test_a_result_takes_a_field_or_refuses_it_by_name(built, field, value):
    works_or_is_refused(lambda: recorded(None, {field: value}), "'Size'", "result", "record", "unit", "stack")


@pytest.mark.parametrize("option", ["start", "stack"])
@given(value=anything)
@PACE
def test_records_take_an_option_or_refuse_it_by_name(built, option, value):
    works_or_is_refused(lambda: recorded(**{option: value}), option)


@given(value=anything)
@PACE
def test_anything_given_as_a_record_works_or_is_refused(built, value):
    works_or_is_refused(lambda: recorded(None, None, value), "neither")


@given(annotation=specs)
@PACE
def test_an_annotation_is_a_control_or_ignored_or_refused_by_name(annotation):
    def update(depth=1, other=(0, 1)):
        return ""

    update.__annotations__ = {"depth": annotation, "other": Slider((0, 1))}
    works_or_is_refused(lambda: make_grid(update, {"other": [(0, 1)]}), "'depth'")


@given(number=anything)
@PACE
def test_readouts_say_a_number_or_refuse_it_by_name(number):
    for verb in (amount, share, lambda number: counted(number, "token")):
        said = works_or_is_refused(lambda verb=verb: verb(number), "amount", "share", "counted")
        assert said is None or said[0] in "−0123456789lu"


# The test itself


@pytest.mark.parametrize(
    "error", [TypeError("a"), ExplorableError("Another is wrong."), ExplorableError("'a'\nis wrong.")]
)
def test_another_error_another_name_and_two_lines_are_found(error):
    def fail():
        raise error

    with pytest.raises((TypeError, AssertionError)):
        works_or_is_refused(fail, "'a'")
