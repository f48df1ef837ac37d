"""The stage: what no state may change, each refused by name; what `explore` refuses before anything is drawn."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle
from matplotlib.transforms import Bbox
from zoo import plain_axes

from helpers import ExplorableError, explore
from helpers.explorable.controls import make_grid
from helpers.explorable.stage import Stage


@pytest.fixture(params=["static", "live"], autouse=True)
def mode(request, monkeypatch):
    """Both paths refuse the same."""
    monkeypatch.setenv("EXPLORABLE_MODE", request.param)
    return request.param


@pytest.fixture
def drawn():
    """Figure, axes and a line."""
    figure, axes = plain_axes()
    (line,) = axes.plot([0, 1], [0, 1], label="loss")
    return figure, axes, line


def refused(change, figure, words):
    """Check that `change`, made in the state x=2 only, is refused with `words` and that state's name."""

    def update(x=0):
        if x == 2:
            change()
        return f"{x}"

    with pytest.raises(ExplorableError, match=words) as caught:
        explore(update, figure, x=(0, 2)).set(x=2)
    assert "x=2" in str(caught.value)


# Artists


def test_an_artist_added_in_some_state_is_refused(drawn):
    figure, axes, _ = drawn
    refused(
        lambda: axes.plot([0], [0], label="new"), figure, "In the state x=2, update adds Line2D 'new': make it before"
    )


def test_an_axes_added_in_some_state_is_refused(drawn):
    figure, *_ = drawn
    refused(lambda: figure.add_axes((0, 0, 0.1, 0.1), label="corner"), figure, "update adds Axes 'corner'")


def test_an_artist_removed_in_some_state_is_refused(drawn):
    figure, _, line = drawn
    refused(line.remove, figure, "In the state x=2, update removes Line2D 'loss': keep it and call set_visible")


def test_clearing_the_axes_is_refused(drawn):
    figure, axes, _ = drawn
    refused(axes.clear, figure, "In the state x=2, update (changes|removes)")


# What is frozen

FROZEN = {
    "limits": lambda figure, axes, line: axes.set_xlim(0, 9),
    "limits ": lambda figure, axes, line: axes.invert_yaxis(),
    "scale": lambda figure, axes, line: axes.set_yscale("symlog"),
    "position": lambda figure, axes, line: axes.set_position((0, 0, 1, 1)),
    "position ": lambda figure, axes, line: axes.set_aspect("equal"),
    "visibility": lambda figure, axes, line: axes.set_visible(False),
    "visibility ": lambda figure, axes, line: axes.set_axis_off(),
    "z-order": lambda figure, axes, line: axes.set_zorder(9),
    "size": lambda figure, axes, line: figure.set_size_inches(9, 9),
}


@pytest.mark.parametrize("what", FROZEN)
def test_changes_of_axes_and_figure_are_refused_by_name(drawn, what):
    figure, axes, line = drawn
    axes.set_title("Loss")
    words = rf"In the state x=2, update changes the {what.strip()} of (Axes 'Loss'|the Figure): set it before explore"
    refused(lambda: FROZEN[what](figure, axes, line), figure, words)


MOVED = {
    "z-order": lambda axes, line: line.set_zorder(9),
    "clip on": lambda axes, line: line.set_clip_on(False),
    "clip box": lambda axes, line: line.set_clip_box(Bbox([[0, 0], [50, 50]])),
    "clip path": lambda axes, line: line.set_clip_path(Circle((1, 1), 1, transform=axes.transData)),
}


@pytest.mark.parametrize("what", MOVED)
def test_changes_of_z_order_and_clip_are_refused_by_name(drawn, what):
    figure, axes, line = drawn
    refused(lambda: MOVED[what](axes, line), figure, "update changes the z-order or clip of Line2D 'loss'")


def test_limits_of_insets_twins_and_the_third_dimension_are_refused():
    def parent():
        return plain_axes()

    figure, axes = parent()
    inset = axes.inset_axes((0, 0, 0.5, 0.5), label="inset")
    refused(lambda: inset.set_xlim(0, 9), figure, "changes the limits of Axes 'inset'")
    figure, axes = parent()
    twin = axes.twinx()
    refused(lambda: twin.set_ylim(0, 9), figure, "changes the limits of the Axes")
    figure = Figure()
    solid = figure.add_subplot(projection="3d")
    refused(lambda: solid.set_zlim(0, 9), figure, "changes the limits of the Axes3D")


def test_limits_pushed_by_autoscaling_after_the_first_draw_stay(drawn):
    figure, axes, line = drawn

    def update(x=0):
        line.set_data([0, 100 * x], [0, 100])
        axes.relim()
        axes.autoscale_view()
        return f"{x}"

    assert explore(update, figure, x=(0, 2)).readout == "0"
    assert axes.get_xlim() == (0, 4)


# The readout


