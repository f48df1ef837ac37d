"""ipywidgets: `interact` redraws the picture in a kernel; without a kernel the page has a picture and dead sliders."""

import matplotlib.pyplot as plt
from demo import WORDS, next_word_probabilities, sentence
from ipywidgets import FloatSlider, IntSlider, interact


def show(temperature, top_k, top_p):
    p = next_word_probabilities(temperature, top_k, top_p)
    _, ax = plt.subplots(figsize=(6, 4.4))
    ax.barh(WORDS, p)
    ax.set(xlim=(0, 1))
    ax.invert_yaxis()
    plt.show()
    print(sentence(p))


def build(folder=None):
    temperature = FloatSlider(value=1.0, min=0.1, max=2.0, step=0.1)
    top_k, top_p = IntSlider(value=20, min=1, max=20), FloatSlider(value=1.0, min=0.1, max=1.0, step=0.1)
    return interact(show, temperature=temperature, top_k=top_k, top_p=top_p)
