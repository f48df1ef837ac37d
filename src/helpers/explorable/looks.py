"""Looks: what decides how an artist is drawn, as a key that costs less than drawing it."""

from __future__ import annotations

from numbers import Real

import numpy as np
from matplotlib.artist import Artist
from matplotlib.cm import ScalarMappable
from matplotlib.collections import Collection
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.path import Path
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Affine2D, IdentityTransform

PLAIN = {bool, int, float, str, bytes, complex, type(None), np.float64, np.int64, np.bool_}
NOT_LOOKS = {
    "stale_callback",
    "_stale",
    "_axes",
    "_parent_figure",
    "_callbacks",
    "_remove_method",
    "_label",
    "_mouseover",
    "_picker",
    "_layout_cache",
    "_path_effects",  # artists that have any are drawn each time
    "_sticky_edges",
    "_agg_filter",
    "_gid",
    "_url",
    "_in_layout",
    "_animated",
    "_rasterized",
    "_clipon",  # changes of clip and z-order are refused
    "_clippath",
    "clipbox",
    "zorder",
    "_transformSet",
    "_original_facecolor",  # the resolved colours decide
    "_original_edgecolor",
    "_unscaled_dash_pattern",
}
WORKED_OUT = {  # by Line2D, from its data, while drawing; elsewhere some of these names are data
    "_path",
    "_transformed_path",
    "_x",
    "_y",
    "_xy",
    "_subslice",
    "_x_filled",
    "ind_offset",
    "_invalidx",
    "_invalidy",
}
NOT_LOOKS_OF_LINES = NOT_LOOKS | WORKED_OUT


class Looks:
    """Keys of artists' looks. Keeps every object whose identity stands in a key alive, so that ids stay unique."""

    def __init__(self):
        self._kept = {}

    def key(self, artist: Artist):
        """A hashable that differs whenever the artist may look different; None where only drawing can tell.

        What is hidden looks alike, whatever its data.
        """
        if not isinstance(artist, Line2D | Patch | Text | Collection) or artist.get_path_effects():
            return None
        if not artist.get_visible():
            return ()
        passed_over = NOT_LOOKS_OF_LINES if isinstance(artist, Line2D) else NOT_LOOKS
        items = [
            value if type(value) in PLAIN else self._frozen(value)
            for name, value in artist.__dict__.items()
            if name not in passed_over
        ]
        if isinstance(artist, Collection):
            items.append(artist.get_clim())
        if isinstance(artist, Text):
            attached = [self.key(patch) for patch in attachments(artist)]
            return None if None in attached else (*items, *attached)
        return tuple(items)

    def _frozen(self, value):
        kind = type(value)
        if kind is tuple or kind is list:
            return tuple([item if type(item) in PLAIN else self._frozen(item) for item in value])
        if isinstance(value, np.ma.MaskedArray):
            return value.shape, value.filled(0).tobytes(), np.ma.getmaskarray(value).tobytes()
        if isinstance(value, np.ndarray) and value.dtype != object:
            return value.shape, value.tobytes()
        if kind is Path:
            return value.vertices.tobytes(), None if value.codes is None else value.codes.tobytes()
        if kind is Affine2D or kind is IdentityTransform:
            return value.get_matrix().tobytes()
        if kind is FontProperties:
            return hash(value)
        self._kept[id(value)] = value
        return kind.__name__, id(value)


def attachments(text: Text) -> list[Patch]:
    """Patches that a text draws with itself: its box and, of an annotation, its arrow."""
    patches = (text.get_bbox_patch(), text.arrow_patch if isinstance(text, Annotation) else None)
    return [patch for patch in patches if patch is not None]


def quiet(artist: Artist) -> tuple:
    """Objects that setters of the artist replace without making it stale."""
    if isinstance(artist, Text):
        return (artist.get_bbox_patch(),)
    if isinstance(artist, Collection):
        styles = artist.get_linestyle(), artist.get_capstyle(), artist.get_joinstyle()
        return artist.get_array(), artist.get_offset_transform(), *styles
    return (artist.get_array(),) if isinstance(artist, ScalarMappable) else ()


def finite(artist: Artist) -> bool:
    """Whether every number that places the artist is finite; True for artists whose numbers are not known.

    Lines are not asked: where one of their numbers is not finite they have a gap, as ever in matplotlib.
    """
    if not artist.get_visible():
        return True
    return all(np.isfinite(numbers).all() for numbers in _numbers(artist))


def _numbers(artist: Artist) -> list:
    if isinstance(artist, Patch):
        return [artist.get_patch_transform().get_matrix(), artist.get_path().vertices]
    if isinstance(artist, Collection):
        offsets = np.ma.filled(artist.get_offsets(), np.nan)
        sizes = artist.get_sizes() if hasattr(artist, "get_sizes") else ()
        return [offsets, sizes, *(path.vertices for path in artist.get_paths())]
    if isinstance(artist, Text):
        target = artist.xy if isinstance(artist, Annotation) else ()
        return [artist.get_unitless_position(), [number for number in target if isinstance(number, Real)]]
    return []
