// @ts-check
// Paper: what readers without scripts see, the storyboard, becomes part of the page before it is printed.
(function () {
  "use strict";

  function unfoldStoryboards() {
    document.querySelectorAll("figure.explorable noscript.frames").forEach((source) => {
      const frames = document.createElement("div");
      frames.innerHTML = source.textContent;
      frames.firstElementChild.classList.add("on-paper");
      source.replaceWith(frames.firstElementChild);
    });
  }

  window.addEventListener("beforeprint", unfoldStoryboards);
  window.matchMedia("print").addEventListener("change", (query) => query.matches && unfoldStoryboards());
})();
