"""In the built book every id stands once, each figure's id is the figure's, and no output holds an address."""

import re
from collections import Counter
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

HTML = Path(__file__).resolve().parents[2] / "_build" / "html"
PAGES = [page for page in sorted(HTML.rglob("*.html")) if "_static" not in page.parts]


def test_there_are_pages():
    assert PAGES, "Run `make book` first: these tests read _build/html."


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_ids_stand_once(page):
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    counts = Counter(element["id"] for element in soup.find_all(id=True))
    assert [identity for identity, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_no_output_holds_a_memory_address(page):
    assert addresses(page.read_text(encoding="utf-8")) == []


def test_a_memory_address_is_found():
    assert addresses("<p>0xcafe</p><div class='cell_output'>&lt;Legend at 0x7f7a44c0ffee&gt;</div>") == [
        "0x7f7a44c0ffee"
    ]


def addresses(html: str) -> list[str]:
    outputs = BeautifulSoup(html, "html.parser").select(".cell_output")
    return [found for output in outputs for found in re.findall(r"0x[0-9a-f]{8,}", output.get_text())]
