"""A tree written for people: LaTeX and MathML with symbols, HTML with places for live numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

# How tightly an operator holds its operands together; a looser operand goes in brackets.
TIGHTNESS = {"or": 1, "and": 2, "<": 3, "<=": 3, ">": 3, ">=": 3, "==": 3, "!=": 3, "+": 4, "-": 4, "neg": 5, "*": 6}
TIGHTNESS |= {"/": 6, "^": 7}
ATOM = 8  # all others, whose text has brackets of its own
SIGNS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "!=": "≠", "and": "and", "or": "or"}
SIGNS |= {"+": "+", "-": "−", "*": "×", "/": "÷"}
LATEX_SIGNS = SIGNS | {"<=": r"\le", ">=": r"\ge", "!=": r"\ne", "-": "-", "*": r"\cdot"}
LATEX_SIGNS |= {"and": r"\text{ and }", "or": r"\text{ or }"}


def latex(tree, symbols: Mapping[str, str]) -> str:
    """LaTeX of `tree`; `symbols` maps a control's name to its LaTeX symbol."""
    if isinstance(tree, str):
        return symbols.get(tree, tree)  # the index of a sum has no symbol of its own
    if not isinstance(tree, list):
        return _latex_number(tree)
    operator, *operands = tree
    if operator == "if":
        return _latex_cases(operands, symbols)
    if operator == "sum":
        return _latex_sum(operands, symbols)
    if operator == "/":
        return rf"\frac{{{latex(operands[0], symbols)}}}{{{latex(operands[1], symbols)}}}"
    texts = [latex(operand, symbols) for operand in operands]
    if operator in LATEX_CALLS:
        return LATEX_CALLS[operator].replace("@", ", ".join(texts))
    texts = [
        rf"\left({text}\right)" if _loose(operand, operator, first=not index) or _cases(operand) else text
        for index, (operand, text) in enumerate(zip(operands, texts, strict=True))
    ]
    if operator == "^":
        return rf"{{{texts[0]}}}^{{{latex(operands[1], symbols)}}}"
    return f"-{texts[0]}" if operator == "neg" else f" {LATEX_SIGNS[operator]} ".join(texts)


def _latex_sum(operands: list, symbols: Mapping[str, str]) -> str:
    index, first, last, term = operands
    inner = {name: symbol for name, symbol in symbols.items() if name != index}
    text = latex(term, inner)
    text = rf"\left({text}\right)" if isinstance(term, list) and TIGHTNESS.get(term[0], ATOM) < TIGHTNESS["*"] else text
    return rf"\sum_{{{index}={latex(first, symbols)}}}^{{{latex(last, symbols)}}} {text}"


LATEX_CALLS = {
    "exp": r"\exp\left(@\right)",
    "abs": r"\left|@\right|",
    "sign": r"\text{sign}\left(@\right)",
    "sin": r"\sin\left(@\right)",
    "cos": r"\cos\left(@\right)",
    "tan": r"\tan\left(@\right)",
    "tanh": r"\tanh\left(@\right)",
    "erf": r"\text{erf}\left(@\right)",
    "erfinv": r"{\text{erf}}^{-1}\left(@\right)",
    "factorial": r"\left(@\right)!",
    "ceil": r"\left\lceil @ \right\rceil",
    "floor": r"\left\lfloor @ \right\rfloor",
    "sqrt": r"\sqrt{@}",
    "log": r"\ln\left(@\right)",
    "log2": r"\log_2\left(@\right)",
    "min": r"\min\left(@\right)",
    "max": r"\max\left(@\right)",
    "not": r"\text{not }\left(@\right)",
}


def _latex_cases(operands: list, symbols: Mapping[str, str]) -> str:
    *pairs, otherwise = operands
    rows = [
        rf"{latex(value, symbols)} & \text{{if }} {latex(condition, symbols)}"
        for condition, value in zip(pairs[::2], pairs[1::2], strict=True)
    ]
    rows.append(rf"{latex(otherwise, symbols)} & \text{{otherwise}}")
    return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"


def _cases(tree) -> bool:
    return isinstance(tree, list) and tree[0] == "if"


def _latex_number(number: float) -> str:
    """A number; large powers of ten and of two as powers."""
    if number == int(number) and number >= 2**20:
        for base in (10, 2):
            power = len(str(int(number))) - 1 if base == 10 else int(number).bit_length() - 1
            if base**power == number:
                return f"{base}^{{{power}}}"
    return f"{number:,}".replace(",", "{,}")


def product(tree, place: Callable[[str], str]) -> str:
    """HTML of `tree` in plain text on one wrapping line; `place(name)` is the HTML of a control's number."""
    if isinstance(tree, str):
        return place(tree)
    if not isinstance(tree, list):
        return escape(f"{tree:,}".replace("-", "−"))
    operator, *operands = tree
    if operator == "if":
        return _product_cases(operands, place)
    if operator == "sum":
        return _product_sum(operands, place)
    texts = [product(operand, place) for operand in operands]
    if operator in HTML_CALLS:
        return HTML_CALLS[operator].replace("@", ", ".join(texts))
    texts = [
        f"({text})" if _loose(operand, operator, first=not index) else text
        for index, (operand, text) in enumerate(zip(operands, texts, strict=True))
    ]
    if operator == "^":
        return f"{texts[0]}<sup>{product(operands[1], place)}</sup>"
    return f"−{texts[0]}" if operator == "neg" else _line(operator, operands, texts)


def _line(operator: str, operands: list, texts: list[str]) -> str:
    """Operands with the operator's sign between them; a line may break before a sign, not after it."""
    sign = escape(SIGNS[operator])
    steps = [
        f"{sign} {text}" if isinstance(operand, list) else f'<span class="step">{sign} {text}</span>'
        for operand, text in zip(operands[1:], texts[1:], strict=True)
    ]
    return " ".join([texts[0], *steps])


def _product_sum(operands: list, place: Callable[[str], str]) -> str:
    index, first, last, term = operands
    text = product(term, lambda name: escape(name) if name == index else place(name))
    return f"Σ<sub>{escape(index)} from {product(first, place)} to {product(last, place)}</sub> ({text})"


HTML_CALLS = {
    "exp": "exp(@)",
    "abs": "|@|",
    "sign": "sign(@)",
    "sin": "sin(@)",
    "cos": "cos(@)",
    "tan": "tan(@)",
    "tanh": "tanh(@)",
    "erf": "erf(@)",
    "erfinv": "erf<sup>−1</sup>(@)",
    "factorial": "(@)!",
    "ceil": "⌈@⌉",
    "floor": "⌊@⌋",
    "sqrt": "√(@)",
    "log": "ln(@)",
    "log2": "log<sub>2</sub>(@)",
    "min": "min(@)",
    "max": "max(@)",
    "not": "not (@)",
}


def _product_cases(operands: list, place: Callable[[str], str]) -> str:
    *pairs, otherwise = operands
    cases = [
        f"{product(value, place)} if {product(condition, place)}"
        for condition, value in zip(pairs[::2], pairs[1::2], strict=True)
    ]
    return f"({', '.join(cases)}, otherwise {product(otherwise, place)})"


def _loose(operand, operator: str, *, first: bool) -> bool:
    """Whether `operand` needs brackets under `operator`: what stands right of − or ÷ does, and a power's base."""
    if not isinstance(operand, list):
        return not isinstance(operand, str) and operand < 0
    inner, outer = TIGHTNESS.get(operand[0], ATOM), TIGHTNESS[operator]
    if inner == outer:
        return operator == "^" or (not first and operator in ("-", "/"))
    return inner < outer
