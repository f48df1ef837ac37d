"""Builds one tool's page, timed: `python benchmarks/peers/build.py NAME FOLDER`, in the tool's environment.

Seconds are those of `build(folder)` alone: starting Python and importing the tool come before.
"""

import json
import sys
import time
from importlib import import_module
from pathlib import Path


def main(name, folder):
    """Write the page into `folder`, and what was measured into `built.json` beside it."""
    build, folder = import_module(name).build, Path(folder)
    (folder / "page").mkdir(parents=True)
    begin = time.perf_counter()
    page = build(folder / "page")
    seconds = time.perf_counter() - begin
    told = {"page": str(Path(page).relative_to(folder)), "seconds": seconds}
    (folder / "built.json").write_text(json.dumps(told), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
