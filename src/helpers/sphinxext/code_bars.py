"""Folded code in the page's order: one named bar under each picture, one per check, the model in "How it works".

In the notebook the cells that make a picture stand before it, folded. myst-nb would show a bar for each of them there.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from helpers.readouts import counted

from .cells import code_cells, explanation, folded, lines_of, source_of, tagged

SEAM = "\n\n\n"  # between the sources of two cells, as between two functions


class code_bar(nodes.General, nodes.Element):
    """Code that is folded under a bar. name : what the bar says."""


def visit_code_bar(writer: HTML5Translator, node: code_bar) -> None:
    """Open a `<details>`: it needs no script, and the keyboard opens it."""
    writer.body.append(f'<details class="code-bar">\n<summary>{writer.encode(node["name"])}</summary>\n')


def depart_code_bar(writer: HTML5Translator, node: code_bar) -> None:
    """Close it."""
    writer.body.append("</details>\n")


class ArrangeCode(SphinxPostTransform):
    """Move and merge a page's folded cells; other builders keep the notebook's order."""

    default_priority = 190  # myst-nb folds at 199 what is left
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Put the model beside its explanation, then every other folded source under a bar."""
        move_models(self.document)
        waiting: list[nodes.container] = []
        for cell in [cell for cell in code_cells(self.document) if source_of(cell)]:
            if tagged(cell, "explorable"):
                fold_picture(waiting, cell)
                waiting = []
            elif not folded(cell):
                continue
            elif tagged(cell, "check"):
                fold(cell, "The code of this check")
            elif tagged(cell, "model"):
                fold(cell, "The code of the model")
            else:
                waiting.append(cell)
        fold_alone(waiting)


def move_models(document: nodes.document) -> None:
    """Move the folded model cells, unfolded, to the end of the text of "How it works", before its subsections."""
    section = explanation(document)
    if section is None:
        return
    for cell in [cell for cell in code_cells(document) if folded(cell) and tagged(cell, "model")]:
        cell.parent.remove(cell)
        del cell["hide_mode"]
        place = section.first_child_matching_class(nodes.section)
        section.insert(len(section) if place is None else place, cell)


def fold_picture(before: list[nodes.container], cell: nodes.container) -> None:
    """Merge the sources of the cells `before` an explorable's into its own bar; they stay where its own is open."""
    if not folded(cell):
        fold_alone(before)
        return
    block = next(iter(source_of(cell).findall(nodes.literal_block)))
    text = SEAM.join(source_of(one).astext() for one in (*before, cell))
    block.replace_self(nodes.literal_block(text, text, **block.non_default_attributes()))
    for one in before:
        take_source(one, into=cell)
    fold(cell, "The code of this picture")


def take_source(cell: nodes.container, *, into: nodes.container) -> None:
    """Remove a cell's source, and the whole cell if it shows nothing else; links to it then lead to the other cell."""
    cell.remove(source_of(cell))
    del cell["hide_mode"]
    if not cell.children:
        into["ids"] += cell["ids"]
        cell.parent.remove(cell)


def fold_alone(cells: list[nodes.container]) -> None:
    """Fold each of some cells that belong to no picture where it stands."""
    for cell in cells:
        fold(cell, "Code")


def fold(cell: nodes.container, name: str) -> None:
    """Put a cell's source under a bar: below the picture of an explorable, above what any other cell prints."""
    source, lines = source_of(cell), counted(lines_of(cell), "line")
    bar = code_bar(name=f"{name}, {lines}")
    cell.remove(source)
    cell.insert(len(cell) if tagged(cell, "explorable") else 0, bar)
    bar += source
    del cell["hide_mode"]


def setup_code_bars(app: Sphinx) -> None:
    """Register the bar and the transform."""
    app.add_node(code_bar, html=(visit_code_bar, depart_code_bar))
    app.add_post_transform(ArrangeCode)
