"""What an author would use instead of this book's engine, measured: `make peers` prints a table.

One demo for all: 20 next words as bars and a sentence, temperature × top-k × top-p = 4,000 states (peers/demo.py).
One file per tool in peers/; the tools' versions are in environments/peers.txt. A tool that has no way to combine three
sliders without a kernel or JavaScript shows the first one, 20 states. The page of ours is the bare page that the book
makes of each explorable, with the player's own files; its second row is the figure that readers see, which shows more.

author lines    lines with code, in Python, JavaScript and HTML: imports and mathematics count, blank lines, comments
                and docstrings do not; for the book's figure those of the notebook's cells.
build s         seconds that the processor spends on `build(folder)`, without starting Python and importing the tool.
                Pages stay in _build/peers until their sources change; the seconds are those of their build.
kB gzip         bodies of all that is fetched from the server until the first slider works, cold cache. Each tool's
                scripts are its own, inline or beside the page: no CDN. Fonts are packed already.
works ms        from the start of the navigation to the first change of the sentence (or bitmap) that a moved slider
                causes, median of 7 cold loads; the slider is moved every 5 ms until it works. In brackets the median
                of 3 loads at 10 Mbit/s with 40 ms. For the kernel: from its start, with no page to load.
move ms         from the user's event to the last change of the DOM or of a canvas that follows, 100 random moves with a
                real pointer; waiting for the next frame counts where a tool does. p95 again with the processor slowed
                four times. For the kernel: to its last message, before anything is drawn in a browser.
file://         whether it works from disk. Picture without JS: marks or an image are visible without scripts. Named
                native sliders: range inputs, all with a name in the accessibility tree.
outside         addresses that the page asks for besides its server; they are refused, so they cost no time here.
again in JS     whether the author writes the mathematics in JavaScript or Vega too.

Every move is also a check: the page must come to say what Python says of that state, or the run fails; bitmaps say
nothing that could be compared.
"""

from __future__ import annotations

import argparse
import platform
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / folder) for folder in ("tests", "tools", "benchmarks/peers")]

from comparison.builds import FOLDER, STATES, build, sentences, written  # noqa: E402
from comparison.kernel import kernel  # noqa: E402
from comparison.pages import loads, moves, named_native, without_script  # noqa: E402
from comparison.server import Server  # noqa: E402
from comparison.table import table  # noqa: E402
from comparison.ways import KERNEL, WAYS, Way  # noqa: E402

from browsers import launch  # noqa: E402

NO_OUTSIDE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


def measure(browser: Browser, way: Way, server: Server) -> dict:
    """One row of the table."""
    built = build(way)
    address = server.address(built.page)
    found = {"label": way.label, "lines": written(way), "seconds": built.seconds, "states": way.states}
    found |= {"again": way.again, **loads(browser, way, server, built.page)}
    found |= {"still": without_script(browser, address), "named": named_native(browser, way, address)}
    return found | moves(browser, way, address, lambda positions: built.sentences[positions])


def measure_kernel() -> dict:
    """The row of ipywidgets."""
    found = {"label": KERNEL.label, "lines": written(KERNEL), "states": KERNEL.states, "again": False}
    return found | kernel(dict(zip(STATES, sentences(), strict=True)))


def measure_pages(ways: list[Way]) -> list[dict]:
    """Rows of the ways that make a page."""
    with sync_playwright() as playwright, Server(FOLDER) as server:
        browser = launch(playwright, NO_OUTSIDE)
        rows = []
        for way in ways:
            print(f"{way.module} …", file=sys.stderr, flush=True)
            rows.append(measure(browser, way, server))
        version = browser.version
        browser.close()
    print(f"Chromium {version}, Python {platform.python_version()}\n")
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="modules of benchmarks/peers; all where none is named")
    parser.add_argument("--build", action="store_true", help="only build the pages")
    options = parser.parse_args()
    chosen = [way for way in WAYS if way.module in options.names or not options.names]
    for way in chosen:
        build(way)
    if options.build:
        return
    rows = measure_pages(chosen)
    if KERNEL.module in options.names or not options.names:
        rows.append(measure_kernel())
    print(table(rows))


if __name__ == "__main__":
    main()
