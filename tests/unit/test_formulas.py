"""A calculator's parts one by one: trees and what they are worth, formulas, numbers, templates, bars, its HTML."""

import json
import math

import pytest
import sympy
from bs4 import BeautifulSoup

import helpers
from helpers import ExplorableError, Slider, Toggle, predict
from helpers.calculator import calculate
from helpers.calculator.arithmetic import evaluate
from helpers.calculator.bars import spans, svg
from helpers.calculator.formulas import latex, product
from helpers.calculator.page import payload, views
from helpers.calculator.templates import Terms, fill, parse, share
from helpers.calculator.trees import names_in, tree_of
from helpers.calculator.units import NO_BREAK, THIN, figures, fixed, scales, singular, written
from helpers.explorable.data import FIGURE_DATA
from known_values import CONDITIONS, FIGURES, SHARES, WORDS, WORTH

NAMES = ("a", "b", "c")
a, b, c = sympy.symbols(NAMES)
true = sympy.true

# Trees and formulas


def step(words):
    return f'<span class="step">{words}</span>'


def unevaluated(operator, *operands):
    return operator(*operands, evaluate=False)


FORMULAS = [
    (a / b, ["/", "a", "b"], r"\frac{A}{B}", f"a {step('÷ b')}"),
    (-a, ["neg", "a"], "-A", "−a"),
    (a - b, ["-", "a", "b"], "A - B", f"a {step('− b')}"),
    (-a - b, ["neg", ["+", "a", "b"]], r"-\left(A + B\right)", f"−(a {step('+ b')})"),
    (1 - 2 * a - 3 * b, ["-", 1, ["*", 2, "a"], ["*", 3, "b"]], r"1 - 2 \cdot A - 3 \cdot B",
     f"1 − 2 {step('× a')} − 3 {step('× b')}"),
    (a * (b - 2), ["*", "a", ["-", "b", 2]], r"A \cdot \left(B - 2\right)", f"a × (b {step('− 2')})"),
    (unevaluated(sympy.Add, a, unevaluated(sympy.Mul, -1, b + c)), ["-", "a", ["+", "b", "c"]],
     r"A - \left(B + C\right)", f"a − (b {step('+ c')})"),
    (a + c - b, ["-", ["+", "a", "c"], "b"], "A + C - B", f"a {step('+ c')} {step('− b')}"),
    (a + 0.5, ["+", 0.5, "a"], "0.5 + A", f"0.5 {step('+ a')}"),
    (a * 0.5, ["*", 0.5, "a"], r"0.5 \cdot A", f"0.5 {step('× a')}"),
    (sympy.Piecewise((a, a > 0), (b, True)), ["if", [">", "a", 0], "a", "b"],
     r"\begin{cases} A & \text{if } A > 0 \\ B & \text{otherwise} \end{cases}",
     f"(a if a {step('&gt; 0')}, otherwise b)"),
    (a + b * c, ["+", "a", ["*", "b", "c"]], r"A + B \cdot C", f"a + b {step('× c')}"),
    (a / (b * c), ["/", "a", ["*", "b", "c"]], r"\frac{A}{B \cdot C}", f"a ÷ (b {step('× c')})"),
    (a * sympy.Rational(-2, 3), ["neg", ["/", ["*", 2, "a"], 3]], r"-\frac{2 \cdot A}{3}",
     f"−2 {step('× a')} {step('÷ 3')}"),
    (a * -2.5, ["neg", ["*", 2.5, "a"]], r"-2.5 \cdot A", f"−2.5 {step('× a')}"),
    (sympy.Rational(1, 4), 0.25, "0.25", "0.25"),
    (sympy.Integer(-3), -3, "-3", "−3"),
    (a**-3, ["/", 1, ["^", "a", 3]], r"\frac{1}{{A}^{3}}", "1 ÷ a<sup>3</sup>"),
    (1 / sympy.sqrt(a), ["/", 1, ["sqrt", "a"]], r"\frac{1}{\sqrt{A}}", "1 ÷ √(a)"),
    (a**1.5, ["^", "a", 1.5], "{A}^{1.5}", "a<sup>1.5</sup>"),
    (a**-b, ["^", "a", ["neg", "b"]], "{A}^{-B}", "a<sup>−b</sup>"),
    ((-a) ** b, ["^", ["neg", "a"], "b"], r"{\left(-A\right)}^{B}", "(−a)<sup>b</sup>"),
    ((a**b) ** c, ["^", ["^", "a", "b"], "c"], r"{\left({A}^{B}\right)}^{C}", "(a<sup>b</sup>)<sup>c</sup>"),
    ((a + b) ** 2, ["^", ["+", "a", "b"], 2], r"{\left(A + B\right)}^{2}", f"(a {step('+ b')})<sup>2</sup>"),
    (sympy.log(a), ["log", "a"], r"\ln\left(A\right)", "ln(a)"),
    (b * sympy.log(a, 2), ["*", ["log2", "a"], "b"], r"\log_2\left(A\right) \cdot B",
     f"log<sub>2</sub>(a) {step('× b')}"),
    (sympy.ceiling(a / 3), ["ceil", ["/", "a", 3]], r"\left\lceil \frac{A}{3} \right\rceil", f"⌈a {step('÷ 3')}⌉"),
    (sympy.floor(a), ["floor", "a"], r"\left\lfloor A \right\rfloor", "⌊a⌋"),
    (sympy.Min(b, a), ["min", "a", "b"], r"\min\left(A, B\right)", "min(a, b)"),
    (sympy.Max(c, 2, a), ["max", 2, "a", "c"], r"\max\left(2, A, C\right)", "max(2, a, c)"),
    (2**20 * a, ["*", 2**20, "a"], r"2^{20} \cdot A", f"1,048,576 {step('× a')}"),
    ((2**20 + 1) * a, ["*", 2**20 + 1, "a"], r"1{,}048{,}577 \cdot A", f"1,048,577 {step('× a')}"),
    (2**19 * a, ["*", 2**19, "a"], r"524{,}288 \cdot A", f"524,288 {step('× a')}"),
    (10**9 * a, ["*", 10**9, "a"], r"10^{9} \cdot A", f"1,000,000,000 {step('× a')}"),
    (sympy.Piecewise((a, a > b), (b, c >= 1), (c, True)), ["if", [">", "a", "b"], "a", [">=", "c", 1], "b", "c"],
     r"\begin{cases} A & \text{if } A > B \\ B & \text{if } C \ge 1 \\ C & \text{otherwise} \end{cases}",
     f"(a if a {step('&gt; b')}, b if c {step('≥ 1')}, otherwise c)"),
    (2 * sympy.Piecewise((a, sympy.Or(sympy.Eq(a, b), sympy.Ne(b, c))), (1, True)),
     ["*", 2, ["if", ["or", ["==", "a", "b"], ["!=", "b", "c"]], "a", 1]],
     r"2 \cdot \left(\begin{cases} A & \text{if } A = B \text{ or } B \ne C \\ 1 & \text{otherwise} \end{cases}\right)",
     f"2 × (a if a {step('= b')} or b {step('≠ c')}, otherwise 1)"),
    (sympy.Piecewise((1, unevaluated(sympy.Not, sympy.And(a < b, b <= c))), (0, True)),
     ["if", ["not", ["and", ["<", "a", "b"], ["<=", "b", "c"]]], 1, 0],
     r"\begin{cases} 1 & \text{if } \text{not }\left(A < B \text{ and } B \le C\right) \\ 0 & \text{otherwise} "
     r"\end{cases}",
     f"(1 if not (a {step('&lt; b')} and b {step('≤ c')}), otherwise 0)"),
    (sympy.Piecewise((a, sympy.ITE(b > 1, a > 1, c > 1)), (0, True)),
     ["if", ["or", ["and", [">", "b", 1], [">", "a", 1]], ["and", ["not", [">", "b", 1]], [">", "c", 1]]], "a", 0],
     r"\begin{cases} A & \text{if } B > 1 \text{ and } A > 1 \text{ or } \text{not }\left(B > 1\right) "
     r"\text{ and } C > 1 \\ 0 & \text{otherwise} \end{cases}",
     f"(a if b {step('&gt; 1')} and a {step('&gt; 1')} or not (b {step('&gt; 1')}) and c {step('&gt; 1')}, "
     "otherwise 0)"),
]  # fmt: skip


