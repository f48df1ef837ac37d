// @ts-check
// The player: brings each <figure class="explorable"> of a page to life.
//
// It knows controls, presets, links and the readout; how a state is painted it leaves to a painter:
//   Explorable.painters[kind] = (figure, payloadText, spec) => ({
//     ready(),                   a promise that resolves when show() can be called, rejects with an Error
//     show(values, positions),   paints a state and returns its readout
//   })
// `values` maps each control's name to its public value (number, label, boolean or pair), `positions` lists the places
// of those values. A painter may also have readoutAt(positions) and numbers(positions) -> {columns, rows} | null.
// A figure's own face is figure.explorable: set(changes), state(), readout(), and settled, the promise of the last move.
// Other files come after this one and add powers (handles, play, predictions, ...): Explorable.powers lists functions of
// {figure, spec, face, painter} that run once for each figure; face.listen(f) calls f(positions) at every move.
(function () {
  "use strict";

  const Explorable = (window.Explorable = window.Explorable || {});
  Explorable.painters = {};
  Explorable.powers = Explorable.powers || [];

  /** Listen to a form, one of whose controls may be called `addEventListener`: a form's fields hide its own members. */
  Explorable.listen = (form, kind, act, options) =>
    EventTarget.prototype.addEventListener.call(form, kind, act, options);

  /** Hide or show the controls, one of which may be called `hidden`. */
  function conceal(figure, hidden) {
    Element.prototype.toggleAttribute.call(figure.querySelector("form.controls"), "hidden", hidden);
  }

  /** Two numbers closer than this are the same slider position. */
  const SAME = 1e-9;

  /** @param {HTMLElement} figure */
  function start(figure) {
    const spec = JSON.parse(figure.querySelector("script.spec").textContent);
    const payload = figure.querySelector("script.payload").textContent;
    const painter = Explorable.painters[spec.kind](figure, payload, spec);
    const face = makeFace(figure, spec, painter);
    figure.explorable = face.public;
    wireControls(figure, spec, face);
    wireButtons(figure, spec, face);
    Explorable.powers.forEach((power) => power({ figure, spec, face, painter }));
    face.sync();
    conceal(figure, false);
    figure.classList.add("started");
    whenNear(figure, () => face.ready().catch(() => undefined));
    return { figure, spec, face };
  }

  /** The state of one figure, and the only place where it changes. */
  function makeFace(figure, spec, painter) {
    const readout = figure.querySelector("output.readout");
    const startPositions = spec.controls.map((control) => control.start);
    let positions = startPositions;
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

    function sync() {
      spec.controls.forEach((control, i) => showValue(figure, control, positions[i]));
      figure.querySelectorAll("button.preset").forEach((button) => {
        const preset = spec.presets[button.textContent];
        button.setAttribute("aria-pressed", String(preset.every((position, i) => position === positions[i])));
      });
      listeners.forEach((listener) => listener(positions));
    }

    /** Take new positions at once; the picture follows as soon as the painter is ready. */
    function move(next) {
      positions = next;
      sync();
      settled = ready().then(() => {
        readout.textContent = painter.show(values(), positions);
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
      link: () => writeLink(figure),
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

  const DAMAGED = "its data are damaged; reload the page.";

  /** Without its data a figure keeps its picture, and says so instead of showing dead controls. */
  function giveUp(figure, error) {
    excuse(figure, error.message);
    throw error;
  }

  function excuse(figure, words) {
    conceal(figure, true);
    const note = document.createElement("p");
    note.className = "problem";
    note.textContent = `The controls of this figure cannot work here: ${words}`;
    figure.querySelector("output.readout").after(note);
  }

  /** Positions after `changes` (name to public value); throws an Error that names what is unknown. */
  function placed(controls, changes, base) {
    const next = base.slice();
    for (const [name, value] of Object.entries(changes)) {
      const i = controls.findIndex((control) => control.name === name);
      if (i < 0) throw new Error(`There is no control "${name}"; the controls are ${controls.map((c) => c.name).join(", ")}.`);
      const position = find(controls[i], value);
      if (position < 0) throw new Error(`Control "${name}" has no value ${JSON.stringify(value)}.`);
      next[i] = position;
    }
    return next;
  }

  /** Position of a public value, or -1. */
  function find(control, value) {
    if (control.kind === "slider") return typeof value === "number" ? nearest(control.values, value) : -1;
    if (control.kind === "point") {
      const near = (pair) => pair.every((v, i) => typeof value[i] === "number" && Math.abs(v - value[i]) <= SAME);
      return Array.isArray(value) && value.length === 2 ? control.values.findIndex(near) : -1;
    }
    return control.values.findIndex((v) => (control.kind === "choice" ? v === String(value) : v === value));
  }

  /** Position of the number nearest to `value` among those that are the same position, or -1. */
  function nearest(numbers, value) {
    const away = numbers.map((number) => Math.abs(number - value));
    const position = away.indexOf(Math.min(...away));
    return away[position] <= SAME ? position : -1;
  }

  function showValue(figure, control, position) {
    const text = figure.querySelector(`[data-value="${control.name}"]`);
    if (text) text.textContent = control.texts[position];
    const input = inputOf(figure, control);
    if (!input) return;
    if (control.kind === "toggle") input.checked = position === 1;
    else if (control.kind === "choice") input.selectedIndex = position;
    else {
      input.value = String(position);
      input.setAttribute("aria-valuetext", control.texts[position]);
    }
  }

  function inputOf(figure, control) {
    return figure.querySelector(`form.controls [name="${control.name}"]`);
  }

  function readPosition(control, input) {
    if (control.kind === "toggle") return input.checked ? 1 : 0;
    return control.kind === "choice" ? input.selectedIndex : Number(input.value);
  }

  function wireControls(figure, spec, face) {
    const form = figure.querySelector("form.controls");
    Explorable.listen(form, "submit", (event) => event.preventDefault());
    spec.controls.forEach((control, i) => {
      const input = inputOf(figure, control);
      if (!input) return;
      input.addEventListener("input", () => {
        const next = face.positions();
        next[i] = readPosition(control, input);
        face.move(next).catch(() => undefined);
      });
      input.addEventListener("change", () => writeLink(figure));
    });
  }

  function wireButtons(figure, spec, face) {
    const go = (positions) => {
      face.move(positions).catch(() => undefined);
      writeLink(figure);
    };
    figure.querySelectorAll("button.preset").forEach((button) => {
      button.addEventListener("click", () => go(spec.presets[button.textContent]));
    });
    figure.querySelector("button.reset").addEventListener("click", () => go(face.startPositions));
    figure.querySelector("button.copy-link").addEventListener("click", () => copyLink(figure));
  }

  // Links: #NAME?temperature=0.7&top_k=5

  function fragmentOf(figure) {
    const state = figure.explorable.state();
    const words = Object.entries(state).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
    return `#${figure.id}?${words.join("&")}`;
  }

  function writeLink(figure) {
    try {
      history.replaceState(history.state, "", fragmentOf(figure));
    } catch (error) {
      // A page in a sandboxed frame may not write its address; the state itself is not affected.
    }
  }

  async function copyLink(figure) {
    const status = figure.querySelector(".status");
    const link = location.href.split("#")[0] + fragmentOf(figure);
    writeLink(figure);
    try {
      await navigator.clipboard.writeText(link);
      status.textContent = "Link copied.";
    } catch (error) {
      status.textContent = "The address bar now holds the link.";
    }
  }

  /** Positions that an address asks for; whatever it says that no control offers, or says twice, is ignored. */
  function positionsFrom(spec, query, base) {
    const next = base.slice();
    const asked = new URLSearchParams(query);
    for (const [name, word] of asked) {
      if (asked.getAll(name).length > 1) continue;
      const i = spec.controls.findIndex((control) => control.name === name);
      if (i < 0) continue;
      const control = spec.controls[i];
      let value = word;
      if (control.kind === "slider") value = decimal(word);
      if (control.kind === "toggle") value = control.values.find((offered) => String(offered) === word);
      if (control.kind === "point") value = word.split(",").map(decimal);
      const position = find(control, value);
      if (position >= 0) next[i] = position;
    }
    return next;
  }

  /** The decimal number that `word` is, or NaN. */
  function decimal(word) {
    return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(word) ? Number(word) : NaN;
  }

  function followLink(faces) {
    const [id, query] = location.hash.slice(1).split("?", 2);
    const found = faces.get(id);
    if (!found || query === undefined || location.hash.length > 10000) return;
    const { figure, spec, face } = found;
    face.move(positionsFrom(spec, query, face.startPositions)).catch(() => undefined);
    figure.scrollIntoView();
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

  // The painter of tables: swaps the fragments that differ.

  Explorable.painters.tables = function (figure, payload, spec) {
    const lengths = spec.controls.map((control) => control.values.length);
    const start = spec.controls.map((control) => control.start);
    let tables = null;
    let readouts = null;
    let columns = {};

    async function inflate() {
      if (!("DecompressionStream" in window)) throw new Error("this browser is too old to unpack its data.");
      const bytes = Uint8Array.from(atob(payload), (letter) => letter.charCodeAt(0));
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
      const data = JSON.parse(await new Response(stream).text());
      readouts = unpack(data.readouts, lengths);
      columns = Object.fromEntries(Object.entries(data.numbers).map(([key, table]) => [key, unpack(table, lengths)]));
      if (data.tables.length !== figure.querySelectorAll("[data-table]").length) throw new Error(DAMAGED);
      tables = data.tables.map((packed, number) => {
        const table = unpack(packed, lengths);
        table.slot = figure.querySelector(`[data-table="${number}"]`);
        if (!table.slot) throw new Error(DAMAGED);
        table.shown = fragmentNumber(table, start);
        return table;
      });
    }

    return {
      ready: () =>
        inflate().catch((error) => {
          throw error.message.startsWith("this browser") ? error : new Error(DAMAGED);
        }),
      show(values, positions) {
        for (const table of tables) {
          const number = fragmentNumber(table, positions);
          if (number === table.shown) continue;
          table.slot.innerHTML = table.head + table.middles[number] + table.tail;
          table.shown = number;
        }
        return textAt(readouts, positions);
      },
      readoutAt: (positions) => textAt(readouts, positions),
      numbers(positions) {
        const headings = Object.keys(columns);
        if (!headings.length) return null;
        const cells = headings.map((heading) => textAt(columns[heading], positions).split("\x1f"));
        return { columns: headings, rows: cells[0].map((_, row) => cells.map((column) => column[row])) };
      },
    };
  };

  /** A packed table with its index summed up and a stride for each control it follows; throws if it has a hole. */
  function unpack(packed, lengths) {
    let number = 0;
    const index = packed.steps.map((step) => (number += step));
    const sizes = packed.controls.map((control) => lengths[control]);
    const strides = sizes.map((_, i) => product(sizes.slice(i + 1)));
    const texts = [packed.head, packed.tail, ...index.map((place) => packed.middles[place])];
    if (index.length !== product(sizes) || texts.some((text) => typeof text !== "string")) throw new Error(DAMAGED);
    return { ...packed, index, strides };
  }

  function product(numbers) {
    return numbers.reduce((all, number) => all * number, 1);
  }

  function textAt(table, positions) {
    return table.head + table.middles[fragmentNumber(table, positions)] + table.tail;
  }

  function fragmentNumber(table, positions) {
    let place = 0;
    for (let i = 0; i < table.controls.length; i++) place += positions[table.controls[i]] * table.strides[i];
    return table.index[place];
  }

  function startAll() {
    const faces = new Map();
    document.querySelectorAll("figure.explorable").forEach((figure) => {
      try {
        faces.set(figure.id, start(figure));
      } catch (error) {
        excuse(figure, DAMAGED); // and the other figures of the page start
      }
    });
    followLink(faces);
    window.addEventListener("hashchange", () => followLink(faces));
  }

  // Deferred scripts run before this event, painters of other files among them. The window's capturing listeners come
  // before all of the document's, so that every other listener of the event finds the figures alive.
  window.addEventListener("DOMContentLoaded", startAll, { capture: true });
})();
