"""Lines that explorables cost their authors: `.venv/bin/python benchmarks/wiring.py [--at REVISION] [--width 80]`.

Counted are the folded code cells of a notebook, but for imports, bootstrap and checks, as ruff formats them at that
width, without blank lines and lines of comment alone. *Figure and wiring* is all of them: data for the picture, the
figure, `update`, its words, controls, presets, question. *Wiring*, a part of it, is what is said to matplotlib and the
engine so that the picture moves and is controlled, each line of these statements:

- calls of `explore`, `calculate`, `predict`, `Quantity` and `Result`, and statements outside functions that only
  prepare their arguments: names used nowhere else but in such statements, with whatever is added to them later;
- controls in a signature that has annotations;
- in functions, statements that move a mark (`set_…`, `set`, `show`), and loops that do nothing else;
- a mark taken out of a list (`[line] = ax.plot(…)`), tuples of marks that a function returns, and their unpacking.

Lines can be squeezed, tokens cannot: the last columns count Python's tokens (a name, a number, a string, a sign) of all
figure and wiring, and of the wiring.
"""

from __future__ import annotations

import argparse
import ast
import io
import json
import subprocess
import sys
import tokenize
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
ENGINE = {"explore", "calculate", "predict", "Quantity", "Result"}
CONTROLS = {"Slider", "Choice", "Toggle", "Point", "Pick"}
SKIPPED = {"bootstrap", "check", "model"}


def source_of(path: Path, revision: str | None) -> dict:
    """The notebook, now or at a revision."""
    if revision is None:
        return json.loads(path.read_text("utf-8"))
    name = path.resolve().relative_to(TOP).as_posix()
    shown = subprocess.run(["git", "show", f"{revision}:{name}"], cwd=TOP, capture_output=True, check=True)
    return json.loads(shown.stdout)


def folded(notebook: dict, width: int) -> str:
    """Source of the cells that count, formatted at `width` columns."""
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    tags = [set(cell["metadata"].get("tags", [])) for cell in cells]
    kept = [c for c, own in zip(cells, tags, strict=True) if own & {"hide-input", "explorable"} and not own & SKIPPED]
    text = "\n\n".join("".join(cell["source"]) for cell in kept if cell["id"] != "imports")
    command = [sys.executable, "-m", "ruff", "format", "--line-length", f"{width}"]
    command += ["--config", "format.skip-magic-trailing-comma=true", "--stdin-filename", "cells.py", "-"]
    return subprocess.run(command, input=text, capture_output=True, check=True, text=True).stdout


def called(node: ast.AST) -> set[str]:
    """Names of all functions and methods that are called in `node`."""
    calls = [one.func for one in ast.walk(node) if isinstance(one, ast.Call)]
    return {getattr(func, "id", None) or getattr(func, "attr", "") for func in calls}


def names(node: ast.AST, context: type) -> list[str]:
    """Names that `node` reads (ast.Load) or binds (ast.Store)."""
    return [one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, context)]


def target_of(statement: ast.stmt) -> set[str]:
    """Names that a statement binds or adds to."""
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    roots = [one for target in targets if target for one in ast.walk(target) if isinstance(one, ast.Name)]
    return {root.id for root in roots}


def moves(statement: ast.stmt) -> bool:
    """Whether a statement of a function moves a mark; a loop, whether all that it does is that."""
    if isinstance(statement, ast.For | ast.If):
        return all(moves(inner) for inner in (*statement.body, *statement.orelse))
    if isinstance(statement, ast.Assign):
        return any(isinstance(target, ast.Attribute) and target.attr in ("stale", "xy") for target in statement.targets)
    methods = {one for one in called(statement) if one in ("set", "show", "set_data") or one.startswith("set_")}
    return isinstance(statement, ast.Expr) and bool(methods)


def unpacks(statement: ast.stmt) -> bool:
    """Whether a statement takes marks out of what a call returns."""
    if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.List | ast.Tuple):
        return False
    return bool(called(statement.value)) and not {"new_figure"} >= called(statement.value)


def prepared(body: list[ast.stmt]) -> list[ast.stmt]:
    """Statements outside functions that serve nothing but calls of the engine."""
    serving = [one for one in body if isinstance(one, ast.Expr | ast.Assign) and called(one) & ENGINE]
    while True:
        others = [one for one in body if one not in serving]
        wanted = {name for one in serving for name in names(one, ast.Load)}
        used = {name for one in others for name in names(one, ast.Load) if name not in target_of(one)}
        more = [
            one
            for one in others
            if isinstance(one, ast.Assign | ast.AugAssign) and target_of(one) & wanted and not target_of(one) & used
        ]
        more = [one for one in more if not called(one) & {"new_figure", "line", "points", "plot"}]
        if not more:
            return serving
        serving += more


def wiring(tree: ast.Module) -> set[int]:
    """Numbers of the lines that are wiring."""
    found = list(prepared(tree.body))
    found += [one for one in tree.body if unpacks(one)]
    for function in (one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)):
        inside = [one for one in ast.walk(function) if isinstance(one, ast.stmt) and one is not function]
        found += [one for one in inside if moves(one) or unpacks(one)]
        returned = [one for one in inside if isinstance(one, ast.Return) and isinstance(one.value, ast.Tuple)]
        found += [one for one in returned if "new_figure" in called(function) or "plot" in called(function)]
        found += [argument.annotation for argument in function.args.args if argument.annotation is not None]
    return {number for one in found for number in range(one.lineno, one.end_lineno + 1)}


def tokens(text: str) -> list[int]:
    """The line of each token that says something."""
    silent = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)
    return [one.start[0] for one in tokenize.generate_tokens(io.StringIO(text).readline) if one.type not in silent]


def count(notebook: dict, width: int) -> tuple[int, ...]:
    """Explorables of a notebook, its lines of figure and wiring, those of wiring, and the tokens of both."""
    text = folded(notebook, width)
    tree = ast.parse(text)
    code = [number for number, line in enumerate(text.splitlines(), 1) if line.strip() and line.strip()[0] != "#"]
    calls = [one for one in ast.walk(tree) if isinstance(one, ast.Call)]
    explorables = sum(getattr(call.func, "id", "") in ("explore", "calculate") for call in calls)
    wired, said = wiring(tree) & set(code), tokens(text)
    return explorables, len(code), len(wired), len(said), sum(line in wired for line in said)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--at", metavar="REVISION", help="count the notebooks as they were")
    parser.add_argument("--width", type=int, default=80, help="columns that the code is formatted to")
    options = parser.parse_args()
    paths = sorted((TOP / "book").glob("*/*.ipynb"))
    rows = {path.stem: count(source_of(path, options.at), options.width) for path in paths}
    rows["all"] = tuple(map(sum, zip(*rows.values(), strict=True)))
    print("| notebook | explorables | lines | wiring | tokens | wiring | of each, an explorable |")
    print("|---|---|---|---|---|---|---|")
    for name, (explorables, *counted) in rows.items():
        each = ", ".join(f"{number / explorables:.0f}" for number in counted)
        print(f"| {name} | {explorables} | {' | '.join(map(str, counted))} | {each} |")


if __name__ == "__main__":
    main()
