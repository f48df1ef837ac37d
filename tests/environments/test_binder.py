"""Binder: repo2docker understands `.binder/`, and the list it installs is what the notebooks import, without CUDA."""

from __future__ import annotations

import subprocess

import pytest
from places import ROOT, bare

PROGRAM = ROOT / ".venv" / "binder" / "bin" / "jupyter-repo2docker"


def build_file(folder) -> str:
    """The build file that repo2docker writes for a repository, without Docker; raises CalledProcessError."""
    command = [PROGRAM, "--no-build", "--debug", str(folder)]
    run = subprocess.run(command, env=bare(), capture_output=True, text=True, timeout=120, check=True)
    return run.stdout + run.stderr


@pytest.fixture(scope="module")
def written() -> str:
    if not PROGRAM.exists():
        pytest.fail("repo2docker is not installed: run `make binder`.", pytrace=False)
    return build_file(ROOT)


def test_the_build_installs_the_list_then_the_helpers(written):
    install = written.index('pip install --no-cache-dir -r ".binder/requirements.txt"')
    assert install < written.index("COPY --chown=0:0 src/ ${REPO_DIR}/") < written.index("RUN ./.binder/postBuild")


def test_the_build_has_python_3_11(written):
    assert "python=3.11" in written


def test_another_list_gives_another_build(tmp_path, written):
    (tmp_path / "requirements.txt").write_text("numpy\n")
    other = build_file(tmp_path)
    assert '-r ".binder/requirements.txt"' not in other and "RUN ./.binder/postBuild" not in other
    assert "python=3.11" not in other
