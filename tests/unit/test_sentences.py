"""Every refusal by its facts: the sentence names the culprit, says what was given and what to give instead."""

import math

import pytest
import sympy
from zoo import plain_axes

from helpers import Choice, ExplorableError, Pick, Point, Slider, Toggle, explore, predict
from helpers.calculator import calculate
from helpers.explorable.controls import make_control, make_grid

NUL = r"'a\x00'"  # a text with a character that no page can show, as sentences write it
LONGEST = 300  # characters, where nothing long was given
layers, context = sympy.symbols("layers context")


@pytest.fixture(autouse=True)
def static(monkeypatch):
    monkeypatch.setenv("EXPLORABLE_MODE", "static")


def refused(call, *facts: str):
    """Check that `call` is refused by one short sentence on one line that holds all the facts."""
    with pytest.raises(ExplorableError) as caught:
        call()
    sentence = str(caught.value)
    missing = [fact for fact in facts if fact not in sentence]
    assert not missing, f"{missing} in {sentence!r}"
    assert sentence == " ".join(sentence.split()) and sentence.endswith(".") and len(sentence) <= LONGEST, sentence


def cases(rows):
    """Parameters of a test: what is given, and the facts that follow it in each row."""
    return pytest.mark.parametrize("given, facts", [(given, facts) for given, *facts in rows])


# Controls


class Broken:
    """Options that cannot be iterated over."""

    def __iter__(self):
        yield 1
        raise RuntimeError("no\n  more data.")


CONTROLS = [
    (5, "is 5", "list", "(low, high, step)", "Choice, Pick, Point, Slider or Toggle"),
    (Toggle, "is <class"),
    (Slider(5), "runs over 5", "give (low, high, step)", "list", "dict"),
    (Slider(b"12"), "runs over b'12'"),
    (Slider((0, 1), label=3), "label of", "is 3", "must be a string"),
    (Slider((0, 1), unit=3), "unit of", "is 3", "must be a string"),
    (Slider((0, 1), format=lambda value: {}[value]), "format of", "KeyError: 0."),
    (Slider((0, 1), format=lambda value: 3), "by its format", "is 3", "must be a string"),
    (Slider({"a\x00": 1}), "value of", NUL, "no page can show"),
    (Slider([1, 3, 2]), "must grow", "1e-09", "1, 3, 2"),
    (Slider([1, 1]), "must grow", "1, 1"),
    (Slider([1.01, 1.02], format=".1f"), "'1.0' for two values", "different labels"),
    (Slider([]), "no values", "low end", "high end"),
    (Slider([1, "2"]), "the value '2'", "finite number"),
    (Choice(5), "options of", "are 5", "give a list or a dict"),
    (Choice(b"12"), "are b'12'"),
    (Choice(Broken()), "cannot be listed", "RuntimeError: no more data."),
    (Choice(range(20_001)), "more than 20,000", "give fewer"),
    (["a\x00"], "label of", NUL, "no page can show"),
    ([], "no values", "at least two"),
    ({}, "no values", "at least two"),
    ([1, "1"], "'1' for two values", "different labels"),
    ((1,), "is (1,)", "(low, high) or (low, high, step)"),
    ((1, 2, 3, 4), "is (1, 2, 3, 4)", "(low, high) or (low, high, step)"),
    ((3, 1), "no values", "low end", "high end"),
    ((0, 1, 0), "the step 0", "greater than 0"),
    ((0, 1, -1), "the step -1", "greater than 0"),
    ((0, 1, 1e-6), "1,000,001 values", "more than 20,000", "larger step"),
    ((0, math.inf), "the value inf", "finite number"),
    ((0, math.nan), "the value nan", "finite number"),
    ((False, True), "the value False", "finite number"),
    ((0, 10**400), f"the value 1{'0' * 78}…,", "finite number"),
    (Point((0, 200), (0, 99), axes=None), "Point", "more than 20,000 places", "larger steps"),
]  # fmt: skip


@cases(CONTROLS)
def test_what_a_control_is_made_of(given, facts):
    refused(lambda: make_control("depth", given), "'depth'", *facts)


STARTS = [
    (((0, 10), 11), "no value 11", "offers 0, 1, 2, 3, …, 9, 10"),
    (((0, 7), 0.5), "no value 0.5", "offers 0, 1, 2, 3, 4, 5, 6, 7"),
    (((0, 7), None), "no value None"),
    (((0, 7), "3"), "no value '3'"),
    ((["a", "b"], "c"), "no value 'c'", "offers a, b"),
    ((Toggle(), 1), "starts at 1", "True or False"),
    ((Toggle(), None), "starts at None", "True or False"),
    ((True, False), "depth=True", "default is False", "make them equal"),
]


