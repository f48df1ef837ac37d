"""Calculators: one tree, two languages; numbers in words; the figure."""

import json
import math
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest
import sympy
from bs4 import BeautifulSoup
from hypothesis import Phase, assume, example, given, settings
from hypothesis import strategies as st

import helpers
from helpers import ExplorableError, Slider, Toggle
from helpers.calculator import calculate, templates
from helpers.calculator.arithmetic import OPERATORS, evaluate
from helpers.calculator.bars import room, spans
from helpers.calculator.formulas import latex, product
from helpers.calculator.templates import share
from helpers.calculator.trees import tree_of
from helpers.calculator.units import NO_BREAK, scales, written
from helpers.mathml import latex_to_mathml
from helpers.sphinxext.assets import player_files
from known_values import CONDITIONS, WORTH

PACKAGE = Path(helpers.__file__).parent
SCRIPTS = [*player_files(".js")]
NAMES = ("a", "b", "c")
a, b, c = sympy.symbols(NAMES)
REPRODUCIBLE = settings(derandomize=True, max_examples=300, deadline=None, phases=[Phase.explicit, Phase.generate])


# The browser


@pytest.fixture(scope="module")
def blank(browser):
    """An empty page with the calculator's script."""
    page = browser.new_page()
    for script in ("explorable/player.js", "calculator/calculator.js"):
        page.add_script_tag(path=PACKAGE / script)
    yield page
    page.close()


def open_figure(page, tmp_path, calculator):
    """Load the calculator's figure with the real scripts from disk, as a built page does."""
    scripts = "".join(f'<script defer src="{file.as_uri()}"></script>' for file in SCRIPTS)
    file = tmp_path / "page.html"
    html = calculator._repr_mimebundle_()["text/html"]
    file.write_text(f"<!doctype html><meta charset=utf-8><title>t</title>{scripts}<body>{html}")
    page.goto(file.as_uri())


# Trees and arithmetic

EVALUATE = "([tree, values]) => String(Number(Explorable.calculator.evaluate(JSON.parse(tree), values)))"
WRITE = "([number, scales, form]) => Explorable.calculator.written(number, scales, form)"

leaves = st.one_of(
    st.sampled_from((a, b, c)),
    st.integers(-40, 40).filter(bool).map(sympy.Integer),
    st.sampled_from([sympy.Rational(1, 3), sympy.Rational(-7, 2), sympy.Float(0.1), sympy.pi, sympy.Integer(10**9)]),
)
POWERS = [-3, -1, 2, 5, sympy.Rational(1, 2), sympy.Rational(-2, 3), sympy.Float(1.7)]


def larger(parts):
    """Expressions made of smaller ones: every operator a calculator knows, roots and logarithms of what is positive."""
    two = st.tuples(parts, parts)
    return st.one_of(
        two.map(lambda pair: pair[0] + pair[1]),
        two.map(lambda pair: pair[0] - pair[1]),
        two.map(lambda pair: pair[0] * pair[1]),
        two.filter(lambda pair: not pair[1].is_zero).map(lambda pair: pair[0] / pair[1]),
        st.tuples(parts, st.sampled_from(POWERS)).map(lambda pair: (1 + pair[0] ** 2) ** pair[1]),
        parts.map(lambda part: sympy.log(2 + part**2, 2)),
        parts.map(sympy.ceiling),
        parts.map(sympy.floor),
        two.map(lambda pair: sympy.Min(*pair)),
        two.map(lambda pair: sympy.Max(*pair)),
        st.tuples(parts, parts, parts, parts).map(choice),
    )


def choice(parts):
    x, y, first, second = parts
    return sympy.Piecewise((first, sympy.Or(x < y, sympy.Eq(x, 3))), (second, y >= 2), (x * y, True))


expressions = st.recursive(leaves, larger, max_leaves=8)
values = st.fixed_dictionaries({name: st.sampled_from([0.5, 1, 2, 3, 7, 16, 128, 0.1, 8192, 1.5e9]) for name in NAMES})


def close(x, y):
    return x == y or (math.isnan(x) and math.isnan(y)) or math.isclose(x, y, rel_tol=1e-9, abs_tol=0)


