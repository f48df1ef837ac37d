"""Marks that move: each verb draws once and returns a mark; `mark.show(…)` moves it, `mark.show(None)` hides it.

What is drawn are matplotlib's own artists, `mark.artist` or `mark.artists`; words such as `color` and `label` are
matplotlib's own, too, and reach it as they are.
"""

from __future__ import annotations

import math

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import LineCollection
from matplotlib.patches import PathPatch
from matplotlib.path import Path

FAR = 1e6  # spans of the axes: what lies farther out is drawn at that distance, so that coordinates stay finite
STEPS = 1100  # in powers of 2, more than any float is from 1; on logarithmic axes matplotlib draws 0 and below at 1000


class Mark:
    """One artist, or several that move together; a subclass says in `move` what its data are."""

    def __init__(self, *artists: Artist):
        self.artists = artists

    @property
    def artist(self) -> Artist:
        """The mark's first artist, for what `show` does not move."""
        return self.artists[0]

    def show(self, *data) -> None:
        """Move the mark to `data`; None hides it until it is shown again. Raises ValueError for unfit data."""
        visible = not (len(data) == 1 and data[0] is None)
        if visible:
            self.move(*data)
        for artist in self.artists:
            if artist.get_visible() is not visible:
                artist.set_visible(visible)

    def move(self, *data) -> None:
        """Give the artists new data."""
        raise NotImplementedError


class Line(Mark):
    """A line or points: `show(points)`, shape (n, 2) or one pair, or `show(x, y)`, arrays or numbers."""

    def move(self, *data) -> None:
        """Draw it through other points; through the same it is not touched, so nobody draws it again."""
        x, y = within(self.artist.axes, coordinates(*data)).T
        if not all(map(np.array_equal, (x, y), self.artist.get_data())):
            self.artist.set_data(x, y)


class Bars(Mark):
    """Bars: `show(lengths)` and, where they do not start at 0, `show(lengths, base)`; one each, or one for all."""

    def __init__(self, *artists: Artist, level: bool):
        super().__init__(*artists)
        self.level = level  # whether they are horizontal

    def move(self, lengths, base=None) -> None:
        """Stretch each bar to its length, from its base."""
        self._set("width" if self.level else "height", self._one_each("lengths", lengths))
        if base is not None:
            self._set("x" if self.level else "y", self._one_each("bases", base))

    def _set(self, side: str, values: np.ndarray) -> None:
        """Give each bar its value of `side`; one that has it already is not touched, so that it is not drawn again."""
        for bar, value in zip(self.artists, values, strict=True):
            if getattr(bar, f"get_{side}")() != value:
                getattr(bar, f"set_{side}")(value)

    def _one_each(self, what: str, values) -> np.ndarray:
        values, count = numbers_of(values), len(self.artists)
        if values.shape not in ((), (count,)):
            raise ValueError(f"There are {count} bars, but {what} have shape {values.shape}: give one each, or one.")
        return np.broadcast_to(values, count)


class Stairs(Mark):
    """Stairs: `show(heights)`, one for each step."""

    def move(self, heights) -> None:
        """Lift each step to its height."""
        heights, count = numbers_of(heights), len(self.artist.get_data().values)
        if heights.shape != (count,):
            raise ValueError(f"The stairs have {count} steps, but heights have shape {heights.shape}.")
        self.artist.set_data(heights)


class Image(Mark):
    """An image: `show(matrix)`, whose colours follow the limits that it was drawn with."""

    def move(self, matrix) -> None:
        """Show another matrix, of any number of rows and columns; the same one does not touch it."""
        matrix = np.asarray(matrix)
        if matrix.ndim not in (2, 3):
            raise ValueError(f"An image has rows and columns; got shape {matrix.shape}.")
        if not is_alike(self.artist.get_array(), matrix):
            self.artist.set_data(matrix)


class Text(Mark):
    """Words: `show(words)`, or `show(words, (x, y))` to move them, too."""

    def move(self, words, at=None) -> None:
        """Show other words, optionally at another place."""
        if not isinstance(words, str):
            raise ValueError(f"A text shows words, a string; got {words!r}.")
        self.artist.set_text(words)
        if at is not None:
            self.artist.set_position(coordinates(at)[0])


