"""What any kernel owes a reader: moving an input changes what is shown, in place, and adds nothing."""

from __future__ import annotations

from frontend import PICTURE, TEXT, Frontend


def check_notebook(frontend: Frontend, shown: dict[str, list[dict]]) -> None:
    """Assert that the cells have shown live panels and no warning, and that every panel follows its inputs."""
    complaints = [output for outputs in shown.values() for output in outputs if output.get("name") == "stderr"]
    assert complaints == []
    panels = [inside for inside in frontend.panels().values() if frontend.inputs(inside)]
    assert panels, "no explorable is live"
    for inside in panels:
        check_panel(frontend, inside)


def check_panel(frontend: Frontend, inside: list[str]) -> None:
    """Move each input of a panel to both ends."""
    changed = set()
    for name in frontend.inputs(inside):
        for value in ends(frontend.widgets[name]):
            move = frontend.move(name, value)
            assert move.shown == [], "a moved input adds to the output"
            assert move.opened == 0, "a moved input makes new widgets"
            said = [frontend.widgets[one]["value"] for one in move.changed if frontend.model(one) == TEXT]
            assert [text for text in said if "<strong>" in text] == [], "the panel says why it cannot follow"
            changed |= {frontend.model(one) for one in move.changed}
    wanted = {PICTURE, TEXT} & {frontend.model(name) for name in inside}
    assert wanted and wanted <= changed, f"only {changed} changed"


def ends(state: dict) -> list:
    """First and last position of an input."""
    return [False, True] if "index" not in state else [0, len(state["_options_labels"]) - 1]
