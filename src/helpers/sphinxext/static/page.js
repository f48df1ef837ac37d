// @ts-check
// What the theme's `onclick` attributes did, which sphinxext/policy.py replaces by `data-action`; and for keyboards, what
// the theme does for code and tables only: a formula wider than its place can be reached, and so be scrolled with arrows.
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

  function reachFormulas() {
    document.querySelectorAll("div.math, figure.calculator .formula").forEach((formula) => {
      if (formula.scrollWidth > formula.clientWidth) formula.setAttribute("tabindex", "0");
      else formula.removeAttribute("tabindex");
    });
  }
  window.addEventListener("DOMContentLoaded", reachFormulas);
  window.addEventListener("resize", reachFormulas);
  document.fonts.ready.then(reachFormulas); // formulas change their width with their font
})();
