"""WebKitGTK's browser on a screen that nobody sees, spoken to by plain WebDriver, as the W3C describes it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NO_WEBKIT = "No WebKitGTK was found: install it (`apt install webkit2gtk-driver xvfb`)."
BROWSERS = sorted(Path("/usr").glob("lib*/**/webkit2gtk-4.*/MiniBrowser"))
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key under which WebDriver names an element
KEYS = {"Home": "\ue011", "End": "\ue010", "ArrowLeft": "\ue012", "ArrowRight": "\ue014", "Space": " "}
READY = 15  # s that programs have to start
# A script is an expression, or a function of one argument, and may give a promise, as in Playwright.
CALL = """const [given, done] = arguments;
const answer = async () => {{ const made = ({script}); return typeof made === "function" ? made(given) : made; }};
answer().then((value) => done({{ value }}), (error) => done({{ error: `${{error}}` }}));"""


class Failed(Exception):
    """A command that the browser could not carry out, or a script that threw."""


@contextmanager
def screen(folder: Path) -> Iterator[str]:
    """A screen that nobody sees, while the block runs; gives its name."""
    if not shutil.which("Xvfb"):
        raise Failed(NO_WEBKIT)
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1600x1200x24", "-nolisten", "tcp"]
    with (folder / "screen.log").open("w") as log, subprocess.Popen(command, pass_fds=[writing], stderr=log) as server:
        os.close(writing)
        try:
            with os.fdopen(reading) as said:
                yield f":{said.readline().strip()}"
        finally:
            server.terminate()


@contextmanager
def driver(display: str, *, port: int, folder: Path) -> Iterator[str]:
    """WebKit's driver on that screen, while the block runs; gives its address. The browser's home is `folder`."""
    if not shutil.which("WebKitWebDriver") or not BROWSERS:
        raise Failed(NO_WEBKIT)
    home = {
        name: str(folder) for name in ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR")
    }
    plain = {
        "WEBKIT_DISABLE_COMPOSITING_MODE": "1",
        "LIBGL_ALWAYS_SOFTWARE": "1",
        "GDK_BACKEND": "x11",
        "NO_AT_BRIDGE": "1",
    }
    sandbox = {
        "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"
    }  # it needs rights that containers lack; all pages are ours
    environment = {**os.environ, **home, **plain, **sandbox, "DISPLAY": display}
    with (folder / "driver.log").open("w") as log:
        command = ["WebKitWebDriver", f"--port={port}"]
        with subprocess.Popen(command, env=environment, stdout=log, stderr=log) as server:
            try:
                yield f"http://127.0.0.1:{port}"
            finally:
                server.terminate()


class Browser:
    """One window of the browser. `evaluate` takes the scripts of tests/browser, which are Playwright's."""

    def __init__(self, address: str):
        self.address = address
        options = {"binary": str(BROWSERS[-1]), "args": ["--automation"]}
        wanted = {"browserName": "MiniBrowser", "webkitgtk:browserOptions": options, "timeouts": {"script": 60000}}
        answer = self._started({"capabilities": {"alwaysMatch": wanted}})
        self.version = answer["capabilities"]["browserVersion"]
        self.address = f"{address}/session/{answer['sessionId']}"

    def _started(self, body: dict) -> dict:
        """The answer to the first command, once the driver listens."""
        last = time.monotonic() + READY
        while True:
            try:
                return self.command("POST", "session", body)
            except urllib.error.URLError:
                if time.monotonic() > last:
                    raise
                time.sleep(0.1)

    def command(self, method: str, path: str, body: dict | None = None):
        """Value of the answer to a command; raises Failed where there is none."""
        data = json.dumps(body or {}).encode() if method == "POST" else None
        request = urllib.request.Request(
            f"{self.address}/{path}", data, {"Content-Type": "application/json"}, method=method
        )
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            value = json.load(error)["value"]
            raise Failed(f"{value['error']}: {value['message']}") from None

    def close(self) -> None:
        """End the session, and with it the browser."""
        self.command("DELETE", "")

    def resize(self, width: int, height: int) -> None:
        """Give the page itself this size, in px, whatever the window has around it."""
        self.command("POST", "window/rect", {"width": width, "height": height})
        inside = self.evaluate("[innerWidth, innerHeight]")
        self.command("POST", "window/rect", {"width": 2 * width - inside[0], "height": 2 * height - inside[1]})

    def goto(self, address: str) -> None:
        """Open a page."""
        self.command("POST", "frame", {"id": None})
        self.command("POST", "url", {"url": address})

    def enter(self, selector: str) -> None:
        """Go into a frame of the page: what follows is done there."""
        self.command("POST", "frame", {"id": {ELEMENT: self.element(selector)}})

    def back(self) -> None:
        """Go to the page before."""
        self.command("POST", "back")

    def reload(self) -> None:
        """Open the page again."""
        self.command("POST", "refresh")

    def evaluate(self, script: str, argument=None):
        """What an expression, or a function of `argument`, gives in the page; raises Failed with what it throws."""
        answer = self.command("POST", "execute/async", {"script": CALL.format(script=script), "args": [argument]})
        if "error" in answer:
            raise Failed(answer["error"])
        return answer.get("value")

    def element(self, selector: str) -> str:
        """Identity of the first element that matches."""
        return self.command("POST", "element", {"using": "css selector", "value": selector})[ELEMENT]

    def press(self, selector: str, key: str) -> None:
        """Press a key on an element, as a reader would."""
        self.command("POST", f"element/{self.element(selector)}/value", {"text": KEYS.get(key, key)})

    def click(self, selector: str) -> None:
        """Click on an element, as a reader would."""
        self.command("POST", f"element/{self.element(selector)}/click")

    def drag(self, start: tuple[float, float], end: tuple[float, float], *, steps: int = 8) -> None:
        """Drag with the mouse from one place of the screen to another, in small steps."""
        (x, y), (to_x, to_y) = start, end
        places = [(x + (to_x - x) * step / steps, y + (to_y - y) * step / steps) for step in range(steps + 1)]
        moves = [{"type": "pointerMove", "duration": 10, "x": round(x), "y": round(y)} for x, y in places]
        press, release = ({"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp"))
        mouse = {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}}
        actions = [moves[0], press, *moves[1:], release]
        self.command("POST", "actions", {"actions": [{**mouse, "actions": actions}]})
