"""Notebooks run side by side, before the pages are read: faster, and nothing else is different."""

import json
import os
import shutil

import pytest
from test_tiny_book import build, must_be_equal

WAIT_FOR = """import time
from pathlib import Path

Path("{own}").touch()
deadline = time.monotonic() + 20
while not Path("{other}").exists():
    assert time.monotonic() < deadline, "nobody came"
    time.sleep(0.05)
"""


def add_notebooks(book, **codes):
    """Add a notebook for each code to a tiny book, outside its catalogue."""
    wave = json.loads((book.top / "book/part/wave.ipynb").read_text("utf-8"))
    wave["metadata"]["explorable"] |= {"entries": [], "prerequisites": [], "tags": []}
    for name, code in codes.items():
        wave["cells"] = [wave["cells"][0] | {"source": f"# {name}"}, wave["cells"][1] | {"source": code}]
        book.write(f"book/part/{name}.ipynb", json.dumps(wave))
    toc = (book.top / "_toc.yml").read_text("utf-8")
    book.write("_toc.yml", toc + "".join(f"      - file: part/{name}\n" for name in codes))


@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="one core runs one notebook at a time")
def test_two_notebooks_run_at_the_same_time(own_book):
    codes = {one: WAIT_FOR.format(own=one, other=other) for one, other in [("left", "right"), ("right", "left")]}
    add_notebooks(own_book, **codes)
    build(own_book)


def test_one_notebook_that_waits_for_another_in_vain_fails_the_build(own_book):
    add_notebooks(own_book, left=WAIT_FOR.format(own="left", other="right").replace("+ 20", "+ 1"))
    assert "nobody came" in own_book.build().stderr


def test_outputs_are_those_of_one_notebook_after_the_other(own_book, tmp_path):
    codes = {"square": "import os\n[n**2 for n in range(9)]", "root": "import helpers\nprint(9**0.5)\n2**0.5"}
    serial = type(own_book)(shutil.copytree(own_book.top, tmp_path / "serial"))
    for name, code in codes.items():
        add_notebooks(serial, **{name: code})
        build(serial)
    add_notebooks(own_book, **codes)
    build(own_book)
    assert "1.4142135623730951" in own_book.page("part/root.html")
    must_be_equal(own_book, serial)


def test_text_that_arrives_in_pieces_is_printed_as_it_was_written(own_book):
    pieces = ["one", "\n\ntw", "o", "\nthree\n"]
    lines = [f"print({piece!r}, end='', flush=True)\ntime.sleep(0.3)" for piece in pieces]
    add_notebooks(own_book, pieces="\n".join(["import time", *lines]))
    build(own_book)
    assert "one\n\ntwo\nthree\n</pre>" in own_book.page("part/pieces.html")


@pytest.mark.parametrize(
    "fault, sentence",
    [
        ("1 / 0", "Executing notebook failed: CellExecutionError"),
        ("import warnings; warnings.warn('odd')", "stderr was found in the cell outputs of cell 2"),
        ("import os; os._exit(1)", "DeadKernelError: Kernel died"),
    ],
)
def test_a_fault_is_reported_once_and_as_if_the_notebook_had_run_alone(own_book, tmp_path, fault, sentence):
    alone = type(own_book)(shutil.copytree(own_book.top, tmp_path / "alone"))
    add_notebooks(alone, faulty=fault)
    add_notebooks(own_book, faulty=fault, sound="1 + 1")
    expected, process = alone.build(), own_book.build()
    assert expected.returncode != 0 and process.returncode != 0
    assert process.stderr.count(sentence) == expected.stderr.count(sentence) > 0, process.stderr


def test_a_file_that_is_not_a_notebook_is_left_to_myst_nb(own_book):
    add_notebooks(own_book, one="1", two="2", three="3")
    own_book.write("book/part/one.ipynb", "{")
    process = own_book.build()
    assert process.returncode != 0 and "NotJSONError" in process.stderr and "read_doc" in process.stderr


READ = "from pathlib import Path\n\n# bundled('own.txt')\nprint(Path('../data/own.txt').read_text())"


def test_a_notebook_runs_again_when_data_that_it_names_changes_and_others_do_not(own_book):
    strict = READ + "\nassert 'third' not in Path('../data/own.txt').read_text()"
    add_notebooks(own_book, reader=strict, other=f"import time\n# {os.getpid()}\nprint(time.time_ns())")
    own_book.write("book/data/own.txt", "first")
    build(own_book)
    assert "first" in own_book.page("part/reader.html")
    other = own_book.page("part/other.html")
    own_book.write("book/data/own.txt", "second")
    build(own_book)
    assert "second" in own_book.page("part/reader.html") and own_book.page("part/other.html") == other
    own_book.write("book/data/own.txt", "third")  # fails, and does not show what older data gave
    assert "AssertionError" in own_book.build().stderr
