// @ts-check
// Suggests pages for an address that leads nowhere: what the search finds for the words of its last part.
(function () {
  "use strict";

  document.addEventListener("DOMContentLoaded", async () => {
    const last = decodeURIComponent(location.pathname.split("/").filter(Boolean).pop() || "");
    const box = /** @type {HTMLElement} */ (document.querySelector(".suggestions"));
    const found = await window.Explorable.find(last.replace(/\.html?$/, ""));
    for (const one of found.slice(0, 5)) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = one.page;
      link.textContent = one.title;
      const summary = document.createElement("span");
      summary.textContent = one.summary;
      item.append(link, summary);
      box.querySelector("ul").append(item);
    }
    box.hidden = found.length === 0;
  });
})();
