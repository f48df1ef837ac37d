"""Fonts hold every character that formulas and pictures show, in every state."""

import re

import pytest
from bs4 import BeautifulSoup
from fontTools.ttLib import TTFont

from helpers.explorable.packing import deflated
from helpers.sphinxext.files import package_file
from helpers.sphinxext.fonts import FONTS
from helpers.sphinxext.table_files import table_script
from helpers.sphinxext.used_characters import BASE, characters_of

DRAWN = re.compile(r"<math\b.*?</math>|<svg\b.*?</svg>", re.DOTALL)
DATA = '<script type="application/json" class="payload">{"texts":["∞"]}</script>'


def found(page="", table=""):
    """Characters of a page and of a table beside it, without those that are always there."""
    letters = characters_of([page], [table])
    return letters.formulas.strip(BASE), letters.pictures.strip(BASE)


@pytest.mark.parametrize(
    ("page", "formulas", "pictures"),
    [
        ("<math><mo>∑</mo><mtext>ä&minus;</mtext></math>", "ä∑−", ""),
        ("<math><mi>k</mi></math>", "𝑘", ""),
        ("<math><mi>h</mi></math>", "ℎ", ""),
        ("<math><mi>β</mi></math>", "β𝛽", ""),
        ("<math><mi>log</mi></math>", "", ""),
        ("<math><msqrt><mn>2</mn></msqrt></math>", "√", ""),
        ("<math><mroot><mn>2</mn><mn>3</mn></mroot></math>", "√", ""),
        ("<svg><text>µ</text><title>ł</title></svg>", "", "µł"),
        (DATA, "∞", "∞"),
        ("<p>Ж\n</p>", "", ""),
    ],
)
def test_the_characters_of_formulas_and_pictures_are_found(page, formulas, pictures):
    assert found(page) == (formulas, pictures)


def test_the_characters_of_every_state_are_found_in_the_page_and_in_a_file():
    text = deflated({"tables": ["<text>≈ &alpha;</text>"]})
    assert found(f'<script type="text/plain" class="payload">{text}</script>') == ("", "α≈")
    assert found(table=table_script("wave-1", text)) == ("", "α≈")


def test_damaged_tables_have_no_characters():
    assert found(table=table_script("wave-1", "§")) == ("", "")


def cut(folder, name):
    """Characters of a font of the built book."""
    (path,) = (folder / "_static/fonts").glob(f"{name}-????????.woff2")
    return {chr(code) for code in TTFont(path).getBestCmap()}


def test_the_books_fonts_have_what_its_pages_show(book):
    formulas, pictures = set(), set()
    for path in book.glob("[a-z]*/*.html"):
        soup = BeautifulSoup("".join(DRAWN.findall(path.read_text("utf-8"))), "html.parser")
        letters = soup.select("math mi, math mo, math mn, math mtext")
        formulas.update(*(element.text for element in letters if element.name != "mi" or len(element.text) > 1))
        slanted = {element.text for element in letters if element.name == "mi" and "a" <= element.text <= "z"} - {"h"}
        formulas.update(chr(0x1D44E + ord(letter) - ord("a")) for letter in slanted if len(letter) == 1)
        pictures.update(*(element.text for element in soup.select("svg.view text")))
    for name, letters in (("stix-two-math", formulas), ("dejavu-sans", pictures)):
        package, source, *_ = FONTS[name]
        known = {chr(code) for code in TTFont(package_file(package, source)).getBestCmap()}
        assert len(letters) > 60 and (letters & known) - cut(book, name) == set()
