"""The live path: widgets that follow one state, in ipywidgets 8 and 7.7; run again under 7.7.1 by `make test`."""

import io
import struct
from html import escape

import ipywidgets as widgets
import numpy as np
import pytest
from zoo import KINDS, plain_axes

from helpers import Choice, ExplorableError, Slider, Toggle, explore
from helpers.explorable.panel import Panel

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(autouse=True)
def _live(monkeypatch):
    monkeypatch.delenv("EXPLORABLE_MODE", raising=False)


def panel_of(live: Panel) -> widgets.Widget:
    return live._panel


def all_of(live: Panel, kind) -> list:
    """Widgets of a kind in the panel, in order."""
    found = []

    def walk(widget):
        if isinstance(widget, kind):
            found.append(widget)
        for child in getattr(widget, "children", ()):
            walk(child)

    walk(panel_of(live))
    return found


def image_of(live: Panel) -> widgets.Image:
    return all_of(live, widgets.Image)[0]


def said(live: Panel) -> str:
    """What the panel says under the picture."""
    return all_of(live, widgets.HTML)[-1].value


def press(live: Panel, label: str) -> None:
    (button,) = [button for button in all_of(live, widgets.Button) if button.description == label]
    button.click()


def values(live: Panel) -> list:
    return [widget.value for widget in all_of(live, (widgets.SelectionSlider, widgets.Dropdown, widgets.Checkbox))]


@pytest.fixture
def shown():
    """A line whose height follows a slider, a drop-down and a checkbox; it fails at height 3."""
    figure, axes = plain_axes()
    (line,) = axes.plot([0, 4], [0, 1])

    def update(height=1, kind="up", dashed=False):
        line.set_ydata([0, height] if kind == "up" else [height, 0])
        line.set_linestyle("--" if dashed else "-")
        if height == 3:
            raise ValueError("no <b>three</b>")
        return f"height {height} <{kind}> {dashed}"

    return explore(
        update,
        figure,
        title="A <line>",
        presets={"Top": {"height": 4, "kind": "down"}, "Broken": {"height": 3}},
        height=Slider((0, 4), unit="m"),
        kind=Choice(["up", "down"]),
        dashed=Toggle("Dashes"),
    )


def consistent(live: Panel) -> bool:
    """Whether state, widgets and what is said agree."""
    slider, choice, box = values(live)
    agree = live.state == {"height": slider, "kind": ["up", "down"][choice], "dashed": box}
    return agree and escape(live.readout) in said(live)


def test_it_starts_in_the_start_state(shown):
    assert shown.state == {"height": 1, "kind": "up", "dashed": False}
    assert shown.readout == "height 1 <up> False"
    assert consistent(shown)
    assert bytes(image_of(shown).value).startswith(PNG)


def test_controls_are_widgets_with_labels_and_texts_as_read(shown):
    slider, choice, box = all_of(shown, (widgets.SelectionSlider, widgets.Dropdown, widgets.Checkbox))
    assert [type(widget) for widget in (slider, choice, box)] == [
        widgets.SelectionSlider,
        widgets.Dropdown,
        widgets.Checkbox,
    ]
    assert [widget.description for widget in (slider, choice, box)] == ["height", "kind", "Dashes"]
    assert [label for label, _ in slider.options] == ["0 m", "1 m", "2 m", "3 m", "4 m"]


def test_moving_a_widget_redraws_the_same_image_in_place(shown):
    image, before = image_of(shown), image_of(shown).value
    all_of(shown, widgets.SelectionSlider)[0].value = 2
    assert shown.state["height"] == 2
    assert image_of(shown) is image
    assert bytes(image.value).startswith(PNG) and image.value != before
    assert shown.readout == "height 2 <up> False" and consistent(shown)
    all_of(shown, widgets.SelectionSlider)[0].value = 1
    assert image.value == before


def test_each_kind_of_widget_moves_its_own_control(shown):
    all_of(shown, widgets.Dropdown)[0].value = 1
    all_of(shown, widgets.Checkbox)[0].value = True
    assert shown.state == {"height": 1, "kind": "down", "dashed": True}
    assert consistent(shown)