class Segments(Mark):
    """Straight pieces: `show(ends)`, shape (n, 2, 2): n pieces, two ends each, x and y of an end."""

    def move(self, ends) -> None:
        """Draw other pieces, any number of them."""
        ends = numbers_of(ends)
        ends = ends.reshape(-1, 2, 2) if ends.size == 0 else ends
        if ends.ndim != 3 or ends.shape[1:] != (2, 2):
            raise ValueError(f"Segments have shape (n, 2, 2), two ends of x and y each; got {ends.shape}.")
        self.artist.set_segments(ends)


class Outline(Mark):
    """An outline of any form: `show(path)`, a matplotlib Path."""

    def move(self, path) -> None:
        """Draw another path."""
        if not isinstance(path, Path):
            raise ValueError(f"An outline shows a matplotlib Path; got {path!r}.")
        self.artist.set_path(path)
        self.artist.stale = True  # set_path itself does not set it


def line(ax: Axes, *data, **look) -> Line:
    """A line through `data`, x and y as for `show`, or through nothing yet; `look` is that of `ax.plot`.

    Limits are the caller's: they do not follow what is shown later.

    >>> trail = line(ax, color=MODEL)
    >>> trail.show(path)  # shape (n, 2)
    """
    x, y = coordinates(*data).T if data else ([], [])
    [artist] = ax.plot(x, y, **look)
    return Line(artist)


def points(ax: Axes, *data, marker: str = "o", **look) -> Line:
    """Points at `data`, as for `line`, without a line that joins them.

    >>> here = points(ax, color=MODEL)
    >>> here.show(step, loss)
    """
    return line(ax, *data, marker=marker, linestyle="", **look)


def bars(ax: Axes, at, lengths=0.0, *, level: bool = False, **look) -> Bars:
    """Bars at the places or names `at`, vertical or `level` (horizontal); `look` is that of `ax.bar` and `ax.barh`.

    >>> shares = bars(ax, range(3), color=DATA)
    >>> shares.show([0.5, 0.3, 0.2])
    """
    at = list(at)
    lengths = np.broadcast_to(numbers_of(lengths), len(at))
    return Bars(*(ax.barh if level else ax.bar)(at, lengths, **look), level=level)


def stairs(ax: Axes, edges, heights=1.0, **look) -> Stairs:
    """Stairs between the increasing `edges`, one more than steps; `look` is that of `ax.stairs`.

    >>> histogram = stairs(ax, edges, color=DATA, fill=True)
    >>> histogram.show(counts)
    """
    edges = numbers_of(edges)
    return Stairs(ax.stairs(np.broadcast_to(numbers_of(heights), len(edges) - 1), edges, **look))


def image(ax: Axes, matrix, **look) -> Image:
    """An image of `matrix`; `look` is that of `ax.imshow`, with vmin and vmax so that colours keep their meaning.

    >>> weights = image(ax, np.zeros((8, 8)), vmin=0, vmax=1)
    >>> weights.show(attention)
    """
    return Image(ax.imshow(matrix, **look))


def text(ax: Axes, at, words: str = "", **look) -> Text:
    """Words at the pair `at`; `look` is that of `ax.text`.

    >>> note = text(ax, (0.5, 0.9), ha="center")
    >>> note.show("it rings")
    """
    [(x, y)] = coordinates(at)
    return Text(ax.text(x, y, words, **look))


def segments(ax: Axes, ends=(), **look) -> Segments:
    """Straight pieces between pairs of `ends`, shape (n, 2, 2); `look` is that of a LineCollection.

    >>> links = segments(ax, color=GUIDE)
    >>> links.show(POINTS[edges])  # edges: shape (n, 2)
    """
    mark = Segments(ax.add_collection(LineCollection([], **look), autolim=False))
    mark.move(ends)
    return mark


