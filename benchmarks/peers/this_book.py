"""This book's `explore`: the bars are drawn once and moved by a function of the three settings."""

from book_page import write_page
from demo import WORDS, next_word_probabilities, sentence

from helpers import explore
from helpers.plots import new_figure, token_bars


def build(folder):
    fig, ax = new_figure(height=4.2)
    bars = token_bars(ax, WORDS, next_word_probabilities())
    ax.set(xlim=(0, 1))

    def update(temperature=1.0, top_k=20, top_p=1.0):
        p = next_word_probabilities(temperature, top_k, top_p)
        bars.show(p)
        return sentence(p)

    shown = explore(update, fig, temperature=(0.1, 2.0, 0.1), top_k=(1, 20), top_p=(0.1, 1.0, 0.1))
    return write_page(folder, shown, title="Three knobs")
