// @ts-check
// The catalogue's filter: words, part, tag and status; what is asked for stands in the address (#q=nucleus&part=language).
(function () {
  "use strict";

  const Explorable = (window.Explorable = window.Explorable || {});
  const NAMES = ["q", "part", "tag", "status"];

  /** What is compared: one record for each notebook, with one for each of its entries. */
  function readRows(catalogue) {
    const haystack = (...texts) => {
      const folded = Explorable.fold(texts.join(" | "));
      return ` ${folded} ${folded.replace(/ /g, "")}`; // so that "topp" finds "top-p"
    };
    return [...catalogue.querySelectorAll(".notebook")].map((box) => {
      const section = box.closest("section");
      const tags = box.dataset.tags ? box.dataset.tags.split("|") : [];
      const part = section.querySelector("h2").textContent;
      const about = haystack(part, box.querySelector("h3").textContent, box.querySelector("p").textContent, tags.join(" | "));
      const entries = [...box.querySelectorAll("li")].map((item) => ({
        item,
        id: item.dataset.entry || item, // an entry that two notebooks show counts once
        text: haystack(item.textContent, item.dataset.also || ""),
      }));
      return { box, section, tags, part: section.dataset.part, shown: box.classList.contains("shown"), about, entries };
    });
  }

  /** Whether a notebook passes what is chosen besides words. */
  function passes(row, wanted, explored) {
    if (wanted.part && row.part !== wanted.part) return false;
    if (wanted.tag && !row.tags.includes(wanted.tag)) return false;
    if (wanted.status === "shown" || wanted.status === "planned") return row.shown === (wanted.status === "shown");
    if (wanted.status) return row.shown && explored.has(row.box.dataset.page) === (wanted.status === "explored");
    return true;
  }

  /** Show what is wanted, hide the rest; only what changes is touched. */
  function filter(rows, wanted) {
    const words = Explorable.fold(wanted.q).split(" ").filter(Boolean).map((word) => ` ${word}`);
    const explored = new Set(Explorable.progress.explored());
    const ids = new Set();
    const sections = new Map();
    let notebooks = 0;
    for (const row of rows) {
      const open = passes(row, wanted, explored);
      const left = words.filter((word) => !row.about.includes(word));
      let found = 0;
      for (const entry of row.entries) {
        const fits = open && left.every((word) => entry.text.includes(word));
        if (entry.item.hidden === fits) entry.item.hidden = !fits;
        if (!fits) continue;
        found += 1;
        ids.add(entry.id);
      }
      if (row.box.hidden === found > 0) row.box.hidden = found === 0;
      notebooks += found > 0 ? 1 : 0;
      sections.set(row.section, sections.get(row.section) || found > 0);
    }
    sections.forEach((visible, section) => section.hidden === visible && (section.hidden = !visible));
    return { entries: ids.size, notebooks };
  }

  function wire(catalogue) {
    const form = catalogue.querySelector("form.filter");
    const output = form.querySelector("output.found");
    const rows = readRows(catalogue);

    const asked = () => Object.fromEntries(NAMES.map((name) => [name, form.elements[name].value]));
    function apply() {
      const { entries, notebooks } = filter(rows, asked());
      output.textContent = entries
        ? `${entries} ${entries === 1 ? "entry" : "entries"} in ${notebooks} ${notebooks === 1 ? "notebook" : "notebooks"}`
        : "Nothing fits: take away a word or a choice.";
    }
    function remember() {
      const chosen = Object.entries(asked()).filter(([, value]) => value);
      const fragment = new URLSearchParams(chosen).toString();
      history.replaceState(history.state, "", fragment ? `#${fragment}` : location.pathname + location.search);
    }
    function recall() {
      const words = new URLSearchParams(location.hash.slice(1));
      for (const name of NAMES) form.elements[name].value = words.get(name) || "";
      for (const select of form.querySelectorAll("select")) if (select.selectedIndex < 0) select.selectedIndex = 0;
      apply();
    }

    form.addEventListener("input", () => (apply(), remember()));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(() => (apply(), remember())));
    addEventListener("hashchange", recall);
    Explorable.progress.onchange(apply);
    recall();
  }

  function wireProgress(catalogue) {
    const box = catalogue.querySelector("details.explored-pages");
    const status = box.querySelector("[role=status]");
    const all = catalogue.querySelectorAll(".notebook.shown").length;
    const count = () => {
      const done = catalogue.querySelectorAll(".notebook.explored").length;
      box.querySelector(".explored-count").textContent = `${done} of ${all} notebooks explored`;
    };
    box.querySelector(".export-progress").addEventListener("click", () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([Explorable.progress.text()], { type: "application/json" }));
      link.download = "explorable-progress.json";
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href));
    });
    box.querySelector(".clear-progress").addEventListener("click", () => {
      Explorable.progress.clear();
      status.textContent = "Nothing is kept any more.";
    });
    Explorable.progress.onchange(count);
    count();
  }

  document.addEventListener("DOMContentLoaded", () => {
    const catalogue = document.querySelector(".catalogue");
    if (!catalogue) return;
    wire(catalogue);
    wireProgress(catalogue);
  });
})();
