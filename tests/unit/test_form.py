"""Controls, buttons, handles and questions: the parts that scripts, styles and screen readers rely on."""

import base64
import json

import pytest
from bs4 import BeautifulSoup

from helpers import Pick, Point, Slider, predict
from helpers.explorable.controls import make_control
from helpers.explorable.form import control_html, form_html, prediction_html
from helpers.explorable.kinds.point import REACH
from helpers.explorable.kinds.slider import play_html

ODD = '"<i>&amp;'  # a text that is lost where it is not escaped


def part(html):
    """The one element that `html` is."""
    (element,) = BeautifulSoup(html, "html.parser").find_all(True, recursive=False)
    return element


def input_of(row):
    """The native control in a row, after a check that the row's label belongs to it."""
    native = row.select_one("[name]")
    assert row.find("label")["for"] == native["id"]
    return native


def holds(element, **attributes):
    """Whether an element has all these attributes; `_` stands for `-`."""
    return all(element.get(key.replace("_", "-")) == value for key, value in attributes.items())


def test_a_slider_counts_its_values_and_says_the_present_one():
    row = part(control_html("fig", make_control("top_k", Slider((0, 4, 2), unit=ODD, label=ODD))))
    slider, value = input_of(row), row.select_one("[data-value=top_k]")
    assert row["class"] == ["control", "slider"] and row.label.text == ODD
    assert holds(slider, type="range", name="top_k", min="0", max="2", step="1", value="1", aria_valuetext=f"2 {ODD}")
    assert value.text == f"2 {ODD}" and holds(value, aria_hidden="true")
    assert not row.find("button")


def test_a_playing_slider_ends_with_its_buttons():
    control = make_control("x", Slider((0, 2), play=True, label=ODD))
    *_, last = part(control_html("fig", control)).find_all(True, recursive=False)
    assert last == part(play_html(control))
    play, step = last.find_all("button")
    assert play.text == "Play" and holds(play, type="button", data_control="x", aria_label=f"Play {ODD}")
    assert step.text == "Step" and holds(step, type="button", data_control="x", aria_label=f"Step {ODD}")
    assert (play["class"], step["class"], play["aria-pressed"]) == (["play"], ["step"], "false")


def test_a_choice_lists_its_labels():
    row = part(control_html("fig", make_control("kind", [ODD, "b"], "b")))
    options = [(option.text, option.has_attr("selected")) for option in input_of(row).find_all("option")]
    assert row["class"] == ["control", "choice"] and row.label.text == row.select_one("select")["name"] == "kind"
    assert options == [(ODD, False), ("b", True)]


@pytest.mark.parametrize("on", [True, False])
def test_a_checkbox_is_checked_or_not(on):
    row = part(control_html("fig", make_control("on", on)))
    box = input_of(row)
    assert row["class"] == ["control", "switch"] and row.label.text.strip() == "on"
    assert holds(box, type="checkbox", name="on") and box.has_attr("checked") is on


def test_a_point_says_how_to_move_it():
    row = part(control_html("fig", make_control("at", Point((0, 1), (0, 1), axes=None, label=ODD))))
    label, hint, value = row.stripped_strings
    assert (label, value) == (ODD, "(0, 1)") and "drag the ring" in hint == row.select_one(".hint").text
    assert holds(row.select_one("[data-value=at]"), aria_hidden="true")


def test_the_form_holds_controls_presets_and_what_can_be_taken_along():
    controls = (make_control("on", True), make_control("kind", ["a", "b"]))
    form = part(form_html("fig", controls, {ODD: (0,), "High": (1,)}))
    assert form["class"] == ["controls"] and form["autocomplete"] == "off"
    rows = [part(control_html("fig", control)) for control in controls]
    assert form.find_all(class_="control") == rows
    buttons = form.find("div", class_="buttons", recursive=False).find_all("button", recursive=False)
    assert [button["class"] for button in buttons] == [["preset"], ["preset"], ["reset"]]
    words = ["on", "kind", "a", "b", ODD, "High", "Reset"]
    assert list(form.stripped_strings) == [*words, *form.details.stripped_strings]
    assert {button.get("aria-pressed") for button in buttons[:2]} == {"false"}
    assert {button["type"] for button in form.find_all("button")} == {"button"}
    *_, status = form.find_all(True, recursive=False)
    assert (status["class"], status["role"], status.text) == (["status"], "status", "")