@pytest.mark.parametrize("expression, tree, formula, words", FORMULAS, ids=[str(row[0]) for row in FORMULAS])
def test_an_expression_is_a_tree_a_formula_and_a_line_of_text(expression, tree, formula, words):
    assert tree_of(expression, result="x", controls=NAMES) == tree
    assert latex(tree, {"a": "A", "b": "B", "c": "C"}) == formula
    assert product(tree, str) == words


@pytest.mark.parametrize("numbers", [(-2, sympy.Rational(-1, 2)), (sympy.Rational(-1, 2), -2), (-2, -3)])
def test_two_signs_of_a_product_cancel(numbers):
    tree = tree_of(unevaluated(sympy.Mul, *map(sympy.sympify, numbers), a), result="x", controls=NAMES)
    assert evaluate(tree, {"a": 5}) == pytest.approx(float(numbers[0] * numbers[1]) * 5)


def test_a_product_with_nothing_above_is_one_over_it():
    assert tree_of(1 / (2 * a), result="x", controls=NAMES) == ["/", 1, ["*", 2, "a"]]


def test_terms_of_one_control_stand_in_alphabetical_order():
    for one, other in [(sympy.floor(a), sympy.ceiling(a)), (sympy.ceiling(a), sympy.floor(a))]:
        tree = tree_of(unevaluated(sympy.Add, one, other), result="x", controls=NAMES)
        assert tree == ["+", ["ceil", "a"], ["floor", "a"]]


