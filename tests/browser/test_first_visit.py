"""What a first visit moves, and how little its page moves meanwhile."""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

from first_visit import TABLES, Visit, notebook_pages, visit

READS = ["benchmarks/first_visit.py"]
MOST = Visit(page=60_000, seen=200_000, table=100_000, shift=0.02)  # of any page
MOST_MEDIAN = Visit(page=60_000, seen=150_000, table=60_000, shift=0.02)
OTHERS = ("index.html", "catalogue.html")


def over(found: Visit, most: Visit) -> list[str]:
    """What a visit has too much of."""
    return [key for key, value in vars(found).items() if value > getattr(most, key)]


def test_no_page_is_over_its_budget_and_the_median_page_is_light(browser, book):
    visits = {name: visit(browser, book, name) for name in {*notebook_pages(book), *OTHERS}}
    assert {name: names for name, one in visits.items() if (names := over(one, MOST))} == {}
    pictured = [vars(one) for name, one in visits.items() if name != "catalogue.html"]
    middle = Visit(**{key: statistics.median(one[key] for one in pictured) for key in vars(MOST)})
    assert over(middle, MOST_MEDIAN) == []


HEAVY = """<!doctype html><html><head><link rel="icon" href="data:,"><script defer src="a.js"></script></head>
<body><div id="later"></div><p style="height: 300px; background: red">Text</p>
<figure class="explorable"><script class="payload" data-file="_static/tables/a.js"></script>
<form class="controls"><input type="range" max="3" value="0"></form></figure></body></html>"""
LOADS = """const figure = document.querySelector("figure"), name = figure.querySelector("script").dataset.file;
setTimeout(() => (document.querySelector("#later").style.height = "200px"), 300);
figure.querySelector("form").addEventListener("input", () => figure.append(
  Object.assign(document.createElement("script"), { src: name })));
figure.explorable = { get settled() { return new Promise((resolve) => setTimeout(resolve, 200)); } };"""


def test_bytes_of_scripts_and_tables_and_a_shift_are_found(browser, tmp_path):
    (tmp_path / TABLES[1:]).mkdir(parents=True)
    (tmp_path / "page.html").write_text(HEAVY)
    (tmp_path / "a.js").write_text(LOADS)
    (tmp_path / f"{TABLES[1:]}a.js").write_text("//" + "".join(map(chr, range(0x4E00, 0x6E00))))
    found = visit(browser, tmp_path, "page.html")
    assert 200 < found.page < 500 and found.page + 150 < found.seen < 1500
    assert found.table > 10_000 and found.shift > 0.02
    assert over(found, Visit(1000, 1000, 1000, 0.02)) == ["table", "shift"]
