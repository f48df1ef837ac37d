// @ts-check
// Where a figure's tables come from: they stand in its `script.payload`, or in a script file that this element names.
//
// Explorable.payload(figure) is a promise of their text. The file hands its text over as Explorable.payloads[key], the
// key being the file's name; one that does not come is asked for once more.
(function () {
  "use strict";

  const Explorable = window.Explorable;
  Explorable.payloads = Explorable.payloads || {};
  Explorable.PAUSE = 1000; // ms before the second try

  Explorable.payload = async function (figure) {
    const element = figure.querySelector("script.payload");
    const file = element.dataset.file;
    if (!file) return element.textContent;
    await load(file).catch(() => pause().then(() => load(file)));
    const text = Explorable.payloads[file.replace(/^.*\/|\.js$/g, "")];
    if (text === undefined) throw new Error(Explorable.DAMAGED);
    element.textContent = text; // a page that a reader saves now holds its tables
    delete element.dataset.file;
    return text;
  };

  // A page that is saved before its tables came asks for them where they were.
  Explorable.powers.push(({ figure }) => {
    const { dataset } = figure.querySelector("script.payload");
    if (dataset.file) dataset.file = new URL(dataset.file, document.baseURI).href;
  });

  function pause() {
    return new Promise((resolve) => setTimeout(resolve, Explorable.PAUSE));
  }

  /** Run a script file, which pages from disk may load, too. @param {string} file */
  Explorable.load = load;
  function load(file) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = file;
      script.onload = resolve;
      script.onerror = () => reject(new Error(Explorable.DAMAGED));
      document.head.append(script);
      script.remove(); // it is loaded all the same
    });
  }
})();
