// @ts-check
// Play: a slider that runs through its values, pauses and steps; silent while it plays, slower where less motion is wished.
(function () {
  "use strict";

  const WHOLE_MS = 8000; // about how long a whole run takes
  const FASTEST_MS = 80;
  const SLOWEST_MS = 700;
  const CALM_MS = 1500; // between steps where the reader prefers reduced motion

  window.Explorable.powers.push(function ({ figure, spec, face }) {
    spec.controls.forEach((control, i) => {
      const play = figure.querySelector(`button.play[data-control="${control.name}"]`);
      if (play) wire(figure, control, i, face, play);
    });
  });

  function wire(figure, control, i, face, play) {
    const readout = figure.querySelector("output.readout");
    const last = control.values.length - 1;
    const called = play.getAttribute("aria-label").replace("Pause", "Play"); // before a browser translates it
    let timer = 0;

    function go(position) {
      const next = face.positions();
      next[i] = position;
      return face.move(next).catch(stop);
    }

    function stop() {
      if (!timer) return;
      clearInterval(timer);
      timer = 0;
      look("Play");
      face.link();
    }

    /** Have the button offer Play or Pause; what is read while it plays is not said. */
    function look(word) {
      readout.setAttribute("aria-live", word === "Play" ? "polite" : "off");
      play.textContent = word;
      play.setAttribute("aria-pressed", String(word === "Pause"));
      play.setAttribute("aria-label", called.replace("Play", word));
    }

    function tick() {
      const here = face.positions()[i];
      if (here >= last) return stop();
      go(here + 1);
      if (here + 1 >= last) stop();
    }

    function run() {
      look("Pause");
      timer = setInterval(tick, pace(last));
      const here = face.positions()[i];
      if (here >= last || here === face.startPositions[i]) go(0); // a run is seen whole
    }

    look("Play"); // also where the page was saved while it played
    play.addEventListener("click", () => (timer ? stop() : run()));
    figure.querySelector(`button.step[data-control="${control.name}"]`).addEventListener("click", () => {
      stop();
      go(face.positions()[i] >= last ? 0 : face.positions()[i] + 1);
      face.link();
    });
    // The reader's own hand on any control ends the run.
    const form = figure.querySelector("form.controls");
    window.Explorable.listen(form, "input", stop);
    const pressed = (event) => event.target.closest("button.preset, button.reset, .steps button") && stop();
    figure.addEventListener("click", pressed, true);
    document.addEventListener("visibilitychange", () => document.hidden && stop());
  }

  function pace(steps) {
    if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) return CALM_MS;
    return Math.max(FASTEST_MS, Math.min(SLOWEST_MS, WHOLE_MS / Math.max(1, steps)));
  }
})();
