"""Every page of the built book, visited: nothing is dead, broken, small, hidden or pale, nothing comes from elsewhere.

What is checked when: rotation.py. What each check is: sweep.py and parity.py. What makes them fail:
test_sweep_fails.py, test_demonstrations.py and test_visit_fails.py.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from axe import contrast
from parity import markup_of
from visit import Visitor, inputs_of, visited

from built_pages import HTML, ROOT, SECONDS, notebook_of, pages_of
from keeping import WHOLE
from rotation import plan_of
from served import Strict, served

PAGES = pages_of(HTML) or ["index.html"]  # without a book, the fixture says so


@pytest.fixture(scope="session")
def address():
    """Where the book is served under a strict policy."""
    with served(HTML, Strict) as address:
        yield address


@pytest.mark.inputs(of=inputs_of)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_does_and_shows_what_it_should(name, book, open_page, address, canvas, tmp_path, record_property):
    begun, plan = time.perf_counter(), plan_of(name, PAGES)
    found = visited(Visitor(open_page, address, canvas, tmp_path), name, plan)
    record_property(SECONDS, time.perf_counter() - begun)
    record_property(WHOLE, plan.whole)
    assert not found, "\n".join(f"{name}, {words}" for words in dict.fromkeys(found))


def test_every_notebook_has_a_page_with_an_explorable(book):
    notebooks = [path for path in (ROOT / "book").rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts]
    built = {notebook_of(page) for page in PAGES if markup_of(page)}
    missing = [path.stem for path in notebooks if path not in built]
    assert not missing, f"Run `make book`: no page with an explorable was built from {missing}."


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_colours_of_code_can_be_read(book, open_page, scheme):
    """Those of all notebooks are the same few: the page with most code has them all."""
    name = max(PAGES, key=lambda page: (HTML / page).read_text("utf-8").count('<span class="'))
    page = open_page(viewport={"width": 1280, "height": 900}, color_scheme=scheme)
    page.goto(Path(book / name).as_uri())
    assert contrast(page, code=True) == []
