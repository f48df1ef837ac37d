"""Pages in browsers that keep nothing, or keep it apart: what the theme's scripts do works, and readers are told."""

from __future__ import annotations

import pytest

from helpers.sphinxext.assets import OWN

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
# As Chromium has it with all cookies blocked
BLOCKED = """for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, {
  configurable: true,
  get() { throw new DOMException(`Failed to read the '${name}' property from 'Window'`, "SecurityError"); },
});"""
ABSENT = """Object.defineProperty(window, "localStorage", { configurable: true, get: () => null });"""
OPEN = "[...document.querySelectorAll('dialog[open]')].map((dialog) => dialog.id)"
THEME = "document.documentElement.dataset.theme"


def dead(page, address: str) -> list[str]:
    """What does not work on a phone: the menu, the search, the colours."""
    page.goto(address)
    found = []
    page.locator("button.primary-toggle").first.tap()
    if page.evaluate(OPEN) != ["pst-primary-sidebar-modal"]:
        found.append("menu")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("momentum")
    if page.evaluate(OPEN) != ["pst-search-dialog"]:
        found.append("search")
    page.keyboard.press("Escape")
    before = page.evaluate(THEME)
    page.locator(".theme-switch-button").first.tap()
    if page.evaluate(THEME) == before:
        found.append("colours")
    return found


@pytest.mark.parametrize("storage", [BLOCKED, ABSENT, ""], ids=["blocked", "absent", "there"])
def test_a_page_works_whatever_the_browser_keeps(open_page, book, storage):
    page = open_page(**PHONE)
    page.add_init_script(storage)
    assert dead(page, (book / "training/momentum.html").as_uri()) == []


def test_a_page_that_counts_on_storage_is_found(open_page, book):
    page = open_page(**PHONE)
    page.add_init_script(BLOCKED)
    script = (OWN / "early.js").read_text("utf-8")
    broken = script.replace("Object.defineProperty(window, name", "Object.defineProperty({}, name")
    assert broken != script
    page.route("**/early.js", lambda route: route.fulfill(body=broken, content_type="text/javascript"))
    assert dead(page, (book / "training/momentum.html").as_uri()) == ["menu", "search", "colours"]
    assert any("localStorage" in words for words in page.trouble)
    page.trouble.clear()


FIREFOX = {"user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


@pytest.mark.parametrize(
    ("context", "storage", "said"),
    [
        ({}, "", "goes nowhere else."),
        ({}, BLOCKED, "is forgotten when you leave a page."),
        (FIREFOX, "", "each page that is opened from disk, so nothing is counted here."),
    ],
    ids=["there", "blocked", "apart"],
)
def test_readers_are_told_where_progress_is_not_kept(open_page, book, context, storage, said):
    page = open_page(**context)
    page.add_init_script(storage)
    page.goto((book / "catalogue.html").as_uri())
    page.locator("details.explored-pages summary").click()
    assert page.locator(".where-kept").inner_text().endswith(said)