def test_what_stands_left_of_a_minus_needs_no_brackets():
    letters = {"a": "A", "b": "B", "c": "C"}
    assert latex(["-", ["-", "a", "b"], "c"], letters) == "A - B - C"
    assert latex(["-", "a", ["-", "b", "c"]], letters) == r"A - \left(B - C\right)"


def test_numbers_in_trees_are_whole_where_they_can_be():
    numbers = [sympy.Integer(2**53), sympy.Integer(2**53 + 2), sympy.Float(3.0), sympy.pi, -7]
    trees = [tree_of(number, result="x", controls=NAMES) for number in numbers]
    assert trees == [2**53, float(2**53 + 2), 3, math.pi, -7]
    assert [type(tree) for tree in trees] == [int, float, int, float, int]


def test_the_names_in_a_tree_are_its_controls():
    assert names_in(["*", 2, "a", ["ceil", ["/", "b", "a"]]]) == {"a", "b"}
    assert names_in(7) == set()


# Arithmetic


@pytest.mark.parametrize("tree, worth", WORTH, ids=[json.dumps(row[0]) for row in WORTH])
def test_a_tree_has_its_known_value(tree, worth):
    found = evaluate(tree, {})
    assert type(found) is float
    assert found == worth or (math.isnan(found) and math.isnan(worth))


@pytest.mark.parametrize("tree, holds", CONDITIONS, ids=[json.dumps(row[0]) for row in CONDITIONS])
def test_whether_a_condition_holds(tree, holds):
    assert evaluate(tree, {}) is holds


def test_a_control_evaluates_to_its_value_as_a_float():
    assert evaluate("a", {"a": True}) == 1.0 and type(evaluate("a", {"a": 3})) is float


# Numbers in words


@pytest.mark.parametrize("number, text, exact", FIGURES)
def test_three_significant_figures_and_whether_they_are_all(number, text, exact):
    assert figures(number) == (text, exact)


@pytest.mark.parametrize(
    "number, places, text",
    [
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (-0.5, 0, "-1"),
        (-0.4, 0, "0"),
        (2.675, 2, "2.67"),
        (0.125, 2, "0.13"),
        (3, 2, "3.00"),
    ],
)
def test_halves_are_rounded_away_from_zero(number, places, text):
    assert fixed(number, places) == text


@pytest.mark.parametrize("number, unit, form, text", WORDS)
def test_numbers_with_their_units(number, unit, form, text):
    assert written(number, scales(unit), form).replace(NO_BREAK, " ") == text


def test_the_usual_scale_is_the_first():
    assert written(2**30, scales("bytes")) == "1 GiB"
    assert scales("%") == {"decimal": ((0.01, "%"),)} and scales("m") == {"decimal": ((1.0, "m"),)}
    assert scales("W")["decimal"][:2] == ((1.0, "W"), (1000.0, "kW"))


