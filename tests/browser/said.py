"""What nobody would say: parts of a readout such as "1 users", "11,260,014 %", "2,204,409 million" or "0 of 0"."""

from __future__ import annotations

import re

SINGULAR = "across|as|has|is|less|loses|loss|this|was"  # words that end in an s and may follow a 1
BETWEEN = "different|further|more|new|other|shared|whole"  # may stand between a 1 and its noun
STRANGE = (
    re.compile(rf"(?<![\d.,–-])1 (?!(?:{SINGULAR})\b)(?:(?:{BETWEEN}) )?[a-z]+s\b"),
    re.compile(r"(?<![\d.])\d[\d,]{3,}(?:\.\d+)?\s?%"),  # a thousand per cent and more
    re.compile(r"(?<![\d.])\d{5,}(?![\d.])"),
    re.compile(r"\d[\d,]{3,}(?:\.\d+)? (?:thousand|million|billion)"),
    re.compile(r"\b(?:0|list|out) of 0\b"),
    re.compile(r"(?<![\d.,])0\.0+ [kMGTP]i?B\b"),
)
MAY_FOLLOW = re.compile(r"\b(?:step|layer|level|month|place|degree|head|ef|beyond ±|takes?) ?1 ")  # "layer 1 has"


def strange(sentence: str) -> list[str]:
    """Parts of a readout that nobody would say."""
    sentence = MAY_FOLLOW.sub("", sentence)
    return [found[0] for pattern in STRANGE for found in pattern.finditer(sentence)]
