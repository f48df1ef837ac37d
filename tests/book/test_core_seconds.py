"""No notebook takes more than 20 core-seconds to run for the book, and the aim is 8: the rest is stored."""

import json

import nbformat
import pytest
from jupyter_cache import get_cache
from test_ahead import add_notebooks
from test_tiny_book import build

from built_pages import ROOT
from helpers.sphinxext.ahead import keep
from helpers.sphinxext.execution import execution_key

KNOWN_WORK = 0.12  # seconds of the known work (ahead.py) on the machine on which the budget was set
BUDGET = 20.0  # user and system seconds of the kernel and its children; the aim is 8, which 4 of 13 keep today
NOTEBOOKS = [path for path in sorted((ROOT / "book").rglob("*.ipynb")) if ".ipynb_checkpoints" not in path.parts]
BUSY = "import time\nwhile time.process_time() < {seconds}:\n    pass"


def outputs_of(top):
    """The folder with the outputs of the book that is laid out in `top`."""
    return top / "_build/cache" / f"execution-{execution_key(top / 'src/helpers', top / 'book', mode='static')}"


def measured(folder, notebook) -> tuple[float, float]:
    """What the run took whose outputs the book shows, and the known work right after it.

    Raises LookupError, saying what to do, where nothing is known.
    """
    try:
        record = get_cache(str(folder)).match_cache_notebook(nbformat.read(notebook, as_version=4))
        return record.data["core_seconds"], record.data["known_work"]
    except KeyError:
        raise LookupError(
            f"The core-seconds of {notebook.stem} are not known: "
            f"delete {folder} and run `make book`, which measures them."
        ) from None


def core_seconds(folder, notebook) -> float:
    """What the run would have taken on the machine on which the budget was set, idle but for one more notebook."""
    taken, known_work = measured(folder, notebook)
    return taken * KNOWN_WORK / known_work


def over_budget(folder, notebook, *, budget=BUDGET) -> str:
    """A sentence on a notebook that took longer; empty for one that did not."""
    took = core_seconds(folder, notebook)
    return f"{notebook.stem} took {took:.1f} core-seconds, more than {budget:g}." * (took > budget)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_within_its_core_seconds(notebook, book):
    assert not over_budget(outputs_of(ROOT), notebook)


@pytest.mark.parametrize(
    "code", [BUSY, 'import os, subprocess, sys\nsubprocess.run([sys.executable, "-c", """{busy}"""])']
)
def test_a_notebook_or_a_process_of_it_that_takes_longer_is_named(own_book, code):
    add_notebooks(own_book, busy=code.format(seconds=3, busy=BUSY.format(seconds=3)))
    build(own_book)
    busy = own_book.top / "book/part/busy.ipynb"
    taken, known_work = measured(outputs_of(own_book.top), busy)
    assert taken > 2.9  # 3 s, less a tick
    assert 0 < known_work < 3
    assert over_budget(outputs_of(own_book.top), busy, budget=2.9 * KNOWN_WORK / known_work).startswith("busy took ")
    assert "os.times" not in own_book.page("part/busy.html")


def test_outputs_without_core_seconds_are_refused(own_book):
    wave, folder = own_book.top / "book/part/wave.ipynb", outputs_of(own_book.top)
    assert 0 < core_seconds(folder, wave) < BUDGET
    cache = get_cache(str(folder))
    record = cache.match_cache_notebook(nbformat.read(wave, as_version=4))
    keep(cache, wave, cache.get_cache_bundle(record.pk).nb, {"execution_seconds": 1.0, "core_seconds": 1.0})
    with pytest.raises(LookupError, match=r"core-seconds of wave are not known: delete .* and run `make book`"):
        core_seconds(folder, wave)


def test_a_notebook_that_was_never_run_is_refused(own_book):
    wave = own_book.top / "book/part/wave.ipynb"
    changed = json.loads(wave.read_text("utf-8"))
    changed["cells"][1]["source"] += "\n1"
    wave.write_text(json.dumps(changed), encoding="utf-8")
    with pytest.raises(LookupError, match="are not known"):
        core_seconds(outputs_of(own_book.top), wave)