def test_what_a_reader_can_take_along():
    take = part(form_html("fig", (), {})).find("details", class_="take")
    kinds = ["copy-link", "save-svg", "save-png", "copy-python", "copy-embed", "show-numbers", "copy-csv"]
    assert [button["class"] for button in take.find_all("button")] == [[kind] for kind in kinds]
    assert all(button.text for button in take.find_all("button")) and take.summary.text
    assert take.select_one(".show-numbers")["aria-expanded"] == "false"
    numbers = take.select_one(".numbers")
    assert numbers.has_attr("hidden") and holds(numbers, role="group", aria_label="Numbers", tabindex="0")


# Handles


def handle_html(control, place):
    """The handle of a control at its place."""
    return control.spec.handle(control, place)


def test_a_ring_stands_at_its_start_and_reads_as_a_slider():
    control = make_control("at", Point((0, 1), (0, 2), axes=None, label=ODD))
    ring = part(handle_html(control, {"view": 0, "x": [1.5, 2], "y": [30.25, 20, 10]}))
    assert holds(ring, role="slider", tabindex="0", data_control="at", aria_label=ODD, transform="translate(2 20)")
    assert holds(ring, aria_valuemin="0", aria_valuemax="5", aria_valuenow="3", aria_valuetext="(1, 1)")
    assert ring["class"] == ["handle"]
    assert [circle["class"] for circle in ring.find_all("circle")] == [["reach"], ["ring"]]
    assert [float(circle["r"]) for circle in ring.find_all("circle")] == [REACH, 8]


def test_picks_are_a_group_of_radio_buttons():
    control = make_control("bar", Pick([ODD, "b"], marks=[], label=ODD), "b")
    group = part(handle_html(control, {"view": 0, "areas": [[1, 2, 3, 4], [5.5, 6, 7, 8]]}))
    first, second = group.find_all("rect", class_="pick")
    assert group["class"] == ["picks"] and holds(group, role="radiogroup", data_control="bar", aria_label=ODD)
    assert holds(first, role="radio", aria_checked="false", aria_label=ODD, tabindex="-1")
    assert holds(second, role="radio", aria_checked="true", aria_label="b", tabindex="0")
    assert not group.text
    assert [second[side] for side in ("x", "y", "width", "height")] == ["5.5", "6", "7", "8"]


def test_a_place_for_each_pick():
    with pytest.raises(ValueError, match="zip"):
        handle_html(make_control("bar", Pick(["a", "b"], marks=[])), {"areas": [[1, 2, 3, 4]]})


# Questions


def asked(question, number=0, positions=()):
    """What is sealed in a question's form, the form, and what is said without scripts."""
    soup = BeautifulSoup(prediction_html("fig", number, question, positions), "html.parser")
    form, without = soup.find_all(True, recursive=False)
    assert form["class"] == ["predict"] and form["autocomplete"] == "off"
    assert {button["type"] for button in form.find_all("button")} == {"submit"}
    assert holds(form.select_one("p.feedback"), role="status") and without.name == "noscript"
    return json.loads(base64.b64decode(form["data-sealed"])), form, without.text


def test_a_question_for_a_number():
    question = predict(ODD, lambda: 1, unit=ODD, state={"x": 2, "y": ODD}, because="Because.")
    sealed, form, without = asked(question, 1, (2, 0))
    field = input_of(form)
    asks = {"answer": 1, "options": {}, "unit": ODD, "count": True}
    assert sealed == asks | {"because": "Because.", "positions": [2, 0]}
    assert form.label["class"] == ["question"] and form.label.text == ODD
    assert holds(
        field, type="number", step="any", inputmode="decimal", name="guess", id="fig-predict-1"
    ) and field.has_attr("required")
    assert list(form.stripped_strings) == [ODD, ODD, "Commit"] and form.select_one(".guess").text == f" {ODD}"
    assert without.startswith(ODD) and f"x 2, y {ODD}" in without


def test_a_question_without_unit_and_state_says_neither():
    _, form, without = asked(predict("Q?", lambda: 1))
    assert form.select_one(".guess").text == "" and without == "Q?"


def test_a_question_with_options():
    sealed, form, without = asked(predict(ODD, lambda: ODD, options={ODD: "", "b": "No."}), positions=(1,))
    asks = {"answer": ODD, "options": {ODD: "", "b": "No."}, "unit": "", "count": False}
    assert sealed == asks | {"because": "", "positions": [1]}
    assert form.select_one(".question").text == without == ODD
    assert list(form.stripped_strings) == [ODD, ODD, "b"]
    assert holds(form.select_one(".answers"), role="group", aria_labelledby=form.select_one(".question")["id"])
    for button, label in zip(form.select("button.option"), (ODD, "b"), strict=True):
        assert holds(button, name="guess", value=label, aria_pressed="false")
