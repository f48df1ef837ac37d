"""How soon a reader meets the picture: `.venv/bin/python benchmarks/contact.py` prints it for every notebook's page.

The top of the first picture and the height of its figure in screens; how many of its controls are seen, wide, before
the reader scrolls; and words: before the picture, of the short (with the steps of the first figure), of the page
without what is folded, code and formulas. Wide is 1280 × 900, a phone 360 × 740.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
HTML = ROOT / "_build" / "html"
sys.path.insert(0, str(ROOT / "tests"))

from browsers import launch  # noqa: E402
from built_pages import notebook_of, pages_of  # noqa: E402

sys.path.insert(0, str(ROOT / "tests" / "browser"))

from sight import OPENING  # noqa: E402

SCREENS = ((1280, 900), (360, 740))
PLACE = """() => {
  const figure = document.querySelector("figure.explorable");
  const top = figure.querySelector(".views").getBoundingClientRect().top + scrollY;
  return [top / innerHeight, figure.getBoundingClientRect().height / innerHeight];
}"""
WORDS = """() => {
  const article = document.querySelector("article"), figure = article.querySelector("figure.explorable");
  const count = (parts) => parts.flatMap((part) => part.textContent.match(/\\S*[\\p{L}\\p{N}]\\S*/gu) ?? []).length;
  const prose = "h1, h2, h3, h4, p, li, td, th, dd, dt";
  const within = (part, outer) => part.closest(outer) !== null;
  const apart = "details, figure, .cell_output, .neighbours, .page-notes, .reading-time, .math";
  const shown = [...article.querySelectorAll(prose)].filter((part) =>
    !within(part, apart) && !part.querySelector(prose));
  const before = shown.filter((part) => part.compareDocumentPosition(figure) & Node.DOCUMENT_POSITION_FOLLOWING);
  const steps = [...figure.querySelectorAll(".steps .label, .steps .text")];
  const others = [...article.querySelectorAll(".steps .label, .steps .text")];
  return [count(before), count(before) + count(steps), count(shown) + count(others)];
}"""


def measure(page, name: str) -> list[str]:
    """Cells of one page's row."""
    places, seen = [], "–"
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        page.goto((HTML / name).as_uri())
        places += [f"{number:.2f}" for number in page.evaluate(PLACE)]
        if width == SCREENS[0][0] and (opening := page.evaluate(OPENING)):
            seen = "{1} of {2}".format(*opening)
    return [name.removesuffix(".html"), *places, seen, *map(str, page.evaluate(WORDS))]


def main() -> None:
    """Print the table."""
    heads = ["page", "top, wide", "height", "top, phone", "height", "controls seen"]
    heads += ["words before", "of the short", "of the page"]
    print(f"| {' | '.join(heads)} |\n{'|---' * len(heads)}|")
    with sync_playwright() as playwright:
        page = launch(playwright).new_page()
        for name in pages_of(HTML):
            if notebook_of(name).is_file():
                print(f"| {' | '.join(measure(page, name))} |")


if __name__ == "__main__":
    main()
