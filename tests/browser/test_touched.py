"""What handles, play, questions, shared controls and taking away do, step by step, on two small figures."""

from __future__ import annotations

import json
import re

import pytest
import specimens

from helpers.explorable.predict import Prediction, feedback

START = {"place": [0, 0], "word": "one", "step": 0}
PIXEL = """([x, y]) => {
  const figure = document.getElementById("touched");
  const { place } = JSON.parse(figure.querySelector("script.spec").textContent).controls[0];
  const span = (all) => all[1] - all[0];
  const at = new DOMPoint(place.x[2] + x * span(place.x), place.y[2] + y * span(place.y));
  const { x: left, y: top } = at.matrixTransform(figure.querySelector("svg.view").getScreenCTM());
  return [left, top];
}"""
POINTER = """([kind, x, y, type]) => document.querySelector("#touched .handle").dispatchEvent(
  new PointerEvent(kind, { pointerId: 1, clientX: x, clientY: y, pointerType: type, buttons: 1, bubbles: true }))"""
HOUR = 3600  # s, when a clock stands that only the test moves
LINKED = """() => {
  window.written = [];
  const replace = history.replaceState.bind(history);
  history.replaceState = (...all) => { window.written.push(all[2].split("?")[0]); replace(...all); };
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> str:
    folder = tmp_path_factory.mktemp("both")
    return specimens.write_page(folder / "both.html", specimens.touched(), specimens.asked())


@pytest.fixture
def figures(page, address):
    """The page with both figures, ready; `written` lists the figures whose state went into the address."""
    page.goto(address)
    page.evaluate("Promise.all([...document.querySelectorAll('figure')].map((f) => f.explorable.set({})))")
    page.evaluate(LINKED)
    return page


def state(page, name: str = "touched") -> dict:
    return page.evaluate("(name) => document.getElementById(name).explorable.state()", name)


def written(page) -> list[str]:
    """Whose states went into the address since the last question."""
    return page.evaluate("window.written.splice(0)")


def at(page, x: float, y: float) -> list[float]:
    """Where on the page a place of the lattice is, which has one step between whole numbers."""
    return page.evaluate(PIXEL, [x, y])


# A point


def test_keys_move_a_point_within_its_lattice(figures):
    handle = figures.locator("#touched .handle")
    handle.focus()
    moves = [
        ("ArrowRight", [1, 0]), ("ArrowRight", [2, 0]), ("ArrowRight", [2, 0]), ("ArrowLeft", [1, 0]),
        ("ArrowUp", [1, 1]), ("ArrowDown", [1, 0]), ("PageUp", [1, 2]), ("PageUp", [1, 2]), ("PageDown", [1, -2]),
        ("ArrowDown", [1, -2]), ("Home", [1, -2]), ("a", [1, -2]),
    ]  # fmt: skip
    for key, place in moves:
        figures.keyboard.press(key)
        assert state(figures) == {**START, "place": place}, key
        assert written(figures) == ([] if key in ("Home", "a") else ["#touched"]), key


def test_a_point_moves_by_five_with_page_keys(page, tmp_path):
    page.goto(specimens.write_page(tmp_path / "wide.html", specimens.pointed()))
    page.locator(".handle").focus()
    for key, row in (("PageUp", 5), ("PageUp", 8), ("PageDown", 3)):
        page.keyboard.press(key)
        assert state(page, "pointed") == {"place": [0, row]}


def test_a_handle_says_where_it_is(figures):
    figures.evaluate("document.getElementById('touched').explorable.set({ place: [1, -2] })")
    handle = figures.locator("#touched .handle")
    said = [handle.get_attribute(name) for name in ("aria-valuenow", "aria-valuetext", "aria-valuemax")]
    spec = json.loads(figures.locator("#touched script.spec").text_content())["controls"][0]
    position = spec["values"].index([1, -2])
    assert said == [str(position), "(1, −2)", "24"]  # with a sign, not a hyphen
    ring = handle.bounding_box()
    x, y = at(figures, 1, -2)
    assert ring["x"] + ring["width"] / 2 == pytest.approx(x, abs=0.5)
    assert ring["y"] + ring["height"] / 2 == pytest.approx(y, abs=0.5)


def test_a_point_follows_the_pointer_while_it_is_held(figures):
    handle = figures.locator("#touched .handle")
    figures.mouse.move(*at(figures, 0, 0))
    figures.mouse.move(*at(figures, 1, 1))
    assert state(figures) == START, "a pointer that is only passing by drags nothing"
    figures.mouse.move(*at(figures, 0, 0))
    figures.mouse.down()
    assert handle.evaluate("(handle) => handle === document.activeElement")
    figures.mouse.move(*at(figures, 0.4, 0.6), steps=3)
    assert state(figures)["place"] == [0, 1]
    figures.mouse.move(*at(figures, 9, 0.4), steps=3)
    assert state(figures)["place"] == [2, 0], "far outside it stays at the edge"
    assert written(figures) == []
    figures.mouse.up()
    assert written(figures) == ["#touched"]
    figures.mouse.move(*at(figures, -1, -1), steps=3)
    assert state(figures)["place"] == [2, 0]
    figures.mouse.click(*at(figures, -1, -1))
    assert state(figures)["place"] == [-1, -1], "the click after a drag is its end; the next one is a tap"


def test_the_click_that_ends_a_drag_is_not_a_tap(figures):
    figures.mouse.move(*at(figures, 0, 0))
    figures.mouse.down()
    figures.mouse.move(*at(figures, 1, 1), steps=3)
    figures.mouse.up()
    assert state(figures)["place"] == [1, 1] and written(figures) == ["#touched"]


def test_a_point_that_is_not_held_follows_nothing(figures):
    figures.evaluate(POINTER, ["pointermove", *at(figures, 1, 1), "mouse"])
    figures.evaluate(POINTER, ["pointerup", *at(figures, 1, 1), "mouse"])
    assert state(figures) == START and written(figures) == []


def test_a_held_point_that_does_not_move_can_be_tapped_elsewhere(figures):
    figures.mouse.move(*at(figures, 0, 0))
    figures.mouse.down()
    figures.mouse.up()
    assert state(figures) == START
    figures.mouse.click(*at(figures, 1, 0))
    assert state(figures)["place"] == [1, 0]


def test_a_press_on_the_handle_neither_selects_text_nor_scrolls(figures):
    figures.evaluate("() => { document.body.style.paddingBottom = '4000px'; window.scrollTo(0, 3000); }")
    pressed = """() => {
      const handle = document.querySelector("#touched .handle");
      handle.setPointerCapture = () => undefined;
      return handle.dispatchEvent(new PointerEvent("pointerdown", { pointerId: 1, bubbles: true, cancelable: true }));
    }"""
    assert figures.evaluate(pressed) is False
    assert figures.evaluate("window.scrollY") == 3000


def test_a_drag_that_the_system_takes_over_ends(figures):
    figures.evaluate("document.querySelector('#touched .handle').setPointerCapture = () => undefined")
    figures.evaluate(POINTER, ["pointerdown", *at(figures, 0, 0), "touch"])
    figures.evaluate(POINTER, ["pointermove", *at(figures, 1, 0), "touch"])
    figures.evaluate(POINTER, ["pointercancel", *at(figures, 1, 0), "touch"])
    assert state(figures)["place"] == [1, 0] and written(figures) == ["#touched"]
    figures.evaluate(POINTER, ["pointermove", *at(figures, 2, 2), "touch"])
    figures.evaluate(POINTER, ["pointerup", *at(figures, 2, 2), "touch"])
    assert state(figures)["place"] == [1, 0] and written(figures) == []


@pytest.mark.parametrize(("x", "y"), [(1, 0), (-1, 0), (0, 1)])
def test_a_tap_just_beside_the_lattice_is_meant_for_the_point(figures, x, y):
    left, top = at(figures, 2 * x, 2 * y)
    units = figures.evaluate("document.querySelector('#touched svg.view').getScreenCTM().a")
    figures.mouse.click(left + 14 * units * x, top - 14 * units * y)
    assert state(figures) == START and written(figures) == []
    figures.mouse.click(left + 10 * units * x, top - 10 * units * y)
    assert state(figures)["place"] == [2 * x, 2 * y] and written(figures) == ["#touched"]


# A pick


def test_keys_choose_among_marks_and_go_round(figures):
    marks = figures.locator("#touched .pick")
    marks.nth(0).focus()
    moves = [
        ("ArrowRight", 1), ("ArrowDown", 2), ("ArrowRight", 0), ("ArrowLeft", 2), ("ArrowUp", 1), ("Enter", 1),
        (" ", 1), ("Home", None), ("b", None),
    ]  # fmt: skip
    for key, place in moves:
        figures.keyboard.press(key)
        assert written(figures) == ([] if place is None else ["#touched"]), key
        place = 1 if place is None else place
        assert state(figures) == {**START, "word": ["one", "two", "three"][place]}, key
        focused = [marks.nth(index).evaluate("(mark) => mark === document.activeElement") for index in range(3)]
        assert focused == [index == place for index in range(3)], key
    assert [marks.nth(index).get_attribute("tabindex") for index in range(3)] == ["-1", "0", "-1"]
    assert [marks.nth(index).get_attribute("aria-checked") for index in range(3)] == ["false", "true", "false"]


@pytest.mark.parametrize(
    ("part", "keys"), [(".handle", ("ArrowUp", "PageDown", "Home")), (".pick", (" ", "ArrowUp", "Home"))]
)
def test_keys_that_move_do_not_scroll_the_page_and_others_do(figures, part, keys):
    scrolls = """([part, key]) => document.querySelector(`#touched ${part}`).dispatchEvent(
        new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }))"""
    assert [figures.evaluate(scrolls, [part, key]) for key in keys] == [False, False, True]


def test_enter_on_a_mark_that_is_not_chosen_chooses_it(figures):
    figures.evaluate("document.querySelectorAll('#touched .pick')[2].focus()")
    figures.keyboard.press("Enter")
    assert state(figures)["word"] == "three"


def test_a_mouse_over_a_mark_chooses_it_and_a_finger_does_not(figures):
    enter = """([index, pointerType]) => document.querySelectorAll("#touched .pick")[index].dispatchEvent(
        new PointerEvent("pointermove", { pointerType }))"""
    figures.evaluate(enter, [2, "touch"])
    assert state(figures) == START
    figures.evaluate(enter, [2, "mouse"])
    assert state(figures) == {**START, "word": "three"} and written(figures) == []


def test_a_finger_on_a_mark_chooses_it(figures):
    figures.evaluate("document.querySelectorAll('#touched .pick')[1].dispatchEvent(new MouseEvent('click'))")
    assert state(figures) == {**START, "word": "two"} and written(figures) == ["#touched"]


# Play


@pytest.fixture
def timed(page, address):
    """The page with a clock that only the test moves."""
    page.clock.install(time=0)
    page.goto(address)
    page.evaluate("Promise.all([...document.querySelectorAll('figure')].map((f) => f.explorable.set({})))")
    page.evaluate(LINKED)
    page.clock.pause_at(HOUR)
    return page


def looks_of(page, name: str) -> list[str]:
    play = page.locator(f"#{name} button.play")
    live = page.locator(f"#{name} output.readout").get_attribute("aria-live")
    return [play.inner_text(), play.get_attribute("aria-pressed"), play.get_attribute("aria-label"), live]


def test_play_says_what_it_does_and_ends_at_the_last_value(timed):
    play = timed.locator("#touched button.play")
    assert looks_of(timed, "touched") == ["Play", "false", "Play step", "polite"]
    play.click()
    assert looks_of(timed, "touched") == ["Pause", "true", "Pause step", "off"]
    for step in range(1, 5):
        timed.clock.run_for(699)
        assert state(timed)["step"] == step - 1
        assert looks_of(timed, "touched")[0] == "Pause" and written(timed) == []
        timed.clock.run_for(1)
        assert state(timed)["step"] == step
    assert looks_of(timed, "touched") == ["Play", "false", "Play step", "polite"]
    assert written(timed) == ["#touched"]
    timed.clock.run_for(5000)
    assert state(timed)["step"] == 4 and written(timed) == []


def test_play_at_the_end_begins_again(timed):
    timed.evaluate("document.getElementById('touched').explorable.set({ step: 4 })")
    timed.locator("#touched button.play").click()
    assert state(timed)["step"] == 0
    timed.clock.run_for(700)
    assert state(timed)["step"] == 1


def test_play_in_the_middle_goes_on_from_there_and_a_second_click_pauses(timed):
    timed.evaluate("document.getElementById('touched').explorable.set({ step: 2 })")
    timed.locator("#touched button.play").click()
    assert state(timed)["step"] == 2
    timed.clock.run_for(700)
    timed.locator("#touched button.play").click()
    assert looks_of(timed, "touched")[0] == "Play" and written(timed) == ["#touched"]
    timed.clock.run_for(5000)
    assert state(timed)["step"] == 3


def test_play_that_finds_itself_at_the_end_stops(timed):
    timed.locator("#touched button.play").click()
    timed.evaluate("document.getElementById('touched').explorable.set({ step: 4 })")
    timed.clock.run_for(700)
    assert state(timed)["step"] == 4 and looks_of(timed, "touched")[0] == "Play" and written(timed) == ["#touched"]


def test_a_step_goes_on_by_one_and_round(timed):
    timed.evaluate("document.getElementById('touched').explorable.set({ step: 3 })")
    for step in (4, 0, 1):
        timed.locator("#touched button.step").click()
        assert state(timed)["step"] == step and written(timed) == ["#touched"]


def test_a_step_ends_play(timed):
    timed.locator("#touched button.play").click()
    timed.locator("#touched button.step").click()
    timed.clock.run_for(5000)
    assert state(timed)["step"] == 1 and looks_of(timed, "touched")[0] == "Play"


@pytest.mark.parametrize(
    ("act", "ends"),
    [
        ("document.querySelector('#asked select').dispatchEvent(new Event('input', { bubbles: true }))", True),
        ("document.querySelector('#asked button.preset').click()", True),
        ("document.querySelector('#asked button.reset').click()", True),
        ("document.querySelector('#asked button.copy-link').click()", False),
        ("document.querySelector('#touched button.reset').click()", False),
        ("document.dispatchEvent(new Event('visibilitychange'))", False),
        (
            "Object.defineProperty(document, 'hidden', { value: true }); "
            "document.dispatchEvent(new Event('visibilitychange'))",
            True,
        ),
    ],
)
def test_what_ends_play(timed, act, ends):
    timed.evaluate("document.getElementById('asked').explorable.set({ step: 38 })")
    timed.locator("#asked button.play").click()
    timed.clock.run_for(200)
    assert state(timed, "asked")["step"] == state(timed)["step"] == 1  # the shared control follows
    timed.evaluate(f"() => {{ {act} }}")
    assert (looks_of(timed, "asked")[0] == "Play") is ends


@pytest.mark.parametrize(("values", "pace"), [(2, 700), (11, 700), (21, 400), (41, 200), (101, 80), (201, 80)])
def test_a_whole_run_takes_about_eight_seconds(page, tmp_path, values, pace):
    page.clock.install(time=0)
    page.goto(specimens.write_page(tmp_path / "long.html", specimens.long(values)))
    page.clock.pause_at(HOUR)
    page.locator("button.play").click()
    page.clock.run_for(pace - 1)
    assert state(page, "long") == {"step": 0}
    page.clock.run_for(1)
    assert state(page, "long") == {"step": 1}


def test_play_is_calmer_where_less_motion_is_wished(open_page, address):
    page = open_page(reduced_motion="reduce")
    page.clock.install(time=0)
    page.goto(address)
    page.clock.pause_at(HOUR)
    page.locator("#touched button.play").click()
    page.clock.run_for(1499)
    assert state(page)["step"] == 0
    page.clock.run_for(1)
    assert state(page)["step"] == 1


# Questions


def test_nothing_is_committed_without_an_answer(figures):
    for name in ("touched", "asked"):
        form = figures.locator(f"#{name} form.predict")
        assert form.is_visible()
        form.evaluate("(form) => { form.noValidate = true; form.requestSubmit(); }")
        assert form.locator(".feedback").inner_text() == "" and "committed" not in form.get_attribute("class")
    assert state(figures) == START and written(figures) == []
    assert figures.url.split("#")[0].endswith("both.html"), "the page is not sent anywhere"


def test_a_blank_is_not_an_answer(figures):
    field = figures.locator("#touched form.predict input")
    field.evaluate("(field) => { field.type = 'text'; field.value = '  '; field.form.requestSubmit(); }")
    assert figures.locator("#touched .feedback").inner_text() == "" and state(figures) == START


def test_a_count_below_zero_is_refused_and_nothing_moves(figures):
    form = figures.locator("#touched form.predict")
    form.locator("input").fill("-3")
    form.locator("button.commit").click()
    assert form.locator(".feedback").inner_text() == "-3 cannot be: give 0 or more."
    assert state(figures) == START and "committed" not in form.get_attribute("class").split()


def test_a_number_is_judged_and_the_state_that_shows_why_is_shown(figures):
    form = figures.locator("#touched form.predict")
    form.locator("input").fill("3")
    form.locator("button.commit").click()
    assert form.locator(".feedback").inner_text() == "The answer is 4; you said 3, 1 too low."
    assert state(figures) == {**START, "step": 4} and written(figures) == ["#touched"]
    assert "committed" in form.get_attribute("class").split()


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("calm", "Right: calm. It is."),
        ("wild", "Not so. Wild is loud. The answer: calm. It is."),
        ("none", "Not so. The answer: calm. It is."),
    ],
)
def test_a_choice_is_judged(figures, label, said):
    form = figures.locator("#asked form.predict")
    form.get_by_role("button", name=label).click()
    assert form.locator("[aria-pressed=true]").all_inner_texts() == [label]
    assert form.locator(".feedback").inner_text() == said


def test_reset_takes_the_judgement_back(figures):
    form = figures.locator("#asked form.predict")
    form.get_by_role("button", name="wild").click()
    figures.locator("#asked button.reset").click()
    assert form.locator(".feedback").inner_text() == "" and form.locator("[aria-pressed=true]").count() == 0
    assert "committed" not in form.get_attribute("class").split()


def test_numbers_are_judged_as_in_python(figures):
    answers = [4, 10, 0, -3, 0.1, 159, 1e-5, 2e-7, 1.2345e-10, 123456.789, 1e20, 3e21, 0.1 + 0.2, 100, 1e6, 12345]
    guesses = [
        "0",
        "4",
        "-4",
        "9",
        "11",
        "4.4",
        "4.41",
        "3.59",
        "-0",
        "1e-6",
        "9.9e-7",
        "1e-21",
        "1e22",
        "1e-120",
        "0.11",
        "150",
        "2.5e5",
    ]
    cases = [(answer, guess, unit) for answer in answers for guess in guesses for unit in ("", "kB")]
    sent = [[{"answer": a, "options": {}, "unit": unit, "because": ""}, guess] for a, guess, unit in cases]
    found = figures.evaluate("(rows) => rows.map((row) => Explorable.feedback(...row))", sent)
    expected = [feedback(Prediction("?", answer, {}, unit), guess) for answer, guess, unit in cases]
    wrong = [pair for pair in zip(cases, found, expected, strict=True) if pair[1] != pair[2]]
    assert wrong == []


# Shared


def test_a_shared_control_follows_where_it_can(figures):
    figures.evaluate("document.getElementById('asked').explorable.set({ step: 2, mood: 'wild' })")
    assert state(figures) == {**START, "step": 2}
    figures.evaluate("document.getElementById('asked').explorable.set({ step: 9 })")
    assert state(figures) == {**START, "step": 2}, "a value that the other does not have moves nothing"
    figures.evaluate("document.getElementById('touched').explorable.set({ step: 1, word: 'two' })")
    assert state(figures, "asked") == {"step": 1, "mood": "wild", "loud": False}


def test_figures_that_share_nothing_of_a_control_keep_it(page, tmp_path):
    alone = specimens.waves()
    both = [specimens.touched(), specimens.touched("other").replace('"shared":["step"]', '"shared":["word"]')]
    page.goto(specimens.write_page(tmp_path / "three.html", *both, alone))
    page.evaluate("document.getElementById('touched').explorable.set({ step: 3, word: 'two' })")
    page.evaluate("document.getElementById('waves').explorable.set({ count: 0 })")
    assert state(page, "other") == START


SPOKEN = """() => {
  window.spoken = [];
  for (const readout of document.querySelectorAll("output.readout"))
    new MutationObserver(() => readout.ariaLive === "polite" && window.spoken.push(readout.closest("figure").id))
      .observe(readout, { childList: true, characterData: true, subtree: true });
}"""


def spoken(page, path, text: str | None = None) -> list[list[str]]:
    """Whose readouts are said aloud after a key in each of three figures that share a control, and while one plays."""
    three = [specimens.touched("one"), specimens.touched("two"), specimens.asked()]
    page.clock.install()
    page.goto(specimens.write_page(path, *three, text=text))
    page.evaluate("Promise.all([...document.querySelectorAll('figure')].map((f) => f.explorable.set({ step: 0 })))")
    page.evaluate(SPOKEN)
    acts = [
        lambda: page.locator('#one input[name="step"]').press("ArrowRight"),
        lambda: page.locator('#asked input[name="step"]').press("ArrowRight"),
        lambda: page.locator("#two button.play").click(),
        lambda: page.clock.run_for(1000),
    ]
    found = []
    for act in acts:
        act()
        page.evaluate("Promise.all([...document.querySelectorAll('figure')].map((f) => f.explorable.settled))")
        found.append(page.evaluate("window.spoken.splice(0)"))
    return found


def test_only_the_figure_that_is_moved_speaks(page, tmp_path):
    assert spoken(page, tmp_path / "three.html") == [["one"], ["asked"], [], []]


def test_figures_that_speak_all_at_once_are_found(page, tmp_path):
    text = specimens.broken("    hush(other, true);\n", "")
    assert len(spoken(page, tmp_path / "loud.html", text)[0]) == 3


# Taken away


def press(page, name: str, button: str) -> str:
    """Press a button of `take`, opened before, and return what the figure says then."""
    page.evaluate("(name) => { document.querySelector(`#${name} details.take`).open = true; }", name)
    page.locator(f"#{name} .status").evaluate("(status) => { status.textContent = ''; }")
    page.locator(f"#{name} button.{button}").click()
    page.wait_for_function("(name) => document.querySelector(`#${name} .status`).textContent !== ''", arg=name)
    return page.locator(f"#{name} .status").text_content()


CLIPBOARD = """(open) => {
  window.copied = [];
  const writeText = open ? async (text) => { window.copied.push(text); } : async () => { throw new Error("closed"); };
  Object.defineProperty(navigator, "clipboard", { value: { writeText } });
}"""


def test_python_embed_and_csv_are_copied(figures):
    figures.evaluate(CLIPBOARD, True)
    figures.evaluate("document.getElementById('touched').explorable.set({ place: [1, -2], step: 2 })")
    figures.evaluate("document.getElementById('asked').explorable.set({ loud: true, mood: 'wild' })")
    assert press(figures, "touched", "copy-python") == "Python line copied."
    assert press(figures, "asked", "copy-python") == "Python line copied."
    assert press(figures, "touched", "copy-csv") == "Numbers copied as CSV."
    assert press(figures, "asked", "copy-embed") == "Embed snippet copied."
    first, second, numbers, embed = figures.evaluate("window.copied")
    assert first == 'import helpers; helpers.shown("touched").set(place=(1, -2), word="one", step=2)'
    assert second == 'import helpers; helpers.shown("asked").set(step=2, mood="wild", loud=True)'
    assert numbers == "step,square\n0,0\n1,1\n2,4\n"
    folder = figures.url.rpartition("/")[0]
    room, frame = re.fullmatch(r'<div style="position:relative;padding-top:(.*?)">(.*)</div>', embed).groups()
    assert re.fullmatch(r"max\(\d+px,\d+px - \d+\.\d%\)", room)
    assert frame.startswith(
        f'<iframe src="{folder}/embed/asked.html#asked?step=2&mood=wild&loud=true" '
        'title="Asked &quot;why&quot;" width="100%" height="'
    )


def test_what_is_off_is_false_in_python(figures):
    figures.evaluate(CLIPBOARD, True)
    press(figures, "asked", "copy-python")
    assert figures.evaluate("window.copied") == [
        'import helpers; helpers.shown("asked").set(step=0, mood="calm", loud=False)'
    ]


def test_an_embed_snippet_starts_from_the_root_of_the_book(figures):
    figures.evaluate(CLIPBOARD, True)
    figures.evaluate("document.documentElement.dataset.content_root = '../../'")
    press(figures, "touched", "copy-embed")
    [embed] = figures.evaluate("window.copied")
    assert f'"{figures.url.rsplit("/", 3)[0]}/embed/touched.html#touched?place=0%2C0&word=one&step=0"' in embed


def test_where_the_clipboard_is_closed_the_text_is_shown(figures):
    figures.evaluate(CLIPBOARD, False)
    assert press(figures, "asked", "copy-python").startswith("import helpers; ")


def test_readouts_are_listed_along_the_control_that_moved_last(figures):
    figures.evaluate(CLIPBOARD, True)
    figures.evaluate("document.getElementById('asked').explorable.set({ mood: 'wild' })")
    press(figures, "asked", "copy-csv")
    [text] = figures.evaluate("window.copied")
    assert text == 'mood,readout\ncalm,"step 0, ""calm"""\nwild,"step 0, ""wild"""\n'


