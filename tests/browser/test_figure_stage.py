"""The stage of a figure: its steps, links that set its state, and the box that stays in sight on a phone."""

from __future__ import annotations

import numpy as np
import pytest
import specimens
from playwright.sync_api import Error
from sight import out_of_sight

from helpers import Point, Slider, explore
from helpers.explorable.figure_html import STEPS
from helpers.plots import new_figure
from helpers.sphinxext.steps import WALK

PHONE = {"width": 360, "height": 740}
STATES = {"Low": "height=0.1", "Marked": "marks=true&height=2", "Two bars": "count=2"}
LINKS = '<p><a id="low" href="#waves?height=0.1">low</a> <a id="lost" href="#waves?depth=1">lost</a></p>'


def with_steps(html: str, states: dict[str, str]) -> str:
    """A figure with steps of these labels and states."""
    items = "".join(
        f'<li><button type="button" class="label" data-state="{state}">{label}</button><div class="text">'
        f"<p>What {label} shows.</p></div></li>"
        for label, state in states.items()
    )
    walk = WALK.format(count=len(states))
    steps = f'<div class="steps" role="group" aria-label="What to notice">{walk}<ol role="list">{items}</ol></div>'
    return html.replace(STEPS, steps)


def two_views(height: float = 2.6, rows: int = 1, name: str = "pair") -> str:
    """An explorable of two views; `small` changes the second alone, `both` the first more."""
    one, two = new_figure(height=height), new_figure(height=height)
    x = np.linspace(0, 6, 60)
    for _, ax in (one, two):
        ax.set(xlim=(0, 6), ylim=(-3, 3))
    [curve] = one[1].plot(x, np.sin(x))
    [dot] = two[1].plot([1], [0], "o")

    def update(both=1, small=0):
        curve.set_ydata(both * np.sin(x))
        dot.set_data([both], [small])
        return f"both {both}, small {small}." + " More words." * 4 * rows

    controls = {"both": Slider((1, 3)), "small": Slider((-2, 2))}
    html = specimens.html_of(explore, update, one[0], two[0], name=name, title="Two views", **controls)
    return with_steps(html, {"Higher": "small=2", "Taller": "both=3&small=1"})


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("stage")


@pytest.fixture(scope="module")
def waves(folder) -> str:
    return specimens.write_page(folder / "waves.html", LINKS, with_steps(specimens.waves(), STATES))


@pytest.fixture(scope="module")
def pair(folder) -> str:
    return specimens.write_page(folder / "pair.html", two_views())


@pytest.fixture
def figure(page, waves):
    page.goto(waves)
    return page


def face(page, expression: str, name: str = "waves"):
    return page.evaluate(f"document.getElementById('{name}').explorable.{expression}")


def present(page) -> list[str]:
    """Label that is marked as present, text that is shown, and which step it is said to be."""
    labels = page.locator(".steps [aria-current=step]").all_inner_texts()
    texts = [text.inner_text() for text in page.locator(".steps .text").all() if text.is_visible()]
    return [*labels, *texts, page.locator(".steps .where").inner_text()]


# Steps


def test_before_the_first_step_no_text_is_shown(figure):
    assert present(figure) == ["3 steps"]
    figure.get_by_role("button", name="Previous step").dispatch_event("click")
    assert present(figure) == ["3 steps"]


def test_a_label_sets_its_state_from_the_start_state(figure):
    face(figure, "set({shape: 'cosine'})")
    figure.locator(".steps button", has_text="Marked").click()
    assert face(figure, "state()") == {"height": 2, "count": 3, "shape": "sine", "marks": True}
    assert present(figure) == ["Marked", "What Marked shows.", "2 of 3"]
    assert figure.evaluate("location.hash").startswith("#waves?height=2&")


