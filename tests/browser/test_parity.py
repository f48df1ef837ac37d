"""The parity test: every explorable of the built book against its notebook's own code, run anew without the engine."""

from __future__ import annotations

import itertools
import json
import re
from functools import cache
from pathlib import Path

import pytest
from parity import SHOW, Figure, differences, figures_of

ROOT = Path(__file__).resolve().parents[2]
HTML = ROOT / "_build" / "html"
NOTEBOOKS = sorted((ROOT / "book").rglob("*.ipynb"))


def pages() -> list[str]:
    """Pages with an explorable; one that is not there, so that the tests fail, where no book is built."""
    found = [path for path in sorted(HTML.rglob("*.html")) if '<figure class="explorable' in path.read_text("utf-8")]
    return [str(path.relative_to(HTML)) for path in found] or ["index.html"]


@cache
def code_of(notebook: Path) -> str:
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


def notebook_of(name: str) -> Path:
    """The notebook whose code makes the figure `name`."""
    found = [path for path in NOTEBOOKS if re.search(rf"""name=["']{name}["']""", code_of(path))]
    assert len(found) == 1, f"The figure {name!r} is made by {len(found)} notebooks: {found}."
    return found[0]


@pytest.fixture(params=pages())
def opened(request, book, page):
    """A page of the book with its explorables."""
    page.goto((book / request.param).as_uri())
    assert figures_of(page), f"{request.param} shows no explorable."
    return page


def test_every_notebook_is_on_a_page():
    built = {Path(page).with_suffix("") for page in pages()}
    missing = [path for path in NOTEBOOKS if path.relative_to(ROOT / "book").with_suffix("") not in built]
    assert not missing, f"Run `make book`: no page with an explorable was built from {missing}."


def test_the_page_shows_what_the_notebook_shows(opened, canvas, tmp_path):
    wrong = differences(opened, canvas, notebook_of, tmp_path)
    assert not wrong, "\n".join(wrong)


def test_no_two_elements_share_an_id(opened):
    ids = opened.evaluate("[...document.querySelectorAll('[id]')].map((element) => element.id)")
    assert not (twice := {name for name in ids if ids.count(name) > 1}), f"ids used twice: {sorted(twice)}"


def shown(page, figure: Figure, state: dict) -> tuple:
    readout, views, _ = page.evaluate(SHOW, [figure.name, state])
    return readout, *views


def changes_something(page, figure: Figure, control: str) -> bool:
    """Whether moving `control` changes readout or picture, from the start or from a preset."""
    for state in (figure.start, *figure.presets.values()):
        before = shown(page, figure, state)
        for value in figure.controls[control]:
            if shown(page, figure, {**state, control: value}) != before:
                return True
    return False


def test_every_control_changes_something(opened):
    for figure in figures_of(opened):
        idle = [control for control in figure.controls if not changes_something(opened, figure, control)]
        assert not idle, f"In {figure.name!r}, {idle} change neither picture nor readout."


def test_presets_are_worth_clicking(opened):
    for figure in figures_of(opened):
        readouts = {label: shown(opened, figure, state)[0] for label, state in figure.presets.items()}
        for (first, one), (second, other) in itertools.combinations(readouts.items(), 2):
            assert one != other, f"In {figure.name!r} the presets {first!r} and {second!r} read the same."