def test_a_line_can_break_only_before_the_signs_of_a_chain():
    assert written(1500, scales("B/s"), "chain") == f"={NO_BREAK}1,500{NO_BREAK}B/s ={NO_BREAK}1.5{NO_BREAK}kB/s"


@pytest.mark.parametrize(
    ("unit", "one"),
    [
        ("KV heads", "KV head"), ("bytes each", "byte each"), ("queries", "query"), ("passes", "pass"),
        ("FLOP/s", "FLOP/s"), ("ms", "ms"), ("loss", "loss"), ("%", "%"), ("", ""),
    ],
)  # fmt: skip
def test_a_unit_as_one_of_it_is_called(unit, one):
    assert singular(unit) == one


@pytest.mark.parametrize("ratio, text", SHARES)
def test_shares_are_per_cent(ratio, text):
    assert share(ratio) == text


# Templates

TERMS = Terms(["n"], ["Big", "Time"], [scales("bytes"), scales("s")], {"1 kB": 1000}, ["Big", "Time"])


@pytest.mark.parametrize(
    "sentence, parts",
    [
        ("plain", ["plain"]),
        ("{n}", [["text", 0]]),
        ("{n:number} of {Time}.", [["number", 0], " of ", ["result", 1, ""], "."]),
        ("{Big:binary}{Big:both}", [["result", 0, "binary"], ["result", 0, "both"]]),
        ("{Time:of 1 kB}", [["fill", [1], 1000.0]]),
        ("{stack:of 1 kB}", [["fill", [0, 1], 1000.0]]),
        ("{stack:in 1 kB}{Big:in 1 kB}", [["room", [0, 1], 1000.0], ["room", [0], 1000.0]]),
        ("{Time:exact} {Time:chain} {Time:decimal}",
         [["result", 1, "exact"], " ", ["result", 1, "chain"], " ", ["result", 1, "decimal"]]),
    ],
)  # fmt: skip
def test_a_sentence_is_text_and_places(sentence, parts):
    assert parse(sentence, TERMS) == parts


@pytest.mark.parametrize(
    "sentence", ["{Time:binary}", "{n:both}", "{n:of 1 kB}", "{stack}", "{Big: of 1 kB}", "{Big:in 2 kB}"]
)
def test_a_place_that_cannot_be_filled_is_refused(sentence):
    with pytest.raises(ExplorableError, match=r"The readout (asks for|names) "):
        parse(sentence, TERMS)


def test_places_are_filled_with_texts_numbers_results_and_shares():
    spec = {"texts": [["one", "two"]], "numbers": [["1", "2"]], "scales": TERMS.scales}
    template = parse("{n} {n:number} {Big:decimal} {stack:of 1 kB}", TERMS)
    assert fill(template, [200, 50], spec, (1,)) == f"two 2 200 bytes 25{THIN}%"


# Bars


def test_spans_start_where_the_one_before_ends_and_none_is_negative():
    assert spans([1, 2, -5, 3], 10) == [(0.0, 0.1), (0.1, 0.3), (0.3, 0.3), (0.3, 0.6)]


def test_one_bar_without_a_legend():
    picture = svg(
        rows=[("A", "12 %", "= 80")], stack={"Rest": "#111"}, ratios=[[(0, 0.25)]], rooms=[1], attributes=' id="x"'
    )
    drawing = BeautifulSoup(picture, "html.parser").svg
    marks = drawing.find(True)
    assert (drawing["class"], drawing["role"], drawing["id"]) == (["view", "bars"], "group", "x")
    assert (drawing["viewbox"], drawing["width"], drawing["height"]) == ("0 0 280 48", "280pt", "48pt")
    assert (marks["class"], marks["role"], marks["id"], marks["fill"]) == (["marks"], "img", "x", "currentColor")
    name, share, size = marks.find_all("text")
    assert [text.text for text in (name, share, size)] == ["A", "12 %", "= 80"]
    assert (name["font-weight"], share["text-anchor"], share["x"]) == ("600", "end", "278")
    full, frame, over = marks.find_all("rect")
    assert [full[side] for side in ("x", "y", "width", "height")] == ["2.00", "17", "69.00", "14"]
    assert [frame[side] for side in ("x", "y", "width", "height")] == ["2", "17", "276.00", "14"]
    assert (over["data-over"], over["x"], over["width"]) == ("0", "278.00", "0.00")
    assert (full["fill"], full["stroke"], frame["fill"], frame["stroke"]) == ("#111", "#111", "none", "currentColor")
    assert (full["data-row"], full["data-segment"], full["fill-opacity"]) == ("0", "0", "1")


