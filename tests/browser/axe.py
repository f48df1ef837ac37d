"""axe-core: the rules of accessibility that a whole page breaks, theme included."""

from __future__ import annotations

from importlib import resources

# Rule of axe-core to (part of the theme's markup it is found at, why neither configuration nor our style cures it).
ONLY_THE_THEME: dict[str, tuple[str, str]] = {}
MARKS = 'svg.view [role="img"]'  # its words are in the picture, whose contrast tests of the palette check
CODE = "div.highlight pre"  # the same few colours on every page: checked on one

SCRIPT = (resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
RUN = """async ([exclude, options]) => {
  const { violations } = await axe.run({ exclude }, { resultTypes: ["violations"], preload: false, ...options });
  return violations.flatMap((rule) =>
    rule.nodes.map((node) => [rule.id, node.target.join(" "), node.html, rule.help]));
}"""


def structure(page, *, whole: bool = True) -> list[str]:
    """A sentence for each place where an opened page breaks a rule other than contrast's.

    whole : whether the marks of pictures and the words of code count, which are the same at every width.
    """
    rules = {"rules": {"color-contrast": {"enabled": False}}}
    return violations(page, [] if whole else [f"{MARKS} > *", f"{CODE} > *"], rules)


def contrast(page, *, code: bool = False) -> list[str]:
    """A sentence for each word of an opened page that is too pale; of code only where `code`."""
    rules = {"runOnly": ["color-contrast"]}
    return violations(page, [MARKS] if code else [MARKS, CODE], rules)


def violations(page, exclude: list[str], options: dict) -> list[str]:
    """What axe-core finds on an opened page, with `options` of its own, outside the selectors in `exclude`."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(SCRIPT)  # through the debugger, so that no policy of the page can forbid it
    found = page.evaluate(RUN, [exclude, options])
    return [
        f"axe-core's {rule} at {target}: {words}"
        for rule, target, html, words in found
        if not (rule in ONLY_THE_THEME and ONLY_THE_THEME[rule][0] in html)
    ]
