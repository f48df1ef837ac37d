"""A page of one explorable, as the book builds it: the bare page that it makes of each, with what that loads.

The figure is the one `explore` returns; script, style and fonts are the files of the built book, so `make book` comes
first. Fonts are cut once a book, to what its pages show.
"""

import re
import shutil
from pathlib import Path

from helpers.sphinxext.embeds import bare_page
from helpers.sphinxext.files import write_if_changed
from helpers.sphinxext.links import embed_page

STATIC = Path(__file__).resolve().parents[2] / "_build/html/_static"


def write_page(folder, shown, *, title):
    """Write the page of what `explore` returned into `folder`; return its path."""
    page = Path(folder) / f"{embed_page('index')}.html"
    html = bare_page(shown._repr_mimebundle_()["text/html"], page="index", title=title, book="the book")
    write_if_changed(page, html.encode())
    for name in re.findall(r'"\.\./_static/([^"]+)"', html):
        write_if_changed(Path(folder) / "_static" / name, (STATIC / name).read_bytes())
    shutil.copytree(STATIC / "fonts", Path(folder) / "_static/fonts", dirs_exist_ok=True)
    return page
