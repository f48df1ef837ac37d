"""What a first visit moves: `.venv/bin/python benchmarks/first_visit.py [folder of a built book]` prints a table.

Each page of a notebook is opened by a browser that holds nothing yet, from a host on this machine that compresses as
hosts do (gzip, level 6). kB are 1,000 bytes of bodies. What counts, whatever the order in which it came:
seen     : the page, its styles, images and fonts, and the scripts that hold up its drawing (neither `defer` nor `async`);
answered : all of that and every other file asked for until the first figure has answered a move;
whole    : everything asked for until the page is at rest.
"""

from __future__ import annotations

import functools
import gzip
import statistics
import sys
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from browsers import launch  # noqa: E402
from built_pages import HTML  # noqa: E402
from served import Host, serving  # noqa: E402

COMPRESSED = (".html", ".css", ".js", ".svg", ".json", ".xml", ".txt")
LATER = '() => [...document.querySelectorAll("script[src][defer], script[src][async]")].map((script) => script.src)'
MOVE = """async () => {
  const figure = document.querySelector("figure.explorable, figure.calculator");
  const control = figure.querySelector("form input[type=range], form select, form input");
  if (control.type === "range") control.value = Number(control.value) < Number(control.max) ? control.max : control.min;
  else if (control.options) control.selectedIndex = control.options.length - 1;
  control.dispatchEvent(new Event("input", { bubbles: true }));
  await figure.explorable?.settled;
}"""


class Compressing(Host):
    """A host that compresses text, and notes how many bytes each file took."""

    moved: dict[str, int]

    def __init__(self, *arguments, moved: dict[str, int], **options):
        self.moved = moved
        super().__init__(*arguments, **options)

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        body = path.read_bytes()
        text = path.suffix in COMPRESSED
        body = gzip.compress(body, 6, mtime=0) if text else body
        self.moved[self.path] = len(body)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(body)))
        if text:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)


def visit(browser: Browser, folder: Path, name: str) -> tuple[float, float, float]:
    """Bytes that a first visit of a page moves: until it is seen, until the first control answers, in all."""
    moved: dict[str, int] = {}
    with serving(functools.partial(Compressing, directory=str(folder), moved=moved)) as address:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.goto(f"{address}{name}", wait_until="load")
        page.locator("figure.explorable, figure.calculator").first.scroll_into_view_if_needed()
        page.evaluate("document.fonts.ready.then(() => undefined)")
        later = {path_of(url) for url in page.evaluate(LATER)}
        seen = sum(size for path, size in moved.items() if path not in later)
        page.evaluate(MOVE)
        answered = sum(moved.values())
        page.wait_for_load_state("networkidle")
        context.close()
    return seen, answered, sum(moved.values())


def path_of(url: str) -> str:
    """What a browser asks a host for."""
    split = urlsplit(url)
    return f"{split.path}?{split.query}" if split.query else split.path


def notebook_pages(folder: Path) -> list[str]:
    """Pages with a figure, by their names below the folder."""
    pages = (path for path in sorted(folder.rglob("*.html")) if path.relative_to(folder).parts[0][0] != "_")
    found = [path for path in pages if '<figure class="explorable' in path.read_text("utf-8")]
    return [path.relative_to(folder).as_posix() for path in found if path.parent.name not in ("embed", "")]


def main(folder: Path) -> None:
    """Print the table."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        rows = {name: visit(browser, folder, name) for name in notebook_pages(folder)}
        browser.close()
    print("| page | seen kB | answered kB | whole kB |\n|---|---|---|---|")
    for name, sizes in rows.items():
        print(f"| {name} | " + " | ".join(f"{size / 1000:.0f}" for size in sizes) + " |")
    for label, measure in (("median", statistics.median), ("heaviest", max)):
        sizes = (measure(column) for column in zip(*rows.values(), strict=True))
        print(f"| {label} | " + " | ".join(f"{size / 1000:.0f}" for size in sizes) + " |")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else HTML)
