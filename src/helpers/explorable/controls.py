"""Controls: named, finite, ordered lists of values, and the grid of states they span."""

from __future__ import annotations

import inspect
import itertools
import math
import numbers
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from helpers.explorable.wording import SAME, decimals, listed, same, written

MAX_STATES = 20_000


class ExplorableError(ValueError):
    """A sentence that says what is wrong with an explorable and what to do."""


@dataclass(frozen=True)
class Slider:
    """A slider over `values`: (low, high), (low, high, step), a list of numbers, or a dict of label to number."""

    values: tuple | list | range | Mapping
    label: str | None = None
    unit: str = ""
    format: str | Callable | None = None
    play: bool = False


@dataclass(frozen=True)
class Choice:
    """A drop-down over `options`: a list of values, or a dict that maps the label shown to the value."""

    options: Iterable | Mapping
    label: str | None = None


@dataclass(frozen=True)
class Toggle:
    """A checkbox, False or True."""

    label: str | None = None


@dataclass(frozen=True)
class Control:
    """One control, resolved: what `update` receives, what the reader sees, and where it starts.

    Attributes
    ----------
    name : the parameter of `update`.
    kind : "slider", "choice" or "toggle".
    values : what `update` receives, in order.
    texts : the values as read aloud and shown, unit included; as long as `values`.
    start : position of the start value in `values`.
    label : the words beside the control.
    play : whether the reader can let it run.
    """

    name: str
    kind: str
    values: tuple
    texts: tuple[str, ...]
    start: int
    label: str
    play: bool = False

    def public(self, position: int):
        """Value at `position` as links and the page's script name it: a number, a label or a bool."""
        return self.texts[position] if self.kind == "choice" else self.values[position]

    def position(self, value) -> int:
        """Position of `value` (or of a choice's label); raises ExplorableError naming the control."""
        for index, known in enumerate(self.values):
            if same(known, value):
                return index
        if isinstance(value, str) and self.kind == "choice" and value in self.texts:
            return self.texts.index(value)
        raise ExplorableError(f"Control {self.name!r} has no value {value!r}; it offers {listed(self.texts)}.")


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
        for name, value in changes.items():
            if name not in names:
                raise ExplorableError(f"There is no control {name!r}; the controls are {listed(names)}.")
            index = names.index(name)
            positions[index] = self.controls[index].position(value)
        return tuple(positions)


def make_grid(update: Callable, specs: Mapping, *, max_states: int | None = MAX_STATES) -> Grid:
    """Grid of the controls in `specs` (name to Slider, Choice, Toggle or an abbreviation of `interact`).

    Start values are the defaults in `update`'s signature. Raises ExplorableError where a control is not one,
    a start value is not among its values, or the grid is empty or has more than `max_states` states.
    """
    if not specs:
        raise ExplorableError("An explorable needs at least one control, such as temperature=(0.1, 2.0, 0.1).")
    defaults = signature_defaults(update, specs)
    controls = tuple(make_control(name, spec, defaults.get(name)) for name, spec in specs.items())
    grid = Grid(controls)
    if max_states is not None and grid.size > max_states:
        longest = max(controls, key=lambda control: len(control.values))
        raise ExplorableError(
            f"The grid has {grid.size:,} states, more than {max_states:,}: coarsen {longest.name!r}, "
            f"which has {len(longest.values)} values."
        )
    return grid


def signature_defaults(update: Callable, specs: Mapping) -> dict:
    """Default of each parameter of `update` that has one; raises where controls and parameters differ."""
    parameters = inspect.signature(update).parameters.values()
    takes_any = any(p.kind is p.VAR_KEYWORD for p in parameters)
    named = {p.name: p for p in parameters if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)}
    for name in specs:
        if name not in named and not takes_any:
            raise ExplorableError(f"Control {name!r} is not a parameter of update, which takes {listed(named)}.")
    for name, parameter in named.items():
        if name not in specs and parameter.default is parameter.empty:
            raise ExplorableError(f"Parameter {name!r} of update has neither a control nor a default: add {name}=….")
    return {name: p.default for name, p in named.items() if p.default is not p.empty}


def make_control(name: str, spec, default=None) -> Control:
    """Control `name` from a Slider, Choice, Toggle or abbreviation, starting at `default` if given."""
    if isinstance(spec, bool):
        default = _agreed(name, spec, default)
    spec = expand(name, spec)
    label = spec.label if spec.label is not None else name.replace("_", " ")
    if isinstance(spec, Toggle):
        return Control(name, "toggle", (False, True), ("off", "on"), _toggle_start(name, default), label)
    if isinstance(spec, Choice):
        texts, values = _options(name, spec.options)
        return _started(Control(name, "choice", values, texts, 0, label), default)
    texts, values = _slider_values(name, spec)
    middle = (len(values) - 1) // 2
    return _started(Control(name, "slider", values, texts, middle, label, spec.play), default)


