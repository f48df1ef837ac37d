"""No line of a page ends between a number and its unit, at any width, in prose, steps and readouts."""

from __future__ import annotations

import pytest
import specimens

# Numbers parted from their units: the text that is shown, its pieces joined, with the height of each letter
PARTED = r"""() => {
  const found = [];
  for (const block of document.querySelectorAll("article :is(p, li, dd, td, figcaption), output")) {
    if (!block.checkVisibility() || block.querySelector("p, li, output")) continue;
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    const letters = [];
    while (walker.nextNode())
      if (!walker.currentNode.parentElement.closest("code, math, svg, button, .operand"))
        for (let i = 0; i < walker.currentNode.length; i++) letters.push([walker.currentNode, i]);
    const text = letters.map(([node, i]) => node.data[i]).join("");
    const top = ([node, i]) => {
      const range = document.createRange();
      range.setStart(node, i);
      range.setEnd(node, i + 1);
      return range.getBoundingClientRect();
    };
    for (const { index, 0: words } of text.matchAll(/\d\s(?:%|[kMGT]i?B|ms|s|bits?|bytes)(?![A-Za-z])/g)) {
      const [digit, unit] = [top(letters[index]), top(letters[index + 2])];
      if (unit.top >= digit.bottom) found.push(text.slice(Math.max(0, index - 20), index + words.length));
    }
  }
  return found;
}"""
WIDTHS = range(320, 480, 8)


def parted(page) -> set[str]:
    found = set()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found.update(page.evaluate(PARTED))
    return found


@pytest.mark.parametrize("name", ["language/temperature-top-k-top-p.html", "systems/kv-cache.html"])
def test_a_page_parts_no_number_from_its_unit(open_page, book, name):
    page = open_page()
    page.goto((book / name).as_uri())
    assert parted(page) == set()


def test_a_number_parted_from_its_unit_is_found(open_page, book):
    page = open_page()
    page.goto((book / "systems/kv-cache.html").as_uri())
    page.evaluate("document.querySelectorAll('output .quantity').forEach((one) => one.replaceWith(one.textContent))")
    assert parted(page)


def narrow(open_page, tmp_path, text: str | None = None) -> list[str]:
    """Readouts whose number and unit stand in two lines after a move, in a box of one word's width."""
    page = open_page()
    figure = specimens.labelled("12 %")
    style = "<style>output { display: block; width: 1px; }</style>"
    page.goto(specimens.write_page(tmp_path / "narrow.html", figure, head=style, text=text))
    page.evaluate("document.querySelector('figure').explorable.set({ choice: '12 %' })")
    return page.evaluate(PARTED)


def test_a_readout_that_moves_keeps_number_and_unit_together(open_page, tmp_path):
    assert narrow(open_page, tmp_path) == []


def test_a_player_that_writes_plain_text_is_found(open_page, tmp_path):
    text = specimens.broken(
        "Explorable.write(readout, painter", "((e, words) => (e.textContent = words))(readout, painter"
    )
    assert narrow(open_page, tmp_path, text) == ["12 %"]
