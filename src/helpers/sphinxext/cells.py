"""Code cells in a document: which they are, which are folded, what they hold."""

from __future__ import annotations

from collections.abc import Iterator

from docutils import nodes


def code_cells(document: nodes.Element) -> Iterator[nodes.container]:
    """Yield the code cells that the page shows, in their order."""
    yield from document.findall(is_code_cell)


def is_code_cell(node: nodes.Node) -> bool:
    """Whether a node is a code cell."""
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"


def tagged(cell: nodes.container, tag: str) -> bool:
    """Whether the notebook gives the cell this tag."""
    return tag in cell["cell_metadata"].get("tags", [])


def folded(cell: nodes.container) -> bool:
    """Whether the page shows the cell's source only when asked."""
    return cell.get("hide_mode") == "input"


def source_of(cell: nodes.container) -> nodes.container | None:
    """The container of a cell's source; None where it has been taken out."""
    return next((child for child in cell.children if child.get("nb_element") == "cell_code_source"), None)


def lines_of(cell: nodes.container) -> int:
    """Number of lines of a cell's source."""
    source = source_of(cell)
    return len(source.astext().splitlines()) if source else 0


def explanation(document: nodes.Element) -> nodes.section | None:
    """The section "How it works", into which the page puts folded model cells; None where there is none."""
    return next((one for one in document.findall(nodes.section) if one[0].astext() == "How it works"), None)
