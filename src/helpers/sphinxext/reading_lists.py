"""Links to related notebooks, "Read before" and "Read next", at the end of a notebook's page."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import make_refnode

from .library import Notebook
from .metadata import slug_of
from .metadata_index import metadata_by_page
from .shelf import library_of


class reading_list(nodes.General, nodes.Element):
    """Stands for the links around a notebook until all titles are known."""


def add_placeholder(app: Sphinx, document: nodes.document) -> None:
    """Add a placeholder to each notebook whose metadata are valid."""
    if app.env.docname in metadata_by_page(app.env):
        document[-1].append(reading_list(page=app.env.docname))


class ShowReadingLists(SphinxPostTransform):
    """Write "Read before" and "Read next"; a page that is not built yet is plain text."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        """Replace the placeholder of each page by zero, one or two paragraphs."""
        library = library_of(self.app)
        for node in list(self.document.findall(reading_list)):  # many in a printed book, which is one document
            page = node["page"]
            slugs = metadata_by_page(self.env)[page].prerequisites
            before = [library.notebooks.get(slug, slug) for slug in slugs]
            following = library.following(slug_of(page))
            lists = [self.paragraph("Read before", before), self.paragraph("Read next", following)]
            node.replace_self([paragraph for paragraph in lists if paragraph is not None])

    def paragraph(self, label: str, notebooks: list[Notebook | str]) -> nodes.paragraph | None:
        """Make one line of links, None if there are none; those that exist come first."""
        if not notebooks:
            return None
        paragraph = nodes.paragraph(classes=["reading-list"])
        paragraph += nodes.strong("", f"{label}:")
        for position, notebook in enumerate(sorted(notebooks, key=lambda one: not getattr(one, "page", None))):
            paragraph += [nodes.Text(", " if position else " "), self.link(notebook)]
        return paragraph

    def link(self, notebook: Notebook | str) -> nodes.Node:
        """Link a notebook by its title if it is built; an unknown slug stays plain text."""
        if isinstance(notebook, str):
            return nodes.Text(notebook)
        if notebook.page is None:
            return nodes.Text(f"{notebook.title} (planned)")
        return make_refnode(self.app.builder, self.env.docname, notebook.page, None, nodes.Text(notebook.title))


def setup_reading_lists(app: Sphinx) -> None:
    """Add the placeholder on reading, once the metadata are noted, and fill it on writing."""
    app.add_node(reading_list)
    app.add_post_transform(ShowReadingLists)
    app.connect("doctree-read", add_placeholder)
