"""LaTeX to MathML, by math-core; what would be shown wrongly is refused.

Nothing is guessed: what cannot be translated raises `UnsupportedLatex` with a sentence that names it.
"""

from __future__ import annotations

import functools
import re
from html import unescape
from itertools import accumulate
from typing import TYPE_CHECKING
from xml.etree import ElementTree

if TYPE_CHECKING:
    from math_core import LatexError, LatexToMathML

ENVIRONMENT = re.compile(r"\\(?:begin|end)\{([^}]*)\}")
PLAIN = {"split": "aligned", "align*": "aligned", "gather*": "gathered"}  # environment: one as wide as its content
ENVIRONMENTS = {*PLAIN, *PLAIN.values(), "cases", "array"}
ENVIRONMENTS |= {f"{fence}matrix" for fence in ("", "p", "b", "B", "v", "V")}
REFUSED = {  # command: what to write instead
    r"\label": "label an equation as $$ … $$ (name)",
    r"\tag": "label an equation as $$ … $$ (name)",
    r"\color": "colours are those of the page",
}
ENTITY = re.compile(r"&(?!amp;|lt;|gt;)\w+;")  # those of HTML that XML does not know
PRIMES = {"′", "″", "‴"}
ACCENTS = {  # accent: where its ink begins and ends above the line in STIX Two Math, in em
    "ˆ": (0.521, 0.674),
    "˜": (0.533, 0.642),
    "¯": (0.555, 0.61),
    "˙": (0.56, 0.673),
    "¨": (0.56, 0.672),
    "ˇ": (0.525, 0.678),
    "˘": (0.529, 0.683),
    "´": (0.521, 0.674),
    "`": (0.521, 0.674),
    "˚": (0.53, 0.729),
}


class UnsupportedLatex(ValueError):
    """LaTeX that has no translation; the message names the part."""


@functools.cache
def converter() -> LatexToMathML:
    """Make math-core's converter."""
    from math_core import LatexToMathML

    return LatexToMathML(fancy_error=False)


def latex_to_mathml(latex: str, *, display: bool = False) -> str:
    r"""Translate a formula to a `<math>` element.

    latex : without dollar signs, for example `\frac{1}{n} \sum_i x_i`.
    display : True for a formula of its own line.
    Raises UnsupportedLatex for unknown commands and environments, unbalanced braces and `&` outside a table.
    """
    check_source(latex)
    from math_core import LatexError

    try:
        html = converter().convert_with_local_state(in_lines(latex), displaystyle=display)
    except LatexError as error:
        raise UnsupportedLatex(reason_of(error)) from error
    math = ElementTree.fromstring(ENTITY.sub(lambda entity: unescape(entity[0]), html))
    for element in list(math.iter()):
        lower_prime(element)
        trim_accent(element)
    keep_in_one_line(math)
    return ElementTree.tostring(math, encoding="unicode", short_empty_elements=False)


def reason_of(error: LatexError) -> str:
    """Say math-core's reason, such as `5: Unknown command "\\foo".`, as a part of a sentence."""
    sentence = re.sub(r"^\d+: |\.$", "", str(error))
    if unknown := re.fullmatch(r'Unknown command "(.*)"', sentence):
        return f"it does not know {unknown[1]}"
    return sentence[:1].lower() + sentence[1:]


def check_source(latex: str) -> None:
    """Refuse what math-core would drop or number by itself, and say better what is wrong with braces and signs."""
    if not latex.strip():
        raise UnsupportedLatex("it is empty")
    plain = re.sub(r"\\.", "", latex, flags=re.DOTALL)
    if sign := re.search(r"[%$#]", plain):
        raise UnsupportedLatex(f"write \\{sign[0]} for a {sign[0]}")
    depths = list(accumulate((letter == "{") - (letter == "}") for letter in plain))
    if depths and (depths[-1] != 0 or min(depths) < 0):
        raise UnsupportedLatex("its braces are not balanced")
    for name in ENVIRONMENT.findall(latex):
        if name not in ENVIRONMENTS:
            raise UnsupportedLatex(rf"\begin{{{name}}} is not among {', '.join(sorted(ENVIRONMENTS))}")
    for command, instead in REFUSED.items():
        if re.search(re.escape(command) + r"(?![a-zA-Z])", latex):
            raise UnsupportedLatex(f"{command} is not supported; {instead}")


def in_lines(latex: str) -> str:
    r"""Write the environments that math-core has; a formula with `\\` outside them becomes one of aligned lines."""
    latex = ENVIRONMENT.sub(lambda m: m[0].replace(m[1], PLAIN.get(m[1], m[1])), latex)
    top_level = re.sub(r"\\begin\{(\w+)\}.*\\end\{\1\}", "", latex, flags=re.DOTALL)
    return rf"\begin{{aligned}}{latex}\end{{aligned}}" if r"\\" in top_level else latex


def lower_prime(element: ElementTree.Element) -> None:
    """Set a prime beside its letter, not as a superscript: fonts draw it high already, Chromium and WebKit twice."""
    if element.tag == "msup" and element[1].text in PRIMES:
        element.tag = "mrow"
    elif element.tag == "msubsup" and element[2].text in PRIMES:
        letter, subscript, prime = element
        with_prime = ElementTree.Element("mrow")
        with_prime.extend([letter, prime])
        element[:] = [with_prime, subscript]
        element.tag = "msub"
    else:
        return
    for prime in element.iter("mo"):
        if prime.text in PRIMES:
            prime.set("form", "postfix")


def trim_accent(element: ElementTree.Element) -> None:
    """Give an accent's box the size of its ink: WebKit sets the whole letter, and the air below it, above the base."""
    accent = element[-1] if element.tag == "mover" and element.get("accent") == "true" else None
    if accent is None or accent.tag != "mo" or accent.text not in ACCENTS:
        return
    bottom, top = ACCENTS[accent.text]
    box = {"height": f"{top - bottom:.3f}em", "depth": "0", "voffset": f"-{bottom:.3f}em"}
    element[-1] = ElementTree.Element("mpadded", box)
    element[-1].append(accent)


def keep_in_one_line(math: ElementTree.Element) -> None:
    """Wrap the formula in one row: Firefox breaks lines between the children of `<math>`."""
    row = ElementTree.Element("mrow")
    row.extend(list(math))
    math[:] = [row]
