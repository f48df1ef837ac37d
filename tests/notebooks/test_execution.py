"""Every notebook runs in a fresh kernel, live, as a reader's: from its own folder, with the helpers installed."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

BOOK = Path(__file__).resolve().parents[2] / "book"
NOTEBOOKS = [path for path in sorted(BOOK.rglob("*.ipynb")) if ".ipynb_checkpoints" not in path.parts]
WIDGET = "application/vnd.jupyter.widget-view+json"
MINUTES = 3


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def run(request) -> nbformat.NotebookNode:
    """A notebook with its outputs; a cell that raises fails here, with its traceback."""
    notebook = nbformat.read(request.param, as_version=4)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("EXPLORABLE_MODE", raising=False)
        patch.delenv("MPLBACKEND", raising=False)
        folder = {"metadata": {"path": str(request.param.parent)}}
        NotebookClient(notebook, timeout=60 * MINUTES, kernel_name="python3", resources=folder).execute()
    return notebook


def tagged(notebook: nbformat.NotebookNode, tag: str) -> list:
    return [cell for cell in notebook.cells if tag in cell.metadata.get("tags", [])]


def kinds(cell) -> set[str]:
    return {kind for output in cell.outputs for kind in output.get("data", {})}


def words(cell) -> str:
    return "".join(output.get("text", "") for output in cell.outputs)


def test_it_shows_live_widgets_and_each_figure_once(run):
    for cell in tagged(run, "explorable"):
        assert WIDGET in kinds(cell), f"cell {cell.id} shows {kinds(cell)}"
    pictures = [cell.id for cell in run.cells if cell.cell_type == "code" and "image/png" in kinds(cell)]
    assert not pictures, f"the cells {pictures} show a figure beside the widget"


def test_its_checks_say_how_close(run):
    assert any(words(cell).strip() for cell in tagged(run, "check")) or not tagged(run, "check")


def test_it_warns_of_nothing(run):
    warned = {
        cell.id: output.text
        for cell in run.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "stream" and output.name == "stderr"
    }
    assert warned == {}


def test_the_widgets_are_those_of_ipywidgets_8():
    import ipywidgets

    assert ipywidgets.__version__.startswith("8.")
