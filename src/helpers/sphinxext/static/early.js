// @ts-check
// What must be known before the page is seen: the colours that the reader has chosen, as the theme's own script takes them;
// and the formulas' font, which is asked for here, before the styles that name it have come: lines do not break anew then.
// Where the browser keeps nothing (cookies are off), what scripts store is kept as long as the page is open: the theme's
// own would throw, and the search, the colours and a phone's menu be dead. The page then has `data-storage="none"`.
(() => {
  "use strict";
  const root = document.documentElement;

  /** Something with the methods of a storage that forgets. @returns {Partial<Storage>} */
  function forgetful() {
    /** @type {Map<string, string>} */
    const kept = new Map();
    return {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, String(value)),
      removeItem: (key) => void kept.delete(key),
      clear: () => kept.clear(),
    };
  }
  for (const name of /** @type {const} */ (["localStorage", "sessionStorage"])) {
    try {
      if (window[name]) continue; // null where an Android app shows the page
    } catch (error) {
      // a browser that keeps nothing says so here
    }
    Object.defineProperty(window, name, { value: forgetful() });
    root.dataset.storage = "none";
  }
  const chosen = (/** @type {string} */ key) => localStorage.getItem(key) || root.dataset.mode || "auto";
  root.dataset.theme = chosen("theme");
  root.dataset.mode = chosen("mode");
  const font = document.currentScript?.dataset.font;
  if (!font || location.protocol === "file:") return; // from disk, fonts come by styles only
  const link = document.createElement("link");
  Object.assign(link, { rel: "preload", as: "font", type: "font/woff2", crossOrigin: "anonymous", href: font });
  document.head.append(link);
})();
