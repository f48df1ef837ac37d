"""Every page of the built book in WebKitGTK, at desktop and phone width: `make webkit`.

What is seen with a finger or by axe-core is checked in Chromium; here, whether the same scripts and styles work.
"""

from __future__ import annotations

import functools
import json
import random

import pytest
import specimens
from hand import LOOK, PLACES
from said import strange
from sweep import STATES, VIEWS, sizes
from webdriver import Browser, Failed, driver, screen

from built_pages import HTML, pages_of
from served import Strict, served, serving

PAGES = pages_of(HTML) or ["index.html"]  # without a book, the fixture says so
WINDOW = (1280, 900)  # px
VIEWS = [VIEWS["desktop, light"], VIEWS["phone, light"]]
# What is to be known from the beginning: errors, what the console is told, and what the policy forbids
WATCH = """window.troubles = [];
addEventListener("error", (event) => troubles.push(`page error: ${event.message || event.target.src}`), true);
addEventListener("unhandledrejection", (event) => troubles.push(`page error: ${event.reason}`));
addEventListener("securitypolicyviolation", (event) => troubles.push(`forbidden: ${event.blockedURI}`));
for (const kind of ["error", "warn"]) console[kind] = (...words) => troubles.push(`console: ${words}`);
"""
TROUBLES = "troubles.splice(0)"
FIGURES = """() => [...document.querySelectorAll("figure.explorable")].map((figure) =>
  [figure.id, figure.querySelector("script.spec").textContent, figure.classList.contains("started")])"""
STATE = "(id) => document.getElementById(id).explorable.state()"
SET = "([id, state]) => document.getElementById(id).explorable.set(state)"
BUTTONS = """([id, kinds]) => [...document.getElementById(id).querySelectorAll(kinds)].map((button) => {
  button.click();
  return button.textContent;
})"""
SHOWN = """(id) => [...document.getElementById(id).querySelectorAll("form.controls :is(input, select)")].map((input) =>
  [input.name, input.selectedIndex ?? input.value, input.checked])"""
FRAME = """<!doctype html><title>Frame</title><body style="margin: 0">
<iframe src="{page}" style="width: {width}px; height: {height}px; border: 0"></iframe>"""
SEEN = """async (selector) => { // the theme scrolls smoothly, which the driver does not wait for; strips snap
  document.querySelector(selector).scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
}"""


class Watched(Strict):
    """Serves pages under the strict policy, with a script before all others that notes what goes wrong."""

    def do_GET(self):
        if self.path == "/watch.js":
            return self.answer(WATCH.encode(), "text/javascript")
        path, _, frame = self.path.partition("?")
        if path == "/frame":
            size, page = frame.split("&")
            width, height = size.split("x")
            return self.answer(FRAME.format(page=f"/{page}", width=width, height=height).encode(), "text/html")
        if not path.endswith(".html"):
            return super().do_GET()
        with open(self.translate_path(path), encoding="utf-8") as page:
            html = page.read().replace("<head>", '<head><script src="/watch.js"></script>', 1)
        return self.answer(html.encode(), "text/html; charset=utf-8")

    def answer(self, body: bytes, kind: str) -> None:
        """Send a body."""
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="session")
def window(tmp_path_factory):
    """The browser's window."""
    folder = tmp_path_factory.mktemp("webkit")
    with screen(folder) as display, driver(display, port=random.randrange(20000, 60000), folder=folder) as address:
        window = Browser(address)
        window.resize(*WINDOW)
        yield window
        window.close()


@pytest.fixture(scope="session")
def address():
    """Where the book is served."""
    with served(HTML, Watched) as address:
        yield address


@pytest.mark.parametrize("name", PAGES)
def test_a_page_works_in_webkit(name, book, window, address):
    found = [f"{view.width} px: {words}" for view in VIEWS for words in swept(window, address + name, view)]
    assert not found, "\n".join(f"{name}, {words}" for words in dict.fromkeys(found))


def swept(window: Browser, address: str, view) -> list[str]:
    """Sentences on what is wrong with a page."""
    opened(window, address, view)
    found = [*window.evaluate(TROUBLES), *sizes(window, view)]
    for figure, text, started in window.evaluate(FIGURES):
        acts = used(window, figure, json.loads(text)) if started else ["its controls do not work"]
        found += [f"{figure}: {words}" for words in [*acts, *window.evaluate(TROUBLES)]]
    return found + sizes(window, view)


