"""A lighter first visit: pages load one style sheet of the theme, cut to what they use, and the scripts they need.

After the pages are written, their links to the theme's style sheets become one, their icons are drawn without a script,
and scripts that find nothing to do in a page leave it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util import logging

from .assets import ENGINE, joined, own_sheets
from .bundles import BUNDLE, BUNDLED
from .embeds import SHEET as BARE
from .embeds import bare_sheet
from .execution import cache_folder
from .files import LAST, built_pages, write_if_changed
from .fonts import write_fonts
from .icons import DRAWN, draw_icons, icon_style, theme_script
from .policy import MOVED, PAGE_NAME
from .table_files import FOLDER
from .used_characters import characters_of
from .used_rules import COMMENT, cut, used_in

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
REPLACED = (  # by icons.py, by static/menus.js, by static/copy.js
    "scripts/fontawesome.js",
    "scripts/bootstrap.js",
    "clipboard.min.js",
    "copybutton.js",
)
# Script below `_static` to what must be in a page for it to have work there
WORK = {
    ENGINE: re.compile(r'<figure class="(?:explorable|calculator)'),
    "togglebutton.js": re.compile(
        r"""class="(?:[^"]*\s)?(?:toggle|toggle-details|admonition\s[^"]*(?<![\w-])dropdown)(?:\s[^"]*)?\""""
    ),
    "design-tabs.js": re.compile(r'class="[^"]*\bsd-tab-'),
}
SETTINGS = re.compile(r"\s*<script>(?:let toggle\w+|var togglebuttonSelector) = [^<]*</script>")  # of togglebutton.js
DEFAULT = re.compile(r"\s*<script>\s*DOCUMENTATION_OPTIONS\.search_as_you_type = false;\s*</script>")
SHEET = re.compile(r'\s*<link\b[^>]*\bhref="(?P<root>[^"]*)_static/(?P<name>[^"?]+\.css)[^"]*"[^>]*>')
SCRIPT = re.compile(r'\s*<script\b[^>]*\bsrc="[^"]*_static/(?P<name>[^"?]+)[^"]*"[^>]*></script>')
EARLY = re.compile(r'<script (?:data-cfasync="false">.*?|src="[^"]*_static/early\.js"[^>]*>)</script>', re.DOTALL)
ROOT = re.compile(r'<html\b[^>]*\sdata-content_root="([^"]*)"')
INLINE = re.compile(r"<script(?![^>]*\b(?:src|type)=)[^>]*>(.*?)</script>", re.DOTALL)
PLAIN = re.compile(r'<span class="[npw]">([^<]*)</span>')  # names, marks, spaces of code: in the colour of all code
PRELOAD = re.compile(r'\s*<link rel="preload" as="script" href="[^"]*_static/(?P<name>[^"?]+)[^"]*"\s*/?>')


def without_idle_scripts(html: str) -> str:
    """Return a page without the scripts that others replace here, and without those that have no work in it."""
    idle = {*REPLACED, *(name for name, work in WORK.items() if not work.search(html))}

    def keep(match: re.Match[str]) -> str:
        return "" if match["name"] in idle else match[0]

    html = DEFAULT.sub("", PRELOAD.sub(keep, SCRIPT.sub(keep, html)))
    return SETTINGS.sub("", html) if "togglebutton.js" in idle else html


def with_joined_sheet(html: str, *, replaced: Callable[[str], bool], version: str) -> str:
    """Return a page with one link in the place of those to the style sheets whose names are `replaced`."""
    first = True

    def join(match: re.Match[str]) -> str:
        nonlocal first
        if not replaced(match["name"]):
            return match[0]
        joined = f'\n    <link rel="stylesheet" href="{match["root"]}_static/{JOINED}?v={version}">' if first else ""
        first = False
        return joined

    return SHEET.sub(join, html)


def joined_sheet(static: Path, pages: Iterable[str], *, own: str, icons: str) -> str:
    """Write the style sheet of all pages: the icons', what the pages use of the theme's, the book's own.

    static : the book's folder `_static`. own : text of the book's own sheets, which use values of the theme.
    """
    pages = list(pages)
    scripts = scripts_of(static, pages)
    sheets = [path for pattern in THEIRS for path in sorted(static.glob(pattern))]
    theirs = "".join(path.read_text("utf-8") for path in sheets)
    inline = [style for page in pages for style in re.findall(r'\sstyle="([^"]*)"', page)]
    whole = (path for path in sorted(static.glob("*.css")) if path.name not in (JOINED, BARE))
    others = "".join(path.read_text("utf-8") for path in whole)
    return icons + cut(theirs, used_in(pages, scripts), elsewhere="".join([own, others, *inline, *scripts])) + own


def scripts_of(static: Path, pages: Iterable[str]) -> list[str]:
    """Text of the scripts that pages load or hold.

    What a later step of the build changes is left out: the joined script, and the one that names its page.
    """
    loaded = {match["name"] for page in pages for match in SCRIPT.finditer(page)} | {*BUNDLED}
    found = [static / name for name in sorted(loaded - {BUNDLE, Path(MOVED).name}) if (static / name).is_file()]
    inside = (code for page in pages for code in INLINE.findall(page))
    return [joined([path]) for path in found] + [code for code in inside if not PAGE_NAME.fullmatch(code)]


def own_style(app: Sphinx, pages: Iterable[str]) -> str:
    """Text of the book's own sheets, its fonts' first, which are cut to the characters of these pages."""
    static = Path(app.outdir) / "_static"
    tables = (path.read_text("utf-8") for path in sorted((Path(app.outdir) / FOLDER).glob("*.js")))
    letters = characters_of(pages, tables)
    fonts = write_fonts(static / "fonts", cache=cache_folder(app) / "fonts", characters=letters)
    write_if_changed(static / "fonts.css", fonts.encode())
    return fonts + "".join(COMMENT.sub("", (static / name).read_text("utf-8")) for name in own_names(app))


def own_names(app: Sphinx) -> list[str]:
    """Names of the book's own style sheets."""
    return [*sorted(path.name for path in (Path(app.srcdir) / "_static").glob("*.css")), *own_sheets()]


