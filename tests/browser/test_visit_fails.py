"""What makes a visit fail besides the sweep: a strict host, a light box, an id, a figure, a notebook."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
import specimens
import visit
from sweep import VIEWS, sweep, troubles, turned

from inputs import forget, key_of
from rotation import Plan
from served import Strict, served

QUIET = replace(VIEWS["desktop, light"], moves=False, colours=False)
PAGE = "<!doctype html><html lang=en><link rel=icon href=data:,><title>t</title><main><h1>Page</h1>{}</main>"


@pytest.fixture
def host(tmp_path):
    """A folder and the address where it is served under the strict policy."""
    with served(tmp_path, Strict) as address:
        yield tmp_path, address


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ("<p>sound</p>", ""),
        ("<script>document.title = 1</script>", "Content Security Policy"),
        ('<p onclick="stop()">press</p><script src="page.js"></script>', "Content Security Policy"),
        ('<img alt="" src="https://cdn.example/a.png">', "leaves the book: https://cdn.example/a.png"),
        ('<img alt="" src="lost.png">', "lost.png (404)"),
        ('<p style="width: 2000px">wide</p>', "px wider than the screen"),
        ('<p id="one">1</p><p id="one">2</p>', "the id 'one' stands twice"),
    ],
)
def test_what_a_strict_host_would_not_have_is_seen(open_page, host, words, seen):
    folder, address = host
    (folder / "page.js").write_text("document.querySelector('p').click();", "utf-8")
    (folder / "page.html").write_text(PAGE.format(words), "utf-8")
    found = sweep(open_page(address=address, **QUIET.context), f"{address}page.html", QUIET)
    assert any(seen in sentence for sentence in found) if seen else found == []


@pytest.mark.parametrize(("style", "count"), [("", 0), ("background: #fafafa", 1)])
def test_a_light_box_on_a_dark_page_is_found(open_page, tmp_path, style, count):
    address = specimens.write_page(
        tmp_path / "page.html", f'<main><div style="{style}">', specimens.waves(), "</div></main>"
    )
    page = open_page(**QUIET.context)
    page.goto(address)
    found = turned(page, VIEWS["desktop, dark"])
    assert len([sentence for sentence in found if "stands in a light box" in sentence]) == count


def test_two_presets_that_read_the_same_are_found(open_page, tmp_path):
    address = specimens.write_page(tmp_path / "page.html", "<main><h1>P</h1>", specimens.twins(), "</main>")
    view = VIEWS["desktop, light"]
    assert "twins: the presets 'Up' and 'High' read the same" in sweep(open_page(**view.context), address, view)


def test_a_figure_that_is_not_that_of_its_notebooks_page_is_found(monkeypatch):
    shown = {"a.html": {"wave": "<figure>"}, "embed/wave.html": {"wave": "<figure class=other>"}}
    monkeypatch.setattr(visit, "markup_of", shown.__getitem__)
    monkeypatch.setattr(visit, "home_of", lambda: {"wave": "a.html"})
    assert visit.unlike_home("a.html") == [] and visit.unlike_home("embed/wave.html") == ["wave"]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("", ""),
        ("raise ValueError(height)", "ValueError"),
        ("height += 1", "Python says"),
        ("bars[0].set_width(0.2)", "pixels"),
    ],
    ids=["sound", "raises", "another readout", "another picture"],
)
def test_a_page_that_its_notebook_does_not_show_is_found(
    open_page, canvas, tmp_path, monkeypatch, tiny_notebook, code, said
):
    """The page was made from the notebook before a line of `update` was added."""
    notebook, html = tiny_notebook
    made = nbformat.read(notebook, as_version=4)
    made.cells[0].source = made.cells[0].source.replace("    heights = ", f"    {code or 'pass'}\n    heights = ")
    nbformat.write(made, tmp_path / "tiny.ipynb")
    address = specimens.write_page(tmp_path / "page.html", html)
    monkeypatch.setattr(visit, "notebook_of", lambda name: tmp_path / "tiny.ipynb")
    monkeypatch.setattr(visit, "HTML", tmp_path)
    page = open_page(**QUIET.context)
    page.goto(address)
    found = visit.compared(visit.Visitor(open_page, "", canvas, tmp_path / "saved"), page, "page.html")
    assert any(said in sentence for sentence in found) if said else found == []


def test_every_visit_of_a_plan_is_made(monkeypatch, open_page, canvas, tmp_path):
    seen = []
    monkeypatch.setattr(visit, "HTML", tmp_path)
    monkeypatch.setattr(visit, "unlike_home", lambda name: [])
    monkeypatch.setattr(
        visit, "sweep", lambda page, address, view: seen.append((address[:4], view.width, view.scheme)) or []
    )
    monkeypatch.setattr(visit, "turned", lambda page, view: seen.append((view.width, view.scheme)) or ["pale"])
    visitor = visit.Visitor(open_page, "http://127.0.0.1/", canvas, tmp_path)
    plan = Plan((("desktop, light", "desktop, dark"), ("phone, dark",)))
    assert visit.visited(visitor, "page.html", plan) == ["desktop, dark: pale"]
    assert seen == [("http", 1280, "light"), (1280, "dark"), ("file", 360, "dark")]


@pytest.mark.parametrize(("reason", "count"), [("failed", 1), ("aborted", 0)])
def test_failed_requests_count_but_aborted_ones_do_not(open_page, tmp_path, reason, count):
    path = tmp_path / "page.html"
    path.write_text(PAGE.format('<img src="picture.png" alt="">'), "utf-8")
    page = open_page()
    page.route("**/picture.png", lambda route: route.abort(reason))
    page.goto(path.as_uri())
    assert len([sentence for sentence in troubles(page) if sentence.startswith("request that failed")]) == count


# What makes a page be visited again


@pytest.fixture
def small_site(tmp_path, monkeypatch):
    """A book of one notebook's page and one page that shows its figure; `inputs(name)` are those of a visit."""
    html, notebook = tmp_path / "html", tmp_path / "idea.ipynb"
    html.mkdir()
    for name in ("idea.html", "shown.html"):
        (html / name).write_text(f"<p>{name}</p><script src='page.js'></script>".replace("'", '"'), "utf-8")
    (html / "page.js").write_text('load("late.js")', "utf-8")
    (html / "late.js").write_text("1", "utf-8")
    made = nbformat.v4.new_notebook()
    made.cells = [nbformat.v4.new_markdown_cell("words"), nbformat.v4.new_code_cell("RATE = 1")]
    nbformat.write(made, notebook)
    monkeypatch.setattr(visit, "HTML", html)
    monkeypatch.setattr(visit, "pages_of", lambda folder: ["idea.html", "shown.html"])
    monkeypatch.setattr(visit, "home_of", lambda: {"wave": "idea.html"})
    monkeypatch.setattr(visit, "markup_of", lambda name: {"wave": "<figure>"})
    monkeypatch.setattr(visit, "notebook_of", lambda name: notebook if name == "idea.html" else tmp_path / "none")
    monkeypatch.setattr(visit, "execution_key", lambda *places, mode: f"{mode} of these helpers, data, pins")
    parity = {"idea.html": Plan((("desktop, light",),), parity=True)}
    monkeypatch.setattr(visit, "plan_of", lambda name, pages: parity.get(name, Plan((("phone, dark",),))))

    def key(name: str) -> str:
        forget()
        found = visit.inputs_of(name)
        files = frozenset(one for one in found if isinstance(one, Path))
        return key_of(name, [files], [one for one in found if isinstance(one, str)])

    key.html, key.notebook = html, notebook
    return key


