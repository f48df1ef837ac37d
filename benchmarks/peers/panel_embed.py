"""Panel, `embed=True`: a Bokeh figure and a sentence that follow three widgets; every state is run and stored."""

from pathlib import Path

import panel as pn
from bokeh.models import ColumnDataSource
from bokeh.plotting import figure
from demo import TEMPERATURES, TOP_KS, TOP_PS, WORDS, next_word_probabilities, sentence

pn.config.safe_embed = True  # with `trigger` below: or a state that says what its neighbour says stores no sentence


def layout():
    temperature = pn.widgets.DiscreteSlider(name="temperature", options=TEMPERATURES, value=1.0)
    top_k = pn.widgets.DiscreteSlider(name="top-k", options=TOP_KS, value=20)
    top_p = pn.widgets.DiscreteSlider(name="top-p", options=TOP_PS, value=1.0)
    bars = ColumnDataSource({"word": WORDS, "p": next_word_probabilities()})
    fig = figure(y_range=WORDS[::-1], x_range=(0, 1), width=400, height=420, toolbar_location=None)
    fig.hbar(y="word", right="p", height=0.8, source=bars)
    told = pn.pane.HTML(sentence(next_word_probabilities()))

    def update(temperature, top_k, top_p):
        p = next_word_probabilities(temperature, top_k, top_p)
        bars.data["p"] = p
        told.object = sentence(p)
        told.param.trigger("object")

    pn.bind(update, temperature, top_k, top_p, watch=True)
    return pn.Column(temperature, top_k, top_p, fig, told)


def build(folder, **files):
    page = Path(folder) / "index.html"
    layout().save(page, embed=True, max_states=4000, max_opts=20, resources="inline", progress=False, **files)
    return page
