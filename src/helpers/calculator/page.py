"""The calculator's picture as HTML: each result as formula, product and value, then the bars."""

from __future__ import annotations

import random
import re
from html import escape

from helpers.calculator import bars
from helpers.calculator.calculation import Calculation
from helpers.calculator.formulas import latex, product
from helpers.calculator.templates import fill
from helpers.calculator.units import NO_BREAK, scales, singular, written
from helpers.explorable.data import FIGURE_DATA, figure_data
from helpers.explorable.figure_html import figure_html
from helpers.explorable.room import keepers
from helpers.explorable.storyboard import frame_positions
from helpers.mathml import latex_to_mathml

SAMPLE = 2000  # states of a grid with more, which stand for all where texts are compared


class Sheet:
    """HTML at one state; collects the templates of its live places, which the page's script fills anew."""

    def __init__(self, calculation: Calculation, positions: tuple[int, ...]):
        self.calculation = calculation
        self.positions = positions
        self.numbers = calculation.numbers_at(positions)
        self.spec = calculation.spec
        self.places: list[list] = []

    def place(self, template: list, *, element: str = "span", classes: str = "") -> str:
        """An element whose text follows the state."""
        self.places.append(template)
        attribute = f' class="{classes}"' if classes else ""
        text = escape(fill(template, self.numbers, self.spec, self.positions))
        return f'<{element}{attribute} data-place="{len(self.places) - 1}">{text}</{element}>'

    def operand(self, name: str) -> str:
        """A control's number with its unit."""
        index = self.calculation.terms.controls.index(name)
        number = self.place([["number", index]], classes="number")
        unit = self.unit(index, self.calculation.units[name])
        return f'<span class="operand">{number}{unit}</span>'

    def unit(self, index: int, many: str) -> str:
        """The unit of a control's number, after a space; it follows the state where one is called otherwise."""
        if (one := singular(many)) != many:
            return " " + self.place([["unit", index, many, one]], classes="unit")
        return f' <span class="unit">{escape(many)}</span>' if many else ""

    def result(self, index: int, name: str, *, formula: bool) -> str:
        """One result: its formula in symbols, the same in numbers, and what it comes to."""
        tree = self.calculation.trees[name]
        symbolic = f'<div class="formula notranslate">{formula_mathml(self.calculation, name)}</div>' if formula else ""
        total = self.place([["result", index, "chain"]], classes="total")
        return (
            f'<div class="result">{symbolic}<p class="product"><span class="name">{escape(name)} =</span> '
            f"{product(tree, self.operand)} {total}</p></div>"
        )

    def bars(self, attributes: str) -> str:
        """The stacked results against each capacity; nothing where there is none."""
        stack = [list(self.calculation.trees).index(result) for result in self.calculation.stack]
        capacities = self.calculation.capacities
        if not capacities:
            return ""
        unit = scales(self.calculation.units[next(iter(self.calculation.stack))])
        rows = [
            (
                escape(label),
                self.place([["room", stack, capacity]], element="tspan"),
                escape(written(capacity, unit, "chain")[2:]),
            )
            for label, capacity in capacities.items()
        ]
        stacked = [self.numbers[index] for index in stack]
        ratios = [bars.spans(stacked, capacity) for capacity in capacities.values()]
        rooms = [bars.room(stacked, capacity) for capacity in capacities.values()]
        return bars.svg(rows=rows, stack=self.calculation.stack, ratios=ratios, rooms=rooms, attributes=attributes)


def formula_latex(calculation: Calculation, name: str) -> str:
    """LaTeX of one result and its formula."""
    return rf"\text{{{_text(name)}}} = {latex(calculation.trees[name], calculation.symbols)}"


def formula_mathml(calculation: Calculation, name: str) -> str:
    """MathML of one result and its formula; the name is put in last, since the converter escapes no letter of it."""
    source = rf"\text{{name}} = {latex(calculation.trees[name], calculation.symbols)}"
    words = escape(name).replace(" ", NO_BREAK)
    return latex_to_mathml(source, display=True).replace("<mtext>name</mtext>", f"<mtext>{words}</mtext>", 1)


def _text(words: str) -> str:
    """Words as LaTeX text."""
    return "".join("\\" + letter if letter in "%&#_$" else letter for letter in words)


def picture(calculation: Calculation, positions: tuple[int, ...], *, live: bool) -> tuple[str, str, list]:
    """HTML of the bars and of the results at one state, and the templates of their places.

    A storyboard's frame is not `live`.
    """
    sheet = Sheet(calculation, positions)
    attributes = f' aria-labelledby="{calculation.options.name}-readout"' if live else ' aria-hidden="true"'
    capacity_bars = sheet.bars(attributes)
    results = "".join(sheet.result(index, name, formula=live) for index, name in enumerate(calculation.trees))
    return capacity_bars, f'<div class="results">{results}</div>', sheet.places


