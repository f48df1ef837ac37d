"""`calculate`: formulas and controls become a calculator, live or static.

Where an idea is a formula of many factors, a grid of states is the wrong tool. One SymPy expression gives the formula
shown, the numbers here, and the tree that the page's script evaluates at any setting of the controls.
"""

from __future__ import annotations

from collections.abc import Mapping

from helpers.calculator.calculation import make_calculation
from helpers.explorable import check_name, check_shared, check_title, is_static
from helpers.explorable.predict import Prediction, as_tuple

__all__ = ["calculate"]


def calculate(
    results: Mapping,
    *,
    units: Mapping[str, str] | None = None,
    name: str = "calculator",
    title: str | None = None,
    start: Mapping | None = None,
    presets: Mapping[str, Mapping] | None = None,
    symbols: Mapping[str, str] | None = None,
    capacities: Mapping[str, float] | None = None,
    stack: Mapping[str, str] | None = None,
    readout: str | None = None,
    predict: Prediction | list[Prediction] | None = None,
    shared: tuple[str, ...] | list[str] = (),
    **controls,
):
    """Show formulas with their live numbers, and bars of the results against named capacities.

    Parameters
    ----------
    results : name of a result to its SymPy expression, whose symbols are the controls.
    units : unit of each result, and of each control that does not carry its own. "bytes" is written in GiB and GB,
        "s", "FLOP", "FLOP/s", "B/s", "bit/s", "W" and "Hz" with prefixes, "%" as such, any other word as it is,
        "" for a plain number.
    name, title, presets, predict, shared : as for `explore`.
    start : control to its start value; a slider that is left out starts in the middle.
    symbols : control to its LaTeX symbol, such as {"kv_heads": r"H_\\text{kv}"}; its name where left out.
    capacities : label to a size in the unit of the stacked results, such as {"80 GB card": 80 * 10**9}.
    stack : the results that each bar stacks, to their colours; the first result where left out.
    readout : sentence with places such as "{KV cache:both} is {KV cache:of 80 GB card} of an 80 GB card".
        A place is a control or a result; after its colon may stand "binary", "decimal", "both", "exact", "chain",
        or "of" and a capacity's label; "{stack:of 80 GB card}" takes the stacked results together.
    controls : a Slider, Choice or Toggle for each symbol, or an abbreviation, as for `explore`; numbers all.

    Returns
    -------
    An object that displays itself as the last expression of a cell, with `set(**state)`, `state` and `readout`.

    Raises
    ------
    ExplorableError
        In one sentence, for a symbol that is no control, a SymPy node that the page cannot evaluate, a missing unit,
        a result that is no finite number, and whatever is wrong with the controls.

    Examples
    --------
    >>> layers, context = sympy.symbols("layers context")
    >>> calculate({"Cache": 2 * layers * context}, units={"Cache": "bytes", "layers": "layers", "context": "tokens"},
    ...           layers=(1, 80), context=(1024, 8192, 1024))
    """
    check_name(name)
    calculation = make_calculation(
        results,
        controls,
        name=name,
        title=check_title(title),
        units=units,
        start=start,
        presets=presets,
        symbols=symbols,
        capacities=capacities,
        stack=stack,
        readout=readout,
    )
    options = {"predictions": as_tuple(predict), "shared": check_shared(calculation.grid, shared)}
    if is_static():
        from helpers.calculator.page import Static

        return Static(calculation, **options)
    from helpers.calculator.pictures import live

    return live(calculation, **options)
