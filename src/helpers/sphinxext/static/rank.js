// @ts-check
// Ranking: how near what was typed is to the names of a page. Search (find.js) and the catalogue's filter use it.
//
// Explorable.record(title, …) prepares what can be found; Explorable.nearness(record, query) gives its level, one of
// LEVELS, or 0, and which entry answers. What holds the whole query outranks what holds a part of it; a hyphen with a
// single letter or digit makes one word (top-p, k-means, A/B), so that a letter alone finds nothing.
(function () {
  "use strict";

  const Explorable = (window.Explorable = window.Explorable || {});
  const LEVELS = { exact: 6, phrase: 5, unfinished: 4, words: 3, about: 2, forgiven: 1.5, within: 1 };
  const WEIGHTS = { title: 0.5, entry: 0.4, piece: 0.2 }; // among names that are equally near
  const SMALL = new Set("a an and are do does for how in is of on or the to versus vs what why with".split(" "));
  const PIECES = /[():;,/&→–—+?]| vs\.? | versus | and | or /i;
  const INITIALS = /(?<![\p{L}\p{N}])(\p{L})\/(\p{L})(?![\p{L}\p{N}])/gu; // A/B
  const ENOUGH = 0.4; // the share of a query that a name within it has to be

  /** One word as it is compared: singular, British and American spelling alike. */
  function plain(word) {
    const spelt = word.replace(/z/g, "s").replace(/ou/g, "o").replace(/ll/g, "l");
    if (spelt.length < 4 || /(ss|us|is|os)$/.test(spelt)) return spelt;
    if (/ies$/.test(spelt)) return `${spelt.slice(0, -3)}y`;
    return /(ss|x|ch|sh)es$/.test(spelt) ? spelt.slice(0, -2) : spelt.replace(/s$/, "");
  }

  /** The words of a text: no case, accents or punctuation; without small words, unless there are no others. */
  function wordsOf(text) {
    const flat = text.normalize("NFD").replace(/[\u0300-\u036f'’]/g, "").toLowerCase().replace(INITIALS, "$1-$2");
    const chunks = flat.match(/[\p{L}\p{N}]+(?:[-‑@][\p{L}\p{N}]+)*/gu) || [];
    const words = chunks.flatMap((chunk) => {
      const parts = chunk.split(/[-‑@]/);
      return parts.some((part) => part.length === 1) ? [parts.join("")] : parts;
    });
    const large = words.filter((word) => !SMALL.has(word));
    return (large.length ? large : words).map(plain);
  }

  /** A text with its words, all of them in one piece, and where in that piece words begin and end. */
  function prepare(text) {
    const words = wordsOf(text);
    const edges = [0];
    for (const word of words) edges.push(edges[edges.length - 1] + word.length);
    return { words, joined: words.join(""), edges };
  }

  function namesOf(text, weight, entry) {
    const pieces = text.split(PIECES).filter((piece) => piece.trim() && piece !== text);
    const others = pieces.map((piece) => ({ ...prepare(piece), weight: WEIGHTS.piece, entry }));
    return [{ ...prepare(text), weight, entry }, ...others].filter((name) => name.joined);
  }

  /**
   * What can be found. `names` are other names of the whole, `entries` lists of a title and its other names, `about` is
   * further text.
   * @param {{title: string, names?: string[], entries?: string[][], about?: string}} known
   */
  Explorable.record = function ({ title, names = [], entries = [], about = "" }) {
    const own = [title, ...names].flatMap((name) => namesOf(name, WEIGHTS.title, -1));
    const ofEntries = entries.flatMap((all, i) => all.flatMap((name) => namesOf(name, WEIGHTS.entry, i)));
    const all = [...own, ...ofEntries];
    return { names: all, words: [...new Set([...all.flatMap((name) => name.words), ...wordsOf(about)])] };
  };
  Explorable.query = prepare;

  const begins = (words, word) => words.some((one) => one.startsWith(word));

  function levelOf(name, query) {
    if (name.joined === query.joined) return LEVELS.exact;
    let level = 0;
    for (const edge of name.edges)
      if (name.joined.startsWith(query.joined, edge))
        level = Math.max(level, name.edges.includes(edge + query.joined.length) ? LEVELS.phrase : LEVELS.unfinished);
    if (level) return level;
    if (query.words.every((word) => begins(name.words, word))) return LEVELS.words;
    return isWithin(name, query) ? LEVELS.within : 0;
  }

  /** Whether a name stands within the query and makes up most of it: "dropout" in "dropout layer". */
  function isWithin(name, query) {
    if (name.joined.length < ENOUGH * query.joined.length) return false;
    const { joined, edges } = query;
    return edges.some((edge) => joined.startsWith(name.joined, edge) && edges.includes(edge + name.joined.length));
  }

  /**
   * How near a record is to a query: its level, how near among those of the same level, and the entry that answers, -1
   * for the whole.
   */
  Explorable.nearness = function (record, query) {
    let best = { level: 0, fine: 0, entry: -1 };
    if (!query.joined) return best;
    for (const name of record.names) {
      const level = levelOf(name, query);
      const [short, long] = [name.joined.length, query.joined.length].sort((a, b) => a - b);
      const fine = name.weight + short / long;
      const nearer = level > best.level || (level === best.level && fine > best.fine);
      if (level && nearer) best = { level, fine, entry: name.entry };
    }
    const about = best.level < LEVELS.about && query.words.every((word) => begins(record.words, word));
    return about ? { ...best, level: LEVELS.about } : best;
  };

  /** The same where nothing is near: words may be misspelt. */
  function forgiven(record, query) {
    const fits = (word) => (one) => one.startsWith(word) || isMisspelt(one, word);
    const name = record.names.find(({ words }) => query.words.every((word) => words.some(fits(word))));
    return { level: name ? LEVELS.forgiven : 0, fine: name ? name.weight : 0, entry: name ? name.entry : -1 };
  }

  /** Whether one letter is wrong, missing, added or exchanged with its neighbour; two of a long word. */
  function isMisspelt(right, typed) {
    const most = typed.length > 8 ? 2 : typed.length > 3 ? 1 : 0;
    if (!most || Math.abs(right.length - typed.length) > most || right[0] !== typed[0]) return false;
    let [before, row] = [[], Array.from({ length: typed.length + 1 }, (_, j) => j)];
    for (let i = 1; i <= right.length; i++) {
      const next = [i];
      for (let j = 1; j <= typed.length; j++) {
        const other = right[i - 1] === typed[j - 1] ? 0 : 1;
        const turned = right[i - 1] === typed[j - 2] && right[i - 2] === typed[j - 1];
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + other, turned ? before[j - 2] + 1 : Infinity);
      }
      [before, row] = [row, next];
    }
    return row[typed.length] <= most;
  }

  const STANDING = { notebook: 5, part: 4, planned: 3, term: 2, track: 1 }; // among those of one level: what exists first

  /** A function from what was typed to the documents that answer to it, nearest first, each with the entry that does. */
  Explorable.finder = function (documents) {
    const records = documents.map((one) => Explorable.record({ ...one, about: `${one.summary} ${one.about}` }));
    const standing = ({ one }) => STANDING[one.kind];
    const ranked = (how, query) =>
      documents
        .map((one, number) => ({ one, number, ...how(records[number], query) }))
        .filter(({ level }) => level)
        .sort((a, b) => b.level - a.level || standing(b) - standing(a) || b.fine - a.fine || a.number - b.number);
    return (text) => {
      const query = prepare(text);
      if (!query.joined) return [];
      const near = ranked(Explorable.nearness, query);
      const known = near.length > 0 && near[0].level >= LEVELS.about;
      const found = known ? near : [...ranked(forgiven, query), ...near];
      const seen = new Set();
      return found
        .filter(({ number }) => !seen.has(number) && seen.add(number))
        .map(({ one, entry }) => ({ ...one, entry: entry < 0 ? null : one.entries[entry][0] }));
    };
  };
})();
