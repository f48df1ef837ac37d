"""The table of environments × notebooks tells what the reports say, and what they do not say."""

from __future__ import annotations

import pytest

import environments

CASE = '<testcase name="test[{name}]" time="{time}">{inside}</testcase>'


@pytest.fixture
def reports(tmp_path):
    """Write a report: its name, then pairs of a test's name and what is inside its element."""

    def write(report: str, *cases: tuple[str, str]):
        inside = "".join(CASE.format(name=name, time=2.5, inside=inside) for name, inside in cases)
        (tmp_path / f"{report}.xml").write_text(f"<testsuites><testsuite>{inside}</testsuite></testsuites>")
        return tmp_path

    return write


def test_outcomes_are_told_apart(reports):
    reports("kernels", ("ipywidgets-8-wave", ""), ("ipywidgets-7-wave", "<failure/>"), ("ipywidgets-8-line = None", ""))
    folder = reports("lab", ("lab-wave", "<skipped/>"), ("notebook-wave", ""), ("notebook-wave", "<error/>"))
    assert environments.results(folder, ["wave"]) == {
        ("wave", "ipywidgets 8"): ("passed", 2.5),
        ("wave", "ipywidgets 7"): ("failed", 2.5),
        ("wave", "JupyterLab"): ("failed", 2.5),
        ("wave", "Notebook 7"): ("failed", 5.0),
    }


def test_a_notebook_without_a_result_is_seen(reports):
    folder = reports("colab", ("wave", ""))
    lines = environments.table(environments.results(folder, ["tide", "wave"]), ["tide", "wave"]).splitlines()
    assert lines[1].split()[:2] == ["tide", "·"] and lines[1].count("·") == 5
    assert lines[2].count("✓") == 1 and lines[2].count("·") == 4