def test_a_move_that_changes_nothing_does_not_count(figures):
    figures.evaluate(CLIPBOARD, True)
    for changes, name in (("{ mood: 'wild' }", "mood"), ("{}", "mood"), ("{ step: 7 }", "step"), ("{}", "step")):
        figures.evaluate(f"document.getElementById('asked').explorable.set({changes})")
        press(figures, "asked", "copy-csv")
        assert figures.evaluate("window.copied.pop()").startswith(f"{name},readout\n")


def test_before_any_move_the_first_control_is_listed(figures):
    figures.evaluate(CLIPBOARD, True)
    press(figures, "asked", "copy-csv")
    [text] = figures.evaluate("window.copied")
    assert text.startswith('step,readout\n0,"step 0, ') and len(text.splitlines()) == 42


def test_the_numbers_are_a_table_that_follows_the_state(figures):
    figures.evaluate("document.querySelectorAll('details.take').forEach((take) => { take.open = true; })")
    button, place = figures.locator("#touched button.show-numbers"), figures.locator("#touched .numbers")
    looks = lambda: [button.inner_text(), button.get_attribute("aria-expanded"), place.is_visible()]  # noqa: E731
    assert looks() == ["Show the numbers", "false", False] and place.inner_html() == ""
    button.click()
    assert looks() == ["Hide the numbers", "true", True]
    caption = place.locator("caption")
    assert caption.text_content() == "Numbers behind the picture: at 0, 0; one; step 0"
    assert place.locator("tbody tr").count() == 1
    figures.evaluate("document.getElementById('touched').explorable.set({ step: 2 })")
    assert place.locator("tbody tr").nth(2).locator("td").all_inner_texts() == ["2", "4"]
    assert caption.text_content() == "Numbers behind the picture: at 0, 0; one; step 2"
    assert place.locator("thead th").evaluate_all("(all) => all.map((one) => one.scope + one.textContent)") == [
        "colstep", "colsquare"
    ]  # fmt: skip
    button.click()
    assert looks() == ["Show the numbers", "false", False]
    figures.evaluate("document.getElementById('touched').explorable.set({ step: 3 })")
    assert place.locator("tbody tr").count() == 3, "what is hidden is not filled"


