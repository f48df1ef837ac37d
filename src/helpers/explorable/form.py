"""Forms: native controls, buttons and questions as HTML, dead and hidden until the player starts."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from helpers.explorable.controls import Control
from helpers.explorable.predict import Prediction, sealed


def form_html(name: str, controls: tuple[Control, ...], presets: Mapping) -> str:
    """Native controls, presets and buttons."""
    rows = "\n".join(control_html(name, control) for control in controls)
    buttons = "".join(
        f'<button type="button" class="preset" aria-pressed="false">{escape(label)}</button>' for label in presets
    )
    return (
        '<form class="controls" autocomplete="off" hidden>\n'
        f"{rows}\n"
        f'<div class="buttons">{buttons}{button("reset", "Reset")}'
        f"{button('copy-link', 'Copy link to this state')}</div>\n"
        f"{TAKE}\n"
        '<p class="status" role="status"></p>\n</form>'
    )


def button(kind: str, text: str, more: str = "") -> str:
    """A button that the player knows by its class."""
    return f'<button type="button" class="{kind}"{more}>{text}</button>'


TAKE = (
    '<details class="take"><summary>Save, embed, numbers</summary><div class="buttons">'
    + button("save-svg", "Save as SVG")
    + button("save-png", "Save as PNG")
    + button("copy-python", "Copy as Python")
    + button("copy-embed", "Copy embed snippet")
    + button("show-numbers", "Show the numbers", ' aria-expanded="false"')
    + button("copy-csv", "Copy numbers as CSV")
    + '</div><div class="numbers" role="group" aria-label="Numbers" tabindex="0" hidden></div></details>'
)


def control_html(name: str, control: Control) -> str:
    """One labelled control; the name of a native one is the parameter's."""
    return control.spec.row(control, f"{name}-control-{control.name}")


def prediction_html(name: str, number: int, prediction: Prediction, positions: tuple[int, ...]) -> str:
    """A question with a form to commit an answer; the answer itself is sealed."""
    identity, question = f"{name}-predict-{number}", escape(prediction.question)
    commit = '<button type="submit" class="commit">Commit</button><p class="feedback" role="status"></p></form>'
    head = f'<form class="predict" autocomplete="off" data-sealed="{sealed(prediction, positions)}" hidden>'
    if prediction.options:
        options = "".join(
            f'<label class="option"><input type="radio" name="guess" value="{escape(label)}" required> '
            f"{escape(label)}</label>"
            for label in prediction.options
        )
        body = f'<fieldset><legend class="question">{question}</legend>{options}</fieldset>'
    else:
        unit = f" {escape(prediction.unit)}" if prediction.unit else ""
        body = (
            f'<label class="question" for="{identity}">{question}</label>'
            f'<span class="guess"><input type="number" step="any" inputmode="decimal" id="{identity}" name="guess" '
            f"required>{unit}</span>"
        )
    state = ", ".join(f"{key} {value}" for key, value in prediction.state.items())
    hint = f" The picture answers it at {escape(state)}." if state else ""
    return f'{head}{body}{commit}<noscript><p class="question">{question}{hint}</p></noscript>'
