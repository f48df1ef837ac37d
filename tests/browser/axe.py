"""axe-core: the rules of accessibility that a whole page breaks, theme included."""

from __future__ import annotations

from importlib import resources

# Rule of axe-core to (part of the theme's markup it is found at, why neither configuration nor our style cures it).
ONLY_THE_THEME: dict[str, tuple[str, str]] = {}

SCRIPT = (resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
RUN = """async (rules) => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"], preload: false, rules });
  return violations.flatMap((rule) =>
    rule.nodes.map((node) => [rule.id, node.target.join(" "), node.html, rule.help]));
}"""


def violations(page, *, colours: bool = True) -> list[str]:
    """A sentence for each place where an opened page breaks a rule, of any impact; `colours` checks contrast too."""
    page.evaluate(SCRIPT)  # through the debugger, so that no policy of the page can forbid it
    found = page.evaluate(RUN, {"color-contrast": {"enabled": colours}})
    return [
        f"axe-core's {rule} at {target}: {words}"
        for rule, target, html, words in found
        if not (rule in ONLY_THE_THEME and ONLY_THE_THEME[rule][0] in html)
    ]
