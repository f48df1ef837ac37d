// @ts-check
// Numbers with their units, such as "12 %": no line ends between the two. Explorable.write(element, words) writes words so,
// as quantities.py does; they are read and copied as they are.
(function () {
  "use strict";

  // Word for word that of quantities.py
  const UNIT =
    "%|‰|°C|ppm|px|(?:[kKMGTPE]i?)?B(?:/s)?|bytes?|[kMGT]?bit(?:s|/s)?|nats?|" +
    "[mµn]?s|min|h|[kMG]?Hz|k?W|[kMGTPE]?FLOP(?:/s)?";
  const QUANTITY = new RegExp(`(\\d[ \\u2009](?:${UNIT})(?![A-Za-z]))`);

  /** @param {HTMLElement} element @param {string} words */
  window.Explorable.write = (element, words) => {
    const parts = words.split(QUANTITY); // every second one is a quantity
    element.replaceChildren(...parts.map((part, i) => (i % 2 ? quantity(part) : part)));
  };

  function quantity(words) {
    const span = document.createElement("span");
    span.className = "quantity";
    span.textContent = words;
    return span;
  }
})();