def test_next_and_previous_walk_the_steps_and_stop_at_the_ends(figure):
    following, previous = (figure.get_by_role("button", name=f"{way} step") for way in ("Next", "Previous"))
    seen = []
    for button in (following, following, following, following, previous):
        button.dispatch_event("click")  # also where aria says that it goes no further
        seen.append(present(figure)[0])
    assert seen == ["Low", "Marked", "Two bars", "Two bars", "Marked"]
    assert following.get_attribute("aria-disabled") == previous.get_attribute("aria-disabled") == "false"


def test_arrow_keys_walk_the_steps_among_their_labels(figure):
    figure.locator(".steps button", has_text="Low").focus()
    figure.keyboard.press("Enter")
    for key, label in (("ArrowRight", "Marked"), ("ArrowRight", "Two bars"), ("ArrowLeft", "Marked")):
        figure.keyboard.press(key)
        assert present(figure)[0] == label == figure.evaluate("document.activeElement.textContent")


def test_a_step_ends_a_run(page, folder):
    page.goto(specimens.write_page(folder / "run.html", with_steps(specimens.touched(), {"Two": "step=2"})))
    page.get_by_role("button", name="Play").click()
    page.get_by_role("button", name="Two").click()
    assert page.locator("button.play").get_attribute("aria-pressed") == "false"
    assert face(page, "state().step", "touched") == 2


def test_without_scripts_and_on_paper_all_steps_are_a_list(open_page, waves, figure):
    page = open_page(java_script_enabled=False)
    page.goto(waves)
    figure.emulate_media(media="print")
    for shown in (page, figure):
        assert shown.locator(".steps .text").all_inner_texts() == [f"What {label} shows." for label in STATES]
        assert all(text.is_visible() for text in shown.locator(".steps .text").all())
        assert not shown.locator(".steps .next").is_visible()


# Links


def test_a_link_sets_the_state_in_place_each_time(figure):
    for _ in range(2):
        figure.locator("#low").click()
        assert face(figure, "state().height") == 0.1
        face(figure, "set({height: 1})")
    assert figure.evaluate("scrollY") == 0 and figure.evaluate("location.hash") == "#waves?height=0.1"


def test_a_link_to_what_no_control_offers_opens_the_start_state(figure):
    face(figure, "set({height: 2})")
    figure.locator("#lost").click()
    assert face(figure, "state().height") == 1


def test_a_link_scrolls_to_a_picture_that_is_not_in_sight(page, waves, folder):
    html = (folder / "waves.html").read_text("utf-8")
    far = LINKS.replace("</p>", '</p><div style="height: 3000px"></div>')
    (folder / "far.html").write_text(html.replace(LINKS, far), "utf-8")
    page.goto((folder / "far.html").as_uri())
    page.locator("#low").click()
    assert page.locator("#waves .views").bounding_box()["y"] < 740 and page.evaluate("scrollY") > 1000


# The box


def shown_view(page) -> int:
    """Which view stands in the middle of the strip, after it has come to rest."""
    return page.evaluate("""async () => {
      const strip = document.querySelector(".views"), rest = () => new Promise((done) => setTimeout(done, 60));
      for (let left = -1; left !== strip.scrollLeft; await rest()) left = strip.scrollLeft;
      const middle = strip.getBoundingClientRect().left + strip.clientWidth / 2;
      return [...strip.children].findIndex((view) => {
        const box = view.getBoundingClientRect();
        return box.left <= middle && middle <= box.right;
      });
    }""")


@pytest.fixture
def phone(open_page, pair):
    page = open_page(viewport=PHONE, has_touch=True, reduced_motion="reduce")
    page.goto(pair)
    return page


def move(page, name: str, value: int) -> None:
    page.locator(f"[name={name}]").fill(str(value))
    page.evaluate("document.querySelector('figure').explorable.settled")


def test_one_view_is_shown_the_one_that_a_control_changes_most(phone):
    seen = []
    for name, value in (("small", 3), ("both", 1), ("small", 0)):
        move(phone, name, value)
        seen.append(shown_view(phone))
    assert seen == [1, 0, 1]


