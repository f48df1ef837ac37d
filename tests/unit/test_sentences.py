"""Every refusal word by word: the sentence that an author reads, with what was given and what to give instead."""

import math

import numpy as np
import pytest
import sympy
from zoo import plain_axes

from helpers import Choice, ExplorableError, Pick, Point, Slider, Toggle, explore, predict, shown
from helpers.calculator import calculate
from helpers.explorable.controls import make_control, make_grid

UNSEEN = "'a\\x00', which holds a character that no page can show."
layers, context = sympy.symbols("layers context")


@pytest.fixture(autouse=True)
def static(monkeypatch):
    monkeypatch.setenv("EXPLORABLE_MODE", "static")


def sentence_of(call) -> str:
    with pytest.raises(ExplorableError) as caught:
        call()
    return str(caught.value)


# Controls


class Broken:
    """Options that cannot be gone through."""

    def __iter__(self):
        yield 1
        raise RuntimeError("no\n  more data.")


CONTROLS = [
    (5, "Control 'depth' is 5, which is no list of values: give a (low, high, step) tuple, a list, a dict, True or "
        "False, or a Slider, Choice, Toggle, Point or Pick."),
    (Slider(5), "The slider 'depth' runs over 5: give (low, high, step), a list, or a dict."),
    (Slider(b"12"), "The slider 'depth' runs over b'12': give (low, high, step), a list, or a dict."),
    (Slider((0, 1), label=3), "The label of 'depth' is 3, which is no text."),
    (Slider((0, 1), unit=3), "The unit of 'depth' is 3, which is no text."),
    (Slider((0, 1), format=lambda value: {}[value]), "The format of 'depth' cannot write its values: KeyError: 0."),
    (Slider((0, 1), format=lambda value: 3), "A value of 'depth', by its format, is 3, which is no text."),
    (Slider({"a\x00": 1}), f"A value of 'depth' is {UNSEEN}"),
    (Slider([1, 3, 2]), "The values of 'depth' must grow from left to right, by more than 1e-09; they are 1, 3, 2."),
    (Slider([]), "Control 'depth' has no values: its low end must not be above its high end."),
    (Choice(5), "The options of 'depth' are 5: give a list or a dict of label to value."),
    (Choice(b"12"), "The options of 'depth' are b'12': give a list or a dict of label to value."),
    (Choice(Broken()), "The values of 'depth' cannot be listed: RuntimeError: no more data."),
    (Choice(range(20_001)), "Control 'depth' has more than 20,000 values: give fewer."),
    (["a\x00"], f"A label of 'depth' is {UNSEEN}"),
    ([], "Control 'depth' has no values: give it at least two."),
    ([1, "1"], "Control 'depth' shows '1' for two values: give them different labels."),
    ((1,), "Control 'depth' is (1,): give (low, high) or (low, high, step)."),
    ((0, 1, 0), "Control 'depth' has the step 0: a step is greater than 0."),
    ((0, 1, 1e-6), "Control 'depth' has 1,000,001 values, more than 20,000: take a larger step."),
    ((0, math.inf), "Control 'depth' has the value inf, which is not a finite number."),
    ((0, 10**400), f"Control 'depth' has the value 1{'0' * 78}…, which is not a finite number."),
    (Point((0, 200), (0, 99), axes=None), "Point 'depth' can be at more than 20,000 places: take larger steps."),
]  # fmt: skip


@pytest.mark.parametrize("spec, sentence", CONTROLS)
def test_what_a_control_is_made_of(spec, sentence):
    assert sentence_of(lambda: make_control("depth", spec)) == sentence


STARTS = [
    ((0, 10), 11, "The start value of control 'depth' has no value 11; it offers 0, 1, 2, 3, …, 9, 10."),
    ((0, 7), 11, "The start value of control 'depth' has no value 11; it offers 0, 1, 2, 3, 4, 5, 6, 7."),
    (Toggle(), 1, "Control 'depth' starts at 1; a checkbox starts at True or False."),
    (True, False, "Control 'depth' is written depth=True but update's default is False: make them equal."),
]