def lighten(app: Sphinx) -> None:
    """Lighten every page of a built book. Raises ValueError for an icon or a style sheet that cannot be read."""
    static, script = Path(app.outdir) / "_static", theme_script()
    found = {path: path.read_text("utf-8") for path in built_pages(app.outdir)}
    mends = {path: with_early_script(mended(html), font="") for path, html in found.items()}
    pages = {path: draw_icons(without_idle_scripts(html), script=script) for path, html in mends.items()}
    own = own_style(app, pages.values())
    write_if_changed(static / BARE, bare_sheet(static).encode())
    themed = {path: html for path, html in pages.items() if any(map(is_theirs, sheets_of(html)))}
    icons = icon_style((name for html in themed.values() for name in DRAWN.findall(html)), script=script)
    sheet = joined_sheet(static, themed.values(), own=own, icons=icons).encode()
    write_if_changed(static / JOINED, sheet)
    names = {*own_names(app)}
    [font] = (path.name for path in (static / "fonts").glob("stix-*"))
    version = hashlib.sha256(sheet).hexdigest()[:8]
    for path, html in themed.items():
        html = with_early_script(html, font=font)
        html = with_joined_sheet(html, replaced=lambda name: is_theirs(name) or name in names, version=version)
        write_if_changed(path, html.encode())
    for name in REPLACED:
        for path in static.glob(f"{name}*"):
            path.unlink()


def with_early_script(html: str, *, font: str) -> str:
    """Return a page with the book's early script for the theme's; it asks for the formulas' font where it has any."""
    root = found[1] if (found := ROOT.search(html)) else ""
    early = f' data-font="{root}_static/fonts/{font}"' if "<math" in html else ""
    return EARLY.sub(f'<script src="{root}_static/early.js"{early}></script>', html)


def mended(html: str) -> str:
    """Return a page with the theme's markup mended.

    Pictures of closed menus wait; buttons are called what they say; code without a colour of its own has no element.
    """
    html = PLAIN.sub(r"\1", html)
    html = re.sub(r'<img alt="(\w+ logo)"', r'<img loading="lazy" alt="\1"', html)
    html = html.replace('<summary aria-label="Toggle hidden content">', "<summary>")
    return re.sub(r'(<button class="btn search-button-field[^>]*?) aria-label="[^"]*"', r"\1", html)


def is_theirs(name: str) -> bool:
    """Whether a style sheet is an installed package's, or the joined one."""
    return name == JOINED or any(Path(name).match(pattern) for pattern in THEIRS)


def sheets_of(html: str) -> list[str]:
    """Names below `_static` of the style sheets that a page loads."""
    return [match["name"] for match in SHEET.finditer(html)]


def lighten_pages(app: Sphinx, exception: Exception | None) -> None:
    """Lighten the pages once all are written; what cannot be done is a warning, and the book is built with none."""
    if exception or app.builder.format != "html":
        return
    try:
        lighten(app)
    except ValueError as refusal:
        logger.warning("The pages were not made lighter: %s", refusal)


def setup_lighter(app: Sphinx) -> None:
    """Lighten the pages after the book's own parts are in them."""
    app.connect("build-finished", lighten_pages, priority=LAST)
