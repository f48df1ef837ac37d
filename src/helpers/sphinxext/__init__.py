"""The book's Sphinx extension: one component a file, each with its own `setup_…(app)`.

Importing this package stays cheap: only `setup` imports Sphinx.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

HERE = Path(__file__).parent


def own_version() -> int:
    """Hash the extension's code and templates: when they change, every page is read again, from the cached outputs."""
    digest = hashlib.sha256()
    for path in sorted([*HERE.glob("*.py"), *HERE.glob("templates/*")]):
        digest.update(path.name.encode() + path.read_bytes())
    return int(digest.hexdigest()[:12], 16)


def setup(app: Sphinx) -> dict[str, str | int | bool]:
    """Connect every component to Sphinx; the entry `helpers.sphinxext` in `_config.yml` calls this."""
    from .ahead import setup_ahead
    from .anchors import setup_anchors
    from .assets import setup_assets
    from .dates import setup_dates
    from .embeds import setup_embeds
    from .execution import setup_execution
    from .explorable_directive import setup_explorable_directive
    from .feed import setup_feed
    from .figures import setup_figures
    from .find import setup_find
    from .freshness import setup_freshness
    from .generated import setup_generated
    from .launch import setup_launch
    from .listings import setup_listings
    from .math_renderer import setup_math_renderer
    from .metadata_index import setup_metadata_index
    from .not_found import setup_not_found
    from .page_notes import setup_page_notes
    from .policy import setup_policy
    from .reading_lists import setup_reading_lists
    from .removal import setup_removal
    from .shelf import setup_shelf
    from .sidebar import setup_sidebar
    from .sitemap import setup_sitemap
    from .social_cards import setup_social_cards
    from .weight import setup_weight

    setup_execution(app)
    setup_ahead(app)
    setup_launch(app)
    setup_assets(app)
    setup_anchors(app)
    setup_math_renderer(app)
    setup_figures(app)
    setup_explorable_directive(app)
    setup_embeds(app)
    setup_metadata_index(app)
    setup_reading_lists(app)
    setup_shelf(app)
    setup_generated(app)
    setup_listings(app)
    setup_removal(app)
    setup_sidebar(app)
    setup_find(app)
    setup_dates(app)
    setup_page_notes(app)
    setup_feed(app)
    setup_social_cards(app)
    setup_not_found(app)
    setup_sitemap(app)
    setup_freshness(app)
    setup_policy(app)  # before the weight: what is weighed is what is served
    setup_weight(app)
    return {"version": "1", "env_version": own_version(), "parallel_read_safe": True, "parallel_write_safe": True}
