"""The figure that readers of the book see: the cells of its notebook up to the explorable `sampling`.

It shows more than the other pages: all 3,414 words, hollow bars, crosses, a stacked bar, presets and a question. Its
sliders have the demo's 20 × 20 × 10 positions here, the last of top-k being all words, so that it is dragged alike.
"""

from book_cells import sources
from book_page import write_page
from demo import TEMPERATURES, TOP_KS, TOP_PS

from helpers import Slider, explore

CELLS = sources()
SPACE = {}  # the notebook's names
exec(CELLS.pop("imports"), SPACE)
exec(CELLS.pop("word-model"), SPACE)
ALL = SPACE["SIZE"]


def explore_as_demo(update, *figures, **options):
    update.__defaults__ = (1.0, ALL, 1.0)  # where the demo starts
    top_ks = [*TOP_KS[:-1], ALL]
    grid = {"temperature": Slider(TEMPERATURES), "top_k": Slider(top_ks), "top_p": Slider(TOP_PS)}
    return explore(update, *figures, **options, **grid)


SPACE["explore"] = explore_as_demo


def build(folder):
    for name, source in CELLS.items():
        exec(compile(source.replace("\nexplore(", "\nshown = explore("), name, "exec"), SPACE)
    return write_page(folder, SPACE["shown"], title="Temperature, top-k, top-p")


def told(state):
    top_k = ALL if state["top_k"] == TOP_KS[-1] else state["top_k"]
    return SPACE["update"](**{**state, "top_k": top_k})
