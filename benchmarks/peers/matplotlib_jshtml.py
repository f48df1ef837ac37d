"""matplotlib `to_jshtml`: one picture a state and one slider over them; the sentence is in the picture."""

from pathlib import Path

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
from demo import TEMPERATURES, WORDS, next_word_probabilities, sentence
from matplotlib.animation import FuncAnimation


def build(folder):
    page = Path(folder) / "index.html"
    fig, ax = plt.subplots(figsize=(6, 4.4), layout="constrained")
    bars = ax.barh(WORDS, next_word_probabilities())
    ax.set(xlim=(0, 1))
    ax.invert_yaxis()

    def update(temperature):
        p = next_word_probabilities(temperature)
        for bar, share in zip(bars, p, strict=True):
            bar.set_width(share)
        ax.set_title(f"temperature {temperature}: {sentence(p)}", fontsize=7)

    page.write_text(FuncAnimation(fig, update, frames=TEMPERATURES).to_jshtml(default_mode="once"), "utf-8")
    return page
