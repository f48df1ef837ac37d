"""The build as a whole: the same bytes anywhere, every change reaches the pages, every fault fails it."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from PIL import Image

from helpers.sphinxext.files import built_pages
from helpers.sphinxext.find import without_full_text


def figure(page, name):
    """The explorable of a page, as text."""
    return str(BeautifulSoup(page, "html.parser").select_one(f"figure.explorable#{name}"))


def build(book):
    """Build a book that must build."""
    process = book.build()
    assert process.returncode == 0, process.stderr + process.stdout


def differing(one, other):
    """Names of the files that two built books do not share byte for byte."""
    left, right = one.bytes_of_files(), other.bytes_of_files()
    return sorted(name for name in left.keys() | right.keys() if left.get(name) != right.get(name))


def first_difference(one, other, name):
    """Where a file of two built books first differs: what stands there in each."""
    left, right = (book.bytes_of_files().get(name, b"").decode("utf-8", "replace") for book in (one, other))
    place = next((n for n, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    return [text[max(0, place - 100) : place + 60] for text in (left, right)]


def must_be_equal(one, other):
    """Fail with the names of the files that differ, and the first difference of the first."""
    names = differing(one, other)
    assert names == [], first_difference(one, other, names[0])


def test_another_folder_gives_the_same_bytes(tiny_book, tmp_path):
    other = tiny_book.built_anew(tmp_path / "elsewhere" / "deeper")
    must_be_equal(tiny_book, other)
    assert "part/wave.html" in other.bytes_of_files()


def test_no_page_says_where_it_was_built(tiny_book):
    for name, content in tiny_book.bytes_of_files().items():
        assert str(tiny_book.top).encode() not in content, name


def test_the_landing_page_shows_the_figure_of_the_notebook(tiny_book):
    shown = figure(tiny_book.page("part/wave.html"), "wave")
    assert figure(tiny_book.page("index.html"), "wave") == shown.replace('data-file="../', 'data-file="')
    assert "application/vnd.jupyter.widget" not in tiny_book.page("part/wave.html")


def test_an_edit_of_the_engine_reaches_the_pages(own_book):
    before = figure(own_book.page("part/wave.html"), "wave")
    edited = 0
    for module in (own_book.top / "src/helpers/explorable").glob("*.py"):
        source = module.read_text("utf-8")
        edited += source.count("Reset")
        module.write_text(source.replace("Reset", "Begin again"), encoding="utf-8")
    assert edited
    assert "Begin again" not in before
    build(own_book)
    assert "Begin again" in figure(own_book.page("part/wave.html"), "wave")
    assert "Begin again" in figure(own_book.page("index.html"), "wave")


def test_a_book_built_step_by_step_is_the_book_built_at_once(own_book, tmp_path):
    wave = own_book.top / "book/part/wave.ipynb"
    changed = json.loads(wave.read_text("utf-8"))
    changed["cells"][1]["source"] = changed["cells"][1]["source"].replace("k is", "the number k is")
    wave.write_text(json.dumps(changed), encoding="utf-8")
    build(own_book)
    assert "the number k is" in own_book.page("index.html")

    circle = json.loads(wave.read_text("utf-8"))
    circle["cells"] = [circle["cells"][0] | {"source": "# Circle\n\n**Round.**\n"}]
    circle["metadata"]["explorable"] |= {"prerequisites": [], "entries": ["topic-0001", "note-001"]}
    own_book.write("book/catalogue/planned.csv", "slug,part,title,summary,prerequisites\n")
    own_book.write("book/part/circle.ipynb", json.dumps(circle))
    toc = (own_book.top / "_toc.yml").read_text("utf-8")
    own_book.write("_toc.yml", toc + "      - file: part/circle\n")
    (own_book.top / "book/_static/book.css").write_text("figure { margin: 0 }\n")
    build(own_book)
    assert 'href="circle.html"' in own_book.page("part/wave.html")
    must_be_equal(own_book, own_book.built_anew(tmp_path / "at once"))


def test_the_data_of_a_figure_are_in_no_page(tiny_book):
    written = [path.read_text("utf-8") for path in tiny_book.html.rglob("*") if path.suffix in (".html", ".js", ".xml")]
    assert any("<figure" in text for text in written)
    assert not [text for text in written if "vnd.explorable" in text or '"id": "wave"' in text or '"views":' in text]


def test_an_output_of_another_unknown_type_still_fails_the_build(own_book):
    display = "from IPython.display import display\ndisplay({'application/vnd.other+json': 1}, raw=True)"
    notebook = json.loads((own_book.top / "book/part/wave.ipynb").read_text("utf-8"))
    notebook["cells"].append(notebook["cells"][1] | {"id": "other", "source": display})
    own_book.write("book/part/wave.ipynb", json.dumps(notebook))
    process = own_book.build()
    assert process.returncode != 0 and "unknown output mime type: application/vnd.other+json" in process.stderr


def test_the_reading_list_names_pages_that_are_not_built(tiny_book):
    before = r"<strong>Read before</strong></p>\s*<ul[^>]*>\s*<li><p>The circle \(planned\)</p></li>"
    assert re.search(before, tiny_book.page("part/wave.html"))


def test_a_term_is_linked_where_a_page_first_uses_it(own_book):
    link = r'<a class="term[^"]*" href="\.\./glossary\.html#term-frequency" title="How often\."><span>moves</span></a>'
    assert len(re.findall(link, own_book.page("part/wave.html"))) == 1
    glossary = own_book.top / "book/catalogue/glossary.csv"
    glossary.write_text(glossary.read_text("utf-8").replace("moves; waves", "turns"), encoding="utf-8")
    build(own_book)
    assert "#term-frequency" not in own_book.page("part/wave.html")


def test_formulas_are_mathml_with_numbers(tiny_book):
    page = tiny_book.page("part/wave.html")
    assert page.count("<math") == 5
    assert 'id="equation-height"' in page
    assert re.search(r'href="#equation-height">\(1\)</a>', page)
    assert "mathjax" not in page.replace("mathjax_ignore", "").lower()


def test_faults_of_pages_fail_the_build_with_a_sentence_each(own_book):
    own_book.write(
        "book/index.md", "# Tiny\n\n```{explorable} waves\n```\n\n$\\wobble x$\n\n\\begin{align} a\\end{align}\n"
    )
    wave = own_book.top / "book/part/wave.ipynb"
    content = json.loads(wave.read_text("utf-8"))
    del content["metadata"]["explorable"]["tags"]
    wave.write_text(json.dumps(content), encoding="utf-8")
    config = (own_book.top / "_config.yml").read_text("utf-8")
    own_book.write("_config.yml", config.replace("  config:\n", "  config:\n    explorable_page_limit_kb: 2\n"))
    process = own_book.build()
    assert process.returncode != 0
    for sentence in (
        "No notebook has a figure with the id 'waves'; known: wave.",
        "cannot be shown: it does not know \\wobble.",
        "cannot be shown: a numbered environment at the top level",
        "The metadata field `explorable.tags` is missing.",
        "The page part/wave.html weighs",
    ):
        assert sentence in process.stderr, sentence
    assert re.search(r"wave(\.ipynb)?: WARNING: The metadata field", process.stderr)


@pytest.mark.parametrize("fault", ["1 / 0", "import warnings; warnings.warn('odd')"])
def test_a_cell_that_fails_or_complains_fails_the_build(own_book, fault):
    wave = own_book.top / "book/part/wave.ipynb"
    content = json.loads(wave.read_text("utf-8"))
    content["cells"][1]["source"] = fault
    wave.write_text(json.dumps(content), encoding="utf-8")
    own_book.write("book/index.md", "# Tiny\n")
    process = own_book.build()
    assert process.returncode != 0
    assert "wave" in process.stderr


CALCULATOR = """import sympy
from helpers import calculate

