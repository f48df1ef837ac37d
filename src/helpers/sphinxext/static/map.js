// @ts-check
// The map: a row's arrow shows all that the notebook builds on, however far back.
(function () {
  "use strict";

  document.addEventListener("DOMContentLoaded", () => {
    const map = document.querySelector(".map");
    if (!map) return;
    const arcs = [...map.querySelectorAll("path")];
    const before = new Map();
    for (const arc of arcs) before.set(arc.dataset.after, [...(before.get(arc.dataset.after) || []), arc.dataset.before]);

    /** The notebook and all that comes before it. */
    function path(slug) {
      const found = new Set([slug]);
      for (const one of found) (before.get(one) || []).forEach((other) => found.add(other));
      return found;
    }

    function trace(slug) {
      const found = slug && path(slug);
      map.classList.toggle("traced", Boolean(found));
      for (const row of map.querySelectorAll("li")) {
        row.classList.toggle("on-path", Boolean(found) && found.has(row.dataset.slug));
        row.querySelector("button").setAttribute("aria-pressed", String(row.dataset.slug === slug));
      }
      for (const arc of arcs) {
        const both = Boolean(found) && found.has(arc.dataset.before) && found.has(arc.dataset.after);
        arc.classList.toggle("on-path", both);
      }
    }

    for (const button of map.querySelectorAll("button")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        trace(button.getAttribute("aria-pressed") === "true" ? "" : button.closest("li").dataset.slug);
      });
    }
  });
})();