@REPRODUCIBLE
@given(expressions, values)
@example(sympy.ceiling(a / 10), {"a": 0.1 * 3 * 100, "b": 1, "c": 1})
@example(sympy.log(a, 2), {"a": 8192, "b": 1, "c": 1})
@example(1 / (a - b), {"a": 2, "b": 2, "c": 1})
@example(a**b, {"a": 1.5e9, "b": 8192, "c": 1})
def test_the_page_computes_what_python_computes(blank, expression, values):
    tree = tree_of(expression, result="x", controls=NAMES)
    here = float(evaluate(tree, values))
    sent = (
        "([tree, values]) => { const x = Explorable.calculator.evaluate(JSON.parse(tree), values); return String(x); }"
    )
    there = float(blank.evaluate(sent, [json.dumps(tree), values]).replace("Infinity", "inf"))
    assert close(here, there)


k = sympy.Symbol("k")
FUNCTIONS = [
    1 / (1 + sympy.exp(-a)),
    sympy.erf(a / 4),
    sympy.erfinv(a / 10),
    sympy.factorial(b) / sympy.factorial(b - 2),
    sympy.Sum(a**k / sympy.factorial(k), (k, 0, b)),
    sympy.Sum(sympy.Sum(k * c, (c, 1, k)), (k, 1, b)),
    sympy.Abs(a - b),
    sympy.sign(a - b),
    sympy.sin(a) * sympy.cos(a) + sympy.tan(a),
    sympy.tanh(a / 3),
]


@pytest.mark.parametrize("expression", FUNCTIONS, ids=str)
@pytest.mark.parametrize("number", [0.3, 1.7, 6.5])
def test_functions_agree_with_sympy_here_and_in_the_page(blank, expression, number):
    tree = tree_of(expression, result="x", controls=["a", "b"])
    exact = float(expression.doit().subs({a: sympy.Rational(str(number)), b: 5}).evalf(30))
    assert evaluate(tree, {"a": number, "b": 5}) == pytest.approx(exact, rel=1e-12)
    assert float(blank.evaluate(EVALUATE, [json.dumps(tree), {"a": number, "b": 5}])) == pytest.approx(exact, rel=1e-12)


OUTSIDE = [
    (["erfinv", 1], "nan"), (["erfinv", -2], "nan"), (["factorial", 2.5], "nan"), (["factorial", -1], "nan"),
    (["factorial", 171], "inf"), (["exp", 1000], "inf"), (["sum", "k", 0, 0.5, "k"], "nan"),
    (["sum", "k", 0, 10**6, "k"], "nan"), (["sum", "k", 3, 2, "k"], "0"), (["erf", 9], "1"), (["erf", -9], "-1"),
    (["sign", 0], "0"), (["sin", ["exp", 1000]], "nan"),
]  # fmt: skip


@pytest.mark.parametrize(("tree", "worth"), OUTSIDE)
def test_functions_outside_their_range(blank, tree, worth):
    assert f"{evaluate(tree, {}):g}" == worth
    there = blank.evaluate(EVALUATE, [json.dumps(tree), {}])
    assert there.replace("Infinity", "inf").replace("NaN", "nan") == worth


def test_functions_are_written_as_formulas():
    written = {
        sympy.Sum(a + k, (k, 1, b)): (r"\sum_{k=1}^{B} \left(A + k\right)", "Σ<sub>k from 1 to <b></sub> (<a> + k)"),
        sympy.exp(-a): (r"\exp\left(-A\right)", "exp(−<a>)"),
        sympy.Abs(a): (r"\left|A\right|", "|<a>|"),
        sympy.factorial(a): (r"\left(A\right)!", "(<a>)!"),
    }
    for expression, (formula, line) in written.items():
        tree = tree_of(expression, result="x", controls=["a", "b"])
        assert latex(tree, {"a": "A", "b": "B"}) == formula
        plain = re.sub(r'<span class="step">(.*?)</span>', r"\1", product(tree, lambda name: f"<{name}>"))
        assert plain == line
        assert latex_to_mathml(formula)


def all_but_whole(number):
    """Whether a number lies so near a whole one that 53 bits cannot tell the side; floor and ceiling jump there."""
    number = sympy.N(number, 50)
    if not (number.is_number and number.is_real and number.is_finite):
        return False
    gap = abs(number - sympy.Integer(round(number)))
    return 0 < gap < 1e-9 * max(1, abs(number))


