"""The examples of README and CONTRIBUTING run as they stand, live and static."""

from __future__ import annotations

import ast
import re
import textwrap
from pathlib import Path

import numpy as np
import pytest

import helpers
from helpers import plots

READS = ["CONTRIBUTING.md", "README.md"]

TOP = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^ *```python\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
EXAMPLES = [
    pytest.param(textwrap.dedent(code), id=f"{name}-{number}")
    for name in ("README.md", "CONTRIBUTING.md")
    for number, code in enumerate(BLOCK.findall((TOP / name).read_text("utf-8")))
]


def softmax(temperature: float) -> np.ndarray:
    """Probabilities of three tokens, shape (3,)."""
    raised = np.exp(np.array([2.0, 1.0, 0.0]) / temperature)
    return raised / raised.sum()


def test_there_are_examples():
    assert len(EXAMPLES) == 3


@pytest.mark.parametrize("mode", ["live", "static"])
@pytest.mark.parametrize("code", EXAMPLES)
def test_an_example_runs_and_shows_an_explorable(code, mode, monkeypatch):
    monkeypatch.setenv("EXPLORABLE_MODE", mode)
    known = {name: getattr(module, name) for module in (helpers, plots) for name in module.__all__}
    known |= {"tokens": ["a", "b", "c"], "p": softmax}
    *before, last = ast.parse(code).body
    exec(compile(ast.Module(before, []), "example", "exec"), known)
    shown = eval(compile(ast.Expression(last.value), "example", "eval"), known)
    assert shown.readout.endswith(".") and shown.state