@cases(STARTS)
def test_where_a_control_starts(given, facts):
    refused(lambda: make_control("depth", *given), "'depth'", *facts)


GRIDS = [
    ((lambda: "", {}), "at least one control", "such as"),
    ((lambda x=1: "", {"y": (1, 2)}), "'y' is not a parameter", "takes x"),
    ((lambda x, y: "", {"x": (1, 2)}), "'y'", "neither a control nor a default", "add y="),
    ((lambda a=1, b=1: "", {"a": (1, 200), "b": (1, 300)}), "60,000", "20,000", "coarsen 'b'", "300 values"),
    ((dict, {"x": (1, 2)}), "has no signature", "function of your own"),
    ((lambda **state: "", {"2 d": (1, 2)}), "'2 d' needs a name", "parameter of update"),
]


@cases(GRIDS)
def test_what_a_grid_is_made_of(given, facts):
    refused(lambda: make_grid(*given), *facts)


# explore


def one():
    """A figure whose axes have a title and whose line has a label."""
    figure, axes = plain_axes()
    axes.set_title("Loss")
    (line,) = axes.plot([0, 1], [0, 1], label="loss")
    return figure, axes, line


def explored(update=lambda x=0: f"{x}", **options):
    return explore(update, one()[0], **{"x": (0, 2), **options})


OPTIONS = [
    ({"name": "A b"}, "'A b' cannot be used in a link", "lowercase letters, digits and hyphens"),
    ({"title": 3}, "title is 3", "must be a string"),
    ({"presets": [1]}, "presets is [1]", "dict of label to state"),
    ({"presets": {"a\x00": {}}}, "label of a preset", NUL),
    ({"presets": {"Bad": {"x": 9}}}, "Preset 'Bad'", "Control 'x' has no value 9", "offers 0, 1, 2"),
    ({"presets": {"Bad": 3}}, "Preset 'Bad'", "3 is not a state", "dict of control to value"),
    ({"shared": 3}, "shared is 3", "list of names of controls"),
    ({"shared": ["y"]}, "'y' is none of the controls", "are x"),
    ({"shared": [["x"]]}, "['x'] is none of the controls"),
    ({"predict": "Q?"}, "predict is 'Q?'", "give predict(question, answer"),
    ({"predict": predict("Q?", lambda: 1, state={"y": 2})}, "'Q?' does not fit", "no control 'y'", "controls are x"),
    ({"numbers": 3}, "numbers is 3", "function called like update"),
    ({"numbers": lambda x: {"a": [1 / 0]}}, "numbers fails in the state x=0", "ZeroDivisionError: division by zero."),
    ({"numbers": lambda x: {"a\x00": [1]}}, "in the state x=0", "heading of numbers", NUL),
    ({"numbers": lambda x: {"a": ["a\x00"]}}, "in the state x=0", "cell", NUL),
    ({"numbers": lambda x: {"a": [1, 2], "b": [1]}}, "numbers", "in the state x=0", "one length"),
    ({"update": lambda x=0: "a\x00"}, "readout in the state x=0", NUL),
]  # fmt: skip


@cases(OPTIONS)
def test_what_explore_is_given(given, facts):
    refused(lambda: explored(**given), *facts)


def changing(change):
    """An explorable of `one()` whose update calls `change(x, axes, line)`."""
    figure, axes, line = one()
    return explore(lambda x=0: f"{change(x, axes, line)}", figure, x=(0, 2))


def test_what_depends_on_history():
    visits = []

    def wander(x, axes, line):
        visits.append(x)
        line.set_ydata([0, len(visits) % 7 if x == 1 else 0])

    again = ("in the state x=1", "visited again", "earlier states", "unseeded randomness")
    refused(lambda: changing(wander), "Line2D 'loss' looks different", "set_… methods", *again)
    refused(lambda: explored(lambda x=0: f"{visits.append(x) or (len(visits) if x == 1 else 0)}"), "readout", *again)


# Handles


def pointed(axes=None, x=(0, 4)):
    figure, own, _ = one()
    return explore(lambda p=(x[0], 0): "", figure, p=Point(x, (0, 4), axes=own if axes is None else axes))


def picked(marks):
    figure, axes = plain_axes()
    bars = axes.bar([0, 1, 2], [1, 1, 1])
    return explore(lambda bar="a": bar, figure, bar=Pick(["a", "b", "c"], marks(list(bars))))


def apart():
    (left, _, first), (right, _, second) = one(), one()
    return explore(lambda bar="a": "", left, right, bar=Pick(["a", "b"], [first, second]))


