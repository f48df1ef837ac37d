"""What the browser tests share."""

from __future__ import annotations

import pytest
from pictures import Canvas


@pytest.fixture(scope="session")
def canvas(browser):
    """A blank white page on which SVG is photographed."""
    canvas = Canvas(browser)
    yield canvas
    canvas.close()
