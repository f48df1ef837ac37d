"""Functions that redraw: each habit of authors from outside, statically and live, and what is refused by name."""

import json
import re
import zlib
from base64 import b64decode

import ipywidgets
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import ConnectionPatch
from mpl_toolkits.axes_grid1 import host_subplot

from helpers import ExplorableError, Pick, Point, Slider, explore
from helpers.explorable import anew
from helpers.explorable.redrawn import Redrawn

T = np.linspace(0, 1, 30)


@pytest.fixture(params=["static", "live"])
def mode(request, monkeypatch):
    """Both paths."""
    monkeypatch.setenv("EXPLORABLE_MODE", request.param)
    return request.param


@pytest.fixture
def static(monkeypatch):
    monkeypatch.setenv("EXPLORABLE_MODE", "static")


@pytest.fixture(autouse=True)
def closed():
    """No figure of one test is seen by another."""
    plt.close("all")
    yield
    plt.close("all")


def html(explorable) -> str:
    return explorable._repr_mimebundle_()["text/html"]


def tables(explorable) -> dict:
    """The payload of a static explorable."""
    found = re.search(r'class="payload">([^<]*)<', html(explorable))
    return json.loads(zlib.decompress(b64decode(found[1])))


def shows(mode, explorable, *, state: dict, start: dict) -> bool:
    """Whether the picture in `state` is not blank and is another than at `start`."""
    if mode == "live":
        image = explorable._panel.children[-4 - (len(start) - 1)].children[0]
        explorable.set(**start)
        before = image.value
        explorable.set(**state)
        return image.value != before and len(before) > 2000
    grid, tabulation = explorable.stage.grid, explorable.tabulation

    def picture(at):
        positions = grid.place(at)
        return [
            part if isinstance(part, str) else tabulation.tables[part].at(positions)
            for part in tabulation.views[0].parts
        ]

    return picture(state) != picture(start) and "<path" in "".join(picture(start))


def plain(count=2):
    for number in range(count):
        plt.plot(T, T**number)
    plt.title(f"{count} powers")


def made_inside(count=2):
    _, axes = plt.subplots(1, count, squeeze=False)
    for number, one in enumerate(axes[0]):
        one.bar(range(number + 1), range(1, number + 2))


def shown_at_the_end(count=2):
    plt.figure()
    plt.scatter(range(count), range(count))
    plt.show()


def returned(count=2):
    figure = Figure()
    figure.subplots().plot(T[: 5 * count])
    return figure


def wider(count=2):
    figure = plt.figure(figsize=(2 * count, 2))
    figure.add_subplot().pie([1] * count)


def by_its_number(count=2):
    plt.figure(1)
    plt.clf()
    plt.subplot(211)
    plt.hist(np.arange(10 * count) % 7, bins=7)
    plt.subplot(212)
    plt.imshow(np.eye(count))
    plt.colorbar()


@pytest.mark.parametrize("draw", [plain, made_inside, shown_at_the_end, returned, wider, by_its_number])
def test_a_function_that_makes_its_figures_works_as_it_is(mode, draw):
    explorable = explore(draw, count=(1, 4))
    assert explorable.readout == "count 2"
    assert shows(mode, explorable, state={"count": 4}, start={"count": 2})
    assert plt.get_fignums() == []


def clears_axes():
    figure, axes = plt.subplots()

    def update(count=2):
        axes.clear()
        for number in range(count):
            axes.plot(T, number * T, label=str(number))
        axes.legend()

    return update, figure


def clears_the_figure():
    figure = plt.figure()

    def update(count=2):
        figure.clf()
        figure.subplots(count).ravel()[0].plot(T, T)

    return update, figure


def clears_by_pyplot():
    figure, _ = plt.subplots()

    def update(count=2):
        plt.cla()
        plt.plot(T[: 5 * count], T[: 5 * count], "o")

    return update, figure


def removes_what_it_added():
    figure, axes = plt.subplots()
    added = []

    def update(count=2):
        while added:
            added.pop().remove()
        added.extend(axes.plot(T, number * T)[0] for number in range(count))

    return update, figure


