"""What is out of sight: on opening on a laptop, and on a phone after each control or step.

On a phone the view that a control or step changes most is to be seen whole, and the readout.
"""

from __future__ import annotations

from playwright.sync_api import Page

# Moves each control and presses each button of a figure as a reader would: it gets the focus, which scrolls it into
# sight, and moves by one value. Which view a control changes most is measured over all its values, from the start.
LOOK = r"""async (name) => {
  const figure = document.getElementById(name), face = figure.explorable, start = face.state();
  const spec = JSON.parse(figure.querySelector("script.spec").textContent);
  const views = [...figure.querySelectorAll(":scope > .stage > .box > .views > svg.view")];
  const frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const fragments = () => views.map((view) => [...view.querySelectorAll("[data-table]")].map((slot) => slot.innerHTML));
  const difference = (one, other) => one.map((slots, i) =>
    slots.reduce((sum, text, j) => sum + (text === other[i][j] ? 0 : text.length + other[i][j].length), 0));
  const add = (one, other) => one.map((number, i) => number + other[i]);
  const changed = async (states) => {
    await face.set(start);
    let before = fragments(), sum = views.map(() => 0);
    for (const state of states) {
      await face.set({ ...start, ...state });
      const now = fragments();
      sum = add(sum, difference(before, now));
      before = now;
    }
    await face.set(start);
    return sum;
  };
  const whole = (element) => {
    const box = element.getBoundingClientRect();
    return box.top >= -1 && box.left >= -1 && box.bottom <= innerHeight + 1 && box.right <= innerWidth + 1;
  };
  const covered = (element) => {
    const box = element.getBoundingClientRect();
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return !top || !(element === top || element.contains(top) || top.contains(element));
  };
  const found = [];
  const judge = async (words, element, move, states) => {
    const shares = await changed(states);
    scrollTo(0, 0);
    figure.scrollIntoView();
    element.focus();
    await frames();
    element.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
    move();
    await face.settled;
    await frames();
    const wrong = (sentence) => found.push(`${words}: ${sentence}`);
    const most = views.filter((_, i) => shares[i] >= 0.95 * Math.max(...shares)); // more than one: they are as good
    if (Math.max(0, ...shares) && !most.some(whole)) wrong("the view that it changes most is not seen whole");
    if (!whole(figure.querySelector("output.readout"))) wrong("the readout is not seen whole");
    if (document.activeElement === element && covered(element)) wrong("what has the focus is covered");
  };
  for (const control of spec.controls) {
    const input = figure.querySelector(`form.controls [name="${control.name}"]`);
    const states = control.values.map((value) => ({ [control.name]: value }));
    if (!input) continue;
    await judge(control.name, input, () => {
      if (input.type === "checkbox") return input.click();
      const place = input.type === "range" ? Number(input.value) : input.selectedIndex;
      const next = String(place + 1 < control.values.length ? place + 1 : place - 1);
      if (input.type === "range") input.value = next;
      else input.selectedIndex = Number(next);
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }, states);
  }
  const buttons = figure.querySelectorAll("button.preset:not([hidden]), .steps button.label");
  for (const button of buttons) {
    await face.set(start);
    button.click();
    await face.settled;
    const state = face.state(), moved = spec.controls.filter(({ name }) => String(state[name]) !== String(start[name]));
    const states = moved.length === 1 ? moved[0].values.map((value) => ({ [moved[0].name]: value })) : [state];
    await judge(button.textContent, button, () => button.click(), states);
  }
  await face.set(start);
  return found;
}"""
# Of the first figure of a concept's page, as it opens: whether all its views are seen whole, how many of its controls
# are, and how many it has. What is dragged or picked in a view is seen with the view.
OPENING = """() => {
  const figure = document.querySelector(".reading-time") && document.querySelector("figure.explorable");
  if (!figure) return null;
  const whole = (part) => part.getBoundingClientRect().bottom <= innerHeight;
  const picture = whole(figure.querySelector(".views"));
  const controls = [...figure.querySelectorAll("form.controls .control")];
  const seen = controls.filter((row) => (row.matches(".point, .pick") ? picture : whole(row)));
  return [picture, seen.length, controls.length];
}"""
AT_ONCE = 2  # controls


def missed_on_opening(page: Page) -> list[str]:
    """Sentences on what a reader of a laptop does not see of the first figure before scrolling."""
    seen = page.evaluate(OPENING)
    if seen is None:
        return []
    picture, controls, present = seen
    found = [] if picture else ["the first picture is not seen whole on opening"]
    return found + [f"{controls} of {present} controls are seen on opening"] * (controls < min(AT_ONCE, present))


def out_of_sight(page: Page, figure: str) -> list[str]:
    """Sentences on each control, preset and step after which the picture, the readout or the focus is not in sight."""
    page.emulate_media(reduced_motion="reduce")
    found = page.evaluate(LOOK, figure)
    page.emulate_media(reduced_motion="no-preference")
    return found
