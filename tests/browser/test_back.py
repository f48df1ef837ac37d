"""Coming back to a page: by Back, or by Reload."""

from __future__ import annotations

from pathlib import Path

import pytest
import specimens

import helpers

# What WebKit does with forms that complete nothing, when a page is shown again that was kept in memory
KEPT = """async () => {
  dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
  for (const form of document.querySelectorAll("form.controls")) form.reset();
  await new Promise((later) => setTimeout(() => setTimeout(later)));
  const [height, marks, shape] = ["height", "marks", "shape"].map((name) => document.querySelector(`[name=${name}]`));
  return [height.value, marks.checked, shape.value];
}"""
AT_ONCE = (
    "setTimeout(() => faces.forEach(({ face }) => face.sync(true)))",
    "faces.forEach(({ face }) => face.sync(true))",
)
AS_KNOWN = ("face.sync(true)", "face.sync()")
ALWAYS = ("!openedAgain()", "true")


@pytest.fixture(scope="module")
def waves() -> str:
    return specimens.waves()


def engine(broken: tuple[str, str] | None) -> str:
    """The engine, or a copy in which a part is another."""
    sound = specimens.scripts()
    assert not broken or broken[0] in sound
    return sound.replace(*broken) if broken else sound


@pytest.mark.parametrize(
    ("broken", "shown"),
    [(None, ["19", True, "cosine"]), (AT_ONCE, ["9", False, "sine"]), (AS_KNOWN, ["9", False, "sine"])],
)
def test_controls_show_the_state_of_a_page_that_was_kept(page, waves, tmp_path, broken, shown):
    page.goto(specimens.write_page(tmp_path / "waves.html", waves, text=engine(broken)))
    page.evaluate("document.getElementById('waves').explorable.set({ height: 2, marks: true, shape: 'cosine' })")
    assert page.evaluate(KEPT) == shown


@pytest.mark.parametrize(("broken", "scrolled"), [(None, False), (ALWAYS, True)])
def test_a_reload_leaves_the_readers_place_to_the_browser(page, waves, tmp_path, broken, scrolled):
    """A script that scrolls while the page loads ends the browser's own return to the place, in Firefox."""
    page.add_init_script("Element.prototype.scrollIntoView = () => { window.scrolled = true; };")
    room = '<div style="height: 3000px"></div>'
    address = specimens.write_page(tmp_path / "waves.html", room, waves, room, text=engine(broken))
    page.goto(f"{address}#waves?height=0.4")
    assert page.evaluate("window.scrolled") is True, "a link that is opened leads to its picture"
    page.reload()
    assert bool(page.evaluate("window.scrolled")) is scrolled
    assert page.evaluate("document.getElementById('waves').explorable.state().height") == 0.4


PROGRESS = Path(helpers.__file__).parent / "sphinxext" / "static" / "progress.js"
NOTED = """(kept) => {
  localStorage.setItem("explorable-progress", JSON.stringify(kept)); // by another page
  dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
  return document.querySelector("[data-page]").className;
}"""
DEAF = ('addEventListener("pageshow", (event) => event.persisted && tell());', "")


@pytest.mark.parametrize(("broken", "seen"), [(None, "explored"), (DEAF, "")])
def test_a_page_that_was_kept_shows_what_was_explored_meanwhile(page, tmp_path, broken, seen):
    script = PROGRESS.read_text("utf-8")
    assert not broken or broken[0] in script
    script = script.replace(*broken) if broken else script
    card = '<a data-page="idea">Idea</a>'
    page.goto(specimens.write_page(tmp_path / "cards.html", card, text=f"{specimens.scripts()}\n{script}"))
    assert page.evaluate(NOTED, {"moved": {}, "explored": ["idea"]}) == seen
