"""Controls of an `update`, resolved, and the grid of states they span."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from helpers.explorable.annotations import annotated_specs
from helpers.explorable.errors import ExplorableError
from helpers.explorable.kinds import expand
from helpers.explorable.kinds.control import Control
from helpers.explorable.messages import brief, listed, plain_text
from helpers.explorable.values import MAX_STATES

NO_START = inspect.Parameter.empty  # the default of a parameter that has none


@dataclass(frozen=True)
class Grid:
    """Every state of some controls, in row-major order: the last control changes fastest."""

    controls: tuple[Control, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(len(control.values) for control in self.controls)

    @property
    def size(self) -> int:
        return math.prod(self.shape)

    @property
    def start(self) -> tuple[int, ...]:
        return tuple(control.start for control in self.controls)

    def positions(self, number: int) -> tuple[int, ...]:
        """Positions of state `number`, 0 ≤ number < size, one for each control."""
        reversed_positions = []
        for length in reversed(self.shape):
            number, position = divmod(number, length)
            reversed_positions.append(position)
        return tuple(reversed(reversed_positions))

    def number(self, positions: Iterable[int]) -> int:
        """Number of the state at `positions`: the inverse of `positions`."""
        number = 0
        for position, length in zip(positions, self.shape, strict=True):
            number = number * length + position
        return number

    def state(self, positions: Iterable[int]) -> dict:
        """Keyword arguments for `update` at `positions`."""
        return {c.name: c.values[p] for c, p in zip(self.controls, positions, strict=True)}

    def states(self) -> Iterator[dict]:
        """Every state, in order."""
        for number in range(self.size):
            yield self.state(self.positions(number))

    def place(self, changes: Mapping, base: tuple[int, ...] | None = None) -> tuple[int, ...]:
        """Positions of the state that differs from `base` (the start state) by `changes`, name to value."""
        positions = list(self.start if base is None else base)
        names = [control.name for control in self.controls]
        if not isinstance(changes, Mapping):
            raise ExplorableError(f"{brief(changes)} is not a state: give a dict of control to value.")
        for name, value in changes.items():
            if name not in names:
                raise ExplorableError(f"There is no control {brief(name)}; the controls are {listed(names)}.")
            index = names.index(name)
            positions[index] = self.controls[index].position(value)
        return tuple(positions)


def make_grid(
    update: Callable, specs: Mapping, *, starts: Mapping | None = None, max_states: int | None = MAX_STATES
) -> Grid:
    """Grid of the controls in the annotations of `update` and in `specs` (name to a spec or an abbreviation).

    Annotated ones come first, in the order of the signature; where `specs` has the same name, it wins. Start values
    are those in `starts`, else the defaults in the signature. Raises ExplorableError where a control is not one, an
    annotation cannot be evaluated, a start value is not among its values, or the grid is empty or has more than
    `max_states` states.
    """
    specs = controls_of(update, specs)
    if not specs:
        raise ExplorableError("An explorable needs at least one control, such as temperature=(0.1, 2.0, 0.1).")
    defaults = {**signature_defaults(update, specs), **(starts or {})}
    controls = tuple(make_control(name, spec, defaults.get(name, NO_START)) for name, spec in specs.items())
    grid = Grid(controls)
    if max_states is not None and grid.size > max_states:
        raise ExplorableError(
            f"The grid has {grid.size:,} states, more than {max_states:,}: {fewer(controls, max_states)}."
        )
    return grid


def controls_of(update: Callable, specs: Mapping) -> dict:
    """Name to the spec of each control: those in the annotations of `update`, then the others in `specs`."""
    parameters = parameters_of(update)
    places = {parameter.name: None for parameter in parameters if parameter.annotation is not parameter.empty}
    found = {**places, **annotated_specs(update, parameters, given=specs), **specs}
    return {name: spec for name, spec in found.items() if name in specs or spec is not None}


def fewer(controls: tuple[Control, ...], states: int) -> str:
    """What to do so that the controls span no more than so many `states`, as part of a sentence."""
    longest = max(controls, key=lambda control: len(control.values))
    length = len(longest.values)
    most = states * length // Grid(controls).size
    if most < 2:
        return f"coarsen {longest.name!r}, which has {length} values, and the others, to {states:,} states in all"
    return f"coarsen {longest.name!r}, which has {length} values, to {most}: leave out {length - most}"


def signature_defaults(update: Callable, specs: Mapping) -> dict:
    """Default of each parameter of `update` that has one; raises where controls and parameters differ."""
    parameters = parameters_of(update)
    takes_any = any(p.kind is p.VAR_KEYWORD for p in parameters)
    named = {p.name: p for p in parameters if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)}
    for name in specs:
        if name not in named and not takes_any:
            raise ExplorableError(f"Control {name!r} is not a parameter of update, which takes {listed(named)}.")
    for name, parameter in named.items():
        if name not in specs and parameter.default is parameter.empty:
            raise ExplorableError(f"Parameter {name!r} of update has neither a control nor a default: add {name}=….")
    return {name: p.default for name, p in named.items() if p.default is not p.empty}


def parameters_of(update: Callable) -> list[inspect.Parameter]:
    """Parameters of `update`; raises for a function without a signature."""
    try:
        return list(inspect.signature(update).parameters.values())
    except ValueError:
        raise ExplorableError("update has no signature that Python can read: give a function of your own.") from None


def make_control(name: str, spec, default=NO_START) -> Control:
    """Control `name` from a spec or an abbreviation of one, starting at `default` if given."""
    if not name.isidentifier():
        raise ExplorableError(f"The control {brief(name)} needs a name that a parameter of update can have.")
    if isinstance(spec, bool):
        default = _agreed(name, spec, default)
    spec = expand(name, spec)
    label = name.replace("_", " ") if spec.label is None else plain_text(f"The label of {name!r}", spec.label)
    texts, values, start = spec.offered(name)
    control = Control(name, spec, values, texts, start, label)
    return control if default is NO_START else replace(control, start=spec.start(control, default))


def _agreed(name: str, abbreviation: bool, default) -> bool:
    """Start of a checkbox written as True or False; raises where update's default says otherwise."""
    if isinstance(default, bool) and default is not abbreviation:
        raise ExplorableError(
            f"Control {name!r} is written {name}={abbreviation} but update's default is {default}: make them equal."
        )
    return abbreviation