def test_stacked_bars_have_a_legend_and_the_last_is_opaque():
    stack = {"Rest <i>": "#111", "Cache": "#222", "More": "#333"}
    full = [(0, 0.5), (0.5, 0.75), (0.75, 1)]
    rows = [("A", "75 %", "= a"), ("B", "150 %", "= b")]
    soup = BeautifulSoup(
        svg(rows=rows, stack=stack, ratios=[[(0, 0.25)] * 3, full], rooms=[1, 0.5], attributes=""), "html.parser"
    )
    assert soup.svg["viewbox"] == "0 0 280 116"
    swatches = [(mark["x"], mark["y"], mark["fill"], mark["fill-opacity"]) for mark in soup.select('rect[width="10"]')]
    assert swatches == [("2", "3", "#111", ".6"), ("94", "3", "#222", ".25"), ("186", "3", "#333", "1")]
    texts = [(text["x"], text["y"], text.text) for text in soup.find_all("text")]
    assert texts == [
        ("17", "12", "Rest <i>"), ("109", "12", "Cache"), ("201", "12", "More"),
        ("2", "31", "A"), ("278", "31", "75 %"), ("2", "60", "= a"),
        ("2", "81", "B"), ("278", "81", "150 %"), ("2", "110", "= b"),
    ]  # fmt: skip
    assert list(soup.stripped_strings) == [words for *_, words in texts]
    segments = [(mark["data-row"], mark["data-segment"], mark["x"], mark["y"], mark["width"], mark["fill"])
                for mark in soup.select('rect[data-row="1"]')]  # fmt: skip
    assert segments == [
        ("1", "0", "2.00", "85", "138.00", "#111"),
        ("1", "1", "140.00", "85", "69.00", "#222"),
        ("1", "2", "209.00", "85", "69.00", "#333"),
    ]
    assert [(mark["x"], mark["width"]) for mark in soup.select("[data-frame], [data-over]")] == [
        ("2", "276.00"), ("278.00", "0.00"),
        ("2", "138.00"), ("140.00", "138.00"),
    ]  # fmt: skip
    looks = [(mark["fill"], mark["fill-opacity"], mark["stroke"]) for mark in soup.select('rect[data-row="0"]')]
    assert looks == [("#111", ".6", "#111"), ("#222", ".25", "#222"), ("#333", "1", "#333")]


def test_a_fourth_result_looks_like_the_first_again():
    stack = dict.fromkeys("abcd", "#111")
    picture = svg(rows=[("A", "", "")], stack=stack, ratios=[[(0, 0)] * 4], rooms=[1], attributes="")
    marks = BeautifulSoup(picture, "html.parser").select("rect[data-row]")
    assert [mark["fill-opacity"] for mark in marks] == ["1", ".6", ".25", "1"]


def test_two_results_have_a_legend():
    picture = svg(rows=[], stack={"One": "#111", "Two": "#222"}, ratios=[], rooms=[], attributes="")
    assert list(BeautifulSoup(picture, "html.parser").stripped_strings) == ["One", "Two"]


def test_bars_need_spans_for_each_segment_and_row():
    with pytest.raises(ValueError, match="zip"):
        svg(rows=[("A", "", "")], stack={"Rest": "#111"}, ratios=[], rooms=[], attributes="")
    with pytest.raises(ValueError, match="zip"):
        svg(rows=[("A", "", "")], stack={"Rest": "#111"}, ratios=[[]], rooms=[1], attributes="")


# The whole


