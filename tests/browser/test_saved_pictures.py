"""A saved picture keeps the book's font: where it is opened, or drawn as PNG, no file of the page can be read."""

from __future__ import annotations

import base64
import json

import numpy as np
import pytest
import specimens
from PIL import Image

from helpers.sphinxext.files import package_file

# Letters of another shape under the pictures' name: the machine that tests may have DejaVu itself
OTHER = package_file("ziamath", "fonts/STIXTwoMath-Regular.ttf")
WORDS = {"family": 'font-family: "DejaVu Sans"', "type": "data:font/ttf;base64,"}


@pytest.fixture(scope="module")
def waves() -> str:
    return specimens.waves()


def saved(page, waves: str, folder, kind: str, text: str | None = None) -> bytes:
    """What a button saves of a figure whose page has a script with the pictures' font."""
    (folder / "_static" / "fonts").mkdir(parents=True, exist_ok=True)
    source = f'src: url("{WORDS["type"]}{base64.b64encode(OTHER.read_bytes()).decode()}")'
    faces = f"@font-face {{ {WORDS['family']}; {source}; }}"
    script = f"Explorable.fontFaces = {json.dumps(faces)};"
    (folder / "_static" / "fonts" / "pictures.js").write_text(script, "utf-8")
    page.goto(specimens.write_page(folder / "page.html", waves, text=text))
    page.evaluate("document.documentElement.dataset.content_root = ''; document.querySelector('.take').open = true;")
    with page.expect_download() as download:
        page.locator(f"button.save-{kind}").click()
    download.value.save_as(folder / f"it.{kind}")
    return (folder / f"it.{kind}").read_bytes()


def ink(folder) -> np.ndarray:
    return np.asarray(Image.open(folder / "it.png").convert("L"), float)


WITHOUT = ("if (faces) note", "if (!faces) note")


def test_a_saved_png_is_drawn_in_the_books_font(page, waves, tmp_path):
    saved(page, waves, tmp_path, "png")
    own = ink(tmp_path)
    saved(page, waves, tmp_path, "png", specimens.broken(*WITHOUT))
    assert np.abs(own - ink(tmp_path)).max() > 100, "another font leaves another picture"


def test_a_saved_svg_holds_the_books_font(page, waves, tmp_path):
    assert WORDS["type"].encode() in saved(page, waves, tmp_path, "svg")
    assert WORDS["type"].encode() not in saved(page, waves, tmp_path, "svg", specimens.broken(*WITHOUT))


def test_a_page_without_the_script_saves_its_pictures_all_the_same(page, waves, tmp_path):
    page.goto(specimens.write_page(tmp_path / "bare.html", waves))
    page.evaluate("document.documentElement.dataset.content_root = ''; document.querySelector('.take').open = true;")
    with page.expect_download() as download:
        page.locator("button.save-svg").click()
    download.value.save_as(tmp_path / "it.svg")
    assert "@font-face" not in (tmp_path / "it.svg").read_text("utf-8")
    page.trouble[:] = [words for words in page.trouble if "pictures.js" not in words]
