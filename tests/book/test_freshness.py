"""What is written again: every page that shows what has changed, and no page that does not."""

import json
import re

import pytest
from test_tiny_book import build, must_be_equal

PAGES = {"part/wave": [], "part/circle": [], "other/oval": ["wave"], "last/line": [], "last/point": []}
TOC = "  - caption: {caption}\n    chapters:\n{chapters}"


def write_notebook(book, page, *, title, summary="A shape.", text=""):
    """Write a notebook of headings and words, which runs nothing."""
    slug = page.rpartition("/")[2]
    wave = json.loads((book.top / "book/part/wave.ipynb").read_text("utf-8"))
    wave["cells"] = [wave["cells"][0] | {"source": f"# {title}\n\n**A shape.** {text}"}]
    about = {
        "summary": summary,
        "tags": [page.partition("/")[0]],
        "prerequisites": PAGES[page],
        "entries": [f"topic-{len(slug):04d}"],
    }
    wave["metadata"]["explorable"] = about
    book.write(f"book/{page}.ipynb", json.dumps(wave))


@pytest.fixture
def shapes(own_book):
    """A built book of three parts, without a figure."""
    own_book.write("book/index.md", "# Tiny\n\n```{generated} contents\n```\n")
    own_book.write("book/catalogue/planned.csv", "slug,part,title,summary,prerequisites\n")
    own_book.write("book/catalogue/parts.csv", "folder,title\npart,Part\nother,Other\nlast,Last\n")
    slugs = {page.rpartition("/")[2] for page in PAGES}
    rows = {length: " ".join(slug for slug in sorted(slugs) if len(slug) == length) for length in map(len, slugs)}
    how = {length: "; ".join(f"[{slug}] seen" for slug in rows[length].split()) for length in rows}
    entries = [f"topic-{length:04d},Shape {length},{rows[length]},{how[length]}," for length in sorted(rows)]
    own_book.write("book/catalogue/entries.csv", "\n".join(["id,title,notebooks,how,aliases", *entries, ""]))
    own_book.write("book/catalogue/glossary.csv", "term,symbol,also,meaning,notebooks,entries\n")
    toc = (own_book.top / "_toc.yml").read_text("utf-8").partition("  - caption: Part\n")[0]
    for folder in ("part", "other", "last"):
        chapters = "".join(f"      - file: {page}\n" for page in PAGES if page.startswith(f"{folder}/"))
        toc += TOC.format(caption=folder.title(), chapters=chapters)
    own_book.write("_toc.yml", toc)
    for page in PAGES:
        write_notebook(own_book, page, title=page.rpartition("/")[2].title())
    build(own_book)
    return own_book


def written(book):
    """Mapping of each notebook's page to when it was written."""
    return {page: (book.html / f"{page}.html").stat().st_mtime_ns for page in PAGES}


def rewritten(book):
    """Build, and list the pages of notebooks that were written again."""
    before = written(book)
    build(book)
    return [page for page, when in written(book).items() if when != before[page]]


def test_a_new_title_is_written_where_it_is_shown(shapes, tmp_path):
    write_notebook(shapes, "part/wave", title="Swell")
    assert rewritten(shapes) == ["part/wave", "part/circle", "other/oval"]  # its part, and what builds on it
    assert "Swell" in shapes.page("other/oval.html") and "Swell" not in shapes.page("last/line.html")
    must_be_equal(shapes, shapes.built_anew(tmp_path / "at once"))


def test_a_new_title_is_written_before_and_after_and_into_links(shapes, tmp_path):
    write_notebook(shapes, "last/point", title="Point", text="[](../part/circle.ipynb)")
    build(shapes)
    write_notebook(shapes, "part/circle", title="Ring")
    assert rewritten(shapes) == ["part/wave", "part/circle", "other/oval", "last/point"]
    assert re.search(r'<span class="[^"]*">Ring</span></a>', shapes.page("last/point.html"))
    must_be_equal(shapes, shapes.built_anew(tmp_path / "at once"))


def test_a_new_sentence_is_written_on_its_page_only(shapes):
    write_notebook(shapes, "other/oval", title="Oval", text="More.")
    assert rewritten(shapes) == ["other/oval"]


def test_a_style_sheet_and_the_name_of_a_part_are_written_everywhere(shapes, tmp_path):
    (shapes.top / "book/_static/book.css").write_text("figure { margin: 0 }\n")
    assert rewritten(shapes) == list(PAGES)
    for name in ("_toc.yml", "book/catalogue/parts.csv"):
        shapes.write(name, (shapes.top / name).read_text("utf-8").replace("Other", "Another"))
    assert rewritten(shapes) == list(PAGES)
    must_be_equal(shapes, shapes.built_anew(tmp_path / "at once"))