def opened(window: Browser, address: str, view) -> None:
    """Open a page as a view shows it; a window cannot be as narrow as a phone, but a frame in it can."""
    root, _, page = address.partition("//")[2].partition("/")
    window.goto(f"http://{root}/frame?{view.width}x{view.size['height']}&{page}" if view.phone else address)
    if view.phone:
        window.enter("iframe")


def used(window: Browser, figure: str, spec: dict) -> list[str]:
    """What is wrong while each control is moved to its end by key or mouse, and each preset and step is taken."""
    found = []
    for control in spec["controls"]:
        try:
            MOVES[control["kind"]](window, figure, control)
            found += looked(window, figure)
        except Failed as error:
            found.append(f"{control['name']} cannot be moved: {error}")
            continue
        last, now = control["values"][-1], window.evaluate(STATE, figure)[control["name"]]
        if now != last:
            found.append(f"{control['name']} is {now} after it was moved to {last}")
    window.evaluate(BUTTONS, [figure, STATES])
    return found + looked(window, figure)


def looked(window: Browser, figure: str) -> list[str]:
    """What is wrong with what a figure shows now."""
    look = window.evaluate(LOOK, figure)
    return look["wrong"] + [f"the readout says {part!r}" for part in strange(look["readout"])]


def input_of(figure: str, control: dict) -> str:
    """Selector of a control's own input."""
    return f'#{figure} form.controls [name="{control["name"]}"]'


def slide(window: Browser, figure: str, control: dict) -> None:
    """To the last value, by key."""
    window.press(input_of(figure, control), "End")


def choose(window: Browser, figure: str, control: dict) -> None:
    """The last option, by click."""
    window.evaluate(SEEN, input_of(figure, control))
    window.click(f"{input_of(figure, control)} option:last-child")


def switch(window: Browser, figure: str, control: dict) -> None:
    """On, by click."""
    if not window.evaluate(STATE, figure)[control["name"]]:
        window.evaluate(SEEN, input_of(figure, control))
        window.click(input_of(figure, control))


def drag(window: Browser, figure: str, control: dict) -> None:
    """To the last place, with the mouse."""
    view, xs, ys = (control["place"][key] for key in ("view", "x", "y"))
    window.evaluate(SEEN, f"#{figure} .views > svg.view:nth-of-type({view + 1})")
    spots = window.evaluate(PLACES, [figure, control["name"], view, xs, ys])
    here = control["values"].index(window.evaluate(STATE, figure)[control["name"]])
    window.drag(spots[here][:2], spots[-1][:2])


MOVES = {"slider": slide, "choice": choose, "toggle": switch, "point": drag}


# What this browser alone does, on a small page


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Write a page of figures and give its address; `broken` is a part of the engine and what stands there instead."""
    folder = tmp_path_factory.mktemp("small")
    figures = [specimens.waves(), specimens.touched()]
    with serving(functools.partial(Watched, directory=str(folder))) as address:

        def small(broken: tuple[str, str] = ("", "")) -> str:
            name = f"page{len(list(folder.glob('page*.html')))}.html"  # never one that the browser has kept
            specimens.write_page(folder / "other.html")
            specimens.write_page(folder / name, *figures, text=specimens.scripts().replace(*broken))
            return address + name

        yield small


AT_ONCE = ("setTimeout(() => faces.forEach(({ face }) => face.sync(true)))", "0")


@pytest.mark.parametrize(("broken", "lie"), [(("", ""), False), (AT_ONCE, True)])
def test_controls_say_what_is_shown_after_back(window, small, broken, lie):
    page = small(broken)
    window.goto(page)
    window.evaluate(SET, ["waves", {"height": 2, "count": 1, "marks": True}])
    before = window.evaluate(SHOWN, "waves")
    window.goto(page.rpartition("/")[0] + "/other.html")
    window.back()
    assert window.evaluate(STATE, "waves")["height"] == 2, "the page was kept"
    window.evaluate("new Promise((later) => setTimeout(later, 100))")  # for what would still be reset
    assert (window.evaluate(SHOWN, "waves") != before) is lie


def test_a_dead_control_and_an_error_are_found(window, small):
    dead = (
        'input.addEventListener("input", () => go',
        'setTimeout(() => lost()); input.addEventListener("none", () => go',
    )
    found = swept(window, small(dead), VIEWS[0])
    assert any("height is 1 after it was moved to 2" in words for words in found)
    assert any("page error" in words for words in found)
