"""A calculation: the author's expressions and controls, checked and ready to be evaluated at any state."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from helpers.calculator.arithmetic import evaluate
from helpers.calculator.templates import Terms, fill, parse
from helpers.calculator.trees import names_in, tree_of
from helpers.calculator.units import scales
from helpers.explorable.controls import NO_START, Grid, make_control
from helpers.explorable.errors import ExplorableError
from helpers.explorable.kinds import Slider, Toggle, expand
from helpers.explorable.messages import brief, listed, plain_text
from helpers.explorable.options import Options, make_options
from helpers.explorable.values import decimals, is_finite
from helpers.mathml import UnsupportedLatex, latex_to_mathml


@dataclass(frozen=True)
class Calculation:
    """What `calculate` was asked for, resolved.

    Attributes
    ----------
    options : those that `explore` has, too; grid : the controls.
    trees : result to expression tree; units : unit of each result and control.
    symbols : LaTeX of each control; capacities : label to size, in the unit of the stacked results.
    stack : the results that the bars stack, with their colours.
    readout : template of the readout.
    """

    options: Options
    grid: Grid
    trees: dict[str, object]
    units: dict[str, str]
    symbols: dict[str, str]
    capacities: dict[str, float]
    stack: dict[str, str]
    readout: list = field(default_factory=list)

    @property
    def terms(self) -> Terms:
        return Terms(
            controls=[control.name for control in self.grid.controls],
            results=list(self.trees),
            scales=[scales(self.units[result]) for result in self.trees],
            capacities=self.capacities,
            stack=list(self.stack),
        )

    @property
    def spec(self) -> dict:
        """What filling a template needs besides the results, here and in the page."""
        controls = self.grid.controls
        return {
            "values": [[float(value) for value in control.values] for control in controls],
            "texts": [list(control.texts) for control in controls],
            "numbers": [[_bare(value) for value in control.values] for control in controls],
            "scales": self.terms.scales,
        }

    def numbers_at(self, positions: tuple[int, ...]) -> list[float]:
        """Every result at `positions`."""
        values = self.grid.state(positions)
        return [float(evaluate(tree, values)) for tree in self.trees.values()]

    def readout_at(self, positions: tuple[int, ...]) -> str:
        return fill(self.readout, self.numbers_at(positions), self.spec, positions)


def make_calculation(
    results: Mapping,
    specs: Mapping,
    *,
    options: Mapping,
    units: Mapping[str, str],
    start: Mapping | None,
    symbols: Mapping[str, str] | None,
    capacities: Mapping[str, float] | None,
    stack: Mapping[str, str] | None,
    readout: str | None,
) -> Calculation:
    """Check and resolve what `calculate` was given, its `options` shared with `explore` too; raises ExplorableError."""
    if not isinstance(results, Mapping) or not results:
        raise ExplorableError("A calculator needs results: a dict such as {'Bytes': 2 * layers * context}.")
    start, symbols, capacities = _given("start", start), _words("symbols", symbols), _given("capacities", capacities)
    units, stack = _given("units", units), _words("stack", stack)
    grid = _grid(specs, start)
    names = [control.name for control in grid.controls]
    trees = {result: tree_of(expression, result=result, controls=names) for result, expression in results.items()}
    _check_names(trees, names)
    for option, given in (("units", units), ("symbols", symbols), ("stack", stack)):
        _check_known(
            option, given, names if option == "symbols" else list(trees) if option == "stack" else [*trees, *names]
        )
    _check_symbols(symbols)
    calculation = Calculation(
        options=make_options(grid, **options),
        grid=grid,
        trees=trees,
        units=_units(trees, specs, units),
        symbols={name: symbols.get(name, _symbol(name)) for name in names},
        capacities={label: _capacity(label, size) for label, size in capacities.items()},
        stack=dict(stack) or {next(iter(trees)): "currentColor"},
    )
    _check_stack(calculation)
    _check_finite(calculation)
    sentence = _default_readout(calculation) if readout is None else plain_text("The readout", readout)
    calculation.readout.extend(parse(sentence, calculation.terms))
    return calculation


def _given(option: str, given: Mapping | None) -> dict:
    """An option that is a dict, empty where it is None; its keys are strings."""
    if given is not None and not isinstance(given, Mapping):
        raise ExplorableError(f"The option {option} is {brief(given)}: give a dict.")
    return {plain_text(f"A name in the option {option}", name): value for name, value in (given or {}).items()}


def _words(option: str, given: Mapping | None) -> dict[str, str]:
    """An option that is a dict of strings."""
    return {
        name: plain_text(f"What {option} says of {brief(name)}", text) for name, text in _given(option, given).items()
    }


def _grid(specs: Mapping, start: Mapping) -> Grid:
    if not specs:
        raise ExplorableError("A calculator needs at least one control, such as context=(1024, 8192, 1024).")
    unknown = [name for name in start if name not in specs]
    if unknown:
        raise ExplorableError(
            f"The start names {brief(unknown[0])}, which is not a control; the controls are {listed(specs)}."
        )
    controls = tuple(make_control(name, spec, start.get(name, NO_START)) for name, spec in specs.items())
    for control in controls:
        strange = [value for value in control.values if not (isinstance(value, bool) or is_finite(value))]
        if strange:
            raise ExplorableError(
                f"Control {control.name!r} has the value {brief(strange[0])}, which is not a number to calculate with: "
                "give a dict of label to number."
            )
    return Grid(controls)


def _check_names(trees: Mapping, names: list[str]) -> None:
    """Names of results and controls are different, and every control is used."""
    for result in trees:
        plain_text("The name of a result", result)
        if result in ("", "stack", *names) or set("{}:") & set(result):
            raise ExplorableError(
                f"The result {brief(result)} needs a name without braces or colon that no control has."
            )
    unused = [name for name in names if not any(name in names_in(tree) for tree in trees.values())]
    if unused:
        raise ExplorableError(f"Control {unused[0]!r} is in no result: use its symbol or leave it out.")


def _check_known(option: str, given: Mapping, known: list[str]) -> None:
    for name in given:
        if name not in known:
            raise ExplorableError(
                f"The option {option} names {brief(name)}, which is unknown; it can name {listed(known)}."
            )


def _units(trees: Mapping, specs: Mapping, units: Mapping[str, str]) -> dict[str, str]:
    """Unit of each result, and of each control: from `units`, else the slider's own; a checkbox needs none."""
    found = dict(units)
    for result in trees:
        if result not in units:
            raise ExplorableError(f"Result {brief(result)} has no unit: add it to units, with '' for a plain number.")
        scales(units[result])
    for name, spec in specs.items():
        control = expand(name, spec)
        scales(found.setdefault(name, control.unit if isinstance(control, Slider) else ""))
        if not (found[name] or name in units or isinstance(control, Toggle)):
            raise ExplorableError(f"Control {name!r} has no unit: add it to units, with '' for a plain number.")
    return found


