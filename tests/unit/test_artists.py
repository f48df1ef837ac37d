"""Records of artist types: the nearest type counts, and each says what only knowledge of matplotlib can tell."""

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.lines import AxLine, Line2D
from matplotlib.patches import Arrow, Circle, ConnectionPatch, FancyArrow, FancyArrowPatch, Rectangle
from matplotlib.text import Annotation
from zoo import plain_axes

from helpers.explorable import artists
from helpers.explorable.artists import ARTIST_TYPES, PATCH, ArtistType, type_of
from helpers.explorable.controls import make_grid
from helpers.explorable.errors import ExplorableError
from helpers.explorable.stage import Stage
from helpers.explorable.tabulate import tabulate


class OwnLine(Line2D):
    """As an author may write it."""


def box(axes):
    return axes.text(1, 1, "a", bbox={"facecolor": "white"})


def note(axes):
    return axes.annotate("a", xy=(1, 1), xytext=(2, 2), arrowprops={"arrowstyle": "->"})


@pytest.mark.parametrize(
    "artist, nearest",
    [
        (OwnLine([], []), Line2D),
        (AxLine((0, 0), None, 1), AxLine),
        (Circle((0, 0)), artists.Patch),
        (FancyArrow(0, 0, 1, 1), FancyArrow),
        (ConnectionPatch((0, 0), (1, 1), "data"), ConnectionPatch),
        (FancyArrowPatch((0, 0), (1, 1)), FancyArrowPatch),
        (Annotation("a", (0, 0)), Annotation),
        (LineCollection([]), artists.Collection),
        (AxesImage(plain_axes()[1]), artists.ScalarMappable),
        (Figure(), artists.Artist),
    ],
)
def test_the_nearest_type_counts(artist, nearest):
    assert type_of(artist) is ARTIST_TYPES[nearest] and type_of(artist).type is nearest


def test_a_mesh_is_the_nearest_though_it_is_a_collection_and_maps_colours():
    mesh = plain_axes()[1].pcolormesh(np.eye(3))
    assert type_of(mesh).type is artists.QuadMesh and type_of(mesh).marks(mesh) == 9
    assert type_of(mesh).quiet(mesh)[0] is mesh.get_array()


def test_unknown_types_have_no_key_and_are_drawn_each_time_they_are_stale():
    unknown = ArtistType(Figure)
    assert unknown.skipped is None and unknown.quiet(None) == () and unknown.marks(None) == 0


def test_what_a_text_draws_with_itself():
    _, axes = plain_axes()
    boxed, arrow, plain = box(axes), note(axes), axes.text(1, 1, "a")
    attached = {artist: type_of(artist).attached(artist) for artist in (boxed, arrow, plain)}
    assert attached == {boxed: [boxed.get_bbox_patch()], arrow: [arrow.arrow_patch], plain: []}
    bare = axes.annotate("a", xy=(1, 1))
    assert type_of(bare).attached(bare) == []


def test_what_setters_replace_without_making_the_artist_stale():
    _, axes = plain_axes()
    line, bar = axes.plot([0, 1])[0], Rectangle((0, 0), 1, 1)
    assert type_of(line).quiet(line) == type_of(bar).quiet(bar) == ()
    image = axes.imshow(np.eye(2))
    assert len(type_of(image).quiet(image)) == 1 and type_of(image).quiet(image)[0] is image.get_array()
    marks = axes.scatter([0, 1], [0, 1], c=[0.0, 1.0])
    array, transform, styles, cap, join = type_of(marks).quiet(marks)
    assert array is marks.get_array() and transform is marks.get_offset_transform()
    assert (styles, cap, join) == (marks.get_linestyle(), marks.get_capstyle(), marks.get_joinstyle())


def unlike(artist) -> bool:
    """Whether the artist counts as touched though nothing was done."""
    before, now = (type_of(artist).quiet(artist) for _ in range(2))
    return any(new is not old for new, old in zip(now, before, strict=True))


def test_types_whose_setters_leave_no_trace_always_count_as_touched():
    _, axes = plain_axes()
    assert all(map(unlike, [note(axes), box(axes), Arrow(0, 0, 1, 1), AxLine((0, 0), None, 1), axes]))
    assert unlike(ConnectionPatch((0, 0), (1, 1), "data"))
    assert not any(map(unlike, [axes.text(1, 1, "a"), *axes.plot([0, 1]), Circle((0, 0)), axes.scatter([0], [0])]))


def test_what_is_drawn_as_a_whole_has_parts():
    _, axes = plain_axes()
    (line,) = axes.plot([0, 1], [0, 1], label="a")
    legend, table = axes.legend(), axes.table([["a", "b"]])
    assert type_of(line).parts(line) == [line] and legend.get_texts()[0] in type_of(legend).parts(legend)
    assert axes.xaxis.label in type_of(axes.xaxis).parts(axes.xaxis)
    cells = table.get_children()
    assert type_of(table).parts(table) == [table, *cells, *(cell.get_text() for cell in cells)]


def test_a_record_is_all_that_a_new_type_needs(monkeypatch):
    """A type whose setter says nothing: without a record its states are taken for one, with one they are not."""

    class Level(Rectangle):
        level = 0.0

        def draw(self, renderer):
            self.set_height(self.level)
            super().draw(renderer)

    def fragments():
        figure, axes = plain_axes()
        level = axes.add_patch(Level((0, 0), 1, 0))
        stage = Stage(
            lambda x: setattr(level, "level", float(x)) or f"{x}", (figure,), make_grid(lambda x=0: "", {"x": (0, 3)})
        )
        return [len(table.fragments) for table in tabulate(stage).tables]

    with pytest.raises(ExplorableError, match="Level 1 of its axes looks different in the state"):
        fragments()
    monkeypatch.setattr(
        artists, "ARTIST_TYPES", {**ARTIST_TYPES, Level: replace(PATCH, type=Level, quiet=artists.untold)}
    )
    artists._nearest.cache_clear()
    try:
        assert fragments() == [4]
    finally:
        artists._nearest.cache_clear()
