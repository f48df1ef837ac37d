"""Lines that an author writes: those with code. Blank lines, comments and docstrings are not counted."""

from __future__ import annotations

import ast
import io
import re
import tokenize

NO_CODE = (
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
)
COMMENTS = re.compile(
    r"""(?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)"""
    r"""|<!--[\s\S]*?-->|/\*[\s\S]*?\*/|(?<!:)//[^\n]*"""
)


def python_lines(source: str) -> int:
    """Lines of Python with code on them."""
    places = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in NO_CODE:
            places.update(range(token.start[0], token.end[0] + 1))
    return len(places - docstring_lines(source))


def docstring_lines(source: str) -> set[int]:
    """Numbers of the lines that docstrings stand on."""
    documented = (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, documented)]
    first = [node.body[0] for node in nodes if ast.get_docstring(node, clean=False) is not None]
    return {line for node in first for line in range(node.lineno, node.end_lineno + 1)}


def page_lines(source: str) -> int:
    """Lines of JavaScript, CSS or HTML with code on them."""
    return sum(1 for line in COMMENTS.sub(lambda found: found["text"] or "", source).splitlines() if line.strip())


def author_lines(sources: dict[str, str]) -> int:
    """Lines with code in all of `sources`, name to text; a name without `.js` or `.html` is Python."""
    return sum(
        page_lines(text) if name.endswith((".js", ".html")) else python_lines(text) for name, text in sources.items()
    )
