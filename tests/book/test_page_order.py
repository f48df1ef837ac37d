"""The page's order: one bar of code for each picture and check, the model beside its explanation, reading time."""

import json
import shutil
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from test_tiny_book import build

SETUP = "import matplotlib.pyplot as plt\nimport numpy as np\n\nfrom helpers import explore"
MODEL = 'def wave(k):\n    """A wave."""\n    return np.sin(k * np.linspace(0, 6, 30))'
PICTURE = """fig, ax = plt.subplots(figsize=(3, 2))
(line,) = ax.plot(np.sin(np.linspace(0, 6, 30)))


def update_NAME(k=1.0):
    return f"k is {k:g}."


explore(update_NAME, fig, name="NAME", presets={"Slow": {"k": 1.0}, "Fast": {"k": 2.0}}, k=(1.0, 2.0, 0.5))"""
ABOUT = {"summary": "A wave.", "tags": ["waves"], "prerequisites": []}
ENTRIES = ["topic-0001"]
FOLDED = ("hide-input",)
LEAD = "# Wave\n\n**A wave moves.**\n\nIt is everywhere."
STEPS = "## What to notice\n\n1. **Slow.** Look.\n2. **Fast.** Look again."
WORKS = "## How it works\n\nThe height.\n\n$$\ny = x\n$$\n\n### Why\n\nBecause."


def text(source):
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def cell(source, *tags):
    kept = {"outputs": [], "execution_count": None, "metadata": {"tags": list(tags)}}
    return {"cell_type": "code", "source": source} | kept


def picture(name, *tags):
    return cell(PICTURE.replace("NAME", name), *tags, "explorable")


def write_notebook(book, slug, *cells, entries=()):
    numbered = [one | {"id": f"c{number}"} for number, one in enumerate(cells)]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    about = ABOUT | {"entries": list(entries)}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}, "explorable": about}
    text = json.dumps({"cells": numbered, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})
    book.write(f"book/part/{slug}.ipynb", text)


ORDERED = (
    text(LEAD),
    cell("BOOT = 1", "bootstrap", "remove-cell"),
    cell(SETUP, *FOLDED),
    cell(MODEL, "model", *FOLDED),
    cell("print('a folded cell may print')\nsetting = 1", *FOLDED),
    picture("wave", *FOLDED),
    text(STEPS),
    text(WORKS),
    text("#### Deeper\n\nStill."),
    text("## Second\n\nAnother picture."),
    cell("other = 2", *FOLDED),
    picture("second", *FOLDED),
    picture("third", *FOLDED),
    text("## Checked\n\nIt agrees."),
    cell("assert other == 2\nprint('checked')", "check", *FOLDED),
    cell("rest = 3", *FOLDED),
)
OPEN = (text("# Open\n\n**Open.**"), cell(SETUP), cell(MODEL, "model"), cell("early = 1", *FOLDED), picture("open"))
OPEN += (cell("late = 2", *FOLDED), cell("late + 1", "model", *FOLDED), picture("alone", *FOLDED))
OPEN += (text("## End\n\n1. Listed."),)


def copy_of(book, top):
    """Copy a built book with its caches."""
    shutil.copytree(book.top, top, symlinks=True)
    return replace(book, top=top)


@pytest.fixture(scope="module")
def ordered_book(tiny_book, tmp_path_factory):
    """A book with a notebook of the new shape, and one without "How it works", of whose cells some are open."""
    book = copy_of(tiny_book, tmp_path_factory.mktemp("ordered") / "book")
    write_notebook(book, "wave", *ORDERED, entries=ENTRIES)
    write_notebook(book, "guide", *OPEN)
    book.write("book/catalogue/planned.csv", "slug,part,title,summary,prerequisites\ncircle,part,The circle,Round.,\n")
    book.write("_toc.yml", (book.top / "_toc.yml").read_text("utf-8") + "      - file: part/guide\n")
    build(book)
    return book


@pytest.fixture(scope="module")
def wave(ordered_book):
    return BeautifulSoup(ordered_book.page("part/wave.html"), "html.parser").select_one("article")


@pytest.fixture(scope="module")
def guide(ordered_book):
    return BeautifulSoup(ordered_book.page("part/guide.html"), "html.parser").select_one("article")


def bars(page):
    return [bar.summary.get_text() for bar in page.select("details.code-bar, .cell > details")]


