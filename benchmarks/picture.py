"""The README's picture: `.venv/bin/python benchmarks/picture.py` photographs a page of the built book after a move."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from browsers import launch  # noqa: E402

PAGE = ROOT / "_build" / "html" / "index.html"
PICTURE = Path(__file__).with_name("page.png")
MOVE = "document.getElementById('sampling').explorable.set({temperature: 1.5, top_p: 0.8})"


def main() -> None:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": 1280, "height": 860}, color_scheme="light")
        page.goto(PAGE.as_uri())
        page.evaluate(MOVE)
        page.screenshot(path=PICTURE)
        browser.close()
    print(f"Wrote {PICTURE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
