"""A copied snippet leaves an embedded figure as much room as it needs, on a phone and on a laptop."""

from __future__ import annotations

import re

import pytest
import specimens

WIDTHS = (328, 360, 420, 640, 1000)
FIGURES = {"training/momentum.html": "momentum", "systems/kv-cache.html": "kv-cache"}
COPIED = """async (name) => {
  let copied = "";
  Object.defineProperty(navigator, "clipboard", { value: { writeText: async (text) => { copied = text; } } });
  document.querySelector(`#${name} button.copy-embed`).click();
  await Promise.resolve();
  return copied;
}"""


def rooms(open_page, book, name: str, script: str = "") -> list[float]:
    """For each width the height that the figure's own page has, as a part of that which its snippet leaves it."""
    page, host, own = (open_page(viewport={"width": 1280, "height": 900}) for _ in range(3))
    if script:
        page.route("**/explorable.js*", lambda route: route.fulfill(body=script, content_type="text/javascript"))
    page.goto((book / name).as_uri())
    snippet = page.evaluate(COPIED, FIGURES[name])
    own.goto((book / "embed" / f"{FIGURES[name]}.html").as_uri())
    host.set_content(f'<!doctype html><body style="margin: 0">{re.sub("src=[^ ]*", "", snippet)}')
    found = []
    for width in WIDTHS:
        host.set_viewport_size({"width": width, "height": 800})
        own.set_viewport_size({"width": width, "height": 100})
        room = host.evaluate("document.querySelector('iframe').clientHeight")
        found.append(own.evaluate("document.documentElement.scrollHeight") / room)
    return found


@pytest.mark.parametrize("name", FIGURES)
def test_an_embedded_figure_has_the_room_that_its_snippet_says(open_page, book, name):
    parts = rooms(open_page, book, name)
    assert max(parts) <= 1.01, "nothing scrolls within the frame"
    assert min(parts) >= 0.75, "not much is left empty"


def test_a_snippet_of_the_present_height_is_found(open_page, book):
    script = specimens.broken("WIDTHS.map((width) => heightAt(width, figure))", "WIDTHS.map(() => 700)")
    assert max(rooms(open_page, book, "systems/kv-cache.html", script)) > 1.5
