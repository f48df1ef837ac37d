"""The live panel piece by piece: its widgets as a reader sees them, points, questions, and who follows whom."""

import math
from io import BytesIO

import ipywidgets as widgets
import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image
from test_live import all_of, image_of, panel_of, press, said
from zoo import plain_axes

from helpers import Choice, ExplorableError, Point, Slider, Toggle, explore, predict, shown
from helpers.explorable import registry
from helpers.explorable.extents import reach
from helpers.explorable.live import drawn


@pytest.fixture(autouse=True)
def live(monkeypatch):
    monkeypatch.delenv("EXPLORABLE_MODE", raising=False)
    registry._shown.clear()


def counted(name="count", update=lambda x=1: f"x is {x}", **options):
    """A panel of one slider of 0, 1, 2."""
    return explore(update, plain_axes()[0], name=name, **{"x": (0, 2), **options})


def test_pieces_stand_in_order():
    panel = counted(title="A <title>", predict=predict("Q?", lambda: 1), presets={"Low": {"x": 0}})
    title, question, picture, text, slider, buttons = panel_of(panel).children
    assert isinstance(panel_of(panel), widgets.VBox)
    assert title.value == "<strong>A &lt;title&gt;</strong>"
    assert question.children[0].value == "<strong>Q?</strong>"
    assert picture.children == (image_of(panel),) and picture.layout.flex_flow == "row wrap"
    assert ">x is 1<" in text.value and "min-height" in text.value  # the picture below stays where it is
    assert isinstance(slider, widgets.SelectionSlider)
    assert [button.description for button in buttons.children] == ["Low", "Reset"]
    assert buttons.layout.flex_flow == "row wrap"
    assert {button.layout.width for button in buttons.children} == {"auto"}


def test_without_title_and_questions_the_picture_comes_first():
    picture, text, *_ = panel_of(counted()).children
    assert isinstance(picture.children[0], widgets.Image) and isinstance(text, widgets.HTML)


def test_a_picture_is_a_png_no_wider_than_the_page():
    image = image_of(counted())
    assert (image.format, image.layout.max_width) == ("png", "100%")


def test_widgets_are_wide_enough_for_their_labels():
    controls = {"x": Slider((0, 2), label="A label", unit="m"), "kind": Choice({"one": 1, "two": 2})}
    panel = explore(lambda x=2, kind=2, on=True: "", plain_axes()[0], **controls, on=Toggle("On"))
    slider, choice, box = (
        all_of(panel, kind)[0] for kind in (widgets.SelectionSlider, widgets.Dropdown, widgets.Checkbox)
    )
    assert (slider.description, slider.options, slider.value) == ("A label", (("0 m", 0), ("1 m", 1), ("2 m", 2)), 2)
    assert (choice.description, choice.options, choice.value) == ("kind", (("one", 0), ("two", 1)), 1)
    assert (box.description, box.value, box.indent) == ("On", True, False)
    for widget in (slider, choice):
        assert (widget.layout.width, widget.layout.max_width) == ("28em", "100%")
        assert widget.style.description_width == "11em"


def test_play_runs_through_all_values_from_the_present_one():
    panel = counted(x=Slider((0, 2), play=True))
    (play,) = all_of(panel, widgets.Play)
    assert (play.min, play.max, play.value, play.interval) == (0, 2, 1, 400)
    row = panel_of(panel).children[2]
    assert isinstance(row, widgets.HBox) and row.children == (all_of(panel, widgets.SelectionSlider)[0], play)
    all_of(panel, widgets.SelectionSlider)[0].value = 2
    assert play.value == 2 and panel.readout == "x is 2"
    assert not all_of(counted(), widgets.Play)


# Points


def pointed():
    figure, axes = plain_axes()
    (dot,) = axes.plot([0], [0], "o")

    def update(at=(2, 0.5)):
        dot.set_data([at[0]], [at[1]])
        return f"at {at}"

    return explore(update, figure, at=Point((0, 4, 2), (0, 1, 0.5), axes=axes, label="Start"))


def test_a_point_is_a_slider_along_each_axis():
    panel = pointed()
    x, y = all_of(panel, widgets.SelectionSlider)
    assert [x.description, y.description] == ["Start: x", "Start: y"]
    assert x.options == (("0", 0), ("2", 1), ("4", 2)) and y.options == (("0", 0), ("0.5", 1), ("1", 2))
    assert (x.value, y.value) == (1, 1)
    assert {widget.layout.width for widget in (x, y)} == {"28em"}
    assert {widget.style.description_width for widget in (x, y)} == {"11em"}


