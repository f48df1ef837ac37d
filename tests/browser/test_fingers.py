"""A finger and a wheel on points, sliders and fields: what drags, what scrolls, and copies that mix the two up."""

from __future__ import annotations

from pathlib import Path

import pytest
import specimens
from touch import Finger

import helpers

PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}
ROWS = """() => {
  const figure = document.getElementById("pointed"), svg = figure.querySelector("svg.view");
  const { x, y } = JSON.parse(figure.querySelector("script.spec").textContent).controls[0].place;
  return y.map((row) => new DOMPoint(x[1], row).matrixTransform(svg.getScreenCTM())).map((at) => [at.x, at.y]);
}"""
COUNTED = "() => JSON.parse(Explorable.progress.text()).moved.touched || []"
PROGRESS = (Path(helpers.__file__).parent / "sphinxext" / "static" / "progress.js").read_text("utf-8")
PROGRESS = f"var DOCUMENTATION_OPTIONS = {{ pagename: 'touched' }};\n{PROGRESS}"
# Broken copies: what the sound engine has, and what it would be without
INLINE = "<style>figure.explorable .handle { display: inline !important; }</style>"
STUCK = ('svg.addEventListener("pointerdown", () => (dragged = false), { capture: true });', "")
ANY_BUTTON = ("if (event.button !== 0) return;", "")
LOST = ("if (!event.buttons) return release(event);", "")
KEPT = ("() => go(before)", "() => undefined")
FIRST = ("point.away(at) < best.away(at)", "false")
EAGER = ("face.listen(() => pressed || note());", "face.listen(note);")
TURNED = ("() => field.blur()", "() => undefined")


@pytest.fixture(scope="module")
def figures() -> str:
    return f'<div style="height: 60px"></div>{specimens.touched()}<div style="height: 2000px"></div>'


@pytest.fixture
def opened(open_page, figures, tmp_path):
    """Open the page on a phone, or with a mouse; `broken` is a part of the scripts and what stands there instead."""

    def opened(*, broken: tuple[str, str] | None = None, head: str = "", phone: bool = True, more: str = ""):
        engine = f"{specimens.scripts()}\n{more}"
        if broken:
            assert broken[0] in engine
            engine = engine.replace(*broken)
        page = open_page(**(PHONE if phone else {"viewport": {"width": 1000, "height": 900}}))
        page.goto(specimens.write_page(tmp_path / "touched.html", figures, head=head, text=engine))
        page.evaluate("document.getElementById('touched').explorable.set({})")
        return page

    return opened


def state(page) -> dict:
    return page.evaluate("document.getElementById('touched').explorable.state()")


def place(page) -> list[int]:
    return state(page)["place"]


# A point


def dragged(page, *, sideways: int, up: int) -> list[int]:
    """Where the point is after a finger has dragged it from the middle."""
    finger = Finger(page)
    finger.down(*page.evaluate(specimens.PIXEL, [0, 0]))
    finger.move(*page.evaluate(specimens.PIXEL, [sideways, up]))
    finger.up()
    return place(page)


@pytest.mark.parametrize(("sideways", "up"), [(2, 1), (-2, -2), (0, 2), (1, 0)])
def test_a_finger_drags_a_point_to_where_it_goes(opened, sideways, up):
    page = opened()
    assert dragged(page, sideways=sideways, up=up) == [sideways, up]
    assert page.evaluate("scrollY") == 0


def test_a_handle_that_takes_no_touch_action_loses_the_finger(opened):
    assert dragged(opened(head=INLINE), sideways=0, up=-2) != [0, -2]


@pytest.mark.parametrize(("broken", "then"), [(None, [-1, 0]), (STUCK, [1, 1])])
def test_a_tap_after_a_drag_by_finger_moves_the_point(opened, broken, then):
    page = opened(broken=broken)
    dragged(page, sideways=1, up=1)
    page.wait_for_timeout(100)  # a tap right after a finger that was lifted in motion would only end its fling
    page.evaluate("() => addEventListener('click', () => (window.tapped = true))")
    page.touchscreen.tap(*page.evaluate(specimens.PIXEL, [-1, 0]))
    page.wait_for_function("window.tapped")
    assert place(page) == then


@pytest.mark.parametrize(
    ("broken", "then"), [(None, {"first": [-1, -1], "second": [2, 0]}), (FIRST, {"first": [2, 0], "second": [1, 1]})]
)
def test_a_tap_moves_the_nearest_of_two_points(open_page, tmp_path, broken, then):
    assert FIRST[0] in specimens.scripts()
    engine = specimens.scripts().replace(*broken or ("", ""))
    page = open_page(**PHONE)
    page.goto(specimens.write_page(tmp_path / "pair.html", specimens.paired(), text=engine))
    page.evaluate("document.getElementById('touched').explorable.set({})")
    page.evaluate("() => addEventListener('click', () => (window.tapped = true))")
    page.touchscreen.tap(*page.evaluate(specimens.PIXEL, [2, 0]))
    page.wait_for_function("window.tapped")
    assert state(page) == then


