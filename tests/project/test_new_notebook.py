"""The notebook that `make new-notebook` writes passes every check as it stands, runs, and is entered in the book."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from html import escape

import pytest
from markdown_it import MarkdownIt

import new_notebook
import repository

sys.path.insert(0, str(repository.TOP / "tests/notebooks"))  # where the checks of a notebook's shape are
sys.path.insert(0, str(repository.TOP / "tests/book"))  # and that of its numbers

from claims import untied
from shape import ANY, CONCEPT

READS = ["_toc.yml", "book/catalogue/*", "book/*/*.ipynb"]

GIVEN = ("training", "adam", "Adam: a step for each coordinate")


@pytest.fixture
def top(tmp_path):
    """What of the book the generator reads and writes."""
    shutil.copytree(repository.TOP / "book/catalogue", tmp_path / "book/catalogue")
    for name in ("_toc.yml", "pyproject.toml", "requirements.txt", "src/helpers/__init__.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(repository.TOP / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def written(top):
    return json.loads(new_notebook.make(*GIVEN, top=top).read_text("utf-8"))


@pytest.mark.parametrize("check", ANY + CONCEPT, ids=lambda check: check.__name__)
def test_it_has_the_shape_of_the_others(written, check):
    assert list(check(written)) == []


@pytest.mark.parametrize("mode", ["live", "static"])
def test_it_runs(written, tmp_path, mode):
    code = ["".join(cell["source"]) for cell in written["cells"] if cell["cell_type"] == "code"]
    (tmp_path / "run.py").write_text("\n\n".join(code), "utf-8")
    command = [sys.executable, "-W", "error", "run.py"]
    environment = {"EXPLORABLE_MODE": mode, "PYTHONPATH": str(repository.TOP / "src"), "PATH": ""}
    run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert "the rule says" in run.stdout


@pytest.mark.parametrize(
    ("name", "settings"),
    [("book/training/adam.ipynb", "book/ruff.toml"), ("tests/notebooks/test_adam.py", "pyproject.toml")],
)
def test_ruff_has_nothing_to_change(written, top, name, settings):
    settings = ["--config", str(repository.TOP / settings), str(top / name)]
    for command in (["check"], ["format", "--check"]):
        run = subprocess.run([sys.executable, "-m", "ruff", *command, *settings], capture_output=True, text=True)
        assert run.returncode == 0, run.stdout


def run_tests(top) -> str:
    """What pytest says of the tests of the notebooks' models in a book of which only the new notebook is there."""
    for name in ("conftest.py", "shape.py", "names.py", "test_model_cells.py"):
        shutil.copy(repository.TOP / "tests/notebooks" / name, top / "tests/notebooks")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/notebooks"]
    command += ["-k", "adam or concept"]
    # what all tests share; all are owed: that book has no earlier state
    environment = os.environ | {"PYTHONPATH": str(repository.TOP / "tests"), "BASE": ""}
    return subprocess.run(command, cwd=top, env=environment, capture_output=True, text=True).stdout


def test_its_own_test_alone_fails_until_it_is_written(written, top):
    said = run_tests(top)
    assert "1 failed, 2 passed" in said and "FAILED tests/notebooks/test_adam.py::" in said
    assert "Write a test of the model" in said and "an invariant with Hypothesis, or an independent reference." in said
    path = top / "tests/notebooks/test_adam.py"
    path.write_text("def test_one_to_any_power(model):\n    assert model.power(1, 3) == 1\n")
    assert "3 passed" in run_tests(top)


def test_a_test_file_that_is_there_is_kept(top):
    path = top / "tests/unit/test_adam.py"  # anywhere: pytest wants one file of a name
    path.parent.mkdir(parents=True)
    path.write_text("kept")
    before = sorted(top.rglob("*"))
    with pytest.raises(ValueError, match=r"tests/unit/test_adam\.py is there already: move it away"):
        new_notebook.make(*GIVEN, top=top)
    assert path.read_text() == "kept" and sorted(top.rglob("*")) == before


def test_it_is_entered_after_the_pages_of_its_part(written, top):
    toc = (top / "_toc.yml").read_text()
    assert "      - file: training/mixed-precision\n      - file: training/adam\n  - caption" in toc


def test_the_first_page_of_a_part_comes_with_the_parts_caption(top):
    new_notebook.make("rl", "q-learning", "Q-learning and DQN", top=top)
    toc = (top / "_toc.yml").read_text()
    before, after = toc.split("  - caption: Reinforcement learning\n    chapters:\n      - file: rl/q-learning\n")
    assert before.endswith("generative/diffusion-models\n") and after.startswith("  - caption: Retrieval")


def test_it_takes_over_what_the_catalogue_planned(written, top):
    about, rows = written["metadata"]["explorable"], (top / "book/catalogue/planned.csv").read_text("utf-8")
    assert about["summary"].startswith("Divide each step by a running size") and about["prerequisites"] == ["momentum"]
    entries = (top / "book/catalogue/entries.csv").read_text("utf-8")
    assert about["entries"] and all(f"\n{entry}," in entries for entry in about["entries"])
    assert "\nadam," not in rows and "\nbeyond-adam," in rows


def page_of(cells) -> str:
    """The cells as a page: prose without its formulas, and code."""
    write = MarkdownIt("commonmark").enable("table").render
    sources = [(cell["cell_type"], "".join(cell["source"])) for cell in cells]
    parts = [
        write(re.sub(r"\$[^$]*\$", "", text))
        if kind == "markdown"
        else f'<div class="cell"><pre>{escape(text)}</pre></div>'
        for kind, text in sources
    ]
    return f"<article>{''.join(parts)}</article>"


def test_its_prose_names_no_number_from_nowhere(written):
    assert untied(page_of(written["cells"])) == []
    [found] = untied(page_of([*written["cells"], {"cell_type": "markdown", "source": "At most 25 lines."}]))
    assert found.startswith("25 in")


def test_every_cell_says_what_belongs_there(written):
    prose = ["".join(cell["source"]) for cell in written["cells"] if cell["cell_type"] == "markdown"]
    assert len(prose) >= 6 and all(len(text.split()) > 15 for text in prose)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("training", "Warm Up", "Warm-up"), "SLUG=Warm Up is not a slug"),
        (("training", "momentum", "Momentum"), "SLUG=momentum is taken"),
        (("cooking", "soup", "Soup"), "PART=cooking is not a part: choose one of linear-algebra,"),
        (("training", "warm-up", "Warm-up"), "SLUG=warm-up is not planned for PART=training"),
        (("training", "warm-up", " "), "is not a plain title"),
        (("training", "warm-up", 'A "title"'), "is not a plain title"),
    ],
)
def test_what_cannot_be_made_is_refused_and_nothing_written(top, given, says):
    (top / "book/training").mkdir()
    (top / "book/training/momentum.ipynb").write_text("{}")
    before = sorted(top.rglob("*"))
    with pytest.raises(ValueError, match=says):
        new_notebook.make(*given, top=top)
    assert sorted(top.rglob("*")) == before