tokens, size = sympy.symbols("tokens size")
units = {"Memory": "B", "tokens": "", "size": "B"}
calculate({"Memory": 2 * tokens * size}, units=units, name="memory", tokens=[1, 8, 64], size=[128, 4096])
"""


def test_on_paper_explorables_are_storyboards_and_calculators_formulas(own_book):
    notebook = json.loads((own_book.top / "book/part/wave.ipynb").read_text("utf-8"))
    notebook["cells"].append(notebook["cells"][1] | {"id": "calculator", "source": CALCULATOR})
    own_book.write("book/part/wave.ipynb", json.dumps(notebook))
    process = own_book.build("--builder", "latex")
    assert process.returncode == 0, process.stderr + process.stdout
    (printed,) = (own_book.top / "_build/latex").glob("*.tex")
    paper = printed.read_text("utf-8").partition(r"\begin{document}")[2]
    pictures = re.findall(r"sphinxincludegraphics\{\{(\w+)\}\.png\}", paper)
    assert len(pictures) == 2 and len(set(pictures)) == 1  # on the landing page and on its own
    with Image.open(printed.with_name(f"{pictures[0]}.png")) as sheet:
        assert sheet.width >= 3 * 144  # inches of the figure at 144 to the inch
        panels = sheet.width // (3 * 144) * (sheet.height // (2 * 144))
    assert panels >= 3
    assert r"\text{Memory} = 2 \cdot \text{tokens} \cdot \text{size}" in paper and paper.count(r"\item[") == 3
    assert "interactive(children" not in paper and "<figure" not in paper


def test_disagreement_with_the_catalogue_fails_the_build_with_the_notebooks_name(own_book):
    wave = own_book.top / "book/part/wave.ipynb"
    content = json.loads(wave.read_text("utf-8"))
    content["metadata"]["explorable"] |= {"entries": ["topic-0001", "topic-0002"], "prerequisites": ["oval"]}
    wave.write_text(json.dumps(content), encoding="utf-8")
    toc = (own_book.top / "_toc.yml").read_text("utf-8")
    own_book.write("_toc.yml", toc.replace("caption: Part", "caption: Another name"))
    own_book.write("book/tracks.md", "# Tracks\n\n```{generated} trackz\n```\n")
    process = own_book.build()
    assert process.returncode != 0
    for sentence in (
        "part/wave: WARNING: wave claims the entry topic-0002, which catalogue/entries.csv does not give it.",
        "part/wave: WARNING: wave names the prerequisite 'oval', which is neither built nor planned.",
        "The caption 'Another name' of _toc.yml is 'Part' in catalogue/parts.csv.",
        "There is no generated part 'trackz'; known: catalogue,",
    ):
        assert sentence in re.sub(r"\s+", " ", process.stderr.replace(".ipynb", "")), (sentence, process.stderr)


def test_a_missing_data_file_fails_the_build_by_name(own_book):
    (own_book.top / "book/catalogue/entries.csv").unlink()
    process = own_book.build()
    assert process.returncode != 0
    assert "The data file catalogue/entries.csv is missing." in process.stderr


def test_pages_of_tags_that_are_no_more_go(own_book):
    assert (own_book.html / "tags/waves.html").exists()
    wave = own_book.top / "book/part/wave.ipynb"
    wave.write_text(wave.read_text("utf-8").replace('"waves"', '"ripples"'), encoding="utf-8")
    build(own_book)
    assert (own_book.html / "tags/ripples.html").exists()
    assert not (own_book.html / "tags/waves.html").exists()


def test_the_page_of_a_removed_figure_and_of_an_unlisted_page_go(own_book):
    assert (own_book.html / "embed/wave.html").exists() and (own_book.html / "glossary.html").exists()
    wave = own_book.top / "book/part/wave.ipynb"
    wave.write_text(wave.read_text("utf-8").replace('name=\\"wave\\"', 'name=\\"swell\\"'), encoding="utf-8")
    own_book.write("book/index.md", "# Tiny\n")
    toc = (own_book.top / "_toc.yml").read_text("utf-8")
    own_book.write("_toc.yml", toc.replace("      - file: glossary\n", ""))
    build(own_book)
    assert [path.name for path in (own_book.html / "embed").iterdir()] == ["swell.html"]
    assert not (own_book.html / "glossary.html").exists()
    assert (own_book.html / "404.html").exists() and (own_book.html / "search.html").exists()
    site_map = own_book.page("sitemap.xml")
    assert "/part/wave.html" in site_map and "/tags/waves.html" in site_map and "/part/index.html" in site_map
    assert "embed/" not in site_map and "404" not in site_map and "search.html" not in site_map


def test_catalogue_and_search_know_the_tiny_book(tiny_book):
    page = tiny_book.page("catalogue.html")
    existing, planned = page.split('<details class="shelf to-come">')
    assert "1 more is planned" in planned and 'id="planned-circle"' in planned
    assert re.search(r"<li[^>]*data-also=\"ripple \| WEB\"><b>Wave Equation Basics</b> it moves</li>", existing)
    assert re.search(r"<li[^>]*>Circle</li>", planned) and "it turns" not in page  # what authors noted is not shown
    data = tiny_book.page("_static/find-data.js")
    assert '"entries":[["Wave Equation Basics","ripple","WEB"]],"about":"waves"' in data
    assert '"page":"catalogue.html#planned-circle"' in data and '"meanwhile":"Wave"' in data
    assert "rippl" not in tiny_book.page("searchindex.js")  # the index of all text does not repeat the catalogue


def loading_full_text(folder):
    """Names of the pages in `folder` that load a script of the theme's search."""
    scripts = re.compile(r"src=\"[^\"]*(?:searchtools|language_data|searchindex)\.js")
    return [
        page.relative_to(folder).as_posix() for page in built_pages(folder) if scripts.search(page.read_text("utf-8"))
    ]


def test_only_the_search_page_loads_the_index_of_all_text(tiny_book):
    assert loading_full_text(tiny_book.html) == ["search.html"]


def test_a_page_that_loads_the_index_of_all_text_is_noticed(tmp_path):
    tools, index = '<script src="../_static/searchtools.js"></script>', '<script src="../searchindex.js"></script>'
    theme = f"<head>\n    {tools}\n  {index}</head>"
    (tmp_path / "part").mkdir()
    (tmp_path / "part/wave.html").write_text(theme, encoding="utf-8")
    assert loading_full_text(tmp_path) == ["part/wave.html"]
    (tmp_path / "part/wave.html").write_text(without_full_text(theme), encoding="utf-8")
    assert loading_full_text(tmp_path) == []
    assert without_full_text(theme) == "<head></head>"
