"""Numbers that no line's end parts from their units."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import helpers
from helpers.explorable.quantities import QUANTITY, UNIT, held, held_html

SCRIPT = Path(helpers.__file__).parent / "explorable" / "quantities.js"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("93.4\u2009% full", ["4\u2009%"]),
        ("12 % of 63.4 GB, 1 KiB a token", ["2 %", "4 GB", "1 KiB"]),
        ("after 5 ms or 1 s, 2 min", ["5 ms", "1 s", "2 min"]),
        ("3 TFLOP/s, 8 bits, 1 bit, 900 GB/s", ["3 TFLOP/s", "8 bits", "1 bit", "0 GB/s"]),
        ("at 12% or 3 steps, 5 sizes, 4 Bytes, 7 minutes", []),
        ("x % y, step %", []),
    ],
)
def test_what_is_a_number_with_its_unit(text, parts):
    assert QUANTITY.findall(text) == parts
    assert re.findall('<span class="quantity">([^<]*)</span>', held_html(text)) == parts
    assert not QUANTITY.search(held(text)) and len(held(text)) == len(text)
    assert held(text).replace("\u00a0", " ").replace("\u202f", "\u2009") == text


def test_html_of_words_is_escaped():
    assert held_html('<b> & "1 %"') == '&lt;b&gt; &amp; &quot;<span class="quantity">1 %</span>&quot;'


def test_the_player_knows_the_same_units():
    script = SCRIPT.read_text("utf-8")
    [written] = re.findall(r"const UNIT =([^;]*);", script)
    assert "".join(re.findall('"([^"]*)"', written)) == UNIT
    assert r"new RegExp(`(\\d[ \\u2009](?:${UNIT})(?![A-Za-z]))`)" in script
    assert QUANTITY.pattern == rf"\d[ \u2009](?:{UNIT})(?![A-Za-z])"
