"""A page that the browser has translated: words are changed and wrapped, and everything works as before."""

from __future__ import annotations

import pytest
import specimens
from sweep import troubles

# What a browser's translation does, as soon as the figures have started: before their tables have come
TRANSLATION = """addEventListener("DOMContentLoaded", () => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), texts = [];
  while (walk.nextNode()) texts.push(walk.currentNode);
  for (const text of texts.filter((one) => one.data.trim())) {
    const parent = text.parentElement, words = `ü${text.data}`;
    if (parent.closest("script, noscript, .notranslate")) continue;
    const around = document.createElement("font");
    around.appendChild(document.createElement("font")).textContent = words;
    text.replaceWith(parent.closest("option, svg") ? words : around);
  }
  for (const one of document.querySelectorAll("[aria-label]")) one.ariaLabel = `ü${one.ariaLabel}`;
});"""
STATE = "(id) => { try { return document.querySelector(id).explorable.state(); } catch { return {}; } }"
# What a reader does: part of the page, how it is used, and what of the state is expected then
ACTS = [
    ("#waves [name=height]", "press", "End", {"height": 2}),
    ("#waves .preset >> nth=1", "click", None, {"height": 0.1, "shape": "cosine"}),
    ("#waves [name=shape]", "press", "ArrowUp", {"shape": "sine"}),
    ("#waves [name=marks]", "press", "Space", {"marks": True}),
    ("#waves .reset", "click", None, {"height": 1, "count": 3, "shape": "sine", "marks": False}),
    ("#asked .option >> nth=0", "click", None, {"step": 38, "mood": "calm"}),
    ("#asked .preset", "click", None, {"step": 3}),
    ("#asked button.step", "click", None, {"step": 4}),
]


@pytest.fixture(scope="module")
def figures() -> list[str]:
    return [specimens.waves(), specimens.asked()]


def faults(page, address: str) -> list[str]:
    """What is wrong with the translated page while it is used."""
    page.goto(address)
    found = troubles(page)
    for part, act, argument, expected in ACTS if not found else []:
        getattr(page.locator(part), act)(*filter(None, [argument]))
        state = page.evaluate(STATE, part.split()[0])
        found += [f"{part}: {name} is not {value}" for name, value in expected.items() if state.get(name) != value]
    return found + troubles(page)


def test_a_translated_page_works(page, figures, tmp_path):
    address = specimens.write_page(tmp_path / "page.html", *figures, after=TRANSLATION)
    assert faults(page, address) == []
    pressed = page.locator("#waves .preset[aria-pressed=true]")
    page.locator("#waves .preset >> nth=0").click()
    assert pressed.count() == 1 and pressed.inner_text() == "üTall"
    assert page.locator("#asked .feedback").inner_text() == "Right: calm. It is."
    play = page.locator("#asked button.play")
    play.click()
    assert (play.inner_text(), play.get_attribute("aria-label")) == ("Pause", "Pause step")
    assert page.locator("#asked svg.view").text_content().endswith(" calm"), "what moves is written anew"


BY_WORDS = {
    "presets": ("[button.value]", "[button.textContent]"),
    "choices": ("(input) => input.selectedIndex", "(input) => ['sine', 'cosine'].indexOf(input.value)"),
    "answers": ("pressed && pressed.value ? pressed.value", "pressed ? pressed.textContent"),
}


@pytest.mark.parametrize("part", BY_WORDS)
def test_a_page_whose_parts_are_known_by_their_words_does_not(page, figures, tmp_path, part):
    sound, broken = BY_WORDS[part]
    engine = specimens.scripts()
    assert sound in engine
    address = specimens.write_page(
        tmp_path / "page.html", *figures, text=engine.replace(sound, broken), after=TRANSLATION
    )
    page.set_default_timeout(2000)
    assert faults(page, address) or page.locator("#asked .feedback").inner_text().startswith("Not so")
