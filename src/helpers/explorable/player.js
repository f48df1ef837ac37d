// @ts-check
// The player: brings each <figure class="explorable"> of a page to life.
//
// It knows controls, presets and the readout; links are those of links.js; how a state is painted it leaves to a painter:
//   Explorable.painters[kind] = (figure, payloadText, spec) => ({
//     ready(),                   a promise that resolves when show() can be called, rejects with an Error
//     show(values, positions),   paints a state and returns its readout
//   })
// `payloadText` is what stands in the figure's script.payload; where that is empty, payload.js knows its file.
// `values` maps each control's name to its public value (number, label, boolean or pair), `positions` lists the places
// of those values. A painter may also have readoutAt(positions), numbers(positions) -> {columns, rows} | null,
// and changes(positions, others) -> for each view how much of it differs between two states.
// A control's value it leaves to its kind, of which controls.js and handles.js have one each:
//   Explorable.kinds[kind] = {
//     read(input),                       position that the native input shows
//     show(input, control, position),    has the native input show it
//     find(values, value),               position of a public value, or -1
//     parse(word, values),               the public value that a word of an address stands for
//     handle(svg, control, i, face),     wires the handle in the picture of the i-th control, which has a place there
//   }
// A figure's own face is figure.explorable: set(changes), state(), readout(), and settled, the promise of the last move.
// Other files come after this one and add powers (handles, play, predictions, ...): Explorable.powers lists functions of
// {figure, spec, face, painter} that run once for each figure; face.listen(f) calls f(positions) at every move.
(function () {
  "use strict";

  const Explorable = (window.Explorable = window.Explorable || {});
  Explorable.painters = {};
  Explorable.kinds = {};
  Explorable.powers = Explorable.powers || [];

  /** Listen to a form, one of whose controls may be called `addEventListener`: a form's fields hide its own members. */
  Explorable.listen = (form, kind, act, options) =>
    EventTarget.prototype.addEventListener.call(form, kind, act, options);

  /** Positions that the figure's picture shows: the start's, in a page saved after a move those of that move. */
  Explorable.shownPositions = function (figure, { controls }) {
    const saved = (figure.dataset.positions || "").split(" ").map(Number);
    const sound = saved.length === controls.length && saved.every((place, i) => controls[i].values[place] !== undefined);
    return sound && figure.dataset.positions ? saved : controls.map((control) => control.start);
  };

  /** @param {HTMLElement} figure @param {boolean} first whether the page opens with it */
  function start(figure, first) {
    const spec = JSON.parse(figure.querySelector("script.spec").textContent);
    const payload = figure.querySelector("script.payload").textContent;
    const painter = Explorable.painters[spec.kind](figure, payload, spec);
    const face = makeFace(figure, spec, painter);
    figure.explorable = face.public;
    wireControls(figure, spec, face);
    wireButtons(figure, spec, face);
    Explorable.powers.forEach((power) => power({ figure, spec, face, painter }));
    face.sync();
    figure.classList.add("started");
    const prepare = () => face.ready().catch(() => undefined);
    if (first && payload) prepare();
    else whenNear(figure, prepare);
    return { figure, spec, face };
  }

  /** The state of one figure, and the only place where it changes. */
  function makeFace(figure, spec, painter) {
    const readout = figure.querySelector("output.readout");
    const startPositions = spec.controls.map((control) => control.start);
    let positions = Explorable.shownPositions(figure, spec);
    const rows = spec.controls.map((control) => rowOf(figure, control));
    const presets = [...figure.querySelectorAll("button.preset")];
    let loading = null;
    let settled = Promise.resolve();
    const listeners = [];

    const ready = () => {
      loading = loading || painter.ready().catch((error) => giveUp(figure, error));
      return loading;
    };

    function values() {
      return Object.fromEntries(spec.controls.map((control, i) => [control.name, control.values[positions[i]]]));
    }

    /** Show the state; `anew` also where it seems to be shown already. */
    function sync(anew = false) {
      rows.forEach((row, i) => row.show(positions[i], anew));
      presets.forEach((button) => {
        const preset = spec.presets[button.value];
        const pressed = String(preset.every((position, i) => position === positions[i]));
        if (button.getAttribute("aria-pressed") !== pressed) button.setAttribute("aria-pressed", pressed);
      });
      listeners.forEach((listener) => listener(positions));
    }

    /** Take new positions at once; the picture follows as soon as the painter is ready. */
    function move(next) {
      positions = next;
      sync();
      settled = ready().then(() => {
        Explorable.write(readout, painter.show(values(), positions));
        figure.dataset.positions = positions.join(" "); // a page that a reader saves now knows where its picture stands
      });
      return settled;
    }

    function set(changes) {
      try {
        return move(placed(spec.controls, changes, positions));
      } catch (error) {
        return Promise.reject(error);
      }
    }

    return {
      move,
      ready,
      sync,
      startPositions,
      positions: () => positions.slice(),
      listen: (listener) => listeners.push(listener),
      link: () => Explorable.links.write(figure),
      placed: (query) => Explorable.links.read(spec, query, startPositions).positions,
      public: {
        set,
        state: values,
        readout: () => readout.textContent,
        get settled() {
          return settled;
        },
      },
    };
  }

  Explorable.DAMAGED = "its data are damaged; reload the page.";

  /** Without its data a figure keeps its picture, and says so instead of showing dead controls. */
  function giveUp(figure, error) {
    excuse(figure, error.message);
    throw error;
  }

  function excuse(figure, words) {
    figure.querySelector(".side").hidden = true;
    const note = document.createElement("p");
    note.className = "problem";
    note.textContent = `The controls of this figure cannot work here: ${words}`;
    figure.querySelector(".box").after(note);
  }

  /** Positions after `changes` (name to public value); throws an Error that names what is unknown. */
  function placed(controls, changes, base) {
    const next = base.slice();
    for (const [name, value] of Object.entries(changes)) {
      const i = controls.findIndex((control) => control.name === name);
      if (i < 0) throw new Error(`There is no control "${name}"; the controls are ${controls.map((c) => c.name).join(", ")}.`);
      const position = kindOf(controls[i]).find(controls[i].values, value);
      if (position < 0) throw new Error(`Control "${name}" has no value ${JSON.stringify(value)}.`);
      next[i] = position;
    }
    return next;
  }

  function kindOf(control) {
    return Explorable.kinds[control.kind];
  }

  /** What shows a control's value, in words and by its input, written where it changes. */
  function rowOf(figure, control) {
    const text = figure.querySelector(`[data-value="${control.name}"]`);
    const input = inputOf(figure, control);
    let shown = -1;
    const show = (position, anew) => {
      if (position === shown && !anew) return;
      shown = position;
      if (text) text.textContent = control.texts[position];
      if (input) kindOf(control).show(input, control, position);
    };
    return { show };
  }

  function inputOf(figure, control) {
    return figure.querySelector(`form.controls [name="${control.name}"]`);
  }

  function wireControls(figure, spec, face) {
    const form = figure.querySelector("form.controls");
    Explorable.listen(form, "submit", (event) => event.preventDefault());
    spec.controls.forEach((control, i) => {
      const input = inputOf(figure, control);
      if (!input) return;
      let before = control.start;
      const go = (position) => {
        const next = face.positions();
        next[i] = position;
        face.move(next).catch(() => undefined);
      };
      input.addEventListener("input", () => go(kindOf(control).read(input)));
      input.addEventListener("change", () => Explorable.links.write(figure));
      // A browser moves a slider as soon as a finger is down. If the finger then scrolls the page, that was no move.
      input.addEventListener("pointerdown", () => (before = face.positions()[i]));
      input.addEventListener("pointercancel", () => go(before));
    });
  }

  function wireButtons(figure, spec, face) {
    const go = (positions) => {
      face.move(positions).catch(() => undefined);
      Explorable.links.write(figure);
    };
    figure.querySelectorAll("button.preset").forEach((button) => {
      button.addEventListener("click", () => {
        go(spec.presets[button.value]);
        figure.querySelector(".box").scrollIntoView({ block: "nearest" }); // where it is too tall to stay
      });
    });
    figure.querySelector("button.reset").addEventListener("click", () => go(face.startPositions));
    figure.querySelector("button.copy-link").addEventListener("click", () => Explorable.links.copy(figure));
  }

  function whenNear(figure, act) {
    if (!("IntersectionObserver" in window)) return act();
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        act();
      },
      { rootMargin: "800px" },
    );
    observer.observe(figure);
  }

  /** A page that was kept while the reader was elsewhere has its forms reset: by WebKit, after this event. */
  function comeBack(faces) {
    setTimeout(() => faces.forEach(({ face }) => face.sync(true)));
  }

  function startAll() {
    const faces = new Map();
    document.querySelectorAll("figure.explorable").forEach((figure, number) => {
      try {
        faces.set(figure.id, start(figure, number === 0));
      } catch (error) {
        excuse(figure, Explorable.DAMAGED); // and the other figures of the page start
      }
    });
    Explorable.links.wire(faces);
    window.addEventListener("pageshow", ({ persisted }) => persisted && comeBack(faces));
  }

  // Deferred scripts run before this event, painters of other files among them. The window's capturing listeners come
  // before all of the document's, so that every other listener of the event finds the figures alive.
  window.addEventListener("DOMContentLoaded", startAll, { capture: true });
})();
