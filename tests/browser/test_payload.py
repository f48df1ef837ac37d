"""A table in a file comes when its figure needs it; one that cannot come is said."""

from __future__ import annotations

import pytest
import specimens

from helpers.sphinxext.table_files import FOLDER, with_table_files

FAR = '<div style="height: 5000px"></div>'
MOVED = "document.querySelector('figure').explorable.set({ count: 2 })"
QUICK = "addEventListener('DOMContentLoaded', () => { Explorable.PAUSE = 10; }, { capture: true })"
HELD = "document.querySelector('script.payload').textContent.length"


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """A page whose figure is at its top, and one whose figure is far down; their table stands in a file."""
    folder = tmp_path_factory.mktemp("files")
    html, files = with_table_files(specimens.waves(), root="")
    (folder / FOLDER).mkdir(parents=True)
    for name, script in files.items():
        (folder / FOLDER / name).write_text(script)
    return {
        where: specimens.write_page(folder / f"{where}.html", before + html)
        for where, before in (("top", ""), ("far", FAR))
    }


@pytest.fixture
def waves(open_page, pages):
    """A page whose first requests for its table, as many as `failing` says, fail."""

    def open_waves(where="top", failing=0, body=None):
        page = open_page(viewport={"width": 800, "height": 600})
        page.asked = []

        def answer(route):
            page.asked.append(route.request.url)
            if len(page.asked) <= failing:
                route.abort()
            elif body is not None:
                route.fulfill(body=body, content_type="text/javascript")
            else:
                route.continue_()

        page.route(f"**/{FOLDER}/*", answer)
        page.add_init_script(QUICK)
        page.goto(pages[where])
        return page

    return open_waves


def readout(page):
    """What the figure says after it was moved."""
    page.evaluate(MOVED)
    return page.locator("output.readout").inner_text()


def gives_up(page):
    """Whether the figure keeps its picture, hides its controls and says why."""
    page.locator("p.problem").wait_for()
    said = page.locator("p.problem").inner_text().endswith("its data are damaged; reload the page.")
    return said and page.locator("svg.view").is_visible() and not page.locator("form.controls").is_visible()


def test_a_table_is_loaded_when_its_figure_nears_the_screen(waves):
    page = waves("far")
    page.wait_for_timeout(200)
    assert page.asked == []
    page.locator("figure.explorable").scroll_into_view_if_needed()
    page.wait_for_function(f"{HELD} > 0")
    assert len(page.asked) == 1


def test_a_far_figure_that_is_moved_gets_its_table_once(waves):
    page = waves("far")
    assert "2 bars" in readout(page)
    page.locator("figure.explorable").scroll_into_view_if_needed()
    page.wait_for_timeout(100)
    assert len(page.asked) == 1


def test_a_table_that_fails_is_asked_for_once_more(waves):
    page = waves(failing=1)
    assert "2 bars" in readout(page) and len(page.asked) == 2
    page.trouble.clear()


def test_a_table_that_fails_twice_leaves_the_picture_and_a_sentence(waves):
    page = waves(failing=9)
    assert gives_up(page) and len(page.asked) == 2
    page.trouble.clear()


@pytest.mark.parametrize("body", ["", "(window.Explorable ||= {}).payloads = { other: 'eJw=' };", "not a script"])
def test_a_file_without_the_table_is_said_to_be_damaged(waves, body):
    page = waves(body=body)
    assert gives_up(page) and page.evaluate(HELD) == 0
    page.trouble.clear()


def test_a_page_saved_after_its_table_came_holds_it(waves):
    page = waves()
    readout(page)
    assert page.evaluate(HELD) > 100 and page.evaluate("document.querySelector('script.payload').dataset.file") is None