def test_a_finger_drags_one_of_two_points_past_the_other(open_page, tmp_path):
    page = open_page(**PHONE)
    page.goto(specimens.write_page(tmp_path / "pair.html", specimens.paired()))
    page.evaluate("document.getElementById('touched').explorable.set({})")
    finger = Finger(page)
    finger.down(*page.evaluate(specimens.PIXEL, [-1, -1]))
    finger.move(*page.evaluate(specimens.PIXEL, [2, 2]))
    finger.up()
    assert state(page) == {"first": [2, 2], "second": [1, 1]}


@pytest.mark.parametrize(("broken", "then"), [(None, [0, 0]), (ANY_BUTTON, [1, 1])])
def test_the_right_button_drags_nothing(opened, broken, then):
    page = opened(broken=broken, phone=False)
    page.mouse.move(*page.evaluate(specimens.PIXEL, [0, 0]))
    page.mouse.down(button="right")
    page.mouse.move(*page.evaluate(specimens.PIXEL, [1, 1]), steps=5)
    assert place(page) == then


@pytest.mark.parametrize(("broken", "then"), [(None, 3), (LOST, 8)])
def test_a_button_let_go_unseen_ends_the_drag(page, tmp_path, broken, then):
    """The mouse comes back over the ring, which is wider than the lattice's steps, and no button is pressed."""
    engine = specimens.scripts().replace(*broken or ("", ""))
    page.goto(specimens.write_page(tmp_path / "pointed.html", specimens.pointed(), text=engine))
    rows = page.evaluate(ROWS)
    page.mouse.move(*rows[0])
    page.mouse.down()
    page.mouse.move(*rows[3], steps=5)
    session = page.context.new_cdp_session(page)
    for x, y in rows[3:]:
        session.send("Input.dispatchMouseEvent", {"type": "mouseMoved", "x": x, "y": y})
    assert page.evaluate("document.getElementById('pointed').explorable.state()") == {"place": [0, then]}


# A slider


def swiped(page) -> int:
    """How far the page scrolls when a swipe begins near the end of a slider's track."""
    track = page.locator("#touched [name=step]")
    track.scroll_into_view_if_needed()
    box, before = track.bounding_box(), page.evaluate("scrollY")
    x, y = box["x"] + 0.8 * box["width"], box["y"] + box["height"] / 2
    finger = Finger(page)
    finger.down(x, y)
    finger.move(x + 4, y - 160)
    finger.up()
    return page.evaluate("scrollY") - before


@pytest.mark.parametrize("start", [0, 1])
def test_a_swipe_that_begins_on_a_slider_scrolls_and_moves_nothing(opened, start):
    page = opened()
    page.evaluate("(step) => document.getElementById('touched').explorable.set({ step })", start)
    assert swiped(page) > 50
    assert state(page)["step"] == start and page.evaluate("location.hash") == ""
    page.locator("#touched [name=step]").press("ArrowRight")
    assert page.evaluate("location.hash").endswith(f"step={start + 1}"), "the next move is written"


def test_a_swipe_that_is_taken_for_a_move_is_found(opened):
    page = opened(broken=KEPT)
    swiped(page)
    assert state(page)["step"] == 3 and page.evaluate("location.hash").endswith("step=3")


@pytest.mark.parametrize(("broken", "moved"), [(None, []), (EAGER, ["step"])])
def test_a_swipe_is_not_counted_as_a_move(opened, broken, moved):
    page = opened(broken=broken, more=PROGRESS)
    assert swiped(page) > 50
    assert page.evaluate(COUNTED) == moved
    page.locator("#touched [name=step]").press("ArrowRight")
    assert page.evaluate(COUNTED) == ["step"]


def test_a_slider_that_a_finger_moves_is_counted(opened):
    page = opened(more=PROGRESS)
    box = page.locator("#touched [name=step]").bounding_box()
    finger = Finger(page)
    finger.down(box["x"] + 8, box["y"] + box["height"] / 2)
    finger.move(box["x"] + 0.8 * box["width"], box["y"] + box["height"] / 2)
    finger.up()
    page.wait_for_function(f"({COUNTED})().includes('step')")


def test_a_finger_that_goes_along_the_track_moves_the_slider(opened):
    page = opened()
    track = page.locator("#touched [name=step]")
    track.scroll_into_view_if_needed()
    box = track.bounding_box()
    finger = Finger(page)
    finger.down(box["x"] + 8, box["y"] + box["height"] / 2)
    finger.move(box["x"] + box["width"] - 8, box["y"] + box["height"] / 2 + 4)
    finger.up()
    assert state(page)["step"] == 4 and page.evaluate("location.hash").endswith("step=4")


# A wheel


@pytest.mark.parametrize(("broken", "guess"), [(None, "3"), (TURNED, "2")])
def test_a_wheel_over_a_number_scrolls_the_page_and_leaves_it(opened, broken, guess):
    page = opened(broken=broken, phone=False)
    field = page.locator("#touched .predict input")
    field.fill("3")
    field.hover()
    page.mouse.wheel(0, 100)
    page.wait_for_function(
        "(guess) => scrollY > 0 || document.querySelector('.predict input').value !== '3'", arg=guess
    )
    assert field.input_value() == guess
