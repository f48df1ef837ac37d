"""Bokeh: three sliders, a figure and a sentence, moved by JavaScript that holds the mathematics again."""

from pathlib import Path

from bokeh.layouts import column
from bokeh.models import ColumnDataSource, CustomJS, Div, Slider
from bokeh.plotting import figure, save
from bokeh.resources import INLINE
from demo import LOGITS, WORDS, next_word_probabilities, sentence


def build(folder):
    page, p = Path(folder) / "index.html", next_word_probabilities()
    bars = ColumnDataSource({"word": WORDS, "p": p})
    fig = figure(y_range=WORDS[::-1], x_range=(0, 1), width=400, height=420, toolbar_location=None)
    fig.hbar(y="word", right="p", height=0.8, source=bars)
    told = Div(text=sentence(p))
    sliders = {
        "temperature": Slider(start=0.1, end=2.0, step=0.1, value=1.0, title="temperature"),
        "top_k": Slider(start=1, end=20, step=1, value=20, title="top-k"),
        "top_p": Slider(start=0.1, end=1.0, step=0.1, value=1.0, title="top-p"),
    }
    code = Path(__file__).with_suffix(".js").read_text("utf-8")
    move = CustomJS(args={"bars": bars, "told": told, "logits": LOGITS, **sliders}, code=code)
    for slider in sliders.values():
        slider.js_on_change("value", move)
    save(column(*sliders.values(), fig, told), page, resources=INLINE, title="Three knobs")
    return page
