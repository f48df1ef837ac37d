"""Every explorable of the built book at 360 px: nothing is too small to touch or to read, nothing is cut off."""

from __future__ import annotations

import pytest
from parity import figures_of, pages
from sizes import TARGETS, TEXTS


@pytest.fixture(params=pages())
def phone(request, book, open_page):
    page = open_page(viewport={"width": 360, "height": 740}, has_touch=True)
    page.goto((book / request.param).as_uri())
    assert figures_of(page)
    return page


def test_controls_can_be_touched_and_texts_can_be_read(phone):
    small = [target for target in phone.evaluate(TARGETS) if target[1] < 43.9 or target[2] < 0 or target[3] > 360]
    assert not small, f"name, height, left, right in px: {small}"
    small = [text for text in phone.evaluate(TEXTS) if text[1] < 11]
    assert not small, f"text, height in px: {small}"
