"""A notebook run live, as by a reader: in a fresh kernel, from its own folder, with the helpers installed.

The same run makes the reference of the parity test (reference.py), so that a notebook has to run only once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

WIDGET = "application/vnd.jupyter.widget-view+json"
MINUTES = 3
RECORD = "import sys; sys.path.append({here!r}); import reference; reference.record({asked!r}, {folder!r})"


def run_live(path: Path, asked: Mapping[str, list[dict]], folder: Path) -> nbformat.NotebookNode:
    """Run a notebook; what it shows in the asked states is saved in `folder`. A cell that raises is marked by it."""
    notebook = nbformat.read(path, as_version=4)
    folder.mkdir(parents=True, exist_ok=True)
    question = folder / "asked.json"
    question.write_text(json.dumps(asked), "utf-8")
    source = RECORD.format(here=str(Path(__file__).parent), asked=str(question), folder=str(folder))
    notebook.cells.insert(0, nbformat.v4.new_code_cell(source))
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("EXPLORABLE_MODE", raising=False)
        patch.delenv("MPLBACKEND", raising=False)
        place = {"metadata": {"path": str(path.parent)}}
        client = NotebookClient(notebook, timeout=60 * MINUTES, kernel_name="python3", resources=place)
        try:
            client.execute()
        except CellExecutionError as error:
            notebook.metadata["raised"] = str(error)
    return notebook


def live_faults(notebook: nbformat.NotebookNode) -> list[str]:
    """Sentences on what is wrong with the outputs of a notebook that was run live."""
    if "raised" in notebook.metadata:
        return [f"a cell raises: {notebook.metadata['raised']}"]
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    found = [
        f"cell {cell.id} shows {sorted(kinds(cell))} and no widget"
        for cell in tagged(code, "explorable")
        if WIDGET not in kinds(cell)
    ]
    found += [f"cell {cell.id} shows a figure beside the widget" for cell in code if "image/png" in kinds(cell)]
    checks = tagged(code, "check")
    if checks and not any(words(cell, "stdout").strip() for cell in checks):
        found.append("no check says anything")
    return found + [f"cell {cell.id} warns: {text}" for cell in code if (text := words(cell, "stderr"))]


def tagged(cells: list, tag: str) -> list:
    return [cell for cell in cells if tag in cell.metadata.get("tags", [])]


def kinds(cell) -> set[str]:
    return {kind for output in cell.outputs for kind in output.get("data", {})}


def words(cell, stream: str) -> str:
    """What a cell prints."""
    return "".join(output.get("text", "") for output in cell.outputs if output.get("name") == stream)