def _capacity(label: str, size) -> float:
    if not (is_finite(size) and size > 0):
        raise ExplorableError(f"The capacity {brief(label)} is {brief(size)}; a capacity is a number greater than 0.")
    return float(size)


def _check_symbols(symbols: Mapping[str, str]) -> None:
    """Each is LaTeX that can stand anywhere in a formula."""
    for name, source in symbols.items():
        try:
            latex_to_mathml(source)
        except UnsupportedLatex as error:
            raise ExplorableError(
                f"The symbol {brief(source)} of {name!r} is no LaTeX that can be shown: {error}."
            ) from error


def _check_stack(calculation: Calculation) -> None:
    units = {calculation.units[result] for result in calculation.stack}
    if calculation.capacities and len(units) > 1:
        raise ExplorableError(f"The stacked results have the units {listed(sorted(units))}: one bar shows one unit.")


def _check_finite(calculation: Calculation) -> None:
    """Every result is a number at the start, at each preset and at both ends of each control."""
    for positions in _corners(calculation):
        for result, number in zip(calculation.trees, calculation.numbers_at(positions), strict=True):
            if not math.isfinite(number):
                state = ", ".join(f"{name}={value}" for name, value in calculation.grid.state(positions).items())
                raise ExplorableError(f"Result {brief(result)} is not a finite number at {state}.")


def _corners(calculation: Calculation) -> Iterator[tuple[int, ...]]:
    start = calculation.grid.start
    yield start
    yield from calculation.options.presets.values()
    for index, length in enumerate(calculation.grid.shape):
        for end in (0, length - 1):
            yield (*start[:index], end, *start[index + 1 :])


def _default_readout(calculation: Calculation) -> str:
    return "; ".join(f"{result}: {{{result}:both}}" for result in calculation.trees) + "."


def _symbol(name: str) -> str:
    """LaTeX of a control without a symbol of its own: a letter as it is, words upright."""
    return name if len(name) == 1 else r"\text{" + name.replace("_", " ") + "}"


def _bare(value) -> str:
    """A control's number without its unit, as it stands in a product."""
    number = float(value) + 0  # turns -0.0 into 0.0
    return f"{number:,.{min(decimals(number), 12)}f}".replace("-", "−")
