"""Weight and speed of catalogue and search on the built book: `.venv/bin/python benchmarks/finding.py`.

The search is measured on a book of 250 notebooks: those that exist and those that are planned, as if all existed, with
copies under other names until there are so many, next to everything else that can be found.
"""

from __future__ import annotations

import gzip
import json
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from browsers import launch  # noqa: E402
from built_pages import HTML  # noqa: E402

COPIES = 250
TYPED = ("nucleus sampling", "generalized advantage estimation", "a", "kv cache memory", "zzz", "Platt scaling")
KEYSTROKES = """(typed) => {
  const field = document.querySelector("#filter-q");
  const times = [];
  for (const text of typed)
    for (let end = 1; end <= text.length; end++) {
      field.value = text.slice(0, end);
      const start = performance.now();
      field.dispatchEvent(new Event("input", { bubbles: true }));
      times.push(performance.now() - start);
      document.body.offsetHeight; // layout is done, outside of what is measured
    }
  return times;
}"""
FIRST_RESULT = """async () => {
  const start = performance.now();
  const found = await Explorable.find("nucleus");
  const cold = performance.now() - start;
  const times = [];
  for (let i = 0; i < 50; i++) {
    const begin = performance.now();
    await Explorable.find("generalized adv");
    times.push(performance.now() - begin);
  }
  return { first: found[0].title, cold, warm: times };
}"""


def p95(times):
    """The time that 95 % of `times` do not exceed."""
    return statistics.quantiles(times, n=20, method="inclusive")[-1]


def kilobytes(path):
    """Size of a file in kB, as it is and after gzip."""
    content = path.read_bytes()
    return len(content) / 1000, len(gzip.compress(content, 6, mtime=0)) / 1000


def copied_book(top):
    """A book of one page whose search knows 250 notebooks; return its page."""
    shutil.copytree(HTML / "_static", top / "_static")
    shutil.copy(HTML / "index.html", top)
    data = top / "_static" / "find-data.js"
    head, _, documents = data.read_text("utf-8").partition(" = [")
    found = json.loads("[" + documents.rstrip(";\n"))
    notebooks = [one | {"kind": "notebook"} for one in found if one["kind"] in ("notebook", "planned")]
    copies = [one | {"title": f"{one['title']} {i}"} for i, one in enumerate(notebooks[: COPIES - len(notebooks)])]
    others = [one for one in found if one["kind"] not in ("notebook", "planned")]
    documents = json.dumps(notebooks + copies + others, ensure_ascii=False, separators=(",", ":"))
    data.write_text(f"{head} = {documents};\n", encoding="utf-8")
    return top / "index.html"


def main():
    """Measure and print."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        chromium = launch(playwright)
        page = chromium.new_page()
        page.goto((HTML / "catalogue.html").as_uri())
        times = page.evaluate(KEYSTROKES, TYPED * 5)
        copy = copied_book(Path(folder) / "book")
        page.goto(copy.as_uri())
        search = page.evaluate(FIRST_RESULT)
        chromium.close()
        raw, packed = kilobytes(HTML / "catalogue.html")
        print(f"catalogue page: {raw:.0f} kB, {packed:.0f} kB gzip (budget 150)")
        print(f"filter: {p95(times):.1f} ms of script a keystroke at p95 of {len(times)} (budget 16)")
        for name in ("find-data.js", "rank.js"):
            raw, packed = kilobytes(copy.parent / "_static" / name)
            print(f"search at {COPIES} notebooks: {name} {raw:.0f} kB, {packed:.0f} kB gzip")
        print(f"search, from nothing loaded to the first result: {search['cold']:.0f} ms ({search['first']!r})")
        print(f"search, once loaded: {p95(search['warm']):.1f} ms at p95")


if __name__ == "__main__":
    main()
