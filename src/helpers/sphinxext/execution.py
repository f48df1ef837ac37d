"""The execution cache: its folder is named by a hash of all that a notebook's output depends on, its cells apart.

jupyter-cache compares cells and kernelspec only. An edit of the engine, the data or the pins therefore has to lead to
another folder, and so has another kind of processor, whose sums end in other digits. `nb_execution_cache_path` belongs
to Sphinx's environment: another folder has every page read again.

Stored data that only notebooks name, as in `bundled("words.npz")`, is not part of it: a hash of those files is kept
beside each notebook's outputs (ahead.py), so that only the notebooks run again that read what has changed.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import nbformat
import numpy as np
from docutils.nodes import document
from nbformat import NotebookNode
from sphinx.application import Sphinx
from sphinx.config import Config
from threadpoolctl import threadpool_info

import helpers

OWN = "numpy"  # in the path of its BLAS: faiss, where a process has loaded it, brings another with kernels of its own
KEPT_CACHES = 4  # the newest folders; older ones belong to earlier code
NAMED = re.compile(r"""\bbundled\(\s*\\?["']([^"'\\]+)""")  # in a cell, or in a notebook's file, which escapes quotes
CODE = {".py", ".mplstyle", ".html", ".svg"}  # scripts and style sheets are not part of any output


def execution_inputs(package: str | Path, srcdir: str | Path) -> list[tuple[str, Path]]:
    """List the files that every notebook's output may depend on: code, pins, and data that no notebook alone names.

    package : folder of `helpers`; srcdir : folder of the book's sources, whose parent holds `requirements.txt`.
    Returns (name, path) pairs, sorted by name; the names do not depend on where the repository is. This extension
    itself is left out: it writes pages from outputs, and no cell imports it.
    """
    package, srcdir = Path(package), Path(srcdir)
    code = code_of(package)
    own = own_data(package, srcdir)
    stored = [path for path in (srcdir / "data").rglob("*") if path.is_file() and path.suffix != ".md"]
    data = [path for path in stored if path.name not in own]
    named = [(f"helpers/{path.relative_to(package).as_posix()}", path) for path in code]
    named += [(path.relative_to(srcdir).as_posix(), path) for path in data]
    pins = srcdir.parent / "requirements.txt"
    return sorted(named + ([("requirements.txt", pins)] if pins.exists() else []))


def code_of(package: Path) -> list[Path]:
    """Files of `helpers` that cells may import or show."""
    return [path for path in package.rglob("*") if path.suffix in CODE and package / "sphinxext" not in path.parents]


def own_data(package: Path, srcdir: Path) -> set[str]:
    """Names of the stored data that notebooks name and `helpers` does not."""
    return named_in(srcdir.rglob("*.ipynb")) - named_in(code_of(package))


def named_in(paths: Iterable[Path]) -> set[str]:
    """Names of the stored data that files of code, or notebooks, read by `bundled`."""
    return {name for path in paths for name in NAMED.findall(path.read_text("utf-8"))}


def data_of(notebook: NotebookNode, srcdir: Path) -> list[Path]:
    """Files of the stored data that a notebook's code names, sorted; those that are missing are left out."""
    names = {name for cell in notebook.cells if cell.cell_type == "code" for name in NAMED.findall(cell.source)}
    return [path for name in sorted(names) if (path := srcdir / "data" / name).is_file()]


def data_key(notebook: NotebookNode, srcdir: Path) -> str:
    """Hash names and contents of `data_of`: 16 hexadecimal digits."""
    digest = hashlib.sha256()
    for path in data_of(notebook, srcdir):
        add(digest, path.name, path)
    return digest.hexdigest()[:16]


def execution_key(package: str | Path, srcdir: str | Path, *, mode: str) -> str:
    """Hash names and contents of `execution_inputs`, mode of explorables, and arithmetic: 16 hexadecimal digits."""
    digest = hashlib.sha256(repr((mode, arithmetic())).encode())
    for name, path in execution_inputs(package, srcdir):
        add(digest, name, path)
    return digest.hexdigest()[:16]


def add(digest: hashlib._Hash, name: str, path: Path) -> None:
    """Add a file to a hash, under a name that does not depend on where it lies."""
    content = path.read_bytes()
    digest.update(f"\0{name}\0{len(content)}\0".encode())
    digest.update(content)


def arithmetic() -> tuple[list[str], list[str]]:
    """What decides the last digits of numpy's numbers: the instructions that it finds, and the kernels of its BLAS."""
    found = np.show_config(mode="dicts").get("SIMD Extensions", {}).get("found", [])
    kernels = {
        library["architecture"]
        for library in threadpool_info()
        if OWN in library["filepath"] and "architecture" in library
    }
    return sorted(found), sorted(kernels)


def choose_cache(app: Sphinx, config: Config) -> None:
    """Point myst-nb at the cache folder of the present engine, data, pins and mode."""
    mode = os.environ.get("EXPLORABLE_MODE", "live")
    key = execution_key(Path(helpers.__file__).parent, app.srcdir, mode=mode)
    caches = cache_folder(app)
    config.nb_execution_cache_path = str(caches / f"execution-{key}")
    drop_old_caches(caches, keep=f"execution-{key}")


def cache_folder(app: Sphinx) -> Path:
    """Name the folder, beside the built pages, for what is slow to make and may be deleted at any time."""
    return Path(app.outdir).parent / "cache"


def drop_old_caches(caches: Path, *, keep: str) -> None:
    """Delete all but the newest execution caches and the one named `keep`."""
    others = [path for path in caches.glob("execution-*") if path.name != keep]
    others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in others[KEPT_CACHES - 1 :]:
        shutil.rmtree(path)


def note_data(app: Sphinx, doctree: document) -> None:
    """Have Sphinx read a notebook again when data that it names changes."""
    path = Path(app.env.doc2path(app.env.docname))
    if path.suffix == ".ipynb":
        for file in data_of(nbformat.read(path, as_version=4), Path(app.srcdir)):
            app.env.note_dependency(str(file))


def setup_execution(app: Sphinx) -> None:
    """Choose the cache as soon as the configuration is known; note what each notebook reads."""
    app.connect("config-inited", choose_cache)
    app.connect("doctree-read", note_data)
