"""Tables stand in files beside the page, and in embedded pages."""

import re

from helpers.sphinxext.table_files import PAYLOAD, with_table_files

FIGURE = (
    '<figure class="explorable" id="wave" aria-label="A wave">\n<figure>frame</figure>'
    '<script type="text/plain" class="payload">eJw=</script></figure>'
)
FILE = re.compile(r'data-file="([^"]+)"')


def test_a_table_goes_into_a_file_named_by_figure_and_content():
    html, files = with_table_files(FIGURE * 2, root="../")
    [(name, script)] = files.items()
    assert re.fullmatch(r"wave-[0-9a-f]{10}\.js", name) and PAYLOAD.search(script)["text"] == "eJw="
    assert FILE.findall(html) == [f"../_static/tables/{name}"] * 2 and "eJw=" not in html
    assert with_table_files(html, root="../") == (html, {})
    other = with_table_files(FIGURE.replace("eJw=", "eJx="), root="../")[1]
    assert list(other) != [name]


def test_a_calculators_data_and_an_empty_table_stay():
    for html in (FIGURE.replace("text/plain", "application/json"), FIGURE.replace("eJw=", "")):
        assert with_table_files(html, root="") == (html, {})


def test_pages_name_their_tables_and_embedded_pages_hold_them(tiny_book):
    named = {page: FILE.findall(tiny_book.page(page)) for page in ("index.html", "part/wave.html")}
    [file] = named["index.html"]
    assert named["part/wave.html"] == [f"../{file}"]
    text = PAYLOAD.search(tiny_book.page(file))["text"]
    assert text in tiny_book.page("embed/wave.html") and not FILE.search(tiny_book.page("embed/wave.html"))


def test_a_table_that_no_page_names_is_removed(own_book):
    stale = own_book.html / "_static/tables/old-0123456789.js"
    stale.write_text("")
    assert own_book.build().returncode == 0
    assert not stale.exists() and len(list(stale.parent.iterdir())) == 1
