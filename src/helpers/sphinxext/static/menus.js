// @ts-check
// The menus of a page's head (launch, download): a button opens its menu; Escape, a click elsewhere and leaving it by
// keyboard close it; arrows walk its items. Markup and classes are the theme's: `show` on the button opens the menu.
(() => {
  "use strict";
  const buttons = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('[data-bs-toggle="dropdown"]')]);

  /** @param {HTMLElement} button @returns {HTMLElement} */
  const menuOf = (button) => /** @type {HTMLElement} */ (button.nextElementSibling);

  /** Open or close a menu, and say so to screen readers. @param {HTMLElement} button @param {boolean} open */
  function show(button, open) {
    if (open) buttons.filter((other) => other !== button).forEach((other) => show(other, false));
    button.classList.toggle("show", open);
    menuOf(button).classList.toggle("show", open);
    button.setAttribute("aria-expanded", String(open));
  }

  /** Move the focus among the items, round the ends. @param {HTMLElement} button @param {number} step */
  function walk(button, step) {
    const items = /** @type {HTMLElement[]} */ ([...menuOf(button).querySelectorAll("a, button")]);
    const place = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const next = place < 0 ? (step > 0 ? 0 : items.length - 1) : (place + step + items.length) % items.length;
    items[next].focus();
  }

  /** @param {HTMLElement} button @param {KeyboardEvent} event */
  function onKey(button, event) {
    const open = button.classList.contains("show");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      show(button, true);
      walk(button, step);
    } else if (event.key === "Escape" && open) {
      show(button, false);
      button.focus();
    } else return;
    event.preventDefault();
  }

  for (const button of buttons) {
    const box = /** @type {HTMLElement} */ (button.parentElement);
    button.addEventListener("click", () => show(button, !button.classList.contains("show")));
    box.addEventListener("keydown", (event) => onKey(button, event));
    box.addEventListener("focusout", (event) => {
      if (event.relatedTarget instanceof Node && !box.contains(event.relatedTarget)) show(button, false);
    });
    document.addEventListener("click", (event) => {
      if (event.target instanceof Node && !box.contains(event.target)) show(button, false);
    });
  }
})();
