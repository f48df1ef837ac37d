"""The palette can be read by everyone on both themes; the style and the marks are what notebooks count on."""

import subprocess
import sys
from itertools import combinations

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from colorspacious import cspace_convert
from matplotlib.colors import to_hex, to_rgb, to_rgba

from helpers.plots import contours, legend, new_figure, palette, threshold, token_bars
from helpers.plots.figures import STYLE

MARKS = {name: getattr(palette, name) for name in ("DATA", "MODEL", "ERROR", "TRUTH", "KEPT", "DROPPED")}
PAPERS = {"light": "#ffffff", "dark": "#121212", "the theme's dark": "#14181e"}
LEAST_CONTRAST = 3.0  # WCAG 2.2, 1.4.11
LEAST_DIFFERENCE = 20.0  # CAM02-UCS, any two marks
LEAST_GUIDE_DIFFERENCE = 10.0  # CAM02-UCS, a coloured mark and the thin lines behind it
KINDS = ("protanomaly", "deuteranomaly", "tritanomaly")
SIGHTS = [None] + [(kind, severity) for kind in KINDS for severity in (50, 100)]


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def luminance(color) -> float:
    """Relative luminance as WCAG 2.2 defines it, in [0, 1]."""
    c = np.array(to_rgb(color))
    return float(np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722])


