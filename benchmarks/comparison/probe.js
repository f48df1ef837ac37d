// @ts-check
// Runs in every measured page before its own scripts: sees when the picture or its sentence changes, and moves sliders.
(function () {
  "use strict";

  const SENTENCE = /(?:[\d,]+ of [\d,]+ words|Only “[^”]+”) can be drawn[\s\S]*\S/;
  const USER = ["pointerdown", "mousedown", "pointermove", "mousemove", "input", "change"];
  const PAINTS = ["fill", "stroke", "fillRect", "strokeRect", "clearRect", "fillText", "drawImage"];
  const SLIDERS = ".noUi-target, .slider-container"; // their own looks are not the picture
  const WATCHED = { attributes: true, characterData: true, childList: true, subtree: true };

  const roots = [document]; // and every shadow root
  let holder = null; // the element that the sentence is in
  let painted = null; // or the sentence as it was last painted on a canvas
  let event = 0; // when the user last did something
  let cause = 0; // the event before the first change
  let change = 0; // when the picture last changed
  let works = null;

  // What the page shows

  function sentence() {
    if (holder && holder.isConnected && SENTENCE.test(holder.textContent)) return SENTENCE.exec(holder.textContent)[0];
    for (const root of roots) {
      const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        holder = texts.currentNode.parentElement;
        if (!holder || holder.closest("script, style, noscript")) continue;
        if (SENTENCE.test(texts.currentNode.data)) return SENTENCE.exec(holder.textContent)[0];
      }
    }
    holder = null;
    return painted;
  }

  /** The sentence, or where it is part of a bitmap, the bitmap. */
  function face() {
    const image = document.querySelector("img[src]");
    return sentence() || (image && image.getAttribute("src")) || null;
  }

  // When it changes

  function changed() {
    if (!change) cause = event;
    change = performance.now();
    if (seek) seek();
  }

  function watch(root) {
    const inSlider = ({ target }) => target instanceof Element && target.closest(SLIDERS);
    new MutationObserver((records) => void (records.every(inSlider) || changed())).observe(root, WATCHED);
  }

  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    const root = attach.call(this, options);
    roots.push(root);
    watch(root);
    return root;
  };

  for (const name of PAINTS) {
    const paint = CanvasRenderingContext2D.prototype[name];
    CanvasRenderingContext2D.prototype[name] = function (...args) {
      if (name === "fillText" && SENTENCE.test(args[0])) painted = args[0];
      const result = paint.apply(this, args);
      changed();
      return result;
    };
  }

  for (const kind of USER) {
    window.addEventListener(kind, (one) => void (one.isTrusted && (event = performance.now())), true);
  }

  // Sliders: native ones, or tracks that are pressed

  function sliders(selector) {
    return roots.flatMap((root) => [...root.querySelectorAll(selector)]);
  }

  /** Where on the screen a slider stands at `share` of its length; its track ends `inset` px before its box. */
  function spot(slider, share, inset) {
    const box = slider.getBoundingClientRect();
    const x = inset + share * (box.width - 2 * inset);
    return { x: box.left + Math.min(Math.max(x, 2), box.width - 2), y: box.top + box.height / 2 };
  }

  /** Move a slider by script, as far as its tool listens yet. */
  function poke(slider, share, inset) {
    if (slider instanceof HTMLInputElement) {
      slider.value = String(Number(slider.min) + share * (Number(slider.max) - Number(slider.min)));
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      return;
    }
    const { x, y } = spot(slider, share, inset);
    const track = slider.getRootNode().elementFromPoint(x, y) || slider;
    const at = { bubbles: true, composed: true, cancelable: true, clientX: x, clientY: y, button: 0, view: window };
    track.dispatchEvent(new PointerEvent("pointerdown", { ...at, buttons: 1 }));
    track.dispatchEvent(new MouseEvent("mousedown", { ...at, buttons: 1 }));
    track.dispatchEvent(new PointerEvent("pointerup", at));
    track.dispatchEvent(new MouseEvent("mouseup", at));
  }

  let seek = null;

  /** Poke the first slider until the picture follows; then `works` is the time since navigation started. */
  function untilItWorks({ selector, inset }) {
    let first = null;
    let share = 0.3;
    seek = () => {
      const now = face();
      first = first || now;
      if (now === first) return;
      works = performance.now();
      seek = null;
    };
    const attempt = () => {
      if (!seek) return;
      const [slider] = sliders(selector);
      share = 1 - share;
      seek();
      if (slider && first && seek) poke(slider, share, inset);
      if (seek) seek();
      setTimeout(attempt, 5);
    };
    attempt();
  }

  const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  /**
   * Resolve when the page shows `wanted` (or anything new) and nothing has changed for `quiet` ms, or at `limit`.
   * Where it is `same` as before, nothing needs to change.
   */
  async function settled({ wanted, same, quiet, limit }) {
    const begin = performance.now();
    while (performance.now() - begin < limit) {
      await rest(10);
      const still = (change || same) && performance.now() - (change || begin) > quiet;
      if (still && (wanted === null || sentence() === wanted)) return { ms: change - cause, sentence: sentence() };
    }
    return { ms: null, sentence: sentence() };
  }

  window.probe = {
    untilItWorks,
    settled,
    sentence,
    sliders,
    works: () => works,
    rest,
    /** Where a slider's thumb is, or belongs. */
    aim: ({ selector, number, share, inset }) => spot(sliders(selector)[number], share, inset),
    /** Forget what has changed. */
    forget: () => void (change = cause = 0),
  };
  watch(document);
  if (window.probeFirst) untilItWorks(window.probeFirst);
})();
