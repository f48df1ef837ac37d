"""Controls as annotations: read, overruled by keywords, ignored where they are none, refused where unreadable."""

from __future__ import annotations

import ast
import functools
import inspect
import json
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

from helpers import Choice, ExplorableError, Point, Slider, Toggle, explore
from helpers.explorable import RESERVED
from helpers.explorable.controls import make_grid

READS = ["book/*/*.ipynb"]

BOOK = Path(__file__).resolve().parents[2] / "book"
RATES = [0.1, 0.5, 1.0]


def beside(**annotations):
    """An update whose parameters, all with the default 1, are annotated as an author's are without future imports."""

    def update(**state):
        return ""

    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    update.__signature__ = inspect.Signature(
        [inspect.Parameter(name, kind, default=1, annotation=spec) for name, spec in annotations.items()]
    )
    return update


def names_and_values(grid) -> dict:
    return {control.name: control.values for control in grid.controls}


def test_annotations_are_controls_in_the_order_of_the_signature():
    update = beside(rate=Slider([1, 2], label="η"), form=Choice([1, "b"]), on=(1, 3))
    grid = make_grid(update, {})
    assert names_and_values(grid) == {"rate": (1, 2), "form": (1, "b"), "on": (1, 2, 3)}
    assert grid.controls[0].label == "η" and grid.start == (0, 0, 0)


def test_abbreviations_of_interact_are_annotations_too():
    grid = make_grid(beside(a=[1, 2], b={"one": 1}, c=(1, 2)), {})
    assert [control.kind for control in grid.controls] == ["choice", "choice", "slider"]


def test_a_keyword_wins_over_its_annotation_and_keeps_the_place():
    grid = make_grid(beside(a=Slider([1, 2]), b=Slider([1, 5])), {"a": Slider([1, 7])})
    assert names_and_values(grid) == {"a": (1, 7), "b": (1, 5)}


def test_keywords_follow_annotated_controls():
    grid = make_grid(beside(a=int, b=Slider([1, 5])), {"a": Slider([1, 7])})
    assert list(names_and_values(grid)) == ["a", "b"]
    grid = make_grid(lambda a, b: "", {"b": [1], "a": [1]})
    assert list(names_and_values(grid)) == ["b", "a"]


@pytest.mark.parametrize("annotation", [int, "int", "float | None", None, Slider, "Slider", 3, "3"])
def test_annotations_that_are_not_controls_are_ignored(annotation):
    assert names_and_values(make_grid(beside(a=annotation, b=Slider([1, 2])), {})) == {"b": (1, 2)}


def written_later(rate: Slider(RATES) = 0.5, on: Toggle("On") = False):
    return ""


def test_strings_are_read_where_the_names_are_those_of_the_module():
    assert isinstance(inspect.signature(written_later).parameters["rate"].annotation, str)
    grid = make_grid(written_later, {})
    assert names_and_values(grid) == {"rate": (0.1, 0.5, 1.0), "on": (False, True)}
    assert names_and_values(make_grid(functools.partial(written_later, on=True), {})) == names_and_values(grid)


class Called:
    """An update that is an object, and one that is a method."""

    def __call__(self, rate: Slider(RATES) = 0.5):
        return ""

    def update(self, rate: Slider(RATES) = 0.5):
        return ""


@pytest.mark.parametrize("update", [Called(), Called().update, functools.cache(written_later)])
def test_objects_methods_and_wrapped_functions_are_read(update):
    assert make_grid(update, {}).controls[0].values == (0.1, 0.5, 1.0)


def test_a_string_in_a_closure_is_refused_by_name():
    places = [1, 2]

    def update(k: Slider(places) = 1):
        return ""

    with pytest.raises(ExplorableError) as refusal:
        make_grid(update, {})
    assert str(refusal.value) == (
        "The annotation of parameter 'k' of update, 'Slider(places)', is a string that cannot be evaluated: "
        "give the control by keyword, explore(update, …, k=…). NameError: name 'places' is not defined."
    )
    assert make_grid(update, {"k": places}).size == 2  # what it says to do works


def test_a_start_value_that_no_annotated_control_offers_is_refused():
    with pytest.raises(ExplorableError, match=r"The start value of control 'a' has no value 1; it offers 5, 6\."):
        make_grid(beside(a=Slider([5, 6])), {})


def test_explore_takes_annotated_controls_and_names_them_in_presets(monkeypatch):
    monkeypatch.setenv("EXPLORABLE_MODE", "static")
    figure, ax = plt.subplots()
    ax.set(xlim=(-1, 2), ylim=(-1, 2))
    [dot] = ax.plot([0], [0], "o")

    def update(**state):
        dot.set_data([state["at"][0]], [state["at"][1] * state["rate"]])
        return f"{state}"

    update.__signature__ = inspect.Signature(
        [
            inspect.Parameter(
                "at", inspect.Parameter.KEYWORD_ONLY, default=(0, 0), annotation=Point((0, 1), (0, 1), ax)
            ),
            inspect.Parameter("rate", inspect.Parameter.KEYWORD_ONLY, default=0.5, annotation=Slider(RATES)),
        ]
    )
    shown = explore(update, figure, presets={"Fast": {"rate": 1.0}}, shared=["rate"])
    shown.set(rate=1.0, at=(1, 1))
    assert shown.state == {"at": (1, 1), "rate": 1.0}
    with pytest.raises(ExplorableError, match="There is no control 'speed'; the controls are at, rate"):
        explore(update, figure, presets={"Fast": {"speed": 1.0}})


def controls_in(notebook: Path) -> set[str]:
    """Parameters of every function in a notebook that is passed to `explore`, and the names given there by keyword."""
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    tree = ast.parse("\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    calls = [call for call in calls if getattr(call.func, "id", "") == "explore" and call.args]
    updates = {call.args[0].id for call in calls if isinstance(call.args[0], ast.Name)}
    found = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name in updates]
    return {argument.arg for update in found for argument in (*update.args.args, *update.args.kwonlyargs)}


def test_no_option_of_explore_is_called_like_a_control_in_the_book():
    options = {p.name for p in inspect.signature(explore).parameters.values() if p.kind is p.KEYWORD_ONLY}
    used = {name for notebook in BOOK.rglob("*.ipynb") for name in controls_in(notebook)}
    assert {"steps", "beta"} <= used and options == set(RESERVED)
    assert not options & used
