"""Steps: the ordered list after a figure becomes part of it; links in the text set a figure's state.

Each item begins with a label: in bold the label of one of the figure's presets, or a link to a state of its own, such
as `[It rings](#momentum?beta=0.99)`. Whatever names a state that does not exist is a warning, which fails the build.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any
from urllib.parse import parse_qsl, quote

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from helpers.explorable.figure_html import STEPS
from helpers.explorable.form import preset_button
from helpers.explorable.values import same

from .figures import Figure, figures_in

logger = logging.getLogger(__name__)


class figure_steps(nodes.General, nodes.Element):
    """The steps of a figure. figure : its id."""


class figure_step(nodes.General, nodes.Element):
    """One step, whose content is its text.

    label : of its button. state : its query. preset : whether the label is that of a preset.
    """


def stands_for(value: Any, word: str) -> bool:
    """Whether a word of a link stands for this value of a control."""
    if isinstance(value, bool):
        return word == str(value).lower()
    if isinstance(value, list | tuple):
        words = word.split(",")
        return len(words) == len(value) and all(map(stands_for, value, words))
    try:
        return same(value, word if isinstance(value, str) else float(word))
    except ValueError:
        return False


def wrong_in(query: str, data: Mapping[str, Any]) -> Iterator[str]:
    """Say what is wrong with the state that a link asks for; `data` are the figure's, of `helpers.explorable.data`."""
    controls = {control["name"]: control for control in data["controls"]}
    pairs = parse_qsl(query, keep_blank_values=True)
    if not pairs:
        yield f"The link to the figure {data['id']!r} names no value."
    for name, word in pairs:
        if name not in controls:
            known = ", ".join(controls)
            yield f"The figure {data['id']!r} has no control {name!r}; its controls are {known}."
        elif not any(stands_for(value, word) for value in controls[name]["values"]):
            yield f"The control {name!r} of the figure {data['id']!r} has no value {word!r}."


def query_of(positions: list[int], data: Mapping[str, Any]) -> str:
    """Query of the state at `positions`, as the page's script writes it."""
    words = []
    for control, position in zip(data["controls"], positions, strict=True):
        value = control["values"][position]
        text = ",".join(map(word_of, value)) if isinstance(value, list | tuple) else word_of(value)
        words.append(f"{control['name']}={quote(text, safe=',')}")
    return "&".join(words)


def word_of(value: Any) -> str:
    """A value as JavaScript writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)


def state_link(node: nodes.Node) -> tuple[str, str] | None:
    """Figure id and query of a link to a state; None for every other node."""
    address = node.get("refuri", "") if isinstance(node, nodes.reference) else ""
    identity, mark, query = address.removeprefix("#").partition("?")
    return (identity, query) if address.startswith("#") and mark else None


class LinkStates(SphinxTransform):
    """Check the links to states, and keep them as they are."""

    default_priority = 878  # before myst looks for a heading of that name

    def apply(self, **kwargs: Any) -> None:
        """Check each; an unknown figure, control or value is a warning."""
        figures = {figure.id: figure for figure in figures_in(self.document)}
        for node in self.document.findall(state_link):
            identity, query = state_link(node)
            node.attributes.pop("id_link", None)
            if identity not in figures:
                known = ", ".join(figures) or "none"
                warn(node, f"No figure of this page has the id {identity!r}; its figures are: {known}.")
                continue
            for sentence in wrong_in(query, figures[identity].data):
                warn(node, sentence)


class CollectSteps(SphinxTransform):
    """Move the list that follows a figure's cell behind the figure's output, as its steps."""

    default_priority = 877

    def apply(self, **kwargs: Any) -> None:
        """Look behind each figure of the page."""
        for figure in list(figures_in(self.document)):
            listing = list_after(figure.output)
            if listing is not None and labels_of(listing):
                self.move(listing, figure)

    def move(self, listing: nodes.enumerated_list, figure: Figure) -> None:
        """Make steps of a list; the section around it goes, if nothing else is in it."""
        steps = figure_steps(figure=figure.id)
        steps.source, steps.line = listing.source, listing.line
        steps += [self.step(item, label, figure) for item, label in zip(listing, labels_of(listing), strict=True)]
        section = listing.parent
        section.remove(listing)
        if isinstance(section, nodes.section) and all(isinstance(child, nodes.title) for child in section):
            section.parent.remove(section)
        figure.output.parent.insert(figure.output.parent.index(figure.output) + 1, steps)

    def step(self, item: nodes.list_item, label: nodes.Element, figure: Figure) -> figure_step:
        """One item as a step."""
        name = label.astext().rstrip(".:")
        link, presets = state_link(label), figure.data["presets"]
        if link is None and name not in presets:
            known = ", ".join(presets) or "none"
            warn(
                item,
                f"The figure {figure.id!r} has no preset {name!r} for the step of this name; its presets: {known}.",
            )
        elif link is not None and link[0] != figure.id:
            warn(item, f"The step {name!r} is one of the figure {figure.id!r}, but its link names {link[0]!r}.")
        elif link is not None:
            for sentence in wrong_in(link[1], figure.data):
                warn(item, sentence)
        state = link[1] if link else query_of(presets[name], figure.data) if name in presets else ""
        label.parent.remove(label)
        first = next((text for text in item.findall(nodes.Text) if text.strip()), None)
        if first is not None:
            first.parent.replace(first, nodes.Text(first.lstrip(" .:")))
        return figure_step("", *item.children, label=name, state=state, preset=link is None)


def warn(node: nodes.Node, sentence: str) -> None:
    """A warning with the place in the notebook."""
    logger.warning("%s", sentence, location=node)


def list_after(output: nodes.Node) -> nodes.enumerated_list | None:
    """The ordered list that opens the text after a figure's cell, under a heading of its own or under none."""
    cell = output
    while cell.parent is not None and not isinstance(cell.parent, nodes.section | nodes.document):
        cell = cell.parent
    following = iter(cell.parent[cell.parent.index(cell) + 1 :]) if cell.parent is not None else iter(())
    node = next(following, None)
    if isinstance(node, nodes.section):
        node = next((child for child in node if not isinstance(child, nodes.title)), None)
    return node if isinstance(node, nodes.enumerated_list) else None


