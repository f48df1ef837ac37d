"""What the built book's readouts say, in every state: singular and plural, no endless per cents, no runs of digits."""

from __future__ import annotations

import base64
import json
import re
import zlib

import pytest
from parity import markup_of
from said import strange

from built_pages import HTML, notebook_of, pages_of

PAYLOAD = re.compile(r'class="payload">([^<]*)</script>')


def readouts(html: str) -> list[str]:
    """Every readout of an explorable; none of a calculator, whose readouts the visits judge where they move it."""
    packed = PAYLOAD.search(html)[1]
    if packed.startswith("{"):
        return []
    table = json.loads(zlib.decompress(base64.b64decode(packed)))["readouts"]
    return [table["head"] + middle + table["tail"] for middle in table["middles"]]


@pytest.mark.inputs(of=lambda page: [HTML / page])
@pytest.mark.parametrize("page", [page for page in pages_of(HTML) if notebook_of(page).is_file()] or ["index.html"])
def test_readouts_are_sentences_that_a_person_would_say(page):
    said = {sentence for html in markup_of(page).values() for sentence in readouts(html)}
    wrong = {sentence: strange(sentence) for sentence in sorted(said) if strange(sentence)}
    assert not wrong, "\n".join(f"{parts} in {sentence!r}" for sentence, parts in list(wrong.items())[:5])


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("With 1 users the bar is full.", ["1 users"]),
        ("In 1 other months it rings.", ["1 other months"]),
        ("It is 11,260,014 % too high.", ["11,260,014 %"]),
        ("It is 4870.5 % of it.", ["4870.5 %"]),
        ("There are 11260014 parameters.", ["11260014"]),
        ("It has 2,204,409 million, 0 of 0, a list of 0.", ["2,204,409 million", "0 of 0", "list of 0"]),
        ("It takes 0.0 MB of 10.0 MB.", ["0.0 MB"]),
        ("1 user, 21 users, 0.1 users, layer 1 has 1,001 tokens: 100 %, 1 less; 0.000108 s.", []),
    ],
)
def test_what_nobody_says_is_found(sentence, found):
    assert strange(sentence) == found
