"""An explorable as data: what programs read of it, beside the HTML that readers see.

A static output carries it under a type of its own, so that the book's extension finds ids, views and states without
looking into HTML. No front end shows this type: Jupyter and myst-nb choose the HTML.
"""

from __future__ import annotations

from collections.abc import Iterable

from helpers.explorable.controls import Control
from helpers.explorable.options import Options

FIGURE_DATA = "application/vnd.explorable+json"  # the type of the output


def figure_data(
    options: Options, *, kind: str, controls: tuple[Control, ...], readout: str, views: Iterable[str] = ()
) -> dict:
    """Make the output: an object of JSON.

    Parameters
    ----------
    options : with the id of the `<figure>`, its caption, and the presets.
    kind : "tables" for an explorable, "calculator" for a calculator.
    controls : their values are given as the page's script gives them.
    readout : readout of the start state.
    views : SVG of each view in the start state, without handles; none for a calculator.

    Returns
    -------
    The fields `id`, `title`, `kind`, `controls` (a list of objects with `name`, `kind`, `values`, and `start`, the
    position of the start value), `presets` (label to a list of positions), `readout` and `views`.
    """
    return {
        "id": options.name,
        "title": options.title,
        "kind": kind,
        "controls": [
            {
                "name": control.name,
                "kind": control.kind,
                "values": [control.public(position) for position in range(len(control.values))],
                "start": control.start,
            }
            for control in controls
        ],
        "presets": {label: list(positions) for label, positions in options.presets.items()},
        "readout": readout,
        "views": list(views),
    }
