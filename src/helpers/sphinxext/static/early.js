// @ts-check
// What must be known before the page is seen: the colours that the reader has chosen, as the theme's own script takes them;
// and the formulas' font, which is asked for here, before the styles that name it have come: lines do not break anew then.
(() => {
  "use strict";
  const root = document.documentElement;
  const chosen = (/** @type {string} */ key) => localStorage.getItem(key) || root.dataset.mode || "auto";
  root.dataset.theme = chosen("theme");
  root.dataset.mode = chosen("mode");
  const font = document.currentScript?.dataset.font;
  if (!font || location.protocol === "file:") return; // from disk, fonts come by styles only
  const link = document.createElement("link");
  Object.assign(link, { rel: "preload", as: "font", type: "font/woff2", crossOrigin: "anonymous", href: font });
  document.head.append(link);
})();
