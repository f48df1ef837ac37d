"""Builds one tool's page, timed: `python benchmarks/peers/build.py NAME FOLDER`, in the tool's environment.

Seconds are those that the processor spends on `build(folder)`: other programs on the machine do not count, and starting
Python and importing the tool come before.
"""

import json
import sys
import time
from importlib import import_module
from itertools import product
from pathlib import Path

from demo import TEMPERATURES, TOP_KS, TOP_PS


def all_told(tell):
    """What `tell` says of every state, in the grid's order."""
    states = product(TEMPERATURES, TOP_KS, TOP_PS)
    return [tell(dict(zip(("temperature", "top_k", "top_p"), state, strict=True))) for state in states]


def main(name, folder):
    """Write the page into `folder`, and what was measured into `built.json` beside it."""
    module, folder = import_module(name), Path(folder)
    (folder / "page").mkdir(parents=True)
    begin = time.process_time()
    page = module.build(folder / "page")
    found = {"seconds": time.process_time() - begin, "page": str(Path(page).relative_to(folder))}
    if hasattr(module, "told"):  # its sentences are its own
        found["told"] = all_told(module.told)
    (folder / "built.json").write_text(json.dumps(found), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
