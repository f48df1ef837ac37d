"""The book's Sphinx extension: one component a file, each with its own `setup_…(app)`.

Importing this package is cheap: only `setup` imports Sphinx.
"""

from __future__ import annotations

import hashlib
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

HERE = Path(__file__).parent
COMPONENTS = (  # modules with a `setup_MODULE(app)`, in the order in which they are connected
    "execution",
    "ahead",
    "launch",
    "assets",
    "anchors",
    "math_renderer",
    "figures",
    "steps",
    "quantities",
    "explorable_directive",
    "embeds",
    "metadata_index",
    "reading_time",  # before the steps are moved
    "code_bars",
    "reading_lists",
    "glossary_links",
    "shelf",
    "generated",
    "listings",
    "removal",
    "sidebar",
    "find",
    "dates",
    "page_notes",
    "feed",
    "social_cards",
    "not_found",
    "sitemap",
    "freshness",
    "table_files",
    "lighter",  # before the policy moves inline scripts to files
    "policy",
    "bundles",  # before the weight: what is weighed is what is served
    "weight",
)


def own_version() -> int:
    """Hash the extension's code and templates: after a change of them all pages are rebuilt from cached outputs."""
    digest = hashlib.sha256()
    for path in sorted([*HERE.glob("*.py"), *HERE.glob("templates/*")]):
        digest.update(path.name.encode() + path.read_bytes())
    return int(digest.hexdigest()[:12], 16)


def setup(app: Sphinx) -> dict[str, str | int | bool]:
    """Connect every component to Sphinx; the entry `helpers.sphinxext` in `_config.yml` calls this."""
    for name in COMPONENTS:
        getattr(import_module(f".{name}", __package__), f"setup_{name}")(app)
    return {"version": "1", "env_version": own_version(), "parallel_read_safe": True, "parallel_write_safe": True}
