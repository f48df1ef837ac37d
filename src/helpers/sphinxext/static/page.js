// @ts-check
// What the theme's `onclick` attributes did: sphinxext/policy.py replaces each of them by `data-action`. And the theme's
// link to a notebook saves it, instead of showing its JSON.
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
  for (const link of document.querySelectorAll(".btn-download-source-button")) link.setAttribute("download", "");
})();
