"""What the engine knows of matplotlib's artists: one record for each type."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from numbers import Real

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.cm import ScalarMappable
from matplotlib.collections import Collection, QuadMesh
from matplotlib.legend import Legend
from matplotlib.lines import AxLine, Line2D
from matplotlib.patches import Arrow, ConnectionPatch, FancyArrow, FancyArrowPatch, Patch
from matplotlib.spines import Spine
from matplotlib.table import Table as TableOfCells
from matplotlib.text import Annotation, Text

NO_MARKER = ("None", "none", " ", "", None)


def nothing(_: Artist) -> tuple:
    """What most types have nothing of."""
    return ()


@dataclass(frozen=True)
class ArtistType:
    """How artists of one type are drawn, as far as the engine cannot see it; the defaults hold for unknown types."""

    type: type
    parts: Callable[[Artist], list[Artist]] = lambda artist: (
        artist.findobj()
    )  # the artist and all that is drawn with it

    # looks: a key that differs whenever the artist looks different
    skipped: frozenset[str] | None = None  # attributes that do not decide its look; None where only drawing can tell
    settings: Callable[[Artist], tuple] = nothing  # what decides its look and is no attribute
    attached: Callable[[Artist], list[Artist]] = nothing  # artists that decide its look as well
    quiet: Callable[[Artist], tuple] = nothing  # objects that its setters replace without making it stale
    finite: Callable[[Artist], Iterable] = nothing  # arrays of numbers that must be finite

    # pieces: one artist as SVG
    marks: Callable[[Artist], int] = lambda _: 0  # how many it draws, where they are easily counted
    with_data: Callable[[Artist], list[Artist]] = lambda artist: [artist] if artist.axes is not None else []
    is_data: Callable[[Artist], bool] = lambda _: False  # black and white of its faces mean themselves
    lines_are_data: bool = False  # the same of what has no face, where `is_data`
    in_ink: Callable[[Artist], list] = nothing  # colours that black of the page's ink may be among, unless `is_data`
    overhangs: bool = False  # in some states it may reach beyond the figure; all else ends where its axes end


def untold(_: Artist) -> tuple:
    """For `quiet`, where setters leave no trace: an object that is never the one of the state before."""
    return (object(),)


NOT_LOOKS = frozenset(
    {
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
)
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


def _present(*patches: Patch | None) -> list[Patch]:
    return [patch for patch in patches if patch is not None]


def _quiet_of_text(text: Text) -> tuple:
    return untold(text) if text.get_bbox_patch() else (None,)  # changes of a box are not seen


def _finite_of_annotation(note: Annotation) -> list:
    return [note.get_unitless_position(), [number for number in note.xy if isinstance(number, Real)]]


def _quiet_of_collection(marks: Collection) -> tuple:
    styles = marks.get_linestyle(), marks.get_capstyle(), marks.get_joinstyle()
    return marks.get_array(), marks.get_offset_transform(), *styles


def _finite_of_collection(marks: Collection) -> list:
    sizes = marks.get_sizes() if hasattr(marks, "get_sizes") else ()
    return [np.ma.filled(marks.get_offsets(), np.nan), sizes, *(path.vertices for path in marks.get_paths())]


def _has_several_colours(marks: Collection) -> bool:
    """Whether the marks of a collection may differ in colour."""
    if marks.get_array() is not None:
        return len(np.unique(marks.get_cmap()(np.linspace(0, 1, 9)), axis=0)) > 1
    return any(len(np.unique(colours, axis=0)) > 1 for colours in (marks.get_facecolor(), marks.get_edgecolor()))


def _parts_of_table(table: TableOfCells) -> list[Artist]:
    cells = table.get_children()
    return [table, *cells, *(cell.get_text() for cell in cells)]


LINE = ArtistType(  # where a number of a line is not finite it has a gap, as ever in matplotlib
    Line2D,
    skipped=NOT_LOOKS | WORKED_OUT,
    marks=lambda line: len(line.get_xdata()) if line.get_marker() not in NO_MARKER else 0,
    in_ink=lambda line: [line.get_color(), line.get_markerfacecolor()],
)
PATCH = ArtistType(
    Patch,
    skipped=NOT_LOOKS,
    finite=lambda patch: [patch.get_patch_transform().get_matrix(), patch.get_path().vertices],
    is_data=lambda _: True,
)
LINE_PATCH = replace(PATCH, type=FancyArrowPatch, is_data=lambda _: False)  # a patch that is drawn like a line
TEXT = ArtistType(
    Text,
    skipped=NOT_LOOKS,
    attached=lambda text: _present(text.get_bbox_patch()),
    quiet=_quiet_of_text,
    finite=lambda text: [text.get_unitless_position()],
    overhangs=True,
)
COLLECTION = ArtistType(
    Collection,
    skipped=NOT_LOOKS,
    settings=lambda marks: (marks.get_clim(),),
    quiet=_quiet_of_collection,
    finite=_finite_of_collection,
    marks=lambda marks: max(len(marks.get_offsets()), len(marks.get_paths())),
    is_data=_has_several_colours,
    lines_are_data=True,
    in_ink=lambda marks: [*marks.get_facecolor(), *marks.get_edgecolor()],
)
ARTIST_TYPES = {
    record.type: record
    for record in (
        ArtistType(Artist),
        LINE,
        replace(LINE, type=AxLine, quiet=untold),
        PATCH,
        LINE_PATCH,
        replace(LINE_PATCH, type=FancyArrow),
        replace(LINE_PATCH, type=Spine),
        replace(LINE_PATCH, type=Arrow, quiet=untold),
        replace(LINE_PATCH, type=ConnectionPatch, quiet=untold),
        TEXT,
        replace(
            TEXT,
            type=Annotation,
            attached=lambda note: _present(note.get_bbox_patch(), note.arrow_patch),
            quiet=untold,
            finite=_finite_of_annotation,
        ),
        COLLECTION,
        replace(COLLECTION, type=QuadMesh, marks=lambda mesh: mesh.get_coordinates()[1:, 1:].size // 2),
        ArtistType(ScalarMappable, quiet=lambda image: (image.get_array(),)),
        ArtistType(
            Axes,  # in three dimensions, drawn as one
            quiet=untold,
            with_data=lambda axes: [mark for mark in axes.get_children() if mark.axes is axes],
        ),
        ArtistType(Axis, overhangs=True),
        ArtistType(Legend, with_data=lambda legend: legend.legend_handles, overhangs=True),
        ArtistType(TableOfCells, parts=_parts_of_table),
    )
}


def type_of(artist: Artist) -> ArtistType:
    """The record of the nearest type that the artist is one of."""
    return _nearest(type(artist))


@cache
def _nearest(kind: type) -> ArtistType:
    return next(ARTIST_TYPES[base] for base in kind.__mro__ if base in ARTIST_TYPES)
