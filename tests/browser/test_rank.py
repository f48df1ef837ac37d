"""Search leads to the right place: sixty terms, ranked by the page's own script over this book's catalogue."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from helpers.sphinxext.assets import OWN
from helpers.sphinxext.catalogue import FOLDER, read_catalogue
from helpers.sphinxext.counts import notebooks_of_toc
from helpers.sphinxext.find import search_documents
from helpers.sphinxext.library import make_library
from helpers.sphinxext.page_kinds import document

READS = ["_toc.yml", "book/*/*.ipynb", "book/catalogue/*", "tests/browser/terms.csv"]

TOP = Path(__file__).resolve().parents[2]
TERMS = list(csv.DictReader((TOP / "tests/browser/terms.csv").open(encoding="utf-8")))
RANK = (OWN / "rank.js").read_text("utf-8")
FIRST = """([documents, terms]) => {
  const find = Explorable.finder(documents);
  return terms.map((term) => find(term)[0] ?? null);
}"""
SMALL = [
    document("Temperature, top-k, top-p", page="top.html", kind="notebook", entries=[["Sampling", "nucleus sampling"]]),
    document("k-means", page="k.html", kind="planned"),
    document("Random forests", page="forests.html", kind="planned"),
    document("Beam search and forests", page="beam.html", kind="planned", entries=[["Beam Search", "beam width"]]),
    document("Searching forests by a beam", page="other.html", kind="notebook"),
    document("Generalised advantage", page="gae.html", kind="planned", entries=[["Advantage Estimation (GAE)"]]),
    document("Momentum", page="momentum.html", kind="notebook", summary="Average of gradients."),
    document("learning rate", page="glossary.html#term-learning-rate", kind="term"),
]


@pytest.fixture(scope="module")
def documents():
    """What the search of this book knows."""
    return search_documents(make_library(read_catalogue(TOP / "book" / FOLDER), notebooks_of_toc(TOP)))


def found(page, documents, terms, *, script=RANK):
    """What stands first for each term; None where nothing is found."""
    page.goto("about:blank")
    page.add_script_tag(content=script)
    return page.evaluate(FIRST, [documents, terms])


def lost(page, documents, *, script=RANK):
    """Terms of the list that lead elsewhere, with where."""
    firsts = found(page, documents, [row["term"] for row in TERMS], script=script)
    return {row["term"]: first for row, first in zip(TERMS, firsts, strict=True) if place_of(first) != row["leads to"]}


def place_of(first):
    """The slug of a notebook, or the name of a term of the glossary."""
    if first is None or first["kind"] == "term":
        return first and f"glossary: {first['title']}"
    return first["page"].removesuffix(".html").split("/")[-1].split("#planned-")[-1]


def test_each_of_sixty_terms_leads_to_its_page_or_entry(page, documents):
    assert len(TERMS) == 60
    assert lost(page, documents) == {}


@pytest.mark.parametrize(
    "sound, broken",
    [
        ("part.length === 1", "false"),  # letters are words of their own: p of top-p
        ("b.level - a.level || ", ""),  # what exists stands above what is exact
        ("b.fine - a.fine || ", ""),  # a piece of a title is as near as the whole
        ("const ofEntries = entries.flat", "const ofEntries = [].flat"),  # entries' titles are not searched
        ("isMisspelt(one, word)", "false"),
    ],
)
def test_a_fault_of_the_ranking_loses_terms(page, documents, sound, broken):
    assert sound in RANK
    script = RANK.replace(sound, broken)
    assert lost(page, documents, script=script) or misled(page, script=script)


EXPECTED = {  # what is typed: the page that is to stand first
    "nucleus sampling": "top.html",
    "top p": "top.html",
    "top-p": "top.html",
    "k means": "k.html",
    "random forest": "forests.html",
    "beam search": "beam.html",
    "Beam Searches": "beam.html",
    "GAE": "gae.html",
    "generalized advantage": "gae.html",
    "momentun": "momentum.html",
    "mometnum": "momentum.html",
    "momentum optimiser": "momentum.html",
    "average gradients": "momentum.html",
    "what is the learning rate?": "glossary.html#term-learning-rate",
    "p": None,
    "means of transport by night": None,
    "": None,
}


def misled(page, *, script=RANK):
    """What is typed and leads elsewhere, with where."""
    firsts = found(page, SMALL, list(EXPECTED), script=script)
    pages = {typed: first and first["page"] for typed, first in zip(EXPECTED, firsts, strict=True)}
    return {typed: place for typed, place in pages.items() if place != EXPECTED[typed]}


def test_words_in_any_form_lead_to_what_is_meant(page):
    assert misled(page) == {}
