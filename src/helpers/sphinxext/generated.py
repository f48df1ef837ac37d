"""The directive `{generated} NAME`: a part of a page that is made from the library, such as the catalogue."""

from __future__ import annotations

from functools import partial
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from .library import Library, counts, reading_order
from .markup import render
from .names import names_of
from .page_kinds import KINDS, PageKind
from .shelf import library_of
from .thumbnails import thumbnails

logger = logging.getLogger(__name__)


def catalogue_words(library: Library) -> dict[str, Any]:
    """What the catalogue's template needs beyond the library."""
    return {"counts": counts(library), "names": partial(names_of, abbreviations=library.catalogue.abbreviations)}


def map_words(library: Library) -> dict[str, Any]:
    """What the map's template needs beyond the library: parts with pages first, and an order to read all in."""
    folders = [folder for folder in library.catalogue.parts if library.part(folder)]
    return {"parts": sorted(folders, key=lambda folder: not library.built(folder)), "order": reading_order(library)}


# Name in the directive -> function of the library that gives the words of the template of that name
PARTS_OF_PAGES = {
    "catalogue": catalogue_words,
    "map": map_words,
    "contents": lambda library: {},
    "start": lambda library: {},
    "tracks": lambda library: {},
    "glossary": lambda library: {},
}


class pending_part(nodes.General, nodes.Element):
    """Stands for a generated part until every notebook has been read."""


class generated_html(nodes.General, nodes.Element):
    """HTML of a generated part; not a `raw` node, whose text would enter Sphinx's full-text index."""


def write_html(translator: HTML5Translator, node: generated_html) -> None:
    """Write the HTML into the page."""
    translator.body.append(node["html"])
    raise nodes.SkipNode


class GeneratedDirective(SphinxDirective):
    """Leave a placeholder that names the part."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the placeholder; an unknown name is refused with the known ones."""
        name = self.arguments[0]
        if name not in PARTS_OF_PAGES:
            raise self.error(f"There is no generated part {name!r}; known: {', '.join(PARTS_OF_PAGES)}.")
        node = pending_part(part=name)
        self.set_source_info(node)
        return [node]


class WriteParts(SphinxPostTransform):
    """Put the generated HTML in the placeholder's place."""

    default_priority = 6

    def run(self, **kwargs: Any) -> None:
        """Fill the template of each placeholder; in a printed book, where links do not work, remove it."""
        for node in list(self.document.findall(pending_part)):
            if self.app.builder.format != "html":
                node.replace_self([])
                continue
            html = part_html(self.app, node["part"], page=self.env.docname)
            node.replace_self([generated_html(html=html)])


def part_html(app: Sphinx, name: str, *, page: str) -> str:
    """Write one generated part for a page."""
    library = library_of(app)
    words = {"library": library, **linking(app, page), **PARTS_OF_PAGES[name](library)}
    return render(f"{name}.html", **words)


def linking(app: Sphinx, page: str) -> dict[str, Any]:
    """Functions for templates that link from `page` to another page by its name, or to one of a kind by its key."""

    def link(other: str) -> str:
        return app.builder.get_relative_uri(page, other)

    def link_key(kind: PageKind, key: str) -> str:
        return link(kind.page(key))

    return {
        "link": link,
        **{f"link_{kind.name}": partial(link_key, kind) for kind in KINDS},
        "thumbnails": thumbnails(app),
    }


def setup_generated(app: Sphinx) -> None:
    """Register the directive."""
    app.add_node(pending_part)
    app.add_node(generated_html, html=(write_html, None))
    app.add_directive("generated", GeneratedDirective)
    app.add_post_transform(WriteParts)
