"""The static path: controls, presets and pictures as one self-contained `<figure>`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import escape

from helpers.explorable.controls import Control, ExplorableError
from helpers.explorable.svg import PREFIX
from helpers.explorable.tables import check_weight, deflated, view_prefix
from helpers.explorable.tabulate import Tabulation

NAME = re.compile(r"[a-z][a-z0-9-]*")


def figure_html(
    *,
    name: str,
    title: str | None,
    controls: tuple[Control, ...],
    presets: Mapping[str, tuple[int, ...]],
    views: str,
    readout: str,
    storyboard: list[tuple[str, str, str]],
    payload: dict,
    kind: str = "tables",
) -> str:
    """One explorable as HTML, by the `<figure>` contract.

    Parameters
    ----------
    name : id of the figure and first part of its links.
    title : visible caption; None for none.
    presets : label to positions, one for each control.
    views : HTML of the picture in the start state, with ids of its own.
    readout : readout of the start state.
    storyboard : (label, views, readout) for each frame shown where no script runs.
    payload : what the painter `kind` of the page's script gets, as JSON.
    """
    spec = {
        "kind": kind,
        "controls": [public(control) for control in controls],
        "presets": {label: list(positions) for label, positions in presets.items()},
    }
    classes = "explorable" if kind == "tables" else f"explorable {kind}"
    return (
        f'<figure class="{classes}" id="{name}" aria-label="{escape(title or name)}">\n'
        + (f'<figcaption class="title">{escape(title)}</figcaption>\n' if title else "")
        + f'<div class="views">{views}</div>\n'
        f'<output class="readout" id="{name}-readout" aria-live="polite">{escape(readout)}</output>\n'
        f"{form_html(name, controls, presets)}\n"
        f"{storyboard_html(storyboard)}\n"
        f'<script type="application/json" class="spec">{script_json(spec)}</script>\n'
        f"{payload_html(name, payload, kind)}\n</figure>"
    )


def payload_html(name: str, payload: dict, kind: str) -> str:
    """The painter's data: deflated tables, or plain JSON for other kinds."""
    if kind != "tables":
        return f'<script type="application/json" class="payload">{script_json(payload)}</script>'
    text = deflated(payload)
    check_weight(text, name)
    return f'<script type="text/plain" class="payload">{text}</script>'


def script_json(value) -> str:
    """JSON that cannot end the script element it stands in."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c")


def public(control: Control) -> dict:
    """What the page's script knows of a control."""
    return {
        "name": control.name,
        "kind": control.kind,
        "values": [control.public(position) for position in range(len(control.values))],
        "texts": list(control.texts),
        "start": control.start,
    }


def form_html(name: str, controls: tuple[Control, ...], presets: Mapping) -> str:
    """Native controls, presets and buttons; hidden until the page's script has started."""
    rows = "\n".join(control_html(name, control) for control in controls)
    buttons = "".join(
        f'<button type="button" class="preset" aria-pressed="false">{escape(label)}</button>' for label in presets
    )
    return (
        '<form class="controls" autocomplete="off" hidden>\n'
        f"{rows}\n"
        f'<div class="buttons">{buttons}<button type="button" class="reset">Reset</button>'
        '<button type="button" class="copy-link">Copy link to this state</button>'
        '<span class="status" role="status"></span></div>\n</form>'
    )


def control_html(name: str, control: Control) -> str:
    """One labelled native control whose name is the parameter's."""
    identity, label = f"{name}-{control.name}", escape(control.label)
    if control.kind == "toggle":
        checked = " checked" if control.start else ""
        return (
            f'<div class="control toggle"><label for="{identity}"><input type="checkbox" id="{identity}" '
            f'name="{control.name}"{checked}> {label}</label></div>'
        )
    if control.kind == "choice":
        options = "".join(
            f"<option{' selected' if index == control.start else ''}>{escape(text)}</option>"
            for index, text in enumerate(control.texts)
        )
        return (
            f'<div class="control choice"><label for="{identity}">{label}</label>'
            f'<select id="{identity}" name="{control.name}">{options}</select></div>'
        )
    text = escape(control.texts[control.start])
    return (
        f'<div class="control slider"><label for="{identity}">{label}</label>'
        f'<input type="range" id="{identity}" name="{control.name}" min="0" max="{len(control.values) - 1}" step="1" '
        f'value="{control.start}" aria-valuetext="{text}"><span class="value" aria-hidden="true">{text}</span></div>'
    )


def storyboard_html(frames: list[tuple[str, str, str]]) -> str:
    """The presets as pictures with their readouts, for readers without scripts."""
    figures = "\n".join(
        f"<figure><figcaption><strong>{escape(label)}.</strong> {escape(readout)}</figcaption>"
        f'<div class="views">{views}</div></figure>'
        for label, views, readout in frames
    )
    return f'<noscript><div class="storyboard">{figures}</div></noscript>'


def views_html(tabulation: Tabulation, name: str, positions: tuple[int, ...], *, frame: str = "") -> str:
    """Every view in one state; `frame` sets the ids of a storyboard's frame apart from the picture's own."""
    numbers = range(len(tabulation.views))
    return "".join(view_html(tabulation, number, name=name, positions=positions, frame=frame) for number in numbers)


def view_html(tabulation: Tabulation, number: int, *, name: str, positions: tuple[int, ...], frame: str) -> str:
    """One view as SVG; outside the storyboard each moving artist stands in a group that the player knows."""
    view, live = tabulation.views[number], not frame
    parts = []
    for part in view.parts:
        if isinstance(part, str):
            parts.append(part)
        elif live:
            parts.append(f'<g data-table="{part}">{tabulation.tables[part].at(positions)}</g>')
        else:
            parts.append(tabulation.tables[part].at(positions))
    label = f' aria-labelledby="{name}-readout"' if live else ' aria-hidden="true"'
    return (
        f'<svg class="view" role="group"{label} viewBox="0 0 {view.width:g} {view.height:g}" '
        f'width="{view.width:g}pt" height="{view.height:g}pt" xmlns="http://www.w3.org/2000/svg">'
        f'<g class="marks" role="img"{label} fill="currentColor" stroke-linejoin="round" '
        f"font-family=\"'DejaVu Sans', sans-serif\">"
        f"{view.definitions}{''.join(parts)}</g></svg>"
    ).replace(PREFIX, view_prefix(name, number, frame))


def check_name(name: str) -> None:
    """Refuse a figure name that cannot be an id and part of a link."""
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise ExplorableError(
            f"The figure's name {name!r} cannot be used in a link: use small letters, digits and hyphens."
        )
