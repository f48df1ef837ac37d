"""A book of N notebooks, for benchmarks/scale.py: the real ones, and copies of them under other names.

A copy takes the slug, part, title, summary, prerequisites and entries of a notebook that the catalogue plans; past the
last planned one, of one that is added to the catalogue. Its code is the code of the copied notebook with one more
comment, and its outputs, with the ids of figures renamed, are put into the cache: building it costs what building a
page costs, without the minutes of running it.
"""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import nbformat
import yaml
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn

from helpers.explorable.data import FIGURE_DATA
from helpers.sphinxext.ahead import DATA
from helpers.sphinxext.catalogue import COLUMNS, FOLDER, read_catalogue
from helpers.sphinxext.execution import data_key, execution_key
from helpers.sphinxext.library import entries_by_slug

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))

from new_notebook import tests_of

ROOT = Path(__file__).resolve().parents[1]
COPIED = ("_config.yml", "_toc.yml", "pyproject.toml", "requirements.txt", "book")
HEADING = re.compile(r"^# .*")
NAMED = re.compile(r'\bname="([a-z0-9-]+)"')  # of a figure, as the code gives it
BESIDE = re.compile(r"\]\((?=[a-z0-9-]+(?:\.ipynb)?[#)])([^)]*)")  # a link to a page of the same part
AUTHOR = ("-c", "user.name=Benchmark", "-c", "user.email=benchmark@example.org")


@dataclass(frozen=True)
class Name:
    """What a copy is called, and what it says about itself."""

    slug: str
    part: str
    title: str
    summary: str
    prerequisites: tuple[str, ...]
    entries: tuple[str, ...]


def enlarge(top: Path, *, notebooks: int) -> None:
    """Add copies, which have not run, to the repository at `top`, each with the tests of the notebook it copies."""
    real = sorted((top / "book").glob("*/*.ipynb"))
    sources = [path for path in real if path.parent.name in read_catalogue(top / "book" / FOLDER).parts]
    new = names(top / "book" / FOLDER, sources, count=notebooks - len(sources))
    for name, source in zip(new, cycle(sources)):
        notebook = nbformat.read(source, as_version=4)
        rename(notebook, name, part=source.parent.name)
        path = top / "book" / name.part / f"{name.slug}.ipynb"
        path.parent.mkdir(exist_ok=True)
        nbformat.write(notebook, path)
        tests = top / "tests" / "notebooks"
        shutil.copy(tests / tests_of(source.stem), tests / tests_of(name.slug))
    enter(top, new)


def make_large_book(top: Path, *, notebooks: int) -> None:
    """Lay out a book of so many notebooks at `top`, in git; it needs the execution cache of the built book."""
    for name in COPIED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, top / name)
    for folder in [ROOT / "_build" / "cache" / "fonts", outputs_cache(ROOT)]:
        shutil.copytree(folder, top / "_build" / "cache" / folder.name)
    real = sorted((top / "book").glob("*/*.ipynb"))
    sources = [path for path in real if path.parent.name in read_catalogue(top / "book" / FOLDER).parts]
    new = names(top / "book" / FOLDER, sources, count=notebooks - len(real))
    cache = get_cache(str(outputs_cache(top)))
    for name, source in zip(new, cycle(sources)):
        write_copy(source, name, top=top, cache=cache)
    enter(top, new)
    commit(top)


def outputs_cache(top: Path) -> Path:
    """The execution cache of the book at `top`, for the present engine, data and pins."""
    return (
        top / "_build" / "cache" / f"execution-{execution_key(ROOT / 'src' / 'helpers', top / 'book', mode='static')}"
    )


def names(folder: Path, sources: list[Path], *, count: int) -> list[Name]:
    """What `count` copies are called: as the catalogue plans, then as the sources with a number."""
    catalogue = read_catalogue(folder)
    entries = entries_by_slug(catalogue)
    found = [
        Name(plan.slug, plan.part, plan.title, plan.summary, plan.prerequisites, tuple(entries.get(plan.slug, ())))
        for plan in catalogue.planned
    ]
    for number, source in enumerate(islice(cycle(sources), max(count - len(found), 0)), 9000):
        slug, title = f"{source.stem}-{number}", f"{title_of(source)} {number}"
        found.append(Name(slug, source.parent.name, title, f"Copy {number}.", (), (f"topic-{number}",)))
    return found[:count]


