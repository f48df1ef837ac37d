// @ts-check
// Predictions: the reader commits an answer, is told how far off it was, and sees the state that shows why.
(function () {
  "use strict";

  const CLOSE = 0.1; // as in predict.py

  window.Explorable.powers.push(function ({ figure, face }) {
    figure.querySelectorAll("form.predict").forEach((form) => {
      const prediction = unseal(form.dataset.sealed);
      // A wheel scrolls the page: over a field that has the focus it would change the number.
      const field = form.querySelector("[type=number]");
      if (field) field.addEventListener("wheel", () => field.blur(), { passive: true });
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        const pressed = event.submitter;
        const guess = pressed && pressed.value ? pressed.value : new FormData(form).get("guess");
        if (guess === null || String(guess).trim() === "") return;
        form.querySelectorAll("button.option").forEach((option) => {
          option.setAttribute("aria-pressed", String(option === pressed));
        });
        const refused = refusal(prediction, Number(guess));
        window.Explorable.write(form.querySelector(".feedback"), refused || feedback(prediction, String(guess)));
        if (refused) return;
        form.classList.add("committed");
        face.move(prediction.positions).catch(() => undefined);
        face.link();
        figure.querySelector(".box").scrollIntoView({ block: "nearest" });
      });
      figure.querySelector("button.reset").addEventListener("click", () => {
        form.classList.remove("committed");
        form.querySelector(".feedback").textContent = "";
        form.querySelectorAll("button.option").forEach((option) => option.setAttribute("aria-pressed", "false"));
      });
    });
  });

  function unseal(text) {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  }

  /** What `refusal` of predict.py says, word for word: a count is never below 0. */
  function refusal(prediction, guess) {
    if (!prediction.count || !(guess < 0)) return "";
    return `${plain(guess)}${unitOf(prediction)} cannot be: give 0 or more.`;
  }

  function unitOf(prediction) {
    return prediction.unit ? ` ${prediction.unit}` : "";
  }

  /** What `feedback` of predict.py says, word for word. */
  function feedback(prediction, guess) {
    const said = Object.keys(prediction.options).length
      ? choiceFeedback(prediction, guess)
      : numberFeedback(prediction, Number(guess));
    return `${said} ${prediction.because}`.trim();
  }

  function choiceFeedback(prediction, guess) {
    if (guess === prediction.answer) return `Right: ${guess}.`;
    const misconception = prediction.options[guess];
    return `Not so. ${misconception ? `${misconception} ` : ""}The answer: ${prediction.answer}.`;
  }

  function numberFeedback(prediction, guess) {
    const answer = prediction.answer;
    const unit = unitOf(prediction);
    const off = Math.abs(guess - answer);
    if (plain(guess) === plain(answer)) return `Right: ${plain(answer)}${unit}.`;
    const opening = answer && off <= CLOSE * Math.abs(answer) ? "Close: the" : "The";
    const side = guess > answer ? "too high" : "too low";
    return `${opening} answer is ${plain(answer)}${unit}; you said ${plain(guess)}, ${plain(off)} ${side}.`;
  }

  /** Four significant digits; exponents below 1e-21 and from 1e21 on. */
  function plain(number) {
    const rounded = Number(number.toPrecision(4));
    const size = Math.abs(rounded);
    if (size >= 1e-6 || size < 1e-21) return String(rounded);
    return rounded.toFixed(3 - Math.floor(Math.log10(size))).replace(/0+$/, "");
  }

  window.Explorable.feedback = feedback;
  window.Explorable.refusal = refusal;
})();
