"""HoloViews: a HoloMap of bars, keyed by the three settings; its sentence is the title."""

from itertools import product
from pathlib import Path

import holoviews as hv

from demo import TEMPERATURES, TOP_KS, TOP_PS, WORDS, next_word_probabilities, sentence

hv.extension("bokeh")


def picture(state):
    p = next_word_probabilities(*state)
    look = {"invert_axes": True, "invert_yaxis": True, "ylim": (0, 1), "width": 640, "height": 420, "toolbar": None}
    return hv.Bars((WORDS, p), "word", "p").opts(title=sentence(p), fontsize={"title": 9}, **look)


def build(folder):
    page = Path(folder) / "index.html"
    states = product(TEMPERATURES, TOP_KS, TOP_PS)
    pictures = hv.HoloMap({state: picture(state) for state in states}, kdims=["temperature", "top-k", "top-p"])
    hv.save(pictures, page, resources="inline")
    return page
