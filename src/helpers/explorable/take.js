// @ts-check
// Taken away: the picture as SVG or PNG, the state as Python, the numbers as a table or CSV, the figure in another page.
(function () {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const SHARPNESS = 3; // pixels of a saved PNG for each point
  // A figure's own page (sphinxext/embeds.py): px between its edge and the figure, beside and in all above and below it with
  // the line that names the book; and widths at which its height is measured.
  const BESIDE = 32;
  const ABOVE_AND_BELOW = 76;
  const WIDTHS = [328, 420, 640, 1000];

  window.Explorable.powers.push(function (context) {
    const { figure, face } = context;
    const on = (name, act) => figure.querySelector(`button.${name}`).addEventListener("click", act);
    on("save-svg", () => fonts().then((faces) => saveSvg(figure, faces)));
    on("save-png", () => fonts().then((faces) => savePng(figure, faces)));
    on("copy-python", () => copy(figure, pythonLine(figure), "Python line copied."));
    on("copy-embed", () => copy(figure, embedSnippet(figure), "Embed snippet copied."));
    wireNumbers(context, on);
    const pictures = figure.querySelector(".box > .views > svg.view");
    figure.querySelectorAll("button.save-svg, button.save-png").forEach((button) => (button.hidden = !pictures));
  });

  function say(figure, words) {
    figure.querySelector(".status").textContent = words;
  }

  async function copy(figure, text, done) {
    try {
      await navigator.clipboard.writeText(text);
      say(figure, done);
    } catch (error) {
      say(figure, text); // where the clipboard is closed, the text can still be selected
    }
  }

  /** Rules that hold the fonts of pictures: a saved one finds no file. Where the page has none, "". */
  function fonts() {
    const root = document.documentElement.dataset.content_root;
    if (root === undefined) return Promise.resolve("");
    const faces = () => window.Explorable.fontFaces || "";
    return window.Explorable.load(`${root}_static/fonts/pictures.js`).then(faces, faces);
  }

  /** All views side by side as one SVG document in black on white, with the readout as its description. */
  function drawing(figure, faces) {
    const whole = document.createElementNS(SVG, "svg");
    const note = (name, text) => {
      whole.appendChild(document.createElementNS(SVG, name)).textContent = text;
    };
    note("title", figure.getAttribute("aria-label"));
    note("desc", figure.explorable.readout());
    if (faces) note("style", faces);
    const paper = whole.appendChild(document.createElementNS(SVG, "rect"));
    let width = 0;
    let height = 0;
    figure.querySelectorAll(".box > .views > svg.view").forEach((view) => {
      const box = view.viewBox.baseVal;
      const copied = view.cloneNode(true);
      copied.querySelectorAll(".handle, .picks").forEach((handle) => handle.remove());
      for (const [key, value] of Object.entries({ x: width, y: 0, width: box.width, height: box.height })) {
        copied.setAttribute(key, String(value));
      }
      whole.appendChild(copied);
      width += box.width;
      height = Math.max(height, box.height);
    });
    const page = { xmlns: SVG, viewBox: `0 0 ${width} ${height}`, width: `${width}pt`, height: `${height}pt`, color: "#000" };
    for (const [key, value] of Object.entries(page)) whole.setAttribute(key, value);
    for (const [key, value] of Object.entries({ width, height, fill: "#fff" })) paper.setAttribute(key, String(value));
    return { text: new XMLSerializer().serializeToString(whole), width, height };
  }

  function save(figure, blob, extension) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `${figure.id}.${extension}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    say(figure, `Saved as ${link.download}.`);
  }

  function saveSvg(figure, faces) {
    save(figure, new Blob([drawing(figure, faces).text], { type: "image/svg+xml" }), "svg");
  }

  function savePng(figure, faces) {
    const { text, width, height } = drawing(figure, faces);
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement("canvas");
      canvas.width = width * SHARPNESS;
      canvas.height = height * SHARPNESS;
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => save(figure, blob, "png"), "image/png");
    };
    image.onerror = () => say(figure, "This browser cannot turn the picture into a PNG; save it as SVG.");
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  }

  /** A line of Python that puts the live notebook into the same state. */
  function pythonLine(figure) {
    const words = Object.entries(figure.explorable.state()).map(([name, value]) => `${name}=${python(value)}`);
    return `import helpers; helpers.shown("${figure.id}").set(${words.join(", ")})`;
  }

  function python(value) {
    if (Array.isArray(value)) return `(${value.join(", ")})`;
    if (typeof value === "boolean") return value ? "True" : "False";
    return JSON.stringify(value);
  }

  /** Height of the figure's own page at a width, measured on a copy that stands as the figure does there. */
  function heightAt(width, figure) {
    const holder = document.createElement("div");
    holder.setAttribute("class", "output");
    const font = "16px 'DejaVu Sans', system-ui, sans-serif";
    Object.assign(holder.style, { position: "absolute", visibility: "hidden", width: `${width - BESIDE}px`, font });
    const copied = holder.appendChild(figure.cloneNode(true));
    copied.querySelector(".take").open = false;
    copied.querySelector(".steps")?.remove(); // that page has none, and a button for each preset
    copied.querySelectorAll("button.preset").forEach((button) => (button.hidden = false));
    document.body.append(holder);
    const { height } = copied.getBoundingClientRect();
    holder.remove();
    return Math.ceil(height) + ABOVE_AND_BELOW;
  }

  /** HTML that shows this figure alone, in this state, on another page: as high as it is there at any width. */
  function embedSnippet(figure) {
    const root = document.documentElement.dataset.content_root || "";
    const page = new URL(`${root}embed/${figure.id}.html`, location.href).href.split("#")[0];
    const state = new URLSearchParams(Object.entries(figure.explorable.state()).map(([k, v]) => [k, String(v)]));
    const title = figure.getAttribute("aria-label").replace(/"/g, "&quot;");
    const heights = WIDTHS.map((width) => heightAt(width, figure));
    const [narrow, wide] = [heights[0], heights.at(-1)];
    const slope = Math.max(0, (narrow - wide) / (WIDTHS.at(-1) - WIDTHS[0])); // px that it loses with each px of width
    const start = Math.max(...heights.map((height, i) => height + slope * WIDTHS[i]));
    const room = `max(${wide}px,${Math.ceil(start)}px - ${(100 * slope).toFixed(1)}%)`;
    const fill = "position:absolute;top:0;left:0;height:100%;border:0";
    const frame = `src="${page}#${figure.id}?${state}" title="${title}" width="100%" height="${narrow}" style="${fill}"`;
    return `<div style="position:relative;padding-top:${room}"><iframe ${frame}></iframe></div>`;
  }

  // Numbers

  function wireNumbers({ figure, spec, face, painter }, on) {
    const place = figure.querySelector(".numbers");
    const button = figure.querySelector("button.show-numbers");
    let swept = 0; // the control that moved last, whose values the readouts are listed for
    let before = face.positions();
    const numbers = () => (painter.numbers && painter.numbers(face.positions())) || sweep(spec, face, painter, swept);
    const words = () => `Numbers behind the picture: ${painter.readoutAt(face.positions())}`;
    const fill = () => face.ready().then(() => place.replaceChildren(table(words(), numbers())));

    face.listen((positions) => {
      const moved = positions.findIndex((position, i) => position !== before[i]);
      if (moved >= 0) swept = moved;
      before = positions;
      if (!place.hidden) fill();
    });
    on("show-numbers", () => {
      place.hidden = !place.hidden;
      button.setAttribute("aria-expanded", String(!place.hidden));
      button.textContent = place.hidden ? "Show the numbers" : "Hide the numbers";
      if (!place.hidden) fill();
    });
    on("copy-csv", () => face.ready().then(() => copy(figure, csv(numbers()), "Numbers copied as CSV.")));
  }

  /** Where the author gives no numbers: the readout at every value of one control, the others held. */
  function sweep(spec, face, painter, i) {
    const rows = spec.controls[i].texts.map((text, position) => {
      const positions = face.positions();
      positions[i] = position;
      return [text, painter.readoutAt(positions)];
    });
    return { columns: [spec.controls[i].name, "readout"], rows };
  }

  function table(caption, { columns, rows }) {
    const element = document.createElement("table");
    element.createCaption().textContent = caption;
    const head = element.createTHead().insertRow();
    columns.forEach((column) => {
      const cell = head.appendChild(document.createElement("th"));
      cell.scope = "col";
      cell.textContent = column;
    });
    const body = element.createTBody();
    rows.forEach((cells) => {
      const row = body.insertRow();
      cells.forEach((text) => (row.insertCell().textContent = text));
    });
    return element;
  }

  function csv({ columns, rows }) {
    const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
    return [columns, ...rows].map((cells) => cells.map(quoted).join(",")).join("\n") + "\n";
  }
})();
