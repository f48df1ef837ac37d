"""`python -m helpers.sphinxext.counts`, run in the repository: how much of the catalogue the book shows.

It prints the entries of each seed list, shown today and planned, and each place where data and notebooks disagree.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import yaml

from .catalogue import FOLDER, FaultyCatalogueError, read_catalogue
from .library import counts, faults, make_library
from .metadata import PageMetadata, read_metadata


def notebooks_of_toc(top: Path) -> dict[str, tuple[str, PageMetadata]]:
    """Mapping of each notebook of `_toc.yml` to (title, metadata), in the order of the book."""
    toc = yaml.safe_load((top / "_toc.yml").read_text("utf-8"))
    names = [chapter["file"] for part in toc["parts"] for chapter in part["chapters"]]
    pages = {}
    for name in names:
        path = top / "book" / f"{name}.ipynb"
        if path.exists():
            notebook = json.loads(path.read_text("utf-8"))
            title = "".join(notebook["cells"][0]["source"]).splitlines()[0].removeprefix("# ")
            try:
                pages[name] = (title, read_metadata(notebook["metadata"]))
            except ValueError as error:
                raise FaultyCatalogueError(f"{name}: {error}") from None
    return pages


def table(rows: list[tuple[str, int, int, int]]) -> list[str]:
    """Lines of a table of (list, all, shown, planned)."""
    header = ("list", "entries", "shown", "planned")
    return [f"{name:20}{every:>9}{shown:>9}{planned:>9}" for name, every, shown, planned in [header, *rows]]


def main(top: Path) -> int:
    """Print the counts of the repository at `top`; return 1 if data and notebooks disagree, with the reasons."""
    try:
        library = make_library(read_catalogue(top / "book" / FOLDER), notebooks_of_toc(top))
    except FaultyCatalogueError as error:
        print(error, file=sys.stderr)
        return 1
    built = sum(notebook.page is not None for notebook in library.notebooks.values())
    print("\n".join(table(counts(library))))
    print(f"{built} of {len(library.notebooks)} notebooks exist.")
    wrong = [f"{place}: {sentence}" for place, sentence in faults(library)]
    print("\n".join(wrong), file=sys.stderr, end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path.cwd()))
