"""What a notebook says about itself (`metadata.explorable`): checked, and shown below as what to read around it."""

import json
from pathlib import Path

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.nodes import make_refnode

from .shelf import library_of

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


def about_by_page(env):
    """Mapping of the environment that is kept from build to build: notebook page to what it says about itself."""
    return env.__dict__.setdefault("explorable_about", {})


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
        about_by_page(app.env)[app.env.docname] = metadata["explorable"]
        document[-1].append(reading_list(page=app.env.docname))


def forget_metadata(app, env, page):
    """Forget a page that is read again or gone."""
    about_by_page(env).pop(page, None)


def merge_metadata(app, env, pages, other):
    """Take over what a parallel reader found."""
    about_by_page(env).update({page: about for page, about in about_by_page(other).items() if page in pages})


class ShowReadingLists(SphinxPostTransform):
    """Write "Read before" and "Read next"; a page that is not built yet is plain text."""

    default_priority = 5

    def run(self, **kwargs):
        """Replace the placeholder of each page by zero, one or two paragraphs."""
        library = library_of(self.app)
        for node in list(self.document.findall(reading_list)):  # many in a printed book, which is one document
            page = node["page"]
            slugs = about_by_page(self.env)[page]["prerequisites"]
            before = [library.notebooks.get(slug, slug) for slug in slugs]
            following = library.following(slug_of(page))
            lists = [self.paragraph("Read before", before), self.paragraph("Read next", following)]
            node.replace_self([paragraph for paragraph in lists if paragraph is not None])

    def paragraph(self, label, notebooks):
        """Make one line of links, None if there are none; those that exist come first."""
        if not notebooks:
            return None
        paragraph = nodes.paragraph(classes=["reading-list"])
        paragraph += nodes.strong("", f"{label}:")
        for position, notebook in enumerate(sorted(notebooks, key=lambda one: not getattr(one, "page", None))):
            paragraph += [nodes.Text(", " if position else " "), self.link(notebook)]
        return paragraph

    def link(self, notebook):
        """Link a notebook by its title if it is built; a name that nothing is known of stays as it is."""
        if isinstance(notebook, str):
            return nodes.Text(notebook)
        if notebook.page is None:
            return nodes.Text(f"{notebook.title} (planned)")
        return make_refnode(self.app.builder, self.env.docname, notebook.page, None, nodes.Text(notebook.title))


def setup_metadata(app):
    """Check on reading, show on writing."""
    app.add_node(reading_list)
    app.add_post_transform(ShowReadingLists)
    app.connect("doctree-read", note_metadata)
    app.connect("env-purge-doc", forget_metadata)
    app.connect("env-merge-info", merge_metadata)
