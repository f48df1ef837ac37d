"""Controls, buttons, handles and questions letter by letter: the HTML that the page's scripts and styles rely on."""

import base64
import json

import pytest

from helpers import Pick, Point, Slider, predict
from helpers.explorable.controls import make_control
from helpers.explorable.form import TAKE, control_html, form_html, handle_html, play_html, prediction_html

CHECKBOX = (
    '<div class="control switch"><label for="fig-control-on"><input type="checkbox" id="fig-control-on" name="on" '
    "checked> on</label></div>"
)


def test_a_slider_counts_its_values_and_says_the_present_one():
    control = make_control("top_k", Slider((0, 4, 2), unit="<m>", label="A & b"))
    assert control_html("fig", control) == (
        '<div class="control slider"><label for="fig-control-top_k">A &amp; b</label>'
        '<input type="range" id="fig-control-top_k" name="top_k" min="0" max="2" step="1" value="1" '
        'aria-valuetext="2 &lt;m&gt;">'
        '<span class="value" data-value="top_k" aria-hidden="true">2 &lt;m&gt;</span></div>'
    )


def test_a_playing_slider_ends_with_its_buttons():
    control = make_control("x", Slider((0, 2), play=True, label="A<"))
    buttons = (
        '<span class="player"><button type="button" class="play" data-control="x" aria-pressed="false" '
        'aria-label="Play A&lt;">Play</button><button type="button" class="step" data-control="x" '
        'aria-label="Step A&lt;">Step</button></span>'
    )
    assert play_html(control) == buttons
    assert control_html("fig", control).endswith(f'aria-hidden="true">1</span>{buttons}</div>')


def test_a_choice_lists_its_labels():
    assert control_html("fig", make_control("kind", ["a<", "b"], "b")) == (
        '<div class="control choice"><label for="fig-control-kind">kind</label>'
        '<select id="fig-control-kind" name="kind"><option>a&lt;</option><option selected>b</option></select></div>'
    )


def test_a_checkbox_is_checked_or_not():
    assert control_html("fig", make_control("on", True)) == CHECKBOX
    assert control_html("fig", make_control("on", False)) == CHECKBOX.replace(" checked", "")


def test_a_point_says_how_to_move_it():
    control = make_control("at", Point((0, 1), (0, 1), axes=None, label="P<"))
    assert control_html("fig", control) == (
        '<div class="control point"><span>P&lt;</span><span class="hint">drag the ring, or tap the picture</span>'
        '<span class="value" data-value="at" aria-hidden="true">(0, 1)</span></div>'
    )


def test_the_form_is_hidden_until_the_player_starts():
    controls = (make_control("on", True), make_control("kind", ["a", "b"]))
    assert form_html("fig", controls, {"Low <": (0,), "High": (1,)}) == (
        f'<form class="controls" autocomplete="off" hidden>\n{CHECKBOX}\n{control_html("fig", controls[1])}\n'
        '<div class="buttons"><button type="button" class="preset" aria-pressed="false">Low &lt;</button>'
        '<button type="button" class="preset" aria-pressed="false">High</button>'
        '<button type="button" class="reset">Reset</button>'
        '<button type="button" class="copy-link">Copy link to this state</button></div>\n'
        f'{TAKE}\n<p class="status" role="status"></p>\n</form>'
    )


# Handles


def test_a_ring_stands_at_its_start_and_reads_as_a_slider():
    control = make_control("at", Point((0, 1), (0, 2), axes=None, label="P<"))
    assert handle_html(control, {"view": 0, "x": [1.5, 2], "y": [30.25, 20, 10]}) == (
        '<g class="handle" role="slider" tabindex="0" data-control="at" aria-label="P&lt;" aria-valuemin="0" '
        'aria-valuemax="5" aria-valuenow="3" aria-valuetext="(1, 1)" transform="translate(2 20)">'
        '<circle class="reach" r="19"/><circle class="ring" r="8"/></g>'
    )


