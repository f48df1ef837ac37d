"""What a notebook says about itself (`metadata.explorable`): checked, and kept from build to build."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

logger = logging.getLogger(__name__)
FIELDS = {"summary": str, "tags": list, "prerequisites": list, "entries": list}


def metadata_errors(metadata: dict[str, Any]) -> list[str]:
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


def well_formed(value: Any, kind: type) -> bool:
    """Tell whether a field holds a sentence (kind `str`) or a list of words (kind `list`)."""
    if kind is str:
        return isinstance(value, str) and bool(value.strip())
    return isinstance(value, list) and all(isinstance(word, str) and word.strip() for word in value)


def slug_of(page: str) -> str:
    """The last part of a page's name: `training/momentum` is `momentum`."""
    return page.rsplit("/", 1)[-1]


def about_by_page(env: BuildEnvironment) -> dict[str, dict[str, Any]]:
    """Mapping of the environment that is kept from build to build: notebook page to what it says about itself."""
    return env.__dict__.setdefault("explorable_about", {})


def note_metadata(app: Sphinx, document: nodes.document) -> None:
    """Check a notebook's metadata and keep what it says."""
    source = Path(app.env.doc2path(app.env.docname))
    if source.suffix != ".ipynb":
        return
    metadata = json.loads(source.read_text("utf-8")).get("metadata", {})
    errors = metadata_errors(metadata)
    for error in errors:
        logger.warning("%s", error, location=app.env.docname)
    if not errors:
        about_by_page(app.env)[app.env.docname] = metadata["explorable"]


def forget_metadata(app: Sphinx, env: BuildEnvironment, page: str) -> None:
    """Forget a page that is read again or gone."""
    about_by_page(env).pop(page, None)


def merge_metadata(app: Sphinx, env: BuildEnvironment, pages: set[str], other: BuildEnvironment) -> None:
    """Take over what a parallel reader found."""
    about_by_page(env).update({page: about for page, about in about_by_page(other).items() if page in pages})


def setup_metadata(app: Sphinx) -> None:
    """Check on reading, forget what is read again."""
    app.connect("doctree-read", note_metadata)
    app.connect("env-purge-doc", forget_metadata)
    app.connect("env-merge-info", merge_metadata)
