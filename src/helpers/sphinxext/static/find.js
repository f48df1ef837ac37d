// @ts-check
// Search while typing: `/` opens the theme's search window as Ctrl-K does, and results appear under its field.
//
// The ranking (rank.js) and the documents (find-data.js, written by find.py) are loaded when the window opens for the
// first time. Without this script the field still leads to the page of results.
(function () {
  "use strict";

  const Explorable = (window.Explorable = window.Explorable || {});
  const MOST = 8; // results shown
  const KINDS = { notebook: "", planned: "planned", part: "part", track: "track", term: "glossary" };

  const root = document.documentElement.dataset.content_root || "";
  /** @type {Promise<(text: string) => any[]> | null} */
  let finder = null;

  function load(name) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = `${root}_static/${name}`;
      script.onload = resolve;
      script.onerror = () => reject(new Error(`${name} could not be loaded`));
      document.head.append(script);
    });
  }

  function ready() {
    if (!finder) {
      const loaded = Promise.all([load("rank.js"), load("find-data.js")]);
      finder = loaded.then(() => Explorable.finder(Explorable.documents));
    }
    return finder;
  }

  Explorable.find = (text) => ready().then((find) => find(text));

  // The window

  function inText(element) {
    return element instanceof Element && !!element.closest("textarea, select, [contenteditable], input:not([type=range], [type=checkbox], [type=radio])");
  }

  function wire(dialog, input) {
    const list = document.createElement("ul");
    list.className = "found-pages";
    list.id = "found-pages";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Results");
    dialog.querySelector(".found-pages")?.remove(); // of a page that was saved
    dialog.append(list);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-controls": list.id, "aria-expanded": "false" }))
      input.setAttribute(name, value);
    let chosen = 0;

    const options = () => [...list.children];
    function choose(number) {
      chosen = number;
      options().forEach((option, i) => {
        option.setAttribute("aria-selected", String(i === number));
        if (i !== number) return;
        input.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      });
    }
    function show(documents, text) {
      const items = documents.map(resultOf);
      if (text.trim()) items.push(fullText(text));
      items.forEach((item, i) => (item.id = `found-${i}`));
      list.replaceChildren(...items);
      input.setAttribute("aria-expanded", String(items.length > 0));
      input.removeAttribute("aria-activedescendant");
      choose(0);
    }

    input.addEventListener("input", () => {
      const text = input.value;
      ready()
        .then((find) => input.value === text && show(find(text).slice(0, MOST), text))
        .catch(() => show([], text));
    });
    input.addEventListener("focus", () => ready().catch(() => undefined));
    input.addEventListener("keydown", (event) => {
      const count = options().length;
      if (!count || event.isComposing) return;
      if (event.key === "ArrowDown") choose((chosen + 1) % count);
      else if (event.key === "ArrowUp") choose((chosen + count - 1) % count);
      else if (event.key === "Enter") options()[chosen].querySelector("a").click();
      else return;
      event.preventDefault();
    });
    list.addEventListener("click", () => dialog.close()); // a link within this page leaves the window open otherwise
  }

  function element(name, text, className) {
    const made = document.createElement(name);
    made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function resultOf(one) {
    const item = document.createElement("li");
    item.setAttribute("role", "option");
    const link = document.createElement("a");
    link.href = root + one.page;
    link.tabIndex = -1;
    link.append(element("b", one.title), element("small", KINDS[one.kind] ?? one.kind));
    if (one.entry && one.entry !== one.title) link.append(element("span", one.entry, "named"));
    link.append(element("span", one.summary));
    if (one.meanwhile) link.append(element("span", `Until it exists: ${one.meanwhile}`, "named"));
    item.append(link);
    return item;
  }

  function fullText(text) {
    const item = document.createElement("li");
    item.setAttribute("role", "option");
    const link = element("a", `Search all text for “${text.trim()}”`, "full-text");
    link.setAttribute("href", `${root}search.html?q=${encodeURIComponent(text.trim())}`);
    link.tabIndex = -1;
    item.append(link);
    return item;
  }

  document.addEventListener("DOMContentLoaded", () => {
    const dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById("pst-search-dialog"));
    const input = dialog && dialog.querySelector("input");
    if (!dialog || !input) return;
    wire(dialog, input);
    document.addEventListener("keydown", (event) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || inText(event.target)) return;
      event.preventDefault();
      if (!dialog.open) dialog.showModal();
      input.focus();
    });
  });
})();
