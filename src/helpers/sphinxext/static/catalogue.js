// @ts-check
// The catalogue's filter: words, part, tag and pages; what is asked for stands in the address (#q=nucleus&part=language).
//
// What exists stands above what is planned, which is folded. Where words are asked for, the nearest of each comes first.
(function () {
  "use strict";

  const Explorable = (window.Explorable = window.Explorable || {});
  const NAMES = ["q", "part", "tag", "status"];
  // Chats and mails encode a link's marks once more, and take along what stands behind it.
  const ENCODED = 2;
  const SENT = /^#(q|part|tag|status)%(25)*3D|(%(25)*26|&amp;)(amp;)*(q|part|tag|status)(=|%(25)*3D)/i;
  const BEHIND = /[\s.,;:!?'"’”»>)\]}*_]+$/;

  /** What is compared: one row for each notebook, in the order of the page, with one for each of its entries. */
  function readRows(shelf) {
    return [...shelf.querySelectorAll(".notebook")].map((box) => {
      const section = box.closest("section");
      const items = [...box.querySelectorAll("li")];
      const named = items.map((item) => [item.querySelector("b") || item, item.dataset.also || ""]);
      const entries = named.map(([title, also]) => [title.textContent, ...also.split(" | ").filter(Boolean)]);
      const title = box.querySelector("h3").firstChild.textContent;
      const tags = box.dataset.tags ? box.dataset.tags.split("|") : [];
      const about = [section.querySelector("h2"), box.querySelector(".summary"), ...items].map((one) => one.textContent);
      const record = Explorable.record({ title, entries, about: [...tags, ...about].join(" ") });
      const shown = box.classList.contains("shown");
      const ids = items.map((item) => item.dataset.entry || item); // an entry that two notebooks show counts once
      return { box, section, items, ids, tags, part: section.dataset.part, page: box.dataset.page, shown, record };
    });
  }

  /** Whether a notebook passes what is chosen besides words. */
  function passes(row, wanted, explored) {
    if (wanted.part && row.part !== wanted.part) return false;
    if (wanted.tag && !row.tags.includes(wanted.tag)) return false;
    return !wanted.status || (row.shown && explored.has(row.page) === (wanted.status === "explored"));
  }

  /** The rows that fit, nearest first, and all rows as if nothing were asked for where there are no words. */
  function fitting(rows, wanted) {
    const query = Explorable.query(wanted.q);
    const explored = new Set(Explorable.progress.explored());
    const open = rows.filter((row) => passes(row, wanted, explored));
    if (!query.joined) return open;
    const near = open.map((row) => ({ row, ...Explorable.nearness(row.record, query) })).filter(({ level }) => level);
    return near.sort((a, b) => b.level - a.level || b.fine - a.fine).map(({ row }) => row);
  }

  /** Show a shelf's rows that fit; without words each stands in its part. */
  function fill(shelf, rows, fits, inParts) {
    const [open, nearest] = [new Set(fits), shelf.querySelector(".nearest")];
    for (const row of rows) if (row.box.hidden === open.has(row)) row.box.hidden = !row.box.hidden;
    if (!inParts) nearest.append(...fits.map(({ box }) => box));
    else if (nearest.firstChild) rows.forEach(({ box, section }) => section.append(box));
    const parts = new Set(inParts ? fits.map(({ section }) => section) : []);
    for (const section of shelf.querySelectorAll("section")) section.hidden = !parts.has(section);
  }

  /** Show the entries that hold a word of what is asked for; all where none does. */
  function showEntries(row, query) {
    const holds = (name) => query.words.some((word) => name.words.some((one) => one.startsWith(word)));
    const named = new Set(row.record.names.filter((name) => name.entry >= 0 && holds(name)).map((name) => name.entry));
    row.items.forEach((item, i) => (item.hidden = named.size > 0 && !named.has(i)));
    return row.items.flatMap((item, i) => (item.hidden ? [] : [row.ids[i]]));
  }

  /** What an address asks for, as it was meant before it was sent. */
  function askedBy(hash) {
    let text = hash;
    for (let times = 0; times < ENCODED && SENT.test(text); times++) text = decoded(text).replace(/&(amp;)+/g, "&");
    return new URLSearchParams(text.slice(1));
  }

  function decoded(text) {
    try {
      return decodeURIComponent(text);
    } catch (error) {
      return text;
    }
  }

  const counted = (count, one, more) => `${count} ${count === 1 ? one : more}`;

  function wire(catalogue) {
    const form = catalogue.querySelector("form.filter");
    const output = form.querySelector("output.found");
    const planned = catalogue.querySelector("details.to-come");
    const shelves = [...catalogue.querySelectorAll(".shelf")].map((shelf) => ({ shelf, rows: readRows(shelf) }));

    const asked = () => Object.fromEntries(NAMES.map((name) => [name, form.elements[name].value]));
    function apply() {
      const wanted = asked();
      const query = Explorable.query(wanted.q);
      const [existing, later] = shelves.map(({ shelf, rows }) => {
        const fits = fitting(rows, wanted);
        fill(shelf, rows, fits, !query.joined);
        return { fits, ids: new Set(fits.flatMap((row) => showEntries(row, query))) };
      });
      const pages = counted(existing.fits.length, "page", "pages");
      const entries = query.joined ? `: ${counted(existing.ids.size, "entry", "entries")}` : "";
      const coming = later ? later.fits.length : 0;
      if (planned) {
        planned.hidden = coming === 0;
        planned.querySelector("summary").textContent = `${coming} more ${coming === 1 ? "is" : "are"} planned`;
        if (query.joined) planned.open = existing.fits.length === 0;
      }
      const none = coming ? "No page yet" : "Nothing fits: take away a word or a choice.";
      output.textContent = existing.fits.length ? `${pages}${entries}` : none;
    }
    function remember() {
      const chosen = Object.entries(asked()).filter(([, value]) => value);
      const fragment = new URLSearchParams(chosen).toString();
      history.replaceState(history.state, "", fragment ? `#${fragment}` : location.pathname + location.search);
    }
    function recall() {
      const words = askedBy(location.hash);
      for (const name of NAMES) form.elements[name].value = (words.get(name) || "").replace(BEHIND, "");
      for (const select of form.querySelectorAll("select")) if (select.selectedIndex < 0) select.selectedIndex = 0;
      apply();
      const place = document.getElementById(decoded(location.hash.slice(1)));
      if (!place || !planned || !planned.contains(place)) return;
      planned.open = true;
      place.scrollIntoView();
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
      box.querySelector(".explored-count").textContent = `${done} of ${all} pages explored`;
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
    box.querySelector(".where-kept").append(Explorable.progress.apart());
  }

  document.addEventListener("DOMContentLoaded", () => {
    const catalogue = document.querySelector(".catalogue");
    if (!catalogue) return;
    wire(catalogue);
    wireProgress(catalogue);
  });
})();
