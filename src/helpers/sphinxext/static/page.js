// @ts-check
// What the theme's `onclick` attributes did: sphinxext/policy.py replaces each of them by `data-action`. The theme's link
// to a notebook saves it, instead of showing its JSON; reports of errors carry the state of the figures; a formula wider
// than its place can be reached by keyboard, and so be scrolled with arrows; paper has light colours and no folded text.
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
    const report = event.target instanceof Element && event.target.closest("a.report-error");
    if (report instanceof HTMLAnchorElement) addStates(report);
  });
  for (const link of document.querySelectorAll(".btn-download-source-button")) link.setAttribute("download", "");

  /** Add the state of each figure to the text of a new issue. @param {HTMLAnchorElement} report */
  function addStates(report) {
    const address = new URL(report.href);
    const body = (address.searchParams.get("body") || "").split("\nState:")[0];
    const lines = [...document.querySelectorAll("figure.explorable")].map((figure) => {
      const face = /** @type {any} */ (figure).explorable;
      return face ? `#${figure.id} ${JSON.stringify(face.state())}` : `#${figure.id}`;
    });
    address.searchParams.set("body", lines.length ? `${body}\nState:\n${lines.join("\n")}\n` : body);
    report.href = address.href;
  }

  /** What is as the reader had it again after printing. @type {(() => void) | null} */
  let restore = null;

  /** For paper: the light colours, and folded text unfolded; folded code says on paper that it is. */
  function lightAndOpen() {
    if (restore) return;
    const { dataset } = document.documentElement;
    const { theme } = dataset;
    const folded = /** @type {HTMLDetailsElement[]} */ ([...document.querySelectorAll("details:not([open], .code-bar, .take)")]);
    if (theme) dataset.theme = "light";
    folded.forEach((part) => (part.open = true));
    restore = () => {
      if (theme) dataset.theme = theme;
      folded.forEach((part) => (part.open = false));
      restore = null;
    };
  }
  const asBefore = () => restore && restore();
  addEventListener("beforeprint", lightAndOpen);
  addEventListener("afterprint", asBefore);
  matchMedia("print").addEventListener("change", (query) => (query.matches ? lightAndOpen() : asBefore()));

  function reachFormulas() {
    document.querySelectorAll("div.math, figure.calculator .formula").forEach((formula) => {
      if (formula.scrollWidth > formula.clientWidth) formula.setAttribute("tabindex", "0");
      else formula.removeAttribute("tabindex");
    });
  }
  // Once the page is laid out, not before: asked earlier, it would be laid out once more.
  const observer = new ResizeObserver(reachFormulas);
  observer.observe(document.body);
  document.fonts.addEventListener("loadingdone", reachFormulas); // formulas change their width with their font
})();