def test_set_moves_widgets_picture_and_readout_with_one_redraw(shown):
    drawings = []
    image_of(shown).observe(lambda change: drawings.append(change), names="value")
    assert shown.set(height=4, kind="down", dashed=True) is None
    assert shown.state == {"height": 4, "kind": "down", "dashed": True}
    assert len(drawings) == 1
    assert consistent(shown)
    shown.set(height=0)
    assert shown.state == {"height": 0, "kind": "down", "dashed": True}


UNKNOWN = [({"depth": 1}, "no control 'depth'"), ({"height": 9}, "'height' has no value 9")]


@pytest.mark.parametrize("changes, words", UNKNOWN)
def test_set_refuses_unknown_names_and_values_and_moves_nothing(shown, changes, words):
    before = image_of(shown).value
    with pytest.raises(ExplorableError, match=words):
        shown.set(dashed=True, **changes)
    assert shown.state == {"height": 1, "kind": "up", "dashed": False}
    assert consistent(shown) and image_of(shown).value == before


def test_presets_are_complete_states_and_reset_returns(shown):
    start = image_of(shown).value
    shown.set(dashed=True)
    press(shown, "Top")
    assert shown.state == {"height": 4, "kind": "down", "dashed": False}
    assert consistent(shown)
    press(shown, "Reset")
    assert shown.state == {"height": 1, "kind": "up", "dashed": False}
    assert consistent(shown) and image_of(shown).value == start


def break_by_widget(live):
    all_of(live, widgets.SelectionSlider)[0].value = 3


def break_by_preset(live):
    press(live, "Broken")


def break_by_set(live):
    with pytest.raises(ExplorableError, match="update fails in the state height=3"):
        live.set(height=3)


@pytest.mark.parametrize("break_it", [break_by_widget, break_by_preset, break_by_set])
def test_a_state_that_fails_says_so_keeps_the_picture_and_all_goes_on(shown, break_it):
    start = image_of(shown).value
    break_it(shown)
    assert image_of(shown).value == start
    assert "update fails in the state height=3, kind=up, dashed=False: ValueError: no &lt;b&gt;three" in said(shown)
    assert "update fails in the state height=3" in shown.readout
    assert shown.state["height"] == 3
    assert consistent(shown)
    all_of(shown, widgets.SelectionSlider)[0].value = 2
    assert shown.readout == "height 2 <up> False" and consistent(shown)
    assert image_of(shown).value != start
    break_it(shown)
    press(shown, "Reset")
    assert shown.state["height"] == 1 and consistent(shown)
    assert image_of(shown).value == start


def test_a_picture_that_cannot_be_drawn_says_so_and_no_view_moves():
    (left, axes), (right, other) = plain_axes(), plain_axes()
    (line,), label = axes.plot([0, 4], [0, 0]), other.text(1, 1, "a")

    def update(x=0):
        line.set_ydata([0, x])
        label.set_text(r"$\frac$" if x == 2 else "a")
        return f"{x}"

    live = explore(update, left, right, x=(0, 2))
    before = [image.value for image in all_of(live, widgets.Image)]
    all_of(live, widgets.SelectionSlider)[0].value = 2
    assert "cannot be drawn in the state x=2" in said(live)
    assert [image.value for image in all_of(live, widgets.Image)] == before
    press(live, "Reset")
    assert live.readout == "0" and "cannot" not in said(live)


def test_a_state_that_changes_limits_says_so():
    figure, axes = plain_axes()

    def update(x=0):
        axes.set_xlim(0, 4 + x)
        return f"{x}"

    live = explore(update, figure, x=(0, 2))
    all_of(live, widgets.SelectionSlider)[0].value = 2
    assert "update changes the limits of the Axes" in said(live)
    press(live, "Reset")
    assert live.readout == "0" and consistent_text(live)


def consistent_text(live: Panel) -> bool:
    return live.readout in said(live) and "strong" not in said(live)