def code(part):
    return [pre.get_text().rstrip("\n") for pre in part.select(".cell_input pre")]


def test_folded_code_stands_under_few_bars_that_say_what_and_how_long(wave):
    assert bars(wave) == [
        "The code of this picture, 19 lines",
        "The code of this picture, 12 lines",
        "The code of this picture, 9 lines",
        "The code of this check, 2 lines",
        "Code, 1 line",
    ]


def test_a_bar_holds_the_code_of_the_cells_before_its_picture_as_one_block(wave):
    (text,) = code(wave.select("details.code-bar")[0])
    printing = "print('a folded cell may print')\nsetting = 1"
    assert text == "\n\n\n".join([SETUP, printing, PICTURE.replace("NAME", "wave")])
    assert wave.select_one(".code-bar .highlight .k"), "the code is not highlighted"


def test_a_bar_stands_right_under_its_picture(wave):
    for name, bar in zip(("wave", "second", "third"), wave.select("details.code-bar"), strict=False):
        output = wave.select_one(f"figure#{name}").find_parent(class_="cell_output")
        assert output.find_next_sibling() is bar


def test_a_cell_without_its_code_keeps_its_output_in_its_place(wave):
    printed = next(pre for pre in wave.select(".cell_output pre") if "may print" in pre.get_text())
    assert printed.find_next("figure")["id"] == "wave"
    assert all(cell.get_text().strip() for cell in wave.select("div.cell"))


def test_the_model_stands_open_after_the_text_that_explains_it(wave):
    section = wave.select_one("section#how-it-works")
    model = section.select_one(":scope > div.tag_model")
    assert code(model) == [MODEL] and model.find_parent("details") is None
    assert model.find_previous_sibling().select_one("math") or model.find_previous_sibling().name == "math"
    assert model.find_next_sibling()["id"] == "why"
    assert len(code(wave)) == 6


def test_a_check_says_its_code_and_shows_what_it_printed(wave):
    check = wave.select_one("div.tag_check")
    assert [part.name for part in check.find_all(recursive=False)] == ["details", "div"]
    assert check.select_one(":scope > .cell_output").get_text().strip() == "checked"


def test_open_code_stays_where_it_stands(guide):
    assert bars(guide) == [
        "Code, 1 line",
        "The code of the model, 1 line",
        "The code of this picture, 12 lines",
    ]
    assert code(guide)[:4] == [SETUP, MODEL, "early = 1", PICTURE.replace("NAME", "open")]
    assert guide.select_one("figure#open").find_parent(class_="cell").select_one("details.code-bar") is None


def test_a_figure_shown_elsewhere_brings_no_code(ordered_book):
    for page in ("index.html", "embed/wave.html"):
        assert "<figure" in ordered_book.page(page) and "code-bar" not in ordered_book.page(page)


def test_a_page_says_how_long_it_takes(wave):
    line = wave.select_one("p.reading-time")
    assert line.get_text() == "1\N{NO-BREAK SPACE}min for the idea, 1 for all of it"
    assert line.find_previous_sibling().get_text() == "It is everywhere."
    assert "cell" in line.find_next_sibling()["class"]


def test_a_page_of_no_concept_says_no_time(guide):
    assert guide.select_one(".reading-time") is None


def test_more_words_take_more_time_unless_they_are_folded(ordered_book, tmp_path):
    book = copy_of(ordered_book, tmp_path / "longer")
    long = text("## Why not\n\n" + "word " * 760)
    folded = cell("# word\n" * 3000, *FOLDED, "check")
    details = text("<details>\n<summary>A proof</summary>\n\n" + "word " * 3000 + "\n\n</details>")
    steps = text("## What to notice\n\n1. **Slow.** " + "word " * 240)
    write_notebook(book, "wave", *ORDERED[:6], steps, *ORDERED[7:], long, details, folded, entries=ENTRIES)
    build(book)
    assert "2\N{NO-BREAK SPACE}min for the idea, 5 for all of it" in book.page("part/wave.html")


def test_other_builders_keep_the_notebooks_order(ordered_book):
    process = ordered_book.build("--builder", "custom", "--custom-builder", "text")
    assert process.returncode == 0, process.stderr
    text = (ordered_book.top / "_build/text/part/wave.txt").read_text("utf-8")
    assert text.index("def wave(k)") < text.index("How it works") and "code of this" not in text
    assert "1. **Slow.**" in text
