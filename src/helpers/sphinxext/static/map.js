// @ts-check
// The map on a wide screen: titles beside each other, part by part. A chosen one shows what is to be read before and
// after it, with lines to them; nothing else has lines. On a phone, and without this script, the map is a list.
(function () {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const WIDE = "(min-width: 48rem)";
  const KEYS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

  /** A button in the place of a title: on the map a page is chosen, not opened. */
  function asButton(item) {
    const title = item.querySelector(".title");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "choose";
    button.textContent = title.textContent;
    button.setAttribute("aria-pressed", "false");
    button.tabIndex = -1;
    title.before(button);
    return button;
  }

  /** A line from the bottom or the side of one box to another, as seen from the map's corner. */
  function pathOf(from, to, corner) {
    const [x, y] = [from.left + from.width / 2 - corner.left, from.top + from.height / 2 - corner.top];
    const [right, below] = [to.left + to.width / 2 - corner.left, to.top + to.height / 2 - corner.top];
    const middle = (y + below) / 2;
    return `M${x} ${y}C${x} ${middle} ${right} ${middle} ${right} ${below}`;
  }

  function wire(map) {
    const items = [...map.querySelectorAll("li")];
    const bySlug = new Map(items.map((item) => [item.dataset.slug, item]));
    const before = (item) => item.dataset.before.split(" ").flatMap((slug) => bySlug.get(slug) || []);
    const after = (item) => items.filter((other) => before(other).includes(item));
    const buttons = items.map(asButton);
    const place = map.querySelector(".place");
    const lines = document.createElementNS(SVG, "svg");
    lines.setAttribute("class", "lines");
    lines.setAttribute("aria-hidden", "true");
    map.prepend(lines);
    map.classList.add("drawn");
    for (const part of map.querySelectorAll("details")) part.open = true;
    buttons[0].tabIndex = 0;
    let chosen = null;

    function draw() {
      lines.replaceChildren();
      if (!chosen) return;
      const corner = map.getBoundingClientRect();
      const add = (from, to, kind) => {
        const path = document.createElementNS(SVG, "path");
        path.setAttribute("class", kind);
        path.setAttribute("d", pathOf(from.getBoundingClientRect(), to.getBoundingClientRect(), corner));
        lines.append(path);
      };
      before(chosen).forEach((item) => add(item, chosen, "before"));
      after(chosen).forEach((item) => add(chosen, item, "after"));
    }

    function choose(item) {
      chosen = item;
      const [earlier, later] = [before(item), after(item)];
      items.forEach((other, i) => {
        other.classList.toggle("before", earlier.includes(other));
        other.classList.toggle("after", later.includes(other));
        buttons[i].setAttribute("aria-pressed", String(other === item));
        buttons[i].tabIndex = other === item ? 0 : -1;
      });
      const title = document.createElement("p");
      const small = item.querySelector("small");
      title.append(item.querySelector(".title").cloneNode(true), ...(small ? [" ", small.cloneNode(true)] : []));
      place.replaceChildren(title, item.querySelector(".around").cloneNode(true));
      place.hidden = false;
      item.scrollIntoView({ block: "nearest" });
      history.replaceState(history.state, "", `#${item.id}`);
      draw();
    }

    buttons.forEach((button, number) => {
      button.addEventListener("click", () => choose(items[number]));
      button.addEventListener("keydown", (event) => {
        const next = buttons[number + KEYS[event.key]];
        if (!next) return;
        event.preventDefault();
        next.focus();
        choose(items[buttons.indexOf(next)]);
      });
    });
    place.addEventListener("click", (event) => {
      const link = event.target instanceof Element && event.target.closest('a[href^="#map-"]');
      if (!link) return;
      event.preventDefault();
      choose(document.getElementById(link.getAttribute("href").slice(1)));
    });
    new ResizeObserver(draw).observe(map);
    const asked = items.find((item) => `#${item.id}` === location.hash);
    if (asked) choose(asked);
  }

  /** In a list: open the part of the title that is asked for, by the address or by a link. */
  function openAsked() {
    const asked = document.getElementById(location.hash.slice(1));
    const part = asked && asked.closest(".map details");
    if (part && !part.open) part.open = true;
    if (part) asked.scrollIntoView({ block: "center" });
  }

  document.addEventListener("DOMContentLoaded", () => {
    const map = document.querySelector(".map");
    if (!map) return;
    if (matchMedia(WIDE).matches) return wire(map);
    addEventListener("hashchange", openAsked);
    openAsked();
  });
})();
