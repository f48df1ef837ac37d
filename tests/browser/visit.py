"""A visit: all that is checked on one built page, in one browser, in the views that a plan of rotation.py names.

The page is opened twice at most: wide and light, served under a strict policy, then narrow and dark from disk; each
time it turns to the other colours in place. While it is wide, it is compared with what its notebook shows when it is
run live.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import nbformat
from parity import asked_of, differences, markup_of, read, specs_in
from pictures import Canvas
from sweep import VIEWS, sweep, turned

from built_pages import HTML, ROOT, loaded_by, notebook_of, pages_of
from helpers.sphinxext.execution import data_key, execution_key
from live import live_faults, run_live
from rotation import Plan, everything, is_new, plan_of, run_number

SOME_PRESETS = 2  # of each figure of a page that is not new are compared in a run


@dataclass(frozen=True)
class Visitor:
    """What a visit needs: a way to open pages, where they are served, a canvas for SVG, a folder of its own."""

    open_page: Callable
    address: str
    canvas: Canvas
    folder: Path


def visited(visitor: Visitor, name: str, plan: Plan) -> list[str]:
    """Sentences on all that is wrong with a page of the book."""
    found = [f"the figure {figure!r} is not that of its notebook's page" for figure in unlike_home(name)]
    for label, *others in plan.visits:
        view = replace(VIEWS[label], moves=VIEWS[label].moves and plan.moves)
        page = visitor.open_page(address=visitor.address, **view.context)
        root = f"{HTML.as_uri()}/" if view.phone else visitor.address
        found += [f"{label}: {words}" for words in sweep(page, root + name, view)]
        if plan.parity and not view.phone:
            found += compared(visitor, page, name)
        for other in VIEWS.keys() & others:  # in Firefox there are no others
            found += [f"{other}: {words}" for words in turned(page, VIEWS[other])]
        page.context.close()
    return found


def compared(visitor: Visitor, page, name: str) -> list[str]:
    """What is wrong with the page's notebook in a kernel, and what the opened page shows that it does not."""
    asked = states_asked(name)
    notebook = run_live(notebook_of(name), asked, visitor.folder)
    found = [f"live: {words}" for words in live_faults(notebook)]
    failed = [f"live: {path.read_text('utf-8')}" for path in sorted(visitor.folder.glob("*.error"))]
    return found + failed or differences(page, visitor.canvas, asked, visitor.folder)


def states_asked(name: str) -> dict[str, list[dict]]:
    """States of each explorable that the page and its notebook are compared in."""
    specs = specs_in((HTML / name).read_text("utf-8"))
    presets = None if everything() or is_new(name) else SOME_PRESETS
    return {figure: asked_of(read(figure, spec), run=run_number(), presets=presets) for figure, spec in specs.items()}


def unlike_home(name: str) -> list[str]:
    """Figures of a page that are not, byte for byte, those of a notebook's page."""
    homes = home_of()
    return [figure for figure, html in markup_of(name).items() if markup_of(homes.get(figure, name))[figure] != html]


@cache
def home_of() -> dict[str, str]:
    """Name of each explorable to its notebook's page."""
    homes = [page for page in pages_of(HTML) if notebook_of(page).is_file()]
    return {figure: page for page in homes for figure in markup_of(page)}


def inputs_of(name: str) -> list[Path | str]:
    """All that a visit depends on, the tests and the machine apart: files, and words."""
    plan = plan_of(name, pages_of(HTML))
    homes = {HTML / home_of()[figure] for figure in markup_of(name) if figure in home_of()}
    words = [repr(plan)]
    if plan.parity:
        cells = json.loads(notebook_of(name).read_text("utf-8"))["cells"]
        words += [repr([cell for cell in cells if cell["cell_type"] == "code"])]
        words += [execution_key(ROOT / "src/helpers", ROOT / "book", mode="live")]
        words += [data_key(nbformat.read(notebook_of(name), as_version=4), ROOT / "book")]
    return [*loaded_by(HTML / name), *homes, *words]
