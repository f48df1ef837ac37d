"""A style sheet cut to what pages use: rules whose classes, ids, elements, attributes occur in them or their scripts.

Every word of a script counts as a class that it may add, so that nothing must be listed by hand. What a rule asks of
state (`:hover`, `:not(…)`) is taken to be met.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
STRING = r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'"""
URL = r"""url\(\s*(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^)"']*)\s*\)"""
PIECE = re.compile(rf"{URL}|{STRING}|\\.|[{{}};,()\[\]]|[^{{}};,()\[\]\"'\\u]+|.", re.DOTALL)
NESTING = ("@media", "@supports", "@layer", "@container")
PART_OF_SELECTOR = re.compile(r"(?P<kind>[.#]?)(?P<name>-?[A-Za-z_][\w-]*)")
ATTRIBUTE = re.compile(r"\[\s*([\w-]+)[^\]]*\]")
DECLARED = re.compile(r"\s*(--[\w-]+)\s*:")
REFERRED = re.compile(r"var\(\s*(--[\w-]+)")


@dataclass(frozen=True)
class Rule:
    """A rule: `head` is its selectors or at-rule; `body` its declarations, None where it has none, or its rules."""

    head: str
    body: str | tuple[Rule, ...] | None


@dataclass(frozen=True)
class Used:
    """What occurs: tags, classes, ids and attributes of pages; words of scripts, and those of them in quotes."""

    tags: frozenset[str]
    names: frozenset[str]
    attributes: frozenset[str]
    words: frozenset[str]
    quoted: frozenset[str]

    def has(self, kind: str, name: str) -> bool:
        """Whether an element (kind ""), class (".") or id ("#") of that name may be there."""
        if not kind:
            return name.lower() in self.tags or name in self.quoted
        return name in self.names or name in self.words

    def has_attribute(self, name: str) -> bool:
        """Whether an element may carry the attribute; scripts write `data-theme` as `dataset.theme`, too."""
        camel = re.sub(r"-(\w)", lambda letter: letter[1].upper(), name.removeprefix("data-"))
        return name in self.attributes or name in self.words or (name.startswith("data-") and camel in self.words)


def used_in(pages: Iterable[str], scripts: Iterable[str]) -> Used:
    """Collect what the HTML of pages and the text of scripts hold."""
    tags, names, attributes, words, quoted = {"html", "body"}, set(), set(), set(), set()
    for page in pages:
        tags.update(tag.lower() for tag in set(re.findall(r"<([a-zA-Z][\w-]*)", page)))
        attributes.update(re.findall(r"\s([a-zA-Z][\w-]*)\s*=", page))
        for value in set(re.findall(r"""\s(?:class|id)\s*=\s*["']([^"']*)["']""", page)):
            names.update(value.split())
        attributes.update(re.findall(r"\s(hidden|open|disabled|checked)\b", page))
    for script in scripts:
        words.update(word for word in re.findall(r"[A-Za-z_][\w-]*", script) if len(word) > 1)
        quoted.update(re.findall(r"[\"'`<]([a-z][a-z0-9]*)(?![\w-])", script))
    return Used(*(frozenset(found) for found in (tags, names, attributes, words, quoted)))


def pieces(text: str) -> list[str]:
    """Split CSS into strings, addresses, marks and what stands between; comments are left out."""
    return PIECE.findall(COMMENT.sub("", text))


def parse(text: str) -> tuple[Rule, ...]:
    """Parse a style sheet. Raises ValueError where a brace is not closed."""
    stream = iter(pieces(text))
    return tuple(rules(stream, inner=False))


def rules(stream: Iterator[str], *, inner: bool) -> Iterator[Rule]:
    """Read rules up to the brace that closes them (`inner`) or the end of the sheet."""
    head = ""
    for piece in stream:
        if piece == "}":
            if not inner:
                raise ValueError("A brace is closed in the style sheet that none opened.")
            return
        if piece == ";":
            yield Rule(head.strip(), None)
            head = ""
        elif piece == "{":
            nested = head.strip().startswith((*NESTING, "@keyframes", "@-webkit-keyframes"))
            yield Rule(head.strip(), tuple(rules(stream, inner=True)) if nested else declarations(stream))
            head = ""
        else:
            head += piece
    if inner:
        raise ValueError("A brace of the style sheet is not closed.")


