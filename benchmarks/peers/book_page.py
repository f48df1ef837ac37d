"""A page of one explorable, as the book builds it: the bare page that it makes of each, with what that loads.

The figure is the one `explore` returns; script, style and fonts are the book's own files. Fonts are cut once a book,
which takes seconds, so they are cut when this module is imported and not when a page is built.
"""

import tempfile
from pathlib import Path

from helpers.sphinxext.assets import OWN, player_files
from helpers.sphinxext.embeds import STYLES, bare_page
from helpers.sphinxext.files import write_if_changed
from helpers.sphinxext.fonts import write_fonts
from helpers.sphinxext.links import embed_page

BOOK = Path(__file__).resolve().parents[2] / "book"
FONTS = Path(tempfile.mkdtemp())
write_fonts(FONTS, cache=FONTS)


def static_files():
    """Name in `_static` to the file that goes there."""
    sources = [*player_files(".js"), *player_files(".css"), BOOK / "_static/favicon.svg"]
    sources += [OWN / name for name in (*STYLES, "page.js")]
    return {source.name: source for source in sources} | {f"fonts/{path.name}": path for path in FONTS.glob("*.woff2")}


def write_page(folder, shown, *, title):
    """Write the page of what `explore` returned into `folder`; return its path."""
    page = Path(folder) / f"{embed_page('index')}.html"
    html = shown._repr_mimebundle_()["text/html"]
    write_if_changed(page, bare_page(html, page="index", title=title, book="the book").encode())
    for name, source in static_files().items():
        write_if_changed(Path(folder) / "_static" / name, source.read_bytes())
    return page