def labels_of(listing: nodes.enumerated_list) -> list[nodes.Element] | None:
    """The bold word or the link to a state that begins each item; None if an item begins otherwise."""
    labels = []
    for item in listing:
        paragraph = item[0] if item.children else None
        inside = paragraph.children if isinstance(paragraph, nodes.paragraph) else []
        first = next((child for child in inside if child.astext().strip()), None)
        if not isinstance(first, nodes.strong) and not (first is not None and state_link(first)):
            return None
        labels.append(first)
    return labels


class InsertSteps(SphinxPostTransform):
    """Open the figure's HTML where its steps belong."""

    default_priority = 5  # after myst-nb has picked the HTML at 4
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Put the steps of each figure into it."""
        for steps in list(self.document.findall(figure_steps)):
            output = steps.parent[steps.parent.index(steps) - 1]
            raw = next((node for node in output.findall(nodes.raw) if STEPS in node.astext()), None)
            if raw is None:
                steps.parent.remove(steps)
                continue
            before, after = raw.astext().split(STEPS)
            for step in steps:
                if step["preset"]:
                    label = step["label"]
                    before = before.replace(preset_button(label), preset_button(label, more=" hidden"))
            steps.parent.remove(steps)
            pieces = nodes.raw("", before, format="html"), steps, nodes.raw("", after, format="html")
            raw.replace_self(nodes.container("", *pieces, classes=raw["classes"]))


class ListSteps(SphinxPostTransform):
    """Where a builder makes no HTML, the steps are a list again."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        """Replace the steps of each figure, unless they are to be HTML."""
        if self.app.builder.format == "html":
            return
        for steps in list(self.document.findall(figure_steps)):
            steps.replace_self(
                nodes.enumerated_list("", *map(as_item, steps), enumtype="arabic", prefix="", suffix=".")
            )


def as_item(step: figure_step) -> nodes.list_item:
    """A step as an item that begins with its label in bold."""
    label = nodes.paragraph("", "", nodes.strong("", f"{step['label']}."))
    return nodes.list_item("", label, *step.children)


WALK = (
    '<div class="walk"><strong>What to notice</strong>'
    '<button type="button" class="previous" aria-disabled="true" aria-label="Previous step">‹</button>'
    '<span class="where">{count} steps</span>'
    '<button type="button" class="next" aria-disabled="false" aria-label="Next step">Next ›</button></div>'
)


def visit_steps(translator: Any, node: figure_steps) -> None:
    """Open the list, under a line to walk it."""
    walk = WALK.format(count=len(node))
    translator.body.append(f'<div class="steps" role="group" aria-label="What to notice">{walk}<ol role="list">\n')


def depart_steps(translator: Any, node: figure_steps) -> None:
    """Close the list."""
    translator.body.append("</ol></div>\n")


def visit_step(translator: Any, node: figure_step) -> None:
    """Open a step: its label as a button, then its text."""
    label, state = escape(node["label"]), escape(node["state"])
    button = f'<button type="button" class="label" data-state="{state}">{label}</button>'
    translator.body.append(f'<li>{button}<div class="text">')


def depart_step(translator: Any, node: figure_step) -> None:
    """Close a step."""
    translator.body.append("</div></li>\n")


def setup_steps(app: Sphinx) -> None:
    """Register nodes and transforms."""
    app.add_node(figure_steps, html=(visit_steps, depart_steps))
    app.add_node(figure_step, html=(visit_step, depart_step))
    app.add_transform(CollectSteps)
    app.add_transform(LinkStates)
    app.add_post_transform(InsertSteps)
    app.add_post_transform(ListSteps)
