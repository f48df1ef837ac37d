// @ts-check
// The box of views and readout: it stays on the screen while controls are used, where there is room for both, and where it
// shows one view at a time, that is the one which the moved control changes most.
(function () {
  "use strict";

  const SHARE = 0.55; // of the screen's height that the box may take

  window.Explorable.powers.push(function ({ figure, spec, face, painter }) {
    const box = figure.querySelector(".box");
    const strip = figure.querySelector(".box > .views");
    const fit = () => stick(figure, box, strip);
    const observer = new ResizeObserver(fit);
    observer.observe(box);
    observer.observe(figure);
    (window.visualViewport || window).addEventListener("resize", fit);
    const views = [...strip.querySelectorAll(":scope > svg.view")];
    if (views.length > 1) wireTurns(strip, views, { spec, face, painter });
  });

  /** Let the box stick where it leaves room; what has the focus then stops below it. */
  function stick(figure, box, strip) {
    const height = window.visualViewport ? window.visualViewport.height : window.innerHeight;
    const whole = box.offsetHeight; // 0 where the figure has two columns: the box is none there
    const wider = strip.scrollWidth > strip.clientWidth + 1;
    const sticks = whole > 0 && whole <= SHARE * height;
    figure.classList.toggle("sticks", sticks);
    if (sticks) figure.style.setProperty("--box", `${whole}px`); // to no end elsewhere: all in the figure is styled anew
    if (wider) strip.setAttribute("tabindex", "0");
    else strip.removeAttribute("tabindex");
  }

  function wireTurns(strip, views, { spec, face, painter }) {
    let before = face.positions();
    let chosen = -1; // the view that the reader turned to
    let byHand = false; // whether the reader's last touch was in the strip: what is in hand is not turned away

    const current = () => {
      const middle = strip.getBoundingClientRect().left + strip.clientWidth / 2;
      const away = views.map((view) => {
        const { left, width } = view.getBoundingClientRect();
        return Math.abs(left + width / 2 - middle);
      });
      return away.indexOf(Math.min(...away));
    };

    function turn(number) {
      if (strip.scrollWidth <= strip.clientWidth + 1) return;
      const target = views[number].getBoundingClientRect();
      const here = strip.getBoundingClientRect();
      const left = strip.scrollLeft + target.left + target.width / 2 - here.left - strip.clientWidth / 2;
      const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
      strip.scrollTo({ left, behavior: calm ? "auto" : "smooth" });
    }

    const most = [];
    face.listen((positions) => {
      const last = before;
      before = positions.slice();
      const moved = spec.controls.map((_, i) => i).filter((i) => positions[i] !== last[i]);
      if (!moved.length || !painter.changes) return;
      face.ready().then(() => {
        const alone = moved.length === 1 && sharesOf(moved[0], { spec, face, painter }, most);
        const shares = alone && Math.max(...alone) ? alone : painter.changes(last, positions);
        const first = shares.indexOf(Math.max(...shares));
        if (shares[first] && !byHand && !(chosen >= 0 && shares[chosen])) turn(first);
      }, () => undefined);
    });
    for (const kind of ["pointerdown", "wheel", "keydown"])
      document.addEventListener(kind, ({ target }) => (byHand = strip.contains(target)), { capture: true, passive: true });
    strip.addEventListener("scroll", () => {
      if (byHand) chosen = current();
    });
    spec.controls.forEach(({ name, place }) => {
      const row = place && strip.closest("figure").querySelector(`.control.point:has([data-value="${name}"])`);
      if (row) row.addEventListener("click", () => turn(place.view)); // to where its ring is
    });
    views.forEach((view, number) => {
      view.addEventListener("click", () => {
        if (number === current()) return;
        chosen = number;
        turn(number);
      });
    });
  }

  /** How much of each view a control changes over all its values, from the start. */
  function sharesOf(i, { spec, face, painter }, known) {
    const { values } = spec.controls[i];
    if (known[i]) return known[i];
    const states = values.map((_, position) => face.startPositions.map((here, j) => (j === i ? position : here)));
    const steps = states.map((state, k) => painter.changes(k ? states[k - 1] : face.startPositions, state));
    known[i] = steps[0].map((_, view) => steps.reduce((all, step) => all + step[view], 0));
    return known[i];
  }
})();
