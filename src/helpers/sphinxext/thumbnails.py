"""Thumbnails: the start state of a notebook's first figure, as its page shows it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from .figures import figures_of
from .shelf import library_of

SVG = "http://www.w3.org/2000/svg"
REFERENCE = re.compile(r'(\bid="|href="#|url\(#)')
KEPT = {"viewBox", "fill", "stroke-linejoin", "font-family"}  # what a view and its marks need to look as they do


def thumbnails(app: Sphinx) -> dict[str, Markup]:
    """Mapping of each page that has a picture to its first view as inline SVG; made once a build."""
    if not hasattr(app, "explorable_thumbnails"):
        pages = [notebook.page for notebook in library_of(app).notebooks.values() if notebook.page]
        views = {page: first_view(app.env, page) for page in pages}
        app.explorable_thumbnails = {page: Markup(still(view)) for page, view in views.items() if view}
    return app.explorable_thumbnails


def first_view(env: BuildEnvironment, page: str) -> str | None:
    """Return the first view of the first figure of a page that has one; None if no figure does."""
    views = (view for figure in figures_of(env, page) for view in figure.data["views"])
    return next(views, None)


def still(view: str) -> str:
    """Return a view without its name, and with ids that no figure on the same page has."""
    ET.register_namespace("", SVG)
    svg = ET.fromstring(view)
    for element in [svg, *svg]:
        for name in [name for name in element.attrib if name not in KEPT]:
            del element.attrib[name]
    svg.set("class", "thumbnail")
    svg.set("aria-hidden", "true")
    return REFERENCE.sub(r"\1card-", ET.tostring(svg, encoding="unicode"))
