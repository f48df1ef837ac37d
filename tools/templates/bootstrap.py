# Colab gives this notebook no files: fetch the book's helpers, and what their formulas need, where they are missing.
import importlib.util
import subprocess
import sys

if importlib.util.find_spec("helpers") is None:
    wanted = ["git+$url@$tag", "$formulas"]
    subprocess.check_call([sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", *wanted])