def test_a_step_shows_the_view_that_it_changes_most(phone):
    phone.get_by_role("button", name="Higher").tap()
    assert shown_view(phone) == 1
    phone.get_by_role("button", name="Taller").tap()
    assert shown_view(phone) == 0


def test_a_view_that_the_reader_turned_to_stays_while_it_changes(phone):
    phone.locator("svg.view").nth(1).tap(position={"x": 10, "y": 60})
    assert shown_view(phone) == 1
    move(phone, "both", 2)
    assert shown_view(phone) == 1, "a control that changes both"


def test_the_box_stays_in_sight_while_controls_are_used(phone):
    assert "sticks" in phone.locator("#pair").get_attribute("class")
    assert out_of_sight(phone, "pair") == []


def test_a_box_too_tall_for_the_screen_does_not_stick_and_is_found(open_page, folder):
    page = open_page(viewport=PHONE)
    page.goto(specimens.write_page(folder / "tall.html", two_views(height=5, rows=3)))
    assert "sticks" not in page.locator("#pair").get_attribute("class")
    assert any("not seen whole" in words for words in out_of_sight(page, "pair"))


def test_what_has_the_focus_is_never_behind_the_box(phone):
    for _ in range(2):
        phone.evaluate("scrollTo(0, document.body.scrollHeight)")
        for control in phone.locator("#pair .side :is(input, button, summary)").all():
            if not control.is_visible():
                continue
            control.focus()
            box = phone.locator("#pair .box").bounding_box()
            assert control.bounding_box()["y"] >= box["y"] + box["height"] - 1


@pytest.mark.parametrize(
    ("width", "height"), [(320, 568), (360, 740), (412, 915), (768, 1024), (1280, 900), (1600, 900)]
)
def test_text_of_views_is_11_to_14_px_high(open_page, pair, width, height):
    page = open_page(viewport={"width": width, "height": height})
    page.goto(pair)
    sizes = page.evaluate("""[...document.querySelectorAll("svg.view")].map((view) => 10 * view.getScreenCTM().a)""")
    assert len(sizes) == 2 and all(11 <= size <= 14 for size in sizes)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def boxes(page, name: str) -> list[dict]:
    """Where views, readout and the controls' side of a figure stand on a wide screen, as in a page of the book."""
    page.evaluate("document.body.className = 'output'")
    return [page.locator(f"#{name} {part}").bounding_box() for part in (".views", ".said", ".side")]


def test_a_wide_figure_has_its_controls_beside_its_view(open_page, waves):
    page = open_page(viewport={"width": 1280, "height": 900})
    page.goto(waves)
    views, said, side = boxes(page, "waves")
    assert side["x"] >= views["x"] + views["width"] and said["x"] == side["x"] and said["y"] == views["y"]


def test_two_views_stand_side_by_side_on_a_wide_screen_the_rest_below(open_page, pair):
    page = open_page(viewport={"width": 1280, "height": 900})
    page.goto(pair)
    views, said, side = boxes(page, "pair")
    one, two = (view.bounding_box() for view in page.locator("#pair svg.view").all())
    assert one["y"] == two["y"] and two["x"] > one["x"] and views["y"] < said["y"] < side["y"]
    assert page.locator("#pair").bounding_box()["height"] <= 900


def test_controls_without_their_data_are_gone_on_a_wide_screen_too(open_page, folder):
    page = open_page(viewport={"width": 1280, "height": 900})
    broken = two_views().replace('class="payload">', 'class="payload">?')
    page.goto(specimens.write_page(folder / "broken.html", f'<div class="output">{broken}</div>'))
    page.locator("#pair p.problem").wait_for()
    assert not page.locator("#pair .side").is_visible()


def test_nothing_moves_when_the_scripts_start(open_page, waves):
    """Boxes of the page before and after the player has run."""
    parts = ".views, .said, form.controls, .steps"
    places = f"[...document.querySelectorAll('{parts}')].map((part) => part.getBoundingClientRect().top)"
    before, after = open_page(), open_page()
    before.route("**/*.js", lambda route: route.abort())
    for page in (before, after):
        page.goto(waves)
    assert before.evaluate(places) == pytest.approx(after.evaluate(places), abs=0.5)
    before.trouble.clear()


