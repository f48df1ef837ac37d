"""The built book's pages, and the name under which a visit records how long it took."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HTML = ROOT / "_build" / "html"
SECONDS = "seconds of the visit"
LINK = re.compile(r"<(?:script|img|link)\b[^>]*?\s(?:src|href)=\"([^\"#?]+)[^\"]*\"[^>]*>")
TABLE = re.compile(r'<script\b[^>]*\bdata-file="([^"]+)"')
TO_A_PAGE = re.compile(r'\brel="(?:canonical|alternate|search|next|prev|index|author)"')
IN_STYLE = re.compile(r"url\(\s*['\"]?([^'\")?#]+)")
IN_SCRIPT = re.compile(r"""["'`]([\w./-]+\.(?:js|css|json|svg|woff2))["'`?]""")
SEARCHED = ("searchindex.js", "find-data.js")  # change with any word; loaded when a reader searches, tested there


def pages_of(folder: Path) -> list[str]:
    """Names of the pages of a built book; the one for lost addresses is tested in test_not_found.py."""
    places = [place for place in folder.glob("*") if not place.name.startswith("_")]
    pages = [page for place in places for page in (place.rglob("*.html") if place.is_dir() else [place])]
    return sorted(page.relative_to(folder).as_posix() for page in pages if is_page(page))


def is_page(path: Path) -> bool:
    """Whether a file is a page that readers are led to."""
    return path.suffix == ".html" and path.name != "404.html"


def notebook_of(page: str) -> Path:
    """Where the notebook of a page is, if it has one."""
    return (ROOT / "book" / page).with_suffix(".ipynb")


def slug_of(tests: Path) -> str:
    """The notebook that a file of tests is about: `kv-cache` for test_kv_cache.py."""
    return tests.stem.removeprefix("test_").replace("_", "-")


def loaded_by(page: Path) -> set[Path]:
    """A built page and the files that it loads, at once or later: scripts, styles, fonts and pictures."""
    html = page.read_text("utf-8")
    links = [found[1] for found in LINK.finditer(html) if not TO_A_PAGE.search(found[0])] + TABLE.findall(html)
    new = list(files_at(links, page.parent))
    found = {page, *new}
    while new:
        more = set(loaded_from(new.pop())) - found
        found |= more
        new += more
    return found


def loaded_from(path: Path) -> list[Path]:
    """Files that a style or a script loads: what it names with `url()`, or as a string."""
    if path.suffix == ".css":
        return files_at(IN_STYLE.findall(path.read_text("utf-8")), path.parent)
    if path.suffix == ".js":
        names = IN_SCRIPT.findall(path.read_text("utf-8"))
        return [file for folder in (path.parent, HTML, HTML / "_static") for file in files_at(names, folder)]
    return []


def files_at(links: list[str], folder: Path) -> list[Path]:
    """The files that links from `folder` lead to, those of the search left out."""
    paths = [(folder / link).resolve() for link in links if "://" not in link and not link.startswith("data:")]
    return [path for path in paths if path.is_file() and path.name not in SEARCHED]
