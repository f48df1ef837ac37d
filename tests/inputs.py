"""What the outcome of a test depends on, as files and as words, and the key that is made of both.

A test file depends on the Python files that it reaches by imports, on the scripts, styles and templates that lie beside
those of the package `helpers`, and on the files that its list READS names (patterns from the repository's root). One
that starts other processes depends on all of the repository but the book's contents; one that reads the built book, on
everything. A test of one page says itself what it depends on: `@pytest.mark.inputs(of=function)`, where the function
takes the test's parameters and returns files and words.
"""

from __future__ import annotations

import ast
import hashlib
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("tests", "tests/unit", "tests/notebooks", "tests/project", "tests/book", "tests/browser", "tests/mutants")
ROOTS = [ROOT / name for name in ("src", "tools", "benchmarks", *FOLDERS)]
STARTERS = {"subprocess", "multiprocessing", "nbclient"}
SETTINGS = ("pyproject.toml", "Makefile")
BOOK = ("book", "whole_book", "second_book")  # fixtures of the built book, and of all its sources
CONTENTS = ("book/", "_toc.yml")  # of the book; its style and scripts count as the house
STYLE = ("book/_static/",)
VARIABLES = ("PYTHONHASHSEED", "TZ", "LANG", "LC_ALL", "BROWSER", "CHROMIUM", "FIREFOX", "MPLBACKEND")
NOT_OURS = ("EXPLORABLE_CACHE", "EXPLORABLE_RUN")  # where verdicts lie, and which run this is


# Files


def modules(tree: ast.AST, package: tuple[str, ...]) -> Iterator[str]:
    """Dotted names of all that a file imports, anywhere in it; package : where the file lies, for relative imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


@cache
def files_of(module: str, beside: Path) -> frozenset[Path]:
    """Files of the repository that importing `module` runs: its own, and those of the packages it lies in."""
    parts = module.split(".")
    roots = [root for root in dict.fromkeys([beside, *ROOTS]) if begins_in(root, parts[0])]
    places = [root.joinpath(*parts[:length]) for root in roots for length in range(1, len(parts) + 1)]
    paths = [path for place in places for path in (place.with_suffix(".py"), place / "__init__.py")]
    return frozenset(path for path in paths if path.is_file())


@cache
def begins_in(root: Path, package: str) -> bool:
    """Whether a folder holds a module or package of this name."""
    return (root / package).is_dir() or (root / f"{package}.py").is_file()


@cache
def named_by(path: Path) -> frozenset[str]:
    """Dotted names of all that a Python file imports."""
    package = next((path.relative_to(root).parent.parts for root in ROOTS if path.is_relative_to(root)), ())
    return frozenset(modules(ast.parse(path.read_bytes()), package))


@cache
def imported(path: Path) -> frozenset[Path]:
    """Files of the repository that a Python file imports itself."""
    return frozenset(file for name in named_by(path) for file in files_of(name, path.parent))


@cache
def closure(path: Path) -> frozenset[Path]:
    """All Python files that a file reaches by imports, itself included."""
    found, new = {path}, [path]
    while new:
        more = imported(new.pop()) - found
        found |= more
        new += more
    return frozenset(found)


@cache
def data_of(folder: Path) -> frozenset[Path]:
    """What lies beside the modules of a package and is not a module: scripts, styles, templates, pictures."""
    inner = [path for path in folder.iterdir() if path.is_dir() and path.name != "__pycache__"]
    here = {path for path in folder.iterdir() if path.is_file() and path.suffix not in (".py", ".pyc")}
    return frozenset(here.union(*(data_of(path) for path in inner if not (path / "__init__.py").exists())))


@cache
def repository() -> tuple[Path, ...]:
    """All files of the repository that git does not ignore; without git, none may be left out, so it is refused."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.check_output(command, text=True).split("\0")
    return tuple(path for name in sorted(filter(None, names)) if (path := ROOT / name).is_file())


