"""The parity test: every explorable of the built book against its notebook's own code, run anew without the engine."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from parity import ROOT, SHOW, Figure, differences, figures_of, markup_of, notebook_of, pages

HOMES = pages(homes=True)
OTHERS = [page for page in pages() if page not in HOMES]


def opened_by(page, folder: Path, name: str):
    """The page, opened; it has an explorable."""
    page.goto((folder / name).as_uri())
    assert figures_of(page), f"{name} shows no explorable."
    return page


@pytest.fixture(params=HOMES)
def home(request, book, page):
    """A notebook's own page, and its name."""
    return opened_by(page, book, request.param), request.param


@pytest.fixture(params=pages())
def opened(request, book, page):
    """A page with an explorable."""
    return opened_by(page, book, request.param)


def test_every_notebook_is_on_a_page(book):
    notebooks = [path for path in (ROOT / "book").rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts]
    built = {notebook_of(page) for page in HOMES}
    missing = [path.stem for path in notebooks if path not in built]
    assert not missing, f"Run `make book`: no page with an explorable was built from {missing}."


def test_the_page_shows_what_the_notebook_shows(home, canvas, tmp_path):
    page, name = home
    wrong = differences(page, canvas, notebook_of(name), tmp_path)
    assert not wrong, "\n".join(wrong)


def test_a_figure_shown_on_another_page_is_the_same(book):
    originals = {name: html for page in HOMES for name, html in markup_of(page).items()}
    for page in OTHERS:
        for name, html in markup_of(page).items():
            assert html == originals.get(name), f"{name!r} on {page} is not the figure of its notebook's page."


def test_a_page_moves_to_both_ends_and_no_two_elements_share_an_id(opened):
    for figure in figures_of(opened):
        for end in (0, -1):
            shown(opened, figure, {control: values[end] for control, values in figure.controls.items()})
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


def test_every_control_changes_something(home):
    page, _ = home
    for figure in figures_of(page):
        idle = [control for control in figure.controls if not changes_something(page, figure, control)]
        assert not idle, f"In {figure.name!r}, {idle} change neither picture nor readout."


def test_presets_are_worth_clicking(home):
    page, _ = home
    for figure in figures_of(page):
        readouts = {label: shown(page, figure, state)[0] for label, state in figure.presets.items()}
        for (first, one), (second, other) in itertools.combinations(readouts.items(), 2):
            assert one != other, f"In {figure.name!r} the presets {first!r} and {second!r} read the same."
