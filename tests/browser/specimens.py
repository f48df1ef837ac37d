"""Small explorables made on the fly, and pages of them that load the real player from disk."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import sympy

from helpers import Choice, Pick, Point, Slider, Toggle, explore, predict
from helpers.calculator import calculate
from helpers.plots import MODEL, new_figure
from helpers.sphinxext.assets import player_files

ENGINE = Path(__file__).resolve().parents[2] / "src" / "helpers" / "explorable"
MOODS = {"calm": "", "wild": "Wild is loud.", "none": ""}  # with the misconception behind each
PRESETS = {"Tall": {"height": 2.0}, "Low & slow": {"height": 0.1, "shape": "cosine"}, "Marked": {"marks": True}}

THEME = """
html { --pst-color-background: #fff; --pst-color-text-base: #222832; --pst-color-border: #8a8f98;
       --pst-color-primary: #0b6e8a; background: var(--pst-color-background); color: var(--pst-color-text-base); }
html[data-theme=dark] { --pst-color-background: #121212; --pst-color-text-base: #ced6dd;
       --pst-color-border: #8a8f98; --pst-color-primary: #3fb1c5; }
body { margin: 16px; font: 16px sans-serif; }
"""
# Where on the screen a place of the lattice of touched()'s point is, counted from its start
PIXEL = """([x, y]) => {
  const figure = document.getElementById("touched");
  const { place } = JSON.parse(figure.querySelector("script.spec").textContent).controls[0];
  const at = new DOMPoint(place.x[x + 2], place.y[y + 2]);
  const { x: left, y: top } = at.matrixTransform(figure.querySelector("svg.view").getScreenCTM());
  return [left, top];
}"""


@contextmanager
def static_mode():
    """The mode in which the book is built."""
    before = os.environ.get("EXPLORABLE_MODE")
    os.environ["EXPLORABLE_MODE"] = "static"
    try:
        yield
    finally:
        os.environ.pop("EXPLORABLE_MODE")
        if before is not None:
            os.environ["EXPLORABLE_MODE"] = before


def html_of(make: Callable, *given, **options) -> str:
    """What `explore` or `calculate` makes of these arguments, as the book shows it."""
    with static_mode():
        return make(*given, **options)._repr_mimebundle_()["text/html"]


def waves(name: str = "waves") -> str:
    """HTML of an explorable with every kind of control, bars, a line with markers, a clipped line and a white box."""
    fig, ax = new_figure(height=2.4)
    ax.set(xlim=(0, 6), ylim=(-2.2, 2.2), xlabel="place", ylabel="height")
    x = np.linspace(0, 6, 25)
    bars = ax.bar([1, 2, 3], [1, 1, 1], width=0.5, color=MODEL)
    [line] = ax.plot(x, np.sin(x), color="black")
    [dots] = ax.plot(x[::4], np.sin(x[::4]), "o", color="#cd8200")
    note = ax.text(0.2, -1.9, "", bbox={"facecolor": "white", "edgecolor": "black"})

    def update(height=1.0, count=3, shape="sine", marks=False):
        y = height * (np.sin(x) if shape == "sine" else np.cos(x))
        line.set_ydata(1.5 * y)
        dots.set_data(x[::4], y[::4])
        dots.set_visible(marks)
        for number, bar in enumerate(bars):
            bar.set_height(height if number < count else 0.0)
        note.set_text(f"height {height:.1f}")
        return f"{shape} of height {height:.1f}, {count} bar{'s' * (count > 1)}" + (" with marks." if marks else ".")

    return html_of(
        explore,
        update,
        fig,
        name=name,
        title="Waves",
        presets=PRESETS,
        height=Slider((0.1, 2.0, 0.1), label="wave height", unit="m"),
        count=(0, 3),
        shape=Choice(["sine", "cosine"], label="shape of the wave"),
        marks=Toggle("show marks"),
    )


def labelled(words: str) -> str:
    """HTML of an explorable whose option, preset, title, text in the picture and readout are all `words`."""
    fig, ax = new_figure(height=2)
    text = ax.text(0.1, 0.5, "plain")

    def update(choice="plain"):
        text.set_text(choice.replace("$", ""))
        return choice

    return html_of(
        explore, update, fig, name="labelled", title=words, presets={words: {"choice": words}}, choice=["plain", words]
    )


def paired(name: str = "touched") -> str:
    """HTML of an explorable with two points on one lattice."""
    fig, ax = new_figure(height=2.4)
    ax.set(xlim=(-3, 3), ylim=(-3, 3))
    [rings] = ax.plot([], [], "o", color="black")

    def update(first=(-1, -1), second=(1, 1)):
        rings.set_data(*zip(first, second, strict=True))
        return f"{first} and {second}"

    lattice = Point((-2, 2, 1), (-2, 2, 1), axes=ax)
    return html_of(explore, update, fig, name=name, first=lattice, second=lattice)


def touched(name: str = "touched") -> str:
    """HTML of an explorable with a point, a pick, a slider that plays, a question and numbers to take away."""
    fig, ax = new_figure(height=2.6)
    ax.set(xlim=(-3, 3), ylim=(-3, 3))
    [ring] = ax.plot([0], [0], "o", color=MODEL)
    words = [ax.text(-2.5 + 2 * i, -2.5, word) for i, word in enumerate(("one", "two", "three"))]

    def update(place=(0, 0), word="one", step=0):
        ring.set_data([place[0]], [place[1]])
        ring.set_markersize(6 + step)
        for text in words:
            text.set_alpha(1.0 if text.get_text() == word else 0.4)
        return f"at {place[0]}, {place[1]}; {word}; step {step}"

    return html_of(
        explore,
        update,
        fig,
        name=name,
        title="Touched",
        place=Point(x=(-2, 2, 1), y=(-2, 2, 1), axes=ax, label="place"),
        word=Pick(["one", "two", "three"], words, label="word"),
        step=Slider((0, 4), play=True),
        shared=["step"],
        predict=predict("How many steps are there?", lambda: 4, state={"step": 4}),
        numbers=lambda place, word, step: {"step": range(step + 1), "square": [n * n for n in range(step + 1)]},
    )


def asked(name: str = "asked", *, height: float = 2) -> str:
    """HTML of an explorable with a long slider that plays, a question of labels, and no numbers of its own."""
    fig, ax = new_figure(height=height)
    text = ax.text(0.1, 0.5, "")

    def update(step=38, mood="calm", loud=False):
        text.set_text(f"{step} {mood}")
        return f'step {step}, "{mood}"' + (", loud" if loud else "")

    return html_of(
        explore,
        update,
        fig,
        name=name,
        title='Asked "why"',
        presets={"Quiet": {"step": 3}},
        step=Slider((0, 40), play=True),
        mood=["calm", "wild"],
        loud=Toggle("loud"),
        shared=["step"],
        predict=predict("Which mood?", lambda: "calm", options=MOODS, because="It is."),
    )


def switched(name: str = "switched") -> str:
    """HTML of an explorable with a switch that is on at the start and a slider of hundredths and hundreds."""
    fig, ax = new_figure(height=2)
    text = ax.text(0.1, 0.5, "")

    def update(on=True, size=0.25):
        text.set_text(f"{size}, {'on' if on else 'off'}")
        return text.get_text()

    return html_of(explore, update, fig, name=name, on=Toggle("on"), size=Slider([0.0, 0.25, 0.5, 12.0, 120.0]))


def pointed(name: str = "pointed") -> str:
    """HTML of an explorable with one point, on a lattice that is higher than it is wide."""
    fig, ax = new_figure(height=2.6)
    ax.set(xlim=(-2, 2), ylim=(-1, 9))
    [ring] = ax.plot([0], [0], "o", color=MODEL)

    def update(place=(0, 0)):
        ring.set_data([place[0]], [place[1]])
        return f"at {place[0]}, {place[1]}"

    return html_of(explore, update, fig, name=name, place=Point(x=(-1, 1, 1), y=(0, 8, 1), axes=ax, label="place"))


def long(values: int, name: str = "long") -> str:
    """HTML of an explorable with one slider of so many values that plays."""
    fig, ax = new_figure(height=2)
    text = ax.text(0.1, 0.5, "")

    def update(step=0):
        text.set_text(str(step))
        return f"step {step}"

    return html_of(explore, update, fig, name=name, step=Slider((0, values - 1), play=True))


def pair(name: str = "pair") -> str:
    """HTML of an explorable of two pictures, one higher than the other."""
    figures = [new_figure(height=height)[0] for height in (2.0, 2.5)]
    texts = [fig.axes[0].text(0.1, 0.5, "") for fig in figures]

    def update(size=1):
        for text in texts:
            text.set_text(f"size {size}")
        return f"size {size}"

    return html_of(explore, update, *figures, name=name, title="Pair", size=(1, 2))


def counted(name: str = "counted") -> str:
    """HTML of a calculator that has no picture."""
    size = sympy.Symbol("size")
    return html_of(calculate, {"Twice": 2 * size}, units={"Twice": "", "size": ""}, name=name, size=(1, 3))


def scripts() -> str:
    """Every script of the engine, in the order in which a page loads them."""
    return "\n".join(path.read_text("utf-8") for path in player_files(".js"))


def broken(old: str, new: str) -> str:
    """The engine's scripts with one place changed, for pages that a test must fail on."""
    text = scripts()
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the engine's scripts"
    return text.replace(old, new)


def twins() -> str:
    """HTML of an explorable whose presets read the same."""
    fig, ax = new_figure(height=2)
    [line] = ax.plot([0, 1], [0, 1])

    def update(slope=1):
        line.set_ydata([0, slope])
        return "rises" if slope > 1 else "does not rise"

    presets = {"Up": {"slope": 2}, "High": {"slope": 3}}
    return html_of(explore, update, fig, name="twins", title="Twins", presets=presets, slope=(0, 3))


# Faults: scripts that come after the player's and break what it does through its own seams


def painting(show: str, ready: str = "inner.ready()") -> str:
    """A script that has tables painted differently: the bodies of `show`, and of `ready`, of another painter.

    They know the sound painter `inner`, the figure, its spec, `values`, `positions` and `last`, the readout before.
    """
    return f"""{{
      const sound = Explorable.painters.tables;
      Explorable.painters.tables = (figure, payload, spec) => {{
        const inner = sound(figure, payload, spec);
        let last = "";
        return {{ ...inner, ready: () => {ready}, show(values, positions) {{ {show} }} }};
      }};
    }}"""


def deafness(kind: str, condition: str = "true") -> str:
    """A script that keeps events of a kind from all parts of a figure where `condition`, on `target`, holds."""
    return f"""Explorable.powers.push(({{ figure }}) => figure.addEventListener("{kind}", (event) => {{
      const target = event.target;
      if ({condition}) event.stopImmediatePropagation();
    }}, true));"""


def write_page(path: Path, *figures: str, head: str = "", after: str = "", text: str | None = None) -> str:
    """Write a page of `figures` and return its address.

    `head` comes before all, the script `after` after the engine's; `text` takes the place of those.
    """
    text = scripts() if text is None else text
    style = (ENGINE / "player.css").read_text("utf-8")
    path.write_text(
        f'<!doctype html><html lang="en" data-theme="light"><head><meta charset="utf-8"><title>Specimen</title>'
        f'<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">'
        f"<style>{THEME}{style}</style>{head}"
        f'<script defer src="{path.stem}-engine.js"></script></head><body>{"".join(figures)}</body></html>',
        "utf-8",
    )
    path.with_name(f"{path.stem}-engine.js").write_text(f"{text}\n{after}", "utf-8")
    return path.as_uri()