def test_the_numbers_of_a_wrong_state_are_refused_by_name(figure):
    with pytest.raises(Error, match="no control"):
        face(figure, "set({depth: 1})")


def test_a_step_is_left_when_a_control_moves_and_its_text_stays(figure):
    figure.locator(".steps button", has_text="Marked").click()
    face(figure, "set({height: 1})")
    assert present(figure) == ["What Marked shows.", "2 of 3"]
    face(figure, "set({height: 2})")
    assert present(figure)[0] == "Marked"


def test_what_is_pressed_takes_no_more_room(phone, page, waves):
    page.goto(waves)
    for button in (phone.get_by_role("button", name="Higher"), page.locator("button.preset").last):
        width = button.bounding_box()["width"]
        button.click()
        assert button.get_attribute("aria-pressed") == "true" or button.get_attribute("aria-current") == "step"
        assert button.bounding_box()["width"] == width


def in_sight(page, selector: str) -> bool:
    """Whether a part of the page is on the screen whole."""
    return page.evaluate(
        """(selector) => {
          const { top, bottom } = document.querySelector(selector).getBoundingClientRect();
          return top >= -1 && bottom <= innerHeight + 1;
        }""",
        selector,
    )


def test_the_text_of_a_step_comes_into_sight_with_its_picture(phone):
    phone.evaluate("document.querySelector('.walk').scrollIntoView({block: 'end'})")
    phone.get_by_role("button", name="Next step").tap()
    assert in_sight(phone, ".steps .present .text") and in_sight(phone, ".said")


def test_an_answer_brings_the_picture_into_sight(open_page, folder):
    page = open_page(viewport=PHONE)
    words = '<p style="height: 560px"></p>'
    page.goto(specimens.write_page(folder / "asked.html", words, specimens.asked()))
    assert not in_sight(page, ".box")
    page.get_by_role("button", name="calm").click()
    assert in_sight(page, ".box")


def test_a_preset_brings_a_box_too_tall_to_stick_into_sight(open_page, folder):
    page = open_page(viewport=PHONE)
    page.goto(specimens.write_page(folder / "tall_asked.html", specimens.asked(height=6)))
    assert "sticks" not in page.locator("#asked").get_attribute("class")
    page.evaluate("document.querySelector('button.preset').scrollIntoView({block: 'start'})")
    assert not in_sight(page, ".box")
    page.locator("button.preset").first.click()
    assert in_sight(page, ".box")


def test_play_from_the_start_state_shows_the_whole_run(page, folder):
    page.goto(specimens.write_page(folder / "play.html", specimens.asked()))
    page.evaluate("document.getElementById('asked').explorable.set({mood: 'wild'})")
    page.get_by_role("button", name="Play").click()
    assert face(page, "state().step", "asked") < 10


def test_the_words_about_a_ring_turn_to_the_view_that_has_it(open_page, folder):
    one, two = new_figure(height=2.4), new_figure(height=2.4)
    for _, ax in (one, two):
        ax.set(xlim=(-2, 2), ylim=(-2, 2))
    [dot] = two[1].plot([0], [0], "o")

    def update(place=(0, 0)):
        dot.set_data([place[0]], [place[1]])
        return f"at {place[0]}, {place[1]}"

    ring = Point(x=(-1, 1, 1), y=(-1, 1, 1), axes=two[1], label="place")
    html = specimens.html_of(explore, update, one[0], two[0], name="ring", title="Ring", place=ring)
    page = open_page(viewport=PHONE, has_touch=True, reduced_motion="reduce")
    page.goto(specimens.write_page(folder / "ring.html", html))
    page.locator(".control.point").tap()
    assert shown_view(page) == 1
