"""The bar of a picture's code: keyboard, no scripts, paper, its copy button."""

import pytest

NOTEBOOK = "retrieval/hnsw.html"


@pytest.fixture
def bar(open_page, book):
    page = open_page()
    page.goto((book / NOTEBOOK).as_uri())
    return page.locator("details.code-bar").first


def test_the_keyboard_opens_and_closes_a_bar(bar):
    code = bar.locator("pre")
    assert not code.is_visible()
    for shown in (True, False):
        bar.locator("summary").press("Enter")
        assert code.is_visible() == shown


def test_the_code_of_a_bar_is_copied_at_once(bar):
    bar.locator("summary").click()
    assert bar.locator("button.copybtn").count() == 1
    lines = bar.locator("pre").inner_text().rstrip("\n").count("\n") + 1
    assert bar.locator("summary").inner_text() == f"The code of this picture, {lines} lines"


def test_paper_has_the_code_of_open_bars_only(bar):
    page = bar.page
    page.emulate_media(media="print")
    assert bar.locator("summary").is_visible() and not bar.locator("pre").is_visible()
    page.emulate_media(media="screen")
    bar.locator("summary").click()
    page.emulate_media(media="print")
    assert bar.locator("pre").is_visible()


def test_a_bar_opens_without_scripts(open_page, book):
    page = open_page(java_script_enabled=False)
    page.goto((book / NOTEBOOK).as_uri())
    page.locator("details.code-bar summary").first.click()
    assert page.locator("details.code-bar pre").first.is_visible()
    page.trouble[:] = [words for words in page.trouble if "_static/scripts/" not in words]  # preloads of the theme