def outline(ax: Axes, path: Path | None = None, **look) -> Outline:
    """The outline of `path`, or of nothing yet; `look` is that of a PathPatch, which is not filled.

    >>> border = outline(ax, edgecolor=MODEL)
    >>> border.show(Path(corners))
    """
    path = Path(np.zeros((1, 2))) if path is None else path
    return Outline(ax.add_patch(PathPatch(path, **{"fill": False, **look})))


def coordinates(*data) -> np.ndarray:
    """Points of shape (n, 2): from one array of that shape, from one pair, or from x and y, each an array or a number.

    Raises ValueError where they are not points.
    """
    arrays = [numbers_of(part) for part in data]
    if len(arrays) == 2:
        try:
            return np.stack(np.broadcast_arrays(*map(np.atleast_1d, arrays)), axis=-1).reshape(-1, 2)
        except ValueError:
            pass  # reported below
    elif len(arrays) == 1 and arrays[0].size == 0:
        return np.empty((0, 2))
    elif len(arrays) == 1 and arrays[0].shape[-1:] == (2,) and arrays[0].ndim <= 2:
        return arrays[0].reshape(-1, 2)
    shapes = " and ".join(str(array.shape) for array in arrays)
    raise ValueError(f"Points have shape (n, 2), or are x and y of one length; got {shapes or 'nothing'}.")


def numbers_of(data) -> np.ndarray:
    """`data` as an array of floats; raises ValueError where it holds anything else."""
    try:
        return np.asarray(data, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"A mark is moved by numbers; got {' '.join(repr(data).split())[:60]}.") from None


def is_alike(shown: np.ndarray, matrix: np.ndarray) -> bool:
    """Whether an image shows this very `matrix`; what is no number in it is masked in what is `shown`."""
    if shown.dtype != matrix.dtype:
        return False
    decimal = matrix.dtype.kind == "f"
    return np.array_equal(np.ma.filled(shown, np.nan) if decimal else shown, matrix, equal_nan=decimal)


def within(ax: Axes, points: np.ndarray) -> np.ndarray:
    """`points`, shape (n, 2), those more than a million spans out of the axes moved towards its middle.

    A line keeps its direction, as far as can be seen; coordinates stay finite, and matplotlib clips. NaN stays NaN.
    """
    if is_near(ax, points):
        return points
    scale = ax.transScale
    ends = scale.transform(np.transpose([ax.get_xlim(), ax.get_ylim()]))
    middle, span = ends.mean(axis=0), np.abs(np.diff(ends, axis=0))
    with np.errstate(invalid="ignore"):
        away = (scale.transform(np.clip(points, -1e300, 1e300)) - middle) / span
        outness = np.abs(away).max(axis=1, initial=0, keepdims=True)
        far = outness[:, 0] > FAR
    if not far.any():
        return points
    drawn = points.copy()
    drawn[far] = scale.inverted().transform(middle + span * away[far] * (FAR / outness[far]))
    return drawn


def is_near(ax: Axes, points: np.ndarray) -> bool:
    """Whether a quick check shows that no point is far outside the axes: numbers not large against their spans."""
    if points.size == 0:
        return True
    x0, y0, x1, y1 = ax.viewLim.extents.tolist()
    if ax.get_xscale() == ax.get_yscale() == "linear":
        reach = FAR * min(abs(x1 - x0), abs(y1 - y0)) - max(map(abs, (x0, y0, x1, y1)))
        return bool(-reach < points.min() and points.max() < reach)  # False where one is NaN
    return is_near_along(ax.xaxis, (x0, x1), points[:, 0]) and is_near_along(ax.yaxis, (y0, y1), points[:, 1])


def is_near_along(ruler: Axis, limits: tuple[float, float], places: np.ndarray) -> bool:
    """The same of `places` along one ruler: on a logarithmic one of some length no number at all is far out."""
    if ruler.get_scale() == "log" and (base := ruler.get_transform().base) >= 2:
        steps = [math.log(limit, base) for limit in limits]
        return FAR * abs(steps[1] - steps[0]) > STEPS + max(map(abs, steps))
    reach = FAR * abs(limits[1] - limits[0]) - max(map(abs, limits))
    return ruler.get_scale() == "linear" and bool(-reach < places.min() and places.max() < reach)
