"""Pages of the built book and of the tiny one: no script inside, links that lead somewhere, formulas in their font."""

import re
from urllib.parse import unquote, urldefrag, urlsplit

import pytest

from built_pages import pages_of
from served import Strict, served

READY = """Promise.all([...document.querySelectorAll("figure.explorable")].map((one) => one.explorable.set({})))"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
DATA = r"""(?![^>]*\btype="(?:application/json|text/plain)")"""  # a block of data is not a script
SCRIPT = re.compile(rf"<script(?![^>]*\bsrc=){DATA}[^>]*>", re.IGNORECASE)


@pytest.fixture(params=["the book", "the tiny book"])
def pages(request):
    """The folder of a built book."""
    return request.getfixturevalue("book") if request.param == "the book" else request.getfixturevalue("tiny_book").html


def test_pages_have_no_inline_script_or_handler(pages):
    for name in pages_of(pages):
        html = (pages / name).read_text("utf-8")
        assert SCRIPT.findall(html) == [], name
        assert re.findall(r"<[a-z][^<>]*\son[a-z]+=", html) == [], name
        assert "thebe" not in html.lower(), name


def test_every_link_within_the_book_leads_somewhere(pages):
    lost = []
    for name in pages_of(pages):
        for link in re.findall(r'\s(?:href|src)="([^"]*)"', (pages / name).read_text("utf-8")):
            target, _ = urldefrag(link)
            parts = urlsplit(target)
            if not parts.scheme and parts.path:
                path = (pages / name).parent / unquote(parts.path)
                lost += [] if path.is_file() else [f"{name}: {link}"]
    assert lost == []


def test_a_tiny_book_works_under_a_strict_policy_and_from_disk(open_page, tiny_book):
    found = []
    with served(tiny_book.html, Strict) as address:
        for root, width in ((address, 1280), (f"{tiny_book.html.as_uri()}/", 360)):
            page = open_page(address=address, viewport={"width": width, "height": 740})
            for name in pages_of(tiny_book.html):
                page.goto(root + name)
                page.evaluate(READY)
                wide = page.evaluate(SIDEWAYS)
                found += [f"{name}: {sentence}" for sentence in page.trouble] + ([name] if wide > 0 else [])
                page.trouble.clear()
    assert found == []


def test_a_bare_page_says_which_page_and_book_it_is_from(tiny_book):
    source = re.search(r'<p class="source">(.*?)</p>', tiny_book.page("embed/wave.html"))[1]
    assert re.sub("<[^>]*>", "", source) == "From Wave of Explorable Machine Learning"


def test_a_bare_page_loads_one_style_sheet_with_fonts_and_the_players_rules(tiny_book):
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]*)">', tiny_book.page("embed/wave.html"))
    assert sheets == ["../_static/figure.css"]
    text = (tiny_book.html / "_static/figure.css").read_text("utf-8")
    assert "@font-face" in text and "figure.explorable" in text and "/*" not in text


def test_formulas_are_drawn_in_the_books_font(browser, tiny_book):
    page = browser.new_page(viewport={"width": 1000, "height": 800})
    page.goto((tiny_book.html / "part/wave.html").as_uri())
    page.evaluate("document.fonts.ready")
    loaded = page.evaluate("[...document.fonts].filter((face) => face.status === 'loaded').map((face) => face.family)")
    formula, number = (page.locator(f"div.math {part}").first.bounding_box() for part in ("mtable", ".eqno"))
    page.close()
    assert "STIX Two Math" in [family.strip('"') for family in loaded]
    assert formula["x"] + formula["width"] < number["x"]


@pytest.mark.parametrize(("width", "lines"), [(1000, 1), (360, 2)])
def test_statements_of_a_formula_go_below_each_other_where_there_is_no_room(open_page, tiny_book, width, lines):
    page = open_page(viewport={"width": width, "height": 800})
    page.goto((tiny_book.html / "part/wave.html").as_uri())
    page.evaluate("document.fonts.ready")
    formula = page.locator("div.math:not(.numbered)")
    tops = [statement.bounding_box()["y"] for statement in formula.locator("> math").all()]
    assert len(tops) == 3 and len({top > tops[0] + 20 for top in tops}) == lines
    assert formula.evaluate("(e) => e.scrollWidth <= e.clientWidth")


def test_the_landing_page_shows_a_figure_on_its_first_screen(open_page, book):
    page = open_page(viewport={"width": 1280, "height": 800})
    page.goto((book / "index.html").as_uri())
    picture, slider = (
        page.locator("figure.explorable svg").first,
        page.locator("figure.explorable form.controls input").first,
    )
    slider.wait_for(state="visible")
    for part in (picture, slider):
        box = part.bounding_box()
        assert box["y"] + box["height"] <= 800, box