def scales_to_its_data():
    figure, axes = plt.subplots()
    [line] = axes.plot(T, T)

    def update(count=2):
        line.set_ydata(count * T)
        axes.relim()
        axes.autoscale_view()

    return update, figure


def clears_and_tells():
    figure, axes = plt.subplots(layout="constrained")

    def update(count=2):
        axes.clear()
        axes.bar(range(count), range(count))
        return f"count {count}"

    return update, figure


KEPT = [clears_axes, clears_the_figure, clears_by_pyplot, removes_what_it_added, scales_to_its_data, clears_and_tells]


@pytest.mark.parametrize("make", KEPT)
def test_a_function_that_clears_what_it_is_given_works_as_it_is(mode, make):
    update, figure = make()
    explorable = explore(update, figure, count=(2, 5))
    assert explorable.readout == "count 2"
    assert shows(mode, explorable, state={"count": 5}, start={"count": 2})
    assert plt.get_fignums() == []


@pytest.mark.parametrize("make", [clears_axes, clears_the_figure, removes_what_it_added])
def test_a_figure_that_is_only_closed_over_is_found(mode, make):
    update, _ = make()
    assert shows(mode, explore(update, count=(2, 4)), state={"count": 4}, start={"count": 2})


def test_limits_follow_the_state(static):
    update, figure = scales_to_its_data()
    explorable = explore(update, figure, count=(2, 5))
    explorable.stage.show((3,))
    assert figure.axes[0].get_ylim() == pytest.approx((-0.25, 5.25))


def test_colours_start_again_in_each_state(static):
    update, figure = removes_what_it_added()
    explorable = explore(update, figure, count=(1, 3))
    explorable.stage.show((2,))
    colours = plt.rcParams["axes.prop_cycle"].by_key()["color"][:3]
    assert [line.get_color() for line in figure.axes[0].lines] == colours


def test_what_is_printed_is_the_readout(mode, capsys):
    def update(count=2):
        plt.plot(T[:count])
        print(f"{count} points")

    assert explore(update, count=(1, 3)).readout == "2 points"
    assert capsys.readouterr().out == ""


def test_a_mover_is_not_drawn_anew(static):
    figure, axes = plt.subplots()
    [line] = axes.plot(T, T)

    def update(count=2):
        line.set_ydata(count * T)
        axes.set_title(f"{count}")
        return f"{count}"

    assert not isinstance(explore(update, figure, count=(1, 3)).stage, Redrawn)


def test_a_mover_can_be_told_to_be_drawn_anew(mode):
    figure, axes = plt.subplots()
    image = axes.pcolormesh(np.eye(3))
    figure.colorbar(image)

    def update(count=2):
        image.set_clim(0, count)

    with pytest.raises(ExplorableError, match=r"update returns None"):
        explore(update, figure, count=(1, 3))
    assert shows(mode, explore(update, figure, count=(1, 3), redraw=True), state={"count": 3}, start={"count": 1})


def test_equal_fragments_are_kept_once_and_what_never_changes_has_no_table(static):
    def update(count=2, other=0):
        plt.figure(figsize=(3, 2))
        plt.plot(T, T, color="C3")
        plt.scatter(T[:count], T[:count])

    tabulation = explore(update, count=(1, 4), other=(0, 2)).tabulation
    assert [(table.controls, len(table.fragments)) for table in tabulation.tables] == [((0,), 4)]


def test_artists_that_come_and_go_keep_their_order(static):
    def update(count=0):
        _, axes = plt.subplots()
        if count:
            axes.axhline(0.5, color="C1")
        axes.fill_between(T, T, zorder=2, color="C2")
        axes.plot(T, T, color="C0")

    tabulation = explore(update, count=(0, 1)).tabulation
    colours = ["#ff7f0e", "#2ca02c", "#1f77b4"]
    drawn = [part if isinstance(part, str) else tabulation.tables[part].at((1,)) for part in tabulation.views[0].parts]
    places = [next(i for i, text in enumerate(drawn) if f'"{colour}"' in text) for colour in colours]
    assert places == sorted(places)


