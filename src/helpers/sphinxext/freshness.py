"""What every page shows of the others: when it changes, all pages are written again.

That is titles, order, what notebooks say about themselves, the catalogue, and shared files.

Sphinx writes only pages whose own source changed: sidebars and "Read next" of the rest would grow old, and a book built
step by step would differ from the same book built at once.
"""

import hashlib
from pathlib import Path

from .assets import OWN, player_files
from .catalogue import FOLDER
from .metadata import about_by_page


def shared_parts(env):
    """Hash what pages show of each other and load in common."""
    titles = {page: title.astext() for page, title in env.titles.items()}
    shared = [sorted(mapping.items()) for mapping in (titles, env.toctree_includes, about_by_page(env))]
    digest = hashlib.sha256(repr(shared).encode())
    folders = (Path(env.srcdir) / "_static", Path(env.srcdir) / FOLDER)
    own = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    for path in [*own, *sorted(OWN.iterdir()), *player_files(".css"), *player_files(".js")]:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def stale_pages(app, env):
    """Return all pages if what they share has changed since the last build."""
    before, env.explorable_shared = getattr(env, "explorable_shared", None), shared_parts(env)
    return [] if before == env.explorable_shared else sorted(env.found_docs)


def forget_lost_words(app):
    """Drop the words of Sphinx's index that no page has any more: it keeps them, with no page, from build to build."""
    indexer = getattr(app.builder, "indexer", None)
    for words in (indexer._mapping, indexer._title_mapping) if indexer else ():
        for word in [word for word, pages in words.items() if not pages]:
            del words[word]
    return []


def setup_freshness(app):
    """Look once all pages are read, and once they are written."""
    app.connect("html-collect-pages", forget_lost_words)
    app.connect("env-updated", stale_pages)
