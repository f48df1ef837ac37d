// @ts-check
// What the theme's `onclick` attributes did. sphinxext/policy.py replaces each of them by `data-action`.
(() => {
  "use strict";
  /** @type {Record<string, () => void>} */
  const actions = {
    print: () => window.print(),
    "full-screen": () => /** @type {any} */ (window).toggleFullScreen(),
  };
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element && event.target.closest("[data-action]");
    const action = target && actions[target.getAttribute("data-action") ?? ""];
    if (action) action();
  });
})();
