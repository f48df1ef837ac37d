"""Every link of the built books resolves; the checker is tried on a book with one fault of each kind."""

import shutil

import pytest
import yaml
from links import broken_links

READS = ["_config.yml", "book/catalogue/*"]


@pytest.fixture(scope="module")
def base(request):
    """The address that the book is served at."""
    return yaml.safe_load((request.config.rootpath / "_config.yml").read_text("utf-8"))["html"]["baseurl"]


@pytest.fixture(params=["the book", "the tiny book"])
def pages(request):
    """The folder of a built book."""
    return request.getfixturevalue("book") if request.param == "the book" else request.getfixturevalue("tiny_book").html


def test_every_link_resolves(pages, base):
    assert broken_links(pages, base) == []


@pytest.mark.parametrize(
    "file, old, new, found",
    [
        ("catalogue.html", 'href="part/wave.html"', 'href="part/waves.html"', "catalogue.html: part/waves.html"),
        ("tracks.html", 'href="#round"', 'href="#square"', "tracks.html: #square"),
        ("part/index.html", "catalogue.html#part=", "map.html#part=", "part/index.html: ../map.html#part=part"),
        ("part/wave.html", "cards/wave.png", "cards/none.png", "part/wave.html: {base}_static/cards/none.png"),
        ("sitemap.xml", "map.html", "maps.html", "sitemap.xml: {base}maps.html"),
        ("404.html", 'href="catalogue.html"', 'href="nowhere.html"', "any: nowhere.html"),
        ("_static/find-data.js", "part/wave.html", "part/none.html", "any: part/none.html"),
        ("_static/find-data.js", "html#term-frequency", "html#term-period", "any: glossary.html#term-period"),
        ("glossary.html", 'id="term-frequency"', 'id="term-1"', "any: glossary.html#term-frequency"),
    ],
)
def test_a_broken_link_is_found(tiny_book, tmp_path, base, file, old, new, found):
    shutil.copytree(tiny_book.html, tmp_path / "html")
    text = (tmp_path / "html" / file).read_text("utf-8")
    assert old in text
    (tmp_path / "html" / file).write_text(text.replace(old, new), encoding="utf-8")
    assert found.format(base=base) in broken_links(tmp_path / "html", base)
