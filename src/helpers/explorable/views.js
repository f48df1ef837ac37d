// @ts-check
// The box of views and readout: it stays on the screen while controls are used, where there is room for both, and where it
// shows one view at a time, that is the one which the moved control changes most.
(function () {
  "use strict";

  const SHARE = 0.55; // of the screen's height that the box may take
  const SETTLED_MS = 500; // after which a smooth turn has ended, where the browser does not say so

  window.Explorable.powers.push(function ({ figure, spec, face, painter }) {
    const box = figure.querySelector(".box");
    const strip = figure.querySelector(".box > .views");
    const fit = () => stick(figure, box, strip);
    new ResizeObserver(fit).observe(box);
    new ResizeObserver(fit).observe(figure);
    (window.visualViewport || window).addEventListener("resize", fit);
    const views = [...strip.querySelectorAll(":scope > svg.view")];
    if (views.length > 1) wireTurns(strip, views, { spec, face, painter });
  });

  /** Let the box stick where it leaves room; what has the focus then stops below it. */
  function stick(figure, box, strip) {
    const height = window.visualViewport ? window.visualViewport.height : window.innerHeight;
    const whole = box.offsetHeight; // 0 where the figure has two columns: the box is none there
    figure.classList.toggle("sticks", whole > 0 && whole <= SHARE * height);
    figure.style.setProperty("--box", `${whole}px`);
    if (strip.scrollWidth > strip.clientWidth + 1) strip.setAttribute("tabindex", "0");
    else strip.removeAttribute("tabindex");
  }

  function wireTurns(strip, views, { spec, face, painter }) {
    let before = face.positions();
    let chosen = -1; // the view that the reader turned to
    let turning = 0;

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
      clearTimeout(turning);
      turning = window.setTimeout(() => (turning = 0), SETTLED_MS);
      const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
      strip.scrollTo({ left, behavior: calm ? "auto" : "smooth" });
    }

    face.listen((positions) => {
      const moved = spec.controls.map((_, i) => i).filter((i) => positions[i] !== before[i]);
      before = positions.slice();
      if (!moved.length || !painter.weights) return;
      face.ready().then(() => {
        const shares = sharesOf(moved, spec, painter.weights(), views.length);
        const most = shares.indexOf(Math.max(...shares));
        if (shares[most] && !(chosen >= 0 && shares[chosen])) turn(most);
      }, () => undefined);
    });
    strip.addEventListener("scroll", () => {
      if (!turning) chosen = current();
    });
    views.forEach((view, number) => {
      view.addEventListener("click", () => {
        if (number === current()) return;
        chosen = number;
        turn(number);
      });
    });
  }

  /** How much of each view the moved controls change; one that is moved in a view counts there alone. */
  function sharesOf(moved, spec, weights, views) {
    const shares = new Array(views).fill(0);
    for (const i of moved) {
      const place = spec.controls[i].place;
      if (place) shares[place.view] = Infinity;
      else weights[i].forEach((weight, view) => (shares[view] += weight));
    }
    return shares;
  }
})();
