"""The live explorables of a notebook, by name, and the controls they share."""

from __future__ import annotations

from weakref import WeakValueDictionary

from helpers.explorable.errors import ExplorableError
from helpers.explorable.messages import listed

_shown: WeakValueDictionary = WeakValueDictionary()


def register(name: str, shown) -> None:
    """Remember what is shown under `name`; a cell that runs again replaces it."""
    _shown[name] = shown


def shown(name: str):
    """The explorable shown under `name` in this notebook: `shown("sampling").set(temperature=0.7)`."""
    if name not in _shown:
        raise ExplorableError(
            f"No explorable {name!r} has been shown in this notebook; there are {listed(_shown) or 'none'}."
        )
    return _shown[name]


def others(name: str) -> list:
    """Every explorable but the one called `name`."""
    return [explorable for known, explorable in sorted(_shown.items()) if known != name]
