"""Points, picks and play where they meet: taps beside the lattice, marks near a point, addresses that make no sense."""

from __future__ import annotations

import pytest
import specimens

from helpers import Point, explore
from helpers.plots import new_figure, points

START = {"place": [0, 0], "word": "one", "step": 0}


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> str:
    return specimens.write_page(tmp_path_factory.mktemp("touched") / "touched.html", specimens.touched())


@pytest.fixture
def figure(page, address):
    page.goto(address)
    page.evaluate("document.getElementById('touched').explorable.set({})")
    return page


def state(page) -> dict:
    return page.evaluate("document.getElementById('touched').explorable.state()")


def test_a_tap_moves_the_point_within_its_lattice_but_not_from_outside(figure):
    figure.mouse.click(*figure.evaluate(specimens.PIXEL, [-2, 1]))
    assert state(figure) == {**START, "place": [-2, 1]}
    x, y = figure.evaluate(specimens.PIXEL, [2, 1])
    figure.mouse.click(x + 40, y)
    assert state(figure) == {**START, "place": [-2, 1]}


def test_a_mark_that_scrolls_under_a_resting_mouse_is_not_picked(figure):
    box = figure.locator("#touched .pick").nth(2).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    figure.evaluate("document.body.style.padding = '300px 0 2000px'")
    figure.mouse.move(x, y)
    figure.evaluate("scrollTo(0, 300)")
    figure.wait_for_timeout(300)  # a browser tells a resting mouse of it late
    assert state(figure) == START
    figure.mouse.move(x + 1, y)
    assert state(figure) == {**START, "word": "three"}


def test_a_point_of_one_line_follows_a_tap_anywhere_beside_it(page, tmp_path):
    fig, ax = new_figure(height=2.4)
    ax.set(xlim=(0, 6), ylim=(0, 6))
    line = points(ax, color="black")

    def update(along=(0, 1)):
        line.show(*along)
        return f"at {along[0]}"

    html = specimens.html_of(explore, update, fig, name="row", along=Point(range(7), [1], axes=ax))
    page.goto(specimens.write_page(tmp_path / "row.html", html))
    page.evaluate("document.getElementById('row').explorable.set({})")
    box = page.locator("#row svg.view").bounding_box()
    page.mouse.click(box["x"] + 0.95 * box["width"], box["y"] + 0.1 * box["height"])
    assert page.evaluate("document.getElementById('row').explorable.state()") == {"along": [6, 1]}


@pytest.fixture
def pair(page, tmp_path):
    page.goto(specimens.write_page(tmp_path / "pair.html", specimens.paired()))
    page.evaluate("document.getElementById('touched').explorable.set({})")
    return page


def drag(page, start: list[int], end: list[int]):
    page.mouse.move(*page.evaluate(specimens.PIXEL, start))
    page.mouse.down()
    page.mouse.move(*page.evaluate(specimens.PIXEL, end), steps=3)
    page.mouse.up()


def test_of_two_points_in_one_picture_a_click_moves_the_nearest(pair):
    pair.mouse.click(*pair.evaluate(specimens.PIXEL, [2, 1]))
    assert state(pair) == {"first": [-1, -1], "second": [2, 1]}
    pair.mouse.click(*pair.evaluate(specimens.PIXEL, [-2, 0]))
    assert state(pair) == {"first": [-2, 0], "second": [2, 1]}
    assert pair.evaluate("location.hash").endswith("first=-2%2C0&second=2%2C1")


def test_of_two_points_in_one_picture_a_drag_or_a_key_moves_its_own(pair):
    drag(pair, [-1, -1], [2, -2])  # it ends nearer to the other
    assert state(pair) == {"first": [2, -2], "second": [1, 1]}
    pair.locator("[data-control=second].handle").press("ArrowLeft")
    assert state(pair) == {"first": [2, -2], "second": [0, 1]}


def test_two_points_on_one_place_can_be_parted(pair):
    drag(pair, [-1, -1], [1, 1])
    assert state(pair) == {"first": [1, 1], "second": [1, 1]}
    drag(pair, [1, 1], [0, 2])
    drag(pair, [1, 1], [-2, 1])
    assert state(pair) == {"first": [-2, 1], "second": [0, 2]}


def test_touching_a_mark_beside_the_lattice_picks_it_and_leaves_the_point(figure):
    figure.locator("#touched .pick").nth(2).click()
    assert state(figure) == {**START, "word": "three"}


@pytest.mark.parametrize("value", [[1], [1, 1, 1], [9, 9], [1.5, 1], 1, "1,1", ["1", "1"], [None, 1], [], None])
def test_set_rejects_what_is_not_a_place_of_the_point(figure, value):
    said = figure.evaluate(
        "(place) => document.getElementById('touched').explorable.set({ place })"
        ".then(() => 'accepted', (error) => error.message)",
        value,
    )
    assert "place" in said and state(figure) == START


@pytest.mark.parametrize("place", ["1", "1,1,1", ",", "9,9", "NaN,0", "[1,1]", "1;1", "%00", "Infinity,0"])
def test_an_address_that_names_no_place_is_ignored(page, address, place):
    page.goto(f"{address}#touched?place={place}&step=2")
    assert state(page) == {**START, "step": 2}


def test_play_writes_the_address_once_at_its_end(figure):
    figure.evaluate(
        "() => { window.written = []; const replace = history.replaceState.bind(history);"
        "history.replaceState = (...all) => { window.written.push(all[2]); replace(...all); }; }"
    )
    figure.locator("#touched button.play").click()
    figure.wait_for_function("document.getElementById('touched').explorable.state().step === 2")
    assert figure.evaluate("window.written") == []
    figure.wait_for_function("document.getElementById('touched').explorable.state().step === 4")
    assert figure.evaluate("window.written") == ["#touched?place=0%2C0&word=one&step=4"]


def test_a_handle_can_be_touched_on_a_phone(open_page, address):
    page = open_page(viewport={"width": 360, "height": 740}, has_touch=True)
    page.goto(address)
    box = page.locator("#touched .handle .reach").bounding_box()
    assert min(box["width"], box["height"]) >= 43.9
