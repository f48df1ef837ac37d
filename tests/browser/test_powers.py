"""The powers of the engine on its own gallery page: with mouse, touch and keyboard, on paper and without scripts."""

from __future__ import annotations

import json
import re

import pytest

GALLERY = "contributors/gallery.html"


@pytest.fixture
def gallery(page, book):
    """The gallery, opened from disk."""
    page.goto((book / GALLERY).as_uri())
    return page


READOUT = """async (name) => {
  const explorable = document.getElementById(name).explorable;
  await explorable.settled;
  return explorable.readout();
}"""


def readout(page, name: str) -> str:
    """The readout of a figure once its last move is over."""
    return page.evaluate(READOUT, name)


def state(page, name: str) -> dict:
    return page.evaluate("(name) => document.getElementById(name).explorable.state()", name)


def centre(locator) -> tuple[float, float]:
    locator.scroll_into_view_if_needed()
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


# A point


def test_a_point_is_dragged_with_the_mouse(gallery):
    x, y = centre(gallery.locator("#gallery-point .handle .ring"))
    gallery.mouse.move(x, y)
    gallery.mouse.down()
    gallery.mouse.move(x + 150, y + 60, steps=6)
    assert "start" not in gallery.evaluate("location.hash"), "the address is written on release, not while dragging"
    gallery.mouse.up()
    moved = state(gallery, "gallery-point")["start"]
    assert moved != [-4, 2] and moved[0] > -4 and moved[1] < 2
    assert f"From ({moved[0]}, {moved[1]})" in readout(gallery, "gallery-point")
    assert "gallery-point?start=" in gallery.evaluate("location.hash")
    handle = gallery.locator("#gallery-point .handle")
    assert handle.get_attribute("aria-valuetext") == f"({moved[0]}, {moved[1]})"