@pytest.mark.parametrize("spec, start, sentence", STARTS)
def test_where_a_control_starts(spec, start, sentence):
    assert sentence_of(lambda: make_control("depth", spec, start)) == sentence


GRIDS = [
    (lambda: "", {}, "An explorable needs at least one control, such as temperature=(0.1, 2.0, 0.1)."),
    (lambda x=1: "", {"y": (1, 2)}, "Control 'y' is not a parameter of update, which takes x."),
    (lambda x, y: "", {"x": (1, 2)}, "Parameter 'y' of update has neither a control nor a default: add y=…."),
    (lambda a=1, b=1: "", {"a": (1, 200), "b": (1, 300)},
     "The grid has 60,000 states, more than 20,000: coarsen 'b', which has 300 values, to 100: "
     "leave out 200."),
    (dict, {"x": (1, 2)}, "update does not tell its parameters: give a function of your own."),
    (lambda **state: "", {"2 d": (1, 2)}, "The control '2 d' needs a name that a parameter of update can have."),
]  # fmt: skip


@pytest.mark.parametrize("update, specs, sentence", GRIDS)
def test_what_a_grid_is_made_of(update, specs, sentence):
    assert sentence_of(lambda: make_grid(update, specs)) == sentence


# explore


def one():
    """A figure whose axes have a title and whose line has a label."""
    figure, axes = plain_axes()
    axes.set_title("Loss")
    (line,) = axes.plot([0, 1], [0, 1], label="loss")
    return figure, axes, line


def explored(update=lambda x=0: f"{x}", **options):
    return explore(update, one()[0], **{"x": (0, 2), **options})


def fails(x=0):
    if x == 1:
        raise ValueError("too\n  far.")
    return "fine"


OPTIONS = [
    ({"update": 3}, "explore takes the update function first; 3 cannot be called."),
    ({"update": lambda x=0, title=1: ""},
     "update has a parameter 'title', which is an option of explore itself: give it another name."),
    ({"name": "A b"},
     "The figure's name 'A b' cannot be used in a link: use small letters, digits and hyphens."),
    ({"title": 3}, "The title is 3, which is no text."),
    ({"presets": [1]}, "The option presets is [1]: give a dict of label to state."),
    ({"presets": {"a\x00": {}}}, f"The label of a preset is {UNSEEN}"),
    ({"presets": {"Bad": {"y": 1}}}, "Preset 'Bad' does not fit: There is no control 'y'; the controls are x."),
    ({"presets": {"Bad": {"x": 9}}}, "Preset 'Bad' does not fit: Control 'x' has no value 9; it offers 0, 1, 2."),
    ({"presets": {"Bad": 3}}, "Preset 'Bad' does not fit: 3 is no state: give a dict of control to value."),
    ({"shared": 3}, "The option shared is 3: give a list of names of controls."),
    ({"shared": ["y"]}, "The shared control 'y' is none of the controls, which are x."),
    ({"shared": [["x"]]}, "The shared control ['x'] is none of the controls, which are x."),
    ({"predict": "Q?"}, "The option predict is 'Q?': give predict(question, answer, …)."),
    ({"predict": predict("Q?", lambda: 1, state={"y": 2})},
     "The state of the question 'Q?' does not fit: There is no control 'y'; the controls are x."),
    ({"numbers": 3}, "The option numbers is 3: give a function called like update."),
    ({"numbers": lambda x: {"a": [1 / 0]}},
     "numbers fails in the state x=0: ZeroDivisionError: division by zero."),
    ({"numbers": lambda x: {"a\x00": [1]}}, f"numbers fails in the state x=0: A heading of numbers is {UNSEEN}"),
    ({"numbers": lambda x: {"a": ["a\x00"]}}, f"numbers fails in the state x=0: A cell is {UNSEEN}"),
    ({"numbers": lambda x: {"a": [1, 2], "b": [1]}},
     "The columns that numbers returns in the state x=0 are not of one length."),
    ({"update": fails}, "update fails in the state x=1: ValueError: too far."),
    ({"update": lambda x=0: 3}, "update returns 3 in the state x=0; it must return the readout, a string."),
    ({"update": lambda x=0: "loss nan"}, "The readout says 'loss nan' in the state x=0."),
    ({"update": lambda x=0: "a\x00"}, f"The readout in the state x=0 is {UNSEEN}"),
]  # fmt: skip


