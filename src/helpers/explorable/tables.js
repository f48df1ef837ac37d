// @ts-check
// The painter of tables: swaps the fragments that differ.
(function () {
  "use strict";

  const Explorable = window.Explorable;

  Explorable.painters.tables = function (figure, payload, spec) {
    const lengths = spec.controls.map((control) => control.values.length);
    const first = Explorable.shownPositions(figure, spec);
    let tables = null;
    let readouts = null;
    let columns = {};

    async function inflate() {
      if (!("DecompressionStream" in window)) throw new Error("this browser is too old to unpack its data.");
      const data = JSON.parse(await inflated(bytesOf(payload || (await Explorable.payload(figure)))));
      readouts = unpack(data.readouts, lengths);
      columns = Object.fromEntries(Object.entries(data.numbers).map(([key, table]) => [key, unpack(table, lengths)]));
      const slots = new Map([...figure.querySelectorAll("[data-table]")].map((slot) => [slot.dataset.table, slot]));
      if (data.tables.length !== slots.size) throw new Error(Explorable.DAMAGED);
      tables = data.tables.map((packed, number) => {
        const table = unpack(packed, lengths);
        table.slot = slots.get(String(number));
        if (!table.slot) throw new Error(Explorable.DAMAGED);
        table.shown = fragmentNumber(table, first);
        table.put = putter(table);
        return table;
      });
    }

    return {
      ready: () =>
        inflate().catch((error) => {
          throw error.message.startsWith("this browser") ? error : new Error(Explorable.DAMAGED);
        }),
      show(values, positions) {
        for (const table of tables) {
          const number = fragmentNumber(table, positions);
          if (number === table.shown) continue;
          table.put(table.middles[number]);
          table.shown = number;
        }
        return textAt(readouts, positions);
      },
      /** For each view the number of SVG characters that differ between two states. */
      changes: (one, other) =>
        [...figure.querySelectorAll(".box > .views > svg.view")].map((view) =>
          tables.reduce((all, table) => all + (view.contains(table.slot) ? difference(table, one, other) : 0), 0),
        ),
      readoutAt: (positions) => textAt(readouts, positions),
      numbers(positions) {
        const headings = Object.keys(columns);
        if (!headings.length) return null;
        const cells = headings.map((heading) => textAt(columns[heading], positions).split("\x1f"));
        return { columns: headings, rows: cells[0].map((_, row) => cells.map((column) => column[row])) };
      },
    };
  };

  /** @param {string} text in base64 */
  function bytesOf(text) {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
    const letters = atob(text);
    const bytes = new Uint8Array(letters.length);
    for (let i = 0; i < bytes.length; i++) bytes[i] = letters.charCodeAt(i);
    return bytes;
  }

  /** The text that was deflated: written and read by hand, chunk by chunk, in one turn of the page. A Blob's stream comes
   * by way of another process, and what waits for its turns is held up by the first pictures of the page. */
  async function inflated(bytes) {
    const { writable, readable } = new DecompressionStream("deflate");
    const writer = writable.getWriter();
    writer.write(bytes).catch(() => undefined); // who reads hears of it
    writer.close().catch(() => undefined);
    const decoder = new TextDecoder();
    const reader = readable.getReader();
    let text = "";
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      text += decoder.decode(next.value, { stream: true });
    }
    return text + decoder.decode();
  }

  /** A packed table with its index summed up and a stride for each control it follows; throws if an entry is missing. */
  function unpack(packed, lengths) {
    const { head, tail, middles, steps } = packed;
    const index = new Int32Array(steps.length);
    let number = 0;
    let whole = typeof head === "string" && typeof tail === "string";
    for (let i = 0; i < steps.length; i++) {
      index[i] = number += steps[i];
      if (typeof middles[number] !== "string") whole = false;
    }
    const sizes = packed.controls.map((control) => lengths[control]);
    const strides = sizes.map((_, i) => product(sizes.slice(i + 1)));
    if (!whole || index.length !== product(sizes)) throw new Error(Explorable.DAMAGED);
    return { ...packed, index, strides };
  }

  /** What puts a middle into the picture. Where all fragments are one drawing that differs in one attribute, or in one
   * text, only that is set: nothing is parsed. */
  function putter({ slot, head, tail, middles, shown }) {
    const whole = (middle) => (slot.innerHTML = head + middle + tail);
    const place = /<(\w+)(?:(?=\s)[^<>]*\s([\w-]+)="|(?:\s[^<>]*[^/])?>)([^"<>&]*)$/.exec(head);
    if (!place) return whole;
    const [, tag, name, before] = place;
    const after = (name ? /^([^"<>&]*)"/ : /^([^<>&]*)<\//).exec(tail);
    const element = slot.getElementsByTagName("*")[head.match(/<\w/g).length - 1];
    if (!after || !element || element.localName !== tag || middles.some((middle) => /["<>&]/.test(middle))) return whole;
    const now = name ? element.getAttribute(name) : element.textContent;
    if (now !== before + middles[shown] + after[1]) return whole; // letters that are written otherwise than they are read
    if (name) return (middle) => element.setAttribute(name, before + middle + after[1]);
    return (middle) => (element.textContent = before + middle + after[1]);
  }

  function difference(table, one, other) {
    const [a, b] = [one, other].map((positions) => fragmentNumber(table, positions));
    const around = table.head.length + table.tail.length;
    return a === b ? 0 : table.middles[a].length + table.middles[b].length + 2 * around;
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
})();
