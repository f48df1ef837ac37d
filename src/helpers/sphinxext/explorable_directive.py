"""The directive `{explorable} FIGURE_ID`: the figure of a notebook, shown on another page, never copied into it."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from .figures import figures_of, ids_by_page

logger = logging.getLogger(__name__)


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


def borrowed_by_page(env: BuildEnvironment) -> dict[str, list[str]]:
    """Mapping of the environment that is kept from build to build: page to the ids that its directives name."""
    return env.__dict__.setdefault("explorable_borrowed", {})


def note_directives(app: Sphinx, document: nodes.document) -> None:
    """Remember which figures of other pages a page borrows."""
    borrowed_by_page(app.env)[app.env.docname] = [node["figure"] for node in document.findall(pending_explorable)]


def forget_directives(app: Sphinx, env: BuildEnvironment, page: str) -> None:
    """Forget a page that is read again or removed."""
    borrowed_by_page(env).pop(page, None)


def merge_directives(app: Sphinx, env: BuildEnvironment, pages: set[str], other: BuildEnvironment) -> None:
    """Merge what a parallel reader found."""
    borrowed_by_page(env).update({page: borrowed_by_page(other).get(page, []) for page in pages})


def borrowing_pages(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Read a page again when a notebook whose figure it borrows has changed."""
    figures = {figure for page in changed | removed for figure in ids_by_page(env).get(page, [])}
    borrowed = borrowed_by_page(env).items()
    return [page for page, ids in borrowed if page not in removed and figures.intersection(ids)]


class InsertFigures(SphinxPostTransform):
    """Put the figure's own output, as the notebook's doctree holds it, in the placeholder's place."""

    default_priority = 3  # myst-nb picks the mime type at 4

    def run(self, **kwargs: Any) -> None:
        """Replace every placeholder; an unknown id is a warning that lists the known ones."""
        for node in list(self.document.findall(pending_explorable)):
            output = self.find(node)
            node.replace_self([nodes.container("", output, classes=["explorable-shown"])] if output else [])

    def find(self, node: pending_explorable) -> nodes.container | None:
        """Return the output that holds the figure, or None after the warning."""
        wanted, index = node["figure"], ids_by_page(self.env)
        for page, ids in index.items():
            if wanted in ids:
                return next(figure.output for figure in figures_of(self.env, page) if figure.id == wanted)
        known = ", ".join(sorted(figure for ids in index.values() for figure in ids)) or "none"
        logger.warning("No notebook has a figure with the id %r; known: %s.", wanted, known, location=node)
        return None


def setup_explorable_directive(app: Sphinx) -> None:
    """Register the directive and keep its index up to date."""
    app.add_node(pending_explorable)
    app.add_directive("explorable", ExplorableDirective)
    app.add_post_transform(InsertFigures)
    app.connect("doctree-read", note_directives)
    app.connect("env-purge-doc", forget_directives)
    app.connect("env-merge-info", merge_directives)
    app.connect("env-get-outdated", borrowing_pages)
