# Colab gives this notebook no files: fetch the book's helpers, and what their
# formulas need, where they are missing.
import importlib.util
import subprocess
import sys

if importlib.util.find_spec("helpers") is None:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
    wanted = ["git+$url@$tag"]
    subprocess.check_call([*pip, *wanted, "$formulas"])
