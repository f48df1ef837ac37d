"""Links to the glossary: each term that a notebook shows, where its text first uses it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from .catalogue import Term
from .metadata import slug_of
from .metadata_index import metadata_by_page
from .reading_lists import reading_list
from .shelf import library_of

PAGE = "glossary"
LINKS = (nodes.reference, addnodes.pending_xref)
NO_PROSE = (nodes.title, *LINKS, nodes.literal, nodes.literal_block, nodes.math, nodes.table, reading_list)
LAST = "References"  # a section whose words are titles of others


def terms_of(app: Sphinx, page: str) -> list[Term]:
    """List the terms that a notebook's page links; none in a book without a glossary."""
    if PAGE not in app.env.found_docs or page not in metadata_by_page(app.env):
        return []
    return [term for term in library_of(app).catalogue.terms if slug_of(page) in term.notebooks]


def pattern_of(term: Term) -> re.Pattern[str]:
    """Match any form of a term as whole words; what it has in brackets tells it from another and is no part of it."""
    plain = re.sub(r" \(.*\)", "", term.term)
    forms = sorted({plain, *term.also, *term.abbreviation}, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, forms))})(?![\w-])", re.IGNORECASE)


def prose(node: nodes.Element) -> Iterator[nodes.Text]:
    """Yield the texts of paragraphs, in their order: not titles, links, code, formulas, tables or references."""
    for child in list(node.children):
        if isinstance(child, nodes.Text):
            yield child
        elif isinstance(child, nodes.section) and child[0].astext() == LAST:
            continue
        elif not isinstance(child, NO_PROSE):
            yield from prose(child)


def is_in_paragraph(text: nodes.Text) -> bool:
    """Whether a text stands in a paragraph, at any depth."""
    node = text.parent
    while node is not None and not isinstance(node, nodes.paragraph):
        node = node.parent
    return node is not None and "reading-time" not in node["classes"]


class LinkTerms(SphinxPostTransform):
    """Put the links into the text of a notebook's page."""

    default_priority = 4  # while the steps of a figure stand in the text
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Link each term once."""
        waiting = {term: pattern_of(term) for term in terms_of(self.app, self.env.docname)}
        for text in filter(is_in_paragraph, prose(self.document)):
            if waiting and (pieces := list(self.linked(str(text), waiting))) != [text]:
                text.parent.replace(text, pieces)

    def linked(self, text: str, waiting: dict[Term, re.Pattern[str]]) -> Iterator[nodes.Node]:
        """Yield a text in pieces, with a link for each term that it has; those are no longer waited for."""
        found = [(match, term) for term, pattern in waiting.items() if (match := pattern.search(text))]
        if not found:
            yield nodes.Text(text)
            return
        match, term = min(found, key=lambda one: (one[0].start(), -len(one[0][0])))
        del waiting[term]
        address = f"{self.app.builder.get_relative_uri(self.env.docname, PAGE)}#{term.anchor}"
        yield nodes.Text(text[: match.start()])
        yield nodes.reference(
            "", "", nodes.inline("", match[0]), internal=True, refuri=address, reftitle=term.meaning, classes=["term"]
        )
        yield from self.linked(text[match.end() :], waiting)


def setup_glossary_links(app: Sphinx) -> None:
    """Link when pages are written, once the catalogue is read."""
    app.add_post_transform(LinkTerms)