HANDLES = [
    (lambda: pointed(3), "Point 'p'", "axes 3", "give matplotlib axes"),
    (lambda: pointed(one()[1]), "handle of 'p'", "not given to explore", "pass it too"),
    (lambda: pointed(x=(5, 6)), "Point 'p'", "at (5, 0), outside its axes", "widen the axes' limits"),
    (lambda: picked(lambda bars: bars[:2]), "Pick 'bar'", "3 options and 2 marks", "one mark an option"),
    (lambda: picked(lambda bars: 3), "pick 'bar' are 3", "list of artists"),
    (lambda: picked(lambda bars: [1, 2, 3]), "pick 'bar' are [1, 2, 3]", "list of artists"),
    (lambda: picked(lambda bars: [[], [], []]), "pick 'bar' are [[], [], []]", "one or more an option"),
    (lambda: picked(lambda bars: [*bars[:2], one()[2]]), "handle of 'bar'", "not given to explore", "pass it too"),
    (apart, "pick 'bar'", "several figures", "keep them in one"),
]


@cases(HANDLES)
def test_where_handles_stand(given, facts):
    refused(given, *facts)


# Questions

QUESTIONS = [
    (lambda: predict(3, lambda: 1), "question of predict is 3", "must be a string"),
    (lambda: predict("Q?", 42), "answer to 'Q?' is typed in", "function that computes it", "such as lambda"),
    (lambda: predict("Q?", lambda: 1 / 0), "answer to 'Q?'", "ZeroDivisionError: division by zero."),
    (lambda: predict("Q?", lambda: math.nan), "answer to 'Q?' is nan", "finite number"),
    (lambda: predict("Q?", lambda: "c", options=["a", "b"]), "answer to 'Q?' is 'c'", "not an option", "are a, b"),
    (lambda: predict("Q?", lambda: 1, options=3), "options of 'Q?' are 3", "list of labels or a dict"),
    (lambda: predict("Q?", lambda: "a", options={"a": 3}), "options of 'Q?'", "misconception is 3", "must be a string"),
    (lambda: predict("Q?", lambda: "a", options=["a\x00"]), "options of 'Q?'", "label", NUL),
    (lambda: predict("Q?", lambda: 1, state=3), "state of 'Q?' is 3", "dict of control to value"),
    (lambda: predict("Q?", lambda: 1, because=3), "because of 'Q?' is 3", "must be a string"),
    (lambda: predict("Q?", lambda: 1, because=lambda: 1 / 0), "because of 'Q?'", "ZeroDivisionError"),
    (lambda: predict("Q?", lambda: 1, unit=3), "unit of 'Q?' is 3", "must be a string"),
]  # fmt: skip


@cases(QUESTIONS)
def test_what_a_question_is_made_of(given, facts):
    refused(given, *facts)


# calculate


def calculated(results=None, **options):
    units = {"Cache": "bytes", "layers": "layers", "context": "tokens"}
    controls = {"layers": (1, 5), "context": (100, 300, 100)}
    results = {"Cache": 2 * layers * context} if results is None else results
    return calculate(results, **{"units": units, **controls, **options})


RESULTS = [
    ({}, "needs results", "a dict such as"),
    (3, "needs results", "a dict such as"),
    ({"Cache": sympy.asin(layers)}, "'Cache' uses asin(layers) (asin)", "knows only", "roots", "Piecewise"),
    ({"Cache": sympy.Mod(layers, context)}, "'Cache'", "(Mod)", "knows only"),
    ({"Cache": sympy.Symbol("depth") * layers}, "'Cache'", "symbol 'depth'", "add depth=", "one of layers, context"),
    ({"Cache": layers > 3}, "'Cache'", "condition layers > 3", "Piecewise((1, condition), (0, True))"),
    ({"Cache": "2 * layers"}, "'Cache' is '2 * layers'", "not a SymPy expression"),
    ({"Cache": True}, "'Cache' is True", "not a SymPy expression"),
    ({"Cache": sympy.Symbol}, "'Cache' is <class 'sympy", "not a SymPy expression"),
    ({"Cache": sympy.oo}, "'Cache' uses oo", "finite number"),
    ({"Cache": sympy.Piecewise((layers, context > 3))}, "'Cache'", "without a value", "end it with (value, True)"),
    ({"Cache": layers}, "'context' is in no result", "use its symbol or leave it out"),
    ({3: layers}, "name of a result is 3", "must be a string"),
    *(({name: layers}, f"result {name!r} needs a name", "braces or colon", "no control has")
      for name in ("layers", "stack", "", "a:", "{")),
    ({"Cache": context / (layers - 1)}, "'Cache' is not a finite number", "layers=1, context=200"),
]  # fmt: skip


