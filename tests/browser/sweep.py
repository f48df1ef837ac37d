"""The sweep: moves every control of an opened page as a reader would, and says what is wrong with what it shows."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, replace

from axe import violations
from playwright.sync_api import Error, Page
from sizes import TARGETS, TEXTS

from browsers import in_firefox

SMALLEST_TARGET = 43.9  # px: 44, less what layout rounds away
SMALLEST_TEXT = 11  # px on a phone
RANDOM_PLACES = 2  # of each control, beside both ends
MOST_VALUES = 200  # that are tried one by one before a control counts as dead
PATIENCE = 8_000  # ms for one move


@dataclass(frozen=True)
class View:
    """A way in which a page is opened: `moves` whether controls are moved there, `colours` whether contrast is checked.

    Structure, sizes and errors are checked in every view.
    """

    width: int
    scheme: str
    touch: bool = False
    moves: bool = False
    colours: bool = False

    @property
    def phone(self) -> bool:
        """Whether it is as narrow as a phone."""
        return self.width < 500

    @property
    def context(self) -> dict:
        """Options of the browser's context."""
        viewport = {"width": self.width, "height": 740 if self.phone else 900}
        return {"viewport": viewport, "color_scheme": self.scheme, "has_touch": self.touch}


VIEWS = {
    "desktop, light": View(1280, "light", moves=True, colours=True),
    "desktop, dark": View(1280, "dark", colours=True),
    "phone, light": View(360, "light", touch=True),
    "phone, dark": View(360, "dark", touch=True, moves=True),
}
if in_firefox():  # which imitates no finger: a mouse moves the controls in the narrow view
    VIEWS = {label: replace(view, touch=False) for label, view in VIEWS.items() if view.moves}

# What a figure shows: its state, a key of the picture (a readout that only repeats the value is no effect), and
# sentences on numbers that are none.
LOOK = r"""async (name) => {
  const figure = document.getElementById(name), wrong = [];
  await figure.explorable.settled.catch((error) => wrong.push(`the figure gives up: ${error.message}`));
  const readout = figure.explorable.readout();
  const views = figure.querySelector(":scope > .views").cloneNode(true);
  views.querySelectorAll(".handle, .picks").forEach((handle) => handle.remove());
  const calculates = figure.classList.contains("calculator");
  const words = ["NaN", "nan", "-?inf", "-?Infinity", ...(calculates ? ["undefined"] : [])].join("|");
  const noNumber = new RegExp(`(?<![\\w-])(${words})(?!\\w)`);
  if (noNumber.test(readout)) wrong.push(`the readout says "${readout}"`);
  if (calculates && noNumber.test(views.textContent)) wrong.push("a formula's number is none");
  for (const part of views.querySelectorAll("svg, svg *"))
    for (const { name: key, value } of part.attributes)
      if (/nan|inf|undefined/i.test(value) && !/^(id|class|role|href|xlink:href|font-family)$|^(aria|data)-/.test(key))
        wrong.push(`the ${key} of a ${part.tagName} is "${value.slice(0, 60)}"`);
  let key = 5381;
  const seen = views.innerHTML;
  for (let i = 0; i < seen.length; i++) key = (Math.imul(key, 33) ^ seen.charCodeAt(i)) | 0;
  return { state: figure.explorable.state(), key, wrong };
}"""
PLACES = """([name, view, xs, ys]) => {
  const svg = document.getElementById(name).querySelectorAll(".views > svg.view")[view];
  const at = (x, y) => new DOMPoint(x, y).matrixTransform(svg.getScreenCTM());
  return ys.flatMap((y) => xs.map((x) => {
    const spot = at(x, y), top = document.elementFromPoint(spot.x, spot.y);
    return [spot.x, spot.y, Boolean(top && top.closest(".pick"))];
  }));
}"""
MOVED = """([name, before]) => {
  const state = document.getElementById(name).explorable.state();
  return Object.keys(state).some((key) => JSON.stringify(state[key]) !== JSON.stringify(before[key]));
}"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LOAD = """async () => {
  await document.fonts.ready;
  const still = Promise.allSettled(document.getAnimations().map((one) => one.finished)); // colours that fade in
  await Promise.race([still, new Promise((late) => setTimeout(late, 2000))]);
  for (const figure of document.querySelectorAll("figure.explorable")) await figure.explorable.set({}).catch(() => 0);
  return [...document.querySelectorAll("figure.explorable")].map((figure) =>
    [figure.id, figure.querySelector("script.spec").textContent]);
}"""


@dataclass(frozen=True)
class Hand:
    """A reader's hand on one figure of a page: it taps where `touch`, else points and types."""

    page: Page
    figure: str
    spec: dict
    touch: bool

    def part(self, selector: str):
        """Locator of a part of the figure."""
        return self.page.locator(f"#{self.figure} {selector}")

    def press(self, locator, **where) -> None:
        """Click or tap."""
        (locator.tap if self.touch else locator.click)(timeout=PATIENCE, **where)

    def look(self) -> dict:
        """What the figure shows once its last move is over."""
        return self.page.evaluate(LOOK, self.figure)

    def position(self, control: dict) -> int:
        """Where `control` stands in its list of values."""
        state = self.page.evaluate("(name) => document.getElementById(name).explorable.state()", self.figure)
        return control["values"].index(state[control["name"]])


