"""Calculators from records: the same as from dicts, functions in place of expressions, refusals."""

import functools

import pytest
import sympy

from helpers import Choice, ExplorableError, Quantity, Result, Slider, Toggle, calculate


@pytest.fixture(autouse=True)
def static(monkeypatch):
    monkeypatch.setenv("EXPLORABLE_MODE", "static")


def cache_bytes(*, layers, heads=1, size):
    return 2 * layers * heads * size


QUANTITIES = (
    Quantity("layers", (1, 8), start=4, symbol="L", unit="layers"),
    Quantity("heads", [1, 2, 4], start=2, label="KV heads", unit="heads"),
    Quantity("size", Slider({"4 bits": 0.5, "16 bits": 2}, label="a number"), start=2, symbol="s", unit="bytes each"),
    Quantity("doubled", False, start=True, symbol="d"),
)
RESULTS = (
    Result("Cache", cache_bytes, unit="bytes", color="#5055d7"),
    Result("Rest", lambda layers, doubled: 700 * layers * (1 + doubled), unit="bytes", color="#96918c"),
)
OTHER = {"name": "cache", "presets": {"Deep": {"layers": 8}}, "capacities": {"64 kB": 64_000}}


def html(calculator) -> str:
    return calculator._repr_mimebundle_()["text/html"]


def test_records_make_the_calculator_that_dicts_make():
    layers, heads, size, doubled = sympy.symbols("layers heads size doubled")
    by_dicts = calculate(
        {"Cache": 2 * layers * heads * size, "Rest": 700 * layers * (1 + doubled)},
        units={"Cache": "bytes", "Rest": "bytes", "layers": "layers", "heads": "heads", "size": "bytes each"},
        symbols={"layers": "L", "size": "s", "doubled": "d"},
        start={"layers": 4, "heads": 2, "size": 2, "doubled": True},
        stack={"Cache": "#5055d7", "Rest": "#96918c"},
        layers=(1, 8),
        heads=Slider([1, 2, 4], label="KV heads"),
        size=Slider({"4 bits": 0.5, "16 bits": 2}, label="a number"),
        doubled=Toggle(),
        **OTHER,
    )
    assert html(calculate(*QUANTITIES, *RESULTS, **OTHER)) == html(by_dicts)
    assert html(calculate(*RESULTS, *QUANTITIES, **OTHER)) == html(by_dicts)  # results may come first


def test_functions_are_called_with_symbols_of_their_parameters():
    made = calculate(*QUANTITIES, *RESULTS)._calculation
    assert made.trees["Cache"] == ["*", 2, "layers", "heads", "size"]
    alone = calculate(*QUANTITIES[:1], QUANTITIES[2], Result("One", cache_bytes, unit="bytes"))
    assert alone._calculation.trees["One"] == ["*", 2, "layers", "size"]  # heads keeps its default, 1


def test_symbols_are_positive_where_all_values_are():
    def root(size, shift):
        return sympy.sqrt(size**2) + sympy.sqrt(shift**2)

    made = calculate(Quantity("size", [1, 2], unit=""), Quantity("shift", [0, 1], unit=""), Result("X", root, unit=""))
    assert made._calculation.trees["X"] == ["+", "size", ["sqrt", ["^", "shift", 2]]]


def test_expressions_and_numbers_are_results_too():
    x = sympy.Symbol("x")
    shown = calculate(Quantity("x", (1, 3), unit=""), Result("Twice", 2 * x, unit=""), Result("Five", 5, unit=""))
    assert shown.readout == "Twice: 4; Five: 5."


def test_a_slider_of_its_own_brings_its_unit_and_a_choice_is_one():
    tokens, form = (
        Quantity("tokens", Slider((1, 3), unit="tokens")),
        Quantity("form", Choice({"a": 1, "b": 2}), unit=""),
    )
    made = calculate(tokens, form, Result("X", lambda tokens, form: tokens * form, unit=""))._calculation
    assert [control.kind for control in made.grid.controls] == ["slider", "choice"]
    assert made.units["tokens"] == "tokens" and made.grid.controls[0].texts[0] == "1 tokens"


