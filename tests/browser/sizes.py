"""How large things are on the screen: scripts for the page that list the controls, and the texts, of every figure."""

# Figure, name, height, left and right of everything that is touched; a strip of views may hold some out of sight
TARGETS = """() => [...document.querySelectorAll(
  "figure.explorable :is(input, select, button, summary, .handle .reach, .pick)")]
  .filter((e) => e.checkVisibility()).map((e) => {
  const box = (["checkbox", "radio"].includes(e.type) ? e.closest("label") : e).getBoundingClientRect();
  const name = e.name || e.getAttribute("aria-label") || e.closest("[data-control]")?.dataset.control || e.textContent;
  const strip = e.closest(".views")?.getBoundingClientRect() ?? box;
  return [e.closest("figure").id, name, box.height, Math.max(box.left, strip.left), Math.min(box.right, strip.right)];
})"""
# Figure, words and height of every text
TEXTS = """() => [...document.querySelectorAll(
  'figure.explorable :is(svg text, output, label, button, select, summary, .value)')]
  .filter((e) => e.textContent.trim() && e.getClientRects().length).map((e) => {
    const sizes = [e, ...e.querySelectorAll('tspan')].map((t) => parseFloat(getComputedStyle(t).fontSize));
    const m = e.ownerSVGElement ? e.getScreenCTM() : { a: 1, b: 0 };
    const scale = Math.hypot(m.a, m.b); // also of turned text
    return [e.closest("figure").id, e.textContent, Math.max(...sizes) * scale];
  })"""
# Words of every link that ends beyond the right edge, where nothing scrolls it into sight
CUT = """() => [...document.querySelectorAll("body a")].filter((link) => {
  const box = link.getBoundingClientRect();
  if (!link.checkVisibility() || !box.width || box.right <= document.documentElement.clientWidth + 1) return false;
  for (let part = link.parentElement; part && part !== document.body; part = part.parentElement) {
    const { overflowX, position } = getComputedStyle(part);
    if (/auto|scroll/.test(overflowX) || position === "fixed") return false;
  }
  return true;
}).map((link) => link.textContent.trim())"""
