"""What makes a live run of a notebook fail; every notebook of the book is run so by tests/browser/test_visits.py."""

from __future__ import annotations

import json

import nbformat
import pytest

from live import live_faults, run_live

START = "from helpers import explore\nfrom helpers.plots import new_figure\nfig, ax = new_figure()"
SHOW = "explore(lambda a=1: 'a', fig, a=(0, 2))"
CHECK = "print('agrees to the last digit')"


def notebook(folder, *cells: tuple[str, str]):
    """Write a notebook of code cells, each a tag and a source."""
    made = nbformat.v4.new_notebook()
    made.cells = [nbformat.v4.new_code_cell(source, metadata={"tags": [tag]}) for tag, source in cells]
    nbformat.write(made, folder / "idea.ipynb")
    return folder / "idea.ipynb"


@pytest.mark.parametrize(
    ("show", "check", "said"),
    [
        (SHOW, CHECK, ""),
        ("1 / 0", CHECK, "raises"),
        (f"{SHOW};", CHECK, "no widget"),
        (f"import matplotlib.pyplot as plt; plt.plot([1, 2]); {SHOW}", CHECK, "beside the widget"),
        (SHOW, "assert True", "no check says anything"),
        (SHOW, "import warnings; warnings.warn('odd'); print('close')", "warns"),
    ],
    ids=["sound", "raises", "no widget", "a figure beside it", "silent checks", "warns"],
)
def test_a_fault_of_a_live_notebook_is_said(tmp_path, show, check, said):
    path = notebook(tmp_path, ("hide-input", START), ("explorable", show), ("check", check))
    found = live_faults(run_live(path, {}, tmp_path / "saved"))
    assert len(found) == bool(said) and all(said in sentence for sentence in found), found


def test_the_asked_states_are_saved_on_figures_that_no_other_state_has_touched(tmp_path):
    update = "def update(a=1):\n    ax.set_title(ax.get_title() + str(a))\n    return ax.get_title()"
    path = notebook(
        tmp_path,
        ("hide-input", START),
        ("hide-input", update),
        ("explorable", "explore(update, fig, name='one', a=(0, 2))"),
    )
    run_live(path, {"one": [{"a": 2}, {"a": 0}]}, tmp_path / "saved")
    said = [json.loads((tmp_path / f"saved/one-{number}.json").read_text())["readout"] for number in (0, 1)]
    assert said == ["2", "0"] and (tmp_path / "saved/one-1-0.svg").is_file()


def test_the_widgets_are_those_of_ipywidgets_8():
    import ipywidgets

    assert ipywidgets.__version__.startswith("8.")
