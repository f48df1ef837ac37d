"""Formulas: what LaTeX becomes, and what is refused."""

import re

import pytest
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont

from helpers.mathml import ACCENTS, UnsupportedLatex, latex_to_mathml
from helpers.sphinxext.files import package_file
from helpers.sphinxext.fonts import FONTS
from helpers.sphinxext.math_renderer import side_by_side


@pytest.mark.parametrize(
    ("latex", "parts"),
    [
        (r"\frac{a}{b}", ["<mfrac><mi>a</mi><mi>b</mi></mfrac>"]),
        (r"\hat y", ['<mover accent="true"><mi>y</mi><mpadded', '<mo stretchy="false">ˆ</mo></mpadded></mover>']),
        (r"\widehat{ab}, \overline{ab}", ['</mrow><mo stretchy="true">̂</mo></mover>', "̲</mo></mover>"]),
        (r"\mathbb{R}, \mathbf{x}, \boldsymbol{\theta}, \mathcal{L}, \mathbb{1}", ["ℝ", "𝐱", "𝜽", "ℒ", "𝟙"]),
        (r"\mathrm{d}x", ['<mi mathvariant="normal">d</mi>']),
        (r"\underbrace{c}_{\text{cost}}", ["<munder><munder", "⏟", "<mtext>cost</mtext>"]),
        (r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}", ["<mo>(</mo><mtable", "<mtd><mn>4</mn></mtd>"]),
        (r"\begin{align*} a &= b \\ c &= d \end{align*}", ["<mo>=</mo><mi>d</mi>", "text-align: right"]),
        (r"a &= b \\ c &= d", ["<mo>=</mo><mi>d</mi>", "text-align: right"]),
        (r"\begin{cases} 1 & x > 0 \\ 0 & \text{else} \end{cases}", ["text-align: left", "<mo>&gt;</mo>"]),
        (r"\sum_{i=1}^n x_i", ["<munderover>", "∑</mo>"]),
        (r"\max_x f", ["<munder>", "<mi>max</mi>", "\u2061"]),
        (r"\frac{\max_x f}{n}", ["<mfrac><mrow><msub>"]),
        (r"\lfloor x \rfloor \pm |y|", ['<mo stretchy="false">⌊</mo>', "<mo>±</mo>", 'lspace="0" rspace="0">|</mo>']),
        (r"= -\log p", ['<mo lspace="0" rspace="0">−</mo>', "<mi>log</mi>"]),
        (r"f'(x)", ['<mrow><mi>f</mi><mo form="postfix">′</mo></mrow>']),
        (r"f'_n", ['<msub><mrow><mi>f</mi><mo form="postfix">′</mo></mrow><mi>n</mi></msub>']),
        (r"32{,}768", ['<mn>32</mn><mo rspace="0">,</mo><mn>768</mn>']),
    ],
)
def test_latex_becomes_mathml_that_browsers_draw(latex, parts):
    mathml = latex_to_mathml(latex, display=True)
    for part in parts:
        assert part in mathml, mathml
    assert "mathvariant" not in mathml.replace('mathvariant="normal"', "")
    assert "columnalign" not in mathml and "width: 100%" not in mathml


@pytest.mark.parametrize(
    ("latex", "reason"),
    [
        (r"\foo x", r"\foo"),
        (r"\frac{1}{2", "braces"),
        ("a}{b", "braces"),
        (r"\left( x", r"\right"),
        (r"a & b", "&"),
        (r"\begin{align} x &= 1 \end{align}", r"\begin{align}"),
        (r"x \label{a}", r"\label"),
        (r"\text{so $x$}", r"write \$ for a $"),
        (r"50% of x", r"write \% for a %"),
        (r"\\% y", r"write \% for a %"),
        ("x#1", r"write \# for a #"),
        (r"\color{red} x", r"\color"),
        (r"\frac{a}", "expected argument"),
        (r"x^", "expected argument"),
        (" ", "empty"),
    ],
)
def test_what_cannot_be_drawn_is_refused_by_name(latex, reason):
    with pytest.raises(UnsupportedLatex) as refusal:
        latex_to_mathml(latex)
    assert reason in str(refusal.value)


def ink_of(font: TTFont, letter: str) -> tuple[float, float]:
    """Where a letter's ink begins and ends above the line, in em."""
    glyphs = font.getGlyphSet()
    pen = BoundsPen(glyphs)
    glyphs[font.getBestCmap()[ord(letter)]].draw(pen)
    return pen.bounds[1] / font["head"].unitsPerEm, pen.bounds[3] / font["head"].unitsPerEm


def test_an_accents_box_has_the_size_of_its_ink():
    font = TTFont(package_file(*FONTS["stix-two-math"][:2]))
    for accent, ink in ACCENTS.items():
        assert ink == pytest.approx(ink_of(font, accent), abs=0.001), accent


@pytest.mark.parametrize(
    "command", ["hat", "tilde", "bar", "dot", "ddot", "check", "breve", "acute", "grave", "mathring"]
)
def test_every_accent_that_does_not_stretch_is_trimmed(command):
    mathml = latex_to_mathml(rf"\{command} x")
    assert re.search(r'<mpadded height="0\.\d{3}em" depth="0" voffset="-0\.\d{3}em"><mo[^>]*>.</mo></mpadded>', mathml)


def test_inline_and_display_differ():
    assert "display" not in latex_to_mathml("x")
    assert 'display="block"' in latex_to_mathml("x", display=True)


def test_a_formula_is_one_row_which_firefox_does_not_break():
    assert latex_to_mathml("a + b") == "<math><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow></math>"


@pytest.mark.parametrize(
    ("latex", "parts"),
    [
        (r"a = b, \qquad c = d", ["a = b,", "c = d"]),
        (r"a \quad b \qquad c", ["a", "b", "c"]),
        (r"\text{a \quad b} \quad c", [r"\text{a \quad b}", "c"]),
        (r"\left( a \quad b \right) \quad \leftarrow c", [r"\left( a \quad b \right)", r"\leftarrow c"]),
        (r"\{ a \quad b \}", [r"\{ a", r"b \}"]),
        (r"a \\ \quad b", [r"a \\ \quad b"]),
        (r"\begin{cases} a & b \quad c \end{cases}", [r"\begin{cases} a & b \quad c \end{cases}"]),
        (r"\quadratic", [r"\quadratic"]),
        (r"\quad", [r"\quad"]),
    ],
)
def test_statements_are_split_where_a_wide_space_is(latex, parts):
    assert side_by_side(latex) == parts
