"""`make` shows what an installer or the book's build prints only where it fails, and then in full."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
OUTSIDE = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKEOVERRIDES", "MAKELEVEL")}
WARNINGS = [f"WARNING: package {number} has no such extra" for number in range(100)]
PIP = """#!/usr/bin/env bash
for number in {{0..99}}; do echo "WARNING: package $number has no such extra" >&2; done
{ending}
"""

pytestmark = pytest.mark.process


@pytest.fixture
def install(tmp_path):
    """`install(ending)` runs make's rule for .venv with a Python that warns as pip does, then does `ending`."""
    for name in ("Makefile", "requirements.txt", "pyproject.toml", "tools/quietly.sh"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(TOP / name, tmp_path / name)
    python = tmp_path / ".venv/bin/python"
    python.parent.mkdir(parents=True)

    def install(ending: str) -> subprocess.CompletedProcess:
        python.write_text(PIP.format(ending=ending))
        python.chmod(0o755)
        command = ["make", ".venv/installed", f"PYTHON={sys.executable}"]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=OUTSIDE)

    return install


def test_what_pip_warns_of_is_not_shown_when_it_succeeds(install, tmp_path):
    run = install("echo Successfully installed")
    printed = run.stdout + run.stderr
    assert run.returncode == 0 and (tmp_path / ".venv/installed").is_file()
    assert len(printed.splitlines()) <= 6 and "pip install" in printed
    assert "WARNING" not in printed and "Successfully" not in printed


def test_an_install_that_fails_is_shown_in_full_and_fails(install, tmp_path):
    run = install('echo "ERROR: No matching distribution found" >&2; exit 3')
    shown = run.stderr.splitlines()
    assert run.returncode != 0 and not (tmp_path / ".venv/installed").exists()
    assert [line for line in shown if line.startswith("WARNING")] == WARNINGS
    assert "ERROR: No matching distribution found" in shown and "Error 3" in run.stderr


def loud(makefile: str) -> list[str]:
    """Recipe lines that install, or build the book, and show all that is printed."""
    lines = re.findall(r"^\t@?(.*)", makefile, re.MULTILINE)
    kinds = re.compile(r"(-m pip|npm) install|jupyter-book build(?!.*linkcheck)")
    return [line for line in lines if kinds.search(line) and "$(QUIETLY)" not in line]


def test_every_install_and_the_books_build_are_quiet():
    makefile = (TOP / "Makefile").read_text("utf-8").replace("\\\n", "")
    assert loud(makefile) == []
    assert len(loud(makefile.replace("$(QUIETLY) ", ""))) == makefile.count("$(QUIETLY) ") > 8
