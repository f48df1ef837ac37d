"""A notebook to write in: `make new-notebook PART=training SLUG=adam TITLE="Adam and AdamW"`.

It has the shape of the others, passes every check as it stands, and says in each cell what belongs there. Its summary,
prerequisites and entries are those that the catalogue planned; its row leaves book/catalogue/planned.csv, and it is put
into _toc.yml, after the pages of its part, or with the part's caption. The test of its model,
tests/notebooks/test_SLUG.py, fails until it is written.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from string import Template

from helpers.sphinxext.catalogue import FOLDER, SLUG, Catalogue, Planned, read_catalogue
from helpers.sphinxext.library import entries_by_slug, planned_metadata
from repository import TOP, bootstrap

TEMPLATES = Path(__file__).with_name("templates")
CELL = re.compile(r"^%% (?P<head>.+)\n(?P<source>(?:(?!%% ).*\n)*)", re.MULTILINE)
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
FOLD = {"cellView": "form", "jupyter": {"source_hidden": True}}  # folded in Colab and JupyterLab, as in the page
PLANNED = "planned.csv"


def cells(text: str) -> list[dict]:
    """Cells of a template: each begins with a line `%% KIND ID TAG…`."""
    found = []
    for match in CELL.finditer(text):
        kind, name, *tags = match["head"].split()
        metadata = ({"tags": tags} if tags else {}) | (FOLD if "hide-input" in tags else {})
        cell = {"cell_type": kind, "id": name, "metadata": metadata}
        if kind == "code":
            cell |= {"execution_count": None, "outputs": []}
        found.append(cell | {"source": match["source"].strip("\n").splitlines(keepends=True)})
    return found


def notebook(*, slug: str, title: str, top: Path = TOP) -> dict:
    """The notebook as it is stored, for a book at `top`."""
    words = {"slug": slug, "title": title, "bootstrap": bootstrap(top)}
    catalogue = read_catalogue(top / "book" / FOLDER)
    plan = plan_of(slug, catalogue)
    about = planned_metadata(plan, entries_by_slug(catalogue).get(slug, ()))
    metadata = {"explorable": about.as_json(), "kernelspec": KERNEL, "language_info": {"name": "python"}}
    written = cells(filled("notebook.txt", words))
    return {"cells": written, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def filled(template: str, words: dict) -> str:
    """A template's text with `words` for its placeholders."""
    return Template((TEMPLATES / template).read_text("utf-8")).substitute(words)


def tests_of(slug: str) -> str:
    """Name of the file with the tests of a notebook's model."""
    return f"test_{slug.replace('-', '_')}.py"


def plan_of(slug: str, catalogue: Catalogue) -> Planned | None:
    """What the catalogue says about a notebook that is not built yet."""
    return next((plan for plan in catalogue.planned if plan.slug == slug), None)


def check(part: str, slug: str, title: str, *, top: Path = TOP) -> None:
    """Raise ValueError with what to do where the notebook cannot be made."""
    if not SLUG.fullmatch(slug):
        raise ValueError(f"SLUG={slug} is not a slug: lowercase letters, digits and hyphens, as in SLUG=warm-up.")
    if not title.strip() or re.search(r'[*#`$"\\\n]', title):
        raise ValueError(f"TITLE={title!r} is not a plain title, as in TITLE='Warm-up'.")
    if taken := [path for path in (top / "book").rglob(f"{slug}.ipynb") if ".ipynb_checkpoints" not in path.parts]:
        raise ValueError(f"SLUG={slug} is taken by {taken[0].relative_to(top)}: choose another.")
    if taken := sorted((top / "tests").rglob(tests_of(slug))):
        raise ValueError(f"{taken[0].relative_to(top)} is there already: move it away, or choose another SLUG.")
    catalogue = read_catalogue(top / "book" / FOLDER)
    if part not in catalogue.parts:
        raise ValueError(f"PART={part} is not a part: choose one of {', '.join(catalogue.parts)}.")
    plan = plan_of(slug, catalogue)
    if plan is None or plan.part != part:
        places = f"book/{FOLDER}/{PLANNED} and entries in book/{FOLDER}/entries.csv"
        raise ValueError(f"SLUG={slug} is not planned for PART={part}: give it a row in {places} first.")


def enter(toc: Path, part: str, slug: str, *, parts: dict[str, str]) -> None:
    """Put a page after the last one of its part in `_toc.yml`.

    A part's first page comes with the part's caption, before the parts that `parts`, folder to title, has after it.
    """
    lines, file = toc.read_text("utf-8").splitlines(), f"      - file: {part}/{slug}"
    pages = [number for number, line in enumerate(lines) if line.startswith(f"      - file: {part}/")]
    if pages:
        lines.insert(pages[-1] + 1, file)
    else:
        later = list(parts.values())[list(parts).index(part) + 1 :]
        captions = [f"  - caption: {title}" for title in [*later, "For contributors"]]
        place = min(number for number, line in enumerate(lines) if line in captions)
        lines[place:place] = [f"  - caption: {parts[part]}", "    chapters:", file]
    toc.write_text("\n".join([*lines, ""]), "utf-8")


def make(part: str, slug: str, title: str, *, top: Path = TOP) -> Path:
    """Write the notebook and its test, enter it in the book, and return its path.

    Raises ValueError, and then writes nothing.
    """
    check(part, slug, title, top=top)
    path = top / "book" / part / f"{slug}.ipynb"
    path.parent.mkdir(exist_ok=True)
    text = json.dumps(notebook(slug=slug, title=title, top=top), indent=1, ensure_ascii=False)
    path.write_text(f"{text}\n", "utf-8")
    tests = top / "tests" / "notebooks" / tests_of(slug)
    tests.parent.mkdir(parents=True, exist_ok=True)
    tests.write_text(filled("test.txt", {"part": part, "slug": slug}), "utf-8")
    enter(top / "_toc.yml", part, slug, parts=read_catalogue(top / "book" / FOLDER).parts)
    planned = top / "book" / FOLDER / PLANNED
    rows = planned.read_text("utf-8").splitlines(keepends=True)
    planned.write_text("".join(row for row in rows if not row.startswith(f"{slug},")), "utf-8")
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for option in ("--part", "--slug", "--title"):
        parser.add_argument(option, required=True)
    options = parser.parse_args()
    try:
        path = make(options.part, options.slug, options.title)
    except ValueError as refusal:
        sys.exit(str(refusal))
    print(f"Wrote {path.relative_to(TOP)} and entered it in _toc.yml. Now write in it, and `make book`.")
    print(f"Then write the test of its model, tests/notebooks/{tests_of(options.slug)}: it fails until you do.")


if __name__ == "__main__":
    main()
