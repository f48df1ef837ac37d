"""The figure that readers of the book see: the cells of its notebook up to the explorable `sampling`.

It shows more than the other pages: hollow bars, crosses, a stacked bar, a fact sheet, presets and a question.
"""

from book_cells import sources
from book_page import write_page

CELLS = sources()
SPACE = {}  # the notebook's names
exec(CELLS.pop("imports"), SPACE)


def build(folder):
    for name, source in CELLS.items():
        exec(compile(source.replace("\nexplore(", "\nshown = explore("), name, "exec"), SPACE)
    return write_page(folder, SPACE["shown"], title="Temperature, top-k, top-p")


def told(state):
    return SPACE["update"](**state)
