"""CONTRACT.md says what a figure has, all of it and nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
import sympy
from bs4 import BeautifulSoup

import helpers
from helpers import Choice, Pick, Point, Slider, Toggle, explore, predict
from helpers.calculator import calculate
from helpers.explorable.data import FIGURE_DATA
from helpers.plots import new_figure
from helpers.sphinxext.table_files import with_table_files

READS = ["CONTRACT.md"]

PAGE = (Path(__file__).resolve().parents[2] / "CONTRACT.md").read_text("utf-8")
ENGINE = Path(helpers.__file__).parent
SECTIONS = {part.splitlines()[0]: part for part in PAGE.split("\n## ")[1:]}
CELL = re.compile(r"^\| `([^|]+)` \|", re.MULTILINE)
ADDED = re.compile(r"""classList\.(?:add|toggle)\("([\w-]+)"|className = "([\w-]+)\"""")


def rows(section: str) -> list[str]:
    """First cells of the tables of a section."""
    return CELL.findall(SECTIONS[section])


def everything() -> dict:
    """Output of an explorable with every kind of control, both kinds of question, and presets."""
    fig, ax = new_figure(height=2.6)
    ax.set(xlim=(-3, 3), ylim=(-3, 3))
    [ring] = ax.plot([0], [0], "o")
    words = [ax.text(2 * place - 2, -2.5, word) for place, word in enumerate(("one", "two"))]

    def update(place=(0, 0), word="one", size=1, shape="o", seen=True):
        ring.set_data([place[0]], [place[1]])
        ring.set(markersize=5 + size, marker=shape, visible=seen)
        for text in words:
            text.set_alpha(1.0 if text.get_text() == word else 0.4)
        return f"{word} at {place}, size {size}"

    return explore(
        update,
        fig,
        name="everything",
        title="Everything",
        presets={"Large": {"size": 3}},
        predict=[
            predict("How large?", answer=lambda: 3, state={"size": 3}),
            predict("Which word?", answer=lambda: "two", options={"one": "", "two": ""}, state={"word": "two"}),
        ],
        place=Point(x=(-1, 1, 1), y=(-1, 1, 1), axes=ax, label="place"),
        word=Pick(["one", "two"], words, label="word"),
        size=Slider((1, 3), play=True),
        shape=Choice(["o", "s"]),
        seen=Toggle(),
    )._repr_mimebundle_()


def calculator() -> dict:
    """Output of a calculator with a capacity."""
    count, size = sympy.symbols("count size")
    return calculate(
        {"Memory": 2 * count * size},
        units={"Memory": "bytes", "count": "tokens", "size": "bytes"},
        capacities={"24 GB": 24e9},
        name="memory",
        count=[1, 1000],
        size=[2, 4],
    )._repr_mimebundle_()


@pytest.fixture(scope="module")
def outputs() -> list[dict]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EXPLORABLE_MODE", "static")
        return [everything(), calculator()]


@pytest.fixture(scope="module")
def figures(outputs) -> list[BeautifulSoup]:
    """Both figures, `<noscript>` included."""
    return [BeautifulSoup(output["text/html"], "html.parser") for output in outputs]


def names_of(soup: BeautifulSoup) -> set[str]:
    """Classes, as `.name`, and attributes for data, as `[name`, of a figure; matplotlib's own marks have none."""
    elements = soup.find_all(True)
    classes = {f".{name}" for element in elements for name in element.get("class", [])}
    return classes | {f"[{name}" for element in elements for name in element.attrs if name.startswith("data-")}


def missing(figures: list[BeautifulSoup], selectors: list[str]) -> list[str]:
    """Selectors that match nothing in any figure."""
    return [selector for selector in selectors if not any(figure.select(selector) for figure in figures)]


def undocumented(figures: list[BeautifulSoup], selectors: list[str]) -> set[str]:
    """Names of figures that no selector has."""
    known = {name for selector in selectors for name in re.findall(r"\.[\w-]+|\[data-\w+", selector)}
    return set.union(*map(names_of, figures)) - known


def test_what_the_contract_names_is_in_a_figure(figures):
    assert len(rows("Elements")) > 50
    assert missing(figures, rows("Elements")) == []


def test_what_a_figure_has_is_named_in_the_contract(figures):
    assert undocumented(figures, rows("Elements")) == set()


def test_a_difference_in_either_direction_is_found(figures):
    assert missing(figures, ["button.reset", "button.undo", "output.readout[lang]"]) == [
        "button.undo",
        "output.readout[lang]",
    ]
    assert undocumented([BeautifulSoup('<p class="new" data-new="1">', "html.parser")], [".old"]) == {
        ".new",
        "[data-new",
    }


def test_a_built_page_names_the_file_that_hands_its_table_over(outputs):
    page, files = with_table_files(outputs[0]["text/html"], root="../")
    [(name, script)] = files.items()
    figure = BeautifulSoup(page, "html.parser")
    assert missing([figure], rows("In a built page")) == []
    assert figure.select_one("script.payload")["data-file"] == f"../_static/tables/{name}"
    held = BeautifulSoup(outputs[0]["text/html"], "html.parser").select_one("script.payload").string
    assert script.endswith(f'.payloads ||= {{}})["{name[:-3]}"] = "{held}";\n') and name.startswith("everything-")
    assert with_table_files(outputs[1]["text/html"], root="../")[1] == {}


def test_the_scripts_add_the_classes_that_the_contract_names():
    scripts = "".join(path.read_text("utf-8") for path in sorted(ENGINE.glob("[ec]*/*.js")))
    added = {one or other for one, other in ADDED.findall(scripts)}
    assert added == set(rows("Classes that the scripts add"))


def test_the_spec_has_the_fields_that_the_contract_names(figures):
    for figure in figures:
        assert list(json.loads(figure.select_one("script.spec").string)) == rows("The script `spec`")


def test_the_data_have_the_fields_that_the_contract_names(outputs):
    for output in outputs:
        assert list(output[FIGURE_DATA]) == rows("The same as data")
    assert FIGURE_DATA in SECTIONS["The same as data"]
    assert np.shape(outputs[0][FIGURE_DATA]["views"]) == (1,) and outputs[1][FIGURE_DATA]["views"] == []