@pytest.mark.parametrize("options, sentence", OPTIONS)
def test_what_explore_is_given(options, sentence):
    assert sentence_of(lambda: explored(**options)) == sentence


def test_figures_that_explore_is_given():
    assert sentence_of(lambda: explore(fails, x=(0, 2))) == (
        "explore needs at least one figure after update, or an update that draws one: "
        "in the state x=0 it draws nothing."
    )
    none = "explore takes matplotlib figures after update; 'fig' is none."
    assert sentence_of(lambda: explore(lambda x=0: "", "fig", x=(0, 2))) == none


ANEW = ", or draw every state anew with explore(…, redraw=True)."
ONCE = f"set it before explore(…), once for all states{ANEW}"
CHANGES = [
    (lambda axes, line: axes.plot([0], [0], label="new"),
     f"update adds Line2D 'new': make it before explore(…) and move it with set_… instead{ANEW}"),
    (lambda axes, line: line.remove(),
     f"update removes Line2D 'loss': keep it and call set_visible(False) instead{ANEW}"),
    (lambda axes, line: axes.set_xlim(0, 9), f"update changes the limits of Axes 'Loss': {ONCE}"),
    (lambda axes, line: axes.set_yscale("symlog"), f"update changes the scale of Axes 'Loss': {ONCE}"),
    (lambda axes, line: axes.set_position((0, 0, 1, 1)), f"update changes the position of Axes 'Loss': {ONCE}"),
    (lambda axes, line: axes.set_visible(False), f"update changes the visibility of Axes 'Loss': {ONCE}"),
    (lambda axes, line: axes.set_zorder(9), f"update changes the z-order of Axes 'Loss': {ONCE}"),
    (lambda axes, line: line.set_zorder(9), f"update changes the z-order or clip of Line2D 'loss': {ONCE}"),
]  # fmt: skip


@pytest.mark.parametrize("change, sentence", CHANGES)
def test_what_a_state_must_not_change(change, sentence):
    figure, axes, line = one()

    def update(x=0):
        if x == 2:
            change(axes, line)
        return f"{x}"

    assert sentence_of(lambda: explore(update, figure, x=(0, 2))) == f"In the state x=2, {sentence}"


def test_numbers_that_cannot_be_drawn():
    figure, axes, _ = one()
    [bar] = axes.bar([0], [1])
    bar.set_label("loss")

    def update(x=0):
        bar.set_height([0, 1, np.nan][x])
        return f"{x}"

    refusal = "Rectangle 'loss' has data that is NaN or infinite in the state x=2."
    assert sentence_of(lambda: explore(update, figure, x=(0, 2))) == refusal


def test_a_picture_that_depends_on_history():
    figure, _, line = one()
    visits = []

    def update(x=0):
        visits.append(x)
        line.set_ydata([0, len(visits) % 7 if x == 1 else 0])
        return f"{x}"

    assert sentence_of(lambda: explore(update, figure, x=(0, 2))) == (
        "Line2D 'loss' looks different in the state x=1 when the state is visited again: update must move artists with "
        "their set_… methods, and depend on neither earlier states nor unseeded randomness."
    )


def test_a_readout_that_depends_on_history():
    visits = []

    def update(x=0):
        visits.append(x)
        return f"{len(visits) if x == 1 else 0}"

    assert sentence_of(lambda: explored(update)) == (
        "The readout in the state x=1 is another when the state is visited again: update must not depend on earlier "
        "states or on unseeded randomness."
    )


def test_shading_that_the_page_cannot_show():
    figure, axes, _ = one()
    axes.pcolormesh(np.eye(3), shading="gouraud")
    refusal = "Gouraud shading cannot be shown in the page: use shading='flat' or 'nearest'."
    assert sentence_of(lambda: explore(lambda x=0: "", figure, x=(0, 2))) == refusal


