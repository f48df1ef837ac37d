"""The loader that notebooks' own tests use: model cells run by slug, without the rest of the notebook."""

from __future__ import annotations

import re

import pytest
from shape import code, notebooks, read, source


@pytest.mark.parametrize("path", notebooks(concepts=True), ids=lambda path: path.stem)
def test_model_cells_are_found_by_slug_and_run_without_the_rest(model_cells, path):
    defined = re.findall(r"^(?:def|class) (\w+)", "\n".join(map(source, code(read(path), "model"))), re.MULTILINE)
    assert defined == [name for name in defined if hasattr(model_cells(path.stem), name)]


def test_an_unknown_slug_is_refused(model_cells):
    with pytest.raises(LookupError, match="no-such-idea"):
        model_cells("no-such-idea")
