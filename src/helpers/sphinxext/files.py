"""Generated files, rewritten only when their content changed, and files of installed packages."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

LAST = 900  # priority of what is done to pages and styles once the theme, too, has written its own


def write_if_changed(path: str | Path, content: bytes) -> bool:
    """Write the bytes `content` to `path`, making its folders; leave a file alone that holds them. True if written."""
    path = Path(path)
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return True


def write_or_remove(path: str | Path, text: str) -> None:
    """Write a string, or remove the file where it is empty."""
    if text:
        write_if_changed(path, text.encode())
    else:
        Path(path).unlink(missing_ok=True)


def package_file(package: str, path: str) -> Path:
    """Find a file of an installed package without importing the package."""
    return Path(find_spec(package).origin).parent / path


def built_pages(outdir: str | Path) -> list[Path]:
    """List the HTML pages of a built book in a fixed order; `_static` and `_sources` hold none of them."""
    pages = Path(outdir).rglob("*.html")
    return sorted(page for page in pages if not page.relative_to(outdir).parts[0].startswith("_"))
