// @ts-check
// Links: #NAME?temperature=0.7&top_k=5 is a state of a figure. It is written when a control is released, and followed when
// a page opens, when its address changes, and when a link in its text is pressed.
//
// Chats and mails encode a link's marks once more and take the full stop behind it along. So a link is read as it stands
// and as it may have been meant; the first reading that the figure understands whole is taken, or the one of which it
// understands most, and the reader is told what it does not understand.
// Explorable.links = { write(figure), copy(figure), read(spec, query, base), wire(faces) }.
(function () {
  "use strict";

  const Explorable = window.Explorable;
  const LONGEST = 10000; // characters of an address that is looked at
  const ENCODED = 2; // times that a link may have been encoded on its way
  const BEHIND = /[\s.,;:!?'"’”»>)\]}*_]+$/; // what may stand behind a link in a text
  const BRIEF = 40; // characters of what was not understood
  // WebKit takes 100 addresses in 30 s (newer ones in 10 s) and throws at the next one: from MOST on, one in each PAUSE.
  const SPAN = 30000;
  const MOST = 60;
  const PAUSE = 1000;

  let written = []; // when addresses were written, in the last SPAN
  let wanted = "";
  let timer = 0;

  function fragmentOf(figure) {
    const state = Object.entries(figure.explorable.state());
    return `#${figure.id}?${state.map(([name, value]) => `${name}=${encoded(String(value))}`).join("&")}`;
  }

  /** A word of an address; brackets, too, are encoded: chats end a link before one. */
  function encoded(word) {
    return encodeURIComponent(word).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
  }

  /** Have the address bar hold the figure's state, at once or, where it was written often, soon. */
  function write(figure) {
    wanted = fragmentOf(figure);
    const now = performance.now();
    written = written.filter((time) => now - time < SPAN);
    if (written.length < MOST) put();
    else timer = timer || setTimeout(put, PAUSE);
  }

  function put() {
    clearTimeout(timer);
    timer = 0;
    written.push(performance.now());
    try {
      history.replaceState(history.state, "", wanted);
    } catch (error) {
      // A page in a sandboxed frame may not write its address; the state itself is not affected.
    }
  }

  async function copy(figure) {
    const status = figure.querySelector(".status");
    const link = location.href.split("#")[0] + fragmentOf(figure);
    write(figure);
    try {
      await navigator.clipboard.writeText(link);
      status.textContent = "Link copied.";
    } catch (error) {
      put();
      const there = window === window.top && location.href === link;
      status.textContent = there ? "The address bar now holds the link." : link;
    }
  }

  /** What an address asks for: positions, how many of its words a control offers, and those that none does or that are
   * said twice, which are ignored. */
  function read(spec, query, base) {
    const positions = base.slice();
    const asked = new URLSearchParams(query);
    const strange = [];
    let understood = 0;
    for (const [name, word] of asked) {
      const i = spec.controls.findIndex((control) => control.name === name);
      const control = spec.controls[i];
      const kind = control && asked.getAll(name).length === 1 && Explorable.kinds[control.kind];
      const position = kind ? kind.find(control.values, kind.parse(word, control.values)) : -1;
      if (position < 0) strange.push(`${name}=${word}`);
      else {
        positions[i] = position;
        understood += 1;
      }
    }
    return { positions, understood, strange };
  }

  /** What a fragment may have been before it was sent: as it is, with other marks, without what stands behind it. */
  function readings(hash) {
    const found = [];
    let text = hash.slice(1);
    for (let times = 0; times <= ENCODED; times++) {
      const plain = text.replace(/&(amp;)+/g, "&").replace(/(\?.*)\?/g, "$1&");
      found.push(text, plain, plain.replace(BEHIND, ""));
      text = decoded(text);
    }
    return found;
  }

  function decoded(text) {
    try {
      return decodeURIComponent(text);
    } catch (error) {
      return text;
    }
  }

  /** Go to the state that an address names, if it names one of this page; `scroll` to its picture where that is not seen. */
  function follow(faces, hash, scroll = true) {
    if (hash.length > LONGEST) return false;
    const meant = readings(hash).flatMap((text) => {
      const mark = text.indexOf("?");
      const found = mark < 0 ? undefined : faces.get(text.slice(0, mark));
      return found ? [{ ...found, ...read(found.spec, text.slice(mark + 1), found.face.startPositions) }] : [];
    });
    if (!meant.length) return false;
    const most = meant.reduce((best, one) => (one.understood > best.understood ? one : best));
    const { figure, face, positions, strange } = meant.find((one) => !one.strange.length) || most;
    face.move(positions).catch(() => undefined);
    figure.querySelector(".status").textContent = strange.length ? `Not understood in this link: ${listed(strange)}.` : "";
    if (scroll && !inSight(figure.querySelector(".box > .views"))) figure.scrollIntoView();
    return true;
  }

  function listed([first, ...others]) {
    const brief = first.length > BRIEF ? `${first.slice(0, BRIEF)}…` : first;
    return `“${brief}”${others.length ? ` and ${others.length} more` : ""}`;
  }

  function inSight(element) {
    const { top, bottom } = element.getBoundingClientRect();
    return top >= 0 && bottom <= window.innerHeight;
  }

  /** Whether the page is opened again, by Reload or Back: the browser then returns to the reader's place itself. */
  function openedAgain() {
    const [opening] = performance.getEntriesByType("navigation");
    return Boolean(opening) && ["reload", "back_forward"].includes(opening.type);
  }

  /** A link in the text sets the state in place, each time it is pressed; the address says so without a new entry. */
  function followPressed(faces, event) {
    const link = event.target instanceof Element && event.target.closest('a[href^="#"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!follow(faces, link.getAttribute("href"))) return;
    event.preventDefault();
    wanted = link.getAttribute("href");
    put();
  }

  function wire(faces) {
    follow(faces, location.hash, !openedAgain());
    window.addEventListener("hashchange", () => follow(faces, location.hash));
    document.addEventListener("click", (event) => followPressed(faces, event));
  }

  Explorable.links = { write, copy, read, wire };
})();
