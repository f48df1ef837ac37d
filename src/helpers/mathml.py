"""LaTeX to MathML: latex2mathml's translation, mended where a browser's MathML Core would show it wrongly.

Nothing is guessed: what cannot be translated raises `UnsupportedLatex` with a sentence that names it.
"""

import contextlib
import re
import unicodedata
from itertools import accumulate
from xml.etree import ElementTree

BACKSLASH_WORD = re.compile(r"\\[a-zA-Z]+\*?|\\.")
ENVIRONMENT = re.compile(r"\\(?:begin|end)\{([^}]*)\}")
ALIGNED = {"aligned": "split", "align*": "split", "split": "split", "gathered": "matrix", "gather*": "matrix"}
ENVIRONMENTS = {*ALIGNED, "cases", "array", "matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix"}
REFUSED = {  # command: what to write instead
    r"\label": "label an equation as $$ … $$ (name)",
    r"\tag": "label an equation as $$ … $$ (name)",
    r"\color": "colours are those of the page",
    r"\xrightarrow": r"write \overset{…}{\longrightarrow}",
    r"\xleftarrow": r"write \overset{…}{\longleftarrow}",
}
THIN = r"\,"
REWRITES = [  # commands that latex2mathml does not know or gets wrong, said in commands that it gets right
    (re.compile(r"\\(?:mathrm|mathop)\{([A-Za-z0-9 ]+)\}"), lambda m: rf"\text{{{m[1].replace(' ', '')}}}"),
    (re.compile(r"\\operatorname\*?\{([^{}]*)\}"), lambda m: rf"\operatorname{{{m[1].replace(THIN, '')}}}"),
    (re.compile(r"\\arg\s*\\(max|min)(?![a-zA-Z])"), r"\\operatorname{arg\1}"),
    (re.compile(r"\\(arg|det|gcd|Pr)(?![a-zA-Z])"), r"\\operatorname{\1}"),
    (re.compile(r"\\(?:notag|nonumber)(?![a-zA-Z])"), ""),
]
BELOW = {"max", "min", "sup", "inf", "lim", "arg\u2009max", "arg\u2009min", *"∑∏∐⋃⋂⨁⨂"}  # limits go below
PRIMES = {"′", "″", "‴"}
SYMBOLS = {"~": "∼", "argmax": "arg\u2009max", "argmin": "arg\u2009min"}  # what latex2mathml writes: what is meant
FENCES = set("()[]{}|‖∣∥⌊⌋⌈⌉⟨⟩")  # they grow with their content after \left, \right and around matrices only
SIGNS = {"−", "+", "±"}
CLOSING = {")", "]", "}", "|", "‖", "⌋", "⌉", "⟩", "!"}
# element: how many children it has
PARTS = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3}
SCRIPTS = {"msub": "munder", "msup": "mover", "msubsup": "munderover"}
NAMES = {  # mathvariant: how Unicode names the letter that MathML Core expects instead
    "bold": "MATHEMATICAL BOLD {}",
    "italic": "MATHEMATICAL ITALIC {}",
    "bold-italic": "MATHEMATICAL BOLD ITALIC {}",
    "double-struck": "MATHEMATICAL DOUBLE-STRUCK {}",
    "script": "MATHEMATICAL SCRIPT {}",
    "fraktur": "MATHEMATICAL FRAKTUR {}",
    "sans-serif": "MATHEMATICAL SANS-SERIF {}",
    "monospace": "MATHEMATICAL MONOSPACE {}",
}
OLDER = {  # letters that Unicode had before it had the alphabets
    "double-struck": "DOUBLE-STRUCK {}",
    "script": "SCRIPT {}",
    "fraktur": "BLACK-LETTER {}",
}


class UnsupportedLatex(ValueError):
    """LaTeX that has no translation; the message names the part."""


