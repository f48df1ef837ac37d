"""The contents beside each page: every part, the pages of the part that is open, and no page of another part."""

import csv
from pathlib import PurePosixPath

import pytest
from bs4 import BeautifulSoup

from built_pages import ROOT, pages_of

READS = ["_config.yml", "book/catalogue/*", "_toc.yml"]

with (ROOT / "book/catalogue/parts.csv").open(encoding="utf-8") as file:
    PARTS = {row["folder"] for row in csv.DictReader(file)}


def contents(html, name):
    """Addresses that the contents of the page `name` lead to, from the top folder; its own page is "#"."""
    _, nav, after = html.partition('<nav class="bd-links')  # the parser takes its time over a whole page
    links = BeautifulSoup(nav + after.partition("</nav>")[0], "html.parser").select("nav.bd-links a")
    folder = PurePosixPath("/", name).parent
    return [link["href"] if link["href"] == "#" else resolved(folder / link["href"]) for link in links]


def resolved(path):
    """A path without its `..`, from the top folder."""
    parts = []
    for part in path.parts[1:]:
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)


def of_other_parts(html, name):
    """Pages of parts that are not open, among the contents of a page."""
    pages = [PurePosixPath(address) for address in contents(html, name) if "/" in address]
    own = PurePosixPath(name).parent
    return [str(page) for page in pages if page.stem != "index" and page.parent != own and str(page.parent) in PARTS]


def has_contents(name):
    return not name.startswith("embed/")


def test_no_page_lists_the_pages_of_another_part(book):
    found = {name: of_other_parts((book / name).read_text("utf-8"), name) for name in pages_of(book)}
    assert {name: pages for name, pages in found.items() if pages} == {}


def test_each_page_lists_every_part_and_the_pages_of_its_own(book):
    shown = {page.parent.name for page in (ROOT / "book").glob("*/*.ipynb")} & PARTS
    for name in filter(has_contents, pages_of(book)):
        listed = contents((book / name).read_text("utf-8"), name)
        others = {f"{part}/index.html" for part in shown} - {name}
        own = (ROOT / "book").glob(f"{PurePosixPath(name).parent}/*.ipynb") if "/" in name else []
        siblings = {page.relative_to(ROOT / "book").with_suffix(".html").as_posix() for page in own} - {name}
        assert others | siblings | {"index.html", "catalogue.html"} <= {*listed, name}, name


@pytest.mark.parametrize("folder", ["", "systems/"])
def test_a_page_of_another_part_is_noticed(folder):
    html = (
        f'<nav class="bd-links"><a href="#">A</a><a href="{"../" if folder else ""}training/momentum.html">B</a></nav>'
    )
    assert of_other_parts(html, f"{folder}map.html") == ["training/momentum.html"]
    assert of_other_parts(html.replace("momentum", "index"), f"{folder}map.html") == []


def test_the_open_page_and_its_part_are_marked(tiny_book):
    nav = BeautifulSoup(tiny_book.page("part/wave.html"), "html.parser").select_one("nav.bd-links")
    [current] = nav.select('a[aria-current="page"]')
    assert current.text == "Wave" and current.find_parent("ul").find_parent("li").a["href"] == "index.html"
    assert contents(tiny_book.page("index.html"), "index.html").count("part/index.html") == 1
    assert "part/wave.html" not in contents(tiny_book.page("index.html"), "index.html")
