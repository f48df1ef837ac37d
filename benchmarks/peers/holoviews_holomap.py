"""HoloViews: a HoloMap of bars, keyed by the three settings; the label of each is its sentence, shown as the title.

Options are defaults and each frame has its own range: otherwise each state takes longer the more states there are.
"""

from itertools import product
from pathlib import Path

import holoviews as hv
import panel as pn
from demo import TEMPERATURES, TOP_KS, TOP_PS, WORDS, next_word_probabilities, sentence

START = {"temperature": 1.0, "top-k": 20, "top-p": 1.0}

hv.extension("bokeh")
pn.config.safe_embed = True
# A title that is that of the state before is not stored; with the dimensions, as by default, each has its own.
look = {"title": "{dimensions}\n{label}", "fontsize": {"title": 9}, "width": 640, "height": 420, "toolbar": None}
axes = {"invert_axes": True, "invert_yaxis": True, "ylim": (0, 1), "framewise": True, "axiswise": True}
hv.opts.defaults(hv.opts.Bars(**look, **axes))


def picture(state):
    p = next_word_probabilities(*state)
    return hv.Bars((WORDS, p), "word", "p", label=sentence(p))


def build(folder):
    page = Path(folder) / "index.html"
    pictures = {state: picture(state) for state in product(TEMPERATURES, TOP_KS, TOP_PS)}
    settings = [hv.Dimension(name, default=start) for name, start in START.items()]
    hv.save(hv.HoloMap(pictures, kdims=settings), page, resources="inline")
    return page