def test_tables_that_are_too_large(monkeypatch):
    monkeypatch.setattr("helpers.explorable.static.deflated", lambda payload: "x" * 456_789)
    assert sentence_of(lambda: explored(name="noise")) == (
        "The tables of 'noise' weigh 457 kB, more than 300 kB: coarsen a control, draw fewer points, or let fewer "
        "artists depend on it; where update draws anew, make the artists once before explore(…) and move them "
        "with set_… instead."
    )


def test_an_explorable_that_was_not_shown():
    assert sentence_of(lambda: shown("nothing")).startswith(
        "No explorable 'nothing' has been shown in this notebook; there are "
    )


# Handles


def pointed(axes, x=(0, 4)):
    figure, own, _ = one()
    return explore(lambda p=(x[0], 0): "", figure, p=Point(x, (0, 4), axes=own if axes is None else axes))


def picked(marks):
    figure, axes = plain_axes()
    bars = axes.bar([0, 1, 2], [1, 1, 1])
    return explore(lambda bar="a": bar, figure, bar=Pick(["a", "b", "c"], marks(list(bars))))


ELSEWHERE = "belongs to a figure that was not given to explore: pass it too."
NO_MARKS = "give a list of artists, one or more an option."
HANDLES = [
    (lambda: pointed(3), "Point 'p' stands in the axes 3: give matplotlib axes."),
    (lambda: pointed(one()[1]), f"The handle of 'p' {ELSEWHERE}"),
    (lambda: pointed(None, x=(5, 6)), "Point 'p' can be at (5, 0), outside its axes: widen the axes' limits."),
    (lambda: picked(lambda bars: bars[:2]), "Pick 'bar' has 3 options and 2 marks: give one mark an option."),
    (lambda: picked(lambda bars: 3), f"The marks of pick 'bar' are 3: {NO_MARKS}"),
    (lambda: picked(lambda bars: [1, 2, 3]), f"The marks of pick 'bar' are [1, 2, 3]: {NO_MARKS}"),
    (lambda: picked(lambda bars: [[], [], []]), f"The marks of pick 'bar' are [[], [], []]: {NO_MARKS}"),
    (lambda: picked(lambda bars: [*bars[:2], one()[2]]), f"The handle of 'bar' {ELSEWHERE}"),
]


@pytest.mark.parametrize("make, sentence", HANDLES)
def test_where_handles_stand(make, sentence):
    assert sentence_of(make) == sentence


def test_marks_in_several_figures():
    (left, _, first), (right, _, second) = one(), one()
    pick = Pick(["a", "b"], [first, second])
    refusal = "The marks of pick 'bar' stand in several figures: keep them in one."
    assert sentence_of(lambda: explore(lambda bar="a": "", left, right, bar=pick)) == refusal


# Questions

WHAT = "In the options of 'Q?', a label or a misconception is"
QUESTIONS = [
    ((3, lambda: 1), {}, "The question of predict is 3, which is no text."),
    (("Q?", 42), {},
     "The answer to 'Q?' is typed in: give a function that computes it, such as lambda: steps[-1]."),
    (("Q?", lambda: 1 / 0), {}, "The answer to 'Q?' cannot be computed: ZeroDivisionError: division by zero."),
    (("Q?", lambda: math.nan), {}, "The answer to 'Q?' is nan, which is no finite number."),
    (("Q?", lambda: "c"), {"options": ["a", "b"]}, "The answer to 'Q?' is 'c', which is no option; they are a, b."),
    (("Q?", lambda: 1), {"options": 3}, "The options of 'Q?' are 3: give a list of labels or a dict."),
    (("Q?", lambda: "a"), {"options": {"a": 3}}, f"{WHAT} 3, which is no text."),
    (("Q?", lambda: "a"), {"options": ["a\x00"]}, f"{WHAT} {UNSEEN}"),
    (("Q?", lambda: 1), {"state": 3}, "The state of 'Q?' is 3: give a dict of control to value."),
    (("Q?", lambda: 1), {"because": 3}, "The option because of 'Q?' is 3, which is no text."),
    (("Q?", lambda: 1), {"because": lambda: 1 / 0},
     "The option because of 'Q?' cannot be computed: ZeroDivisionError: division by zero."),
    (("Q?", lambda: 1), {"unit": 3}, "The unit of 'Q?' is 3, which is no text."),
]  # fmt: skip


