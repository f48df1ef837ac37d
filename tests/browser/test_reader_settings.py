"""Pages as readers' own settings show them: letters twice as large on a phone, and words from right to left."""

from __future__ import annotations

import pytest

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
LARGE = "document.documentElement.style.fontSize = '200%'"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
PAGES = [
    "training/momentum.html",
    "systems/kv-cache.html",
    "time-series/walk-forward-validation.html",
    "tracks.html",
]


def opened(open_page, address: str, style: str = "", **context):
    """A page with one more rule of style."""
    page = open_page(**context)
    page.goto(address)
    if style:
        page.add_style_tag(content=style)
    return page


@pytest.mark.parametrize("name", PAGES)
def test_letters_twice_as_large_make_no_page_wider_than_a_phone(open_page, book, name):
    page = opened(open_page, (book / name).as_uri(), **PHONE)
    page.evaluate(LARGE)
    assert page.evaluate(SIDEWAYS) == 0


@pytest.mark.parametrize(
    ("name", "style"),
    [
        ("training/momentum.html", ".article-header-buttons, .header-article-items { flex-wrap: nowrap !important; }"),
        ("training/momentum.html", "figure.explorable .steps .walk { flex-wrap: nowrap !important; }"),
        ("time-series/walk-forward-validation.html", "code .pre { white-space: nowrap !important; }"),
        ("tracks.html", ".bd-article h2 { overflow-wrap: normal !important; hyphens: none !important; }"),
    ],
)
def test_what_is_too_wide_with_large_letters_is_found(open_page, book, name, style):
    page = opened(open_page, (book / name).as_uri(), style, **PHONE)
    page.evaluate(LARGE)
    assert page.evaluate(SIDEWAYS) > 0


LEFT = """() => [...document.querySelectorAll(".box > .views > svg.view")].flatMap((view) => {
  const { left } = view.getBoundingClientRect();
  return [...view.querySelectorAll("text")].map((text) => text.getBoundingClientRect().left - left);
})"""
CODE = "getComputedStyle(document.querySelector('div.highlight pre')).direction"


def moved(page) -> float:
    """By how many px a label of a picture moves where the page's words run from right to left."""
    before = page.evaluate(LEFT)
    page.evaluate("document.documentElement.dir = 'rtl'")
    after = page.evaluate(LEFT)
    assert len(before) == len(after) > 5
    return max(abs(one - other) for one, other in zip(before, after, strict=True))


def test_labels_and_code_stay_where_words_run_from_right_to_left(open_page, book):
    page = opened(open_page, (book / "training/momentum.html").as_uri())
    assert moved(page) < 1 and page.evaluate(CODE) == "ltr"


def test_labels_that_move_are_found(open_page, book):
    page = opened(open_page, (book / "training/momentum.html").as_uri(), "svg { direction: inherit !important; }")
    assert moved(page) > 20
