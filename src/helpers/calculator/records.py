"""Records of a calculator: everything about one quantity, or one result, in one place."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from helpers.explorable.errors import ExplorableError
from helpers.explorable.kinds import Slider, expand
from helpers.explorable.kinds.control import Spec
from helpers.explorable.messages import brief, listed, plain_text, told
from helpers.explorable.values import is_finite


@dataclass(frozen=True)
class Quantity:
    """A number that readers set: `name` is its symbol in expressions and a parameter of functions.

    Attributes
    ----------
    values : a (low, high[, step]) tuple, a list, or a dict of label to number, over which a slider runs; True or False
        for a checkbox; or a Slider, Choice or Toggle.
    start : its start value, where `calculate` is not given a start state; the middle where left out.
    symbol : LaTeX in the formula, such as r"H_\\text{kv}"; its name where left out.
    unit : said after its number, "" for a plain number; a Slider's own where left out.
    label : the words beside the control.
    """

    name: str
    values: Any
    start: Any = None
    symbol: str | None = None
    unit: str | None = None
    label: str | None = None

    def control(self) -> Spec:
        """The control that moves it."""
        if isinstance(self.values, Spec) or not isinstance(self.values, tuple | list | range | Mapping):
            return expand(self.name, self.values)
        return Slider(self.values, label=self.label)


@dataclass(frozen=True)
class Result:
    """What is calculated: a SymPy expression of quantities, or a function whose parameters are named like quantities.

    Attributes
    ----------
    unit : as for `calculate`: "bytes", "s", "%", any word, or "" for a plain number.
    color : of its part of the bars; results without one are in no bar, except the first where none has one.
    """

    name: str
    expression: Any
    unit: str
    color: str | None = None


def options_of(records: Iterable) -> tuple[dict, dict]:
    """Results, name to expression; and the options and controls of `calculate` that the records stand for.

    Raises ExplorableError for what is not a record, an empty name, a name given twice, and a function of no quantity.
    """
    records = tuple(records)
    for record in records:
        if not isinstance(record, Quantity | Result):
            raise ExplorableError(f"A calculator is made of Quantity(…) and Result(…); {brief(record)} is neither.")
    names = [plain_text("The name of a record", record.name) for record in records]
    if not all(name.strip() for name in names):
        raise ExplorableError("The name of a record is empty: give each a name of its own.")
    if twice := [name for name in names if names.count(name) > 1]:
        raise ExplorableError(f"Two records are called {brief(twice[0])}: give each a name of its own.")
    quantities = [record for record in records if isinstance(record, Quantity)]
    results = [record for record in records if isinstance(record, Result)]
    known = {quantity.name: quantity for quantity in quantities}
    options = {
        "units": {record.name: record.unit for record in records if record.unit is not None},
        "symbols": {quantity.name: quantity.symbol for quantity in quantities if quantity.symbol is not None},
        "start": {quantity.name: quantity.start for quantity in quantities if quantity.start is not None},
        "stack": {result.name: result.color for result in results if result.color is not None},
        "controls": {quantity.name: quantity.control() for quantity in quantities},
    }
    return {result.name: expression_of(result, known) for result in results}, options


def stacked(colors: Mapping[str, str], order) -> dict[str, str]:
    """The results with colours, in the `order` that the author names them in, or in their own where that is None."""
    if order is None:
        return dict(colors)
    if not isinstance(order, list | tuple) or sorted(map(repr, order)) != sorted(map(repr, colors)):
        raise ExplorableError(
            f"The option stack is {brief(order)}: list the results that have a colour, {listed(colors) or 'none'}, "
            "in the order of the bars."
        )
    return {name: colors[name] for name in order}


def started(own: Mapping, state) -> Mapping:
    """Start values: those of a start `state`, and for what it leaves out the quantities' `own`."""
    return {**own, **state} if isinstance(state, Mapping) else own if state is None else state


def expression_of(result: Result, quantities: Mapping[str, Quantity]):
    """The expression of `result`; a function is called with one symbol for each of its parameters."""
    function = result.expression
    if not callable(function) or isinstance(function, type) or hasattr(function, "free_symbols"):
        return function
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except ValueError:
        return function
    fixed = getattr(function, "keywords", {})  # of functools.partial
    asked = [p.name for p in parameters if p.name not in fixed and (p.default is p.empty or p.name in quantities)]
    for name in asked:
        if name not in quantities:
            raise ExplorableError(
                f"Result {brief(result.name)} is a function of {name!r}, which is not a quantity; "
                f"there are {listed(quantities) or 'none'}."
            )
    try:
        return function(**{name: symbol_of(quantities[name]) for name in asked})
    except Exception as error:
        raise ExplorableError(
            f"Result {brief(result.name)} cannot be calculated with symbols: {told(error)}"
        ) from error


def symbol_of(quantity: Quantity):
    """The SymPy symbol of a quantity, which is known to be positive where all its values are."""
    import sympy

    values = quantity.values
    values = getattr(values, "values", values) if isinstance(values, Slider) else values
    values = list(values.values()) if isinstance(values, Mapping) else values
    numbers = values if isinstance(values, tuple | list | range) else ()
    positive = bool(numbers) and all(is_finite(number) and number > 0 for number in numbers)
    return sympy.Symbol(quantity.name, positive=True if positive else None)
