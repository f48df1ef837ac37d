"""Controls: named, finite, ordered lists of values, and the grid of states they span."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from helpers.explorable.annotations import annotated_specs
from helpers.explorable.errors import ExplorableError
from helpers.explorable.specs import Choice, Pick, Point, Toggle, expand
from helpers.explorable.values import MAX_STATES, lattice, option_values, slider_values
from helpers.explorable.wording import brief, distance, listed, plain_text, same

NO_START = inspect.Parameter.empty  # the default of a parameter that has none


@dataclass(frozen=True)
class Control:
    """One control, resolved: what `update` receives, what the reader sees, and where it starts.

    Attributes
    ----------
    name : the parameter of `update`.
    kind : "slider", "choice", "toggle" or "point".
    values : what `update` receives, in order.
    texts : the values as read aloud and shown, unit included; as long as `values`.
    start : position of the start value in `values`.
    label : the words beside the control.
    play : whether the reader can let it run.
    handle : the Point or Pick in the picture that moves it; None for most.
    """

    name: str
    kind: str
    values: tuple
    texts: tuple[str, ...]
    start: int
    label: str
    play: bool = False
    handle: Point | Pick | None = None

    def public(self, position: int):
        """Value at `position` as links and the page's script name it: a number, a label, a bool, or a pair."""
        return self.texts[position] if self.kind == "choice" else self.values[position]

    def position(self, value) -> int:
        """Position of `value` (or of a choice's label); raises ExplorableError naming the control."""
        found = [index for index, known in enumerate(self.values) if same(known, value)]
        if found:
            return min(found, key=lambda index: distance(self.values[index], value))
        if isinstance(value, str) and self.kind == "choice" and value in self.texts:
            return self.texts.index(value)
        raise ExplorableError(f"Control {self.name!r} has no value {brief(value)}; it offers {listed(self.texts)}.")


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
            raise ExplorableError(f"{brief(changes)} is no state: give a dict of control to value.")
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
    """Parameters of `update`; raises for a function that does not tell them."""
    try:
        return list(inspect.signature(update).parameters.values())
    except ValueError:
        raise ExplorableError("update does not tell its parameters: give a function of your own.") from None


def make_control(name: str, spec, default=NO_START) -> Control:
    """Control `name` from a spec or an abbreviation of one, starting at `default` if given."""
    if not name.isidentifier():
        raise ExplorableError(f"The control {brief(name)} needs a name that a parameter of update can have.")
    if isinstance(spec, bool):
        default = _agreed(name, spec, default)
    spec = expand(name, spec)
    label = name.replace("_", " ") if spec.label is None else plain_text(f"The label of {name!r}", spec.label)
    if isinstance(spec, Toggle):
        return Control(name, "toggle", (False, True), ("off", "on"), _toggle_start(name, default), label)
    if isinstance(spec, Choice | Pick):
        texts, values = option_values(name, spec.options)
        handle = spec if isinstance(spec, Pick) else None
        return _started(Control(name, "choice", values, texts, 0, label, handle=handle), default)
    if isinstance(spec, Point):
        texts, values = lattice(name, spec.x, spec.y)
        return _started(Control(name, "point", values, texts, len(values) // 2, label, handle=spec), default)
    texts, values = slider_values(name, spec.values, format=spec.format, unit=spec.unit)
    middle = (len(values) - 1) // 2
    return _started(Control(name, "slider", values, texts, middle, label, spec.play), default)


def _agreed(name: str, abbreviation: bool, default) -> bool:
    """Start of a checkbox written as True or False; raises where update's default says otherwise."""
    if isinstance(default, bool) and default is not abbreviation:
        raise ExplorableError(
            f"Control {name!r} is written {name}={abbreviation} but update's default is {default}: make them equal."
        )
    return abbreviation


def _toggle_start(name: str, default) -> int:
    if default is NO_START:
        return 0
    if not isinstance(default, bool):
        raise ExplorableError(f"Control {name!r} starts at {brief(default)}; a checkbox starts at True or False.")
    return int(default)


def _started(control: Control, default) -> Control:
    """`control` with its start at `default`; raises where `default` is not among its values."""
    if default is NO_START:
        return control
    try:
        start = control.position(default)
    except ExplorableError as error:
        raise ExplorableError(f"The start value of {error.args[0][0].lower()}{error.args[0][1:]}") from None
    return Control(**{**control.__dict__, "start": start})
