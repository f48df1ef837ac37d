"""The files that every page loads: the engine's players as one script, the page's own scripts and style."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path

from sphinx.application import Sphinx

import helpers

from .execution import cache_folder
from .files import write_if_changed

PACKAGE = Path(helpers.__file__).parent
ENGINE = "explorable.js"  # all of the engine's scripts
BARE = "figure.js"  # all scripts of a page that holds one figure and nothing else
PLAYERS = ("explorable", "calculator")  # load order: the player's namespace exists before the calculator's part of it
OWN = Path(__file__).parent / "static"
EVERYWHERE = ("page.js", "menus.js", "copy.js", "find.js", "progress.js")  # others are loaded by pages that need them
WITH_OWN_FILES = ("catalogue", "map")  # pages with a script and a style sheet that no other page loads


def player_files(suffix: str) -> Iterator[Path]:
    """List the engine's files of one kind in the order in which a page loads them, `player` first in its folder."""
    for folder in PLAYERS:
        files = (PACKAGE / folder).glob(f"*{suffix}")
        yield from sorted(files, key=lambda path: (path.stem != "player", path.name))


def own_sheets() -> list[str]:
    """Names of the extension's style sheets that every page needs, in the order in which they are read."""
    sheets = [*sorted(OWN.glob("*.css")), *player_files(".css")]
    return [sheet.name for sheet in sheets if sheet.stem not in WITH_OWN_FILES]


def stage_assets(app: Sphinx) -> None:
    """Collect the files in a folder that Sphinx copies to `_static`, and add them to every page."""
    if app.builder.format != "html":
        return
    stage = cache_folder(app) / "static"
    sources = [*sorted(OWN.iterdir()), *player_files(".css")]
    for source in sources:
        write_if_changed(stage / source.name, source.read_bytes())
    write_if_changed(stage / ENGINE, joined(player_files(".js")).encode())
    write_if_changed(stage / BARE, joined([OWN / "page.js", *player_files(".js")]).encode())
    early = stage_notebook_style(stage)
    remove_others(stage, keep={source.name for source in sources} | {early, ENGINE, BARE})
    app.config.html_static_path.append(str(stage))
    for name in own_sheets():
        app.add_css_file(name, priority=900)
    for script in (*EVERYWHERE, ENGINE):
        app.add_js_file(script, defer="defer")


def joined(scripts: Iterable[Path]) -> str:
    """Text of scripts, one after the other, without the lines that only comment and the links to their sources."""
    texts = (re.sub(r"^[ \t]*//.*$", "", path.read_text("utf-8"), flags=re.MULTILINE) for path in scripts)
    return "".join(f"{text.strip().removesuffix(';')};\n" for text in texts)


def stage_notebook_style(stage: Path) -> str:
    """Stage myst-nb's style sheet too; return its name.

    myst-nb copies it after the pages are written, so that a first build's links would lack the checksum of a second's.
    """
    content = (resources.files("myst_nb.static") / "mystnb.css").read_bytes()
    name = f"mystnb.{hashlib.sha256(content).hexdigest()}.css"
    write_if_changed(stage / name, content)
    return name


def remove_others(folder: str | Path, *, keep: set[str]) -> None:
    """Delete files of earlier builds that have no source any more."""
    for path in Path(folder).iterdir():
        if path.name not in keep:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def setup_assets(app: Sphinx) -> None:
    """Stage the files after the configuration's hash is taken: the folder's absolute path must not enter it."""
    app.connect("builder-inited", stage_assets)
