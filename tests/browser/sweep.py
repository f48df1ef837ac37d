"""The sweep: what is wrong with an opened page and with what its figures show while a reader moves everything."""

from __future__ import annotations

import itertools
import json
import random
from dataclasses import dataclass, replace

from axe import contrast, structure
from hand import PATIENCE, Hand, ways
from playwright.sync_api import Error
from sight import missed_on_opening, out_of_sight
from sizes import CUT, TARGETS, TEXTS

from browsers import in_firefox

SMALLEST_TARGET = 43.9  # px: 44, less what layout rounds away
SMALLEST_TEXT = 11  # px on a phone
RANDOM_STATES = 2  # for each control, beside the places that it is moved to
STATES = "button.preset:not([hidden]), .steps button.label"  # buttons that set a whole state
MOST_VALUES = 200  # that are tried one by one before a control counts as dead


@dataclass(frozen=True)
class View:
    """How a page is seen: `moves` whether controls are moved there, `colours` whether contrast is checked."""

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
    def size(self) -> dict:
        """Width and height of the screen."""
        return {"width": self.width, "height": 740 if self.phone else 900}

    @property
    def context(self) -> dict:
        """Options of the browser's context."""
        return {"viewport": self.size, "color_scheme": self.scheme, "has_touch": self.touch}


VIEWS = {
    "desktop, light": View(1280, "light", moves=True, colours=True),
    "desktop, dark": View(1280, "dark", colours=True),
    "phone, dark": View(360, "dark", touch=True, moves=True),
    "phone, light": View(360, "light", touch=True),
}
if in_firefox():  # which imitates no finger: a mouse moves the controls in the narrow view
    VIEWS = {label: replace(view, touch=False) for label, view in VIEWS.items() if view.moves}

MOVED = """([name, before]) => {
  const state = document.getElementById(name).explorable.state();
  return Object.keys(state).some((key) => JSON.stringify(state[key]) !== JSON.stringify(before[key]));
}"""
PUT = "([name, state]) => document.getElementById(name).explorable.set(state).catch(() => 0)"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
IDS = """() => {
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  return [...new Set(ids.filter((id, place) => ids.indexOf(id) !== place))];
}"""
STILL = """async () => { // colours fade in, from the next frame on
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  const still = Promise.allSettled(document.getAnimations().map((one) => one.finished));
  await Promise.race([still, new Promise((late) => setTimeout(late, 10000))]);
}"""
LOAD = """async () => {
  await document.fonts.ready;
  for (const figure of document.querySelectorAll("figure.explorable")) await figure.explorable.set({}).catch(() => 0);
  return [...document.querySelectorAll("figure.explorable")].map((figure) =>
    [figure.id, figure.querySelector("script.spec").textContent]);
}"""
# Colours of the boxes that each figure stands in, as they are given: the page itself is outside them
BOXES = """() => [...document.querySelectorAll("figure.explorable")].map((figure) => {
  const colours = [];
  for (let box = figure; box !== document.body; box = box.parentElement)
    colours.push((getComputedStyle(box).backgroundColor.match(/\\d+/g) || []).slice(0, 3).map(Number));
  return [figure.id, Math.max(...colours.flat())];
})"""
# Words of views, which axe-core is spared, with less than 4.5 to 1 between them and the page: figure, words, contrast
FAINT = """() => {
  const numbers = (colour) => (colour.match(/[\\d.]+/g) || []).slice(0, 3).map(Number);
  const light = (colour) => numbers(colour).map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
  return [...document.querySelectorAll("figure.explorable svg.view text")].filter((text) => text.textContent.trim())
    .map((text) => {
      const paper = getComputedStyle(text.closest("figure.explorable").querySelector(".box")).backgroundColor;
      const [low, high] = [getComputedStyle(text).fill, paper].map(light).sort((a, b) => a - b);
      return [text.closest("figure").id, text.textContent, (high + 0.05) / (low + 0.05)];
    }).filter(([, , contrast]) => contrast < 4.5);
}"""
DARK = 64  # of 255: what a box around a figure may have of red, green and blue on a dark page


