"""Forms: native controls, buttons and questions as HTML; they hold their place, unseen, until the player starts."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from helpers.explorable.controls import Control
from helpers.explorable.predict import Prediction, sealed
from helpers.explorable.quantities import held_html


def form_html(name: str, controls: tuple[Control, ...], presets: Mapping) -> str:
    """Native controls, presets and buttons."""
    rows = "\n".join(control_html(name, control) for control in controls)
    buttons = "".join(map(preset_button, presets))
    return (
        '<form class="controls" autocomplete="off">\n'
        f"{rows}\n"
        f'<div class="buttons">{buttons}{button("reset", "Reset")}\n{TAKE}</div>\n'
        '<p class="status" role="status"></p>\n</form>'
    )


def preset_button(label: str, *, more: str = "") -> str:
    """A button that goes to a preset, known by its value: a browser's translation changes the words that are read."""
    return button("preset", escape(label), f' value="{escape(label)}" aria-pressed="false"{more}')


def button(kind: str, text: str, more: str = "") -> str:
    """A button that the player knows by its class."""
    return f'<button type="button" class="{kind}"{more}>{text}</button>'


TAKE = (
    '<details class="take"><summary>More</summary><div class="buttons">'
    + button("copy-link", "Copy link to this state")
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
    identity, question = f"{name}-predict-{number}", held_html(prediction.question)
    if prediction.options:
        labels = [escape(label) for label in prediction.options]
        answers = "".join(
            f'<button type="submit" class="option" name="guess" value="{label}" aria-pressed="false">{label}</button>'
            for label in labels
        )
        asked = f'<p class="question" id="{identity}">{question}</p>'
        body = f'{asked}<div class="answers" role="group" aria-labelledby="{identity}">{answers}</div>'
    else:
        unit = f" {escape(prediction.unit)}" if prediction.unit else ""
        body = (
            f'<label class="question" for="{identity}">{question}</label><div class="answers">'
            f'<span class="guess"><input type="number" step="any" inputmode="decimal" id="{identity}" name="guess" '
            f'required>{unit}</span><button type="submit" class="commit">Commit</button></div>'
        )
    state = ", ".join(f"{key} {value}" for key, value in prediction.state.items())
    hint = f" The picture answers it at {escape(state)}." if state else ""
    return (
        f'<form class="predict" autocomplete="off" data-sealed="{sealed(prediction, positions)}">{body}'
        '<p class="feedback" role="status"></p></form>'
        f'<noscript><p class="question">{question}{hint}</p></noscript>'
    )