@REPRODUCIBLE
@given(expressions, values)
def test_a_tree_evaluates_to_what_sympy_gives(expression, values):
    rational = {name: sympy.nsimplify(value) for name, value in values.items()}
    assume(not any(all_but_whole(node.args[0].subs(rational)) for node in expression.atoms(sympy.floor, sympy.ceiling)))
    exact = expression.subs(rational)
    found = float(evaluate(tree_of(expression, result="x", controls=NAMES), values))
    if exact.is_finite and exact.is_real and math.isfinite(found):
        scale = max([1.0, *(abs(float(part.evalf(30))) for part in sympy.preorder_traversal(exact) if part.is_number)])
        assert math.isclose(found, float(exact.evalf(30)), rel_tol=1e-9, abs_tol=1e-9 * scale)


def test_factors_stand_in_the_order_of_the_controls():
    assert tree_of(c * 2 * a * b, result="x", controls=NAMES) == ["*", 2, "a", "b", "c"]
    assert tree_of(c * 2 * a * b, result="x", controls=("c", "a", "b")) == ["*", 2, "c", "a", "b"]


@pytest.mark.parametrize(
    ("expression", "tree"),
    [
        (a / b, ["/", "a", "b"]),
        (a - b, ["-", "a", "b"]),
        (-a / 2, ["neg", ["/", "a", 2]]),
        (sympy.log(a, 2), ["log2", "a"]),
        (b * sympy.log(a), ["*", ["log", "a"], "b"]),
        (a / sympy.log(2), ["/", "a", ["log", 2]]),
        (sympy.sqrt(a), ["sqrt", "a"]),
        (a**-2, ["/", 1, ["^", "a", 2]]),
        (sympy.ceiling(a / 16), ["ceil", ["/", "a", 16]]),
        (sympy.Piecewise((a, a > b), (b, True)), ["if", [">", "a", "b"], "a", "b"]),
        (sympy.Integer(7), 7),
        (7, 7),
    ],
)
def test_trees(expression, tree):
    assert tree_of(expression, result="x", controls=NAMES) == tree


def test_rounding_errors_do_not_flip_ceilings_and_comparisons():
    assert evaluate(["ceil", ["*", 0.1, 3, 10]], {}) == 3
    assert evaluate(["floor", ["-", ["*", 0.1, 3], 0.3, 1e-17]], {}) == 0
    assert evaluate(["<=", ["*", 0.1, 3], 0.3], {})
    assert math.isnan(evaluate(["/", 1, 0], {}))


# Numbers in words


IN_WORDS = pytest.mark.parametrize(
    ("number", "unit", "form", "text"),
    [
        (2**30, "bytes", "", "1 GiB"),
        (2**30, "bytes", "decimal", "1.07 GB"),
        (2**30, "bytes", "both", "1 GiB (1.07 GB)"),
        (2**30, "bytes", "exact", "1,073,741,824 bytes"),
        (2**30, "bytes", "chain", "= 1,073,741,824 bytes = 1 GiB ≈ 1.07 GB"),
        (80 * 10**9, "bytes", "both", "74.5 GiB (80 GB)"),
        (327_680, "bytes", "", "320 KiB"),
        (100, "bytes", "both", "100 bytes"),
        (100, "bytes", "chain", "= 100 bytes"),
        (0.0418, "s", "", "41.8 ms"),
        (140e9, "FLOP", "", "140 GFLOP"),
        (0.213, "%", "", "21.3\u2009%"),
        (12_345.6, "tokens", "", "12,346 tokens"),
        (-2.5, "", "", "−2.5"),
        (0, "", "", "0"),
        (0, "s", "", "0 s"),
        (9.996, "s", "", "10.0 s"),
        (-1e-30, "", "", "0"),
        (float("nan"), "bytes", "", "undefined"),
        (1e22, "", "", "out of range"),
    ],
)


@IN_WORDS
def test_numbers_in_words(number, unit, form, text):
    assert written(number, scales(unit), form).replace(NO_BREAK, " ") == text


@IN_WORDS
def test_numbers_in_the_page_s_words(blank, number, unit, form, text):
    there = blank.evaluate(WRITE, [number, scales(unit), form])
    assert there.replace(NO_BREAK, " ") == text


