"""A page that a reader saves whole and opens again: controls, picture and readout agree, and nothing is there twice."""

from __future__ import annotations

import pytest
import specimens

from helpers.sphinxext.assets import OWN

CODE = '<div class="highlight"><pre>1</pre></div>'
LABEL = '<li><button type="button" class="label" data-state="step={0}">{0}</button><div class="text">{0}.</div></li>'
STEPS = f"""<div class="steps"><button type="button" class="previous">‹</button><span class="where"></span>
<button type="button" class="next">›</button><ol>{LABEL.format(2)}{LABEL.format(4)}</ol></div>"""
LOOK = """async (name) => {
  const figure = document.getElementById(name);
  await figure.explorable.settled;
  return [
    figure.explorable.state(),
    [...figure.querySelectorAll("form.controls :is(input, select)")].map(({ value, checked }) => [value, checked]),
    figure.querySelector(".box > .views").innerHTML,
    figure.explorable.readout(),
  ];
}"""
MOVED = {
    "waves": "{height: 0.3, count: 1, shape: 'cosine', marks: true}",
    "touched": "{place: [2, -1], word: 'three', step: 2}",
}


@pytest.fixture(scope="module")
def figures() -> str:
    return CODE + specimens.waves() + specimens.touched().replace("<!-- steps -->", STEPS)


def reopened(page, figures: str, path, text: str | None = None) -> list[str]:
    """Sentences on what differs after a page is saved and opened again, and after Reset."""
    text = specimens.scripts() + (OWN / "copy.js").read_text("utf-8") if text is None else text
    page.goto(specimens.write_page(path, figures, text=text))
    fresh = {name: page.evaluate(LOOK, name) for name in MOVED}
    for name, state in MOVED.items():
        page.evaluate(f"document.getElementById('{name}').explorable.set({state})")
    saved = {name: page.evaluate(LOOK, name) for name in MOVED}
    path.write_text("<!doctype html>" + page.evaluate("document.documentElement.outerHTML"), "utf-8")
    page.goto(path.as_uri())
    words = ("state", "controls", "picture", "readout")
    found = []
    for expected, when in ((saved, "opened"), (fresh, "Reset")):
        for name in MOVED:
            if when == "Reset":
                page.locator(f"#{name} button.reset").click()
            look = page.evaluate(LOOK, name)
            found += [f"{when}: {word}" for word, a, b in zip(words, expected[name], look, strict=True) if a != b]
    buttons = page.locator("button.copybtn").count()
    return found + ["twice: copy button"] * (buttons > 1)


def test_a_saved_page_opens_as_it_was_saved(page, figures, tmp_path):
    assert reopened(page, figures, tmp_path / "saved.html") == []


def broken(name: str, old: str, new: str) -> str:
    """All scripts, one of which, of the engine's or the book's own, has a place changed."""
    if name == "engine":
        return specimens.broken(old, new) + (OWN / "copy.js").read_text("utf-8")
    copy = (OWN / name).read_text("utf-8")
    assert copy.count(old) == 1
    return specimens.scripts() + copy.replace(old, new)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("engine", 'figure.dataset.positions = positions.join(" ");', "", "opened: controls"),
        ("engine", "(table, first);", "(table, spec.controls.map((c) => c.start));", "Reset: picture"),
        ("copy.js", "code.nextElementSibling.remove()", "0", "twice: copy button"),
    ],
)
def test_a_saved_page_that_disagrees_with_itself_is_found(page, figures, tmp_path, name, old, new, said):
    assert said in reopened(page, figures, tmp_path / "broken.html", broken(name, old, new))


@pytest.mark.parametrize("positions", ["1 2", "1 2 3 x", "99 0 0 0", "-1 0 0 0", "0.5 0 0 0", ""])
def test_places_that_no_control_has_are_not_taken(page, tmp_path, positions):
    figure = specimens.waves().replace("<figure ", f'<figure data-positions="{positions}" ', 1)
    page.goto(specimens.write_page(tmp_path / "spoiled.html", figure))
    state = page.evaluate("document.getElementById('waves').explorable.state()")
    assert state == {"height": 1.0, "count": 3, "shape": "sine", "marks": False}


def test_the_step_that_was_taken_is_the_present_one(page, figures, tmp_path):
    path = tmp_path / "steps.html"
    page.goto(specimens.write_page(path, figures))
    page.locator("button.next").click()
    path.write_text("<!doctype html>" + page.evaluate("document.documentElement.outerHTML"), "utf-8")
    page.goto(path.as_uri())
    page.locator("button.next").click()
    assert page.locator(".where").text_content() == "2 of 2"
    assert page.locator(".present .text").all_text_contents() == ["4."]


def test_a_page_saved_while_it_plays_offers_play(page, figures, tmp_path):
    path = tmp_path / "plays.html"
    page.goto(specimens.write_page(path, figures))
    page.locator("#touched button.play").click()
    saved = page.evaluate("document.documentElement.outerHTML")
    assert ">Pause<" in saved
    path.write_text(f"<!doctype html>{saved}", "utf-8")
    page.goto(path.as_uri())
    play = page.locator("#touched button.play")
    assert (play.text_content(), play.get_attribute("aria-pressed")) == ("Play", "false")
    assert page.locator("#touched output.readout").get_attribute("aria-live") == "polite"
