// @ts-check
// A button on each piece of code copies it. Classes are those of sphinx-copybutton, whose style the page has.
(() => {
  "use strict";
  const ICON =
    '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.5" aria-hidden="true">' +
    '<rect x="8" y="8" width="12" height="12" rx="2"/><path d="M16 8V6a2 2 0 0 0-2-2H6a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h2"/></svg>';

  /** Say in the button's label what has happened. @param {HTMLElement} button @param {string} words */
  function say(button, words) {
    button.dataset.tooltip = words;
    button.setAttribute("aria-label", words);
  }

  /** @param {HTMLElement} button @param {HTMLElement} code */
  async function copy(button, code) {
    try {
      await navigator.clipboard.writeText(code.innerText);
      say(button, "Copied");
      button.classList.add("success");
    } catch (error) {
      const selection = window.getSelection();
      if (selection) selection.selectAllChildren(code); // where the clipboard is closed, the code can still be copied by hand
      say(button, "Selected: copy it with Ctrl+C");
    }
    setTimeout(() => (say(button, "Copy"), button.classList.remove("success")), 2000);
  }

  for (const code of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("div.highlight pre"))) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copybtn o-tooltip--left";
    button.innerHTML = ICON;
    say(button, "Copy");
    button.addEventListener("click", () => copy(button, code));
    if (code.nextElementSibling?.matches(".copybtn")) code.nextElementSibling.remove(); // of a page that was saved
    code.after(button);
  }
})();
