"""The budgets of the book, measured: `.venv/bin/python benchmarks/pages.py` prints a table of every page.

Needs a built book (`make book`) and Chromium. Absolute times vary from machine to machine; the budgets are the ones
in ARCHITECTURE.md.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from browsers import launch  # noqa: E402
from built_pages import HTML  # noqa: E402

MOVES = 200

MOVE = """async ([name, moves]) => {
  const figure = document.getElementById(name);
  await figure.explorable.set({});
  const inputs = [...figure.querySelectorAll("form.controls input[type=range], form.controls select")];
  const { controls } = JSON.parse(figure.querySelector("script.spec").textContent);
  const times = [];
  let seed = 1;
  const random = (n) => (seed = (seed * 48271) % 2147483647) % n;
  for (let move = 0; move < moves; move++) {
    const input = inputs[random(inputs.length)];
    const control = controls[random(controls.length)];
    const length = input?.options?.length || Number(input?.max) + 1;
    const before = performance.now();
    if (input) {
      if (input.options) input.selectedIndex = random(length); else input.value = random(length);
      input.dispatchEvent(new Event("input", { bubbles: true }));
      await figure.explorable.settled;
    } else await figure.explorable.set({ [control.name]: control.values[random(control.values.length)] });
    times.push(performance.now() - before);
  }
  return times;
}"""


def time_explorables(notebook: Path) -> list[dict]:
    """Run a notebook's cells with the static path, timing each call of explore and calculate. Runs in a child."""
    os.environ["EXPLORABLE_MODE"] = "static"
    import helpers

    rows = []
    for verb in ("explore", "calculate"):
        setattr(helpers, verb, _timed(getattr(helpers, verb), rows))
    cells = json.loads(notebook.read_text())["cells"]
    namespace = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()):
        begin = time.perf_counter()
        for cell in cells:
            if cell["cell_type"] == "code":
                exec(compile("".join(cell["source"]), notebook.name, "exec", dont_inherit=True), namespace)
        whole = time.perf_counter() - begin
    return [{**row, "notebook": whole} for row in rows]


def _timed(verb, rows: list):
    def timed(*args, **kwargs):
        begin = time.perf_counter()
        shown = verb(*args, **kwargs)
        seconds = time.perf_counter() - begin
        stage = getattr(shown, "stage", None)
        html = shown._repr_mimebundle_()["text/html"]
        payload = html.split('class="payload">')[1].split("</script>")[0]
        states = stage.grid.size if stage else None
        rows.append({"figure": kwargs.get("name"), "states": states, "seconds": seconds, "tables": len(payload)})
        return shown

    return timed


def time_moves(page: Page, path: Path, name: str) -> tuple[float, float]:
    """Script milliseconds from an input event to the swapped picture: median and 95th percentile."""
    page.goto(path.as_uri())
    times = page.evaluate(MOVE, [name, MOVES])
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def import_seconds(modules: str) -> float:
    """Seconds that a fresh interpreter takes to import `modules`; the best of five."""
    code = f"import time; t = time.perf_counter(); import {modules}; print(time.perf_counter() - t)"
    return min(float(subprocess.check_output([sys.executable, "-c", code])) for _ in range(5))


def main() -> None:
    rows = []
    for notebook in sorted((ROOT / "book").rglob("*.ipynb")):
        child = subprocess.check_output([sys.executable, __file__, str(notebook)], text=True, cwd=ROOT)
        page = HTML / notebook.relative_to(ROOT / "book").with_suffix(".html")
        weight = len(gzip.compress(page.read_bytes(), 9))
        rows += [{**row, "page": page, "weight": weight} for row in json.loads(child)]
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page()
        for row in rows:
            row["median"], row["p95"] = time_moves(page, row["page"], row["figure"])
        browser.close()
    print("| figure | states | tabulate s | states/s | tables kB | notebook s | page kB gzip | move ms p50 | p95 |")
    print("|---|---|---|---|---|---|---|---|---|")
    for row in rows:
        states = f"{row['states']:,}" if row["states"] else "any"
        speed = f"{row['states'] / row['seconds']:,.0f}" if row["states"] else "–"
        print(
            f"| {row['figure']} | {states} | {row['seconds']:.2f} | {speed} | {row['tables'] / 1000:.1f} | "
            f"{row['notebook']:.1f} | {row['weight'] / 1000:.1f} | {row['median']:.2f} | {row['p95']:.2f} |"
        )
    extra = import_seconds("numpy, matplotlib, helpers") - import_seconds("numpy, matplotlib")
    print(f"\nimport helpers: {extra:.2f} s beyond numpy and matplotlib")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(time_explorables(Path(sys.argv[1]))))
    else:
        main()