@pytest.fixture
def calculator(monkeypatch):
    """Two results, one with a name that LaTeX and HTML would take for something else."""
    monkeypatch.setenv("EXPLORABLE_MODE", "static")
    count, size = sympy.symbols("count size")
    return calculate(
        {"Big & <i>": 3 * count * size, "Time": count / 2},
        units={"Big & <i>": "bytes", "Time": "s", "count": "", "size": "bytes each"},
        name="sum",
        title="T",
        count=(1, 5),
        size=Slider({"4 bits": 0.5, "16 bits": 2}),
        start={"count": 2, "size": 2},
        presets={"XL 100%": {"count": 5}},
        symbols={"size": "s"},
        capacities={"10 <bytes>": 10, "1 kB": 1000},
        readout="{Big & <i>:both} in {Time}: {count:number} at {size}, {Big & <i>:of 10 <bytes>} {stack:of 1 kB}",
    )


BINARY = [[1, "bytes"], [2**10, "KiB"], [2**20, "MiB"], [2**30, "GiB"], [2**40, "TiB"], [2**50, "PiB"]]
DECIMAL = [[1, "bytes"], [1e3, "kB"], [1e6, "MB"], [1e9, "GB"], [1e12, "TB"], [1e15, "PB"]]
PLACES = [
    [["room", [0], 10.0]],
    [["room", [0], 1000.0]],
    [["result", 0, "chain"]],
    [["number", 0]],
    [["number", 1]],
    [["unit", 1, "bytes each", "byte each"]],
    [["result", 1, "chain"]],
    [["number", 0]],
]


def test_the_page_gets_all_that_it_computes_with(calculator):
    soup = BeautifulSoup(calculator._repr_mimebundle_()["text/html"], "html.parser")
    assert json.loads(soup.select_one("script.payload").string) == {
        "values": [[1, 2, 3, 4, 5], [0.5, 2]],
        "texts": [["1", "2", "3", "4", "5"], ["4 bits", "16 bits"]],
        "numbers": [["1", "2", "3", "4", "5"], ["0.5", "2"]],
        "scales": [
            {"binary": BINARY, "decimal": DECIMAL},
            {"decimal": [[1e-9, "ns"], [1e-6, "µs"], [1e-3, "ms"], [1, "s"]]},
        ],
        "names": ["count", "size"],
        "trees": [["*", 3, "count", "size"], ["/", "count", 2]],
        "readout": [
            ["result", 0, "both"], " in ", ["result", 1, ""], ": ", ["number", 0], " at ", ["text", 1], ", ",
            ["fill", [0], 10.0], " ", ["fill", [0], 1000.0],
        ],
        "places": PLACES,
        "units": [["count", ""], ["size", "bytes each"], ["Big & <i>", "bytes"], ["Time", "s"]],
        "stack": [0],
        "capacities": [10, 1000],
        "margin": 2,
        "inner": 276,
        "least": 1.5,
    }  # fmt: skip
    spec = json.loads(soup.select_one("script.spec").string)
    assert (spec["kind"], spec["presets"]) == ("calculator", {"XL 100%": [4, 1]})


def test_a_result_is_a_formula_a_product_and_a_total(calculator):
    picture, places = views(calculator._calculation, (1, 1), live=True)
    assert places == PLACES
    soup = BeautifulSoup(picture, "html.parser")
    assert [formula.text.replace("\xa0", " ") for formula in soup.find_all("math")] == [
        "Big & <i>=3⋅count⋅s", "Time=count2"
    ]  # fmt: skip
    assert [line.text.replace(NO_BREAK, " ") for line in soup.select("p.product")] == [
        "Big & <i> = 3 × 2 × 2 bytes each = 12 bytes",
        "Time = 2 ÷ 2 = 1 s",
    ]
    assert [result.find(True)["class"] for result in soup.select(".results > .result")] == [
        ["formula", "notranslate"]
    ] * 2
    assert not soup.select_one(".results").find_all(string=True, recursive=False)
    first = soup.select_one("p.product")
    operands = [[(part["class"], part.text) for part in one.find_all(True)] for one in first.select(".operand")]
    assert operands == [[(["number"], "2")], [(["number"], "2"), (["unit"], "bytes each")]]
    assert [part["data-place"] for part in first.select("span[data-place]")] == ["3", "4", "5", "2"]
    assert first.select_one(".total").text == f"={NO_BREAK}12{NO_BREAK}bytes"
    assert first.select_one(".name").text == "Big & <i> =" and soup.math.mtext.text == f"Big{NO_BREAK}&{NO_BREAK}<i>"
    assert soup.svg["aria-labelledby"] == "sum-readout" and not soup.svg.has_attr("aria-hidden")
    rows = [text.text.replace(NO_BREAK, " ") for text in soup.svg.find_all("text")]
    assert rows == ["10 <bytes>", "2 bytes too much", "10 bytes", "1 kB", f"1.2{THIN}% full", "1,000 bytes = 1 kB"]
    assert [text["data-place"] for text in soup.svg.find_all("tspan")] == ["0", "1"]


