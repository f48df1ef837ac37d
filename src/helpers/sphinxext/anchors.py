"""Anchors: a heading never takes the id of a figure on its page, since links to the figure's states begin with it."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from .figures import figures_in


class FreeFigureIds(SphinxTransform):
    """Rename the section whose heading, such as "Momentum", makes the same id as a figure."""

    default_priority = 880  # after the outputs are in the document, before Sphinx collects ids

    def apply(self, **kwargs: Any) -> None:
        """Give each such section the id `…-section`, for labels and contents too."""
        taken = {figure.id for figure in figures_in(self.document)}
        for section in self.document.findall(nodes.section):
            for identity in taken.intersection(section["ids"]):
                self.rename(section, identity, f"{identity}-section")

    def rename(self, section: nodes.section, old: str, new: str) -> None:
        """Replace the id in the section and in the document's tables of ids."""
        section["ids"] = [new if identity == old else identity for identity in section["ids"]]
        self.document.ids.pop(old, None)
        self.document.ids[new] = section
        for name, identity in self.document.nameids.items():
            if identity == old:
                self.document.nameids[name] = new


def setup_anchors(app: Sphinx) -> None:
    """Register the transform."""
    app.add_transform(FreeFigureIds)
