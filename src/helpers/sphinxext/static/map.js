// @ts-check
// The map: a chosen dot shows what its notebook builds on, however far back, what builds on it, and its name.
(function () {
  "use strict";

  const KEYS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

  /** All that `next` leads to from a notebook, that one included. */
  function reach(slug, next) {
    const found = new Set([slug]);
    for (const one of found) (next.get(one) || []).forEach((other) => found.add(other));
    return found;
  }

  /** Mapping of one end of each line to the other ends. */
  function ends(lines, from, to) {
    const found = new Map();
    for (const { dataset } of lines) found.set(dataset[from], [...(found.get(dataset[from]) || []), dataset[to]]);
    return found;
  }

  /** A button in the place of a dot: with scripts a dot is chosen, not followed. */
  function asButton(dot) {
    const button = document.createElement("button");
    button.type = "button";
    for (const name of ["class", "id", "style", "title", "data-slug"]) button.setAttribute(name, dot.getAttribute(name));
    button.setAttribute("aria-label", dot.title + (dot.matches(".planned") ? ", planned" : ""));
    button.setAttribute("aria-pressed", "false");
    button.tabIndex = -1;
    dot.replaceWith(button);
    return button;
  }

  document.addEventListener("DOMContentLoaded", () => {
    const map = document.querySelector(".map");
    if (!map) return;
    const lines = [...map.querySelectorAll("path")];
    const earlier = ends(lines, "after", "before");
    const later = ends(lines, "before", "after");
    const rows = new Map([...map.querySelectorAll("li")].map((row) => [row.dataset.slug, row]));
    const dots = [...map.querySelectorAll(".dot")].map(asButton);
    const place = map.querySelector(".place");
    dots[0].tabIndex = 0;

    /** A sentence part: words, then the names of notebooks, each of which chooses that one. */
    function names(words, slugs) {
      const line = document.createElement("p");
      line.append(`${words} `);
      slugs.forEach((slug, number) => {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = rows.get(slug).firstElementChild.textContent;
        button.addEventListener("click", () => choose(slug));
        line.append(number ? ", " : "", button);
      });
      return line;
    }

    function describe(slug, before, after) {
      const row = rows.get(slug);
      const title = document.createElement("p");
      title.className = "title";
      title.append(...[...row.childNodes].filter((node) => node.nodeName !== "P").map((node) => node.cloneNode(true)));
      const summary = row.querySelector("p").cloneNode(true);
      place.replaceChildren(title, summary);
      const order = [...rows.keys()].filter((one) => before.has(one) && one !== slug);
      if (order.length) place.append(names(`Before it, in this order (${order.length}):`, order));
      const next = later.get(slug) || [];
      if (next.length) place.append(names(`Next (${next.length} of ${after.size - 1} that build on it):`, next));
    }

    function choose(slug) {
      const before = reach(slug, earlier);
      const after = reach(slug, later);
      map.classList.add("traced");
      for (const dot of dots) {
        const here = dot.dataset.slug;
        dot.classList.toggle("before", before.has(here) && here !== slug);
        dot.classList.toggle("after", after.has(here) && here !== slug);
        dot.setAttribute("aria-pressed", String(here === slug));
        dot.tabIndex = here === slug ? 0 : -1;
      }
      for (const { classList, dataset } of lines) {
        classList.toggle("before", before.has(dataset.before) && before.has(dataset.after));
        classList.toggle("after", after.has(dataset.before) && after.has(dataset.after));
      }
      describe(slug, before, after);
      place.hidden = false;
      dots.find((dot) => dot.dataset.slug === slug).scrollIntoView({ block: "nearest" });
      history.replaceState(history.state, "", `#map-${slug}`);
    }

    dots.forEach((dot, number) => {
      dot.addEventListener("click", () => choose(dot.dataset.slug));
      dot.addEventListener("keydown", (event) => {
        const next = dots[number + KEYS[event.key]];
        if (!next) return;
        event.preventDefault();
        next.focus();
        choose(next.dataset.slug);
      });
    });
    const asked = location.hash.replace(/^#map-/, "");
    if (rows.has(asked)) choose(asked);
  });
})();