def test_a_frame_of_the_storyboard_has_numbers_and_no_formulas(calculator):
    picture, _ = views(calculator._calculation, (4, 0), live=False)
    soup = BeautifulSoup(picture, "html.parser")
    assert not soup.select(".formula, math") and len(soup.select(".results > .result > p.product")) == 2
    assert [part.name for part in soup.select_one(".results > .result").children] == ["p"]
    assert soup.svg["aria-hidden"] == "true" and not soup.svg.has_attr("aria-labelledby")
    assert soup.select_one("p.product").text.replace(NO_BREAK, " ").endswith("3 × 5 × 0.5 bytes each = 7.5 bytes")
    segments = [mark["width"] for mark in soup.select("rect[data-row]")]
    assert segments == ["207.00", "2.07"]


def test_without_capacities_there_are_no_bars(calculator):
    n, size = sympy.symbols("n big_size")
    plain = calculate(
        {"Size": 3 * n * size}, units={"Size": "", "n": "", "big_size": "B"}, n=(1, 5), big_size=[1, 2, 4]
    )
    assert plain.readout == "Size: 9." and plain.state == {"n": 3, "big_size": 1}
    picture, places = views(plain._calculation, (0, 0), live=True)
    soup = BeautifulSoup(picture, "html.parser")
    assert [part if isinstance(part, str) else part["class"] for part in soup] == [["results"]] and len(places) == 3
    assert f"big{NO_BREAK}size" in [word.text for word in soup.find_all("mtext")] and soup.mi.text == "n"
    assert payload(plain._calculation, places)["capacities"] == []
    assert plain._calculation.stack == {"Size": "currentColor"}


def test_a_printed_page_has_formulas_and_frames_in_words(calculator):
    bundle = calculator._repr_mimebundle_()
    assert set(bundle) == {"text/html", FIGURE_DATA, "text/latex", "text/plain"}
    assert bundle["text/latex"] == "\n".join(
        [
            r"\[\text{Big \& <i>} = 3 \cdot \text{count} \cdot s\]",
            r"\[\text{Time} = \frac{\text{count}}{2}\]",
            r"\begin{description}",
            rf"\item[Start] 12 bytes in 1 s: 2 at 16 bits, 120{THIN}\% 1.2{THIN}\%",
            rf"\item[XL 100\%] 30 bytes in 2.5 s: 5 at 16 bits, 300{THIN}\% 3{THIN}\%",
            rf"\item[count: 1] 6 bytes in 500 ms: 1 at 16 bits, 60{THIN}\% 0.6{THIN}\%",
            r"\end{description}",
        ]
    )
    assert bundle["text/plain"] == f"<calculator: 12 bytes in 1 s: 2 at 16 bits, 120{THIN}% 1.2{THIN}%>"


def test_the_figure_has_its_title_its_frames_and_its_questions(calculator):
    soup = BeautifulSoup(calculator._repr_mimebundle_()["text/html"], "html.parser")
    assert soup.figure["id"] == "sum" and soup.find("figcaption", class_="title").text == "T"
    captions = [caption.text for caption in soup.select(".storyboard figcaption")]
    assert [caption.partition(". ")[0] for caption in captions] == ["Start", "XL 100%", "count: 1"]
    assert captions[1].startswith("XL 100%. 30 bytes in 2.5 s: 5 at 16 bits")
    assert len(soup.select(".storyboard svg")) == 3
    assert soup.select_one("output.readout").text == calculator.readout


