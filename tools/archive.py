"""One archive of the built book that works from disk: `make zip` writes `_build/book.zip`, the same bytes each time."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
HTML, ARCHIVE = TOP / "_build" / "html", TOP / "_build" / "book.zip"
FOLDER = "explorable-machine-learning"
WHEN = (1980, 1, 1, 0, 0, 0)  # the earliest date of the format
NOT_READ = (".buildinfo", "objects.inv")  # what only Sphinx reads


def pack(html: Path, archive: Path) -> int:
    """Write every file of the built book at `html` to `archive`, in one folder; return how many there are.

    Raises FileNotFoundError where no book is built.
    """
    if not (html / "index.html").is_file():
        raise FileNotFoundError(f"There is no built book in {html}: run `make book` first.")
    files = sorted(path for path in html.rglob("*") if path.is_file() and path.name not in NOT_READ)
    with zipfile.ZipFile(archive, "w") as packed:
        for path in files:
            entry = zipfile.ZipInfo(f"{FOLDER}/{path.relative_to(html).as_posix()}", WHEN)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            packed.writestr(entry, path.read_bytes(), compresslevel=9)
    return len(files)


def main() -> None:
    try:
        count = pack(HTML, ARCHIVE)
    except FileNotFoundError as refusal:
        sys.exit(str(refusal))
    print(f"{ARCHIVE.relative_to(TOP)}: {count} files, {ARCHIVE.stat().st_size / 1e6:.1f} MB.")


if __name__ == "__main__":
    main()