halves = st.integers(-(10**6), 10**6).map(lambda whole: whole / 2**11)  # many end in a 5 that must be rounded
sizes = st.one_of(halves, st.floats(-1e22, 1e22), st.floats(0, 2000), st.integers(0, 2**60).map(float))


@REPRODUCIBLE
@given(st.lists(sizes, min_size=20, max_size=20), st.sampled_from(["bytes", "s", "%", "FLOP", "tokens", ""]))
@example([0.125, 2.675, 0.5, 99.95, 999.5, 1023.9999, 1e21, 5e-324, -0.0] * 2, "bytes")
def test_both_languages_write_the_same_characters(blank, numbers, unit):
    forms = ["", "both", "exact", "chain", *scales(unit)]
    here = [[written(number, scales(unit), form) for form in forms] + [share(number)] for number in numbers]
    there = blank.evaluate(
        """([numbers, scales, forms]) => numbers.map((x) => {
            const { written, share } = Explorable.calculator;
            return [...forms.map((form) => written(x, scales, form)), share(x)];
        })""",
        [numbers, scales(unit), forms],
    )
    assert here == there


# Formulas


def plain(html):
    return re.sub(r'<span class="step">(.*?)</span>', r"\1", html)


def test_formula_and_product():
    tree = tree_of(2 * a * (b + c) / sympy.ceiling(c), result="x", controls=NAMES)
    assert latex(tree, {"a": "L", "b": "b", "c": "c"}) == (
        r"\frac{2 \cdot L \cdot \left(b + c\right)}{\left\lceil c \right\rceil}"
    )
    assert plain(product(tree, lambda name: f"<i>{name}</i>")) == "2 × <i>a</i> × (<i>b</i> + <i>c</i>) ÷ ⌈<i>c</i>⌉"


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (a / (b * c), "a ÷ (b × c)"),
        (a - (b - c) * 2, "a + 2 × c − 2 × b"),
        (a - sympy.Mul(2, b + c, evaluate=False), "a − 2 × (b + c)"),
        ((a + b) ** 2, "(a + b)<sup>2</sup>"),
        (-(a**2), "−a<sup>2</sup>"),
        (a / (b / c), "a × c ÷ b"),
        (sympy.Integer(10) ** 9 * a, "1,000,000,000 × a"),
    ],
)
def test_products_keep_their_brackets(expression, text):
    assert plain(product(tree_of(expression, result="x", controls=NAMES), str)) == text


@settings(derandomize=True, max_examples=60, deadline=None)
@given(expressions)
def test_every_formula_becomes_mathml(expression):
    tree = tree_of(expression, result="x", controls=NAMES)
    formula = BeautifulSoup(latex_to_mathml(latex(tree, dict(zip(NAMES, NAMES, strict=True)))), "html.parser")
    letters = {mark.text for mark in formula.find_all("mi")}
    assert {str(symbol) for symbol in expression.free_symbols} <= letters
    assert "\\" not in formula.text


def test_large_constants_are_powers():
    assert latex(10**9, {}) == "10^{9}"
    assert latex(2**30, {}) == "2^{30}"
    assert latex(8192, {}) == "8{,}192"


# The figure

layers, context, size, paged = sympy.symbols("layers context size paged")


def make(**changes):
    """A small calculator; `changes` replace its options."""
    cache = 2 * layers * sympy.Piecewise((16 * sympy.ceiling(context / 16), paged > 0), (context, True)) * size
    options = {
        "units": {"Cache": "bytes", "Rest": "bytes", "layers": "layers", "size": "bytes each"},
        "name": "test-calculator",
        "title": "A test",
        "start": {"layers": 2, "context": 100, "size": 2, "paged": True},
        "presets": {"Large": {"layers": 5, "context": 3000}, "Tiny": {"size": 0.5, "layers": 1}},
        "symbols": {"layers": "L", "size": r"s_\text{byte}"},
        "capacities": {"2 kB": 2000, "64 KiB": 2**16},
        "stack": {"Rest": "#96918c", "Cache": "#5055d7"},
        "readout": "{Cache:both} & {Rest:decimal} for {context}: {stack:of 2 kB} of 2 kB, {Cache:of 64 KiB}; {layers}.",
        "layers": (1, 5),
        "context": Slider((100, 3000, 100), unit="tokens"),
        "size": Slider({"4 bits": 0.5, "16 bits": 2}),
        "paged": Toggle(label="in pages"),
    }
    return calculate(changes.pop("results", {"Cache": cache, "Rest": 700 * size}), **(options | changes))


