// @ts-check
// The calculator's painter: evaluates expression trees and writes the numbers where they belong.
//
// The trees, the scales of units and the templates of every text come from Python as data; this file repeats only
// the arithmetic of arithmetic.py, the number writing of units.py and the filling of templates.py, in that order.
// It shares `Explorable.calculator` = { evaluate(tree, values), written(number, scales, form), share(ratio),
// room(number, capacity, scales) }.
(function () {
  "use strict";

  /** Numbers this close, relatively, are one number. */
  const SAME = 1e-12;
  /** From here on toFixed writes exponents. */
  const LARGEST = 1e21;
  const THIN = "\u2009";
  const NO_BREAK = "\u00a0";

  // Arithmetic

  /** @param {number} a @param {number} b */
  function same(a, b) {
    return a === b || Math.abs(a - b) <= SAME * Math.max(Math.abs(a), Math.abs(b));
  }

  /** @param {number} a @param {number} b */
  function divided(a, b) {
    return b === 0 ? NaN : a / b;
  }

  /** @param {number} base @param {number} exponent */
  function power(base, exponent) {
    if (exponent === Math.floor(exponent) && Math.abs(exponent) <= 64) {
      let total = 1;
      for (let i = 0; i < Math.abs(exponent); i++) total *= base;
      return exponent < 0 ? divided(1, total) : total;
    }
    return base < 0 || (base === 0 && exponent < 0) ? NaN : Math.pow(base, exponent);
  }

  /** @param {number} number */
  function snapped(number) {
    const nearest = Math.floor(number + 0.5);
    return Math.abs(number - nearest) <= SAME * Math.max(1, Math.abs(number)) ? nearest : number;
  }

  /** erf, its inverse and the factorial as in special.py. @param {number} x */
  function erf(x) {
    if (Math.abs(x) >= 6) return Math.sign(x);
    let term = x;
    let total = x;
    for (let n = 1; n < 200; n++) {
      term *= (2 * x * x) / (2 * n + 1);
      total += term;
    }
    return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * total;
  }

  /** @param {number} y */
  function erfinv(y) {
    if (!(y > -1 && y < 1)) return NaN;
    const logarithm = Math.log((1 - y) * (1 + y));
    const half = 2 / (Math.PI * 0.147) + logarithm / 2;
    let x = Math.sign(y) * Math.sqrt(Math.max(0, Math.sqrt(half * half - logarithm / 0.147) - half));
    for (let step = 0; step < 8; step++) x -= (((erf(x) - y) * Math.sqrt(Math.PI)) / 2) * Math.exp(x * x);
    return x;
  }

  /** @param {number} n */
  function factorial(n) {
    if (!(n >= 0) || (Number.isFinite(n) && n !== Math.floor(n))) return NaN;
    if (n > 170) return Infinity;
    let total = 1;
    for (let factor = 2; factor <= n; factor++) total *= factor;
    return total;
  }

  /** @type {Record<string, (...operands: any[]) => any>} */
  const OPERATORS = {
    "+": (...terms) => terms.reduce((total, term) => total + term, 0),
    "-": (first, ...others) => others.reduce((total, other) => total - other, first),
    "*": (...factors) => factors.reduce((total, factor) => total * factor, 1),
    "/": divided,
    neg: (a) => -a,
    "^": power,
    sqrt: Math.sqrt,
    log: (a) => (a > 0 ? Math.log(a) : NaN),
    log2: (a) => (a > 0 ? Math.log2(a) : NaN),
    exp: Math.exp,
    abs: Math.abs,
    sign: Math.sign,
    sin: Math.sin,
    cos: Math.cos,
    tan: Math.tan,
    tanh: Math.tanh,
    erf,
    erfinv,
    factorial: (a) => factorial(snapped(a)),
    ceil: (a) => Math.ceil(snapped(a)),
    floor: (a) => Math.floor(snapped(a)),
    min: Math.min,
    max: Math.max,
    "<": (a, b) => a < b && !same(a, b),
    "<=": (a, b) => a < b || same(a, b),
    ">": (a, b) => a > b && !same(a, b),
    ">=": (a, b) => a > b || same(a, b),
    "==": same,
    "!=": (a, b) => !same(a, b),
    and: (...conditions) => conditions.every(Boolean),
    or: (...conditions) => conditions.some(Boolean),
    not: (condition) => !condition,
  };

  /**
   * Value of a tree: a number, a control's name, or [operator, operand, …].
   * @param {any} tree
   * @param {Record<string, number>} values
   * @returns {any}
   */
  function evaluate(tree, values) {
    if (typeof tree === "string") return values[tree];
    if (!Array.isArray(tree)) return tree;
    const [operator, ...operands] = tree;
    if (operator === "sum") return summed(operands, values);
    if (operator !== "if") return OPERATORS[operator](...operands.map((operand) => evaluate(operand, values)));
    for (let i = 0; i + 1 < operands.length; i += 2) {
      if (evaluate(operands[i], values)) return evaluate(operands[i + 1], values);
    }
    return evaluate(operands[operands.length - 1], values);
  }

  /**
   * The sum of a term over a whole index.
   * @param {any[]} operands
   * @param {Record<string, number>} values
   */
  function summed([index, low, high, term], values) {
    const [first, last] = [low, high].map((end) => snapped(evaluate(end, values)));
    if (!(first === Math.floor(first) && last === Math.floor(last) && last - first < 10000)) return NaN;
    let total = 0;
    for (let number = first; number <= last; number++) total += evaluate(term, { ...values, [index]: number });
    return total;
  }

  // Numbers in words

  /** @param {number} size */
  function placesFor(size) {
    if (size === 0 || size >= 100) return 0;
    let places = size >= 10 ? 1 : 2;
    while (size < 1 && places < 14) {
      size *= 10;
      places += 1;
    }
    return places;
  }

  /** @param {string} text */
  function grouped(text) {
    const [whole, decimals] = text.replace("-", "").split(".");
    const commas = whole.replace(/\B(?=(\d{3})+$)/g, ",");
    return (text.startsWith("-") ? "−" : "") + commas + (decimals === undefined ? "" : "." + decimals);
  }

  /** @param {number} number @returns {[string, boolean]} */
  function figures(number) {
    if (!(Math.abs(number) < LARGEST)) return ["out of range", false];
    const places = placesFor(Math.abs(Number(number.toFixed(placesFor(Math.abs(number))))));
    for (let short = 0; short < places; short++) {
      if (same(Number(number.toFixed(short)), number)) return [grouped(number.toFixed(short)), true];
    }
    const text = number.toFixed(places);
    if (Number(text) === 0) return ["0", number === 0];
    return [grouped(text), same(Number(text), number)];
  }

  /** @param {number} number @param {[number, string][]} scale @returns {[string, boolean]} */
  function scaled(number, scale) {
    let [size, word] = scale.find(([one]) => number === 0 && one === 1) ?? scale[0];
    for (const [larger, largerWord] of scale) {
      if (Math.abs(number) >= larger) [size, word] = [larger, largerWord];
    }
    const [text, exact] = figures(number / size);
    return [word ? text + (word === "%" ? THIN : " ") + word : text, exact];
  }

  /** @param {number} number @param {Record<string, [number, string][]>} scales @param {string} form */
  function written(number, scales, form) {
    if (!Number.isFinite(number)) return "undefined";
    const each = Object.values(scales).map((scale) => scaled(number, scale));
    if (form === "both") {
      const other = each.find(([text]) => text !== each[0][0]);
      return each[0][0] + (other ? ` (${other[0]})` : "");
    }
    const usual = Object.values(scales)[0];
    const plain = scaled(number, [usual.find(([size]) => size === 1) || usual[0]]);
    if (form === "exact") return plain[0];
    if (form === "chain") return chain([plain, ...each]);
    return form ? each[Object.keys(scales).indexOf(form)][0] : each[0][0];
  }

  /** @param {[string, boolean][]} texts */
  function chain(texts) {
    const different = texts.filter(([text], i) => texts.findIndex(([other]) => other === text) === i);
    return different.map(([text, exact]) => ((exact ? "= " : "≈ ") + text).replace(/ /g, NO_BREAK)).join(" ");
  }

  /** @param {number} ratio */
  function share(ratio) {
    const places = Math.max(0, placesFor(Math.abs(100 * ratio)) - 1);
    return Number.isFinite(ratio) ? figures(Number((100 * ratio).toFixed(places)))[0] + THIN + "%" : "undefined";
  }

  /** @param {number} number @param {number} capacity @param {Record<string, [number, string][]>} scales */
  function room(number, capacity, scales) {
    if (number > capacity) return `${written(number - capacity, scales, "decimal")} too much`;
    return `${share(number === capacity ? 1 : Math.min(number / capacity, 0.99))} full`;
  }

  // Templates and bars

  /** @param {any[]} template @param {number[]} numbers @param {any} payload @param {number[]} positions */
  function fill(template, numbers, payload, positions) {
    return template
      .map((part) => {
        if (typeof part === "string") return part;
        const [kind, which, last, one] = part;
        if (kind === "result") return written(numbers[which], payload.scales[which], last);
        const sum = () => which.reduce((total, index) => total + numbers[index], 0);
        if (kind === "fill") return share(sum() / last);
        if (kind === "room") return room(sum(), last, payload.scales[which[0]]);
        if (kind === "unit") return payload.numbers[which][positions[which]] === "1" ? one : last;
        return payload[kind === "text" ? "texts" : "numbers"][which][positions[which]];
      })
      .join("");
  }

  /** @param {HTMLElement} figure @param {any} payload @param {number[]} numbers */
  function paintBars(figure, payload, numbers) {
    const { margin, inner, least, stack, capacities } = payload;
    const sizes = stack.map((result) => Math.max(numbers[result], 0));
    const sum = sizes.reduce((total, size) => total + size, 0);
    const put = (mark, start, width) => {
      const bar = figure.querySelector(`.box ${mark}`);
      bar.setAttribute("x", (margin + start).toFixed(2));
      bar.setAttribute("width", width.toFixed(2));
    };
    capacities.forEach((capacity, row) => {
      const whole = Math.max(capacity, sum);
      let total = 0;
      let start = 0;
      sizes.forEach((size, segment) => {
        total += size;
        const end = total / whole;
        put(`[data-row="${row}"][data-segment="${segment}"]`, start * inner, (end - start) * inner);
        start = end;
      });
      const frame = Math.max(least, (capacity / whole) * inner);
      put(`[data-frame="${row}"]`, 0, frame);
      put(`[data-over="${row}"]`, frame, inner - frame);
    });
  }

  window.Explorable.calculator = { evaluate, written, share, room };

  /** @param {HTMLElement} figure @param {string} text */
  window.Explorable.painters.calculator = function (figure, text) {
    const payload = JSON.parse(text);

    /** @param {number[]} positions */
    const valuesAt = (positions) =>
      Object.fromEntries(payload.names.map((name, i) => [name, payload.values[i][positions[i]]]));

    /** @param {number[]} positions @returns {number[]} */
    const numbersAt = (positions) => {
      const values = valuesAt(positions);
      return payload.trees.map((tree) => Number(evaluate(tree, values)));
    };

    /** @param {number[]} positions */
    const readoutAt = (positions) => fill(payload.readout, numbersAt(positions), payload, positions);

    return {
      ready: () => Promise.resolve(),
      show(_values, positions) {
        const numbers = numbersAt(positions);
        figure.querySelectorAll(".stage [data-place]").forEach((element) => {
          element.textContent = fill(payload.places[Number(element.dataset.place)], numbers, payload, positions);
        });
        paintBars(figure, payload, numbers);
        return readoutAt(positions);
      },
      readoutAt,
      numbers(positions) {
        const all = [...Object.values(valuesAt(positions)), ...numbersAt(positions)];
        const rows = payload.units.map(([name, unit], i) => [name, String(all[i]), unit]);
        return { columns: ["quantity", "value", "unit"], rows };
      },
    };
  };
})();