def sweep(page, address: str, view: View) -> list[str]:
    """Open `address` in a watched page and return a sentence, naming figure and control, for all that is wrong."""
    page.goto(address)
    figures = [(name, json.loads(text)) for name, text in page.evaluate(LOAD)]
    found = [*troubles(page), *sizes(page, view), *violations(page, colours=view.colours)]
    for name, spec in figures if view.moves else []:
        hand = Hand(page, name, spec, view.touch)
        for control in spec["controls"]:
            found += [f"{name}, {control['name']}: {words}" for words in [*tried(hand, control), *troubles(page)]]
        acts = [*buttons(hand), *runs(hand), *questions(hand), *troubles(page)]
        found += [f"{name}: {words}" for words in acts] + sizes(page, view)
    return list(dict.fromkeys(found))


def troubles(page) -> list[str]:
    """What the watched page complained of since the last call."""
    found = list(page.trouble)
    page.trouble.clear()
    return found


def sizes(page, view: View) -> list[str]:
    """What is too small to touch or to read, or sticks out of the screen."""
    wide = page.evaluate(SIDEWAYS)
    found = [f"the page is {wide} px wider than the screen"] if wide > 0 else []
    for owner, label, height, left, right in page.evaluate(TARGETS):
        if height < SMALLEST_TARGET:
            found.append(f"{owner}, {label}: {height:.1f} px high, less than 44")
        if left < 0 or right > view.width:
            found.append(f"{owner}, {label}: stands from {left:.0f} to {right:.0f} px of {view.width}")
    if view.phone:
        small = [(owner, text, size) for owner, text, size in page.evaluate(TEXTS) if size < SMALLEST_TEXT]
        found += [f"{owner}: the text {text!r} is {size:.1f} px high, less than 11" for owner, text, size in small]
    return found


def tried(hand: Hand, control: dict) -> list[str]:
    """Sentences on what is wrong while `control` goes to both ends and to random places; it ends at the start."""
    dice = random.Random(f"{hand.figure} {control['name']}")
    last = len(control["values"]) - 1
    places = [last, 0, *(dice.randint(0, last) for _ in range(RANDOM_PLACES))]
    found, keys = [], {hand.look()["key"]}
    try:
        for place in places:
            for way in ways(control):
                way(hand, control, place)
                look = hand.look()
                keys.add(look["key"])
                found += look["wrong"] + missed(control, place, look)
        hand.press(hand.part("button.reset"))
        if len(keys) == 1 and not is_alive(hand, control):
            found.append("changes nothing in the picture, at any of its values")
    except Error as error:
        found.append(f"cannot be moved: {error.message.splitlines()[0]}")
    return found


def missed(control: dict, place: int, look: dict) -> list[str]:
    """A sentence where a control did not come to an end, or a step beside the place where it was sent."""
    there = control["values"].index(look["state"][control["name"]])
    last = len(control["values"]) - 1
    near = last // 20 if control["kind"] == "slider" and 0 < place < last else 0  # a finger on a long slider
    return [] if abs(there - place) <= near else [f"stands at value {there + 1}, not {place + 1}, after it was moved"]


def is_alive(hand: Hand, control: dict) -> bool:
    """Whether any value of the control changes anything, from the start or from any preset."""
    way = ways(control)[0]
    for button in hand.part("button.preset, button.reset").all():
        hand.press(button)
        keys = {hand.look()["key"]}
        for place in range(min(len(control["values"]), MOST_VALUES)):
            way(hand, control, place)
            keys.add(hand.look()["key"])
            if len(keys) > 1:
                hand.press(hand.part("button.reset"))
                return True
    return False