def test_every_state_that_a_reader_sees_first_is_a_number(monkeypatch):
    """The start, each preset and both ends of each control are tried; what lies between is not."""
    monkeypatch.setenv("EXPLORABLE_MODE", "static")
    n = sympy.Symbol("n")
    options = {"units": {"X": "", "n": ""}, "n": (0, 4)}
    assert calculate({"X": 1 / (n - 1)}, **options).readout == "X: 1."
    for bad, words in ((0, "n=0"), (4, "n=4"), (2, "n=2")):
        with pytest.raises(ExplorableError, match=f"is not a finite number at {words}"):
            calculate({"X": 1 / (n - bad)}, **options)
    with pytest.raises(ExplorableError, match="is not a finite number at n=3"):
        calculate({"X": 1 / (n - 3)}, presets={"Three": {"n": 3}}, **options)


def test_a_checkbox_needs_no_unit_and_a_slider_brings_its_own(monkeypatch):
    monkeypatch.setenv("EXPLORABLE_MODE", "static")
    n, on = sympy.symbols("n on")
    options = {"units": {"X": ""}, "n": Slider((1, 3), unit="m"), "on": Toggle()}
    shown = calculate({"X": n * sympy.Piecewise((2, on > 0), (1, True))}, **options)
    assert shown._calculation.units == {"X": "", "n": "m", "on": ""}
    assert shown._calculation.spec["numbers"] == [["1", "2", "3"], ["0", "1"]]


def test_the_name_of_a_result_is_put_into_its_formula_once(monkeypatch):
    monkeypatch.setenv("EXPLORABLE_MODE", "static")
    n = sympy.Symbol("n")
    shown = calculate({"Sum": n}, units={"Sum": "", "n": ""}, symbols={"n": r"\text{name}"}, n=(1, 3))
    assert "<mtext>Sum</mtext><mo>=</mo><mtext>name</mtext>" in shown._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize("mode", ["static", "live"])
def test_questions_and_shared_controls_of_calculators(monkeypatch, mode):
    monkeypatch.setenv("EXPLORABLE_MODE", mode)
    n = sympy.Symbol("n")
    question = predict("How <many>?", lambda: 3, state={"n": 3})
    options = {"units": {"Sum": "", "n": ""}, "n": (1, 3), "title": "T", "name": "sum", "shared": "n"}
    shown = calculate({"Sum": n}, predict=question, **options)
    if mode == "static":
        soup = BeautifulSoup(shown._repr_mimebundle_()["text/html"], "html.parser")
        assert json.loads(soup.select_one("script.spec").string)["shared"] == ["n"]
        assert soup.select_one("form.predict legend, form.predict label").text == "How <many>?"
    else:
        title, asked, picture, *_ = shown._panel.children
        assert title.value == "<strong>T</strong>" and "How &lt;many&gt;?" in asked.children[0].value
        assert picture.children[0].value == views(shown_calculation(options), (1,), live=True)[0]
        assert shown.shared == ("n",) and helpers.shown("sum") is shown


def shown_calculation(options):
    """The calculation of a page with the same options."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EXPLORABLE_MODE", "static")
        return calculate({"Sum": sympy.Symbol("n")}, **options)._calculation


def test_a_capacity_may_be_small(monkeypatch):
    monkeypatch.setenv("EXPLORABLE_MODE", "static")
    n = sympy.Symbol("n")
    shown = calculate(
        {"Sum": n}, units={"Sum": "", "n": ""}, capacities={"half": 0.5}, n=(1, 3), readout="{Sum:of half}"
    )
    assert shown.readout == f"400{THIN}%"


def test_bare_numbers_keep_their_decimals(monkeypatch):
    monkeypatch.setenv("EXPLORABLE_MODE", "static")
    n = sympy.Symbol("n")
    few = calculate({"X": n}, units={"X": "", "n": ""}, n=[-0.0, 1 / 3])
    assert few._calculation.spec["numbers"] == [["0", "0.333333333333"]]
    shown = calculate({"X": n}, units={"X": "", "n": ""}, n=[-2.5, -1, 0.125, 12345.5, 1e7])
    assert shown._calculation.spec["numbers"] == [["−2.5", "−1", "0.125", "12,345.5", "10,000,000"]]