X = Quantity("x", (1, 3), unit="")
TWICE = Result("Twice", lambda x: 2 * x, unit="")
REFUSED = [
    ((), "A calculator needs results"),
    ((X,), "A calculator needs results"),
    ((TWICE,), "Result 'Twice' is a function of 'x', which is not a quantity; there are none."),
    ((X, 3), r"A calculator is made of Quantity(…) and Result(…); 3 is neither."),
    ((Quantity("", (1, 3)), TWICE), "The name of a record is empty: give each a name of its own."),
    ((X, X, TWICE), "Two records are called 'x': give each a name of its own."),
    ((X, Result("Deep", lambda x, depth: x * depth, unit="")),
     "Result 'Deep' is a function of 'depth', which is not a quantity; there are x."),
    ((X, Result("Bad", lambda x: x / "a", unit="")), "Result 'Bad' cannot be calculated with symbols: TypeError"),
    ((X, Result("Branch", lambda x: 1 if x > 2 else x, unit="")),
     "Result 'Branch' cannot be calculated with symbols: TypeError: cannot determine truth value of Relational"),
    ((X, Result("Twice", lambda x: 2 * x, unit=None)), "Result 'Twice' has no unit"),
    ((Quantity("x", (1, 3)), TWICE), "Control 'x' has no unit"),
    ((Quantity("x", 3, unit=""), TWICE), "Control 'x' is 3, which is not a list of values"),
    ((Quantity("x", (1, 3), start=9, unit=""), TWICE), "The start value of control 'x' has no value 9"),
    ((Quantity("x", (1, 3), symbol="{", unit=""), TWICE), "The symbol '{' of 'x' is no LaTeX"),
    ((Quantity(3, (1, 3), unit=""), TWICE), "must be a string"),
    ((X, Result("Kind", int, unit="")), "is <class 'int'>, which is not a SymPy expression"),
]  # fmt: skip


@pytest.mark.parametrize("records, sentence", REFUSED, ids=range(len(REFUSED)))
def test_what_cannot_be_calculated_is_refused(records, sentence):
    with pytest.raises(ExplorableError) as refusal:
        calculate(*records)
    assert sentence in str(refusal.value) and "\n" not in str(refusal.value)


@pytest.mark.parametrize("option", ["units", "symbols"])
def test_what_a_record_says_is_not_said_again(option):
    with pytest.raises(ExplorableError, match=f"The option {option} goes with a dict of results"):
        calculate(X, TWICE, **{option: {"x": "m"}})
    with pytest.raises(ExplorableError, match="The option 'x' goes with a dict of results"):
        calculate(X, TWICE, x=(1, 3))


def test_a_missing_unit_in_dicts_is_one_sentence():
    with pytest.raises(ExplorableError, match="Result 'Twice' has no unit"):
        calculate({"Twice": 2 * sympy.Symbol("x")}, x=(1, 3))


def test_bars_stack_results_in_the_order_of_the_author():
    own = calculate(*QUANTITIES, *RESULTS, **OTHER)._calculation
    turned = calculate(*QUANTITIES, *RESULTS, stack=["Rest", "Cache"], **OTHER)._calculation
    assert list(own.stack.items()) == list(turned.stack.items())[::-1]
    assert list(own.trees) == list(turned.trees) == ["Cache", "Rest"]


@pytest.mark.parametrize(
    "stack", [["Rest"], ["Rest", "Cash"], ["Rest", "Rest"], {"Rest": "red"}, 3, [["Rest"], "Cache"]]
)
def test_a_stack_of_other_results_is_refused(stack):
    with pytest.raises(
        ExplorableError, match=r"^The option stack is .*: list the results that have a colour, Cache, R"
    ):
        calculate(*QUANTITIES, *RESULTS, stack=stack)


def test_what_a_partial_fixes_is_not_asked_for():
    one = functools.partial(cache_bytes, heads=1)
    made = calculate(*QUANTITIES, *RESULTS, Result("One", one, unit="bytes"))._calculation
    assert made.trees["One"] == ["*", 2, "layers", "size"]


def test_a_start_state_wins_over_starts_of_quantities():
    assert calculate(*QUANTITIES, *RESULTS).state == {"layers": 4, "heads": 2, "size": 2, "doubled": True}
    state = calculate(*QUANTITIES, *RESULTS, start={"layers": 8, "doubled": False}).state
    assert state == {"layers": 8, "heads": 2, "size": 2, "doubled": False}


@pytest.mark.parametrize(
    ("start", "sentence"),
    [
        (3, "The option start is 3: give a dict."),
        ({"depth": 3}, "The start names 'depth', which is not a control"),
        ({"layers": 99}, "The start value of control 'layers' has no value 99"),
    ],
)
def test_a_start_state_that_does_not_fit_is_refused(start, sentence):
    with pytest.raises(ExplorableError, match=sentence):
        calculate(*QUANTITIES, *RESULTS, start=start)