def test_several_figures_are_several_images_that_all_move():
    update, left, right = KINDS["two_views"]()
    live = explore(update, left, right, a=(0, 3), b=(1, 3))
    before = [image.value for image in all_of(live, widgets.Image)]
    live.set(a=3)
    after = [image.value for image in all_of(live, widgets.Image)]
    assert len(before) == 2
    assert all(old != new for old, new in zip(before, after, strict=True))


def test_the_picture_is_that_of_a_fresh_figure_in_the_same_state():
    update, figure = KINDS["line_with_markers"]()
    live = explore(update, figure, a=(0, 3), b=(1, 3))
    live.set(a=3, b=2)
    again, fresh = KINDS["line_with_markers"]()
    again(a=3, b=2)
    buffer = io.BytesIO()
    fresh.savefig(buffer, format="png", dpi=100, facecolor="white")
    assert image_of(live).value == buffer.getvalue()


def test_layout_limits_and_legends_are_frozen_live_too():
    figure, axes = plain_axes(layout="constrained")
    (line,) = axes.plot([0, 4], [0, 4], label="line")
    legend = axes.legend()
    axes.autoscale(True)

    def update(x=0):
        line.set_data([0, 4], [4 * (x == 1), 4 * (x != 1)])
        axes.set_ylabel("y" + "\nmore" * 3 * x)
        return f"{x}"

    live = explore(update, figure, x=(0, 2))
    places = []
    for x in (0, 1, 2):
        live.set(x=x)
        places.append((*axes.get_position().bounds, *legend.get_window_extent().bounds, *axes.get_xlim()))
    assert places[0] == places[1] == places[2]


def test_images_are_of_the_figures_size(shown):
    width, height = struct.unpack(">II", image_of(shown).value[16:24])
    assert (width, height) == (300, 200)


def test_display_is_the_panel_and_nothing_else(shown, capsys, monkeypatch):
    displayed = []
    monkeypatch.setattr("helpers.explorable.panel.display", displayed.append)
    assert not hasattr(shown, "_repr_mimebundle_") and not hasattr(shown, "_repr_html_")
    shown._ipython_display_()
    assert displayed == [panel_of(shown)]


def test_a_playing_slider_moves_with_its_buttons():
    figure, axes = plain_axes()
    (line,) = axes.plot([0, 4], [0, 0])
    live = explore(lambda x=0: line.set_ydata([0, x]) or f"{x}", figure, x=Slider((0, 4), play=True))
    (play,) = all_of(live, widgets.Play)
    play.value = 3
    assert live.state == {"x": 3} and live.readout == "3"
    live.set(x=1)
    assert play.value == 1


def test_readouts_are_escaped(shown):
    assert "&lt;up&gt;" in said(shown) and "<up>" not in said(shown)


def test_shared_controls_move_together_and_others_do_not():
    lives = []
    for name in ("first", "second"):
        figure, axes = plain_axes()
        (line,) = axes.plot([0, 4], [0, 0])

        def update(rate=0, own=0, line=line):
            line.set_ydata([rate, own])
            return f"{rate} {own}"

        lives.append(explore(update, figure, name=name, shared="rate", rate=(0, 3), own=(0, 3)))
    first, second = lives
    first.set(rate=2, own=1)
    assert second.state == {"rate": 2, "own": 0} and second.readout == "2 0"
    all_of(second, widgets.SelectionSlider)[0].value = 3
    assert first.state == {"rate": 3, "own": 1}


def test_random_walks_of_widgets_and_buttons_keep_everything_together(shown):
    rng = np.random.default_rng(0)
    inputs = all_of(shown, (widgets.SelectionSlider, widgets.Dropdown, widgets.Checkbox))
    for _ in range(25):
        which = int(rng.integers(0, 4))
        if which == 3:
            press(shown, ["Top", "Reset", "Broken"][int(rng.integers(0, 3))])
        else:
            value = int(rng.integers(0, [5, 2, 2][which]))
            inputs[which].value = bool(value) if which == 2 else value
        assert consistent(shown)