def contrast(color, other) -> float:
    """Contrast ratio as WCAG 2.2 defines it, in [1, 21]."""
    low, high = sorted((luminance(color), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def seen(colors, sight) -> np.ndarray:
    """CAM02-UCS coordinates, shape (n, 3), of sRGB `colors`, shape (n, 3), for `sight` (None is normal sight)."""
    rgb = np.asarray(colors, dtype=float)
    if sight is not None:
        kind, severity = sight
        space = {"name": "sRGB1+CVD", "cvd_type": kind, "severity": severity}
        rgb = np.clip(cspace_convert(rgb, space, "sRGB1"), 0, 1)
    return cspace_convert(rgb, "sRGB1", "CAM02-UCS")


def difference(color, other, sight) -> float:
    return float(np.linalg.norm(np.subtract(*seen([to_rgb(color), to_rgb(other)], sight))))


def test_contrast_of_known_colours():
    assert contrast("white", "black") == pytest.approx(21)
    assert contrast("#767676", "white") == pytest.approx(4.54, abs=0.005)  # WebAIM's well-known smallest AA grey


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
@pytest.mark.parametrize("name", [*MARKS, "GUIDE"])
def test_every_colour_stands_out_from_the_paper(name, paper):
    assert contrast(getattr(palette, name), paper) >= LEAST_CONTRAST


@pytest.mark.parametrize("sight", SIGHTS, ids=str)
@pytest.mark.parametrize(("one", "other"), list(combinations(MARKS, 2)))
def test_marks_can_be_told_apart(one, other, sight):
    assert difference(MARKS[one], MARKS[other], sight) >= LEAST_DIFFERENCE


@pytest.mark.parametrize("sight", SIGHTS, ids=str)
@pytest.mark.parametrize("name", [name for name in MARKS if name != "DROPPED"])
def test_marks_can_be_told_from_the_lines_behind_them(name, sight):
    assert difference(MARKS[name], palette.GUIDE, sight) >= LEAST_GUIDE_DIFFERENCE


def test_the_simulation_does_confuse_red_and_green():
    red, green = "#c05a3c", "#788237"
    assert difference(red, green, None) > 25
    assert difference(red, green, ("deuteranomaly", 100)) < LEAST_DIFFERENCE


def test_categorical_colours_are_marks_and_differ():
    assert set(palette.CATEGORICAL) <= set(MARKS.values())
    assert len(set(palette.CATEGORICAL)) == len(palette.CATEGORICAL)
    assert not {palette.MODEL, palette.ERROR} & set(palette.CATEGORICAL[:3])


@pytest.mark.parametrize("sight", SIGHTS, ids=str)
def test_sequential_lightness_only_rises(sight):
    colors = mpl.colormaps[palette.SEQUENTIAL](np.linspace(0, 1, 33))[:, :3]
    assert (np.diff(seen(colors, sight)[:, 0]) > 0).all()


def test_sequential_has_neither_ink_nor_paper():
    cmap = mpl.colormaps[palette.SEQUENTIAL]
    assert not {"#000000", "#ffffff"} & {to_hex(cmap(i)) for i in range(cmap.N)}


def test_style_repeats_the_palette():
    style = mpl.rc_params_from_file(STYLE, use_default_template=False)
    assert tuple(to_hex(c) for c in style["axes.prop_cycle"].by_key()["color"]) == palette.CATEGORICAL
    assert to_hex(style["grid.color"]) == palette.GUIDE
    assert style["image.cmap"] == palette.SEQUENTIAL
    assert style["svg.fonttype"] == "none"
    assert (style["font.family"], style["font.size"]) == (["DejaVu Sans"], 10)


def test_style_file_gives_no_warning(caplog):
    mpl.rc_params_from_file(STYLE)
    assert caplog.text == ""


def test_new_figure_leaves_rcparams_alone():
    mpl.get_backend()  # chosen at the first look
    before = mpl.rcParams.copy()
    new_figure()
    assert dict(mpl.rcParams) == dict(before)


def test_new_figure_is_transparent_with_black_ink():
    fig, ax = new_figure()
    fig.draw_without_rendering()
    assert fig.get_facecolor()[3] == ax.get_facecolor()[3] == 0
    assert [side for side, spine in ax.spines.items() if spine.get_visible()] == ["left", "bottom"]
    ink = [spine.get_edgecolor() for spine in ax.spines.values()]
    ink += [text.get_color() for text in (ax.title, ax.xaxis.label, *ax.get_xticklabels())]
    ink += [line.get_color() for line in ax.get_xticklines()]
    assert {to_rgba(color) for color in ink} == {to_rgba(palette.INK)}


def test_new_figure_sizes():
    fig, _ = new_figure()
    assert fig.get_size_inches() == pytest.approx([3.9, 2.9])
    assert new_figure(width=3, height=2)[0].get_size_inches() == pytest.approx([3, 2])
    assert fig.get_layout_engine().__class__.__name__ == "ConstrainedLayoutEngine"


def test_new_figure_axes():
    assert isinstance(new_figure()[1], plt.Axes)
    assert new_figure(columns=2)[1].shape == (2,)
    assert new_figure(rows=2, columns=3)[1].shape == (2, 3)


def test_new_figure_shares_x_in_columns_and_y_in_rows():
    _, axes = new_figure(rows=2, columns=2, share_x=True, share_y=True)
    axes[0, 0].set(xlim=(0, 7), ylim=(0, 9))
    assert axes[1, 0].get_xlim() == (0, 7) != axes[0, 1].get_xlim()
    assert axes[0, 1].get_ylim() == (0, 9) != axes[1, 0].get_ylim()


@pytest.mark.parametrize("width", [3.91, 8, 0, -1, float("nan")])
def test_new_figure_refuses_a_width_no_phone_shows(width):
    with pytest.raises(ValueError, match=r"at most 3\.9 in"):
        new_figure(width=width)


def test_lines_and_grid_drawn_later_keep_the_style():
    _, ax = new_figure()
    (plain,) = ax.plot([0, 1], [0, 1])
    (coloured,) = ax.plot([0, 1], [1, 0], color=palette.MODEL)
    ax.grid(True)
    ax.figure.draw_without_rendering()
    assert to_hex(plain.get_color()) == palette.CATEGORICAL[0]
    assert plain.get_linewidth() == coloured.get_linewidth() == 1.8
    assert {to_hex(line.get_color()) for line in ax.get_xgridlines()} == {palette.GUIDE}
    assert {line.get_alpha() for line in ax.get_xgridlines()} == {0.4}


def test_token_bars():
    _, ax = new_figure()
    bars = token_bars(ax, ["the", "$5 or $6", " cat"], [0.5, 0.3, 0.2])
    assert [bar.get_width() for bar in bars.artists] == [0.5, 0.3, 0.2]
    assert {to_hex(bar.get_facecolor()) for bar in bars.artists} == {palette.DATA}
    ax.figure.draw_without_rendering()
    assert [text.get_text() for text in ax.get_yticklabels()] == ["the", "$5 or $6", " cat"]
    assert not any(text.get_parse_math() for text in ax.get_yticklabels())
    heights = ax.transData.transform([(0, bar.get_y()) for bar in bars.artists])[:, 1]
    assert (np.diff(heights) < 0).all()  # the first on top


def test_token_bars_twice_on_the_same_axes_keeps_the_order():
    _, ax = new_figure()
    for _ in range(2):
        token_bars(ax, ["a", "b"], [1, 2])
    assert ax.get_ylim() == (1.5, -0.5)


@pytest.mark.parametrize("lengths", [[1.0], [1.0, 2.0, 3.0], [[1.0, 2.0]]])
def test_token_bars_needs_one_length_a_label(lengths):
    with pytest.raises(ValueError, match="one length a label"):
        token_bars(new_figure()[1], ["a", "b"], lengths)


@pytest.mark.parametrize("axis", ["x", "y"])
def test_threshold_can_be_moved(axis):
    fig, ax = new_figure()
    ax.set(xlim=(0, 1), ylim=(0, 1))
    cut = threshold(ax, 0.25, label="cut", axis=axis)
    line, text = cut.artist, cut.label
    fig.draw_without_rendering()
    data = getattr(line, f"get_{axis}data")
    assert list(data()) == [0.25, 0.25]
    assert text.get_text() == "cut"
    assert to_hex(line.get_color()) == to_hex(text.get_color()) == palette.INK
    cut.show(0.75)
    fig.draw_without_rendering()
    low, along = ax.get_window_extent(), 0 if axis == "x" else 1
    box, expected = text.get_window_extent(), ax.transData.transform((0.75, 0.75))[along]
    if axis == "x":
        assert (box.x0 + box.x1) / 2 == pytest.approx(expected, abs=1)
        assert box.y0 >= low.y1
    else:
        assert 0 < box.y0 - expected < 10
        assert box.x1 == pytest.approx(low.x1, abs=1)


def test_threshold_refuses_another_axis():
    with pytest.raises(ValueError, match="axis="):
        threshold(new_figure()[1], 0, axis="z")


def test_contours_lie_on_the_levels():
    _, ax = new_figure()
    drawn = contours(ax, lambda x, y: x**2 + y**2, levels=[1, 4], extent=(-3, 3, -2.5, 2.5))
    assert list(ax.collections) == [drawn]  # one artist
    radii = [np.hypot(*path.vertices.T) for path in drawn.get_paths()]
    assert radii[0] == pytest.approx(1, abs=2e-3)
    assert radii[1] == pytest.approx(2, abs=2e-3)
    assert ax.get_xlim() == (-3, 3)
    assert ax.get_ylim() == (-2.5, 2.5)
    assert {to_hex(color) for color in drawn.get_edgecolor()} == {palette.GUIDE}


def test_contours_below_zero_are_solid_too():
    drawn = contours(new_figure()[1], lambda x, y: x * y, levels=[-1, 1], extent=(-2, 2, -2, 2))
    assert {dashes for _, dashes in drawn.get_linestyle()} == {None}


def test_contours_need_a_vectorised_function():
    with pytest.raises(ValueError, match=r"shape \(\)"):
        contours(new_figure()[1], lambda x, y: 1.0, levels=[0], extent=(0, 1, 0, 1))


def test_legend():
    _, ax = new_figure()
    ax.plot([0, 1], label="fit")
    ax.plot([1, 0])
    made = legend(ax, loc="lower left")
    assert [text.get_text() for text in made.get_texts()] == ["fit"]
    assert not made.get_frame_on()
    with pytest.raises(ValueError, match="fixed place"):
        legend(ax, loc="best")


def test_importing_plots_does_not_import_pyplot():
    code = (
        "import sys, helpers; before = 'matplotlib.pyplot' in sys.modules; "
        "import helpers.plots; assert before == ('matplotlib.pyplot' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
