"""Dates from git and what is made of them: feed, site map, notes below a page; the book builds without git, too."""

import os
import subprocess
import tomllib
import xml.etree.ElementTree as ET
from io import BytesIO

import pytest
import yaml
from bs4 import BeautifulSoup
from PIL import Image

import helpers
from helpers.sphinxext.dates import page_dates

ATOM = "{http://www.w3.org/2005/Atom}"


def git(top, *words, date="2020-01-01"):
    when = f"{date}T12:00:00+00:00"
    names = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when, "GIT_CONFIG_GLOBAL": os.devnull}
    command = ["git", "-C", str(top), "-c", "user.name=A", "-c", "user.email=a@example.org", *words]
    subprocess.run(command, env=os.environ | names, check=True, capture_output=True)


def commit(top, *, date):
    git(top, "add", "book", date=date)
    git(top, "commit", "-q", "-m", "x", date=date)


@pytest.fixture
def dated_book(own_book):
    """The tiny book, written on one day and changed on another."""
    git(own_book.top, "init", "-q")
    commit(own_book.top, date="2020-01-01")
    wave = own_book.top / "book/part/wave.ipynb"
    wave.write_text(wave.read_text("utf-8") + "\n", encoding="utf-8")
    commit(own_book.top, date="2021-02-03")
    process = own_book.build()
    assert process.returncode == 0, process.stderr
    return own_book


def test_dates_are_those_of_the_first_and_last_commit(tmp_path):
    (tmp_path / "book" / "ä").mkdir(parents=True)
    git(tmp_path, "init", "-q")
    for date in ("2020-01-01", "2021-02-03"):
        (tmp_path / "book/ä/b.md").write_text(date)
        commit(tmp_path, date=date)
    (tmp_path / "book/new.md").write_text("never committed")
    assert page_dates(tmp_path / "book") == {"ä/b.md": ("2020-01-01", "2021-02-03")}


def test_a_tree_without_git_has_no_dates(tmp_path):
    assert page_dates(tmp_path) == {}


def test_feed_site_map_and_page_say_the_dates(dated_book):
    feed = ET.fromstring(dated_book.page("feed.xml"))
    entry = feed.find(f"{ATOM}entry")
    assert feed.find(f"{ATOM}title").text == "Explorable Machine Learning"
    assert entry.find(f"{ATOM}title").text == "Wave"
    assert entry.find(f"{ATOM}published").text == "2020-01-01T00:00:00Z"
    assert entry.find(f"{ATOM}updated").text == feed.find(f"{ATOM}updated").text == "2021-02-03T00:00:00Z"
    assert "part/wave.html</loc><lastmod>2021-02-03</lastmod>" in dated_book.page("sitemap.xml")
    assert "Last changed <time" in dated_book.page("part/wave.html")
    assert "year = {2021}" in dated_book.page("part/wave.html")


def test_without_git_the_book_has_no_feed_and_no_dates(tiny_book):
    assert not (tiny_book.html / "feed.xml").exists()
    assert (tiny_book.html / "sitemap.xml").exists()
    page = tiny_book.page("part/wave.html")
    assert "Last changed" not in page and "year =" not in page and "application/atom+xml" not in page


def test_a_page_has_a_social_card(tiny_book):
    page = BeautifulSoup(tiny_book.page("part/wave.html"), "html.parser")
    meta = {tag["property"]: tag["content"] for tag in page.find_all("meta", property=True)}
    assert meta["og:title"] == "Wave"
    assert meta["og:description"] == page.find("meta", attrs={"name": "description"})["content"] == "A wave."
    assert meta["og:image"].endswith("/_static/cards/wave.png")
    image = Image.open(BytesIO((tiny_book.html / "_static/cards/wave.png").read_bytes()))
    assert image.size == (1200, 630)
    right = image.convert("L").crop((600, 50, 1160, 580))
    assert right.getextrema()[0] < 100  # something is drawn there


def test_a_part_page_shows_the_start_state(tiny_book):
    card = BeautifulSoup(tiny_book.page("part/index.html"), "html.parser").find("li", class_="notebook-card")
    figure = BeautifulSoup(tiny_book.page("part/wave.html"), "html.parser").find("figure", class_="explorable")
    marks = figure.find("svg").find("g", class_="marks")
    drawn = [path["d"] for path in card.find("svg").find_all("path")]
    assert drawn == [path["d"] for path in marks.find_all("path")]
    assert not {tag["id"] for tag in card.find_all(id=True)} & {tag["id"] for tag in figure.find_all(id=True)}


def test_the_citation_file_names_this_version_and_this_repository(request):
    top = request.config.rootpath
    cited = yaml.safe_load((top / "CITATION.cff").read_text("utf-8"))
    config = yaml.safe_load((top / "_config.yml").read_text("utf-8"))
    assert cited["version"] == helpers.__version__
    assert cited["title"] == config["title"]
    assert cited["authors"] == [{"name": config["author"]}]
    assert cited["url"] == config["html"]["baseurl"]
    assert (
        cited["repository-code"] == tomllib.loads((top / "pyproject.toml").read_text())["project"]["urls"]["Repository"]
    )
