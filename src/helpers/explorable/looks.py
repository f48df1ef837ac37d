"""Looks: what decides how an artist is drawn, as a key that costs less than drawing it."""

from __future__ import annotations

import numpy as np
from matplotlib.artist import Artist
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, IdentityTransform

from helpers.explorable.artists import type_of

PLAIN = {bool, int, float, str, bytes, complex, type(None), np.float64, np.int64, np.bool_}


class Looks:
    """Keys of artists' looks. Keeps every object whose identity stands in a key alive, so that ids stay unique."""

    def __init__(self):
        self._kept = {}

    def key(self, artist: Artist):
        """A hashable that differs whenever the artist may look different; None where only drawing can tell.

        What is hidden looks alike, whatever its data.
        """
        record = type_of(artist)
        skipped = record.skipped
        if skipped is None or artist.get_path_effects():
            return None
        if not artist.get_visible():
            return ()
        items = [
            value if type(value) in PLAIN else self._frozen(value)
            for name, value in artist.__dict__.items()
            if name not in skipped
        ]
        attached = [self.key(other) for other in record.attached(artist)]
        return None if None in attached else (*items, *record.settings(artist), *attached)

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


def finite(artist: Artist) -> bool:
    """Whether every number that places the artist is finite; True for artists whose numbers are not known."""
    return not artist.get_visible() or all(np.isfinite(numbers).all() for numbers in type_of(artist).finite(artist))
