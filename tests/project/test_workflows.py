"""The workflows do what a contributor can: each step is a verb of the Makefile, and the matrix is the promised one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from helpers.sphinxext.execution import execution_inputs

READS = ["book/index.md", "book/**/*.ipynb", "src/helpers/**/*"]

TOP = Path(__file__).resolve().parents[2]
WORKFLOWS = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in (TOP / ".github/workflows").glob("*.yml")}
MAKEFILE = (TOP / "Makefile").read_text("utf-8")
VERBS = {verb for line in re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE) for verb in line.split()}
ONLY_THERE = ("gh release create",)  # what has no meaning outside GitHub


def commands(workflow: dict) -> list[str]:
    """What a workflow runs, with each value of a matrix put in."""
    found = []
    for job in workflow["jobs"].values():
        matrix = job.get("strategy", {}).get("matrix", {})
        for step in job["steps"]:
            for verb in matrix.get("verb", [""]):
                found.append(step.get("run", "").replace("${{ matrix.verb }}", verb))
    return [command for command in found if command]


def verbless(workflow: dict) -> list[str]:
    """Commands that are not targets of the Makefile."""
    strange = [command for command in commands(workflow) if not command.startswith(ONLY_THERE)]
    return [one for one in strange if not (found := re.match(r"make ([\w-]+)", one)) or found[1] not in VERBS]


@pytest.mark.parametrize("name", sorted(WORKFLOWS))
def test_every_step_can_be_run_here(name):
    assert commands(WORKFLOWS[name]) and verbless(WORKFLOWS[name]) == []


@pytest.mark.parametrize("command", ["pip install jupyter-book", "make everything", "cd book && make book"])
def test_a_step_of_its_own_is_noticed(command):
    assert verbless({"jobs": {"one": {"steps": [{"run": command}]}}}) == [command]


def test_notebooks_run_on_both_pythons_with_both_ipywidgets():
    matrix = WORKFLOWS["tests"]["jobs"]["kernels"]["strategy"]["matrix"]
    assert matrix == {"python": ["3.11", "3.12"], "ipywidgets": ["7", "8"]}


def cached(job: dict) -> list[dict]:
    """What a job keeps in, or takes from, GitHub's cache."""
    return [step["with"] for step in job["steps"] if step.get("uses", "").startswith("actions/cache")]


def test_the_tests_of_each_python_take_the_outputs_that_its_book_has_left():
    jobs = WORKFLOWS["tests"]["jobs"]
    [kept], [taken] = cached(jobs["book"]), cached(jobs["test"])
    assert jobs["test"]["needs"] == "book"
    assert jobs["test"]["strategy"]["matrix"]["python"] == jobs["book"]["strategy"]["matrix"]["python"]
    assert {name: kept[name] for name in taken} == taken and taken["path"] == "_build/cache"


def test_another_name_for_the_cache_follows_from_whatever_outputs_depend_on():
    hashed = re.findall(r"'([^']+)'", cached(WORKFLOWS["tests"]["jobs"]["book"])[0]["key"])
    patterns = [re.sub(r"\*\*$", "**/*", pattern) for pattern in hashed]
    files = {path for pattern in patterns for path in TOP.glob(pattern)}
    inputs = {path for _, path in execution_inputs(TOP / "src" / "helpers", TOP / "book")}
    assert inputs | set((TOP / "book/data").iterdir()) | set((TOP / "book").rglob("*/*.ipynb")) <= files


def test_what_takes_long_or_hangs_on_the_world_is_run_every_week():
    ran = commands(WORKFLOWS["weekly"])
    verbs = {
        "weekly",
        "lighthouse",
        "firefox",
        "webkit",
        "arithmetic",
        "links",
        "newest",
        "audit",
        "mutation",
        "mutation-scripts",
    }
    assert {re.match(r"make ([\w-]+)", one)[1] for one in ran} == verbs | {"mutation", "mutation-scripts"}
    assert len(WORKFLOWS["weekly"][True]["schedule"]) == 1  # YAML reads `on` as true


def test_a_release_has_the_archive_that_the_landing_page_offers():
    names = re.findall(r"\{archive\}`[^`<]*<([^`>]+)>`", (TOP / "book/index.md").read_text("utf-8"))
    [released] = [one for one in commands(WORKFLOWS["pages"]) if one.startswith("gh release create")]
    assert names and all(name in released.split() for name in names)


def test_no_job_may_do_more_than_it_needs():
    for name, workflow in WORKFLOWS.items():
        assert workflow["permissions"] == {"contents": "read"}, name
        assert all("timeout-minutes" in job for job in workflow["jobs"].values()), name
