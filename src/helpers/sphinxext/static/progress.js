// @ts-check
// Which pages the reader has explored: those on which each control has been moved, by hand, by a preset or by a step, and
// each step been taken. Kept in this browser only.
//
// Explorable.progress: explored() lists pages, text() is all that is kept, as JSON, clear() forgets it; a listener given
// to onchange() is called after each change; apart() says where a browser keeps less than that.
(function () {
  "use strict";

  const Explorable = (window.Explorable = window.Explorable || {});
  Explorable.powers = Explorable.powers || [];

  const KEY = "explorable-progress";
  const listeners = [];
  /** The controls and steps of each figure that belongs to this page. @type {Map<string, string[]>} */
  const own = new Map();
  let touched = false; // a state that a link opens is nobody's move
  let pressed = false; // a swipe that begins on a slider gives its value back: what changed is noted at the end
  /** Note what has changed in a figure, for each. @type {(() => void)[]} */
  const notes = [];

  /** @returns {{moved: Record<string, string[]>, explored: string[]}} */
  function read() {
    const empty = { moved: {}, explored: [] };
    try {
      const kept = JSON.parse(localStorage.getItem(KEY) || "{}");
      const whole = typeof kept.moved === "object" && Array.isArray(kept.explored);
      return whole ? kept : empty;
    } catch (error) {
      return empty; // no storage, or something else under our name
    }
  }

  function write(kept) {
    try {
      localStorage.setItem(KEY, JSON.stringify(kept));
    } catch (error) {
      return; // storage is full or forbidden: the page works all the same
    }
    tell();
  }

  const tell = () => listeners.forEach((listener) => listener());
  // What was noted elsewhere: before the reader came back to this page, or in another tab.
  addEventListener("pageshow", (event) => event.persisted && tell());
  addEventListener("storage", tell);

  function noteMove(figure, name) {
    const kept = read();
    const moved = (kept.moved[figure] = kept.moved[figure] || []);
    if (!moved.includes(name)) moved.push(name);
    else if (kept.explored.includes(page())) return;
    if (own.size && [...own].every(([id, names]) => names.every((one) => (kept.moved[id] || []).includes(one))))
      if (!kept.explored.includes(page())) kept.explored.push(page());
    write(kept);
  }

  function page() {
    // @ts-ignore: Sphinx's documentation_options.js declares it
    return DOCUMENTATION_OPTIONS.pagename;
  }

  Explorable.powers.push(({ figure, spec, face }) => {
    const steps = [...figure.querySelectorAll(".steps > ol > li")].map((_, i) => `step ${i + 1}`);
    const controls = spec.controls.map((control) => control.name);
    if (!figure.closest(".explorable-shown")) own.set(figure.id, [...controls, ...steps]);
    figure.addEventListener("step", (event) => noteMove(figure.id, steps[event.detail.step]));
    let before = face.positions();
    const note = () => {
      const positions = face.positions();
      const changed = spec.controls.filter((control, i) => positions[i] !== before[i]);
      before = positions.slice();
      if (touched) changed.forEach((control) => noteMove(figure.id, control.name));
    };
    face.listen(() => pressed || note());
    notes.push(note);
  });

  function press(event) {
    touched = true;
    pressed = event.type === "pointerdown";
  }

  function release() {
    pressed = false;
    notes.forEach((note) => note());
  }

  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, press, { capture: true });
  for (const kind of ["pointerup", "pointercancel"]) document.addEventListener(kind, () => setTimeout(release));

  function mark() {
    const explored = new Set(read().explored);
    document.querySelectorAll("[data-page]").forEach((element) => {
      element.classList.toggle("explored", explored.has(element.getAttribute("data-page") || ""));
    });
  }

  /** A sentence where what one page keeps is not found on another. */
  function apart() {
    if (document.documentElement.dataset.storage === "none")
      return " Your browser keeps nothing for this book: what you explore is forgotten when you leave a page.";
    if (location.protocol === "file:" && /Firefox/.test(navigator.userAgent))
      return " Firefox keeps it apart for each page that is opened from disk, so nothing is counted here.";
    return "";
  }

  Explorable.progress = {
    apart,
    explored: () => read().explored,
    text: () => JSON.stringify(read(), null, 1),
    clear: () => write({ moved: {}, explored: [] }),
    onchange: (listener) => listeners.push(listener),
  };
  listeners.push(mark);
  document.addEventListener("DOMContentLoaded", mark);
})();
