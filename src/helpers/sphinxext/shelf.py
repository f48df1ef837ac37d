"""The library of the book that is being built: made once all pages are read, kept on the application.

What data files and notebooks disagree about is a warning that names the notebook; the book is built with warnings as
errors.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from .catalogue import FOLDER, Catalogue, FaultyCatalogueError, read_catalogue
from .library import Library, faults, make_library
from .metadata_index import metadata_by_page

logger = logging.getLogger(__name__)


def library_of(app: Sphinx) -> Library:
    """The library of this build; before all pages are read, there is none."""
    return app.explorable_library


def make_and_check(app: Sphinx, env: BuildEnvironment) -> None:
    """Make the library and report its faults."""
    try:
        catalogue = read_catalogue(Path(app.srcdir) / FOLDER)
    except FaultyCatalogueError as error:
        logger.warning("%s", error)
        app.explorable_library = Library(Catalogue((), (), {}, (), (), {}, {}), {})
        return
    metadata = metadata_by_page(env)
    pages = {page: (env.titles[page].astext(), metadata[page]) for page in pages_in_order(env) if page in metadata}
    app.explorable_library = make_library(catalogue, pages)
    for place, sentence in [*faults(app.explorable_library), *caption_faults(env, catalogue.parts)]:
        logger.warning("%s", sentence, location=place)


def pages_in_order(env: BuildEnvironment) -> list[str]:
    """List all pages, those of the contents first, in their order."""
    listed = env.toctree_includes.get(env.config.root_doc, [])
    return [*listed, *sorted(page for page in env.found_docs if page not in listed)]


def caption_faults(env: BuildEnvironment, parts: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield a fault for each caption of the contents that is not the title of the part below it."""
    for toctree in env.get_doctree(env.config.root_doc).findall(addnodes.toctree):
        for _, page in toctree["entries"]:
            title = parts.get(page.rpartition("/")[0])
            if title is not None and title != toctree.get("caption"):
                sentence = f"The caption {toctree.get('caption')!r} of _toc.yml is {title!r} in {FOLDER}/parts.csv."
                yield page, sentence


def setup_shelf(app: Sphinx) -> None:
    """Make the library once all pages are read."""
    app.connect("env-updated", make_and_check, priority=400)
