// @ts-check
// Kinds of controls: what a native input says, and what a public value or a word of an address means.
(function () {
  "use strict";

  const { kinds } = window.Explorable;

  /** Two numbers closer than this are the same slider position. */
  const SAME = 1e-9;

  kinds.slider = {
    read: (input) => Number(input.value),
    show(input, control, position) {
      input.value = String(position);
      input.setAttribute("aria-valuetext", control.texts[position]);
    },
    find: (values, value) => (typeof value === "number" ? nearest(values, value) : -1),
    parse: decimal,
  };

  kinds.choice = {
    read: (input) => input.selectedIndex,
    show: (input, _control, position) => (input.selectedIndex = position),
    find: (values, value) => values.indexOf(String(value)),
    parse: (word) => word,
  };

  kinds.toggle = {
    read: (input) => (input.checked ? 1 : 0),
    show: (input, _control, position) => (input.checked = position === 1),
    find: (values, value) => values.indexOf(value),
    parse: (word, values) => values.find((offered) => String(offered) === word),
  };

  /** Position of the number nearest to `value` among those that are the same position, or -1. */
  function nearest(numbers, value) {
    const away = numbers.map((number) => Math.abs(number - value));
    const position = away.indexOf(Math.min(...away));
    return away[position] <= SAME ? position : -1;
  }

  /** The decimal number that `word` is, or NaN. */
  function decimal(word) {
    return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(word) ? Number(word) : NaN;
  }
})();