@pytest.mark.parametrize("readout", [None, 3, 0.5, ("a",), b"a"])
def test_a_readout_that_is_not_a_string_is_refused(drawn, readout):
    with pytest.raises(ExplorableError, match=r"update returns .* in the state x=2; it must return the readout"):
        explore(lambda x=0: readout if x == 2 else "fine", drawn[0], x=(0, 2)).set(x=2)


@pytest.mark.parametrize("readout", ["loss nan", "inf", "-inf of", "nan%", f"loss {np.float64('inf'):.2f}", "(nan, 1)"])
def test_a_readout_that_says_nan_or_infinity_is_refused(drawn, readout):
    with pytest.raises(ExplorableError, match=r"The readout says .* in the state x=2"):
        explore(lambda x=0: readout if x == 2 else "fine", drawn[0], x=(0, 2)).set(x=2)


@pytest.mark.parametrize("readout", ["information", "banana", "nanometres", "inference", "Nansen", ""])
def test_words_that_hold_nan_or_inf_are_read_out(drawn, readout):
    assert explore(lambda x=0: readout, drawn[0], x=(0, 2)).readout == readout


# An update that fails


def test_an_update_that_raises_in_one_extreme_state_names_it(drawn):
    def update(x=0, y=0):
        return f"{1 / ((x - 3) ** 2 + (y - 3) ** 2):.2f}"

    with pytest.raises(ExplorableError, match="update fails in the state x=3, y=3: ZeroDivisionError: "):
        explore(update, drawn[0], x=(0, 3), y=(0, 3)).set(x=3, y=3)


def test_an_update_that_raises_in_the_start_state_names_it(drawn):
    def update(x=0):
        raise RuntimeError("no data")

    with pytest.raises(ExplorableError, match="update fails in the state x=0: RuntimeError: no data"):
        explore(update, drawn[0], x=(0, 2))


# What explore is given


@pytest.mark.parametrize("option", ["name", "title", "presets", "predict", "shared", "numbers"])
def test_a_parameter_named_like_an_option_of_explore_is_refused(drawn, option):
    scope = {}
    exec(f"def update(x=0, {option}=1): return ''", scope)
    with pytest.raises(ExplorableError, match=f"parameter '{option}', .* option of explore itself: give it another"):
        explore(scope["update"], drawn[0], x=(0, 2))


def test_a_parameter_named_update_is_no_trouble(drawn):
    assert explore(lambda update=1: f"{update}", drawn[0], update=(0, 2)).state == {"update": 1}


@pytest.mark.parametrize("name", ["", "Sampling", "a b", "1st", "über", 'a"b', None, 3, "a\n"])
def test_a_name_that_cannot_be_an_id_is_refused(drawn, name):
    with pytest.raises(ExplorableError, match=r"name .* cannot be used in a link"):
        explore(lambda x=0: "", drawn[0], name=name, x=(0, 2))


def test_update_must_be_a_function_and_figures_must_be_figures(drawn):
    figure, axes, _ = drawn
    with pytest.raises(ExplorableError, match="takes the update function first"):
        explore(figure, x=(0, 2))
    with pytest.raises(ExplorableError, match="at least one figure"):
        explore(lambda x=0: "", x=(0, 2))
    with pytest.raises(ExplorableError, match=r"takes matplotlib figures after update; .*Axes.* is none"):
        explore(lambda x=0: "", axes, x=(0, 2))


def test_a_preset_with_an_unknown_control_is_refused(drawn):
    with pytest.raises(ExplorableError, match="Preset 'Greedy' does not fit: There is no control 'top_k'"):
        explore(lambda x=0: "", drawn[0], presets={"Greedy": {"top_k": 1}}, x=(0, 2))


def test_more_than_20000_states_are_refused_before_update_runs(drawn):
    def update(x=0, y=0):
        raise AssertionError

    with pytest.raises(ExplorableError, match="coarsen 'x'"):
        explore(update, drawn[0], x=(0, 200), y=(0, 100))


# Freezing


def test_figures_are_closed_so_that_they_are_not_shown_twice():
    figure, axes = plt.subplots()
    axes.plot([0, 1])
    other = plt.figure()
    assert plt.fignum_exists(figure.number)
    explore(lambda x=0: f"{x}", figure, x=(0, 1))
    assert plt.get_fignums() == [other.number]
    plt.close(other)


def test_columns_of_different_lengths_are_refused_and_the_state_named(drawn):
    grid = make_grid(lambda x=0: "", {"x": (0, 2)})
    stage = Stage(lambda x=0: "", (drawn[0],), grid, numbers=lambda x: {"a": [1.0] * (x + 1), "b": [2.0]})
    assert stage.columns((0,)) == {"a": ("1",), "b": ("2",)}
    with pytest.raises(ExplorableError, match="in the state x=1 are not of one length"):
        stage.columns((1,))


def test_names_in_sentences_tell_artists_apart(drawn):
    figure, axes, _ = drawn
    second = [axes.add_patch(Rectangle((k, 0), 1, 1)) for k in range(3)][1]
    axes.set_title("Bars")
    refused(lambda: second.set_zorder(9), figure, "Rectangle 2 of axes 'Bars'")