def sweep(page, address: str, view: View) -> list[str]:
    """Open `address` in a watched page and return a sentence, naming figure and control, for each fault."""
    page.goto(address)
    opened = [] if view.phone else missed_on_opening(page)
    figures = [(name, json.loads(text)) for name, text in page.evaluate(LOAD)]
    page.evaluate(STILL)
    found = [*opened, *troubles(page), *sizes(page, view), *structure(page, whole=not view.phone)]
    found += pale(page) if view.colours else []
    for name, spec in figures if view.moves else []:
        hand = Hand(page, name, spec, view.touch)
        for control in spec["controls"]:
            found += [f"{name}, {control['name']}: {words}" for words in [*tried(hand, control), *troubles(page)]]
        acts = [*shown(hand), *buttons(hand), *runs(hand), *questions(hand), *troubles(page)]
        found += [f"{name}: {words}" for words in acts]
    found += sizes(page, view) if view.moves else []
    if view.phone and view.moves and figures:
        page.goto(address)  # anew and without a state: the reader has turned to no view yet
        page.evaluate(LOAD)
        found += [f"{name}, {words}" for name, _ in figures for words in out_of_sight(page, name)]
        found += troubles(page)
    found += [f"the id {name!r} stands twice" for name in page.evaluate(IDS)]
    return list(dict.fromkeys(found))


def turned(page, view: View) -> list[str]:
    """The same of an open page that turns to another view in place: its width and its colours change, nothing else."""
    page.emulate_media(color_scheme=view.scheme)
    page.set_viewport_size(view.size)
    page.evaluate(STILL)
    found = [*sizes(page, view), *(pale(page) if view.colours else []), *troubles(page)]
    light = [name for name, brightest in page.evaluate(BOXES) if view.scheme == "dark" and brightest > DARK]
    return found + [f"{name}: stands in a light box on a dark page" for name in light]


def pale(page) -> list[str]:
    """Words that are too pale: of the page by axe-core, of views by their fill."""
    faint = page.evaluate(FAINT)
    return contrast(page) + [f"{figure}: {words!r} stands out by {part:.1f} to 1 only" for figure, words, part in faint]


def troubles(page) -> list[str]:
    """What the watched page complained of since the last call."""
    found = list(page.trouble)
    page.trouble.clear()
    return found


def sizes(page, view: View) -> list[str]:
    """What is too small to touch or to read, or sticks out of the screen."""
    wide = page.evaluate(SIDEWAYS)
    found = [f"the page is {wide} px wider than the screen"] if wide > 0 else []
    found += [f"the link {words!r} is cut off by the screen's edge" for words in page.evaluate(CUT)]
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
    """Sentences on what is wrong while `control` is moved by every way there is; it ends at the start."""
    found, keys = [], {hand.look()["key"]}
    try:
        for place in tried_places(hand, control):
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


def tried_places(hand: Hand, control: dict) -> list[int]:
    """Where a control is moved to: by mouse and keys to both ends, by a finger to the farther one."""
    last = len(control["values"]) - 1
    farther = 0 if 2 * control["start"] > last else last
    return [farther] if hand.touch else [last, 0]


def shown(hand: Hand) -> list[str]:
    """Sentences on what is wrong in states chosen at random, which the figure is put into without a hand."""
    dice, found = random.Random(hand.figure), []
    controls = hand.spec["controls"]
    for _ in range(RANDOM_STATES * len(controls)):
        state = {control["name"]: dice.choice(control["values"]) for control in controls}
        hand.page.evaluate(PUT, [hand.figure, state])
        found += [f"at {state}, {words}" for words in hand.look()["wrong"]]
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
    for button in hand.part(f":is({STATES}, button.reset)").all():
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
    """Sentences on what is wrong after each preset, step and reset, and on two presets that read the same."""
    found, readouts = [], {}
    for button in hand.part(f":is({STATES}, button.step, button.reset)").all():
        words = button.inner_text()
        try:
            hand.press(button)
            look = hand.look()
            found += [f"after {words!r}, {wrong}" for wrong in look["wrong"]]
            if {"preset", "label"}.intersection((button.get_attribute("class") or "").split()):
                readouts[words] = look["readout"]
        except Error as error:
            found.append(f"{words!r} cannot be pressed: {error.message.splitlines()[0]}")
    pairs = itertools.combinations(readouts.items(), 2)
    return found + [f"the presets {one!r} and {other!r} read the same" for (one, a), (other, b) in pairs if a == b]


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
        if options := form.locator("button.option").all():
            hand.press(options[-1])
        else:
            form.locator("input[name=guess]").fill("1")
            hand.press(form.locator("button.commit"))
        if not form.locator(".feedback").inner_text().strip():
            found.append("a committed answer is told nothing")
        found += [f"after a committed answer, {words}" for words in hand.look()["wrong"]]
    return found