def test_two_clips_that_differ_from_state_to_state_are_told_apart(static):
    def update(radius=1):
        _, axes = plt.subplots()
        image = axes.imshow(np.eye(2))
        image.set_clip_path(plt.Circle((0.5, 0.5), radius / 2, transform=axes.transData))

    page = html(explore(update, radius=(1, 3)))
    clips = dict(re.findall(r'<clipPath id="([^"]*)">(.*?)</clipPath>', page, re.DOTALL))
    assert len({text for text in clips.values() if "C" in text}) == 3


# What is refused


def refused(words, *given, **options):
    with pytest.raises(ExplorableError, match=words) as caught:
        explore(*given, **options)
    assert "\n" not in str(caught.value)


def test_random_numbers_of_one_generator_are_refused_by_name(static):
    dice = np.random.default_rng(0)

    def update(count=2):
        plt.scatter(*dice.normal(size=(2, count)))

    refused(r"PathCollection 1 of its axes looks different in the state count=\d.*inside update", update, count=(1, 4))


def test_a_generator_made_inside_is_fine(static):
    def update(count=2):
        plt.scatter(*np.random.default_rng(0).normal(size=(2, count)))

    explore(update, count=(1, 4))


def test_what_piles_up_is_refused(mode):
    figure, axes = plt.subplots()

    def update(count=2):
        axes.plot(T, count * T)

    refused("update adds .* at every call and removes nothing: clear the axes first", update, count=(1, 4))
    refused("update adds .* at every call", lambda count=2: axes.plot(T, T) and "a", figure, count=(1, 4))


def test_what_piles_up_after_clearing_once_is_refused(static):
    figure, axes = plt.subplots()
    calls = []

    def update(count=2):
        calls.append(count)
        axes.clear()
        axes.plot(T, len(calls) * T)

    refused("looks different in the state", update, figure, count=(1, 4))


def test_a_state_that_fails_is_named(static):
    def update(n=3, k=1):
        if k >= n:
            raise ValueError("k must be smaller than n")
        plt.plot(range(n))

    refused("update fails in the state n=2, k=2: ValueError: k must be smaller than n", update, n=(2, 3), k=(1, 2))


def test_a_state_that_draws_nothing_is_named(static):
    def update(n=1):
        if n < 2:
            plt.plot(range(n))

    refused(r"in the state n=2", update, n=(1, 2))


def test_points_and_picks_are_refused_by_name(mode):
    axes = plt.subplots()[1]
    point, pick = Point(x=(0, 1), y=(0, 1), axes=axes), Pick(["a", "b"], [axes.plot(T)[0], axes.plot(T)[0]])
    refused("Point 'place' needs a picture that stays", lambda place=(0, 0): plt.plot(T), place=point)
    refused("Pick 'word' needs a picture that stays", lambda word="a": plt.plot(T), word=pick)


def test_an_update_that_draws_nothing_is_refused(mode):
    refused("needs at least one figure after update", lambda count=2: None, count=(1, 3))


def test_more_than_half_a_minute_is_refused_with_what_to_leave_out(static, monkeypatch):
    seconds = iter(range(0, 100, 1))
    monkeypatch.setattr(anew.time, "process_time", lambda: next(seconds))  # 0.1 s a state
    words = (
        r"update draws each state anew, which takes 100 ms here, and 40 s for 400 states, more than 30 s: coarsen "
        r"'count', which has 200 values, to 150: leave out 50, or make the artists once"
    )
    refused(words, lambda count=1, b=False: plain(count % 3), count=Slider(list(range(200))), b=False)


def test_tables_that_are_too_large_say_how_to_move_artists_instead(static, monkeypatch):
    monkeypatch.setattr("helpers.explorable.packing.MAX_BYTES", 500)
    refused(r"weigh \d+ kB.*make the artists once before explore\(…\) and move them", plain, count=(1, 3))


# What else belongs to an explorable


