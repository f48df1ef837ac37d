"""Formulas as MathML, made when the book is built: no script, no request, nothing to wait for."""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

from helpers.mathml import UnsupportedLatex, latex_to_mathml

logger = logging.getLogger(__name__)
SPACES_AND_FENCES = re.compile(r"(\\(?:q?quad|left|right)(?![a-zA-Z])|\\.|[{}])", re.DOTALL)


def render(node: nodes.Element, *, display: bool) -> str:
    """Translate a node's formula; one that cannot be translated is a warning, which fails the build."""
    try:
        if node.get("label", "") and "amsmath" in node.get("classes", []):
            raise UnsupportedLatex(r"a numbered environment at the top level; write $$ \begin{aligned} … $$ (name)")
        parts = side_by_side(node.astext()) if display else [node.astext()]
        return "".join(latex_to_mathml(part, display=display) for part in parts)
    except UnsupportedLatex as refusal:
        logger.warning("The formula %r cannot be shown: %s.", node.astext().strip(), refusal, location=node)
        return ""


def side_by_side(latex: str) -> list[str]:
    r"""Split a formula of several statements where a `\quad` or `\qquad` stands between them.

    Each part can then go to a line of its own where a screen has no room for two. Not split is what has lines already,
    or what braces or `\left` … `\right` hold together.
    """
    if r"\\" in latex or r"\begin" in latex:
        return [latex]
    parts, depth = [""], 0
    for piece in SPACES_AND_FENCES.split(latex):
        depth += (piece in ("{", r"\left")) - (piece in ("}", r"\right"))
        if piece in (r"\quad", r"\qquad") and not depth:
            parts.append("")
        else:
            parts[-1] += piece
    return [part.strip() for part in parts if part.strip()] or [latex]


def visit_inline(translator: HTML5Translator, node: nodes.math) -> None:
    """Write a formula within a line."""
    translator.body.append(f'<span class="math notranslate">{render(node, display=False)}</span>')
    raise nodes.SkipNode


def visit_block(translator: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula on a line of its own, with its number if it has a label."""
    numbered = " numbered" if node.get("number") else ""
    translator.body.append(translator.starttag(node, "div", "", CLASS=f"math notranslate{numbered}"))
    if numbered:
        number = get_node_equation_number(translator, node)
        translator.body.append(f'<span class="eqno">({number})')
        translator.add_permalink_ref(node, "Link to this equation")
        translator.body.append("</span>")
    translator.body.append(render(node, display=True) + "</div>\n")
    raise nodes.SkipNode


def choose_renderer(app: Sphinx, config: Config) -> None:
    """Use this renderer: the book has no other."""
    config.html_math_renderer = "mathml"


def setup_math_renderer(app: Sphinx) -> None:
    """Register the renderer."""
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_block, None))
    app.connect("config-inited", choose_renderer)
