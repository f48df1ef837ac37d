"""Views: which figure of the picture holds the handle of a control."""

from __future__ import annotations

from matplotlib.artist import Artist
from matplotlib.figure import Figure

from helpers.explorable.errors import ExplorableError


def view_of(name: str, artist: Artist, figures: tuple[Figure, ...]) -> int:
    """Number of the figure that `artist` belongs to; raises naming the control where it is none of them."""
    owner = artist.get_figure()
    if owner not in figures:
        raise ExplorableError(f"The handle of {name!r} belongs to a figure that was not given to explore: pass it too.")
    return figures.index(owner)