def expand(name: str, spec) -> Slider | Choice | Toggle:
    """The control that an abbreviation stands for: tuple a slider, bool a checkbox, list or dict a drop-down."""
    if isinstance(spec, Slider | Choice | Toggle):
        return spec
    if isinstance(spec, bool):
        return Toggle()
    if isinstance(spec, tuple):
        return Slider(spec)
    if isinstance(spec, list | dict):
        return Choice(spec)
    raise ExplorableError(
        f"Control {name!r} is {spec!r}, which is no list of values: give a (low, high, step) tuple, "
        "a list, a dict, True or False, or a Slider, Choice or Toggle."
    )


def _agreed(name: str, abbreviation: bool, default) -> bool:
    """Start of a checkbox written as True or False; raises where update's default says otherwise."""
    if isinstance(default, bool) and default is not abbreviation:
        raise ExplorableError(
            f"Control {name!r} is written {name}={abbreviation} but update's default is {default}: make them equal."
        )
    return abbreviation


def _toggle_start(name: str, default) -> int:
    if default is None:
        return 0
    if not isinstance(default, bool):
        raise ExplorableError(f"Control {name!r} starts at {default!r}; a checkbox starts at True or False.")
    return int(default)


def _started(control: Control, default) -> Control:
    """`control` with its start at `default`; raises where `default` is not among its values."""
    if default is None and not any(value is None for value in control.values):
        return control
    try:
        start = control.position(default)
    except ExplorableError as error:
        raise ExplorableError(f"The start value of {error.args[0][0].lower()}{error.args[0][1:]}") from None
    return Control(**{**control.__dict__, "start": start})


def _options(name: str, options: Iterable | Mapping) -> tuple[tuple[str, ...], tuple]:
    """Labels and values of a drop-down."""
    if isinstance(options, str) or not isinstance(options, Iterable):
        raise ExplorableError(f"The options of {name!r} are {options!r}: give a list or a dict of label to value.")
    pairs = list(options.items()) if isinstance(options, Mapping) else [(str(o), o) for o in options]
    texts, values = tuple(str(text) for text, _ in pairs), tuple(value for _, value in pairs)
    if not pairs:
        raise ExplorableError(f"Control {name!r} has no values: give it at least two.")
    _refuse_repeats(name, texts)
    return texts, values


def _slider_values(name: str, spec: Slider) -> tuple[tuple[str, ...], tuple]:
    """Texts and values of a slider."""
    texts, values = None, spec.values
    if isinstance(values, Mapping):
        texts, values = list(values), list(values.values())
    elif isinstance(values, tuple):
        values = _steps(name, values)
    values = [_number(name, value) for value in values]
    if not values:
        raise ExplorableError(f"Control {name!r} has no values: its low end must not be above its high end.")
    if any(b <= a for a, b in itertools.pairwise(values)):
        raise ExplorableError(f"The values of {name!r} must grow from left to right; they are {listed(values)}.")
    texts = texts or written(values, spec.format)
    unit = f" {spec.unit}" if spec.unit else ""
    texts = tuple(f"{text}{unit}" for text in texts)
    _refuse_repeats(name, texts)
    return texts, tuple(values)


def _steps(name: str, ends: tuple) -> list:
    """Numbers from a (low, high[, step]) tuple, `high` included, rounded to the decimals of low and step."""
    if len(ends) not in (2, 3):
        raise ExplorableError(f"Control {name!r} is {ends!r}: give (low, high) or (low, high, step).")
    ends = [_number(name, end) for end in ends]
    whole = all(isinstance(end, int) for end in ends)
    low, high, step = ends if len(ends) == 3 else (*ends, 1 if whole else 0.1)
    if step <= 0:
        raise ExplorableError(f"Control {name!r} has the step {step!r}: a step is greater than 0.")
    count = math.floor((high - low) / step + SAME) + 1
    if count > MAX_STATES:
        raise ExplorableError(f"Control {name!r} has {count:,} values, more than {MAX_STATES:,}: take a larger step.")
    if whole:
        return [low + step * index for index in range(count)]
    places = max(decimals(low), decimals(step))
    return [round(low + step * index, places) for index in range(count)]


def _number(name: str, value):
    """`value` as a Python int or float; raises where it is not a finite real number."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real) or not math.isfinite(value):
        raise ExplorableError(f"Control {name!r} has the value {value!r}, which is not a finite number.")
    return int(value) if isinstance(value, numbers.Integral) else float(value)


def _refuse_repeats(name: str, texts: tuple[str, ...]) -> None:
    repeated = sorted({text for text in texts if texts.count(text) > 1})
    if repeated:
        raise ExplorableError(f"Control {name!r} shows {repeated[0]!r} for two values: give them different labels.")
