"""Names in a notebook that a later cell gives another meaning, while a function of an earlier cell still uses them.

The page never notices: its `update` has run before the later cell does. In a kernel the sliders are moved afterwards.
"""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterator

AT_ONCE = ("listcomp", "setcomp", "dictcomp", "genexpr")  # scopes that a cell runs itself, unlike functions


class Bound(ast.NodeVisitor):
    """Names that a cell gives a meaning, outside its functions; imports bring the same each time."""

    def __init__(self, source: str):
        self.names: set[str] = set()
        self.visit(ast.parse(source))

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Store):
            self.names.add(node.id)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self.names.add(node.name)

    def skip(self, node: ast.AST) -> None:
        """A scope of its own."""

    visit_Lambda = visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = skip


def used_later(source: str) -> set[str]:
    """Names of the notebook that functions of a cell look up each time they are called."""
    names = set()

    def look(scope: symtable.SymbolTable) -> None:
        names.update(name.get_name() for name in scope.get_symbols() if name.is_global() and name.is_referenced())
        for inner in scope.get_children():
            look(inner)

    for scope in symtable.symtable(source, "cell", "exec").get_children():
        if scope.get_name() not in AT_ONCE:
            look(scope)
    return names


def rebound(cells: list[tuple[str, str]]) -> Iterator[str]:
    """A sentence for each name that functions of a cell use and a later cell binds again; cells : id and source."""
    known: set[str] = set()
    for number, (name, source) in enumerate(cells):
        known |= Bound(source).names
        for later, other in cells[number + 1 :]:
            for lost in sorted(Bound(other).names & used_later(source) & known):
                yield f"cell {later!r} gives {lost!r} another meaning, which functions of cell {name!r} use when moved"
