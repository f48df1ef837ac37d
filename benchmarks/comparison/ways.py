"""The compared ways to make the demo: which files an author writes, and how a reader moves the sliders."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PEERS = Path(__file__).resolve().parents[1] / "peers"
MATHEMATICS = "demo.py"


@dataclass(frozen=True)
class Way:
    """One row of the table.

    module : name of the file in benchmarks/peers with `build(folder)`, which returns the page.
    files : what an author writes, in benchmarks/peers; () for the cells of the book's notebook.
    slider : selector of the sliders, through shadow roots; `inset` is px between a slider's box and its first position.
    states : how many the page has; those with fewer than all have only the first slider.
    again : whether the author writes the mathematics in JavaScript too.
    """

    module: str
    label: str
    files: tuple[str, ...]
    slider: str = "input[type=range]"
    inset: float = 8
    states: int = 4000
    again: bool = False

    @property
    def book(self) -> bool:
        """Whether the book's own environment builds it."""
        return self.module.startswith("this_book")

    @property
    def bitmap(self) -> bool:
        """Whether the sentence is a part of a bitmap, so that its text cannot be compared."""
        return self.module == "matplotlib_jshtml"


def way(module: str, label: str, *others: str, **options) -> Way:
    return Way(module, label, (f"{module}.py", *others), **options)


TRACK = {"slider": ".noUi-target", "inset": 0}
WAYS = (
    way("panel_embed", "Panel `embed`, inline", MATHEMATICS, **TRACK),
    way("panel_json", "Panel `embed`, json files", "panel_embed.py", MATHEMATICS, **TRACK),
    way("holoviews_holomap", "HoloViews HoloMap", MATHEMATICS, **TRACK),
    way("bokeh_customjs", "Bokeh CustomJS", "bokeh_customjs.js", MATHEMATICS, again=True, **TRACK),
    way("plotly_frames", "Plotly frames", MATHEMATICS, slider=".slider-rail-touch-rect", inset=10, states=20),
    way("matplotlib_jshtml", "matplotlib `to_jshtml`", MATHEMATICS, states=20),
    way("altair_params", "Altair parameters", MATHEMATICS, again=True),
    Way("svg_by_hand", "SVG and JavaScript by hand", ("svg_by_hand.html",), again=True),
    way("this_book", "**this book's `explore`**", MATHEMATICS),
    Way("this_book_notebook", "**the book's own figure**, which shows more", ()),
)
KERNEL = way("ipywidgets_kernel", "ipywidgets and a live kernel", MATHEMATICS)
