"""Compact SVG of single artists: matplotlib's own SVG renderer, with shorter paths and no shared definitions."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import StringIO

from matplotlib.backends.backend_mixed import MixedModeRenderer
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.transforms import Affine2D, Bbox

from helpers.explorable.errors import ExplorableError
from helpers.explorable.outlines import COARSE, FINE, Outline, short

PREFIX = "\ufdd0"  # stands before every id until figure_html.py puts figure and view in its place; no text can hold it
INK, PAPER = "#000000", "#ffffff"  # in the page: the theme's text colour and its background
DATA = {INK: "#000", PAPER: "#fff"}  # how data are written that are black or white, in any theme
POINTS_PER_INCH = 72
HAIRLINE = 0.75  # pt; see `delicate`
IMAGE_DPI = 100  # of images, which are pixels: as sharp as matplotlib's own
SETTINGS = {"svg.fonttype": "none", "svg.hashsalt": "explorable", "svg.id": None, "svg.image_inline": True}


class FragmentRenderer(RendererSVG):
    """Draws artists one at a time, under `matplotlib.rc_context(SETTINGS)`; `capture` returns the SVG of each.

    Coordinates are rounded to 0.1 pt, or to 0.01 pt where that can be seen, and written relative to the point before.
    Marks that follow each other in one style become one path where a single overlap does not show, otherwise one group.
    """

    dpi = IMAGE_DPI  # what figimage asks for
    still = False  # set while what never moves is drawn: written once, it may be exact, 0.01 pt and mark by mark
    faces, lines = False, False  # set while an artist is drawn whose faces, or also lines, have colours that are data

    def __init__(self, width: float, height: float, *, frame: Bbox | None = None):
        self._buffer = StringIO()
        super().__init__(width, height, self._buffer, image_dpi=IMAGE_DPI)
        self.frame = frame or Bbox([(0, 0), (width, height)])  # what is seen, in pt, y downwards: lines end there
        self._reset()

    def capture(self, draw: Callable) -> str:
        """SVG of what `draw(self)` draws."""
        self._reset()
        draw(self)
        self._write_run()
        self.writer.flush()
        return compact(self._buffer.getvalue())

    def capture_image(self, draw: Callable, figure: Figure) -> str:
        """SVG of what `draw` draws on the `figure`, as one image."""
        size = self.width / POINTS_PER_INCH, self.height / POINTS_PER_INCH
        mixed = MixedModeRenderer(figure, *size, IMAGE_DPI, self)
        mixed._raster_depth = 1  # so that rasterized artists among what is drawn start no image of their own

        def draw_image(_):
            mixed.start_rasterizing()
            draw(mixed)
            mixed.stop_rasterizing()

        return self.capture(draw_image)

    def definitions(self) -> str:
        """SVG of the clip paths and hatch patterns that the fragments captured so far refer to."""
        self._reset()
        self._write_clips()
        self._write_hatches()
        self.writer.flush()
        return compact(self._buffer.getvalue())

    def _reset(self) -> None:
        self._run = None  # (attributes, [path data], {shapes}) of the marks not written yet
        self.writer.flush()
        self._buffer.seek(0)
        self._buffer.truncate()

    def _make_id(self, type, content):
        return PREFIX + super()._make_id(type, content)

    def open_group(self, s, gid=None):
        """Groups carry nothing here: each fragment has a placeholder of its own."""

    close_group = open_group

    def draw_path(self, gc, path, transform, rgbFace=None):
        clip = rgbFace is None and gc.get_hatch_path() is None
        outline = Outline.of(
            path,
            self._make_flip_transform(transform),
            clip=self.frame.extents.tolist() if clip else None,
            simplify=path.should_simplify and clip,
            sketch=gc.get_sketch_params(),
            unit=FINE if self.still or delicate(gc) else COARSE,
        )
        self._mark(self._style(gc, rgbFace), outline, (0, 0))

    def draw_markers(self, gc, marker_path, marker_trans, path, trans, rgbFace=None):
        unit = FINE if self.still else COARSE
        marker = Outline.of(marker_path, marker_trans + Affine2D().scale(1, -1), unit=unit)
        style = self._style(gc, rgbFace)
        for vertices, _ in path.iter_segments(self._make_flip_transform(trans), simplify=False):
            if len(vertices):
                self._mark(style, marker, vertices[-2:])

    def draw_path_collection(
        self,
        gc,
        master_transform,
        paths,
        all_transforms,
        offsets,
        offset_trans,
        facecolors,
        edgecolors,
        linewidths,
        linestyles,
        antialiaseds,
        urls,
        offset_position,
        *,
        hatchcolors=None,
    ):
        hatchcolors = [] if hatchcolors is None else hatchcolors
        raw = self._iter_collection_raw_paths(master_transform, paths, all_transforms)
        unit = FINE if self.still or any(0 < width < HAIRLINE for width in linewidths) else COARSE
        outlines = [Outline.of(path, Affine2D(turn.get_matrix()).scale(1, -1), unit=unit) for path, turn in raw]
        marks = self._iter_collection(
            gc,
            outlines,
            offsets,
            offset_trans,
            facecolors,
            edgecolors,
            linewidths,
            linestyles,
            antialiaseds,
            urls,
            offset_position,
            hatchcolors=hatchcolors,
        )
        looks = (facecolors, edgecolors, linewidths, linestyles, antialiaseds, urls, hatchcolors)
        alike, style = all(len(values) <= 1 for values in looks), None
        for x, y, outline, mark_gc, face in marks:
            style = style if alike and style else self._style(mark_gc, face)
            self._mark(style, outline, (x, self.height - y))

    def draw_gouraud_triangles(self, gc, triangles_array, colors_array, transform):
        raise ExplorableError("Gouraud shading cannot be shown in the page: use shading='flat' or 'nearest'.")

    def draw_text(self, *args, **kwargs):
        self._write_run()
        super().draw_text(*args, **kwargs)

    def draw_image(self, gc, *args, **kwargs):
        self._write_run()
        gc.set_gid(None)  # the author's id would stand in the page once for every frame that shows the image
        super().draw_image(gc, *args, **kwargs)

    def _style(self, gc, face) -> dict:
        """SVG attributes of a mark."""
        style = self._get_style_dict(gc, face)
        if self.faces:
            style = as_data(style, filled=face is not None, lines=self.lines)
        return {**style, **self._get_clip_attrs(gc)}

    def _mark(self, attributes: dict, outline: Outline, place) -> None:
        """Add one outline, moved to `place`, to the run of marks in the same style."""
        if outline.first is None:
            return
        if self._run is None or self._run[0] != attributes or "opacity" in attributes:
            self._write_run()
            self._run = (attributes, [], set())
        self._run[1].append(outline.at(*place))
        self._run[2].add(outline.rest)

    def _write_run(self) -> None:
        if self._run is None:
            return
        self.writer.flush()
        attributes, data, shapes = self._run
        self._run = None
        style = "".join(f' {key}="{value}"' for key, value in attributes.items())
        if len(data) == 1 or (not self.still and joinable(attributes, alike=len(shapes) == 1)):
            self._buffer.write(f'<path d="{"".join(data)}"{style}/>')
        else:
            marks = "".join(f'<path d="{outline}"/>' for outline in data)
            self._buffer.write(f"<g{style}>{marks}</g>")


def as_data(style: dict, *, filled: bool, lines: bool) -> dict:
    """`style` whose black and white are colours, not ink and paper: of the face, and of its edge where that is alike.

    The same holds for what has no face, where `lines`.
    """
    fill, stroke = style.get("fill", INK), style.get("stroke")
    if not filled:
        return {**style, "stroke": DATA.get(stroke, stroke)} if lines and stroke else style
    alike = {"stroke": DATA.get(stroke, stroke)} if stroke == fill else {}
    return {**style, "fill": DATA.get(fill, fill), **alike}


def delicate(gc) -> bool:
    """Whether a tenth of a point can be seen: it shifts dashes along a path, and opens or closes gaps of a hairline."""
    return gc.get_dashes()[1] is not None or 0 < gc.get_linewidth() < HAIRLINE


def joinable(attributes: dict, *, alike: bool) -> bool:
    """Whether overlapping marks of this style look the same drawn as one path: one opaque colour, no hatch.

    Filled marks must be `alike` in shape, so that all wind the same way: opposite windings cancel where they overlap.
    """
    if any(key.endswith("opacity") for key in attributes):
        return False
    fill, stroke = attributes.get("fill", INK), attributes.get("stroke", "none")
    if fill.startswith("url") or "stroke-dasharray" in attributes:
        return False
    return fill == "none" or (alike and stroke in ("none", fill))


TAG = re.compile(r"<[^>]*>")
COORDINATE = re.compile(r'(\s(?:x|y)=")(-?[\d.]+)(")')
NO_TURN = re.compile(r' transform="rotate\(-?0 [^)]*\)"')
TRANSFORM = re.compile(r'(\stransform=")(rotate|translate)\(([^)]*)\)')
FAMILY = re.compile(r"font-family: 'DejaVu Sans'(?:, [^;\"]*)?(?:; )?")
NAME = re.compile(r' id="[^"]*"')
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
BETWEEN = re.compile(r">\s*\n\s*<")


def compact(svg: str) -> str:
    """`svg` with coordinates rounded to 0.1 pt, ink and paper colours named, and no blank space between tags."""
    if not svg:
        return ""
    svg = BETWEEN.sub("><", COMMENT.sub("", svg)).strip()
    return TAG.sub(_compact_tag, svg)


def _compact_tag(match: re.Match) -> str:
    tag = match[0]
    if tag.startswith("<image"):
        return NAME.sub("", tag).replace("xlink:href", "href")  # named by its pixels: two that are alike would share it
    if tag.startswith(("<text", "<tspan", "<use", "<rect", "<g")):
        tag = NO_TURN.sub("", tag)
        tag = COORDINATE.sub(lambda m: f"{m[1]}{rounded(m[2])}{m[3]}", tag)
        tag = TRANSFORM.sub(_compact_transform, tag)
        tag = FAMILY.sub("", tag).replace('; "', '"')
    return colours(tag.replace("xlink:href", "href"))


def _compact_transform(match: re.Match) -> str:
    numbers = match[3].replace(",", " ").split()
    if match[2] == "translate":
        return f"{match[1]}translate({' '.join(rounded(n) for n in numbers)})"
    return f"{match[1]}rotate({' '.join([numbers[0], *(rounded(n) for n in numbers[1:])])})"


def rounded(number: str) -> str:
    """A decimal number to 0.1 pt."""
    return short(round(float(number) * COARSE))


def colours(tag: str) -> str:
    """`tag` with black as the page's ink and white as its paper."""
    if INK in tag:
        tag = tag.replace(INK, "currentColor")
    if PAPER in tag:
        tag = re.sub(rf'(fill|stroke)="{PAPER}"', r'style="\1:var(--explorable-paper,#fff)"', tag, count=1)
        tag = tag.replace(PAPER, "var(--explorable-paper,#fff)")
    return tag