def test_pictures_side_by_side_are_saved_as_one(page, tmp_path):
    page.goto(specimens.write_page(tmp_path / "pair.html", specimens.pair()))
    page.evaluate("document.getElementById('pair').explorable.set({ size: 2 })")
    with page.expect_download() as download:
        assert press(page, "pair", "save-svg") == "Saved as pair.svg."
    download.value.save_as(tmp_path / "it.svg")
    page.goto((tmp_path / "it.svg").as_uri())
    whole = page.evaluate("""() => {
      const root = document.documentElement, box = root.viewBox.baseVal;
      const views = [...root.querySelectorAll(":scope > svg")].map((view) =>
        ["x", "y", "width", "height"].map((name) => Number(view.getAttribute(name))));
      const paper = root.querySelector(":scope > rect");
      return { names: [...root.children].map((child) => child.localName), views,
        box: [box.x, box.y, box.width, box.height], size: [root.getAttribute("width"), root.getAttribute("height")],
        words: [root.querySelector("title").textContent, root.querySelector("desc").textContent],
        color: root.getAttribute("color"),
        paper: ["width", "height", "fill"].map((name) => paper.getAttribute(name)),
        handles: root.querySelectorAll(".handle, .picks").length };
    }""")
    (x1, y1, width1, height1), (x2, y2, width2, height2) = whole["views"]
    assert whole["names"] == ["title", "desc", "rect", "svg", "svg"] and whole["words"] == ["Pair", "size 2"]
    assert (x1, y1, x2, y2) == (0, 0, width1, 0) and height1 != height2
    width, height = width1 + width2, max(height1, height2)
    assert whole["box"] == [0, 0, pytest.approx(width), pytest.approx(height)]
    assert [float(text.removesuffix("pt")) for text in whole["size"]] == pytest.approx([width, height])
    assert [float(text) for text in whole["paper"][:2]] == pytest.approx([width, height])
    assert (whole["paper"][2], whole["color"], whole["handles"]) == ("#fff", "#000", 0)