@pytest.fixture
def static(monkeypatch):
    monkeypatch.setenv("EXPLORABLE_MODE", "static")


def test_readout_and_state(static):
    calculator = make()
    assert calculator.readout == ("896 bytes & 1.4 kB for 100 tokens: 115\u2009% of 2 kB, 1.4\u2009%; 2.")
    calculator.set(context=3000, paged=False, size=0.5)
    assert calculator.state == {"layers": 2, "context": 3000, "size": 0.5, "paged": False}
    assert calculator.readout.startswith("5.86 KiB (6 kB) & 350 bytes for 3,000 tokens")
    with pytest.raises(ExplorableError, match="no control 'depth'"):
        calculator.set(depth=3)


def test_the_default_readout_names_every_result(static):
    assert make(readout=None).readout == "Cache: 896 bytes; Rest: 1.37 KiB (1.4 kB)."


def test_the_live_calculator_says_the_same(static, monkeypatch):
    page = make()
    monkeypatch.setenv("EXPLORABLE_MODE", "live")
    panel = make()
    for changes in ({}, {"context": 3000}, {"paged": False, "size": 0.5}):
        page.set(**changes)
        panel.set(**changes)
        assert (panel.readout, panel.state) == (page.readout, page.state)


def test_the_figure_is_as_the_contract_says(static):
    soup = BeautifulSoup(make()._repr_mimebundle_()["text/html"], "html.parser")
    figure = soup.figure
    assert (figure["id"], figure["class"]) == ("test-calculator", ["explorable", "calculator"])
    assert [control["name"] for control in figure.form.select("[name]")] == ["layers", "context", "size", "paged"]
    ids = [element["id"] for element in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    drawing = figure.select_one(".views > svg")
    assert drawing["role"] == "group"
    assert soup.find(id=drawing["aria-labelledby"]).name == "output"
    assert drawing.g["role"] == "img"
    assert float(drawing["viewbox"].split()[2]) <= 281
    assert [formula["display"] for formula in figure.select(".results math")] == ["block", "block"]
    captions = [caption.text for caption in figure.select(".storyboard figcaption")]
    assert len(captions) == 3 and captions[0].startswith("Start. ") and captions[1].startswith("Large. ")
    assert "bytes" in figure.select_one(".product").text
    assert "e-" not in figure.select_one(".spec").text


def test_every_number_shown_follows_the_controls(static):
    soup = BeautifulSoup(make()._repr_mimebundle_()["text/html"], "html.parser")
    payload = json.loads(soup.select_one(".payload").text)
    shown = [int(element["data-place"]) for element in soup.figure.find(class_="stage").select("[data-place]")]
    assert sorted(shown) == list(range(len(payload["places"])))


BELOW_ZERO = {"results": {"Cache": layers * context * (1 + paged) * size, "Rest": 700 * size - 800}}


@pytest.mark.parametrize("changes", [{}, BELOW_ZERO], ids=["make", "below zero"])
def test_the_page_and_python_agree_in_random_states(static, browser, tmp_path, changes):
    calculator = make(**changes)
    page = browser.new_page()
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text))
    open_figure(page, tmp_path, calculator)
    grid, rng = calculator._calculation.grid, random.Random(1)
    for _ in range(60):
        state = grid.state(grid.positions(rng.randrange(grid.size)))
        calculator.set(**state)
        page.evaluate("state => document.querySelector('figure').explorable.set(state)", state)
        assert page.inner_text("output.readout") == calculator.readout
        fresh = BeautifulSoup(fresh_picture(calculator), "html.parser")
        assert page.eval_on_selector_all(".stage [data-place]", "places => places.map(p => p.textContent)") == [
            place.text for place in fresh.select("[data-place]")
        ]
        for mark in ("[data-segment]", "[data-frame]", "[data-over]"):
            there = page.eval_on_selector_all(f".views {mark}", LOOK)
            here = [[element[name] for name in ("x", "width")] for element in fresh.select(mark)]
            assert [[float(number) for number in look] for look in there] == [
                [float(number) for number in look] for look in here
            ]
    page.close()
    assert problems == []


