"""Steps of a figure, and links in the text that set its state, in a built page; what names no state fails the build."""

from __future__ import annotations

import json
import shutil

import pytest
from bs4 import BeautifulSoup

from helpers.sphinxext.steps import query_of, word_of, wrong_in

STEPS = """## What to notice

1. **Fast.** Twice as many waves, see [the slow one](#wave?k=1).
2. [In between](#wave?k=1.5): one and a half.

## How it works

Faster is [two](#wave?k=2).
"""


def build_with(book, text):
    """Build the tiny book with this text after its figure; return the process."""
    path = book.top / "book/part/wave.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    notebook["cells"].append({"cell_type": "markdown", "id": "text", "metadata": {}, "source": text})
    path.write_text(json.dumps(notebook), "utf-8")
    return book.build()


@pytest.fixture(scope="module")
def book(tiny_book, tmp_path_factory):
    """A book whose figure has steps."""
    top = tmp_path_factory.mktemp("steps") / "book"
    shutil.copytree(tiny_book.top, top, symlinks=True)
    own = type(tiny_book)(top)
    process = build_with(own, STEPS)
    assert process.returncode == 0, process.stderr + process.stdout
    return own


@pytest.fixture
def page(book):
    """The page of that figure."""
    return BeautifulSoup(book.page("part/wave.html"), "html.parser")


def test_the_list_after_a_figure_is_its_steps(page):
    (steps,) = page.select("figure#wave > .stage > .side > .steps")
    labels = [(label.text, label["data-state"]) for label in steps.select("ol > li > button.label")]
    assert labels == [("Fast", "k=2"), ("In between", "k=1.5")]
    texts = [text.get_text(strip=True) for text in steps.select("ol > li > .text")]
    assert texts[0].startswith("Twice as many") and texts[1] == "one and a half."
    assert steps.select_one(".walk .where").text == "2 steps"


def test_the_heading_goes_with_its_list_and_other_headings_stay(page):
    assert "What to notice" not in [heading.text.rstrip("#") for heading in page.select("h1, h2")]
    assert "What to notice" not in page.select_one("#pst-secondary-sidebar, .bd-sidebar-secondary").text
    assert page.select_one("article h2").text.startswith("How it works")


def test_a_preset_that_is_a_step_is_not_shown_twice(page):
    (preset,) = page.select("figure#wave button.preset")
    assert preset.text == "Fast" and preset.has_attr("hidden")


def test_links_to_states_stay_as_they_are_written(page):
    found = [link["href"] for link in page.select("article a[href^='#wave?']")]
    assert found == ["#wave?k=1", "#wave?k=2"]


def test_a_figure_on_another_page_has_no_steps(book):
    index = BeautifulSoup(book.page("index.html"), "html.parser")
    assert index.select("figure#wave") and not index.select(".steps, button.preset[hidden]")


WRONG = """## What to notice

1. **Slow.** No such preset.
2. [Other](#wave?speed=2) names no control.
3. [Far](#wave?k=9) names no value.
4. [Elsewhere](#circle?k=1) is no figure of this step.

## How it works

A [link](#circle?k=1), and [another](#wave?k=x).
"""


def test_what_names_no_state_fails_the_build_by_its_name(own_book):
    process = build_with(own_book, WRONG)
    assert process.returncode != 0
    said = process.stderr + process.stdout
    for fact in (
        "no preset 'Slow'",
        "no control 'speed'; its controls are k",
        "'k' of the figure 'wave' has no value '9'",
        "its link names 'circle'",
        "No figure of this page has the id 'circle'",
        "has no value 'x'",
    ):
        assert fact in said
    assert "wave.ipynb" in said


def control(name, values):
    return {"name": name, "values": values}


DATA = {
    "id": "fig",
    "controls": [
        control("rate", [0.1, 1.0, 30]),
        control("on", [False, True]),
        control("at", [[0, 0.5], [1, -2]]),
        control("kind", ["a b", "&=?"]),
    ],
}


@pytest.mark.parametrize(
    ("query", "facts"),
    [
        ("rate=0.1&on=true&at=1,-2&kind=a%20b", []),
        ("rate=1&at=0,0.5&kind=%26%3D%3F", []),
        ("", ["names no value"]),
        ("rate=2", ["'rate'", "'2'"]),
        ("on=yes", ["'on'", "'yes'"]),
        ("at=1", ["'at'", "'1'"]),
        ("rats=1", ["no control 'rats'", "rate, on, at, kind"]),
    ],
)
def test_what_a_link_asks_for_is_checked_against_the_figures_values(query, facts):
    said = " ".join(wrong_in(query, DATA))
    assert all(fact in said for fact in facts) and bool(said) == bool(facts)


@pytest.mark.parametrize("positions", [[0, 0, 0, 0], [1, 1, 1, 1], [2, 0, 1, 0]])
def test_a_states_query_asks_for_that_state(positions):
    assert list(wrong_in(query_of(positions, DATA), DATA)) == []
    assert query_of([1, 1, 1, 1], DATA) == "rate=1&on=true&at=1,-2&kind=%26%3D%3F"


def test_values_are_written_as_scripts_write_them():
    assert [word_of(value) for value in (1.0, 0.1, 30, True, "a")] == ["1", "0.1", "30", "true", "a"]
    assert json.loads(word_of(1e-5)) == 1e-5
