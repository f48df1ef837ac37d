"""The built book's pages, and the name under which the sweep records how long one took."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HTML = ROOT / "_build" / "html"
SWEEP_SECONDS = "seconds of the sweep"


def pages_of(folder: Path) -> list[str]:
    """Names of the pages of a built book; the one for lost addresses is tested in test_not_found.py."""
    pages = (page.relative_to(folder) for page in folder.rglob("*.html"))
    return sorted(page.as_posix() for page in pages if not page.parts[0].startswith("_") and page.name != "404.html")
