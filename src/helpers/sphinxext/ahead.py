"""Run notebooks before Sphinx reads them, several at a time, into the cache that myst-nb uses.

myst-nb runs one notebook after the other, as it reads them. jupyter-cache's own `local-parallel` hands them out in
blocks, an eighth of all to a core, reports what fails a second time, and counts cores that the process may not use.

The processor time of each run is kept with its outputs, and tests compare it with a budget: wall-clock time says little
where several notebooks run at a time.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import nbformat
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn, JupyterCacheAbstract
from jupyter_cache.executors.utils import single_nb_execution
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from .execution import data_key

# Run last, then taken away: user and system seconds of the kernel, from its start, and of the processes it waited for;
# then what a known piece of work takes at this moment: machines differ by a factor of 2, and busy hours by more.
CORE_SECONDS = """import os, time
taken, begin = sum(os.times()[:4]), time.process_time()
words = sorted(str(n * n % 99991) for n in range(200_000))
sum(len(word) for word in {word: word[::-1] for word in words}.values())
print(taken, time.process_time() - begin)
"""

DATA = "data_key"  # where a record keeps the hash of the data that its notebook read


def run_ahead(app: Sphinx, env: BuildEnvironment, pages: list[str]) -> None:
    """Run the notebooks among `pages` whose outputs are not cached; failures are left to myst-nb to report."""
    if app.config.nb_execution_mode != "cache":
        return
    cache = get_cache(app.config.nb_execution_cache_path)
    srcdir = Path(app.srcdir)
    notebooks = [path for page in pages if (path := Path(env.doc2path(page))).suffix == ".ipynb"]
    paths = [path for path in notebooks if is_new(path, cache, srcdir)]
    if not paths:
        return
    run = partial(run_notebook, timeout=app.config.nb_execution_timeout)
    with ThreadPoolExecutor(min(cores(), len(paths))) as pool:
        for path, outcome in zip(paths, pool.map(run, paths), strict=True):
            if outcome:
                notebook, taken = outcome
                keep(cache, path, notebook, taken | {DATA: data_key(notebook, srcdir)})


def cores() -> int:
    """Number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def is_new(path: Path, cache: JupyterCacheAbstract, srcdir: Path) -> bool:
    """Tell whether the cache lacks a notebook's outputs; False for a file that is not a valid notebook.

    Outputs that came from other data leave the cache here: were they kept, a run that fails now would show them.
    """
    try:
        notebook = nbformat.read(path, as_version=4)
        record = cache.match_cache_notebook(notebook)
    except KeyError:
        return True
    except (ValueError, nbformat.ValidationError):
        return False
    if record.data.get(DATA) == data_key(notebook, srcdir):
        return False
    cache.remove_cache(record.pk)
    return True


def run_notebook(path: Path, *, timeout: float) -> tuple[NotebookNode, dict[str, float]] | None:
    """Run a notebook where it lies; return (the notebook with its outputs, what it took), None if a cell failed."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(new_code_cell(CORE_SECONDS))
    try:
        # Text arrives in pieces that the clock cuts: joined here as it was, where myst-nb would strip each piece's end.
        result = single_nb_execution(
            notebook, cwd=str(path.parent), timeout=timeout, allow_errors=False, coalesce_streams=True
        )
    except Exception:  # a kernel that dies, or is not installed: the same happens to myst-nb, which says so
        return None
    if result.err:
        return None
    core_seconds, known_work = map(float, notebook.cells.pop().outputs[0].text.split())
    return notebook, {"execution_seconds": result.time, "core_seconds": core_seconds, "known_work": known_work}


def keep(cache: JupyterCacheAbstract, path: Path, notebook: NotebookNode, taken: dict[str, float]) -> None:
    """Cache the outputs of a notebook as myst-nb does, with what its run took."""
    bundle = CacheBundleIn(notebook, str(path), data=taken)
    cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)


def setup_ahead(app: Sphinx) -> None:
    """Run them once Sphinx knows which pages it is going to read."""
    app.connect("env-before-read-docs", run_ahead)
