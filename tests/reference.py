"""What a notebook's figures look like without the engine: the independent side of the parity test.

`record(asked, folder)`, called in a kernel before a notebook's own cells, puts a recorder in front of `explore` and
`calculate`. Where a cell calls `explore`, the figures are as the author just made them; for each state that is asked of
the figure's name, a fork of the kernel calls `update` once and saves every figure whole, with matplotlib's own
`savefig`. Where a cell calls `calculate`, each expression is evaluated by SymPy. Nothing here tabulates, draws single
artists, or reads what the page was made from. The cell then gets what it asked for: the live explorable.

FOLDER/NAME-NUMBER.json holds the readout (and a calculator's values), FOLDER/NAME-NUMBER-VIEW.svg a picture.
"""

from __future__ import annotations

import inspect
import json
import os
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
from matplotlib.transforms import Bbox

import helpers

NOTICED = 0.02  # in by which marks may reach beyond a figure before it is saved with them


class Recorder:
    """Stands in front of `explore` and `calculate` while the cells run.

    asked : name of an explorable to the states that are wanted of it.
    """

    def __init__(self, asked: Mapping[str, list[dict]], folder: Path):
        self.asked = asked
        self.folder = folder
        self.explore = helpers.explore
        self.calculate = helpers.calculate

    def explore_first(self, update: Callable, *figures, name: str = "explorable", **options):
        """Save every asked state of `figures`, each in a child of its own; then explore."""
        controls = controls_of(update, options)
        drawn = tuple(getattr(figure, "figure", figure) for figure in figures)
        for figure in drawn:
            plt.close(figure)  # so that pyplot knows those only that an update opens
        for number, public in enumerate(self.asked.get(name, [])):
            in_a_child(self.save, update, drawn, meant(public, controls), self.folder / f"{name}-{number}")
        return self.explore(update, *figures, name=name, **options)

    def save(self, update: Callable, figures: tuple, state: dict, target: Path) -> None:
        """Call `update` once, on figures that no other state has touched, and save all, or those that it makes."""
        before = set(plt.get_fignums())
        readout = update(**state)
        figures = tuple(plt.figure(number) for number in plt.get_fignums() if number not in before) or figures
        corners = [save_whole(figure, Path(f"{target}-{view}.svg")) for view, figure in enumerate(figures)]
        target.with_suffix(".json").write_text(json.dumps({"readout": readout, "corners": corners}))

    def calculate_first(self, *records, name: str = "calculator", **options):
        """Save every asked state: the readout in Python, and each expression as SymPy evaluates it; then show it."""
        shown = self.calculate(*records, name=name, **options)
        results = records[0] if isinstance(records[0], Mapping) else expressions_of(records)
        for number, public in enumerate(self.asked.get(name, [])):
            in_a_child(self.save_values, shown, results, public, self.folder / f"{name}-{number}")
        return shown

    def save_values(self, shown, results: Mapping, state: dict, target: Path) -> None:
        """Put the calculator into a state and save what it says, and what SymPy finds."""
        shown.set(**state)
        values = {result: by_sympy(expression, shown.state) for result, expression in results.items()}
        target.with_suffix(".json").write_text(json.dumps({"readout": shown.readout, "values": values}))


def save_whole(figure, path: Path) -> list[float]:
    """Save a figure with all that reaches beyond it; returns where that begins, in pt from its upper left corner."""
    figure.draw_without_rendering()  # at the figure's own dpi, in which its author lays it out; SVG has 72
    figure.set_layout_engine("none")
    own = figure.bbox_inches
    far = figure.get_tightbbox()
    beyond = max(own.x0 - far.x0, own.y0 - far.y0, far.x1 - own.x1, far.y1 - own.y1)
    box = Bbox.union([own, far]) if beyond > NOTICED else own
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "reference"}):
        figure.savefig(path, format="svg", bbox_inches=None if box is own else box)
    return [72 * (box.x0 - own.x0), 72 * (own.y1 - box.y1)]


def controls_of(update: Callable, given: Mapping) -> dict:
    """Name to control of each parameter that has one: given by keyword, or else as an annotation."""
    parameters = inspect.signature(update).parameters
    beside = {name: p.annotation for name, p in parameters.items() if p.annotation is not p.empty}
    controls = {name: given.get(name, beside.get(name)) for name in parameters}
    return {name: control for name, control in controls.items() if control is not None}


def in_a_child(act: Callable, *arguments) -> None:
    """Call `act` in a fork of this process, so that it leaves no trace here."""
    child = os.fork()
    if child == 0:
        try:
            act(*arguments)
            os._exit(0)
        except BaseException:
            arguments[-1].with_suffix(".error").write_text(traceback.format_exc())
            os._exit(1)
    os.waitpid(child, 0)


def meant(public: Mapping, controls: Mapping) -> dict:
    """What `update` receives where the page says `public`: an option for its label, a pair for a point."""
    return {name: option(value, controls[name]) for name, value in public.items()}


def option(value, control):
    if isinstance(value, list):
        return tuple(value)
    options = getattr(control, "options", control)
    if isinstance(options, Mapping):
        return options.get(value, value)
    if isinstance(options, list):
        return next((item for item in options if str(item) == value), value)
    return value


def expressions_of(records) -> dict:
    """Name to expression of each result among a calculator's records; a function is asked with plain symbols."""
    import sympy

    quantities = [record.name for record in records if isinstance(record, helpers.Quantity)]
    found = {}
    for result in records:
        if isinstance(result, helpers.Result):
            found[result.name] = result.expression
            if callable(result.expression) and not hasattr(result.expression, "free_symbols"):
                asked = set(inspect.signature(result.expression).parameters) & set(quantities)
                asked -= set(getattr(result.expression, "keywords", ()))
                found[result.name] = result.expression(**{name: sympy.Symbol(name, real=True) for name in asked})
    return found


def by_sympy(expression, state: Mapping) -> float:
    """The expression's value; a number stands for itself."""
    import sympy

    exact = {name: sympy.Rational(repr(float(value))) for name, value in state.items()}
    symbols = {symbol: exact[symbol.name] for symbol in sympy.sympify(expression).free_symbols}
    return float(sympy.sympify(expression).subs(symbols).evalf(30))


def record(asked: str, folder: str) -> None:
    """Put a recorder in front of `explore` and `calculate`; asked : path of a JSON file of states."""
    recorder = Recorder(json.loads(Path(asked).read_text()), Path(folder).resolve())
    helpers.explore, helpers.calculate = recorder.explore_first, recorder.calculate_first
