"""The loader that notebooks' own tests use: model cells run by slug, without the rest of the notebook."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import numpy as np
import pytest
from shape import code, notebooks, read, source

READS = ["book/*/*.ipynb", "tests/notebooks/*.py", "src/helpers/plots/*", "src/helpers/models/*", "book/data/*"]

TESTS = Path(__file__).parent


@pytest.mark.parametrize("path", notebooks(concepts=True), ids=lambda path: path.stem)
def test_model_cells_are_found_by_slug_and_run_without_the_rest(model_cells, path):
    defined = re.findall(r"^(?:def|class) (\w+)", "\n".join(map(source, code(read(path), "model"))), re.MULTILINE)
    assert defined == [name for name in defined if hasattr(model_cells(path.stem), name)]


def test_an_unknown_slug_is_refused(model_cells):
    with pytest.raises(LookupError, match="no-such-idea"):
        model_cells("no-such-idea")


def test_a_constant_keeps_the_value_given_to_the_loader(model_cells):
    small = model_cells("momentum", TARGET=0.5)
    assert small.TARGET == 0.5 and small.arrival(np.array([1.0, 0.4])) == (1, 1)
    assert model_cells("momentum").TARGET == 0.001


def test_a_further_cell_is_run_when_it_is_named(model_cells):
    assert not hasattr(model_cells("bias-variance"), "curves")
    assert callable(model_cells("bias-variance", "figure").curves)


@pytest.mark.parametrize(("more", "constants"), [(["no-such-cell"], {}), ([], {"NO_SUCH_NAME": 1})])
def test_an_unknown_cell_or_constant_is_refused(model_cells, more, constants):
    with pytest.raises(LookupError, match=r"momentum has no .*(no-such-cell|NO_SUCH_NAME)"):
        model_cells("momentum", *more, **constants)


def test_the_model_is_that_of_the_notebook_the_test_file_is_named_after(slug):
    assert slug == "model-cells"  # this file's; there is no such notebook


def untested(slugs: list[str], folder: Path) -> list[str]:
    """The notebooks without a test file of their own in `folder`."""
    return [slug for slug in slugs if not (folder / f"test_{slug.replace('-', '_')}.py").is_file()]


def test_every_concept_has_a_test_file():
    assert untested([path.stem for path in notebooks(concepts=True)], TESTS) == []


def test_a_notebook_without_a_test_file_is_noticed(tmp_path):
    (tmp_path / "test_kv_cache.py").touch()
    assert untested(["kv-cache", "hnsw"], tmp_path) == ["hnsw"]


def own_loaders(folder: Path) -> list[str]:
    """The test files in `folder` that execute cells themselves instead of asking for `model`."""
    return [path.name for path in sorted(folder.glob("test_*.py")) if executes(path)]


def executes(path: Path) -> bool:
    calls = [node.func for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    return any(isinstance(called, ast.Name) and called.id == "exec" for called in calls)


def test_no_test_file_has_a_loader_of_its_own(tmp_path):
    assert own_loaders(TESTS) == []
    (tmp_path / "test_momentum.py").write_text("exec(cell, names)")
    assert own_loaders(tmp_path) == ["test_momentum.py"]
