"""A page that a reader has in dark colours, printed: dark words, code that is not cut off, nothing shut in silence."""

from __future__ import annotations

import pytest
import specimens

from helpers.sphinxext.assets import OWN

PAPER = {"width": 718, "height": 1047}  # A4 at 96 px an inch, less margins of a centimetre
LINE = "x = " + " + ".join(["some_number"] * 12)
WORDS = f"""<details class="prose"><summary>Why</summary><p>Because.</p></details>
<details class="code-bar"><summary>The code of this picture, 9 lines</summary><pre>1</pre></details>
<div class="highlight"><pre style="overflow: auto">{LINE}</pre></div>"""
# A sentence for each fault of the page as it is laid out
FAULTS = """() => {
  const light = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
  const seen = (selector) => [...document.querySelectorAll(selector)].filter((part) => part.checkVisibility());
  const pale = seen("svg text").filter((text) => 1.05 / (light(getComputedStyle(text).fill) + 0.05) < 4.5);
  const shut = seen("details:not([open]) > summary")
    .filter((summary) => getComputedStyle(summary, "::after").content === "none");
  const cut = seen("pre, div.math, table").filter((box) => box.scrollWidth > box.clientWidth + 1);
  return [
    ...pale.map((text) => `${text.textContent} is pale`),
    ...shut.map((summary) => `${summary.textContent} is shut without a word`),
    ...cut.map((box) => `${box.textContent.slice(0, 11)} is cut off`),
  ];
}"""
THEME = "document.documentElement.dataset.theme"
OPEN = "[...document.querySelectorAll('details')].map((part) => part.open)"


@pytest.fixture(scope="module")
def waves() -> str:
    return specimens.waves()


def opened(page, waves: str, path, *, script: str | None = None, style: str | None = None):
    """A page in dark colours with words, code and a picture, and the book's own `page.js` and `page.css`."""
    script, style = (
        (OWN / name).read_text("utf-8") if text is None else text
        for name, text in (("page.js", script), ("page.css", style))
    )
    head = f"<style>{style}</style>"
    page.set_viewport_size(PAPER)
    page.goto(specimens.write_page(path, WORDS, waves, head=head, after=script))
    page.evaluate(f"{THEME} = 'dark'")
    return page


def faults(page) -> set[str]:
    page.emulate_media(media="print")
    page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    return {sentence.rpartition(" is ")[2] for sentence in page.evaluate(FAULTS)}


def test_what_is_printed_can_be_read(page, waves, tmp_path):
    assert faults(opened(page, waves, tmp_path / "paper.html")) == set()


def test_after_printing_the_page_is_as_it_was(page, waves, tmp_path):
    opened(page, waves, tmp_path / "paper.html")
    page.evaluate("document.querySelector('.prose').open = true")
    before = page.evaluate(f"[{THEME}, ...{OPEN}]")
    assert faults(page) == set()
    page.emulate_media(media="screen")
    page.wait_for_function(f"{THEME} === 'dark'")
    assert page.evaluate(f"[{THEME}, ...{OPEN}]") == before


def test_the_browsers_own_print_has_light_colours(page, waves, tmp_path):
    opened(page, waves, tmp_path / "paper.html")
    page.evaluate(f"() => {{ window.seen = []; addEventListener('beforeprint', () => window.seen.push({THEME})); }}")
    page.pdf(path=tmp_path / "paper.pdf")
    assert page.evaluate("window.seen") == ["light"] and page.evaluate(THEME) == "dark"


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("page.js", 'dataset.theme = "light"', "0", {"pale"}),
        ("page.js", "part.open = true", "0", {"shut without a word"}),
        ("page.css", 'content: " (folded, so not printed)";', "", {"shut without a word"}),
        ("page.css", "11px;\n    white-space: pre-wrap;", "11px;", {"cut off"}),
    ],
)
def test_what_cannot_be_read_on_paper_is_found(page, waves, tmp_path, name, old, new, said):
    text = (OWN / name).read_text("utf-8")
    assert text.count(old) == 1
    broken = {"script" if name == "page.js" else "style": text.replace(old, new)}
    assert faults(opened(page, waves, tmp_path / "broken.html", **broken)) == said


@pytest.mark.parametrize("name", ["training/momentum.html", "systems/kv-cache.html"])
def test_a_page_of_the_book_can_be_read_on_paper(open_page, book, name):
    page = open_page(viewport=PAPER, color_scheme="dark")
    page.goto((book / name).as_uri())
    assert page.evaluate(THEME) == "dark"
    assert faults(page) == set()
