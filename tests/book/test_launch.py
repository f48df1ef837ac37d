"""Buttons that run a notebook elsewhere: each names a file that is there, and none asks anybody at load."""

import re
import tomllib
from pathlib import Path

import pytest

import helpers
from helpers.sphinxext.launch import launch_options, repository_of

ROOT = Path(__file__).resolve().parents[2]
URL = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["urls"]["Repository"]
NAME = URL.removeprefix("https://github.com/")
TAG = f"v{helpers.__version__}"
COLAB = f"https://colab.research.google.com/github/{NAME}/blob/{TAG}/"
BINDER = f"https://mybinder.org/v2/gh/{NAME}/{TAG}?urlpath=lab/tree/"


def links(page):
    """Every address that a page links to."""
    return re.findall(r'<a href="([^"]+)"', page.read_text("utf-8"))


def notebooks(folder):
    """Sources of the pages that are notebooks."""
    return [path for path in sorted(folder.rglob("*.ipynb")) if ".ipynb_checkpoints" not in path.parts]


@pytest.mark.parametrize("start", [COLAB, BINDER], ids=["colab", "binder"])
def test_every_notebooks_page_launches_that_notebook(book, start):
    for source in notebooks(ROOT / "book"):
        page = (book / source.relative_to(ROOT / "book")).with_suffix(".html")
        launched = [link.removeprefix(start) for link in links(page) if link.startswith(start)]
        assert launched == [source.relative_to(ROOT).as_posix()], page.name


def test_every_notebook_can_be_downloaded_as_it_is_in_the_tree(book):
    for source in notebooks(ROOT / "book"):
        page = (book / source.relative_to(ROOT / "book")).with_suffix(".html")
        [offered] = [link for link in links(page) if link.endswith(".ipynb") and "://" not in link]
        assert (page.parent / offered).read_bytes() == source.read_bytes(), page.name


def test_a_launch_button_for_a_file_that_is_not_there_would_be_noticed(tiny_book):
    launched = [link.removeprefix(COLAB) for link in links(tiny_book.html / "part/wave.html") if link.startswith(COLAB)]
    assert launched == ["book/part/wave.ipynb"]
    assert not (ROOT / launched[0]).exists() and (tiny_book.top / launched[0]).is_file()


def test_a_click_saves_the_notebook(page, tiny_book):
    page.goto((tiny_book.html / "part/wave.html").as_uri())
    assert page.locator(".btn-download-source-button").get_attribute("download") == ""


@pytest.mark.parametrize("where", [".dropdown-launch-buttons", ".dropdown-download-buttons"])
def test_on_a_phone_a_finger_finds_the_buttons(open_page, tiny_book, where):
    page = open_page(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page.goto((tiny_book.html / "part/wave.html").as_uri())
    page.locator(f"{where} > button").click()
    for button in page.locator(f"{where} .btn:visible").all():
        box = button.bounding_box()
        assert box["width"] >= 44 and box["height"] >= 44, box
        assert box["x"] >= 0 and box["x"] + box["width"] <= 360, box


def test_the_landing_page_offers_the_archive_of_this_release(book):
    assert f"{URL}/releases/download/{TAG}/book.zip" in re.findall(r'href="([^"]+)"', (book / "index.html").read_text())


def test_the_address_is_that_of_the_project(tiny_book):
    assert repository_of(tiny_book.top / "book") == URL
    options = launch_options("https://github.com/a/b", tag="v1", folder="book")
    assert (options["repository_url"], options["repository_branch"]) == ("https://github.com/a/b", "v1")
    assert options["launch_buttons"]["thebe"] is False
