"""Pieces: one artist as a fragment; what is data in it is kept apart from the page's ink, large ones become images."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from matplotlib.artist import Artist
from matplotlib.colors import to_rgba_array

from helpers.explorable.artists import type_of
from helpers.explorable.errors import ExplorableError
from helpers.explorable.looks import finite
from helpers.explorable.stage import name_of
from helpers.explorable.svg import FragmentRenderer

LARGEST = 400_000  # characters of SVG of one artist in one state; what is longer becomes an image
MANY = 20_000  # marks that are an image without trying


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
    if type_of(artist).marks(artist) <= MANY and len(svg := renderer.capture(plain)) <= LARGEST:
        return svg
    if _in_ink(artist):
        raise ExplorableError(
            f"{name_of(artist)} has too many marks in the page's ink, black: draw fewer, give them another colour, or "
            "set rasterized=True, which makes them one image, black on dark pages too"
        )
    return renderer.capture_image(plain, figure)


def _in_ink(artist: Artist) -> bool:
    """Whether some of the artist is black, which the page shows in the colour of its text."""
    if is_data(artist):
        return False
    colours = to_rgba_array(type_of(artist).in_ink(artist))
    return bool(((colours[:, :3] == 0).all(axis=1) & (colours[:, 3] > 0)).any())


@contextmanager
def data_colours(artist: Artist, renderer: FragmentRenderer) -> Iterator[None]:
    """While `artist` is drawn, tell the renderer which colours are data."""
    parts = data_parts(artist)
    inner = [part for part in parts if part is not artist]
    for part in inner:
        part.draw = _as_data(part, renderer)
    renderer.faces, renderer.lines = artist in parts, type_of(artist).lines_are_data
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
        renderer.faces, renderer.lines = True, type_of(artist).lines_are_data
        plain(given)
        renderer.faces = False

    return drawn


def data_parts(artist: Artist) -> list[Artist]:
    """What in `artist` has colours that are data: itself, a legend's samples, or marks in three dimensions."""
    return [part for part in type_of(artist).with_data(artist) if is_data(part)]


def is_data(artist: Artist) -> bool:
    """Whether black and white of the artist's faces mean themselves: of shapes, and of collections in several colours.

    Lines, arrows and marks of one colour are drawn in the page's ink, so that they are seen in both themes.
    """
    return type_of(artist).is_data(artist)