@pytest.mark.parametrize(
    ("changed", "text", "again"),
    [
        ("idea.html", "another page", {"idea.html", "shown.html"}),
        ("shown.html", "another page", {"shown.html"}),
        ("page.js", "", {"idea.html", "shown.html"}),
        ("late.js", "2", {"idea.html", "shown.html"}),
        ("other.js", "2", set()),
    ],
)
def test_a_page_is_visited_again_if_it_or_what_it_loads_or_its_figures_home_changes(small_site, changed, text, again):
    before = {name: small_site(name) for name in ("idea.html", "shown.html")}
    (small_site.html / changed).write_text(text, "utf-8")
    assert {name for name, key in before.items() if small_site(name) != key} == again


@pytest.mark.parametrize(
    ("old", "new", "again"), [("RATE = 1", "RATE = 2", {"idea.html"}), ("words", "other words", set())]
)
def test_a_page_is_visited_again_if_its_notebooks_code_changes(small_site, old, new, again):
    before = {name: small_site(name) for name in ("idea.html", "shown.html")}
    small_site.notebook.write_text(small_site.notebook.read_text("utf-8").replace(old, new), "utf-8")
    assert {name for name, key in before.items() if small_site(name) != key} == again


def test_a_page_is_visited_again_if_engine_data_pins_or_its_plan_change(small_site, monkeypatch):
    keys = [small_site("idea.html")]
    monkeypatch.setattr(visit, "execution_key", lambda *places, mode: "another")
    keys.append(small_site("idea.html"))
    monkeypatch.setattr(visit, "plan_of", lambda name, pages: Plan((("desktop, light",),)))
    keys.append(small_site("idea.html"))
    assert len(set(keys)) == 3
