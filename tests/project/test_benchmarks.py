"""Each benchmark starts: what it takes from the tests and tools is still there."""

import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


def imported(path: Path) -> subprocess.CompletedProcess:
    """Import a script as `python script.py` does, but without running it."""
    code = f"import runpy; runpy.run_path({path.name!r}, run_name='imported')"
    return subprocess.run([sys.executable, "-c", code], cwd=path.parent, capture_output=True, text=True)


@pytest.mark.parametrize("path", sorted(BENCHMARKS.glob("*.py")), ids=lambda path: path.stem)
def test_a_benchmark_finds_what_it_imports(path):
    process = imported(path)
    assert process.returncode == 0, process.stderr


def test_one_that_does_not_is_seen(tmp_path):
    (tmp_path / "lost.py").write_text("from browsers import FLAGS_OF_YESTERDAY\n")
    assert "browsers" in imported(tmp_path / "lost.py").stderr
