"""The explorables of each page, from the data that an output carries beside its HTML, and an index of their ids.

myst-nb shows the HTML. The data, whose fields `helpers.explorable.data` describes, is kept in the document as a node
that no builder ever picks: its type is in no list of priorities.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docutils import nodes
from myst_nb.core.render import MimeData, NbElementRenderer, load_mime_renders
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from helpers.explorable.data import FIGURE_DATA

logger = logging.getLogger(__name__)


class figure_data(nodes.Invisible, nodes.Element):
    """The data of one explorable. json : the output as text."""


class FigureDataRenderer:
    """What myst-nb calls for each output that is not of its own types."""

    mime_priority_overrides = ()

    @staticmethod
    def handle_mime(renderer: NbElementRenderer, data: MimeData, inline: bool) -> list[nodes.Element] | None:
        """Keep the data of an explorable; leave every other type to myst-nb."""
        return [figure_data(json=json.dumps(data.content))] if data.mime_type == FIGURE_DATA else None


@dataclass(frozen=True)
class Figure:
    """One explorable of a page.

    Attributes
    ----------
    data : its fields, as `helpers.explorable.data.figure_data` makes them.
    html : the whole `<figure>`, as CONTRACT.md describes it.
    output : the cell's output, with every type that it has.
    """

    data: dict[str, Any]
    html: str
    output: nodes.container

    @property
    def id(self) -> str:
        """The figure's id, the first part of its links."""
        return self.data["id"]


def figures_in(document: nodes.document) -> Iterator[Figure]:
    """Yield the explorables of a document as Sphinx keeps it, before myst-nb picks one type of each output."""
    for output in document.findall(lambda node: isinstance(node, nodes.container) and "nb_element" in node):
        types = {child["mime_type"]: child for child in output if "mime_type" in child}
        if FIGURE_DATA in types:
            data = json.loads(types[FIGURE_DATA][0]["json"])
            yield Figure(data, types["text/html"].astext(), output)


def figures_of(env: BuildEnvironment, page: str) -> Iterator[Figure]:
    """Yield the explorables of a page that has been read."""
    return figures_in(env.get_doctree(page)) if ids_by_page(env).get(page) else iter(())


def ids_by_page(env: BuildEnvironment) -> dict[str, list[str]]:
    """Mapping of the environment that is kept from build to build: page to the ids of its own figures."""
    return env.__dict__.setdefault("explorable_figures", {})


def note_figures(app: Sphinx, document: nodes.document) -> None:
    """Remember which figures a page has; an id that two pages claim is refused."""
    page = app.env.docname
    ids = [figure.id for figure in figures_in(document)]
    for identity in ids:
        for other, others in ids_by_page(app.env).items():
            if identity in others and other != page:
                logger.warning("The figure id %r is used by %s too.", identity, other, location=page)
    ids_by_page(app.env)[page] = ids


def forget_figures(app: Sphinx, env: BuildEnvironment, page: str) -> None:
    """Forget a page that is read again or removed."""
    ids_by_page(env).pop(page, None)


def merge_figures(app: Sphinx, env: BuildEnvironment, pages: set[str], other: BuildEnvironment) -> None:
    """Merge what a parallel reader found."""
    ids_by_page(env).update({page: ids_by_page(other).get(page, []) for page in pages})


def setup_figures(app: Sphinx) -> None:
    """Hand the renderer to myst-nb, and keep the index up to date.

    An entry point, the other way to hand it over, would be read from the installed package, which may be older than
    the source beside it.
    """
    renderers = load_mime_renders()  # one list for the whole process
    if FigureDataRenderer not in renderers:
        renderers.append(FigureDataRenderer)
    app.add_node(figure_data)
    app.connect("doctree-read", note_figures)
    app.connect("env-purge-doc", forget_figures)
    app.connect("env-merge-info", merge_figures)
