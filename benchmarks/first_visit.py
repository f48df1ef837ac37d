"""What a first visit moves: `.venv/bin/python benchmarks/first_visit.py [folder of a built book]` prints a table.

Each page of a notebook is opened by a phone's browser that holds nothing yet, from a host on this machine that
compresses as hosts do (gzip, level 6). kB are 1,000 bytes of bodies.
page  : the HTML;
seen  : everything but tables that is asked for until the page is at rest, scripts that come later included;
table : the first figure's, without which its picture stands and its controls do not answer;
shift : how much the page moves while it loads (cumulative layout shift), without a unit.
"""

from __future__ import annotations

import functools
import gzip
import statistics
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from browsers import launch  # noqa: E402
from built_pages import HTML  # noqa: E402
from served import Host, serving  # noqa: E402

COMPRESSED = (".html", ".css", ".js", ".svg", ".json", ".xml", ".txt")
FIGURE = "figure.explorable"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
TABLES = "/_static/tables/"
FIRST = (
    """() => document.querySelector("figure.explorable script.payload")?.dataset.file?.replace(/^.*\\//, "") ?? "" """
)
SHIFT = """() => { window.shift = 0; new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shift += entry.value; // nobody touches the page meanwhile
}).observe({ type: "layout-shift", buffered: true }); }"""
MOVE = """async () => {
  const figure = document.querySelector("figure.explorable");
  const control = figure.querySelector("form.controls :is(input, select)");
  if (!control) figure.querySelector("button.preset").click(); // its point is moved in the picture only
  else if (control.type === "range")
    control.value = Number(control.value) < Number(control.max) ? control.max : control.min;
  else if (control.options) control.selectedIndex = control.options.length - 1;
  else control.checked = !control.checked;
  control?.dispatchEvent(new Event("input", { bubbles: true }));
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


@dataclass(frozen=True)
class Visit:
    """Bytes of the page, of all that it takes to be seen, of its first figure's table; the shift while it loads."""

    page: int
    seen: int
    table: int
    shift: float


def visit(browser: Browser, folder: Path, name: str) -> Visit:
    """Visit a page for the first time and move its first figure, if it has one."""
    moved: dict[str, int] = {}
    with serving(functools.partial(Compressing, directory=str(folder), moved=moved)) as address:
        context = browser.new_context(**PHONE)
        page = context.new_page()
        page.add_init_script(f"({SHIFT})()")
        page.add_init_script(f'addEventListener("DOMContentLoaded", () => {{ window.first = ({FIRST})(); }})')
        page.goto(f"{address}{name}", wait_until="networkidle")
        page.evaluate("document.fonts.ready.then(() => undefined)")
        shift = page.evaluate("window.shift")
        first = page.evaluate("window.first")
        if page.locator(FIGURE).count():
            page.locator(FIGURE).first.scroll_into_view_if_needed()
            page.evaluate(MOVE)
        page.wait_for_load_state("networkidle")
        context.close()
    tables = {path: size for path, size in moved.items() if path.startswith(TABLES)}
    seen = sum(moved.values()) - sum(tables.values())
    return Visit(moved[f"/{name}"], seen, tables.get(f"{TABLES}{first}", 0), shift)


def notebook_pages(folder: Path) -> list[str]:
    """Pages of notebooks, which have a figure, and the landing page, by their names below the folder."""
    pages = (path for path in sorted(folder.rglob("*.html")) if path.relative_to(folder).parts[0][0] != "_")
    found = [path for path in pages if '<figure class="explorable' in path.read_text("utf-8")]
    return [path.relative_to(folder).as_posix() for path in found if path.parent.name != "embed"]


def measured(folder: Path, names: Iterable[str]) -> dict[str, Visit]:
    """Visit pages, each in a browser's context of its own."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        visits = {name: visit(browser, folder, name) for name in names}
        browser.close()
    return visits


def main(folder: Path) -> None:
    """Print the table."""
    visits = measured(folder, notebook_pages(folder))
    rows = {name: (one.page / 1000, one.seen / 1000, one.table / 1000, one.shift) for name, one in visits.items()}
    for label, measure in (("median", statistics.median), ("heaviest", max)):
        rows[label] = tuple(measure(column) for column in zip(*list(rows.values())[: len(visits)], strict=True))
    print("| page | page kB | seen kB | table kB | shift |\n|---|---|---|---|---|")
    for name, (page, seen, table, shift) in rows.items():
        print(f"| {name} | {page:.0f} | {seen:.0f} | {table:.0f} | {shift:.3f} |")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else HTML)
