"""Pieces: one artist as a fragment; what is data in it is kept apart from the page's ink, large ones become images."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import Collection, QuadMesh
from matplotlib.colors import to_rgba_array
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Arrow, FancyArrow, FancyArrowPatch, Patch
from matplotlib.spines import Spine

from helpers.explorable.errors import ExplorableError
from helpers.explorable.looks import finite
from helpers.explorable.stage import is_solid, name_of
from helpers.explorable.svg import FragmentRenderer

LARGEST = 400_000  # characters of SVG of one artist in one state; what is longer becomes an image
MANY = 20_000  # marks that are an image without trying
NO_MARKER = ("None", "none", " ", "", None)
LINES = (Arrow, FancyArrow, FancyArrowPatch, Spine)  # patches that are drawn like lines


def draw(artist: Artist, renderer: FragmentRenderer, plain: Callable | None = None) -> str:
    """The artist's fragment in the present state, drawn by `plain`, its own `draw` where left out.

    Raises ExplorableError, naming the artist, where a number is not finite or matplotlib cannot draw it.
    """
    if not finite(artist):
        raise ExplorableError(f"{name_of(artist)} has data that is NaN or infinite")
    plain = plain or artist.draw
    try:
        with data_colours(artist, renderer):
            return _captured(artist, renderer, plain)
    except ExplorableError:
        raise
    except Exception as error:
        raise ExplorableError(f"{name_of(artist)} cannot be drawn ({' '.join(str(error).split())})") from error


def _captured(artist: Artist, renderer: FragmentRenderer, plain: Callable) -> str:
    figure = artist.get_figure(root=True)
    if artist.get_rasterized():
        return renderer.capture_image(plain, figure)
    if marks_of(artist) <= MANY and len(svg := renderer.capture(plain)) <= LARGEST:
        return svg
    if _in_ink(artist):
        raise ExplorableError(
            f"{name_of(artist)} has too many marks in the page's ink, black: draw fewer, give them another colour, or "
            "set rasterized=True, which makes them one image, black on dark pages too"
        )
    return renderer.capture_image(plain, figure)


def marks_of(artist: Artist) -> int:
    """How many marks the artist draws, where they are easily counted; 0 elsewhere."""
    if isinstance(artist, QuadMesh):
        return artist.get_coordinates()[1:, 1:].size // 2
    if isinstance(artist, Collection):
        return max(len(artist.get_offsets()), len(artist.get_paths()))
    return len(artist.get_xdata()) if isinstance(artist, Line2D) and artist.get_marker() not in NO_MARKER else 0


def _in_ink(artist: Artist) -> bool:
    """Whether some of the artist is black, which the page shows in the colour of its text."""
    if isinstance(artist, Line2D):
        colours = to_rgba_array([artist.get_color(), artist.get_markerfacecolor()])
    elif isinstance(artist, Collection) and not is_data(artist):
        colours = np.concatenate([artist.get_facecolor(), artist.get_edgecolor()])
    else:
        return False
    return bool(((colours[:, :3] == 0).all(axis=1) & (colours[:, 3] > 0)).any())


@contextmanager
def data_colours(artist: Artist, renderer: FragmentRenderer) -> Iterator[None]:
    """While `artist` is drawn, tell the renderer which colours are data."""
    parts = data_parts(artist)
    inner = [part for part in parts if part is not artist]
    for part in inner:
        part.draw = _as_data(part, renderer)
    renderer.faces, renderer.lines = artist in parts, isinstance(artist, Collection)
    try:
        yield
    finally:
        renderer.faces = False
        for part in inner:
            del part.draw


def _as_data(artist: Artist, renderer: FragmentRenderer) -> Callable:
    """A stand-in for `artist.draw` that draws its colours as data."""
    plain = artist.draw

    def drawn(given):
        renderer.faces, renderer.lines = True, isinstance(artist, Collection)
        plain(given)
        renderer.faces = False

    return drawn


def data_parts(artist: Artist) -> list[Artist]:
    """What in `artist` has colours that are data: itself, a legend's samples, or marks in three dimensions."""
    if isinstance(artist, Legend):
        return [sample for sample in artist.legend_handles if is_data(sample)]
    if is_solid(artist):
        return [mark for mark in artist.get_children() if mark.axes is artist and is_data(mark)]
    return [artist] if artist.axes is not None and is_data(artist) else []  # backgrounds belong to no axes


def is_data(artist: Artist) -> bool:
    """Whether black and white of the artist's faces mean themselves: of shapes, and of collections in several colours.

    Lines, arrows and marks of one colour are drawn in the page's ink, so that they are seen in both themes.
    """
    if isinstance(artist, Collection):
        return _several(artist)
    return isinstance(artist, Patch) and not isinstance(artist, LINES)


def _several(collection: Collection) -> bool:
    """Whether the marks of a collection may differ in colour."""
    if collection.get_array() is not None:
        return len(np.unique(collection.get_cmap()(np.linspace(0, 1, 9)), axis=0)) > 1
    return any(
        len(np.unique(colours, axis=0)) > 1 for colours in (collection.get_facecolor(), collection.get_edgecolor())
    )