def title_of(path: Path) -> str:
    """The title of a notebook: its first heading."""
    return nbformat.read(path, as_version=4).cells[0].source.splitlines()[0].removeprefix("# ")


def write_copy(source: Path, name: Name, *, top: Path, cache) -> None:
    """Write one copy and cache its outputs."""
    notebook = nbformat.read(source, as_version=4)
    _, executed = cache.merge_match_into_notebook(notebook)
    rename(notebook, name, part=source.parent.name)
    rename(executed, name, part=source.parent.name)
    path = top / "book" / name.part / f"{name.slug}.ipynb"
    path.parent.mkdir(exist_ok=True)
    nbformat.write(notebook, path)
    taken = {"execution_seconds": 0, DATA: data_key(notebook, top / "book")}
    bundle = CacheBundleIn(executed, str(path), data=taken)
    cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)


def rename(notebook: nbformat.NotebookNode, name: Name, *, part: str) -> None:
    """Give a notebook of `part`, run or not, the name, and its figures ids of their own, in code, words and outputs."""
    notebook.cells[0].source = HEADING.sub(f"# {name.title}", notebook.cells[0].source)
    about = {"summary": name.summary, "prerequisites": list(name.prerequisites), "entries": list(name.entries)}
    notebook.metadata["explorable"] |= about
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = BESIDE.sub(rf"](../{part}/\1", cell.source)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for figure in NAMED.findall("\n".join(cell.source for cell in code)):
        for cell in notebook.cells:
            # where it is named, and where a link leads to it: a variable or a label may read the same
            cell.source = re.sub(rf'((?<=\bname=")|(?<=#)){figure}(?=["?)])', f"{name.slug}-{figure}", cell.source)
    code[-1].source += f"\n# {name.slug}"
    for data in [output.data for cell in code for output in cell.outputs if "data" in output]:
        if figure := data.get(FIGURE_DATA):
            old, figure["id"] = figure["id"], f"{name.slug}-{figure['id']}"
            data["text/html"] = data["text/html"].replace(f'id="{old}"', f'id="{figure["id"]}"')


def enter(top: Path, new: list[Name]) -> None:
    """Enter the copies in the contents and the catalogue of the book at `top`."""
    folder, path = top / "book" / FOLDER, top / "_toc.yml"
    toc = yaml.safe_load(path.read_text("utf-8"))
    chapters = {part["caption"]: part["chapters"] for part in toc["parts"]}
    first, *_, last = chapters
    titles = read_catalogue(folder).parts
    for name in new:
        chapters.setdefault(titles[name.part], []).append({"file": f"{name.part}/{name.slug}"})
    order = [first, *(title for title in titles.values() if title in chapters), last]
    toc["parts"] = [{"caption": caption, "chapters": chapters[caption]} for caption in order]
    path.write_text(yaml.safe_dump(toc, sort_keys=False, allow_unicode=True), "utf-8")
    slugs = {name.slug for name in new}
    planned = {plan.slug for plan in read_catalogue(folder).planned}
    rewrite(folder / "planned.csv", lambda rows: [row for row in rows if row["slug"] not in slugs])
    added = [
        {"id": name.entries[0], "title": name.title, "notebooks": name.slug, "how": name.summary, "aliases": ""}
        for name in new
        if name.slug not in planned
    ]
    rewrite(folder / "entries.csv", lambda rows: rows + added)


def rewrite(path: Path, change) -> None:
    """Write the rows of a data file as `change` returns them."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [name.rstrip("?") for name in COLUMNS[path.name]], lineterminator="\n")
        writer.writeheader()
        writer.writerows(change(rows))


def commit(top: Path) -> None:
    """Put the book into git, which dates its pages."""
    (top / ".gitignore").write_text("/_build/\n", "utf-8")
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "A large book"]):
        subprocess.run(["git", "-C", str(top), *AUTHOR, *command], check=True)


def retitle(path: Path, title: str) -> None:
    """Change a notebook's title, which many pages show."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[0].source = HEADING.sub(f"# {title}", notebook.cells[0].source)
    nbformat.write(notebook, path)


def change_code(path: Path) -> None:
    """Change a notebook's first cell of code, so that it has to run."""
    notebook = nbformat.read(path, as_version=4)
    next(cell for cell in notebook.cells if cell.cell_type == "code").source += "\n# changed"
    nbformat.write(notebook, path)
