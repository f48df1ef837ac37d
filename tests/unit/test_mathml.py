"""Formulas: what LaTeX becomes, and what is refused."""

import pytest

from helpers.mathml import UnsupportedLatex, latex_to_mathml


@pytest.mark.parametrize(
    ("latex", "parts"),
    [
        (r"\frac{a}{b}", ["<mfrac><mrow><mi>a</mi></mrow><mrow><mi>b</mi></mrow></mfrac>"]),
        (r"\hat y", ['<mover accent="true">', '<mo stretchy="false">ˆ</mo>']),
        (r"\mathbb{R}, \mathbf{x}, \boldsymbol{\theta}, \mathcal{L}, \mathbb{1}", ["ℝ", "𝐱", "𝜽", "ℒ", "𝟙"]),
        (r"\mathrm{d}x", ["<mtext>d</mtext>"]),
        (r"\underbrace{c}_{\text{cost}}", ["<munder><munder>", "⏟", "<mtext>cost</mtext>"]),
        (r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}", ["<mo>(</mo><mtable>", "<mtd><mn>4</mn></mtd>"]),
        (
            r"\begin{aligned} a &= b \\ c &= d \end{aligned}",
            ['<mtd class="right"><mi>a</mi></mtd>', '<mo form="infix">='],
        ),
        (r"a &= b \\ c &= d", ['class="aligned"']),
        (r"\begin{cases} 1 & x > 0 \\ 0 & \text{else} \end{cases}", ['<mtd class="left">', "<mo>&gt;</mo>"]),
        (r"\sum_{i=1}^n x_i", ["<munderover><mo>∑</mo>"]),
        (r"\frac{\sum_i x_i}{n}", ['<munder><mo movablelimits="true">∑</mo><mi>i</mi></munder>']),
        (r"\arg\max_x f", ["<munder><mo", 'movablelimits="true"', "arg\u2009max"]),
        (r"\lfloor x \rfloor \pm |y|", ['<mo stretchy="false">⌊</mo>', "<mo>±</mo>", 'lspace="0" rspace="0">|</mo>']),
        (r"= -\log p", ['<mo form="prefix">−</mo>', '<mo lspace="0.167em" rspace="0.167em">log</mo>']),
        (r"f'(x)", ["<mrow><mi>f</mi><mi>′</mi></mrow>"]),
    ],
)
def test_latex_becomes_mathml_that_browsers_draw(latex, parts):
    mathml = latex_to_mathml(latex, display=True)
    for part in parts:
        assert part in mathml, mathml
    assert "mathvariant" not in mathml.replace('mathvariant="normal"', "")
    assert "columnalign" not in mathml


@pytest.mark.parametrize(
    ("latex", "reason"),
    [
        (r"\foo x", r"\foo"),
        (r"\frac{1}{2", "braces"),
        ("a}{b", "braces"),
        (r"\left( x", "pair"),
        (r"a & b", "&"),
        (r"\begin{align} x &= 1 \end{align}", r"\begin{align}"),
        (r"x \label{a}", r"\label"),
        (r"\text{so $x$}", r"write \$ for a $"),
        (r"50% of x", r"write \% for a %"),
        (r"\\% y", r"write \% for a %"),
        ("x#1", r"write \# for a #"),
        (r"\color{red} x", r"\color"),
        (r"\frac{a}", "too few arguments"),
        (r"x^", "latex2mathml"),
    ],
)
def test_what_cannot_be_drawn_is_refused_by_name(latex, reason):
    with pytest.raises(UnsupportedLatex) as refusal:
        latex_to_mathml(latex)
    assert reason in str(refusal.value)


def test_inline_and_display_differ():
    assert 'display="inline"' in latex_to_mathml("x")
    assert 'display="block" displaystyle="true"' in latex_to_mathml("x", display=True)
