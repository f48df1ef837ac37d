"""Names of pages that have no source file, and the book's addresses on the web."""

from __future__ import annotations

import re

from sphinx.config import Config


def part_page(folder: str) -> str:
    """Name of a part's page."""
    return f"{folder}/index"


def tag_page(tag: str) -> str:
    """Name of a tag's page."""
    return f"tags/{re.sub(r'[^a-z0-9]+', '-', tag.casefold()).strip('-')}"


def planned_place(slug: str) -> str:
    """Name of the place in the catalogue of a notebook that does not exist yet."""
    return f"planned-{slug}"


def embed_page(figure: str) -> str:
    """Name of the page that holds one figure alone."""
    return f"embed/{figure}"


def repository_url(config: Config) -> str:
    """Address of the book's repository, which launch.py reads from pyproject.toml; "" where there is none."""
    return (config.html_theme_options.get("repository_url") or "").rstrip("/")


def base_url(config: Config) -> str:
    """Address that the book is served at, as `_config.yml` names it, with a slash at its end; "" where it does not."""
    return f"{config.html_baseurl.rstrip('/')}/" if config.html_baseurl else ""
