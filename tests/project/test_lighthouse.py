"""What `make lighthouse` makes of Lighthouse's reports."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

import lighthouse

READS = ["benchmarks/lighthouse.py", "benchmarks/first_visit.py"]


def report(performance=1.0, *, label=1):
    """A report with one audit of each category; `label` is the score of the one about labels."""
    audits = {name: {"numericValue": 1234, "score": 1, "title": name} for name in lighthouse.TIMES}
    audits |= {lighthouse.SHIFT: {"numericValue": 0.01, "score": 0.9, "title": "Shift"}}
    audits |= {"label": {"score": label, "title": "Fields have labels"}, "manual": {"score": None, "title": "Look"}}
    refs = [{"id": "label"}, {"id": "manual"}]
    categories = {name: {"score": 1.0, "auditRefs": []} for name in lighthouse.LEAST}
    categories["performance"] = {"score": performance, "auditRefs": [{"id": lighthouse.SHIFT}]}
    categories["accessibility"] = {"score": 1.0 if label else 0.93, "auditRefs": refs}
    return {"categories": categories, "audits": audits}


def test_a_row_gives_scores_seconds_and_shift():
    assert lighthouse.row(report(0.985)) == ["98", "100", "100", "100", "1.23", "1.23", "1.23", "0.010"]


@pytest.mark.parametrize(("scores", "middle"), [([0.9, 0.99, 0.5], 0.9), ([1, 0.9, 0.8, 0.95], 0.9), ([0.7], 0.7)])
def test_the_median_run_represents_its_page(scores, middle):
    assert lighthouse.median_run(list(map(report, scores)))["categories"]["performance"]["score"] == middle


def test_pages_that_do_well_are_not_reported():
    assert lighthouse.too_low({"a.html": report(0.9), "b.html": report(1.0), "c.html": report(0.96)}) == []


def test_what_is_too_low_is_named_with_its_page_and_its_cause():
    low = lighthouse.too_low(
        {"a.html": report(0.89), "b.html": report(label=0), "c.html": report(0.94), "d.html": report(0.9)}
    )
    assert low == [
        "a.html: performance 89 is below 90.",
        "b.html: accessibility 93 is below 100. Fields have labels",
        "Performance is 92 in the median, below 95.",
    ]
