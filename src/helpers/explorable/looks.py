"""Looks: what decides how an artist is drawn, as a key that costs less than drawing it."""

from __future__ import annotations

import numpy as np
from matplotlib.artist import Artist
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
    # what Line2D works out from its data while drawing
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
TEXT_PLACE = ("_x", "_y", "xy", "xyann")  # in Text these are data, not caches


class Looks:
    """Keys of artists' looks. Keeps every object whose identity stands in a key alive, so that ids stay unique."""

    def __init__(self):
        self._kept = {}

    def key(self, artist: Artist):
        """A hashable that differs whenever the artist may look different; None where only drawing can tell."""
        if not isinstance(artist, Line2D | Patch | Text | Collection) or artist.get_path_effects():
            return None
        items = [
            value if type(value) in PLAIN else self._frozen(value)
            for name, value in artist.__dict__.items()
            if name not in NOT_LOOKS
        ]
        if isinstance(artist, Collection):
            items.append(artist.get_clim())
        if isinstance(artist, Text):
            items.append(self._frozen([artist.__dict__.get(name) for name in TEXT_PLACE]))
        if isinstance(artist, Annotation) and artist.arrow_patch is not None:
            items.append(self.key(artist.arrow_patch))
        if isinstance(artist, Patch):  # patches of a path of their own, such as StepPatch or PathPatch
            items.append(self._frozen((artist.__dict__.get("_path"),)))
        return tuple(items)

    def _frozen(self, value):
        kind = type(value)
        if kind is tuple or kind is list:
            return tuple([item if type(item) in PLAIN else self._frozen(item) for item in value])
        if isinstance(value, np.ma.MaskedArray):
            return value.shape, value.filled(0).tobytes(), np.ma.getmaskarray(value).tobytes()
        if isinstance(value, np.ndarray) and value.dtype != object:
            return value.shape, value.tobytes()
        if kind is dict:
            return tuple(value), self._frozen(tuple(value.values()))
        if kind is Path:
            return value.vertices.tobytes(), None if value.codes is None else value.codes.tobytes()
        if kind is Affine2D or kind is IdentityTransform:
            return value.get_matrix().tobytes()
        if kind is FontProperties:
            return hash(value)
        self._kept[id(value)] = value
        return kind.__name__, id(value)


def finite(artist: Artist) -> bool:
    """Whether every number that places the artist is finite; True for artists whose numbers are not known."""
    if not artist.get_visible():
        return True
    return all(np.isfinite(numbers).all() for numbers in _numbers(artist))


def _numbers(artist: Artist) -> list:
    if isinstance(artist, Line2D):
        return [np.ma.filled(np.ma.asarray(artist.get_xydata(), dtype=float), np.nan)]
    if isinstance(artist, Patch):
        return [artist.get_patch_transform().get_matrix(), artist.get_path().vertices]
    if isinstance(artist, Collection):
        offsets = np.ma.filled(np.ma.asarray(artist.get_offsets(), dtype=float), np.nan)
        return [offsets, *(path.vertices for path in artist.get_paths())]
    if isinstance(artist, Text):
        return [np.asarray(artist.get_unitless_position(), dtype=float)]
    return []
