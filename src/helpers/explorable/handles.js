// @ts-check
// Handles: a point dragged in the picture, and marks touched to make a choice.
(function () {
  "use strict";

  const FAR = 5; // lattice steps of Page Up and Page Down
  const STEPS = {
    ArrowRight: [1, 0],
    ArrowLeft: [-1, 0],
    ArrowUp: [0, 1],
    ArrowDown: [0, -1],
    PageUp: [0, FAR],
    PageDown: [0, -FAR],
  };

  const { kinds, powers } = window.Explorable;

  powers.push(function ({ figure, spec, face }) {
    spec.controls.forEach((control, i) => {
      if (!control.place) return;
      const svg = figure.querySelectorAll(".box > .views > svg.view")[control.place.view];
      kinds[control.kind].handle(svg, control, i, face);
    });
  });

  function moveTo(face, i, position) {
    const next = face.positions();
    if (next[i] === position) return;
    next[i] = position;
    face.move(next).catch(() => undefined);
  }

  // A point: a pair of numbers, without a native input

  const together = new WeakMap(); // a view to its points: a tap moves the nearest that it can mean

  kinds.point = {
    find(values, value) {
      const near = (pair) => pair.every((number, i) => kinds.slider.find([number], value[i]) === 0);
      return Array.isArray(value) && value.length === 2 ? values.findIndex(near) : -1;
    },
    parse: (word) => word.split(",").map(kinds.slider.parse),
    handle: wirePoint,
  };

  function wirePoint(svg, control, i, face) {
    const { x: xs, y: ys } = control.place;
    const handle = svg.querySelector(`.handle[data-control="${control.name}"]`);
    let holder = -1; // the pointer that drags
    let dragged = false; // since a pointer was last pressed: the click that ends a drag is no tap

    const placeOf = (position) => [xs[position % xs.length], ys[Math.floor(position / xs.length)]];
    const follow = (event) => {
      const at = toView(svg, event);
      moveTo(face, i, nearest(ys, at.y) * xs.length + nearest(xs, at.x));
    };
    face.listen((positions) => {
      handle.setAttribute("transform", `translate(${placeOf(positions[i]).join(" ")})`);
      handle.setAttribute("aria-valuenow", String(positions[i]));
      handle.setAttribute("aria-valuetext", control.texts[positions[i]]);
    });
    svg.addEventListener("pointerdown", () => (dragged = false), { capture: true });
    handle.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      holder = event.pointerId;
      handle.setPointerCapture(holder);
      event.preventDefault();
      handle.focus({ preventScroll: true });
    });
    handle.addEventListener("pointermove", (event) => {
      if (event.pointerId !== holder) return;
      if (!event.buttons) return release(event); // let go where no event of it came from: outside the window
      dragged = true;
      follow(event);
    });
    const release = (event) => {
      if (event.pointerId !== holder) return;
      holder = -1;
      face.link();
    };
    handle.addEventListener("pointerup", release);
    handle.addEventListener("pointercancel", release);
    const points = together.get(svg) || [];
    together.set(svg, points);
    const away = (at) => {
      const [x, y] = placeOf(face.positions()[i]);
      return Math.hypot(x - at.x, y - at.y);
    };
    points.push({ place: control.place, away, isDragged: () => dragged, follow, link: face.link });
    if (points.length === 1) svg.addEventListener("click", (event) => tap(svg, points, event));
    handle.addEventListener("keydown", (event) => {
      const step = STEPS[event.key];
      if (!step) return;
      event.preventDefault();
      const position = face.positions()[i];
      const column = clamp((position % xs.length) + step[0], xs.length);
      const row = clamp(Math.floor(position / xs.length) + step[1], ys.length);
      moveTo(face, i, row * xs.length + column);
    });
    handle.addEventListener("keyup", (event) => STEPS[event.key] && face.link());
  }

  /** Move the point that a tap means, of several the nearest; the click that ends a drag means none. */
  function tap(svg, points, event) {
    if (points.some((point) => point.isDragged()) || event.target.closest(".pick")) return;
    const at = toView(svg, event);
    const meant = points.filter((point) => within(point.place, at));
    if (!meant.length) return;
    const near = meant.reduce((best, point) => (point.away(at) < best.away(at) ? point : best));
    near.follow(event);
    near.link();
  }

  /** A pointer's place in the view's own units. */
  function toView(svg, event) {
    return new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  }

  function nearest(places, at) {
    let best = 0;
    places.forEach((place, index) => {
      if (Math.abs(place - at) < Math.abs(places[best] - at)) best = index;
    });
    return best;
  }

  /** Whether a tap is meant for the point: in the rectangle that its lattice spans, or just beside it; of a lattice in
   * one line every place beside the line is. */
  function within(place, at) {
    const beside = 12;
    const inside = (all, v) =>
      all.length === 1 || (v >= Math.min(...all) - beside && v <= Math.max(...all) + beside);
    return inside(place.x, at.x) && inside(place.y, at.y);
  }

  function clamp(index, length) {
    return Math.max(0, Math.min(length - 1, index));
  }

  // A pick: a choice whose marks can be touched, too

  kinds.choice.handle = wirePick;

  const seen = { x: NaN, y: NaN }; // where on the screen the pointer was last
  document.addEventListener("pointermove", ({ screenX, screenY }) => Object.assign(seen, { x: screenX, y: screenY }));

  function wirePick(svg, control, i, face) {
    const areas = [...svg.querySelectorAll(`.picks[data-control="${control.name}"] .pick`)];
    face.listen((positions) => {
      areas.forEach((area, index) => {
        area.setAttribute("aria-checked", String(index === positions[i]));
        area.setAttribute("tabindex", index === positions[i] ? "0" : "-1");
      });
    });
    areas.forEach((area, index) => {
      area.addEventListener("pointermove", (event) => {
        const moved = event.screenX !== seen.x || event.screenY !== seen.y; // else the page scrolled under the mouse
        if (moved && event.pointerType === "mouse" && face.positions()[i] !== index) moveTo(face, i, index);
      });
      area.addEventListener("click", () => {
        moveTo(face, i, index);
        face.link();
      });
      area.addEventListener("keydown", (event) => {
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, " ": 0, Enter: 0 }[event.key];
        if (step === undefined) return;
        event.preventDefault();
        const next = (index + step + areas.length) % areas.length;
        moveTo(face, i, next);
        areas[next].focus();
        face.link();
      });
    });
  }
})();
