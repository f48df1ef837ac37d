"""`calculate`: formulas and controls become a calculator, live or static.

Where an idea is a formula of many factors, a grid of states is the wrong tool. One SymPy expression gives the formula
shown, the numbers here, and the tree that the page's script evaluates at any setting of the controls.
"""

from __future__ import annotations

from collections.abc import Mapping

from helpers.calculator.calculation import make_calculation
from helpers.calculator.records import Quantity, Result, options_of, stacked, started
from helpers.explorable import is_static
from helpers.explorable.errors import ExplorableError
from helpers.explorable.messages import brief
from helpers.explorable.predict import Prediction

__all__ = ["Quantity", "Result", "calculate"]


def calculate(
    *records: Quantity | Result | Mapping,
    units: Mapping[str, str] | None = None,
    name: str = "calculator",
    title: str | None = None,
    start: Mapping | None = None,
    presets: Mapping[str, Mapping] | None = None,
    symbols: Mapping[str, str] | None = None,
    capacities: Mapping[str, float] | None = None,
    stack: Mapping[str, str] | list[str] | None = None,
    readout: str | None = None,
    predict: Prediction | list[Prediction] | None = None,
    shared: tuple[str, ...] | list[str] = (),
    **controls,
):
    """Show formulas with their live numbers, and bars of the results against named capacities.

    Parameters
    ----------
    records : a Quantity for each number that readers set, in the order of the controls, and a Result for each formula.
        Or one dict, name of a result to its SymPy expression; then units, symbols, start, stack and the controls are
        given by keyword.
    units : unit of each result, and of each control that does not carry its own. "bytes" is written in GiB and GB,
        "s", "FLOP", "FLOP/s", "B/s", "bit/s", "W" and "Hz" with prefixes, "%" as such, any other word as it is,
        "" for a plain number.
    name, title, presets, predict, shared : as for `explore`.
    start : the start state, control to its value; a Quantity's own start where left out, or else the middle.
    symbols : control to its LaTeX symbol, such as {"kv_heads": r"H_\\text{kv}"}; its name where left out.
    capacities : label to a size in the unit of the stacked results, such as {"80 GB card": 80 * 10**9}.
    stack : with records, the names of the results that have a colour, where bars stack them in another order; with a
        dict, the results that each bar stacks, to their colours; the first result where left out.
    readout : sentence with places such as "{KV cache:both} is {KV cache:of 80 GB card} of an 80 GB card".
        A place is a control or a result; after its colon may stand "binary", "decimal", "both", "exact", "chain",
        "of" and a capacity's label for the share that it is, or "in" and the label for how full that is, such as
        "75 % full" or "0.5 GB too much"; "{stack:of 80 GB card}" takes the stacked results together.
    controls : a Slider, Choice or Toggle for each symbol, or an abbreviation, as for `explore`; numbers all.

    Returns
    -------
    An object that displays itself as the last expression of a cell, with `set(**state)`, `state` and `readout`.

    Raises
    ------
    ExplorableError
        In one sentence, for a symbol that is not a control, a SymPy node that the page cannot evaluate, a missing unit,
        a result that is not a finite number, and whatever is wrong with the controls.

    Examples
    --------
    >>> calculate(
    ...     Quantity("layers", (1, 80), start=32, symbol="L", unit="layers"),
    ...     Quantity("context", (1024, 8192, 1024), symbol="n", unit="tokens"),
    ...     Result("Cache", lambda layers, context: 2 * layers * context, unit="bytes"),
    ... )
    """
    results, given = _read(records, units=units, symbols=symbols, start=start, stack=stack, controls=controls)
    options = {"name": name, "title": title, "presets": presets, "predict": predict, "shared": shared}
    calculation = make_calculation(
        results, given.pop("controls"), options=options, capacities=capacities, readout=readout, **given
    )
    if is_static():
        from helpers.calculator.page import StaticCalculator

        return StaticCalculator(calculation)
    from helpers.calculator.live import live

    return live(calculation)


def _read(records: tuple, *, start, stack, **given) -> tuple[Mapping, dict]:
    """Results and options: those of the records, or the ones given by keyword beside a dict of results."""
    if len(records) == 1 and not isinstance(records[0], Quantity | Result):
        return records[0], given | {"start": start, "stack": stack}
    for option, value in given.items():
        if value:
            said = brief(next(iter(value))) if option == "controls" else option
            raise ExplorableError(f"The option {said} goes with a dict of results: say it in a Quantity or Result.")
    results, options = options_of(records)
    stack = stacked(options["stack"], stack)
    return results, options | {"start": started(options["start"], start), "stack": stack}
