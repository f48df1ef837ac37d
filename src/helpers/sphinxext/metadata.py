"""What a notebook says about itself (`metadata.explorable`): checked, and shown below as what to read around it."""

import json
from pathlib import Path

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.nodes import make_refnode

logger = logging.getLogger(__name__)
FIELDS = {"summary": str, "tags": list, "prerequisites": list, "entries": list}


class reading_list(nodes.General, nodes.Element):
    """Stands for the links around a notebook until all titles are known."""


def metadata_errors(metadata):
    """Say in clear sentences what is missing or malformed in a notebook's metadata; an empty list if nothing is."""
    about = metadata.get("explorable")
    if not isinstance(about, dict):
        return ["The notebook's metadata have no `explorable` with " + ", ".join(FIELDS) + "."]
    errors = [f"The metadata field `explorable.{name}` is missing." for name in FIELDS if name not in about]
    errors += [f"The metadata field `explorable.{name}` is unknown." for name in about if name not in FIELDS]
    return errors + [
        f"The metadata field `explorable.{name}` must be {'a sentence' if kind is str else 'a list of words'}."
        for name, kind in FIELDS.items()
        if name in about and not well_formed(about[name], kind)
    ]


def well_formed(value, kind):
    """Tell whether a field holds a sentence (kind `str`) or a list of words (kind `list`)."""
    if kind is str:
        return isinstance(value, str) and bool(value.strip())
    return isinstance(value, list) and all(isinstance(word, str) and word.strip() for word in value)


def slug_of(page):
    """The last part of a page's name: `training/momentum` is `momentum`."""
    return page.rsplit("/", 1)[-1]


def prerequisites_by_page(env):
    """Mapping of the environment that is kept from build to build: notebook page to the slugs to read before."""
    return env.__dict__.setdefault("explorable_prerequisites", {})


def note_metadata(app, document):
    """Check a notebook's metadata and leave a place for its reading list at the end of the page."""
    source = Path(app.env.doc2path(app.env.docname))
    if source.suffix != ".ipynb":
        return
    metadata = json.loads(source.read_text("utf-8")).get("metadata", {})
    errors = metadata_errors(metadata)
    for error in errors:
        logger.warning("%s", error, location=app.env.docname)
    if not errors:
        prerequisites_by_page(app.env)[app.env.docname] = metadata["explorable"]["prerequisites"]
        document[-1].append(reading_list(page=app.env.docname))


def forget_metadata(app, env, page):
    """Forget a page that is read again or gone."""
    prerequisites_by_page(env).pop(page, None)


def merge_metadata(app, env, pages, other):
    """Take over what a parallel reader found."""
    prerequisites_by_page(env).update({p: v for p, v in prerequisites_by_page(other).items() if p in pages})


class ShowReadingLists(SphinxPostTransform):
    """Write "Read before" and "Read next"; a page that is not built yet is plain text."""

    default_priority = 5

    def run(self, **kwargs):
        """Replace the placeholder of each page by zero, one or two paragraphs."""
        for node in list(self.document.findall(reading_list)):  # many in a printed book, which is one document
            page = node["page"]
            slugs = prerequisites_by_page(self.env)
            following = sorted(slug_of(other) for other, before in slugs.items() if slug_of(page) in before)
            lists = [self.paragraph("Read before", slugs[page]), self.paragraph("Read next", following)]
            node.replace_self([paragraph for paragraph in lists if paragraph is not None])

    def paragraph(self, label, slugs):
        """Make one line of links, None if there are none."""
        if not slugs:
            return None
        paragraph = nodes.paragraph(classes=["reading-list"])
        paragraph += nodes.strong("", f"{label}:")
        for position, slug in enumerate(slugs):
            paragraph += [nodes.Text(", " if position else " "), self.link(slug)]
        return paragraph

    def link(self, slug):
        """Link a built notebook by its title; name one that is not built by its slug, in words."""
        for page in sorted(self.env.found_docs):
            if slug_of(page) == slug:
                title = nodes.Text(self.env.titles[page].astext())
                return make_refnode(self.app.builder, self.env.docname, page, None, title)
        return nodes.Text(slug.replace("-", " "))


def setup_metadata(app):
    """Check on reading, show on writing."""
    app.add_node(reading_list)
    app.add_post_transform(ShowReadingLists)
    app.connect("doctree-read", note_metadata)
    app.connect("env-purge-doc", forget_metadata)
    app.connect("env-merge-info", merge_metadata)
