"""Where the book lives: the one address in pyproject.toml, and everything that is written after it.

`make repository URL=https://github.com/OWNER/NAME` moves the book there: pyproject.toml, the notebooks' bootstrap cells
and links, the README's badges. `make repository` alone writes the bootstrap cells again, for the present version. The
launch buttons and the link to the archive are made from the same address when the book is built.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from string import Template

TOP = Path(__file__).resolve().parents[1]
TEMPLATE = Path(__file__).with_name("templates") / "bootstrap.py"
ADDRESS = re.compile(r"https://github\.com/(?P<name>[\w-]+/[\w.-]*[\w-])")
VERSION = re.compile(r'^__version__ = "(?P<version>[^"]+)"$', re.MULTILINE)


def address(top: Path = TOP) -> str:
    """The repository's address, as pyproject.toml of the book at `top` names it."""
    return tomllib.loads((top / "pyproject.toml").read_text("utf-8"))["project"]["urls"]["Repository"]


def tag(top: Path = TOP) -> str:
    """Tag of the present version: what the bootstrap cells and the launch buttons name."""
    return "v" + VERSION.search((top / "src/helpers/__init__.py").read_text("utf-8"))["version"]


def name_of(url: str) -> str:
    """OWNER/NAME of an address; raises ValueError for one that Colab could not open."""
    found = ADDRESS.fullmatch(url.strip().rstrip("/").removesuffix(".git"))
    if found is None:
        raise ValueError(
            f"{url!r} is not an address like https://github.com/OWNER/NAME, which Colab and Binder can open."
        )
    return found["name"]


def bootstrap(top: Path = TOP) -> str:
    """Source of the cell that makes `helpers` importable where a notebook of the book at `top` came alone."""
    pins = (top / "requirements.txt").read_text("utf-8").splitlines()
    [formulas] = [pin for pin in pins if pin.startswith("math-core==")]
    template = Template(TEMPLATE.read_text("utf-8"))
    return template.substitute(url=address(top), tag=tag(top), formulas=formulas).rstrip("\n")


def tracked(top: Path) -> list[Path]:
    """Every file of the book that git keeps or would keep."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=top, capture_output=True, check=True).stdout.decode().split("\0")
    return sorted(top / name for name in names if name and (top / name).is_file() and not (top / name).is_symlink())


def mentions(top: Path, name: str) -> dict[str, list[str]]:
    """File to the lines in it that mention the repository OWNER/NAME; binary files have none."""
    found = {}
    for path in tracked(top):
        lines = [line for line in path.read_bytes().split(b"\n") if named(name).search(line) or site(name) in line]
        if lines:
            found[path.relative_to(top).as_posix()] = [line.decode() for line in lines]
    return found


def named(name: str) -> re.Pattern[bytes]:
    """Matches OWNER/NAME, not as a part of longer names."""
    return re.compile(rb"(?<![\w.-])" + re.escape(name.encode()) + rb"(?![\w-])")


def site(name: str) -> bytes:
    """Where the pages of OWNER/NAME are served: an address of GitHub Pages, in lowercase before the slash."""
    owner, book = name.split("/")
    return f"https://{owner.lower()}.github.io/{book}/".encode()


def move(top: Path, url: str) -> list[str]:
    """Write OWNER/NAME of `url` wherever the present one stands; return the names of the files that changed."""
    old, new = name_of(address(top)), name_of(url)
    changed = list(mentions(top, old)) if new != old else []
    for file in changed:
        path = top / file
        path.write_bytes(named(old).sub(new.encode(), path.read_bytes().replace(site(old), site(new))))
    return changed


def write_bootstraps(top: Path) -> list[str]:
    """Write the bootstrap cell of every notebook from the template; return the names of those that changed."""
    source = bootstrap(top).splitlines(keepends=True)
    changed = []
    for path in tracked(top):
        if path.suffix != ".ipynb":
            continue
        notebook = json.loads(path.read_text("utf-8"))
        cells = [cell for cell in notebook["cells"] if "bootstrap" in cell["metadata"].get("tags", [])]
        if any(cell["source"] != source for cell in cells):
            for cell in cells:
                cell["source"] = source
            path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", "utf-8")
            changed.append(path.relative_to(top).as_posix())
    return changed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", default="", help="the new address; without it, only the bootstrap cells are written")
    parser.add_argument("--tag", default="", help="only say whether this tag is that of the present version")
    options = parser.parse_args()
    if options.tag:
        if options.tag != tag():
            sys.exit(f"The tag {options.tag} is not {tag()}, that of __version__ in src/helpers/__init__.py.")
        return print(f"{options.tag} is the tag of the present version.")
    try:
        changed = move(TOP, options.url) if options.url else []
    except ValueError as refusal:
        sys.exit(f"Nothing was changed: {refusal}")
    changed = sorted({*changed, *write_bootstraps(TOP)})
    print(f"The book is at {address()}, {tag()}; {len(changed)} files written.", *changed, sep="\n  ")


if __name__ == "__main__":
    main()
