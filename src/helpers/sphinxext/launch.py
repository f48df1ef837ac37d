"""Where a page's notebook runs: buttons for Colab and Binder, and the link to the archive of the whole book.

All of them name the repository of pyproject.toml and the tag of the present version, as the bootstrap cells do: what is
online is a release, and a notebook finds the helpers it was written for.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

import helpers

HOSTS = {"colab_url": "https://colab.research.google.com", "binderhub_url": "https://mybinder.org"}


def repository_of(srcdir: str | Path) -> str:
    """Address of the repository, from the pyproject.toml beside the book's folder of sources."""
    return tomllib.loads((Path(srcdir).parent / "pyproject.toml").read_text("utf-8"))["project"]["urls"]["Repository"]


def launch_options(url: str, *, tag: str, folder: str) -> dict[str, Any]:
    """Options of the theme for a repository, a tag, and the folder in it that holds the book's sources."""
    buttons = {**HOSTS, "notebook_interface": "jupyterlab", "thebe": False}
    return {
        "repository_url": url,
        "repository_branch": tag,
        "path_to_docs": folder,
        "launch_buttons": buttons,
    }


def configure_launch(app: Sphinx, config: Config) -> None:
    """Hand the address to the theme, and to the role `archive`, whose links are files of the release."""
    url, tag = repository_of(app.srcdir), f"v{helpers.__version__}"
    config.html_theme_options.update(launch_options(url, tag=tag, folder=Path(app.srcdir).name))
    config.extlinks = {"archive": (f"{url}/releases/download/{tag}/%s", "%s")}


def setup_launch(app: Sphinx) -> None:
    """Set the options as soon as the configuration is known."""
    app.setup_extension("sphinx.ext.extlinks")
    app.connect("config-inited", configure_launch)
