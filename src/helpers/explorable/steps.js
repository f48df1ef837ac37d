// @ts-check
// Steps: what to notice, one state after the other. Each label, Previous and Next, and the arrow keys among them, set the
// state; the text of the present step is shown.
(function () {
  "use strict";

  window.Explorable.powers.push(function ({ figure, face }) {
    const steps = [...figure.querySelectorAll(".steps > ol > li")];
    if (steps.length) wire(figure.querySelector(".steps"), steps, face);
  });

  function wire(place, steps, face) {
    const labels = steps.map((step) => step.querySelector("button.label"));
    const previous = place.querySelector("button.previous");
    const next = place.querySelector("button.next");
    const where = place.querySelector(".where");
    let here = steps.findIndex((step) => step.classList.contains("present")); // -1: before the first

    function go(number) {
      if (number < 0 || number >= steps.length) return;
      here = number;
      steps.forEach((step, i) => step.classList.toggle("present", i === here));
      where.textContent = `${here + 1} of ${steps.length}`;
      previous.setAttribute("aria-disabled", String(here <= 0));
      next.setAttribute("aria-disabled", String(here === steps.length - 1));
      face.move(face.placed(labels[here].dataset.state)).catch(() => undefined);
      steps[here].querySelector(".text").scrollIntoView({ block: "nearest" });
      face.link();
      place.dispatchEvent(new CustomEvent("step", { bubbles: true, detail: { step: here } }));
    }

    // What the reader moves leaves the step; its text stays.
    face.listen((positions) => {
      labels.forEach((label, i) => {
        const there = i === here && String(face.placed(label.dataset.state)) === String(positions);
        if (there) label.setAttribute("aria-current", "step");
        else label.removeAttribute("aria-current");
      });
    });
    labels.forEach((label, i) => label.addEventListener("click", () => go(i)));
    previous.addEventListener("click", () => go(here - 1));
    next.addEventListener("click", () => go(here + 1));
    place.addEventListener("keydown", (event) => {
      const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!way || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      go(here + way);
      if (document.activeElement?.classList.contains("label")) labels[here].focus();
    });
  }
})();