def buttons(hand: Hand) -> list[str]:
    """Sentences on what is wrong after each preset, step and reset."""
    found = []
    for button in hand.part("button.preset, button.step, button.reset").all():
        try:
            hand.press(button)
            found += [f"after {button.inner_text()!r}, {words}" for words in hand.look()["wrong"]]
        except Error as error:
            found.append(f"{button.inner_text()!r} cannot be pressed: {error.message.splitlines()[0]}")
    return found


def runs(hand: Hand) -> list[str]:
    """Sentences on each Play that does not move the picture, or does not pause."""
    found = []
    for play in hand.part("button.play").all():
        name = play.get_attribute("data-control")
        hand.press(hand.part("button.reset"))
        before = hand.look()
        hand.press(play)
        try:
            hand.page.wait_for_function(MOVED, arg=[hand.figure, before["state"]], timeout=PATIENCE)
            found += [f"while {name} plays, {words}" for words in hand.look()["wrong"]]
        except Error:
            found.append(f"Play does not move {name}")
        if play.get_attribute("aria-pressed") == "true":
            hand.press(play)
        if play.get_attribute("aria-pressed") == "true":
            found.append(f"{name} cannot be paused")
    return found


def questions(hand: Hand) -> list[str]:
    """Sentences on each question that says nothing once an answer, right or wrong, is committed."""
    found = []
    for form in hand.page.locator(f"#{hand.figure} form.predict").all():
        if not form.is_visible():  # the landing page asks nothing
            continue
        if options := form.locator("input[type=radio]").all():
            hand.press(options[-1])
        else:
            form.locator("input[name=guess]").fill("1")
        hand.press(form.locator("button.commit"))
        if not form.locator(".feedback").inner_text().strip():
            found.append("a committed answer is told nothing")
        found += [f"after a committed answer, {words}" for words in hand.look()["wrong"]]
    return found


# Ways to move a control: functions of the hand, the control and the place in its list of values


def ways(control: dict) -> list:
    """Every way in which a reader can move a control."""
    own = {"slider": slide, "choice": choose, "toggle": switch, "point": drag}[control["kind"]]
    return [own, pick] if control["kind"] == "choice" and control.get("place") else [own]


def slide(hand: Hand, control: dict, place: int) -> None:
    """Ends with Home and End, other places by a press on the track and arrow keys; on a phone all by taps."""
    slider, last = hand.part(f'input[name="{control["name"]}"]'), len(control["values"]) - 1
    if not hand.touch and place in (0, last):
        slider.press("End" if place else "Home", timeout=PATIENCE)
        return
    slider.scroll_into_view_if_needed(timeout=PATIENCE)
    box = slider.bounding_box()
    share = place / max(1, last)
    x = min(max(8 + share * (box["width"] - 16), 1), box["width"] - 1)
    hand.press(slider, position={"x": x, "y": box["height"] / 2})
    for _ in range(0 if hand.touch else 2):
        if off := place - hand.position(control):
            slider.press("ArrowRight" if off > 0 else "ArrowLeft", timeout=PATIENCE)


def choose(hand: Hand, control: dict, place: int) -> None:
    """An option of a drop-down."""
    hand.part(f'select[name="{control["name"]}"]').select_option(index=place, timeout=PATIENCE)


def switch(hand: Hand, control: dict, place: int) -> None:
    """A checkbox."""
    if hand.position(control) != place:
        hand.press(hand.part(f'input[name="{control["name"]}"]'))


def drag(hand: Hand, control: dict, place: int) -> None:
    """A point: dragged with the mouse, then a step to the side and back with keys; on a phone a tap.

    Where a mark can be picked a tap is meant for that, so there the point is dragged on a phone, too.
    """
    view, xs, ys = (control["place"][key] for key in ("view", "x", "y"))
    hand.part(".views > svg.view").nth(view).scroll_into_view_if_needed(timeout=PATIENCE)
    spots = hand.page.evaluate(PLACES, [hand.figure, view, xs, ys])
    x, y, covered = spots[place]
    if hand.touch and not covered:
        hand.page.touchscreen.tap(x, y)
        return
    hand.page.mouse.move(*spots[hand.position(control)][:2])
    hand.page.mouse.down()
    hand.page.mouse.move(x, y, steps=3)
    hand.page.mouse.up()
    if not hand.touch:
        there, back = ("ArrowLeft", "ArrowRight") if place % len(xs) else ("ArrowRight", "ArrowLeft")
        hand.page.keyboard.press(there)
        hand.page.keyboard.press(back)


def pick(hand: Hand, control: dict, place: int) -> None:
    """A mark of the picture."""
    hand.press(hand.part(f'.picks[data-control="{control["name"]}"] .pick').nth(place))