def test_a_point_follows_a_tap_and_a_finger(open_page, book):
    page = open_page(viewport={"width": 360, "height": 740}, has_touch=True)
    page.goto((book / GALLERY).as_uri())
    view = page.locator("#gallery-point svg.view")
    view.scroll_into_view_if_needed()
    box = view.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] * 0.8, box["y"] + box["height"] * 0.45)
    tapped = state(page, "gallery-point")["start"]
    assert tapped[0] >= 2
    x, y = centre(page.locator("#gallery-point .handle .ring"))
    touch = page.context.new_cdp_session(page)
    for kind, dx in (("touchStart", 0), ("touchMove", -60), ("touchMove", -120), ("touchEnd", None)):
        points = [] if dx is None else [{"x": x + dx, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    page.wait_for_function(
        "(x) => document.getElementById('gallery-point').explorable.state().start[0] < x", arg=tapped[0]
    )


def test_a_point_moves_with_arrow_keys_and_stays_on_its_lattice(gallery):
    gallery.locator("#gallery-point .handle").focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowUp", "ArrowUp", "ArrowUp"):
        gallery.keyboard.press(key)
    assert state(gallery, "gallery-point")["start"] == [-3, 2]
    assert "From (-3, 2)" in readout(gallery, "gallery-point")


def test_a_handle_stands_outside_the_picture_for_screen_readers(gallery):
    handles = gallery.locator('svg.view [role="slider"]')
    assert handles.count() == 1
    assert gallery.locator('[role="img"] [role="slider"], [role="img"] [tabindex]').count() == 0
    for name in ("aria-label", "aria-valuenow", "aria-valuemin", "aria-valuemax", "aria-valuetext"):
        assert handles.get_attribute(name)


def test_a_link_restores_a_point(page, book):
    page.goto((book / GALLERY).as_uri() + "#gallery-point?start=2,-1&learning_rate=0.05")
    assert state(page, "gallery-point") == {"start": [2, -1], "learning_rate": 0.05}


# A pick


def test_marks_are_picked_by_hover_click_and_keys(gallery):
    words = gallery.locator("#gallery-pick .pick")
    gallery.mouse.move(*centre(words.nth(1)))
    assert readout(gallery, "gallery-pick").startswith("'cat'")
    assert "word=" not in gallery.evaluate("location.hash")
    words.nth(3).click()
    assert state(gallery, "gallery-pick")["word"] == "on"
    assert gallery.evaluate("location.hash") == "#gallery-pick?word=on"
    gallery.keyboard.press("ArrowRight")
    assert state(gallery, "gallery-pick")["word"] == "it"
    assert words.nth(4).get_attribute("aria-checked") == "true"
    assert gallery.locator('#gallery-pick select[name="word"]').evaluate("(s) => s.value") == "it"


# Play


def test_play_runs_pauses_steps_and_is_silent(gallery):
    figure = gallery.locator("#gallery-wave")
    play, live = figure.locator("button.play"), figure.locator("output.readout")
    before = gallery.evaluate("location.hash")
    play.click()
    assert live.get_attribute("aria-live") == "off"
    gallery.wait_for_function("document.getElementById('gallery-wave').explorable.state().fading > 0.3")
    assert gallery.evaluate("location.hash") == before, "no address is written during play"
    play.click()
    paused = state(gallery, "gallery-wave")["fading"]
    assert live.get_attribute("aria-live") == "polite" and play.inner_text() == "Play"
    figure.locator("button.step").click()
    assert state(gallery, "gallery-wave")["fading"] == pytest.approx(paused + 0.1)
    gallery.wait_for_timeout(1000)
    assert state(gallery, "gallery-wave")["fading"] == pytest.approx(paused + 0.1)


def test_play_is_slower_where_less_motion_is_wished(open_page, book):
    page = open_page(viewport={"width": 1000, "height": 900}, reduced_motion="reduce")
    page.goto((book / GALLERY).as_uri())
    page.locator("#gallery-wave button.play").click()
    page.wait_for_timeout(1000)
    assert state(page, "gallery-wave")["fading"] == 0  # from the start state a run begins at the first value
    page.wait_for_function("document.getElementById('gallery-wave').explorable.state().fading > 0")


# Predict


def test_the_answer_is_nowhere_until_committed(gallery):
    form = gallery.locator("#gallery-pick form.predict")
    figure = gallery.locator("#gallery-pick")  # the gallery shows its code beside it; other pages fold it
    assert form.locator(".feedback").inner_text() == ""
    assert "similarity decides" not in figure.text_content() and "It is" not in figure.text_content()
    form.get_by_role("button", name="it", exact=True).click()
    said = form.locator(".feedback").inner_text()
    assert said == "Not so. A word need not look at itself: similarity decides. The answer: cat."
    assert state(gallery, "gallery-pick")["word"] == "it"
    assert "'cat'" in readout(gallery, "gallery-pick")


def test_a_number_is_committed_with_the_keyboard_and_judged(gallery):
    form = gallery.locator("#gallery-calculator form.predict")
    form.locator("input[type=number]").focus()
    gallery.keyboard.type("8")
    gallery.keyboard.press("Enter")
    assert form.locator(".feedback").inner_text() == "The answer is 10 times; you said 8, 2 too low."
    assert state(gallery, "gallery-calculator")["parameters"] == 70


def test_feedback_is_the_same_in_python_and_in_the_page(gallery):
    from helpers.explorable.predict import Prediction, feedback, refusal

    cases = [(159, g) for g in ("159", "158.96", "120", "1e3", "0", "-7", "174.9", "1234567")]
    cases += [
        (a, g) for a in (0, 0.5, -3.25, 1e-5, 123456.789) for g in ("0", "0.5", "0.50001", "-3", "100000", "2e-5")
    ]
    for answer, guess in cases:
        prediction = Prediction("How many?", answer, {}, "steps", {}, "So it is.")
        page = gallery.evaluate(
            "([prediction, guess]) => Explorable.feedback(prediction, guess)",
            [{"answer": answer, "options": {}, "unit": "steps", "because": "So it is."}, guess],
        )
        assert page == feedback(prediction, guess), (answer, guess)
        refused = gallery.evaluate(
            "([prediction, guess]) => Explorable.refusal(prediction, Number(guess))",
            [{"answer": answer, "options": {}, "unit": "steps", "count": isinstance(answer, int)}, guess],
        )
        assert refused == refusal(prediction, guess), (answer, guess)


# Shared


def test_a_shared_control_moves_both_figures(gallery):
    slider = gallery.locator('#gallery-fit input[name="degree"]')
    slider.focus()
    gallery.keyboard.press("End")
    assert state(gallery, "gallery-error") == {"degree": 10}
    assert readout(gallery, "gallery-error").startswith("Degree 10:")
    gallery.evaluate("document.getElementById('gallery-error').explorable.set({degree: 1})")
    assert readout(gallery, "gallery-fit").startswith("Degree 1:")
    assert slider.input_value() == "1"


# Taken away


def open_take(page, name):
    page.locator(f"#{name} .take summary").click()


def test_the_picture_is_saved_in_its_present_state(gallery, tmp_path):
    gallery.evaluate("document.getElementById('gallery-marks').explorable.set({turn: 7, amount: 9})")
    open_take(gallery, "gallery-marks")
    for kind, start in (("svg", b"<svg"), ("png", b"\x89PNG")):
        with gallery.expect_download() as download:
            gallery.locator(f"#gallery-marks button.save-{kind}").click()
        assert download.value.suggested_filename == f"gallery-marks.{kind}"
        download.value.save_as(tmp_path / f"it.{kind}")
        assert (tmp_path / f"it.{kind}").read_bytes().startswith(start)
    svg = (tmp_path / "it.svg").read_text(encoding="utf-8")
    assert "9 points" in svg and readout(gallery, "gallery-marks") in svg


def test_a_saved_picture_shows_what_the_page_shows(gallery, canvas, tmp_path):
    open_take(gallery, "gallery-fit")
    with gallery.expect_download() as download:
        gallery.locator("#gallery-fit button.save-svg").click()
    download.value.save_as(tmp_path / "it.svg")
    shown = gallery.locator("#gallery-fit svg.view").evaluate("(svg) => svg.outerHTML")
    saved = (tmp_path / "it.svg").read_text(encoding="utf-8")
    from pictures import ALLOWED, strange

    assert strange(canvas.picture(shown), canvas.picture(saved)) <= ALLOWED


def test_numbers_are_a_table_and_csv(gallery):
    gallery.context.grant_permissions(["clipboard-read", "clipboard-write"])
    gallery.evaluate("document.getElementById('gallery-wave').explorable.set({fading: 1.0})")
    open_take(gallery, "gallery-wave")
    gallery.locator("#gallery-wave button.show-numbers").click()
    table = gallery.locator("#gallery-wave .numbers table")
    table.wait_for()
    assert table.locator("th[scope=col]").all_inner_texts() == ["time", "height"]
    assert table.locator("tbody tr").count() == 11
    assert readout(gallery, "gallery-wave") in table.locator("caption").inner_text()
    gallery.locator("#gallery-wave button.copy-csv").click()
    gallery.wait_for_function("document.querySelector('#gallery-wave .status').textContent !== ''")
    lines = gallery.evaluate("navigator.clipboard.readText()").splitlines()
    assert lines[0] == "time,height" and lines[1] == "0,1" and len(lines) == 12


def test_without_numbers_readouts_are_listed_along_the_control_moved_last(gallery):
    gallery.evaluate("document.getElementById('gallery-fit').explorable.set({degree: 4})")
    open_take(gallery, "gallery-fit")
    gallery.locator("#gallery-fit button.show-numbers").click()
    rows = gallery.locator("#gallery-fit .numbers tbody tr")
    rows.first.wait_for()
    assert rows.count() == 11
    assert readout(gallery, "gallery-fit") in rows.nth(4).inner_text()


def test_the_python_line_puts_a_notebook_into_the_state(gallery):
    gallery.context.grant_permissions(["clipboard-read", "clipboard-write"])
    gallery.evaluate("document.getElementById('gallery-wave').explorable.set({shape: 'square', show_envelope: true})")
    open_take(gallery, "gallery-wave")
    gallery.locator("#gallery-wave button.copy-python").click()
    gallery.wait_for_function("document.querySelector('#gallery-wave .status').textContent !== ''")
    line = gallery.evaluate("navigator.clipboard.readText()")
    assert line == ('import helpers; helpers.shown("gallery-wave").set(fading=0.2, shape="square", show_envelope=True)')
    compile(line, "line", "exec")


def test_an_embedded_figure_stands_alone_in_its_state(gallery, page):
    gallery.context.grant_permissions(["clipboard-read", "clipboard-write"])
    gallery.evaluate("document.getElementById('gallery-point').explorable.set({start: [3, -2]})")
    open_take(gallery, "gallery-point")
    gallery.locator("#gallery-point button.copy-embed").click()
    gallery.wait_for_function("document.querySelector('#gallery-point .status').textContent !== ''")
    snippet = gallery.evaluate("navigator.clipboard.readText()")
    address = re.search(r'src="([^"]+)"', snippet)[1]
    page.goto(address)
    assert page.locator("figure.explorable").count() == 1
    assert state(page, "gallery-point")["start"] == [3, -2]


# Paper, and no scripts


def test_on_paper_each_figure_is_a_storyboard(gallery):
    gallery.emulate_media(media="print")
    gallery.wait_for_function("document.querySelectorAll('.storyboard figure').length > 0")
    for name in gallery.evaluate("[...document.querySelectorAll('figure.explorable')].map((figure) => figure.id)"):
        frames = gallery.locator(f"#{name} .storyboard > figure")
        assert frames.count() >= 3, name
        assert frames.first.is_visible() and not gallery.locator(f"#{name} form.controls").is_visible()
        captions = frames.locator("figcaption").all_inner_texts()
        assert len(set(captions)) == len(captions) and all(captions)


def test_without_scripts_each_figure_is_a_storyboard_and_no_control_is_dead(open_page, book):
    page = open_page(java_script_enabled=False, viewport={"width": 1000, "height": 900})
    page.goto((book / GALLERY).as_uri())
    figures = page.locator("figure.explorable")
    assert figures.count() == 7
    for index in range(figures.count()):
        figure = figures.nth(index)
        assert figure.locator(".storyboard > figure").count() >= 3
        assert figure.locator("output.readout").inner_text()
        for dead in ("form.controls", "form.predict", ".handle", ".picks"):
            assert not any(part.is_visible() for part in figure.locator(dead).all())
    page.trouble[:] = [words for words in page.trouble if "_static/scripts/" not in words]  # preloads of the theme


def test_the_print_has_the_pages(gallery, tmp_path):
    gallery.pdf(path=tmp_path / "gallery.pdf")
    assert (tmp_path / "gallery.pdf").stat().st_size > 50_000


def test_readouts_of_presets_differ(gallery):
    for name in gallery.evaluate("[...document.querySelectorAll('figure.explorable')].map((figure) => figure.id)"):
        presets = json.loads(gallery.locator(f"#{name} script.spec").text_content())["presets"]
        said = []
        for label in presets:
            gallery.locator(f"#{name} button.preset", has_text=label).first.click()
            said.append(readout(gallery, name))
        assert len(set(said)) == len(said), name
