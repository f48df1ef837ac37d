"""What was measured as a table in Markdown."""

from __future__ import annotations

HEADINGS = (
    "way",
    "author lines",
    "build s",
    "states",
    "kB gzip",
    "works ms",
    "move ms p50 / p95",
    "p95, CPU ÷ 4",
    "file://",
    "picture without JS",
    "named native sliders",
    "outside",
    "mathematics again in JS",
)


def yes(value: bool) -> str:
    return "yes" if value else "no"


def number(value: float | None) -> str:
    """A number with as many digits as are worth reading; a dash for none."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 99.95 else f"{value:.1f}" if value >= 9.95 else f"{value:.2f}"


def states(count: int) -> str:
    """How many states; those with one slider are said to have one."""
    return {1: "1", 20: "20 (one slider)"}.get(count, f"{count:,}")


def works(found: dict) -> str:
    """Time of the first move that works, in brackets over the slow line."""
    if found["works"] is None:
        return "**never**"
    return f"{found['works']:,.0f}" + (f" ({found['slow']:,.0f})" if found.get("slow") else "")


def cells(found: dict) -> list[str]:
    """One row; what a way has no figure for is a dash."""
    move, slower = found.get("move"), found.get("slower")
    return [
        found["label"],
        str(found["lines"]),
        number(found.get("seconds")),
        states(found["states"]),
        number(found["bytes"] / 1000 if found.get("bytes") else None),
        works(found),
        f"{number(move['median'])} / {number(move['p95'])}" if move else "–",
        number(slower["p95"]) if slower else "–",
        *("–" if found.get(name) is None else yes(found[name]) for name in ("file", "still", "named")),
        "–" if found.get("outside") is None else str(found["outside"]),
        yes(found["again"]),
    ]


def table(rows: list[dict]) -> str:
    """The whole table."""
    lines = [HEADINGS, ["---"] * len(HEADINGS), *map(cells, rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
