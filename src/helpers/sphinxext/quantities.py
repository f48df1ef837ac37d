"""Prose in which no line ends between a number and its unit: the space between them does not break."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from helpers.explorable.quantities import held

LEFT_ALONE = (nodes.FixedTextElement, nodes.literal, nodes.math, nodes.math_block, nodes.raw, nodes.title)


class HoldQuantities(SphinxPostTransform):
    """Put no-break spaces into the text of a page, code and headings left out."""

    default_priority = 200
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Look at each piece of text."""
        for text in list(self.document.findall(nodes.Text)):
            if held(text) != text and not inside(text, LEFT_ALONE):
                text.parent.replace(text, nodes.Text(held(text)))


def inside(node: nodes.Node, kinds: tuple[type, ...]) -> bool:
    """Whether a node stands in an element of one of some kinds."""
    while (node := node.parent) is not None:
        if isinstance(node, kinds):
            return True
    return False


def setup_quantities(app: Sphinx) -> None:
    """Register the transform."""
    app.add_post_transform(HoldQuantities)