def test_a_point_moves_along_both_axes_and_is_moved():
    panel = pointed()
    x, y = all_of(panel, widgets.SelectionSlider)
    x.value = 2
    assert panel.state == {"at": (4, 0.5)} and panel.readout == "at (4, 0.5)"
    y.value = 0
    assert panel.state == {"at": (4, 0.0)}
    panel.set(at=(0, 1))
    assert (x.value, y.value) == (0, 2)
    press(panel, "Reset")
    assert panel.state == {"at": (2, 0.5)} and (x.value, y.value) == (1, 1)


# Questions


def asked(**options):
    answer = options.pop("answer", lambda: 20)
    panel = counted(predict=predict("How <many>?", answer, state={"x": 2}, **options))
    question = panel_of(panel).children[0]
    text, row, feedback = question.children
    guess, commit = row.children
    assert (text.value, commit.description, feedback.value) == ("<strong>How &lt;many&gt;?</strong>", "Commit", "")
    assert row.layout.flex_flow == "row wrap"
    return panel, guess, commit, feedback


def test_committing_a_number_says_how_far_off_it_is_and_shows_why():
    panel, guess, commit, feedback = asked(unit="m", because="It is <so>.")
    assert guess.description == "m"
    guess.value = 25
    assert panel.state == {"x": 1} and feedback.value == ""
    commit.click()
    assert feedback.value == "The answer is 20 m; you said 25, 5 too high. It is &lt;so&gt;."
    assert panel.state == {"x": 2} and panel.readout == "x is 2"


def test_a_count_below_zero_is_not_committed():
    panel, guess, commit, feedback = asked(unit="users")
    guess.value = -3
    commit.click()
    assert feedback.value == "-3 users cannot be: give 0 or more." and panel.state == {"x": 1}


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_a_guess_is_a_finite_number(value):
    panel, guess, commit, feedback = asked()
    guess.value = value
    commit.click()
    assert feedback.value == "Give a finite number first." and panel.state == {"x": 1}


def test_an_option_has_to_be_chosen_first():
    panel, guess, commit, feedback = asked(answer=lambda: "a", options={"a": "", "b": "Not b."})
    assert isinstance(guess, widgets.RadioButtons) and guess.options == ("a", "b") and guess.value is None
    commit.click()
    assert feedback.value == "Choose an answer first." and panel.state == {"x": 1}
    guess.value = "b"
    commit.click()
    assert feedback.value == "Not so. Not b. The answer: a." and panel.state == {"x": 2}


# Who follows whom


def test_an_explorable_is_known_by_its_name_and_the_latest_counts():
    first, second = counted("one"), counted("two")
    assert shown("one") is first and shown("two") is second
    again = counted("one")
    assert shown("one") is again
    with pytest.raises(ExplorableError, match=r"'three' .* there are one, two"):
        shown("three")


def test_without_a_name_it_is_the_explorable():
    panel = explore(lambda x=1: "", plain_axes()[0], x=(0, 2))
    assert shown("explorable") is panel


def test_before_any_is_shown_there_are_none():
    with pytest.raises(ExplorableError, match=r"'x' has been shown .* there are none"):
        shown("x")


def test_a_follower_takes_only_values_that_it_has():
    wide = counted("wide", x=(0, 5), shared=["x"])
    narrow = counted("narrow", shared=["x"])
    alone = counted("alone")
    wide.set(x=2)
    assert (narrow.state, alone.state) == ({"x": 2}, {"x": 1})
    wide.set(x=5)
    assert narrow.state == {"x": 2}
    narrow.set(x=0)
    assert (wide.state, narrow.readout) == ({"x": 0}, "x is 0")


def test_a_follower_does_not_lead():
    drawings = []

    def noting(name):
        return lambda x=1: drawings.append(name) or f"{x}"

    for name in ("a", "b", "c"):
        counted(name, noting(name), shared="x")
    drawings.clear()
    shown("a").set(x=2)
    assert drawings == ["a", "b", "c"]


def test_a_follower_that_fails_says_so_and_the_leader_goes_on():
    def update(x=1):
        if x == 2:
            raise ValueError("no two")
        return f"{x}"

    leader, follower = counted("a", shared="x"), counted("b", update, shared="x")
    leader.set(x=2)
    assert leader.readout == "x is 2"
    assert "update fails in the state x=2: ValueError: no two." in said(follower)
    assert follower.state == {"x": 2}


