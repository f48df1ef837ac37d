// @ts-check
// The painter of tables: swaps the fragments that differ.
(function () {
  "use strict";

  const Explorable = window.Explorable;

  Explorable.painters.tables = function (figure, payload, spec) {
    const lengths = spec.controls.map((control) => control.values.length);
    const start = spec.controls.map((control) => control.start);
    let tables = null;
    let readouts = null;
    let columns = {};

    async function inflate() {
      if (!("DecompressionStream" in window)) throw new Error("this browser is too old to unpack its data.");
      const text = payload || (await Explorable.payload(figure));
      const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
      const data = JSON.parse(await new Response(stream).text());
      readouts = unpack(data.readouts, lengths);
      columns = Object.fromEntries(Object.entries(data.numbers).map(([key, table]) => [key, unpack(table, lengths)]));
      if (data.tables.length !== figure.querySelectorAll("[data-table]").length) throw new Error(Explorable.DAMAGED);
      tables = data.tables.map((packed, number) => {
        const table = unpack(packed, lengths);
        table.slot = figure.querySelector(`[data-table="${number}"]`);
        if (!table.slot) throw new Error(Explorable.DAMAGED);
        table.shown = fragmentNumber(table, start);
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
          table.slot.innerHTML = table.head + table.middles[number] + table.tail;
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

  /** A packed table with its index summed up and a stride for each control it follows; throws if an entry is missing. */
  function unpack(packed, lengths) {
    let number = 0;
    const index = packed.steps.map((step) => (number += step));
    const sizes = packed.controls.map((control) => lengths[control]);
    const strides = sizes.map((_, i) => product(sizes.slice(i + 1)));
    const texts = [packed.head, packed.tail, ...index.map((place) => packed.middles[place])];
    if (index.length !== product(sizes) || texts.some((text) => typeof text !== "string")) throw new Error(Explorable.DAMAGED);
    return { ...packed, index, strides };
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