def test_picks_are_a_group_of_radio_buttons():
    control = make_control("bar", Pick(["a<", "b"], marks=[], label="B<"), "b")
    assert handle_html(control, {"view": 0, "areas": [[1, 2, 3, 4], [5.5, 6, 7, 8]]}) == (
        '<g class="picks" role="radiogroup" data-control="bar" aria-label="B&lt;">'
        '<rect class="pick" role="radio" aria-checked="false" aria-label="a&lt;" tabindex="-1" '
        'x="1" y="2" width="3" height="4" rx="2"/>'
        '<rect class="pick" role="radio" aria-checked="true" aria-label="b" tabindex="0" '
        'x="5.5" y="6" width="7" height="8" rx="2"/></g>'
    )


def test_a_place_for_each_pick():
    with pytest.raises(ValueError, match="zip"):
        handle_html(make_control("bar", Pick(["a", "b"], marks=[])), {"areas": [[1, 2, 3, 4]]})


# Questions

END = '<button type="submit" class="commit">Commit</button><p class="feedback" role="status"></p></form>'


def parts_of(html: str) -> tuple[dict, str]:
    """What is sealed in a question's form, and its HTML after that."""
    start = '<form class="predict" autocomplete="off" data-sealed="'
    assert html.startswith(start)
    sealed, _, rest = html.removeprefix(start).partition('" hidden>')
    return json.loads(base64.b64decode(sealed)), rest


def test_a_question_for_a_number():
    question = predict("Q <?", lambda: 1, unit="m<", state={"x": 2, "y": "<"}, because="Because.")
    sealed, rest = parts_of(prediction_html("fig", 1, question, (2, 0)))
    assert sealed == {"answer": 1, "options": {}, "unit": "m<", "because": "Because.", "positions": [2, 0]}
    assert rest == (
        '<label class="question" for="fig-predict-1">Q &lt;?</label><span class="guess">'
        '<input type="number" step="any" inputmode="decimal" id="fig-predict-1" name="guess" required> m&lt;</span>'
        f"{END}"
        '<noscript><p class="question">Q &lt;? The picture answers it at x 2, y &lt;.</p></noscript>'
    )


def test_a_question_without_unit_and_state_says_neither():
    _, rest = parts_of(prediction_html("fig", 0, predict("Q?", lambda: 1), ()))
    assert "required></span>" in rest
    assert rest.endswith('<noscript><p class="question">Q?</p></noscript>')


def test_a_question_with_options():
    question = predict("Q?", lambda: "a<", options={"a<": "", "b": "No."})
    sealed, rest = parts_of(prediction_html("fig", 0, question, (1,)))
    assert sealed == {"answer": "a<", "options": {"a<": "", "b": "No."}, "unit": "", "because": "", "positions": [1]}
    assert rest == (
        '<fieldset><legend class="question">Q?</legend><label class="option"><input type="radio" name="guess" '
        'value="a&lt;" required> a&lt;</label><label class="option"><input type="radio" name="guess" value="b" '
        f'required> b</label></fieldset>{END}<noscript><p class="question">Q?</p></noscript>'
    )


def test_what_a_reader_can_take_along():
    buttons = [
        ("save-svg", "Save as SVG"),
        ("save-png", "Save as PNG"),
        ("copy-python", "Copy as Python"),
        ("copy-embed", "Copy embed snippet"),
        ('show-numbers" aria-expanded="false', "Show the numbers"),
        ("copy-csv", "Copy numbers as CSV"),
    ]
    html = "".join(f'<button type="button" class="{kind}">{text}</button>' for kind, text in buttons)
    start, end = (
        '<details class="take"><summary>Save, embed, numbers</summary><div class="buttons">',
        "</div></details>",
    )
    table = '</div><div class="numbers" role="group" aria-label="Numbers" tabindex="0" hidden>'
    assert f"{start}{html}{table}{end}" == TAKE