def test_a_saved_picture_is_svg_without_what_is_only_to_be_touched(figures):
    figures.evaluate("""() => {
      window.saved = [];
      const create = URL.createObjectURL;
      URL.createObjectURL = (blob) => { window.saved.push(blob); return create(blob); };
    }""")
    press(figures, "touched", "save-svg")
    assert figures.evaluate("window.saved[0].type") == "image/svg+xml"
    text = figures.evaluate("window.saved[0].text()")
    assert "<circle" in figures.locator("#touched svg.view").inner_html() and 'role="slider"' not in text
    assert 'class="pick' not in text and "<svg" in text


def test_a_saved_file_is_let_go_after_a_while(timed):
    timed.evaluate("() => { window.gone = []; URL.revokeObjectURL = (address) => window.gone.push(address); }")
    timed.evaluate("document.querySelector('#touched button.save-svg').click()")
    timed.clock.run_for(9999)
    assert timed.evaluate("window.gone") == []
    timed.clock.run_for(1)
    assert timed.evaluate("window.gone.map((address) => address.split(':')[0])") == ["blob"]


def test_what_has_no_picture_offers_none(page, tmp_path):
    page.goto(specimens.write_page(tmp_path / "none.html", specimens.counted(), specimens.touched()))
    page.evaluate("document.querySelectorAll('details.take').forEach((take) => { take.open = true; })")
    for button in ("save-svg", "save-png"):
        assert not page.locator(f"#counted button.{button}").is_visible()
        assert page.locator(f"#touched button.{button}").is_visible()
    assert page.locator("#counted button.copy-python").is_visible()


