"""As in Colab: its versions, a folder that holds only the notebook, and the package from the repository's tag."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from places import NOTEBOOKS, ROOT, bare
from redraw import check_notebook

from frontend import Frontend

PYTHON = ROOT / ".venv" / "colab" / "bin" / "python"
PINS = dict(line.split("==") for line in (ROOT / "environments/colab.txt").read_text().split() if "==" in line)
OURS = {"explorable-ml", "math-core", "bm25s", "kafka-python"}  # what notebooks install for themselves
LIST = "import importlib.metadata as m, json; print(json.dumps({d.name: d.version for d in m.distributions()}))"


def installed() -> dict[str, str]:
    """Name to version of all that the environment holds."""
    return json.loads(subprocess.run([PYTHON, "-c", LIST], env=bare(), capture_output=True, check=True).stdout)


def remove_ours() -> None:
    """Leave the environment as Colab hands it out."""
    command = [PYTHON, "-m", "pip", "uninstall", "--quiet", "--yes", *OURS]
    subprocess.run(command, env=bare(), check=True, capture_output=True)


@pytest.fixture(scope="module")
def fresh() -> dict[str, str]:
    """What is in the environment before any notebook has run."""
    if not PYTHON.exists():
        pytest.fail("There is no Colab-like environment: run `make colab`.", pytrace=False)
    remove_ours()
    return installed()


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def run(request, fresh, remote, tmp_path_factory):
    """A notebook that has run: the front end it ran in, and what its cells have shown."""
    folder = tmp_path_factory.mktemp("content")
    notebook = Path(shutil.copy(request.param, folder))
    env = bare(**remote, PIP_ROOT_USER_ACTION="ignore")
    with Frontend(PYTHON, folder=folder, env=env, specs=tmp_path_factory.mktemp("specs")) as frontend:
        yield frontend, frontend.run_notebook(notebook)
    remove_ours()


def test_the_versions_are_colabs(fresh):
    found = {name.lower(): version.partition("+")[0] for name, version in fresh.items()}  # torch: +cpu or not
    assert {name: found.get(name) for name in PINS} == PINS
    assert not OURS & set(fresh)


def test_it_runs_with_helpers_from_the_tag_and_redraws_in_place(run, fresh):
    frontend, shown = run
    [where] = frontend.run("import helpers; print(helpers.__file__)")
    assert where["text"].startswith(str(PYTHON.parents[1])), where
    assert {name: v for name, v in installed().items() if name not in OURS} == fresh, "the bootstrap touched others"
    check_notebook(frontend, shown)
