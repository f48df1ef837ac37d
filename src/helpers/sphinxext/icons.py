"""The theme's icons without its script of 1.3 MB: each is an empty `<svg>` that CSS fills with a mask.

The drawings are those of the script that the theme carries (Font Awesome Free), taken at build time; only the icons
that pages show are taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from .files import package_file

SCRIPT = ("pydata_sphinx_theme", "theme/pydata_sphinx_theme/static/scripts/fontawesome.js")
PLACE = re.compile(r'<(?P<tag>i|span) class="(?P<classes>[^"]*\b(?:fas|fa-solid)\b[^"]*)"(?P<rest>[^>]*)></(?P=tag)>')
DRAWN = re.compile(r'<svg class="svg-inline--fa (?P<name>fa-[\w-]+)')
SIZES = {"fa-lg"}
STYLE = """/* Icons: Font Awesome Free, fontawesome.com, CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/) */
.svg-inline--fa{display:inline-block;height:1em;box-sizing:content-box;vertical-align:-.125em;background:currentColor;\
-webkit-mask:var(--icon) center/contain no-repeat;mask:var(--icon) center/contain no-repeat;\
-webkit-print-color-adjust:exact;print-color-adjust:exact}
.svg-inline--fa.fa-lg{vertical-align:-.2em}
@media (forced-colors:active){.svg-inline--fa{background:ButtonText}}
"""


@cache
def drawing(name: str, script: str) -> tuple[int, int, str]:
    """Width, height and path of a solid icon, read from the theme's script.

    The script holds the brands, then the outlined icons, then the solid ones. Raises ValueError for an unknown name.
    """
    known = name.removeprefix("fa-")
    entry = rf"""[{{,]["']?{re.escape(known)}["']?:\[(\d+),(\d+),\[[^\]]*\],"[^"]*","([^"]+)"\]"""
    if not (found := re.findall(entry, script)):
        raise ValueError(f"The theme's icons have no {name!r}: take another, or draw it as an image")
    width, height, path = found[-1]
    return int(width), int(height), path


def theme_script() -> str:
    """Text of the theme's script of icons."""
    return package_file(*SCRIPT).read_text("utf-8")


def draw_icons(html: str, *, script: str) -> str:
    """Replace each icon's empty element by an `<svg>` of the icon's proportions, hidden from screen readers.

    Raises ValueError for an icon that the theme does not have.
    """

    def draw(match: re.Match[str]) -> str:
        classes = [name for name in match["classes"].split() if name not in ("fas", "fa-solid")]
        [name] = [one for one in classes if one.startswith("fa-") and one not in SIZES]
        width, height, _ = drawing(name, script)
        others = " ".join(one for one in classes if one != name)
        title = re.search(r'\stitle="([^"]*)"', match["rest"])
        rest = re.sub(r'\s+(title|aria-hidden)="[^"]*"', "", match["rest"])
        label = f"<title>{title[1]}</title>" if title else ""
        names = f"svg-inline--fa {name} {others}".strip()
        return f'<svg class="{names}"{rest} viewBox="0 0 {width} {height}" aria-hidden="true">{label}</svg>'

    return PLACE.sub(draw, html)


def icon_style(names: Iterable[str], *, script: str) -> str:
    """CSS that fills the icons of these names; it comes before the theme's, which sizes them."""
    rules = []
    for name in sorted(set(names)):
        width, height, path = drawing(name, script)
        image = f"%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}'%3E%3Cpath d='{path}'/%3E"
        rules.append(f'.{name}{{--icon:url("data:image/svg+xml,{image}%3C/svg%3E")}}\n')
    return STYLE + "".join(rules)
