"""How large things are on the screen: scripts for the page that list every control, and every text."""

TARGETS = """() => [...document.querySelectorAll("form.controls :is(input, select, button)")]
  .filter((e) => !e.hidden).map((e) => {
  const box = (e.type === 'checkbox' ? e.closest('label') : e).getBoundingClientRect();
  return [e.name || e.textContent, box.height, box.left, box.right];
})"""
TEXTS = """() => [...document.querySelectorAll(
  'figure.explorable :is(svg text, output, label, button, select, summary, .value)')]
  .filter((e) => e.textContent.trim() && e.getClientRects().length).map((e) => {
    const sizes = [e, ...e.querySelectorAll('tspan')].map((t) => parseFloat(getComputedStyle(t).fontSize));
    const m = e.ownerSVGElement ? e.getScreenCTM() : { a: 1, b: 0 };
    const scale = Math.hypot(m.a, m.b); // also of turned text
    return [e.textContent, Math.max(...sizes) * scale];
  })"""
