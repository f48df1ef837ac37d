"""A lighter first visit: pages load one style sheet of the theme, cut to what they use, and the scripts they need.

After the pages are written, their links to the theme's style sheets become one, their icons are drawn without a script,
and scripts that find nothing to do in a page leave it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util import logging

from .files import built_pages, write_if_changed
from .icons import DRAWN, draw_icons, icon_style, theme_script
from .policy import MOVED, PAGE_NAME
from .used_rules import cut, used_in

logger = logging.getLogger(__name__)

JOINED = "theme-used.css"
THEIRS = (  # style sheets of installed packages below `_static`, in the order in which pages load them
    "basic.css",
    "styles/theme.css",  # imports basic.css, nothing else
    "styles/pydata-sphinx-theme.css",
    "pygments.css",
    "styles/sphinx-book-theme.css",
    "togglebutton.css",
    "copybutton.css",
    "mystnb.*.css",
    "sphinx-design.min.css",
)
REPLACED = ("scripts/fontawesome.js", "scripts/bootstrap.js")  # by icons.py and by static/menus.js
# Script below `_static` to what must be in a page for it to have work there
WORK = {
    "clipboard.min.js": re.compile(r"<pre\b"),
    "copybutton.js": re.compile(r"<pre\b"),
    "togglebutton.js": re.compile(
        r"""class="(?:[^"]*\s)?(?:toggle|toggle-details|admonition\s[^"]*(?<![\w-])dropdown)(?:\s[^"]*)?\""""
    ),
    "design-tabs.js": re.compile(r'class="[^"]*\bsd-tab-'),
    "menus.js": re.compile(r'data-bs-toggle="dropdown"'),
}
SETTINGS = re.compile(r"\s*<script>(?:let toggle\w+|var togglebuttonSelector) = [^<]*</script>")  # of togglebutton.js
SHEET = re.compile(r'\s*<link\b[^>]*\bhref="(?P<root>[^"]*)_static/(?P<name>[^"?]+\.css)[^"]*"[^>]*>')
SCRIPT = re.compile(r'\s*<script\b[^>]*\bsrc="[^"]*_static/(?P<name>[^"?]+)[^"]*"[^>]*></script>')
INLINE = re.compile(r"<script(?![^>]*\b(?:src|type)=)[^>]*>(.*?)</script>", re.DOTALL)
PRELOAD = re.compile(r'\s*<link rel="preload" as="script" href="[^"]*_static/(?P<name>[^"?]+)[^"]*"\s*/?>')


def without_idle_scripts(html: str) -> str:
    """Return a page without the scripts that others replace here, and without those that have no work in it."""
    idle = {*REPLACED, *(name for name, work in WORK.items() if not work.search(html))}

    def keep(match: re.Match[str]) -> str:
        return "" if match["name"] in idle else match[0]

    html = PRELOAD.sub(keep, SCRIPT.sub(keep, html))
    return SETTINGS.sub("", html) if "togglebutton.js" in idle else html


def is_theirs(name: str) -> bool:
    """Whether a style sheet is part of the joined one."""
    return name == JOINED or any(Path(name).match(pattern) for pattern in THEIRS)


def with_joined_sheet(html: str, *, version: str) -> str:
    """Return a page with one link in the place of those to the joined style sheets; own sheets stay as they are."""
    first = True

    def join(match: re.Match[str]) -> str:
        nonlocal first
        if not is_theirs(match["name"]):
            return match[0]
        joined = f'\n    <link rel="stylesheet" href="{match["root"]}_static/{JOINED}?v={version}">' if first else ""
        first = False
        return joined

    return SHEET.sub(join, html)


def joined_sheet(static: Path, pages: Iterable[str], *, own: str, icons: str) -> str:
    """Write the style sheet of all pages: the icons', then what the pages use of the theme's.

    static : the book's folder `_static`. own : text of the sheets that stay, which use values of the theme.
    """
    pages = list(pages)
    scripts = scripts_of(static, pages)
    sheets = [path for pattern in THEIRS for path in sorted(static.glob(pattern))]
    theirs = "".join(path.read_text("utf-8") for path in sheets)
    inline = [style for page in pages for style in re.findall(r'\sstyle="([^"]*)"', page)]
    return icons + cut(theirs, used_in(pages, scripts), elsewhere="".join([own, *inline, *scripts]))


def scripts_of(static: Path, pages: Iterable[str]) -> list[str]:
    """Text of the scripts that pages load or hold.

    The one that names its page is left out: in a later build it is a file, and the sheet is not to depend on that.
    """
    loaded = {match["name"] for page in pages for match in SCRIPT.finditer(page)} - {Path(MOVED).name}
    found = [(static / name).read_text("utf-8") for name in sorted(loaded) if (static / name).is_file()]
    inside = (code for page in pages for code in INLINE.findall(page))
    return found + [code for code in inside if not PAGE_NAME.fullmatch(code)]


def own_sheets(static: Path, pages: Iterable[str]) -> str:
    """Text of the style sheets that pages load beside the joined one."""
    names = sorted({match["name"] for page in pages for match in SHEET.finditer(page) if not is_theirs(match["name"])})
    return "".join((static / name).read_text("utf-8") for name in names if (static / name).is_file())


def lighten(outdir: Path) -> None:
    """Lighten every page of a built book. Raises ValueError for an icon or a style sheet that cannot be read."""
    static, script = outdir / "_static", theme_script()
    found = {path: path.read_text("utf-8") for path in built_pages(outdir)}
    pages = {path: draw_icons(without_idle_scripts(html), script=script) for path, html in found.items()}
    themed = {path: html for path, html in pages.items() if any(map(is_theirs, sheets_of(html)))}
    icons = icon_style((name for html in themed.values() for name in DRAWN.findall(html)), script=script)
    sheet = joined_sheet(static, themed.values(), own=own_sheets(static, themed.values()), icons=icons).encode()
    write_if_changed(static / JOINED, sheet)
    version = hashlib.sha256(sheet).hexdigest()[:8]
    for path, html in themed.items():
        write_if_changed(path, with_joined_sheet(html, version=version).encode())
    for name in REPLACED:
        for path in static.glob(f"{name}*"):
            path.unlink()


def sheets_of(html: str) -> list[str]:
    """Names below `_static` of the style sheets that a page loads."""
    return [match["name"] for match in SHEET.finditer(html)]


def lighten_pages(app: Sphinx, exception: Exception | None) -> None:
    """Lighten the pages once all are written; what cannot be done is a warning, and the book is built with none."""
    if exception or app.builder.format != "html":
        return
    try:
        lighten(Path(app.outdir))
    except ValueError as refusal:
        logger.warning("The pages were not made lighter: %s", refusal)


def setup_lighter(app: Sphinx) -> None:
    """Lighten the pages after the book's own parts are in them."""
    app.connect("build-finished", lighten_pages)