def test_presets_steps_numbers_and_title_go_with_it(static):
    explorable = explore(
        plain,
        name="powers",
        title="Powers",
        presets={"Many": {"count": 4}},
        numbers=lambda count: {"power": range(count)},
        count=Slider((1, 4), play=True, label="how many"),
    )
    page = html(explorable)
    assert '<button type="button" class="preset"' in page and 'class="play"' in page and "Powers" in page
    assert explorable.readout == "how many 2" and list(tables(explorable)["numbers"]) == ["power"]


# What interact takes


@pytest.mark.parametrize(
    ("control", "values", "start"),
    [
        (ipywidgets.IntSlider(min=1, max=5, step=2, value=3), (1, 3, 5), 3),
        (ipywidgets.FloatSlider(min=0, max=1, step=0.5, value=0.5), (0.0, 0.5, 1.0), 0.5),
        (ipywidgets.FloatLogSlider(min=0, max=2, step=1, value=10), (1, 10, 100), 10),
        (ipywidgets.Dropdown(options=["a", "b"], value="b"), ("a", "b"), "b"),
        (ipywidgets.Dropdown(options={"one": 1, "two": 2}, value=2), (1, 2), 2),
        (ipywidgets.RadioButtons(options=[("one", 1), ("two", 2)], value=1), (1, 2), 1),
        (ipywidgets.Checkbox(value=True), (False, True), True),
        (ipywidgets.Play(min=0, max=2, value=1), (0, 1, 2), 1),
        (2, tuple(range(-2, 7)), 2),
        (-1, (-3, -2, -1, 0, 1), -1),
        (0, (0, 1), 0),
    ],
)
def test_widgets_and_single_numbers_are_controls(mode, control, values, start):
    def update(x):
        plt.plot([0, 1], [0, len(str(x))])

    explorable = explore(update, x=control)
    grid = explorable._grid if mode == "live" else explorable.stage.grid
    assert grid.controls[0].values == pytest.approx(values) and explorable.state == {"x": start}


def test_a_single_float_runs_from_minus_itself_to_three_times_itself(static):
    [control] = explore(lambda x: plt.plot([0, x]), x=0.5).stage.grid.controls
    assert (control.values[0], control.values[-1], len(control.values)) == (-0.5, 1.5, 41)


def test_fixed_is_not_a_control(static):
    explorable = explore(lambda x, y: plt.plot([0, x], [0, y]), x=(0, 2), y=ipywidgets.fixed(3))
    assert explorable.state == {"x": 1}


def test_a_widget_without_values_is_refused_by_name(mode):
    for widget in (ipywidgets.Text("a"), ipywidgets.IntRangeSlider(), ipywidgets.SelectMultiple(options=["a", "b"])):
        refused(f"Control 'x' is the widget {type(widget).__name__}, which has no list", lambda x: 0, x=widget)


def test_a_choice_of_functions_is_named_by_them(static):
    [control] = explore(lambda f: plt.plot(f(T)), f=[np.sin, np.cos, max]).stage.grid.controls
    assert control.texts == ("sin", "cos", "max")


