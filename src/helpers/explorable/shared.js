// @ts-check
// Shared controls: figures of a page that share a control take its value from whichever moved. Only that one speaks: the
// readouts of the others change in silence, until they are moved themselves.
(function () {
  "use strict";

  const sharers = [];
  let leader = null; // the figure that is being moved, while the others follow

  window.Explorable.powers.push(function (one) {
    sharers.push(one);
    one.face.listen((positions) => {
      if (leader) return;
      leader = one;
      hush(one, false);
      sharers.forEach((other) => follow(one.spec, positions, other));
      leader = null;
    });
  });

  /** Whether a figure's readout changes in silence; that of one that plays does anyway. */
  function hush({ figure }, silent) {
    const plays = figure.querySelector('button.play[aria-pressed="true"]');
    figure.querySelector("output.readout").setAttribute("aria-live", silent || plays ? "off" : "polite");
  }

  /** Move `other` to the shared values of a figure at `positions`, where it has them and is not there already. */
  function follow(spec, positions, other) {
    const next = other.face.positions();
    let moved = false;
    spec.controls.forEach((control, i) => {
      if (!spec.shared.includes(control.name) || !other.spec.shared.includes(control.name)) return;
      const j = other.spec.controls.findIndex((candidate) => candidate.name === control.name);
      const value = JSON.stringify(control.values[positions[i]]);
      const position = other.spec.controls[j].values.findIndex((candidate) => JSON.stringify(candidate) === value);
      if (position < 0 || position === next[j]) return;
      next[j] = position;
      moved = true;
    });
    if (!moved) return;
    hush(other, true);
    other.face.move(next).catch(() => undefined);
  }
})();
