"""When each page was written and last changed, from git: a build never reads the clock.

A tree without git has no dates, and its pages say nothing about them.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

COMMIT = "\x01"  # begins the line of a commit in git's answer


def page_dates(srcdir: str | Path) -> dict[str, tuple[str, str]]:
    """Mapping of each file below `srcdir`, as a path from there, to (first, last) dates such as "2026-01-31".

    Dates are those that git calls the author's. A file that git has never seen is not in the mapping.
    """
    srcdir = Path(srcdir)
    command = ["git", "-C", str(srcdir), "-c", "core.quotePath=false", "log", f"--format={COMMIT}%as", "--name-only"]
    try:
        answer = subprocess.run([*command, "--relative", "--", "."], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return {}
    dates, date = {}, None
    for line in filter(None, answer.splitlines()):
        if line.startswith(COMMIT):
            date = line[1:]
        else:
            dates[line] = (date, dates[line][1] if line in dates else date)
    return dates


def dates_of(app: Sphinx) -> dict[str, tuple[str, str]]:
    """Mapping of pages to (first, last) dates, read from git once per build."""
    if not hasattr(app, "explorable_dates"):
        dates, srcdir = page_dates(app.srcdir), Path(app.srcdir)
        files = {page: Path(app.env.doc2path(page)).relative_to(srcdir).as_posix() for page in app.env.found_docs}
        app.explorable_dates = {page: dates[name] for page, name in files.items() if name in dates}
    return app.explorable_dates


def redated_pages(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages whose dates changed since the last build, to be rebuilt."""
    before, env.explorable_dates = getattr(env, "explorable_dates", {}), dates_of(app)
    return [page for page in env.found_docs if before.get(page) != env.explorable_dates.get(page)]


def setup_dates(app: Sphinx) -> None:
    """Compare the dates once all pages are read."""
    app.connect("env-updated", redated_pages)
