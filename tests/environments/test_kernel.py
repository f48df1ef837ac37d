"""The kernel of .venv with ipywidgets 8 and 7: every notebook is run whole, then all its inputs are moved."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from places import NOTEBOOKS, ROOT, bare
from redraw import check_notebook

from frontend import Frontend

OLD = ROOT / ".venv" / "ipywidgets-7.7.1"
PLACES = {"ipywidgets-8": [ROOT / "src"], "ipywidgets-7": [OLD, ROOT / "src"]}  # what goes before .venv's packages

BROKEN = """
import matplotlib.pyplot as plt
from helpers import explore

figure, axes = plt.subplots()
(line,) = axes.plot([0, 1], [0, 1])

def update(k=1):
    line.set_ydata([0, k])
    return f"k is {k}."

explore(update, figure, k=(0, 1))
"""


@pytest.fixture(params=PLACES)
def kernel(request, tmp_path):
    """A kernel with one of the two, in a folder of its own."""
    path = ":".join(map(str, PLACES[request.param]))
    with Frontend(Path(sys.executable), folder=tmp_path, env=bare(PYTHONPATH=path), specs=tmp_path / "specs") as kernel:
        [version] = kernel.run("import ipywidgets; print(ipywidgets.__version__)")
        assert version["text"].startswith(request.param.removeprefix("ipywidgets-")), "run `make kernels`"
        yield kernel


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_input_moves_after_all_cells_have_run(kernel, path):
    check_notebook(kernel, kernel.run_notebook(path))


@pytest.mark.parametrize("spoilt", ["line = None", "import builtins; del axes, line", "def update(k=1): return 'k'"])
def test_a_panel_that_cannot_follow_is_noticed(kernel, spoilt):
    shown = {"explorable": kernel.run(BROKEN)}
    if spoilt.startswith("def"):  # the panel keeps the function it was given
        kernel.run(spoilt)
        return check_notebook(kernel, shown)
    kernel.run(spoilt)
    with pytest.raises(AssertionError, match="the panel says why"):
        check_notebook(kernel, shown)


def test_a_slider_that_prints_is_noticed(kernel):
    shown = {"explorable": kernel.run(BROKEN.replace("    return", "    print(k)\n    return"))}
    with pytest.raises(AssertionError, match="adds to the output"):
        check_notebook(kernel, shown)


def test_what_is_printed_in_pieces_is_one_output(kernel):
    pieces = "import sys, time\nfor word in 'abc': print(word, flush=True); time.sleep(0.3)"
    shown = kernel.run(f"{pieces}\nprint('d', file=sys.stderr)")
    assert [(one["name"], one["text"]) for one in shown] == [("stdout", "a\nb\nc\n"), ("stderr", "d\n")]
