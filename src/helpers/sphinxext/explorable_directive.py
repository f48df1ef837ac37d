"""The directive `{explorable} FIGURE_ID`: the figure of a notebook, shown on another page, never copied into it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

logger = logging.getLogger(__name__)
FIGURE = re.compile(r"<figure\b[^>]*\bclass=[\"'][^\"'>]*\bexplorable\b[^>]*>")
ID = re.compile(r"\bid=[\"']([^\"']+)[\"']")


class pending_explorable(nodes.General, nodes.Element):
    """Stands for a figure until every notebook has been read."""


class ExplorableDirective(SphinxDirective):
    """Leave a placeholder that names the figure."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the placeholder."""
        node = pending_explorable(figure=self.arguments[0])
        self.set_source_info(node)
        return [node]


def figure_ids(node: nodes.Element) -> list[str]:
    """List the ids of the explorables in a document or in a part of it."""
    raw = (html.astext() for html in node.findall(nodes.raw) if "html" in html.get("format", ""))
    tags = (tag for text in raw for tag in FIGURE.findall(text))
    return [found[1] for tag in tags if (found := ID.search(tag))]


def outputs(document: nodes.document) -> Iterable[nodes.container]:
    """List the mime bundles of a notebook's cells, before myst-nb picks one type of each."""
    return document.findall(lambda node: isinstance(node, nodes.container) and node.get("nb_element") == "mime_bundle")


def figures_by_page(env: BuildEnvironment) -> dict[str, list[str]]:
    """Mapping of the environment that is kept from build to build: page to the ids of its own figures."""
    return env.__dict__.setdefault("explorable_figures", {})


def shown_by_page(env: BuildEnvironment) -> dict[str, list[str]]:
    """Mapping of the environment that is kept from build to build: page to the ids that its directives show."""
    return env.__dict__.setdefault("explorable_shown", {})


def note_page(app: Sphinx, document: nodes.document) -> None:
    """Remember which figures a page has and which it shows; an id that two pages claim is refused."""
    page = app.env.docname
    ids = [figure for bundle in outputs(document) for figure in figure_ids(bundle)]
    for figure in ids:
        for other, others in figures_by_page(app.env).items():
            if figure in others and other != page:
                logger.warning("The figure id %r is used by %s too.", figure, other, location=page)
    figures_by_page(app.env)[page] = ids
    shown_by_page(app.env)[page] = [node["figure"] for node in document.findall(pending_explorable)]


def forget_page(app: Sphinx, env: BuildEnvironment, page: str) -> None:
    """Forget a page that is read again or gone."""
    figures_by_page(env).pop(page, None)
    shown_by_page(env).pop(page, None)


def merge_pages(app: Sphinx, env: BuildEnvironment, pages: set[str], other: BuildEnvironment) -> None:
    """Take over what a parallel reader found."""
    figures_by_page(env).update({page: figures_by_page(other).get(page, []) for page in pages})
    shown_by_page(env).update({page: shown_by_page(other).get(page, []) for page in pages})


def showing_pages(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Read a page again when a notebook whose figure it shows has changed."""
    figures = {figure for page in changed | removed for figure in figures_by_page(env).get(page, [])}
    shown = shown_by_page(env).items()
    return [page for page, ids in shown if page not in removed and figures.intersection(ids)]


class ShowFigures(SphinxPostTransform):
    """Put the figure's own output, as the notebook's doctree holds it, in the placeholder's place."""

    default_priority = 3  # myst-nb picks the mime type at 4

    def run(self, **kwargs: Any) -> None:
        """Replace every placeholder; an unknown id is a warning that lists the known ones."""
        for node in list(self.document.findall(pending_explorable)):
            bundle = self.find(node)
            node.replace_self([nodes.container("", bundle, classes=["explorable-shown"])] if bundle else [])

    def find(self, node: pending_explorable) -> nodes.container | None:
        """Return the output that holds the figure, or None after the warning."""
        figures = figures_by_page(self.env)
        for page, ids in figures.items():
            if node["figure"] in ids:
                bundles = outputs(self.env.get_doctree(page))
                return next(bundle for bundle in bundles if node["figure"] in figure_ids(bundle))
        known = ", ".join(sorted(figure for ids in figures.values() for figure in ids)) or "none"
        logger.warning("No notebook has a figure with the id %r; known: %s.", node["figure"], known, location=node)
        return None


def setup_explorable_directive(app: Sphinx) -> None:
    """Register the directive and keep its index up to date."""
    app.add_node(pending_explorable)
    app.add_directive("explorable", ExplorableDirective)
    app.add_post_transform(ShowFigures)
    app.connect("doctree-read", note_page)
    app.connect("env-purge-doc", forget_page)
    app.connect("env-merge-info", merge_pages)
    app.connect("env-get-outdated", showing_pages)
