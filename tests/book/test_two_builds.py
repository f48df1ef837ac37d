"""The whole book built a second time, in another folder: the same bytes in every file.

The second build starts without pages, and without the outputs of the notebooks whose turn it is (rotation.py), the
others' being taken over. The fonts are shared: their names tell what they are cut from. Nothing else is.
"""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

import nbformat
import pytest
from jupyter_cache import get_cache
from test_tiny_book import build, differing, must_be_equal

from built_pages import ROOT
from helpers.sphinxext.execution import execution_key
from rotation import built_again

NOTEBOOKS = [path for path in sorted((ROOT / "book").rglob("*.ipynb")) if ".ipynb_checkpoints" not in path.parts]


def share_outputs(top: Path, *, but: list[Path]) -> Path:
    """Take over the outputs of all notebooks except those of `but`; return the folder of the cache."""
    name = f"execution-{execution_key(ROOT / 'src/helpers', ROOT / 'book', mode='static')}"
    folder = Path(shutil.copytree(ROOT / "_build/cache" / name, top / "_build/cache" / name))
    cache = get_cache(str(folder))
    for path in but:
        cache.remove_cache(cache.match_cache_notebook(nbformat.read(path, as_version=4)).pk)
    return folder


def page_of(notebook: Path) -> str:
    return notebook.relative_to(ROOT / "book").with_suffix(".html").as_posix()


def test_the_whole_book_has_the_same_bytes_when_built_elsewhere(whole_book, second_book):
    share_outputs(second_book.top, but=[path for path in NOTEBOOKS if built_again(page_of(path))])
    build(second_book)
    must_be_equal(whole_book, second_book)


def test_a_clock_in_an_output_is_named(own_book, tmp_path):
    wave = own_book.top / "book/part/wave.ipynb"
    wave.write_text(
        wave.read_text("utf-8").replace("import numpy", "import time; print(time.time_ns())\\nimport numpy")
    )
    build(own_book)
    assert differing(own_book, own_book.built_anew(tmp_path / "elsewhere")) == ["part/wave.html", "searchindex.js"]


def test_a_file_that_only_one_build_has_is_named(tiny_book, own_book):
    (own_book.html / "stray.txt").touch()
    assert differing(tiny_book, own_book) == ["stray.txt"]


def test_what_differs_is_quoted(tiny_book, own_book):
    page = own_book.html / "part/wave.html"
    page.write_text(page.read_text("utf-8").replace("</h1>", " within 1e-15</h1>", 1))
    with pytest.raises(AssertionError, match="within 1e-15"):
        must_be_equal(tiny_book, own_book)


def test_outputs_are_taken_over_but_for_those_that_are_asked_for(book, tmp_path):
    folder = share_outputs(tmp_path, but=NOTEBOOKS[:1])
    cache = get_cache(str(folder))
    for number, path in enumerate(NOTEBOOKS):
        notebook = nbformat.read(path, as_version=4)
        with contextlib.nullcontext() if number else pytest.raises(KeyError):
            cache.match_cache_notebook(notebook)
