"""A built page in Chromium: when its slider first works, how long a move takes, whether it says what Python says."""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page, TimeoutError

from comparison.server import Server
from comparison.ways import Way

PROBE = Path(__file__).with_name("probe.js").read_text("utf-8")
LENGTHS = (20, 20, 10)  # positions of temperature, top-k and top-p
START = (9, 19, 9)
VIEWPORT = {"width": 1000, "height": 1500}
LOADS, SLOW_LOADS, MOVES, SLOWER = 7, 3, 100, 4
LINE = {"offline": False, "latency": 40, "downloadThroughput": 10e6 / 8, "uploadThroughput": 10e6 / 8}
QUIET_MS, LIMIT_MS = 60, 8000
Told = Callable[[tuple[int, int, int]], str]


class Broken(Exception):
    """A page that does not say what Python says."""


@dataclass
class Reader:
    """Someone at a page who drags its sliders; `told(positions)` is what Python says of a state."""

    page: Page
    way: Way
    told: Told

    def __post_init__(self):
        self.positions, self.held = START, 0

    def grab(self, number: int) -> None:
        """Hold the thumb of slider `number`."""
        self.page.mouse.up()
        self._point(number, self.positions[number])
        self.page.mouse.down()
        self.held = number

    def drag(self, position: int) -> float:
        """Move the thumb that is held to `position`; milliseconds until the picture has followed."""
        before, self.positions = self.told(self.positions), self.there(self.held, position)
        wanted = None if self.way.bitmap else self.told(self.positions)
        self.page.evaluate("probe.rest(20).then(probe.forget)")
        self._point(self.held, position)
        asked = {"wanted": wanted, "same": wanted == before, "quiet": QUIET_MS, "limit": LIMIT_MS}
        found = self.page.evaluate("asked => probe.settled(asked)", asked)
        if found["ms"] is None:
            raise Broken(f"{self.way.module} at {self.positions}: {found['sentence']!r} instead of {wanted!r}")
        return found["ms"]

    def _point(self, number: int, position: int) -> None:
        share = position / (LENGTHS[number] - 1)
        aim = {"selector": self.way.slider, "number": number, "share": share, "inset": self.way.inset}
        self.page.mouse.move(**self.page.evaluate("aim => probe.aim(aim)", aim))

    def go(self, target: tuple[int, int, int]) -> None:
        """Drag every slider that is not where `target` has it."""
        for number, position in enumerate(target):
            if position != self.positions[number]:
                self.grab(number)
                self.drag(position)

    def there(self, number: int, position: int) -> tuple[int, int, int]:
        """The present state with another position of one slider."""
        return tuple(position if i == number else old for i, old in enumerate(self.positions))

    def moves(self, rng: random.Random) -> list[float]:
        """Milliseconds of random moves that change what the page says, a few of each slider that is grabbed."""
        times, sliders = [], range(len(LENGTHS) if self.way.states > 20 else 1)
        while len(times) < MOVES:
            self.grab(rng.choice(sliders))
            for position in rng.sample(range(LENGTHS[self.held]), 6):
                if self.told(self.there(self.held, position)) != self.told(self.positions):
                    times.append(self.drag(position))
        return times


def seek(way: Way) -> str:
    """Script for a page that pokes the first slider until it works."""
    return f"window.probeFirst = {{selector: {way.slider!r}, inset: {way.inset}}};\n{PROBE}"


def first_move(browser: Browser, way: Way, address: str, *, line: dict | None = None) -> tuple[float | None, list[str]]:
    """Milliseconds from navigation to the first move that works, from a cold cache; and the requests outside."""
    context = browser.new_context(viewport=VIEWPORT)
    context.add_init_script(seek(way))
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    if line:
        context.new_cdp_session(page).send("Network.emulateNetworkConditions", line)
    page.goto(address, wait_until="commit", timeout=200_000)
    try:
        page.wait_for_function("probe.works()", polling=50, timeout=200_000 if line else LIMIT_MS)
        works = page.evaluate("probe.works()")
    except TimeoutError:
        works = None
    context.close()
    return works, [url for url in asked if url.startswith("http") and not url.startswith("http://127.0.0.1")]


def loads(browser: Browser, way: Way, server: Server, page: Path) -> dict:
    """Weight and time of cold loads, plain and over a slow line."""
    address, before = server.address(page), server.sent
    first, outside = first_move(browser, way, address)
    found = {"bytes": server.sent - before, "outside": len(set(outside)), "works": None, "slow": None}
    if first is not None:
        found["works"] = statistics.median(first_move(browser, way, address)[0] for _ in range(LOADS))
        found["slow"] = statistics.median(first_move(browser, way, address, line=LINE)[0] for _ in range(SLOW_LOADS))
    found["file"] = first_move(browser, way, page.as_uri())[0] is not None
    return found


def moves(browser: Browser, way: Way, address: str, told: Told) -> dict:
    """Milliseconds of random moves, as it is and with a slower processor; every one is checked against Python."""
    context = browser.new_context(viewport=VIEWPORT)
    context.add_init_script(PROBE)
    page, rng = context.new_page(), random.Random(1)
    page.goto(address, timeout=200_000)
    page.wait_for_function("selector => probe.sliders(selector).length", arg=way.slider)
    page.wait_for_timeout(500)
    reader, found = Reader(page, way, told), {}
    for target in random_states(rng) if way.states > 20 else ():
        reader.go(target)
    for name, rate in (("move", 1), ("slower", SLOWER)):
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": rate})
        times = reader.moves(rng)
        found[name] = {"median": statistics.median(times), "p95": statistics.quantiles(times, n=20)[-1]}
    context.close()
    return found


def random_states(rng: random.Random) -> list[tuple[int, int, int]]:
    return rng.sample(list(product(*map(range, LENGTHS))), 5)


PICTURE = """() => {
  const seen = (one) => one.checkVisibility() && one.getBoundingClientRect().width > 0;
  const marks = [...document.querySelectorAll("svg rect, svg path, svg use")].filter(seen);
  const images = [...document.images].filter((one) => seen(one) && one.naturalWidth > 100);
  return marks.length >= 20 || images.length > 0;
}"""


def without_script(browser: Browser, address: str) -> bool:
    """Whether a reader whose browser runs no script sees a picture."""
    context = browser.new_context(java_script_enabled=False, viewport=VIEWPORT)
    page = context.new_page()
    page.goto(address, timeout=200_000)
    found = page.evaluate(PICTURE)
    context.close()
    return found


def named_native(browser: Browser, way: Way, address: str) -> bool:
    """Whether every slider is a native one with a name in the accessibility tree."""
    context = browser.new_context(viewport=VIEWPORT)
    page = context.new_page()
    page.goto(address, timeout=200_000)
    page.locator(way.slider).first.wait_for(state="attached")
    nodes = context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    names = [node["name"].get("value", "") for node in nodes if node.get("role", {}).get("value") == "slider"]
    native = page.locator("input[type=range]").count()
    context.close()
    return native > 0 and native == len(names) and all(name.strip() for name in names)
