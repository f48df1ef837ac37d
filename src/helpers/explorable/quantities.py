"""Numbers with their units, such as "12 %" or "3.5 GB": no line of a page ends between the two."""

from __future__ import annotations

import re
from html import escape

NO_BREAK = {" ": "\u00a0", "\u2009": "\u202f"}  # a space, or a thin one, to what looks the same and holds
UNIT = (
    "%|‰|°C|ppm|px|(?:[kKMGTPE]i?)?B(?:/s)?|bytes?|[kMGT]?bit(?:s|/s)?|nats?|"
    "[mµn]?s|min|h|[kMG]?Hz|k?W|[kMGTPE]?FLOP(?:/s)?"
)
QUANTITY = re.compile(rf"\d[ \u2009](?:{UNIT})(?![A-Za-z])")  # the same stands in quantities.js


def held(text: str) -> str:
    """Text with no-break spaces between numbers and units.

    >>> held("12 % of 3 GB").count("\\u00a0")
    2
    """
    return QUANTITY.sub(lambda found: found[0][0] + NO_BREAK[found[0][1]] + found[0][2:], text)


def held_html(text: str) -> str:
    """Text as HTML that is read and copied as it is, and keeps numbers and units together.

    >>> held_html("12 % < 3")
    '1<span class="quantity">2 %</span> &lt; 3'
    """
    return QUANTITY.sub(lambda found: f'<span class="quantity">{found[0]}</span>', escape(text))
