"""The static path: controls, presets and pictures as one self-contained `<figure>`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape

from helpers.explorable.controls import Control, Grid
from helpers.explorable.form import form_html, prediction_html
from helpers.explorable.options import Options
from helpers.explorable.packing import check_weight, deflated, view_prefix
from helpers.explorable.predict import place_state
from helpers.explorable.quantities import held, held_html
from helpers.explorable.svg import PREFIX
from helpers.explorable.tables import Tabulation

LARGE = 400  # characters of SVG from which on a frame refers to the picture's copy
STEPS = "<!-- steps -->"  # where the book's extension puts a figure's steps


def figure_html(
    options: Options,
    *,
    controls: tuple[Control, ...],
    views: str,
    readout: str,
    storyboard: list[tuple[str, str, str]],
    payload: dict,
    kind: str = "tables",
    places: Mapping[str, dict] | None = None,
    room: Sequence[str] = (),
    results: str = "",
) -> str:
    """One explorable as HTML, as CONTRACT.md describes it.

    Parameters
    ----------
    views : HTML of the picture in the start state, with ids of its own.
    readout : readout of the start state.
    storyboard : (label, views, readout) for each frame shown where no script runs.
    payload : what the painter `kind` of the page's script gets, as JSON.
    places : control name to the place of its handle, as `handle_places` gives it.
    room : readouts that need most place, for which it is kept.
    results : HTML shown after the controls, if any.
    """
    name, title = options.name, options.title
    spec = {
        "kind": kind,
        "controls": [public(control, (places or {}).get(control.name)) for control in controls],
        "presets": {label: list(positions) for label, positions in options.presets.items()},
        "shared": list(options.shared),
    }
    grid = Grid(controls)
    questions = "\n".join(
        prediction_html(name, number, prediction, place_state(grid, prediction))
        for number, prediction in enumerate(options.predictions)
    )
    classes = " ".join(["explorable", *([] if kind == "tables" else [kind])])
    return (
        f'<figure class="{classes}" id="{name}" aria-label="{escape(title or name)}">\n'
        + (f'<figcaption class="title">{escape(title)}</figcaption>\n' if title else "")
        + (f"{questions}\n" if questions else "")
        + f'<div class="stage"><div class="box"><div class="views">{views}</div>\n'
        f'<div class="said"><output class="readout" id="{name}-readout" aria-live="polite">'
        f"{held_html(readout)}</output>{room_html(room)}</div></div>\n"
        f'<div class="side">{form_html(name, controls, options.presets)}\n{STEPS}</div>\n'
        + (f"{results}\n" if results else "")
        + "</div>\n"
        + f"{storyboard_html(storyboard)}\n"
        f'<script type="application/json" class="spec">{script_json(spec)}</script>\n'
        f"{payload_html(name, payload, kind)}\n</figure>"
    )


def room_html(readouts: Sequence[str]) -> str:
    """Readouts that are not seen and keep the place of all."""
    return "".join(f'<span class="room" data-text="{escape(held(readout))}"></span>' for readout in readouts)


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


def public(control: Control, place: Mapping | None = None) -> dict:
    """What the page's script knows of a control and of the `place` of its handle."""
    handle = {} if place is None else {"place": dict(place)}
    return {
        "name": control.name,
        "kind": control.kind,
        "values": [control.public(position) for position in range(len(control.values))],
        "texts": list(control.texts),
        "start": control.start,
        **handle,
    }


def storyboard_html(frames: list[tuple[str, str, str]]) -> str:
    """The presets as pictures with their readouts, for readers without scripts."""
    figures = "\n".join(
        f"<figure><figcaption><strong>{escape(label)}.</strong> {held_html(readout)}</figcaption>"
        f'<div class="views">{views}</div></figure>'
        for label, views, readout in frames
    )
    return f'<noscript class="frames"><div class="storyboard">{figures}</div></noscript>'


def views_html(
    tabulation: Tabulation, name: str, positions: tuple[int, ...], *, frame: str = "", handles: Mapping | None = None
) -> str:
    """Every view in one state.

    `frame` sets the ids of a storyboard's frame apart from the picture's own; `handles` maps the number of a view
    to the HTML of the handles in it.
    """
    return "".join(
        view_html(
            tabulation, number, name=name, positions=positions, frame=frame, handles=(handles or {}).get(number, "")
        )
        for number in range(len(tabulation.views))
    )


def view_html(
    tabulation: Tabulation, number: int, *, name: str, positions: tuple[int, ...], frame: str, handles: str
) -> str:
    """One view as SVG; outside the storyboard each moving artist stands in a group that the player knows.

    Large parts that never move are in the picture only: the frames of the storyboard refer to them there.
    """
    view, live, own = tabulation.views[number], not frame, view_prefix(name, number)
    parts = []
    for place, part in enumerate(view.parts):
        if isinstance(part, str):
            large = len(part) > LARGE
            part = f'<g id="{own}s{place}">{part}</g>' if large and live else part
            parts.append(f'<use href="#{own}s{place}"/>' if large and not live else part)
        elif live:
            parts.append(f'<g data-table="{part}">{tabulation.tables[part].at(positions)}</g>')
        else:
            parts.append(tabulation.tables[part].at(positions))
    label = f' aria-labelledby="{name}-readout"' if live else ' aria-hidden="true"'
    return (
        f'<svg class="view" role="group"{label} viewBox="{view.left:g} {view.top:g} {view.width:g} {view.height:g}" '
        f'width="{view.width:g}pt" height="{view.height:g}pt" xmlns="http://www.w3.org/2000/svg">'
        f'<g class="marks" role="img"{label} fill="currentColor" stroke-linejoin="round" '
        f"font-family=\"'DejaVu Sans', sans-serif\">"
        f"{view.definitions}{''.join(parts)}</g>{handles}</svg>"
    ).replace(PREFIX, view_prefix(name, number, frame))
