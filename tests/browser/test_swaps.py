"""What a move paints is the state's own fragment, however it is swapped."""

from __future__ import annotations

import base64
import json
import re
import zlib
from itertools import accumulate, product

import pytest
import specimens

from helpers import Choice, Slider, explore
from helpers.plots import new_figure

WORDS = ["one", "R&D", "x < 1", 'a "quote"', "x > 1", "two", ""]
SIZES = [1, 2, 3]
SAME = """([number, fragment]) => {
  const slot = document.querySelector(`[data-table="${number}"]`);
  const fresh = slot.cloneNode(false);
  fresh.innerHTML = fragment;
  return fresh.innerHTML === slot.innerHTML;
}"""
FIRSTS = "window.firsts = [...document.querySelectorAll('[data-table]')].map((slot) => slot.firstElementChild)"
KEPT = "[...document.querySelectorAll('[data-table]')].map((slot, i) => slot.firstElementChild === window.firsts[i])"


@pytest.fixture(scope="module")
def varied() -> str:
    """A figure whose artists differ in one attribute, in one text, in awkward texts, in several marks."""
    fig, ax = new_figure(height=2.4)
    ax.set(xlim=(0, 4), ylim=(0, 4))
    [bar] = ax.barh([1], [1])
    [line] = ax.plot([0, 4], [3, 3])
    plain, odd, many = ax.text(0.1, 0.2, "size 1"), ax.text(2, 0.2, "one"), ax.scatter([1], [2])

    def update(size=1, words="one"):
        bar.set_width(size)
        line.set_linewidth(size)
        plain.set_text(f"size {size}")
        odd.set_text(words)
        many.set_offsets([(place, 2) for place in range(1, size + 1)])
        return f"{size} {words}."

    return specimens.html_of(explore, update, fig, name="varied", size=Slider(SIZES), words=Choice(WORDS))


@pytest.fixture
def opened(page, varied, tmp_path):
    page.goto(specimens.write_page(tmp_path / "varied.html", varied))
    return page


def fragments(html: str, state: tuple[int, int]) -> list[str]:
    """The fragment of each table in a state given by positions."""
    text = re.search(r'class="payload">([^<]+)<', html)[1]
    found = []
    for table in json.loads(zlib.decompress(base64.b64decode(text)))["tables"]:
        place = 0
        for control in table["controls"]:
            place = place * (len(SIZES), len(WORDS))[control] + state[control]
        number = list(accumulate(table["steps"]))[place]
        found.append(table["head"] + table["middles"][number] + table["tail"])
    return found


def go(page, state: tuple[int, int]) -> None:
    """Move to a state given by positions."""
    page.evaluate(
        "([size, words]) => document.getElementById('varied').explorable.set({ size, words })",
        [SIZES[state[0]], WORDS[state[1]]],
    )


def test_every_state_is_painted_as_its_fragments_are_read(opened, varied):
    states = list(product(range(len(SIZES)), range(len(WORDS))))
    for state in [*states, *reversed(states)]:
        go(opened, state)
        wrong = [i for i, text in enumerate(fragments(varied, state)) if not opened.evaluate(SAME, [i, text])]
        assert (state, wrong) == (state, [])


def test_an_artist_that_differs_in_one_attribute_or_one_plain_text_keeps_its_element(opened, varied):
    go(opened, (0, 0))
    opened.evaluate(FIRSTS)
    go(opened, (1, 1))
    kept = dict(zip(fragments(varied, (1, 1)), opened.evaluate(KEPT), strict=True))
    assert [stays for text, stays in kept.items() if "size 2" in text] == [True]
    assert [stays for text, stays in kept.items() if "R&amp;D" in text] == [False]
    assert list(kept.values()).count(True) >= 3


def test_a_browser_that_reads_base64_only_letter_by_letter_unpacks_too(page, varied, tmp_path):
    head = "<script>delete Uint8Array.fromBase64;</script>"
    page.goto(specimens.write_page(tmp_path / "letters.html", varied, head=head))
    go(page, (2, 5))
    assert page.locator("output.readout").inner_text() == "3 two."
