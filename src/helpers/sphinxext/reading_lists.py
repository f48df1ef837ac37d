"""The neighbourhood of a notebook at the end of its page: what to read before it, next, and what stands beside it."""

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

PLANNED = 4  # notebooks that do not exist yet in one list


class reading_list(nodes.General, nodes.Element):
    """Stands for the links around a notebook until all titles are known."""


def add_placeholder(app: Sphinx, document: nodes.document) -> None:
    """Add a placeholder to each notebook whose metadata are valid."""
    if app.env.docname in metadata_by_page(app.env):
        document[-1].append(reading_list(page=app.env.docname))


class ShowReadingLists(SphinxPostTransform):
    """Write a list for each side of a notebook; a page that is not built yet is plain text."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        """Replace the placeholder of each page by its lists."""
        library = library_of(self.app)
        for node in list(self.document.findall(reading_list)):  # many in a printed book, which is one document
            page = node["page"]
            slugs = metadata_by_page(self.env)[page].prerequisites
            before = [library.notebooks.get(slug, slug) for slug in slugs]
            following = library.following(slug_of(page))
            slug = slug_of(page)
            beside = library.beside(slug) if slug in library.notebooks else []
            lists = {"Read before": before, "Read next": following, "Beside it": beside}
            sides = [self.side(label, notebooks) for label, notebooks in lists.items() if notebooks]
            node.replace_self([nodes.container("", *sides, classes=["neighbours"])] if sides else [])

    def side(self, label: str, notebooks: list[Notebook | str]) -> nodes.container:
        """Make a list of links under a label; those that exist come first, and at most four of the others."""
        existing = [one for one in notebooks if getattr(one, "page", None)]
        planned = [one for one in notebooks if one not in existing]
        items = [nodes.list_item("", nodes.paragraph("", "", self.link(one))) for one in existing + planned[:PLANNED]]
        if more := planned[PLANNED:]:
            items.append(nodes.list_item("", nodes.paragraph("", f"and {len(more)} more that are planned")))
        words = nodes.paragraph("", "", nodes.strong("", label))
        return nodes.container("", words, nodes.bullet_list("", *items), classes=["side-of-page"])

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
