"""A warning fails the test that causes it, unless another package deprecates something for yet another one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
TESTS = """
import warnings
import numpy as np

def test_numpy():
    np.sqrt(np.array([-1.0]))

def test_of_this_book():
    warnings.warn_explicit("old", DeprecationWarning, "figure.py", 1, module="helpers.plots.figure")

def test_of_a_test():
    warnings.warn("old", DeprecationWarning)

def test_of_another_package():
    warnings.warn_explicit("old", DeprecationWarning, "any.py", 1, module="another")
"""


@pytest.mark.process
def test_a_warning_fails_the_test_that_causes_it(tmp_path):
    (tmp_path / "test_it.py").write_text(TESTS)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-c", TOP / "pyproject.toml", "test_it.py"]
    run = subprocess.run([*command, "-q", "--rootdir", tmp_path], cwd=tmp_path, capture_output=True, text=True)
    failed = {line.split()[1].partition("::")[2] for line in run.stdout.splitlines() if line.startswith("FAILED")}
    assert failed == {"test_numpy", "test_of_this_book", "test_of_a_test"} and "1 passed" in run.stdout
