"""Expression trees: what a calculator evaluates, in Python and in the page alike.

A tree is plain JSON. A number is itself, a control is its name, and anything else is a list: an operator and
its operands, as in ``["*", 2, "layers", ["ceil", ["/", "context", 16]]]``. SymPy itself is not imported here:
its nodes say what they are.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence

from helpers.explorable.errors import ExplorableError
from helpers.explorable.messages import brief, listed

KNOWN = (
    "+ − × ÷, powers, roots, exp, log, Abs, sign, sin, cos, tan, tanh, erf, "
    "erfinv, factorial, Sum, ceiling, floor, Min, Max, Piecewise, comparisons, And, Or and Not"
)
COMPARISONS = {
    "StrictLessThan": "<",
    "LessThan": "<=",
    "StrictGreaterThan": ">",
    "GreaterThan": ">=",
    "Equality": "==",
    "Unequality": "!=",  # codespell:ignore
}
CONSTANTS = {"BooleanTrue": ["==", 0, 0], "BooleanFalse": ["!=", 0, 0]}
FUNCTIONS = {"ceiling": "ceil", "floor": "floor", "log": "log", "log2": "log2", "Not": "not", "Abs": "abs"}
FUNCTIONS |= {name: name for name in ("exp", "sign", "sin", "cos", "tan", "tanh", "erf", "erfinv", "factorial")}
CONDITIONS = (*COMPARISONS.values(), "and", "or", "not")
GATHERED = {"Max": "max", "Min": "min", "And": "and", "Or": "or"}


def tree_of(expression, *, result: str, controls: Sequence[str]):
    """Tree of a SymPy `expression` for the result named `result`; factors and terms stand in `controls`' order.

    Raises ExplorableError, naming the node, for anything but the known operators, and for unknown symbols.
    """
    symbolic = hasattr(expression, "func") and hasattr(expression, "free_symbols") and not isinstance(expression, type)
    if isinstance(expression, bool) or not (symbolic or isinstance(expression, int | float)):
        raise ExplorableError(f"Result {brief(result)} is {brief(expression)}, which is not a SymPy expression.")
    tree = _Reader(result, tuple(controls)).tree(expression)
    if isinstance(tree, list) and tree[0] in CONDITIONS:
        raise ExplorableError(
            f"Result {result!r} is the condition {expression}, not a number: "
            "turn it into one with Piecewise((1, condition), (0, True))."
        )
    return tree


class _Reader:
    """Walks a SymPy expression; remembers the names that its refusals need."""

    def __init__(self, result: str, controls: tuple[str, ...]):
        self.result = result
        self.controls = controls
        self.own = {
            "Mul": self.product,
            "Add": self.sum,
            "Pow": self.power,
            "Piecewise": self.cases,
            "ITE": self.either,
            "Sum": self.series,
        }

    def tree(self, node):
        """Tree of `node`, by the name of its SymPy class."""
        if isinstance(node, int | float) or node.is_Number or node.is_NumberSymbol:
            return self.number(node)
        if node.is_Symbol:
            return self.symbol(node)
        kind = node.func.__name__
        if kind in self.own:
            return self.own[kind](node)
        if kind in CONSTANTS:
            return CONSTANTS[kind]
        if kind in COMPARISONS:
            return [COMPARISONS[kind], *(self.tree(part) for part in node.args)]
        if kind in FUNCTIONS and len(node.args) == 1:
            return [FUNCTIONS[kind], self.tree(node.args[0])]
        if kind in GATHERED:
            return [GATHERED[kind], *self.ordered([self.tree(part) for part in node.args])]
        raise ExplorableError(f"Result {self.result!r} uses {node} ({kind}), but a calculator knows only {KNOWN}.")

    def number(self, node):
        value = float(node)
        if not math.isfinite(value):
            raise ExplorableError(f"Result {self.result!r} uses {node}, which is not a finite number.")
        return int(value) if value.is_integer() and abs(value) <= 2**53 else value

    def symbol(self, node):
        if node.name not in self.controls:
            raise ExplorableError(
                f"Result {self.result!r} uses the symbol {node.name!r}, which is not a control: add {node.name}=… "
                f"or use one of {listed(self.controls)}."
            )
        return node.name

    def product(self, node):
        """Product as a fraction of two products, its sign outside, log(x)/log(2) read as log2(x)."""
        negative, above, below = False, [], []
        for factor in node.args:
            if factor.is_Rational and not factor.is_Integer:
                negative ^= bool(factor.is_negative)
                above.append(self.number(abs(factor.p)))
                below.append(self.number(factor.q))
            elif factor.is_Number:
                negative ^= bool(factor.is_negative)
                above.append(self.number(abs(factor)))
            elif factor.is_Pow and factor.exp.is_Number and factor.exp.is_negative:
                below.append(self.tree(factor.base**-factor.exp))
            else:
                above.append(self.tree(factor))
        _pair_logarithms(above, below)
        tree = self.joined("*", [factor for factor in above if factor != 1] or [1])
        if below:
            tree = ["/", tree, self.joined("*", below)]
        return ["neg", tree] if negative else tree

    def sum(self, node):
        """Sum; the terms with a minus sign are taken away, last."""
        terms = [self.tree(term) for term in node.args]
        added = [term for term in terms if not _negative(term)]
        taken = self.ordered([_opposite(term) for term in terms if _negative(term)])
        if not added:
            return ["neg", self.joined("+", taken)]
        return ["-", self.joined("+", added), *taken] if taken else self.joined("+", added)

    def power(self, node):
        base, exponent = self.tree(node.base), node.exp
        if exponent.is_Number and exponent.is_negative:
            return ["/", 1, self.tree(node.base**-exponent)]
        if exponent.is_Rational and (exponent.p, exponent.q) == (1, 2):
            return ["sqrt", base]
        return ["^", base, self.tree(exponent)]

    def cases(self, node):
        """Piecewise as ["if", condition, value, …, otherwise]; its last condition must be True."""
        operands = []
        for value, condition in node.args:
            if condition == True:  # noqa: E712 (SymPy's true is not Python's)
                return ["if", *operands, self.tree(value)]
            operands += [self.tree(condition), self.tree(value)]
        raise ExplorableError(
            f"Result {self.result!r} has a Piecewise without a value where none of its conditions holds: "
            "end it with (value, True)."
        )

    def series(self, node):
        """Sum as ["sum", index, first, last, term], the last index outermost."""
        term, *limits = node.args
        return self._series(term, limits)

    def _series(self, term, limits: list):
        if not limits:
            return self.tree(term)
        *inner, (index, first, last) = limits
        if index.name in self.controls:
            raise ExplorableError(
                f"Result {self.result!r} sums over {index.name!r}, which is a control: name the index otherwise."
            )
        within = _Reader(self.result, (*self.controls, index.name))
        return ["sum", index.name, self.tree(first), self.tree(last), within._series(term, inner)]

    def either(self, node):
        """One condition or another, by a third: what SymPy makes of a Piecewise inside a condition."""
        condition, first, second = (self.tree(part) for part in node.args)
        return ["or", ["and", condition, first], ["and", ["not", condition], second]]

    def joined(self, operator: str, operands: list):
        return operands[0] if len(operands) == 1 else [operator, *self.ordered(operands)]

    def ordered(self, operands: list) -> list:
        """Numbers first, then by the first control that an operand uses, in the author's order of controls."""
        return sorted(operands, key=lambda tree: (_first_use(tree, self.controls), json.dumps(tree)))


def names_in(tree) -> set[str]:
    """Controls that `tree` uses."""
    if isinstance(tree, str):
        return {tree}
    if isinstance(tree, list) and tree[0] == "sum":
        _, index, first, last, term = tree
        return names_in(first) | names_in(last) | (names_in(term) - {index})
    return set().union(*(names_in(part) for part in tree[1:])) if isinstance(tree, list) else set()


def _first_use(tree, controls: tuple[str, ...]) -> int:
    return min((controls.index(name) for name in names_in(tree)), default=-1)


def _negative(tree) -> bool:
    return tree[0] == "neg" if isinstance(tree, list) else not isinstance(tree, str) and tree < 0


def _opposite(tree):
    return tree[1] if isinstance(tree, list) else -tree


def _pair_logarithms(above: list, below: list) -> None:
    """Turn each log(x) above with a log(2) below into log2(x)."""
    while ["log", 2] in below and any(isinstance(tree, list) and tree[0] == "log" for tree in above):
        below.remove(["log", 2])
        index = next(i for i, tree in enumerate(above) if isinstance(tree, list) and tree[0] == "log")
        above[index] = ["log2", above[index][1]]
