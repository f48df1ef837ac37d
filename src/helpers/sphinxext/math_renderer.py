"""Formulas as MathML, made when the book is built: no script, no request, nothing to wait for."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

from helpers.mathml import UnsupportedLatex, latex_to_mathml

logger = logging.getLogger(__name__)


def render(node: nodes.Element, *, display: bool) -> str:
    """Translate a node's formula; one that cannot be translated is a warning, which fails the build."""
    try:
        if node.get("label", "") and "amsmath" in node.get("classes", []):
            raise UnsupportedLatex(r"a numbered environment at the top level; write $$ \begin{aligned} … $$ (name)")
        return latex_to_mathml(node.astext(), display=display)
    except UnsupportedLatex as refusal:
        logger.warning("The formula %r cannot be shown: %s.", node.astext().strip(), refusal, location=node)
        return ""


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