def views(calculation: Calculation, positions: tuple[int, ...], *, live: bool) -> tuple[str, list]:
    """HTML of the whole picture at one state, and the templates of its places."""
    capacity_bars, results, places = picture(calculation, positions, live=live)
    return capacity_bars + results, places


def sampled(calculation: Calculation) -> list[tuple[int, ...]]:
    """Every state of a small grid, some of a large one."""
    grid, dice = calculation.grid, random.Random(0)
    numbers = range(grid.size) if grid.size <= SAMPLE else (dice.randrange(grid.size) for _ in range(SAMPLE))
    return [grid.positions(number) for number in numbers]


def texts_at(calculation: Calculation, templates: list) -> dict[tuple[int, ...], str]:
    """The texts of `templates`, joined, in each of the sampled states."""
    spec, found = calculation.spec, {}
    for positions in sampled(calculation):
        numbers = calculation.numbers_at(positions)
        found[positions] = "".join(fill(template, numbers, spec, positions) for template in templates)
    return found


def room_of_results(calculation: Calculation, places: list) -> str:
    """The results where their texts are longest, unseen: what stands below them keeps its place."""
    texts = texts_at(calculation, places)
    longest = max(texts, key=lambda positions: len(texts[positions]))
    results = re.sub(r' data-place="\d+"', "", picture(calculation, longest, live=True)[1])
    return f'<div class="room">{results}</div>'


def payload(calculation: Calculation, places: list) -> dict:
    """What ``calculator.js`` needs to evaluate and to paint."""
    names = list(calculation.trees)
    return {
        **calculation.spec,
        "names": calculation.terms.controls,
        "trees": list(calculation.trees.values()),
        "readout": calculation.readout,
        "places": places,
        "units": [[name, calculation.units[name]] for name in (*calculation.terms.controls, *names)],
        "stack": [names.index(result) for result in calculation.stack],
        "capacities": list(calculation.capacities.values()),
        "margin": bars.MARGIN,
        "inner": bars.INNER,
        "least": bars.LEAST,
    }


class StaticCalculator:
    """What `calculate` returns while the book is built; displays as one self-contained `<figure>`."""

    def __init__(self, calculation: Calculation):
        self._calculation = calculation
        self._html = calculator_html(calculation)
        self._positions = calculation.grid.start

    @property
    def state(self) -> dict:
        """The present state, name to value."""
        return self._calculation.grid.state(self._positions)

    @property
    def readout(self) -> str:
        """The sentence that goes with the present state."""
        return self._calculation.readout_at(self._positions)

    def set(self, **changes) -> None:
        """Move to the state that differs by `changes`; what the page shows first stays the start state."""
        self._positions = self._calculation.grid.place(changes, self._positions)

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {
            "text/html": self._html,
            FIGURE_DATA: calculator_data(self._calculation),
            "text/latex": calculator_latex(self._calculation),
            "text/plain": f"<calculator: {self.readout}>",
        }


def calculator_html(calculation: Calculation) -> str:
    """The whole `<figure>`, storyboard of presets included."""
    start = calculation.grid.start
    capacity_bars, results, places = picture(calculation, start, live=True)
    frames = [
        (label, views(calculation, positions, live=False)[0], calculation.readout_at(positions))
        for label, positions in frame_positions(calculation.grid, calculation.options.presets).items()
    ]
    return figure_html(
        calculation.options,
        controls=calculation.grid.controls,
        views=capacity_bars or results + room_of_results(calculation, places),  # what stays in sight
        readout=calculation.readout_at(start),
        storyboard=frames,
        payload=payload(calculation, places),
        kind="calculator",
        room=keepers(texts_at(calculation, [calculation.readout]).values()),
        results=results if capacity_bars else "",
    )


def calculator_data(calculation: Calculation) -> dict:
    """The calculator as data: what it is called, and its states."""
    return figure_data(
        calculation.options,
        kind="calculator",
        controls=calculation.grid.controls,
        readout=calculation.readout_at(calculation.grid.start),
    )


def calculator_latex(calculation: Calculation) -> str:
    """The formulas, and the storyboard of presets in words, for a printed book."""
    formulas = "\n".join(f"\\[{formula_latex(calculation, name)}\\]" for name in calculation.trees)
    frames = "\n".join(
        rf"\item[{_text(label)}] {_text(calculation.readout_at(positions))}"
        for label, positions in frame_positions(calculation.grid, calculation.options.presets).items()
    )
    return f"{formulas}\n\\begin{{description}}\n{frames}\n\\end{{description}}"
