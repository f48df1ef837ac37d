"""A reader's hand: it moves each control of a figure with real input, and looks at what is shown then."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page
from said import strange

PATIENCE = 8_000  # ms for one move

# What a figure shows: its state, a key of the picture (a readout that only repeats the value is not an effect), and
# sentences on numbers that are none.
LOOK = r"""async (name) => {
  const figure = document.getElementById(name), wrong = [];
  await figure.explorable.settled.catch((error) => wrong.push(`the figure gives up: ${error.message}`));
  const readout = figure.explorable.readout();
  const views = document.createElement("div");
  for (const part of figure.querySelectorAll(":scope > .stage > .box > .views, :scope > .stage > .results"))
    views.append(part.cloneNode(true));
  views.querySelectorAll(".handle, .picks").forEach((handle) => handle.remove());
  const calculates = figure.classList.contains("calculator");
  const words = ["NaN", "nan", "-?inf", "-?Infinity", ...(calculates ? ["undefined"] : [])].join("|");
  const noWord = /(?<![a-z])(nan|inf|infinity|undefined)(?![a-z])/i;
  const noNumber = new RegExp(`(?<![\\w-])(${words})(?!\\w)`);
  if (noNumber.test(readout)) wrong.push(`the readout says "${readout}"`);
  if (calculates && noNumber.test(views.textContent)) wrong.push("a formula's number is none");
  for (const part of views.querySelectorAll("svg, svg *"))
    for (const { name: key, value } of part.attributes)
      if (noWord.test(value) && !/^(id|class|role|href|xlink:href|font-family)$|^(aria|data)-/.test(key))
        wrong.push(`the ${key} of a ${part.tagName} is "${value.slice(0, 60)}"`);
  let key = 5381;
  const seen = views.innerHTML;
  for (let i = 0; i < seen.length; i++) key = (Math.imul(key, 33) ^ seen.charCodeAt(i)) | 0;
  return { state: figure.explorable.state(), readout, key, wrong };
}"""
PLACES = """([name, control, view, xs, ys]) => {
  const svg = document.getElementById(name).querySelectorAll(".box > .views > svg.view")[view];
  const at = (x, y) => new DOMPoint(x, y).matrixTransform(svg.getScreenCTM());
  const rings = [...svg.querySelectorAll(".handle")];
  const away = (ring, { x, y }) => {
    const middle = new DOMPoint(0, 0).matrixTransform(ring.getScreenCTM());
    return Math.hypot(middle.x - x, middle.y - y);
  };
  const own = rings.find((ring) => ring.dataset.control === control);
  return ys.flatMap((y) => xs.map((x) => {
    const spot = at(x, y), top = document.elementFromPoint(spot.x, spot.y);
    const another = rings.some((ring) => ring !== own && away(ring, spot) <= away(own, spot));
    return [spot.x, spot.y, another || Boolean(top && top.closest(".pick"))];
  }));
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
        found = self.page.evaluate(LOOK, self.figure)
        wrong = [f"the readout says {part!r}" for part in strange(found["readout"])]
        return found | {"wrong": found["wrong"] + wrong}

    def position(self, control: dict) -> int:
        """Where `control` stands in its list of values."""
        state = self.page.evaluate("(name) => document.getElementById(name).explorable.state()", self.figure)
        return control["values"].index(state[control["name"]])


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

    Where a mark can be picked a tap is meant for that, and where another point is as near for that one, so there the
    point is dragged on a phone, too.
    """
    view, xs, ys = (control["place"][key] for key in ("view", "x", "y"))
    hand.part(".views > svg.view").nth(view).scroll_into_view_if_needed(timeout=PATIENCE)
    spots = hand.page.evaluate(PLACES, [hand.figure, control["name"], view, xs, ys])
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
