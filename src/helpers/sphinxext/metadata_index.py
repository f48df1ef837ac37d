"""The metadata of all notebooks, checked when a page is read and kept from build to build."""

from __future__ import annotations

import json
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from .metadata import PageMetadata, metadata_errors, read_metadata

logger = logging.getLogger(__name__)


def metadata_by_page(env: BuildEnvironment) -> dict[str, PageMetadata]:
    """Mapping of the environment that is kept from build to build: notebook page to its metadata, if sound."""
    return env.__dict__.setdefault("explorable_metadata", {})


def note_metadata(app: Sphinx, document: nodes.document) -> None:
    """Check a notebook's metadata and keep it."""
    source = Path(app.env.doc2path(app.env.docname))
    if source.suffix != ".ipynb":
        return
    metadata = json.loads(source.read_text("utf-8")).get("metadata", {})
    errors = metadata_errors(metadata)
    for error in errors:
        logger.warning("%s", error, location=app.env.docname)
    if not errors:
        metadata_by_page(app.env)[app.env.docname] = read_metadata(metadata)


def forget_metadata(app: Sphinx, env: BuildEnvironment, page: str) -> None:
    """Forget a page that is read again or removed."""
    metadata_by_page(env).pop(page, None)


def merge_metadata(app: Sphinx, env: BuildEnvironment, pages: set[str], other: BuildEnvironment) -> None:
    """Take over what a parallel reader found."""
    metadata_by_page(env).update({page: found for page, found in metadata_by_page(other).items() if page in pages})


def setup_metadata_index(app: Sphinx) -> None:
    """Check on reading, forget what is read again."""
    app.connect("doctree-read", note_metadata)
    app.connect("env-purge-doc", forget_metadata)
    app.connect("env-merge-info", merge_metadata)