def latex_to_mathml(latex, *, display=False):
    r"""Translate a formula to a `<math>` element.

    latex : without dollar signs, for example `\frac{1}{n} \sum_i x_i`.
    display : True for a formula of its own line.
    Raises UnsupportedLatex for unknown commands and environments, unbalanced braces and `&` outside a table.
    """
    check_source(latex)
    from latex2mathml.converter import convert_to_element

    source = rewrite(latex)
    try:
        math = convert_to_element(source, display="block" if display else "inline")
    except Exception as error:  # latex2mathml has a dozen of its own, and IndexError
        raise UnsupportedLatex(f"latex2mathml refuses it ({type(error).__name__})") from error
    resolve_references(math)
    check_result(math)
    for element in reversed(list(math.iter())):  # a limit looks at its operator, which has to be mended before
        mend(element)
    for element in math.iter():
        mend_row(element)
    if display:
        math.set("displaystyle", "true")
    return ElementTree.tostring(math, encoding="unicode", short_empty_elements=False)


def check_source(latex):
    """Refuse what latex2mathml would drop or misread: `%`, `$`, open braces, unknown environments, lone `\\left`."""
    plain = re.sub(r"\\.", "", latex, flags=re.DOTALL)
    if sign := re.search(r"[%$#]", plain):
        raise UnsupportedLatex(f"write \\{sign[0]} for a {sign[0]}")
    depths = list(accumulate((letter == "{") - (letter == "}") for letter in plain))
    if depths and (depths[-1] != 0 or min(depths) < 0):
        raise UnsupportedLatex("its braces are not balanced")
    for name in ENVIRONMENT.findall(latex):
        if name not in ENVIRONMENTS:
            raise UnsupportedLatex(rf"\begin{{{name}}} is not among {', '.join(sorted(ENVIRONMENTS))}")
    if len(re.findall(r"\\left(?![a-zA-Z])", latex)) != len(re.findall(r"\\right(?![a-zA-Z])", latex)):
        raise UnsupportedLatex(r"\left and \right do not pair")
    for command, instead in REFUSED.items():
        if re.search(re.escape(command) + r"(?![a-zA-Z])", latex):
            raise UnsupportedLatex(f"{command} is not supported; {instead}")


def rewrite(latex):
    """Say the formula in the commands that latex2mathml translates well."""
    latex = ENVIRONMENT.sub(lambda m: m[0].replace(m[1], ALIGNED.get(m[1], m[1])), latex)
    for pattern, replacement in REWRITES:
        latex = pattern.sub(replacement, latex)
    top_level = re.sub(r"\\begin\{(\w+\*?)\}.*\\end\{\1\}", "", latex, flags=re.DOTALL)
    return rf"\begin{{split}}{latex}\end{{split}}" if r"\\" in top_level else latex


def resolve_references(math):
    """Turn the character references that latex2mathml leaves in the text into characters."""
    from html import unescape

    for element in math.iter():
        if element.text:
            element.text = unescape(element.text)


def check_result(math):
    """Refuse commands and alignment marks that came through as text, and commands without their arguments."""
    for element in math.iter():
        text = element.text or ""
        if len(element) != PARTS.get(element.tag, len(element)):
            raise UnsupportedLatex("a command has too few arguments")
        if "\\" in text and text != "\\":
            raise UnsupportedLatex(f"it does not know {text}")
        if element.tag != "mtext" and text == "&":
            raise UnsupportedLatex("it has & outside an aligned or matrix environment")


def mend(element):
    """Mend one element: letters, operators, limits, tables."""
    if element.tag in ("mi", "mn", "mo"):
        mend_letters(element)
        mend_operator(element)
    elif element.tag in SCRIPTS:
        mend_limits(element)
        close_up(element[1:])
    elif element.tag == "mtable":
        mend_table(element)
    if element.tag in ("mover", "munder") and len(element) == 2 and element[1].tag == "mo":
        mend_accent(element)


def mend_letters(element):
    """Replace `mathvariant`, which MathML Core ignores but for "normal", by the letters of that alphabet."""
    variant = element.get("mathvariant")
    if variant in NAMES:
        del element.attrib["mathvariant"]
        element.text = "".join(letter_of(variant, letter) for letter in element.text or "")