def of_the_house(path: Path) -> bool:
    """Whether a file is none of the book's contents."""
    name = path.relative_to(ROOT).as_posix()
    return name.startswith(STYLE) or not name.startswith(CONTENTS)


@cache
def starts_processes(path: Path) -> bool:
    """Whether a test file, its folder's conftest, or what they reach by imports, starts processes, such as kernels."""
    own = [file for file in conftests(path) if file.parent.name != "tests"]
    files = closure(path).union(*map(closure, own))
    return any(not STARTERS.isdisjoint(named_by(file)) for file in files)


@cache
def conftests(path: Path) -> tuple[Path, ...]:
    """The conftest files that pytest loads for a test file."""
    folders = [folder for folder in path.parents if folder.is_relative_to(ROOT)]
    return tuple(file for folder in folders if (file := folder / "conftest.py").is_file())


@cache
def files_read_by(path: Path, patterns: tuple[str, ...], processes: bool) -> frozenset[Path]:
    """Files that a test file depends on, the built book left out; patterns : its list READS."""
    found = set(closure(path)).union(*map(closure, conftests(path)))
    found = found.union(*(data_of(file.parent) for file in found if file.is_relative_to(ROOT / "src" / "helpers")))
    found |= {ROOT / name for name in SETTINGS}
    for pattern in patterns:
        found |= {file for file in ROOT.glob(pattern) if file.is_file()}
    return frozenset(found | set(filter(of_the_house, repository())) if processes else found)


@cache
def built_book() -> frozenset[Path]:
    """All sources, and every file of the built book."""
    built = (path for path in (ROOT / "_build" / "html").rglob("*") if path.is_file())
    return frozenset([*repository(), *built])


# Words


@cache
def packages() -> str:
    """Installed packages and their versions."""
    found = {f"{one.metadata['Name']} {one.version}" for one in metadata.distributions()}
    return "\n".join(sorted(found))


@cache
def machine() -> str:
    """Python, the kind of machine and of its arithmetic, time zone, language, settings of the environment."""
    from helpers.sphinxext.execution import arithmetic

    names = [name for name in os.environ if name.startswith("EXPLORABLE_") and name not in NOT_OURS]
    names += [name for name in os.environ if name.endswith("_NUM_THREADS") or name in VARIABLES]
    settings = [f"{name}={os.environ[name]}" for name in sorted(set(names))]
    return repr((sys.version, platform.platform(), arithmetic(), time.tzname, settings))


@cache
def browser() -> str:
    """The browser's version and the fonts that are installed; how it is started is in browsers.py."""
    from browsers import FIREFOX, chromium_program, in_firefox, program

    found = program("FIREFOX", FIREFOX) if in_firefox() else chromium_program()
    version = said([found, "--version"]) if found else "none"
    return f"{found} {version}\n{said(['fc-list', ':', 'file'])}"


def said(command: list[str]) -> str:
    """What a command prints, in sorted lines; nothing where it is not installed."""
    try:
        return "\n".join(sorted(subprocess.run(command, capture_output=True, text=True).stdout.splitlines()))
    except OSError:
        return ""


# Keys


@cache
def digest(path: Path) -> str:
    """Hash of a file's bytes; of one that is not there, nothing."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


@cache
def line_of(path: Path) -> str:
    """A file's name from ROOT and the hash of its bytes."""
    return f"{os.path.relpath(path, ROOT)} {digest(path)}"


@cache
def digest_of(files: frozenset[Path]) -> str:
    """Hash of the names and bytes of files; where ROOT lies does not count."""
    return hashlib.sha256(repr(sorted(map(line_of, files))).encode()).hexdigest()


def forget() -> None:
    """What files held may have changed since."""
    for kept in (digest, line_of, digest_of):
        kept.cache_clear()


def key_of(test: str, files: Iterable[frozenset[Path]], words: Iterable[str]) -> str:
    """A key: the hash of a test's name, of names and bytes of sets of files, and of words."""
    return hashlib.sha256(repr((test, sorted(map(digest_of, files)), sorted(words))).encode()).hexdigest()