@pytest.mark.parametrize("given, options, sentence", QUESTIONS)
def test_what_a_question_is_made_of(given, options, sentence):
    assert sentence_of(lambda: predict(*given, **options)) == sentence


# calculate


def calculated(results=None, **options):
    units = {"Cache": "bytes", "layers": "layers", "context": "tokens"}
    controls = {"layers": (1, 5), "context": (100, 300, 100)}
    results = {"Cache": 2 * layers * context} if results is None else results
    return calculate(results, **{"units": units, **controls, **options})


PLAIN = "add it to units, with '' for a plain number."
A_DICT = "A calculator needs results: a dict such as {'Bytes': 2 * layers * context}."
CALCULATORS = [
    ({}, {}, A_DICT),
    (3, {}, A_DICT),
    ({"Cache": sympy.asin(layers)}, {},
     "Result 'Cache' uses asin(layers) (asin), but a calculator knows only + − × ÷, powers, roots, exp, log, Abs, "
     "sign, sin, cos, tan, tanh, erf, erfinv, factorial, Sum, ceiling, floor, Min, Max, Piecewise, comparisons, And, "
     "Or and Not."),
    ({"Cache": sympy.Symbol("depth") * layers}, {},
     "Result 'Cache' uses the symbol 'depth', which is no control: add depth=… or use one of layers, context."),
    ({"Cache": layers > 3}, {},
     "Result 'Cache' is the condition layers > 3, not a number: "
     "turn it into one with Piecewise((1, condition), (0, True))."),
    ({"Cache": "2 * layers"}, {}, "Result 'Cache' is '2 * layers', which is not a SymPy expression."),
    ({"Cache": True}, {}, "Result 'Cache' is True, which is not a SymPy expression."),
    ({"Cache": sympy.Symbol}, {},
     "Result 'Cache' is <class 'sympy.core.symbol.Symbol'>, which is not a SymPy expression."),
    ({"Cache": sympy.oo}, {}, "Result 'Cache' uses oo, which is not a finite number."),
    ({"Cache": sympy.Piecewise((layers, context > 3))}, {},
     "Result 'Cache' has a Piecewise without a value where none of its conditions holds: end it with (value, True)."),
    ({"Cache": layers}, {}, "Control 'context' is in no result: use its symbol or leave it out."),
    ({3: layers}, {}, "The name of a result is 3, which is no text."),
    ({"layers": layers}, {}, "The result 'layers' needs a name without braces or colon that no control has."),
    ({"stack": layers}, {}, "The result 'stack' needs a name without braces or colon that no control has."),
    ({"": layers}, {}, "The result '' needs a name without braces or colon that no control has."),
    ({"a:": layers}, {}, "The result 'a:' needs a name without braces or colon that no control has."),
    ({"Cache": context / (layers - 1)}, {}, "Result 'Cache' is no finite number at layers=1, context=200."),
    (None, {"units": {"layers": "", "context": ""}}, f"Result 'Cache' has no unit: {PLAIN}"),
    (None, {"units": {"Cache": "bytes", "context": ""}}, f"Control 'layers' has no unit: {PLAIN}"),
    (None, {"units": {"Cache": 8}}, "The unit 8 is not text: give a word such as 'bytes', or '' for a plain number."),
    (None, {"units": {"Cache": "a\x00"}}, f"A unit is {UNSEEN}"),
    (None, {"units": {"Cash": ""}},
     "The option units names 'Cash', which is unknown; it can name Cache, layers, context."),
    (None, {"symbols": {"depth": "D"}},
     "The option symbols names 'depth', which is unknown; it can name layers, context."),
    (None, {"stack": {"Cash": "#000"}}, "The option stack names 'Cash', which is unknown; it can name Cache."),
    (None, {"units": 3}, "The option units is 3: give a dict."),
    (None, {"symbols": {3: "D"}}, "A name in the option symbols is 3, which is no text."),
    (None, {"symbols": 3}, "The option symbols is 3: give a dict."),
    (None, {"symbols": {"layers": "{"}},
     "The symbol '{' of 'layers' is no LaTeX that can be shown: its braces are not balanced."),
    (None, {"symbols": {"layers": "L}{"}},
     "The symbol 'L}{' of 'layers' is no LaTeX that can be shown: its braces are not balanced."),
    (None, {"symbols": {"layers": "%"}},
     "The symbol '%' of 'layers' is no LaTeX that can be shown: write \\% for a %."),
    (None, {"symbols": {"layers": " "}},
     "The symbol ' ' of 'layers' is no LaTeX that can be shown: latex2mathml refuses it (NoAvailableTokensError)."),
    (None, {"symbols": {"layers": r"\lost"}},
     "The symbol '\\\\lost' of 'layers' is no LaTeX that can be shown: it does not know \\lost."),
    (None, {"symbols": {"layers": 3}}, "What symbols says of 'layers' is 3, which is no text."),
    (None, {"stack": {"Cache": 3}}, "What stack says of 'Cache' is 3, which is no text."),
    (None, {"stack": 3}, "The option stack is 3: give a dict."),
    (None, {"start": 3}, "The option start is 3: give a dict."),
    (None, {"start": {"depth": 3}}, "The start names 'depth', which is no control; the controls are layers, context."),
    (None, {"start": {"layers": 9}},
     "The start value of control 'layers' has no value 9; it offers 1, 2, 3, 4, 5."),
    (None, {"capacities": 3}, "The option capacities is 3: give a dict."),
    (None, {"capacities": {"None": 0}}, "The capacity 'None' is 0; a capacity is a number greater than 0."),
    (None, {"capacities": {"None": "a"}}, "The capacity 'None' is 'a'; a capacity is a number greater than 0."),
    (None, {"layers": ["a", "b"]},
     "Control 'layers' has the value 'a', which is not a number to calculate with: give a dict of label to number."),
    (None, {"presets": {"Deep": {"depth": 3}}},
     "Preset 'Deep' does not fit: There is no control 'depth'; the controls are layers, context."),
    (None, {"readout": 3}, "The readout is 3, which is no text."),
    (None, {"readout": "{Cash}"},
     "The readout names {Cash}, which is no result or control; there are Cache, layers, context."),
    (None, {"readout": "{layers:exact}"},
     "The readout names {layers:exact}, which is no result or control; there are Cache, layers, context."),
    (None, {"readout": "{Cache:fast}"},
     "The readout asks for {Cache:fast}; 'Cache' can be written as binary, decimal, both, exact, chain."),
    (None, {"readout": "{Cache:of 3 kB}"}, "The readout names the capacity '3 kB'; there are none."),
    (None, {"readout": "{stack:of 3 kB}", "capacities": {"2 kB": 2000}},
     "The readout names the capacity '3 kB'; there are 2 kB."),
    (None, {"name": "A b"},
     "The figure's name 'A b' cannot be used in a link: use small letters, digits and hyphens."),
    (None, {"title": 3}, "The title is 3, which is no text."),
    (None, {"shared": ["depth"]}, "The shared control 'depth' is none of the controls, which are layers, context."),
    (None, {"predict": 3}, "The option predict is 3: give predict(question, answer, …)."),
]  # fmt: skip


@pytest.mark.parametrize("results, options, sentence", CALCULATORS)
def test_what_a_calculator_is_made_of(results, options, sentence):
    assert sentence_of(lambda: calculated(results, **options)) == sentence


def test_one_bar_shows_one_unit():
    units = {"Cache": "bytes", "Time": "s", "layers": "", "context": ""}
    two = {"Cache": 2 * layers * context, "Time": 1.0 * layers}
    options = {"units": units, "stack": {"Cache": "red", "Time": "blue"}, "capacities": {"big": 10}}
    refusal = "The stacked results have the units bytes, s: one bar shows one unit."
    assert sentence_of(lambda: calculated(two, **options)) == refusal


def test_a_calculator_without_controls():
    refusal = "A calculator needs at least one control, such as context=(1024, 8192, 1024)."
    assert sentence_of(lambda: calculate({"One": sympy.Integer(1)}, units={"One": ""})) == refusal