def declarations(stream: Iterator[str]) -> str:
    """Read declarations up to the closing brace."""
    body = ""
    for piece in stream:
        if piece == "}":
            return body.strip()
        body += piece
    raise ValueError("A brace of the style sheet is not closed.")


def parts(text: str, mark: str) -> list[str]:
    """Split at a mark that stands in no brackets."""
    found, depth = [""], 0
    for piece in PIECE.findall(text):
        depth += (piece in "([") - (piece in ")]")
        if piece == mark and not depth:
            found.append("")
        else:
            found[-1] += piece
    return [part.strip() for part in found if part.strip()]


def may_match(selector: str, used: Used) -> bool:
    """Whether an element of the pages may meet the selector."""
    plain = re.sub(STRING, "", selector)
    if not all(used.has_attribute(name) for name in ATTRIBUTE.findall(plain)):
        return False
    plain = ATTRIBUTE.sub("", plain)
    while plain != (plain := re.sub(r"\([^()]*\)", "", plain)):
        pass
    plain = re.sub(r"::?[\w-]+", "", plain).replace("\\", "")
    return all(used.has(part["kind"], part["name"]) for part in PART_OF_SELECTOR.finditer(plain))


def kept_rules(sheet: Iterable[Rule], used: Used) -> Iterator[Rule]:
    """Yield the rules that may match, with those of their selectors that may."""
    for rule in sheet:
        if isinstance(rule.body, tuple) and rule.head.startswith(NESTING):
            if inside := tuple(kept_rules(rule.body, used)):
                yield Rule(rule.head, inside)
        elif rule.head.startswith("@"):
            if not rule.head.startswith(("@import", "@charset")):
                yield rule
        elif rule.body and (selectors := [one for one in parts(rule.head, ",") if may_match(one, used)]):
            yield Rule(",".join(selectors), rule.body)


def written(sheet: Iterable[Rule]) -> str:
    """Write rules as CSS, one per line."""
    lines = []
    for rule in sheet:
        body = f"\n{written(rule.body)}" if isinstance(rule.body, tuple) else rule.body
        lines.append(f"{rule.head};\n" if body is None else f"{rule.head}{{{body}}}\n")
    return "".join(lines)


def without_unused_values(sheet: tuple[Rule, ...], *, elsewhere: str) -> tuple[Rule, ...]:
    """Drop custom properties that neither the rules nor the text `elsewhere` refer to, until none is left."""
    while True:
        referred = set(REFERRED.findall(written(sheet))) | set(re.findall(r"--[\w-]+", elsewhere))
        lighter = tuple(only_referred(sheet, referred))
        if lighter == sheet:
            return sheet
        sheet = lighter


def only_referred(sheet: Iterable[Rule], referred: set[str]) -> Iterator[Rule]:
    """Yield the rules without the custom properties that are not in `referred`, and without rules left empty."""
    for rule in sheet:
        if isinstance(rule.body, tuple):
            if body := tuple(only_referred(rule.body, referred)):
                yield Rule(rule.head, body)
        elif rule.body and "--" in rule.body and not rule.head.startswith("@"):
            kept = [one for one in parts(rule.body, ";") if not (own := DECLARED.match(one)) or own[1] in referred]
            if kept:
                yield Rule(rule.head, ";".join(kept))
        else:
            yield rule


def without_unused_names(sheet: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Drop the fonts and animations that no rule names."""
    text = written(rule for rule in sheet if not rule.head.startswith(("@font-face", "@keyframes", "@-webkit-")))
    return tuple(rule for rule in sheet if (name := name_of(rule)) is None or name in text.replace("\\", ""))


def name_of(rule: Rule) -> str | None:
    """Name of a font or an animation; None for other rules."""
    if "keyframes" in rule.head:
        return rule.head.split()[-1]
    family = rule.head == "@font-face" and re.search(r"font-family:([^;]+)", str(rule.body))
    return family[1].replace("\\", "").strip(" \"'") if family else None


def cut(text: str, used: Used, *, elsewhere: str = "") -> str:
    """Cut a style sheet to what is used; `elsewhere` is text (pages, scripts, other sheets) that may name its values.

    Equal input gives equal output. Raises ValueError where the sheet's braces do not pair.
    """
    sheet = without_unused_values(tuple(kept_rules(parse(text), used)), elsewhere=elsewhere)
    return written(without_unused_values(without_unused_names(sheet), elsewhere=elsewhere))
