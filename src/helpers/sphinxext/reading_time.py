"""How long a concept's page takes to read: one line under its lead, counted when the page is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import takewhile
from math import ceil

from docutils import nodes
from sphinx.application import Sphinx

from .cells import explanation, folded, is_code_cell, lines_of, tagged
from .metadata_index import metadata_by_page
from .steps import figure_steps

WORDS_A_MINUTE = 230
WORDS_A_LINE = 8  # a displayed formula, and each line of code that is not folded, takes as long as so many words


def add_reading_time(app: Sphinx, document: nodes.document) -> None:
    """Put the line under the lead of a notebook that shows entries of the catalogue and has steps."""
    about = metadata_by_page(app.env).get(app.env.docname)
    steps = next(iter(document.findall(figure_steps)), None)
    page = next(iter(document.findall(nodes.section)), None)
    if page is None or steps is None or about is None or not about.entries:
        return
    lead = list(takewhile(is_lead, page.children))
    idea, whole = minutes(words([*lead, steps])), minutes(words([document]))
    line = f"{idea} min for the idea, {whole} for all of it"
    page.insert(len(lead), nodes.paragraph("", line, classes=["reading-time"]))


def is_lead(node: nodes.Node) -> bool:
    """Whether a child of the page's section stands before its first cell and heading."""
    return not isinstance(node, nodes.section) and not is_code_cell(node)


def minutes(count: int) -> int:
    """Minutes that so many words take, rounded up."""
    return ceil(count / WORDS_A_MINUTE)


def words(shown: Iterable[nodes.Element]) -> int:
    """Words of nodes without folded content and outputs of code; formulas and open code counted by lines."""
    return sum(len(node.split()) if isinstance(node, str) else WORDS_A_LINE * node for node in measured(shown))


def measured(shown: Iterable[nodes.Node]) -> Iterator[str | int]:
    """Yield each piece of text, and a number of lines for each formula and each cell."""
    for node in unfolded(shown):
        if isinstance(node, nodes.Text):
            yield str(node)
        elif isinstance(node, nodes.math_block):
            yield 1
        elif isinstance(node, nodes.literal_block):
            yield len(node.astext().splitlines())
        elif isinstance(node, nodes.math):
            yield "formula"
        elif is_code_cell(node):
            yield lines_of(node) if is_open(node) else 0
            yield from measured(node.findall(figure_steps))
        elif not isinstance(node, nodes.Invisible | nodes.raw):
            yield from measured(node.children)


def unfolded(shown: Iterable[nodes.Node]) -> Iterator[nodes.Node]:
    """Leave out what stands between the HTML `<details>` and `</details>`."""
    inside = False
    for node in shown:
        tag = node.astext().lower() if isinstance(node, nodes.raw) else ""
        inside = (inside or "<details" in tag) and "</details" not in tag
        if not inside:
            yield node


def is_open(cell: nodes.container) -> bool:
    """Whether the page shows a cell's source at once: the model does in "How it works"."""
    return not folded(cell) or (tagged(cell, "model") and explanation(cell.document) is not None)


def setup_reading_time(app: Sphinx) -> None:
    """Count after the notebook's metadata is known."""
    app.connect("doctree-read", add_reading_time)
