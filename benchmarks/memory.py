"""The memory a notebook needs: `make memory` runs each in a kernel and prints its peak.

Binder gives 2 GB, of which Jupyter's server takes up to 0.2: a kernel that needs more than 1.8 GB fails this script.
Counts what is in memory at once (VmHWM of Linux), in GB of 10⁹ bytes.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from frontend import Frontend  # noqa: E402
from repository import tracked  # noqa: E402

LIMIT = 1.8  # GB


def peak(notebook: Path) -> float:
    """The most that the notebook's kernel has held, in GB."""
    environment = {name: value for name, value in os.environ.items() if name != "EXPLORABLE_MODE"}
    with tempfile.TemporaryDirectory() as specs:
        options = {"folder": notebook.parent, "env": environment, "specs": Path(specs)}
        with Frontend(Path(sys.executable), **options) as kernel:
            kernel.run_notebook(notebook)
            status = Path(f"/proc/{kernel.pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024 / 1e9


def main() -> None:
    notebooks = [path for path in tracked(ROOT) if path.suffix == ".ipynb"]
    peaks = {}
    for path in notebooks:
        peaks[path.stem] = peak(path)
        print(f"{peaks[path.stem]:5.2f} GB  {path.relative_to(ROOT / 'book').with_suffix('')}", flush=True)
    over = [name for name, most in peaks.items() if most > LIMIT]
    print(f"The most is {max(peaks.values()):.2f} GB; Binder leaves {LIMIT} GB to a kernel.")
    if over:
        sys.exit(f"Too much for Binder: {', '.join(over)}.")


if __name__ == "__main__":
    main()
