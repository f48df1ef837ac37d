"""What the built book's readouts say, in every state: singular and plural, no endless per cents, no runs of digits."""

from __future__ import annotations

import base64
import json
import re
import zlib

import pytest
from parity import markup_of

from built_pages import HTML, notebook_of, pages_of

PAYLOAD = re.compile(r'class="payload">([^<]*)</script>')
SINGULAR = "across|as|has|is|less|loses|loss|this|was"  # words that end in an s and may follow a 1
BETWEEN = "different|further|more|new|other|shared|whole"  # may stand between a 1 and its noun
PLURAL = re.compile(rf"(?<![\d.,–-])1 (?!(?:{SINGULAR})\b)(?:(?:{BETWEEN}) )?[a-z]+s\b")
PER_CENT = re.compile(r"\d[\d,]{3,}(?:\.\d+)?\s?%")  # a thousand and more
DIGITS = re.compile(r"(?<![\d.])\d{5,}(?![\d.])")
MAY_FOLLOW = re.compile(r"\b(?:step|layer|level|month|place|degree|head|ef|beyond ±|takes?) ?1 ")  # "layer 1 has"


def strange(sentence: str) -> list[str]:
    """Parts of a readout that nobody would say."""
    sentence = MAY_FOLLOW.sub("", sentence)
    return [found[0] for pattern in (PLURAL, PER_CENT, DIGITS) for found in pattern.finditer(sentence)]


def readouts(html: str) -> list[str]:
    """Every readout of an explorable; none of a calculator, which writes them at any setting."""
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
        ("1 user, 21 users, 0.1 users, layer 1 has 1,001 tokens: 100 %, 1 less; 0.000108 s.", []),
    ],
)
def test_what_nobody_says_is_found(sentence, found):
    assert strange(sentence) == found
