"""Parity: whether a page shows what the notebook's own code shows, in its start, its presets and some states more."""

from __future__ import annotations

import json
import math
import random
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markup import figures_in
from pictures import ALLOWED, Canvas, strange

from helpers.explorable.figure_html import STEPS
from helpers.sphinxext.table_files import PAYLOAD

ROOT = Path(__file__).resolve().parents[2]
HTML = ROOT / "_build" / "html"
RANDOM_STATES = 2
FILED = re.compile(r' data-file="(?P<file>[^"]+)"><')  # a table in a file of its own
VIEW_BOX = re.compile(r'viewBox="([^"]*)"')
CUT = 2  # pt
CLOSE = 1e-9  # relative, for a calculator's values

SHOW = """async ([name, state]) => {
  const figure = document.querySelector(`figure.explorable#${name}`);
  await figure.explorable.set(state);
  const views = [...figure.querySelectorAll(":scope > .stage > .box > .views svg.view")].map((svg) => {
    const marks = svg.cloneNode(true);
    marks.querySelectorAll(".handle, .picks").forEach((handle) => handle.remove());
    return marks.outerHTML;
  });
  return [figure.querySelector("output.readout").textContent, views, figure.explorable.state()];
}"""
VALUES = """([name, state]) => {
  const figure = document.querySelector(`figure.explorable#${name}`);
  const payload = JSON.parse(figure.querySelector("script.payload").textContent);
  const controls = JSON.parse(figure.querySelector("script.spec").textContent).controls;
  const values = Object.fromEntries(controls.map((control, i) =>
    [control.name, payload.values[i][control.values.indexOf(state[control.name])]]));
  return payload.trees.map((tree) => Explorable.calculator.evaluate(tree, values));
}"""


@dataclass(frozen=True)
class Figure:
    """One explorable of a page, as the page itself describes it.

    Attributes
    ----------
    controls : name to the list of its public values.
    start : the start state; presets : label to state.
    """

    name: str
    kind: str
    controls: dict[str, list]
    start: dict
    presets: dict[str, dict]


def specs_in(html: str) -> dict[str, dict]:
    """Controls and presets of each explorable of a page, by name, as the page's own script reads them."""
    return {name: figure.spec for name, figure in figures_in(html).items()}


@cache
def markup_of(page: str) -> dict[str, str]:
    """HTML of each explorable of a built page, by name, as its file has it, with the tables that stand in others.

    Steps are its page's own and left out.
    """
    path = HTML / page
    html = FILED.sub(lambda match: f">{table_of(path.parent / match['file'])}<", path.read_text("utf-8"))
    return {name: without_steps(figure.html) for name, figure in figures_in(html).items()}


def without_steps(html: str) -> str:
    """A figure as its notebook's cell gives it: without steps, and with every preset shown."""
    whole = re.sub(r'<div class="steps".*?</ol></div>\n', STEPS, html, flags=re.DOTALL)
    return re.sub(r'(class="preset" value="[^"]*" aria-pressed="false") hidden>', r"\1>", whole)


def table_of(path: Path) -> str:
    """Text that a table's file hands over."""
    return PAYLOAD.search(path.read_text("utf-8"))["text"]


def figures_of(page) -> list[Figure]:
    """Every explorable of an opened page."""
    pairs = page.evaluate(
        "[...document.querySelectorAll('figure.explorable')].map((f) => "
        "[f.id, f.querySelector('script.spec').textContent])"
    )
    return [read(name, json.loads(text)) for name, text in pairs]


def read(name: str, spec: dict) -> Figure:
    """A figure from its spec; json keeps 1 and 1.0 apart, as Python does and JavaScript does not."""
    controls = {control["name"]: control["values"] for control in spec["controls"]}

    def state(positions: list[int]) -> dict:
        return {key: values[place] for (key, values), place in zip(controls.items(), positions, strict=True)}

    presets = {label: state(positions) for label, positions in spec["presets"].items()}
    start = state([control["start"] for control in spec["controls"]])
    return Figure(name, spec["kind"], controls, start, presets)


def asked_of(figure: Figure, *, run: int = 0, presets: int | None = None) -> list[dict]:
    """The states to compare: start, presets (all, or so many at random), some states more; others in each run."""
    dice = random.Random(f"{figure.name} {run}")
    others = [{n: dice.choice(values) for n, values in figure.controls.items()} for _ in range(RANDOM_STATES)]
    named = list(figure.presets.values())
    named = named if presets is None else dice.sample(named, min(presets, len(named)))
    states = [figure.start, *named, *others]
    return [state for place, state in enumerate(states) if state not in states[:place]]


def differences(page, canvas: Canvas, asked: dict[str, list[dict]], folder: Path) -> list[str]:
    """What an opened page shows differently from the files in `folder`, in the asked states; empty for parity."""
    found = []
    for figure in figures_of(page):
        for number, state in enumerate(asked[figure.name]):
            wrong = unlike(page, canvas, figure, state, folder / f"{figure.name}-{number}")
            found += [f"{figure.name} at {state}: {sentence}" for sentence in wrong]
    return found


def unlike(page, canvas: Canvas, figure: Figure, state: dict, target: Path) -> list[str]:
    """Sentences on what the page shows of one state that the files at `target` do not."""
    readout, views, now = page.evaluate(SHOW, [figure.name, state])
    expected = json.loads(target.with_suffix(".json").read_text())
    found = [] if now == state else [f"the page says its state is {now}"]
    if expected["readout"] not in (readout, None):  # an update that draws anew may leave the words to the page
        found.append(f"the page reads {readout!r}, Python says {expected['readout']!r}")
    if figure.kind == "calculator":
        return found + unequal(page.evaluate(VALUES, [figure.name, state]), expected["values"])
    for view, svg in enumerate(views):
        fresh = target.with_name(f"{target.name}-{view}.svg").read_text("utf-8")
        cut, fresh = placed(svg, fresh, expected["corners"][view])
        if cut > CUT:
            found.append(f"view {view + 1} cuts {cut:.1f} pt off")
        count = strange(canvas.picture(svg), canvas.picture(fresh))
        if count > ALLOWED:
            found.append(f"view {view + 1} has {count:.1f} pixels unlike a fresh figure's, more than {ALLOWED}")
    return found


def placed(ours: str, fresh: str, corner: list[float]) -> tuple[float, str]:
    """How much of `fresh`, in points, `ours` cuts off; and `fresh`, which begins at `corner`, seen as `ours` is."""
    left, top, width, height = (float(number) for number in VIEW_BOX.search(ours)[1].split())
    _, _, own_width, own_height = (float(number) for number in VIEW_BOX.search(fresh)[1].split())
    x, y = left - corner[0], top - corner[1]
    cut = max(x, y, own_width - x - width, own_height - y - height)
    return cut, VIEW_BOX.sub(f'viewBox="{x:g} {y:g} {width:g} {height:g}"', fresh, count=1)


def unequal(ours: list, expected: dict[str, float]) -> list[str]:
    """Sentences on the calculator's results that are not those of SymPy."""
    pairs = zip(expected.items(), ours, strict=True)
    return [
        f"{name} is {value!r} in the page, {exact!r} by SymPy"
        for (name, exact), value in pairs
        if not math.isclose(value, exact, rel_tol=CLOSE, abs_tol=0)
    ]
