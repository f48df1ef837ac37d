"""Forms: native controls, buttons, handles and questions as HTML, dead and hidden until the player starts."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from helpers.explorable.controls import Control
from helpers.explorable.predict import Prediction, sealed

REACH = 19  # radius, in points, of the area that can be touched to drag a handle: 44 px on a phone


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
    """One labelled native control whose name is the parameter's; for a point, its place in words."""
    identity, label = f"{name}-control-{control.name}", escape(control.label)
    text = escape(control.texts[control.start])
    if control.kind == "point":
        return (
            f'<div class="control point"><span>{label}</span>'
            '<span class="hint">drag the ring, or tap the picture</span>'
            f'<span class="value" data-value="{control.name}" aria-hidden="true">{text}</span></div>'
        )
    if control.kind == "toggle":
        checked = " checked" if control.start else ""
        return (
            f'<div class="control switch"><label for="{identity}"><input type="checkbox" id="{identity}" '
            f'name="{control.name}"{checked}> {label}</label></div>'
        )
    if control.kind == "choice":
        options = "".join(
            f"<option{' selected' if index == control.start else ''}>{escape(option)}</option>"
            for index, option in enumerate(control.texts)
        )
        return (
            f'<div class="control choice"><label for="{identity}">{label}</label>'
            f'<select id="{identity}" name="{control.name}">{options}</select></div>'
        )
    return (
        f'<div class="control slider"><label for="{identity}">{label}</label>'
        f'<input type="range" id="{identity}" name="{control.name}" min="0" max="{len(control.values) - 1}" step="1" '
        f'value="{control.start}" aria-valuetext="{text}">'
        f'<span class="value" data-value="{control.name}" aria-hidden="true">{text}</span>'
        f"{play_html(control) if control.play else ''}</div>"
    )


def play_html(control: Control) -> str:
    """Play and step buttons of a slider."""
    label, data = escape(control.label), f' data-control="{control.name}"'
    play = button("play", "Play", f'{data} aria-pressed="false" aria-label="Play {label}"')
    step = button("step", "Step", f'{data} aria-label="Step {label}"')
    return f'<span class="player">{play}{step}</span>'


def handle_html(control: Control, place: Mapping) -> str:
    """A point's ring or a pick's touchable areas, to stand in its view beside the marks."""
    label, data = escape(control.label), f'data-control="{control.name}"'
    if control.kind == "point":
        row, column = divmod(control.start, len(place["x"]))
        at = f"{place['x'][column]:g} {place['y'][row]:g}"
        return (
            f'<g class="handle" role="slider" tabindex="0" {data} aria-label="{label}" aria-valuemin="0" '
            f'aria-valuemax="{len(control.values) - 1}" aria-valuenow="{control.start}" '
            f'aria-valuetext="{escape(control.texts[control.start])}" transform="translate({at})">'
            f'<circle class="reach" r="{REACH}"/><circle class="ring" r="8"/></g>'
        )
    areas = "".join(
        f'<rect class="pick" role="radio" aria-checked="{str(index == control.start).lower()}" '
        f'aria-label="{escape(text)}" tabindex="{0 if index == control.start else -1}" '
        f'x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="2"/>'
        for index, (text, (x, y, width, height)) in enumerate(zip(control.texts, place["areas"], strict=True))
    )
    return f'<g class="picks" role="radiogroup" {data} aria-label="{label}">{areas}</g>'


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