@cases(RESULTS)
def test_what_a_result_is_made_of(given, facts):
    refused(lambda: calculated(given), *facts)


CALCULATORS = [
    ({"units": {"layers": "", "context": ""}}, "Result 'Cache' has no unit", "add it to units", "''"),
    ({"units": {"Cache": "bytes", "context": ""}}, "Control 'layers' has no unit", "add it to units", "''"),
    ({"units": {"Cache": 8}}, "unit 8", "must be a string", "a word such as 'bytes'"),
    ({"units": {"Cache": "a\x00"}}, "unit", NUL),
    ({"units": {"Cash": ""}}, "units names 'Cash'", "can name Cache, layers, context"),
    ({"symbols": {"depth": "D"}}, "symbols names 'depth'", "can name layers, context"),
    ({"stack": {"Cash": "#000"}}, "stack names 'Cash'", "can name Cache"),
    *(({option: 3}, f"option {option} is 3", "give a dict")
      for option in ("units", "symbols", "stack", "start", "capacities")),
    ({"symbols": {3: "D"}}, "name in the option symbols is 3", "must be a string"),
    ({"symbols": {"layers": 3}}, "symbols says of 'layers' is 3", "must be a string"),
    ({"symbols": {"layers": "{"}}, "'{' of 'layers'", "braces are not balanced"),
    ({"symbols": {"layers": "L}{"}}, "'L}{' of 'layers'", "braces are not balanced"),
    ({"symbols": {"layers": "%"}}, "'%' of 'layers'", r"write \% for a %"),
    ({"symbols": {"layers": " "}}, "' ' of 'layers'", "no LaTeX that can be shown"),
    ({"symbols": {"layers": r"\lost"}}, "of 'layers'", r"does not know \lost"),
    ({"stack": {"Cache": 3}}, "stack says of 'Cache' is 3", "must be a string"),
    ({"start": {"depth": 3}}, "start names 'depth'", "controls are layers, context"),
    ({"start": {"layers": 9}}, "start value of control 'layers'", "no value 9", "offers 1, 2, 3, 4, 5"),
    ({"capacities": {"None": 0}}, "'None' is 0", "greater than 0"),
    ({"capacities": {"None": "a"}}, "'None' is 'a'", "greater than 0"),
    ({"layers": ["a", "b"]}, "'layers' has the value 'a'", "number to calculate with", "dict of label to number"),
    ({"layers": 3}, "Control 'layers' is 3"),
    ({"presets": {"Deep": {"depth": 3}}}, "Preset 'Deep'", "no control 'depth'", "controls are layers, context"),
    ({"presets": {"Deep": {"layers": 300}}}, "Preset 'Deep'", "'layers' has no value 300"),
    ({"readout": 3}, "readout is 3", "must be a string"),
    ({"readout": "{Cash}"}, "readout names {Cash}", "there are Cache, layers, context"),
    ({"readout": "{layers:exact}"}, "readout names {layers:exact}"),
    ({"readout": "{Cache:fast}"}, "asks for {Cache:fast}", "binary, decimal, both, exact, chain"),
    ({"readout": "{Cache:of 3 kB}"}, "capacity '3 kB'", "there are none"),
    ({"readout": "{stack:of 3 kB}", "capacities": {"2 kB": 2000}}, "capacity '3 kB'", "there are 2 kB"),
    ({"name": "A b"}, "'A b' cannot be used in a link", "lowercase letters, digits and hyphens"),
    ({"title": 3}, "title is 3", "must be a string"),
    ({"shared": ["depth"]}, "'depth' is none of the controls", "are layers, context"),
    ({"predict": 3}, "predict is 3", "give predict(question, answer"),
]  # fmt: skip


@cases(CALCULATORS)
def test_what_a_calculator_is_given(given, facts):
    refused(lambda: calculated(**given), *facts)


def test_one_bar_shows_one_unit():
    units = {"Cache": "bytes", "Time": "s", "layers": "", "context": ""}
    options = {"units": units, "stack": {"Cache": "red", "Time": "blue"}, "capacities": {"big": 10}}
    two = {"Cache": 2 * layers * context, "Time": 1.0 * layers}
    refused(lambda: calculated(two, **options), "stacked results", "units bytes, s", "one unit")


def test_a_calculator_without_controls():
    refused(lambda: calculate({"One": sympy.Integer(1)}, units={"One": ""}), "at least one control", "such as")