def letter_of(variant, letter):
    """Look up a letter of a mathematical alphabet by its Unicode name; a letter that it lacks stays as it is."""
    if (variant, letter) == ("italic", "h"):
        return "ℎ"  # Unicode has it as Planck's constant only
    name = unicodedata.name(letter, "").replace("LATIN ", "").replace("GREEK ", "").replace(" LETTER", "")
    for template in (NAMES[variant], OLDER.get(variant, "{}")):
        with contextlib.suppress(KeyError):
            return unicodedata.lookup(template.format(name))
    return letter


def mend_operator(element):
    """Give operators the element, the character and the space that they have in LaTeX."""
    text = element.text or ""
    element.text = text = SYMBOLS.get(text, text)
    if element.tag == "mi" and len(text) > 1 and text.isascii():
        element.tag = "mo"  # a named function
    if text == "∞":
        element.tag = "mi"
    elif element.tag == "mi" and len(text) == 1 and unicodedata.category(text) in ("Sm", "Ps", "Pe"):
        element.tag = "mo"
    elif element.tag == "mo" and text in ("/", "|"):
        element.set("lspace", "0")
        element.set("rspace", "0")


def mend_row(parent):
    """Keep brackets at the size of the letters unless the formula asks for more; give named functions their space."""
    for empty in [child for child in parent if child.tag == "mi" and not child.text]:
        parent.remove(empty)
    children = list(parent)
    for position, child in enumerate(children):
        before, after = children[max(position - 1, 0)], children[min(position + 1, len(children) - 1)]
        free = child.get("stretchy") is None and child.get("minsize") is None
        if child.tag == "mo" and child.text in FENCES and free and "mtable" not in (before.tag, after.tag):
            child.set("stretchy", "false")
        core = child[0] if child.tag in {*SCRIPTS, *SCRIPTS.values()} else child
        if core.tag == "mo" and len(core.text or "") > 1 and core.text[0].isalpha():
            core.set("lspace", "0.167em" if position else "0")
            core.set("rspace", "0" if after.tag == "mo" or core is not child else "0.167em")
        if child.tag == "mo" and child.text in SIGNS and (position == 0 or is_open(before)):
            child.set("form", "prefix")
        if parent.tag == "mtd" and position == 0 and child.tag == "mo" and child.text not in SIGNS:
            child.set("form", "infix")


def is_open(element):
    """Tell whether a sign after this element is a sign of a number, not a sum's: after `=`, `(` or a comma it is."""
    return element.tag == "mo" and (element.text or "") not in CLOSING


def mend_limits(element):
    """Put the limits of a sum or a maximum below and above it where the formula has a line of its own."""
    base = element[0]
    if base.tag == "mo" and base.text in BELOW and element.tag != "msup":
        element.tag = SCRIPTS[element.tag]
        base.set("movablelimits", "true")
    elif element.tag == "msup" and element[1].text in PRIMES:
        element.tag = "mrow"  # a prime is drawn high already
    elif element.tag == "msubsup" and element[2].text in PRIMES:
        prime = element[2]
        element.remove(prime)
        subscript = ElementTree.Element("msub")
        subscript.extend(list(element))
        element[:] = [subscript, prime]
        element.tag = "mrow"


def close_up(scripts):
    """Set no space around operators in subscripts and superscripts."""
    for operator in (operator for script in scripts for operator in script.iter("mo")):
        operator.set("lspace", "0")
        operator.set("rspace", "0")


def mend_accent(element):
    """Keep a hat or a tilde over one letter at the size of that letter."""
    if element[1].text in ("^", "~", "∼", "→", "¯", "˙", "¨", "ˇ"):
        element[1].text = {"^": "ˆ", "~": "˜", "∼": "˜"}.get(element[1].text, element[1].text)
        element.set("accent", "true")
        wide = element[0].tag == "mrow" and len(element[0]) > 1
        element[1].set("stretchy", "true" if wide else "false")


def mend_table(element):
    """Say the alignment of columns in classes (`static/math.css`): MathML Core knows no `columnalign`."""
    if element.get("displaystyle") == "true":
        element.set("class", "aligned")
    for name in ("rowspacing", "columnspacing", "columnalign"):
        element.attrib.pop(name, None)
    for cell in element.iter("mtd"):
        align = cell.attrib.pop("columnalign", None)
        if align:
            cell.set("class", align)