def test_explore_decorates(mode, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", shown.append)

    @explore(count=(1, 3))
    def update(count=2):
        plain(count)

    assert shown[0].readout == "count 2" and update.__name__ == "update"


def test_many_states_say_how_many_values_to_leave_out(static):
    words = r"30,300 states, more than 20,000: coarsen 'b', which has 300 values, to 198: leave out 102"
    refused(words, lambda a, b: plt.plot([a, b]), a=(0, 10, 0.1), b=(0.1, 30, 0.1))
    words = (
        r"59,049 states, more than 20,000: coarsen 'a0', which has 3 values, and the others, to 20,000 states in all"
    )
    refused(words, lambda **_: 0, **{f"a{number}": (0, 2) for number in range(10)})


def test_parasite_axes_are_drawn(static):
    host = host_subplot(111)
    twin = host.twinx()
    [line] = twin.plot(T, T, color="#123456")

    def update(count=1):
        line.set_ydata(count * T)
        return f"{count}"

    assert "#123456" in html(explore(update, host.get_figure(), count=(1, 2)))


# Habits of functions that move artists


def moved(make, **controls):
    """What `explore` makes of `make`'s axes and update, with x as the control where none is given."""
    figure, axes = plt.subplots(figsize=(3, 2))
    return explore(make(figure, axes), figure, **(controls or {"x": (0, 2)}))


def test_data_colours_are_data_and_ink_is_ink(static):
    def make(figure, axes):
        mesh = axes.pcolormesh([[0, 1]], cmap="gray")
        [black, white] = axes.bar([2, 3], [1, 1], color=["black", "white"], edgecolor="red", label="bar")
        axes.plot([0, 1], [0, 1], color="black")
        axes.contour([[0, 1], [1, 2]], colors="k")
        axes.scatter([1, 2], [1, 2], c=["k", "w"])
        axes.legend(handles=[black, white])

        def update(x=0):
            black.set_height(1 + x)
            mesh.set_array([[x / 2, 1]])
            return f"{x}"

        return update

    shown = moved(make).tabulation
    drawn = "".join(
        part if isinstance(part, str) else shown.tables[part].at((0,)) for view in shown.views for part in view.parts
    )
    assert len(re.findall('fill="#000"', drawn)) == 4  # mesh, bar, dot, sample in the legend
    assert len(re.findall('fill="#fff"', drawn)) == 4
    assert len(re.findall('fill="none" stroke="currentColor"', drawn)) >= 2  # line and contour
    assert drawn.count("var(--explorable-paper,#fff)") == 3  # of figure, axes and legend


def test_a_grey_mesh_of_one_value_stays_grey(static):
    def make(figure, axes):
        mesh = axes.pcolormesh([[0.0, 0.0]], cmap="gray", vmin=0, vmax=1)

        def update(x=0):
            mesh.set_array([[x / 2, x / 2]])
            return f"{x}"

        return update

    [table] = moved(make).tabulation.tables
    assert ['fill="#000"' in table.at((0,)), 'fill="#fff"' in table.at((2,))] == [True, True]


def test_a_colour_bar_is_one_image_without_seams(static):
    def make(figure, axes):
        mesh = axes.pcolormesh(np.eye(2))
        figure.colorbar(mesh)
        return lambda x=0: mesh.set_array(np.eye(2) * x / 2) or f"{x}"

    page = html(moved(make))
    assert page.count("<image") == 1  # in the picture; the storyboard borrows it


def test_what_reaches_beyond_the_figure_is_in_the_picture(mode):
    def make(figure, axes):
        figure.subplots_adjust(left=0, bottom=0, right=2, top=1)
        [line] = axes.plot(T, T)
        return lambda x=0: line.set_ydata(x * T) or f"{x}"

    explorable = moved(make)
    if mode == "static":
        left, top, width, height = (
            float(number) for number in re.search(r'viewBox="([^"]*)"', html(explorable))[1].split()
        )
        assert left < -5 and width > 2 * 216 and height > 144 + 10 and top <= 0
    else:
        from io import BytesIO

        from PIL import Image

        image = explorable._panel.children[0].children[0].value
        width, height = Image.open(BytesIO(image)).size
        assert width > 600 and height > 210


def test_a_title_that_comes_later_is_in_the_picture(static):
    figure, axes = plt.subplots(figsize=(3, 2), layout="constrained")

    def update(x=0):
        axes.set_title("later" if x else "")
        return f"{x}"

    view = explore(update, figure, x=(0, 2)).tabulation.views[0]
    assert view.top < -5 and view.height == pytest.approx(144 - view.top)


def test_a_figure_whose_marks_stay_inside_is_as_large_as_it_is(static):
    view = moved(lambda figure, axes: lambda x=0: f"{x}").tabulation.views[0]
    assert (view.left, view.top, view.width, view.height) == (0, 0, 216, 144)


def test_an_animated_artist_is_drawn(static):
    def make(figure, axes):
        [line] = axes.plot(T, T, animated=True, color="#123456")
        return lambda x=0: line.set_ydata(x * T) or f"{x}"

    assert "#123456" in html(moved(make))


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_line_has_gaps(mode, bad):
    def make(figure, axes):
        [line] = axes.plot([0, 1, 2, 3, 4], [0, 1, 2, 3, 4], color="#123456")
        return lambda x=1: line.set_ydata([0, 1, bad, x, x]) or f"{x}"

    explorable = moved(make)
    explorable.set(x=2)
    if mode == "static":
        [table] = explorable.tabulation.tables
        assert re.search(r'd="M[^M]*[mM][^"]*"[^>]*#123456', table.at((1,)))


def test_a_bar_without_height_is_refused(mode):
    def make(figure, axes):
        [bar] = axes.bar([0], [1])
        return lambda x=1: bar.set_height(np.nan if x == 2 else x) or f"{x}"

    with pytest.raises(
        ExplorableError, match=r"Rectangle 1 of its axes has data that is NaN or infinite in the state x=2"
    ):
        moved(make).set(x=2)


def test_an_infinite_line_and_a_connection_follow(static):
    def make(figure, axes):
        slope = axes.axline((0, 0), slope=1)
        axes.set(xlim=(0, 1), ylim=(0, 1))
        bridge = ConnectionPatch((0, 0), (1, 1), "data", "data", axesA=axes, axesB=axes)
        axes.add_artist(bridge)

        def update(x=0):
            slope.set_slope(x)
            bridge.xy1 = (x / 4, 0)
            return f"{x}"

        return update

    assert [len(table.fragments) for table in moved(make).tabulation.tables] == [3, 3]


def test_a_large_cloud_is_one_image(static):
    def make(figure, axes):
        axes.scatter(*np.random.default_rng(0).normal(size=(2, 21_000)), s=1)
        [line] = axes.plot(T, T)
        return lambda x=0: line.set_ydata(x * T) or f"{x}"

    page = html(moved(make))
    assert len(page) < 200_000 and "<image" in page


def test_a_large_cloud_in_ink_is_refused(static):
    def make(figure, axes):
        axes.scatter(*np.random.default_rng(0).normal(size=(2, 21_000)), s=1, color="k")
        return lambda x=0: f"{x}"

    with pytest.raises(
        ExplorableError, match="PathCollection 1 of its axes has too many marks in the page's ink, black"
    ):
        moved(make)


def test_rasterized_artists_are_images(static):
    def make(figure, axes):
        [line] = axes.plot(T, T, rasterized=True)
        return lambda x=0: line.set_ydata(x * T) or f"{x}"

    [table] = moved(make).tabulation.tables
    assert all(fragment.startswith("<image") or "<image" in fragment for fragment in table.fragments)


def test_a_canvas_that_can_draw_stays(mode):
    def make(figure, axes):
        word = axes.text(0, 0, "word")

        def update(x=0):
            word.get_window_extent(figure.canvas.get_renderer())
            word.set_text(f"{x}")
            return f"{x}"

        return update

    assert moved(make).readout == "0"


def test_an_image_on_the_figure_itself_is_drawn(static):
    figure = plt.figure(figsize=(3, 2))
    picture = figure.figimage(np.eye(20))
    word = figure.text(0.5, 0.5, "")

    def update(x=0):
        picture.set_data(np.eye(20) * (x + 1))
        word.set_text(f"{x}")
        return f"{x}"

    assert html(explore(update, figure, x=(0, 1))).count("<image") >= 1


def test_a_surface_without_a_colour_of_its_own_keeps_it(static):
    figure = plt.figure()
    axes, drawn = figure.add_subplot(projection="3d"), []

    def update(x=1):
        if drawn:
            drawn.pop().remove()
        drawn.append(axes.plot_surface(*np.meshgrid([0, 1, 2], [0, 1, 2]), np.eye(3) * x))

    assert isinstance(explore(update, figure, x=(1, 3)).stage, Redrawn)


def test_a_colour_bar_that_follows_is_refused_with_a_way_out(static):
    figure, axes = plt.subplots()
    mesh = axes.pcolormesh(np.eye(3))
    figure.colorbar(mesh)

    def update(x=1):
        mesh.set_clim(0, x)
        return f"{x}"

    refused(
        r"limits of Axes '<colorbar>'.*draw every state anew with explore\(…, redraw=True\)", update, figure, x=(1, 3)
    )
