"""What a notebook's figures look like without the engine: the independent side of the parity test.

    python reference.py NOTEBOOK ASKED.json FOLDER

runs the notebook's code cells from top to bottom in this process. Where a cell calls `explore`, the figures are as the
author just made them; for each state that ASKED lists under the figure's name, a child process calls `update` once and
saves every figure whole, with matplotlib's own `savefig`. Where a cell calls `calculate`, each expression is evaluated
by SymPy. Nothing here tabulates, draws single artists, or reads what the page was made from.

FOLDER/NAME-NUMBER.json holds the readout (and a calculator's values), FOLDER/NAME-NUMBER-VIEW.svg a picture.
"""

from __future__ import annotations

import inspect
import json
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path

os.environ.pop("EXPLORABLE_MODE", None)
os.environ.setdefault("MPLBACKEND", "agg")

import matplotlib
import matplotlib.pyplot as plt

import helpers


class Recorder:
    """Stands in for `explore` and `calculate` while the cells run."""

    def __init__(self, asked: Mapping[str, list[dict]], folder: Path):
        self.asked = asked
        self.folder = folder
        self.calculate = helpers.calculate
        self.explorables = {}

    def explore_in(self, update: Callable, *figures, name: str = "explorable", **rest):
        """Save every asked state of `figures`, each in a child of its own."""
        controls = controls_of(update, rest)
        figures = tuple(getattr(figure, "figure", figure) for figure in figures)
        for figure in figures:
            plt.close(figure)
        for number, public in enumerate(self.asked.get(name, [])):
            in_a_child(self.save, update, figures, meant(public, controls), self.folder / f"{name}-{number}")
        self.explorables[name] = Shown(update, start_of(update, controls))
        return self.explorables[name]

    def save(self, update: Callable, figures: tuple, state: dict, target: Path) -> None:
        """Call `update` once, on figures that no other state has touched, and save all."""
        readout = update(**state)
        target.with_suffix(".json").write_text(json.dumps({"readout": readout}))
        for view, figure in enumerate(figures):
            figure.draw_without_rendering()  # at the figure's own dpi, in which its author lays it out; SVG has 72
            figure.set_layout_engine("none")
            with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "reference"}):
                figure.savefig(f"{target}-{view}.svg", format="svg")

    def calculate_in(self, *records, name: str = "calculator", **rest):
        """Save every asked state: the readout in Python, and each expression as SymPy evaluates it."""
        shown = self.calculate(*records, name=name, **rest)
        results = records[0] if isinstance(records[0], Mapping) else expressions_of(records)
        for number, public in enumerate(self.asked.get(name, [])):
            shown.set(**public)
            values = {result: by_sympy(expression, shown.state) for result, expression in results.items()}
            text = json.dumps({"readout": shown.readout, "values": values})
            (self.folder / f"{name}-{number}.json").write_text(text)
        self.explorables[name] = shown
        return shown


class Shown:
    """What `explore` returns to a cell that goes on with it."""

    def __init__(self, update: Callable, state: dict):
        self.update = update
        self.state = state
        self.readout = None

    def set(self, **changes) -> None:
        self.state = {**self.state, **changes}
        self.readout = self.update(**self.state)


def controls_of(update: Callable, given: Mapping) -> dict:
    """Name to control of each parameter that has one: given by keyword, or else as an annotation."""
    parameters = inspect.signature(update).parameters
    beside = {name: p.annotation for name, p in parameters.items() if p.annotation is not p.empty}
    controls = {name: given.get(name, beside.get(name)) for name in parameters}
    return {name: control for name, control in controls.items() if control is not None}


def start_of(update: Callable, controls: Mapping) -> dict:
    parameters = inspect.signature(update).parameters
    return {name: parameters[name].default for name in controls}


def in_a_child(act: Callable, *arguments) -> None:
    """Call `act` in a fork of this process, so that it leaves no trace here."""
    child = os.fork()
    if child == 0:
        try:
            act(*arguments)
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    if os.waitpid(child, 0)[1]:
        raise SystemExit(f"A state of the notebook fails without the engine: {arguments[2]}.")


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


def run_cells(notebook: Path) -> None:
    """Execute the code cells, as a fresh kernel would."""
    namespace = {"__name__": "__main__", "display": lambda *shown: None}
    for cell in json.loads(notebook.read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            code = compile("".join(cell["source"]), f"{notebook.name}:{cell.get('id')}", "exec", dont_inherit=True)
            exec(code, namespace)


def main(notebook: str, asked: str, folder: str) -> None:
    recorder = Recorder(json.loads(Path(asked).read_text()), Path(folder).resolve())
    helpers.explore, helpers.calculate = recorder.explore_in, recorder.calculate_in
    helpers.shown = recorder.explorables.__getitem__
    path = Path(notebook).resolve()
    os.chdir(path.parent)
    run_cells(path)


if __name__ == "__main__":
    main(*sys.argv[1:])
