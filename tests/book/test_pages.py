"""Every page of the built book and of the tiny one, in a real browser: nothing leaves it, nothing complains."""

import re
from urllib.parse import unquote, urldefrag, urlsplit

import pytest

from built_pages import HTML, pages_of
from served import Host, served

POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"
DATA = r"""(?![^>]*\btype="(?:application/json|text/plain)")"""  # a block of data is not a script
SCRIPT = re.compile(rf"<script(?![^>]*\bsrc=){DATA}[^>]*>", re.IGNORECASE)


@pytest.fixture(params=["the book", "the tiny book"])
def pages(request):
    """The folder of a built book."""
    return request.getfixturevalue("book") if request.param == "the book" else request.getfixturevalue("tiny_book").html


class Strict(Host):
    """A host that allows pages nothing from elsewhere, and no script of their own."""

    def end_headers(self):
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()


def trouble_of(browser, root, name, **options):
    """Open one page of the book at `root`; list console messages, errors, and requests that leave the book or fail."""
    trouble = []
    context = browser.new_context(**options)
    page = context.new_page()
    page.on("console", lambda line: trouble.append(line.text) if line.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("requestfailed", lambda request: trouble.append(f"failed: {request.url}"))
    page.on("request", lambda r: None if r.url.startswith((root, "data:")) else trouble.append(f"outside: {r.url}"))
    page.goto(root + name)
    page.evaluate("document.querySelectorAll('figure.explorable').forEach((figure) => figure.scrollIntoView())")
    page.wait_for_load_state("networkidle")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    trouble += [f"{wide} px wider than the screen"] if wide > 0 else []
    context.close()
    return trouble


@pytest.mark.parametrize("name", pages_of(HTML) or ["index.html"])  # without a book, the fixture says so
def test_a_page_works_under_a_strict_policy(browser, book, name):
    with served(book, Strict) as address:
        assert trouble_of(browser, address, name) == []


def test_a_tiny_book_works_under_a_strict_policy(browser, tiny_book):
    with served(tiny_book.html, Strict) as address:
        trouble = {name: trouble_of(browser, address, name) for name in pages_of(tiny_book.html)}
    assert {name: lines for name, lines in trouble.items() if lines} == {}


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ("<script>document.title = 1</script>", "Content Security Policy"),
        ('<img alt="" src="https://cdn.example/a.png">', "outside: https://cdn.example/a.png"),
        ('<img alt="" src="lost.png">', "404"),
        ('<p style="width: 2000px">wide</p>', "px wider than the screen"),
    ],
)
def test_what_a_strict_host_would_not_have_is_seen(browser, tmp_path, words, seen):
    (tmp_path / "page.html").write_text(f"<!doctype html><title>t</title><body>{words}")
    with served(tmp_path, Strict) as address:
        assert any(seen in line for line in trouble_of(browser, address, "page.html"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_tiny_book_works_from_disk_on_a_phone(browser, tiny_book, scheme):
    """The book's own pages are swept, by tests/browser/test_sweep.py."""
    phone = {"viewport": {"width": 360, "height": 740}, "color_scheme": scheme}
    root = tiny_book.html
    trouble = {name: trouble_of(browser, root.as_uri() + "/", name, **phone) for name in pages_of(root)}
    assert {name: lines for name, lines in trouble.items() if lines} == {}


def test_pages_have_no_inline_script_or_handler(pages):
    for name in pages_of(pages):
        html = (pages / name).read_text("utf-8")
        assert SCRIPT.findall(html) == [], name
        assert re.findall(r"<[a-z][^<>]*\son[a-z]+=", html) == [], name
        assert "thebe" not in html.lower(), name


def test_every_link_within_the_book_leads_somewhere(pages):
    lost = []
    for name in pages_of(pages):
        for link in re.findall(r'\s(?:href|src)="([^"]*)"', (pages / name).read_text("utf-8")):
            target, _ = urldefrag(link)
            parts = urlsplit(target)
            if not parts.scheme and parts.path:
                path = (pages / name).parent / unquote(parts.path)
                lost += [] if path.is_file() else [f"{name}: {link}"]
    assert lost == []


def test_a_bare_page_says_which_page_and_book_it_is_from(tiny_book):
    source = re.search(r'<p class="source">(.*?)</p>', tiny_book.page("embed/wave.html"))[1]
    assert re.sub("<[^>]*>", "", source) == "From Wave of Explorable Machine Learning"


def test_formulas_are_drawn_in_the_books_font(browser, tiny_book):
    page = browser.new_page(viewport={"width": 1000, "height": 800})
    page.goto((tiny_book.html / "part/wave.html").as_uri())
    page.evaluate("document.fonts.ready")
    loaded = page.evaluate("[...document.fonts].filter((face) => face.status === 'loaded').map((face) => face.family)")
    formula, number = (page.locator(f"div.math {part}").first.bounding_box() for part in ("mtable", ".eqno"))
    page.close()
    assert "STIX Two Math" in [family.strip('"') for family in loaded]
    assert formula["x"] + formula["width"] < number["x"]


def test_the_landing_page_shows_a_figure_on_its_first_screen(open_page, book):
    page = open_page(viewport={"width": 1280, "height": 800})
    page.goto((book / "index.html").as_uri())
    picture, slider = (
        page.locator("figure.explorable svg").first,
        page.locator("figure.explorable form.controls input").first,
    )
    slider.wait_for(state="visible")
    for part in (picture, slider):
        box = part.bounding_box()
        assert box["y"] + box["height"] <= 800, box


def test_figures_stand_on_the_page_itself_in_dark_mode(open_page, book):
    page = open_page(viewport={"width": 1000, "height": 800}, color_scheme="dark")
    for name in pages_of(book):
        if 'class="explorable' not in (book / name).read_text("utf-8"):
            continue
        page.goto((book / name).as_uri(), wait_until="networkidle")
        boxes = page.evaluate(
            """[...document.querySelectorAll("figure.explorable")].map((figure) => {
                 let colours = [];
                 for (let box = figure; box !== document.body; box = box.parentElement)
                   colours.push(getComputedStyle(box).backgroundColor);
                 return colours;
               })"""
        )
        light = [
            colour for colours in boxes for colour in colours if max(map(int, re.findall(r"\d+", colour)[:3])) > 64
        ]
        assert light == [], name


@pytest.mark.parametrize(("reason", "count"), [("failed", 1), ("aborted", 0)])
def test_a_request_that_fails_is_a_fault_and_one_that_is_given_up_is_none(open_page, tmp_path, reason, count):
    path = tmp_path / "page.html"
    path.write_text('<!doctype html><link rel="icon" href="data:,"><img src="picture.png" alt="">', "utf-8")
    page = open_page()
    page.route("**/picture.png", lambda route: route.abort(reason))
    page.goto(path.as_uri())
    failed = [sentence for sentence in page.trouble if sentence.startswith("request that failed")]
    page.trouble.clear()
    assert len(failed) == count
