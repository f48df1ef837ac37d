"""In the built book every id stands once, and each figure's id is the figure's."""

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