def test_a_figure_that_cannot_be_drawn_is_refused_on_one_line():
    figure, axes = plain_axes()
    axes.text(1, 1, r"$\frac$")
    with pytest.raises(ExplorableError, match=r"cannot be drawn in the state x=1: .*frac") as caught:
        drawn(figure, where="x=1")
    assert "\n" not in str(caught.value) and "  " not in str(caught.value)


def test_the_reason_stands_in_single_spaces(monkeypatch):
    figure = Figure()
    monkeypatch.setattr(figure, "savefig", fail)
    with pytest.raises(ExplorableError, match=r"cannot be drawn in the state x=1: not so$"):
        drawn(figure, where="x=1")


def fail(*arguments, **options):
    raise ValueError("not\n  so")


def test_pictures_are_drawn_on_white_at_100_dpi():
    with mpl.rc_context({"savefig.format": "svg", "savefig.dpi": 50}):
        image = Image.open(BytesIO(drawn(Figure(figsize=(2, 1), facecolor="none"), where="")))
    assert image.format == "PNG" and image.size == (200, 100) and (np.asarray(image.convert("RGBA")) == 255).all()


# One move, one drawing


@pytest.mark.parametrize(("redraw", "times"), [(None, 1), (True, 4)], ids=["moved", "drawn anew"])
def test_how_far_marks_reach_is_measured_once_for_artists_that_move(monkeypatch, redraw, times):
    measured, (figure, axes) = [], plain_axes()
    [line] = axes.plot([0, 1], [0, 1])
    monkeypatch.setattr("helpers.explorable.live.reach", lambda figure: measured.append(figure) or reach(figure))
    panel = explore(lambda x=0: line.set_ydata([0, x]) or f"{x}", figure, redraw=redraw, x=(0, 5))
    for x in (1, 2, 3):
        panel.set(x=x)
    assert len(measured) == times


@pytest.mark.parametrize("make", [Slider((0, 2), play=True), (0, 2), [0, 1, 2], {"a": 0, "b": 1, "c": 2}])
def test_a_move_by_hand_draws_once(make):
    drawings = []
    panel = counted(update=lambda x=1: drawings.append(x) or f"{x}", x=make)
    drawings.clear()
    all_of(panel, (widgets.SelectionSlider, widgets.Dropdown))[0].value = 2
    assert drawings == [2]


def test_a_point_moved_by_hand_draws_once():
    drawings, (figure, axes) = [], plain_axes()
    at = Point((0, 4, 2), (0, 1, 0.5), axes=axes)
    panel = explore(lambda at=(2, 0.5): drawings.append(at) or f"at {at}", figure, at=at)
    drawings.clear()
    all_of(panel, widgets.SelectionSlider)[0].value = 2
    assert drawings == [(4, 0.5)]


def test_buttons_of_a_playing_slider_follow_its_value_and_nothing_else():
    panel = counted(x=Slider((0, 2), play=True))
    (play,), (slider,) = all_of(panel, widgets.Play), all_of(panel, widgets.SelectionSlider)
    play.interval, slider.description = 0, "other"
    assert (play.value, slider.value, panel.state) == (1, 1, {"x": 1})


def test_a_control_of_its_own_leaves_followers_as_they_are():
    drawings = []
    figure, _ = plain_axes()
    leader = explore(lambda x=1, own=0: "", figure, name="a", shared="x", x=(0, 2), own=(0, 2))
    counted("b", lambda x=1: drawings.append(x) or f"{x}", shared="x")
    drawings.clear()
    leader.set(own=2)
    assert drawings == []


def test_values_that_are_the_same_but_for_rounding_are_followed_once():
    drawings = []

    def update(x=0.1):
        drawings.append(x)
        return f"{x}"

    first = counted("a", update, x=[0.1, 0.2], shared="x")
    second = counted("b", update, x=[0.1, 0.2 + 5e-10], shared="x")
    drawings.clear()
    first.set(x=0.2)
    assert drawings == [0.2, 0.2 + 5e-10]
    assert (first.readout, second.readout) == ("0.2", str(0.2 + 5e-10))


def test_a_button_that_leads_to_a_state_that_fails_raises_nothing(caplog):
    panel = counted(update=lambda x=1: f"{1 / x:.2f}", presets={"Zero": {"x": 0}})
    press(panel, "Zero")
    assert panel.readout.startswith("update fails in the state x=0") and not caplog.records