def test_a_png_is_three_times_as_sharp(page, tmp_path):
    from PIL import Image

    page.goto(specimens.write_page(tmp_path / "pair.html", specimens.pair()))
    boxes = page.locator("svg.view").evaluate_all(
        "(all) => all.map((v) => [v.viewBox.baseVal.width, v.viewBox.baseVal.height])"
    )
    with page.expect_download() as download:
        assert press(page, "pair", "save-png") == "Saved as pair.png."
    download.value.save_as(tmp_path / "it.png")
    picture = Image.open(tmp_path / "it.png").convert("RGB")
    width, height = sum(box[0] for box in boxes), max(box[1] for box in boxes)
    assert picture.size == (int(3 * width), int(3 * height))
    colours = picture.getcolors(1 << 24)
    assert max(colours)[1] == (255, 255, 255) and min(sum(colour) for _, colour in colours) < 100


def test_a_picture_that_cannot_be_drawn_is_said(figures):
    figures.evaluate("() => { window.Image = class { set src(address) { setTimeout(() => this.onerror()); } }; }")
    said = press(figures, "touched", "save-png")
    assert said == "This browser cannot turn the picture into a PNG; save it as SVG."


def test_paper_has_the_storyboard_of_every_figure(figures):
    for number in (1, 2):  # a second print finds them unfolded
        figures.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        assert figures.locator(".on-paper").count() == 2, number
        assert figures.locator("noscript.frames").count() == 0
    assert figures.locator("#touched .on-paper figure").count() >= 2


def test_a_page_that_turns_to_paper_has_its_storyboards(figures):
    figures.emulate_media(media="screen")
    assert figures.locator(".on-paper").count() == 0
    figures.emulate_media(media="print")
    figures.wait_for_function("document.querySelectorAll('.on-paper').length === 2")