@pytest.mark.parametrize(("count", "unit"), [(1, "layer"), (2, "layers")])
def test_one_thing_has_its_unit_in_the_singular(static, browser, tmp_path, count, unit):
    calculator = make()
    calculator.set(layers=count)
    drawn = BeautifulSoup(fresh_picture(calculator), "html.parser")
    page = browser.new_page()
    open_figure(page, tmp_path, calculator)
    page.evaluate("layers => document.querySelector('figure').explorable.set({ layers })", count)
    painted = page.inner_text(".product .operand .unit")
    page.close()
    assert drawn.select_one(".product .operand .unit").text == painted == unit


LOOK = "marks => marks.map(m => ['x', 'width'].map(name => m.getAttribute(name)))"


def fresh_picture(calculator):
    """The picture at the calculator's present state, drawn by Python alone."""
    from helpers.calculator.page import views

    return views(calculator._calculation, calculator._positions, live=True)[0]


def test_readers_can_take_the_numbers(static, browser, tmp_path):
    page = browser.new_page()
    open_figure(page, tmp_path, make())
    page.evaluate("document.querySelector('figure').explorable.set({ layers: 3, size: 0.5 })")
    page.click("summary")
    page.click("button.show-numbers")
    heads = page.eval_on_selector_all(".numbers thead th", "cells => cells.map(cell => cell.textContent)")
    assert heads == ["quantity", "value", "unit"]
    cells = page.eval_on_selector_all(".numbers tbody td", "cells => cells.map(cell => cell.textContent)")
    assert cells[:3] == ["layers", "3", "layers"]
    assert cells[-6:] == ["Cache", "336", "bytes", "Rest", "350", "bytes"]
    page.close()


def test_a_bar_that_overflows_shows_every_part_and_a_smaller_frame():
    assert (spans([30, 50], 100), room([30, 50], 100)) == ([(0.0, 0.3), (0.3, 0.8)], 1.0)
    assert (spans([30, 370], 100), room([30, 370], 100)) == ([(0.0, 0.075), (0.075, 1.0)], 0.25)
    assert (spans([400, 100], 100), room([400, 100], 100)) == ([(0.0, 0.8), (0.8, 1.0)], 0.2)
    assert (spans([50, 50], 100), room([50, 50], 100)) == ([(0.0, 0.5), (0.5, 1.0)], 1.0)


ROOMS = [
    (60.5e9, "76\u2009% full"),
    (0.6456e9, "0.81\u2009% full"),
    (7.968e9, "10\u2009% full"),
    (79.96e9, "99\u2009% full"),
    (80e9, "100\u2009% full"),
    (80.48e9, "480 MB too much"),
    (1e15 + 80e9, "1 PB too much"),
]


@pytest.mark.parametrize(("number", "said"), ROOMS)
def test_how_full_a_capacity_is_or_how_much_is_too_much(blank, number, said):
    assert templates.room(number, 80e9, scales("bytes")) == said
    sent = "([number, scales]) => Explorable.calculator.room(number, 80e9, scales)"
    assert blank.evaluate(sent, [number, scales("bytes")]) == said


def test_a_formula_reaches_a_printed_page(static):
    printed = make()._repr_mimebundle_()["text/latex"]
    assert r"\text{Cache} = 2 \cdot L" in printed
    assert r"\%" in printed


# The house


def test_the_script_runs_no_text_as_code():
    script = re.sub(r"//.*|/\*.*?\*/", "", (PACKAGE / "calculator" / "calculator.js").read_text(), flags=re.DOTALL)
    assert not re.search(r"\beval\b|\bFunction\b|innerHTML|setTimeout|import\(|fetch", script)


def operators_in(tree):
    """Every operator of a tree, from the top down."""
    if isinstance(tree, list):
        yield tree[0]
        for operand in tree[1:]:
            yield from operators_in(operand)


def test_every_operator_has_a_known_value_that_both_languages_are_held_to():
    assert {word for tree, _ in [*WORTH, *CONDITIONS] for word in operators_in(tree)} == {*OPERATORS, "if", "sum"}


@pytest.mark.process
def test_importing_helpers_does_not_import_sympy():
    code = "import sys, helpers.calculator; assert not {'sympy', 'math_core', 'torch'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
