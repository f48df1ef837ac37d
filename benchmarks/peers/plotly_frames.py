"""Plotly: one frame a state and one slider over them; three sliders do not combine without a kernel or JavaScript."""

from pathlib import Path

import plotly.graph_objects as go
from demo import TEMPERATURES, WORDS, next_word_probabilities, sentence


def frame(temperature):
    p = next_word_probabilities(temperature)
    return go.Frame(data=[go.Bar(x=p)], layout={"title": {"text": sentence(p)}}, name=str(temperature))


def step(name):
    how = {"mode": "immediate", "frame": {"duration": 0, "redraw": True}, "transition": {"duration": 0}}
    return {"method": "animate", "label": name, "args": [[name], how]}


def build(folder):
    page, p = Path(folder) / "index.html", next_word_probabilities()
    frames = [frame(temperature) for temperature in TEMPERATURES]
    steps = [step(frame.name) for frame in frames]
    fig = go.Figure([go.Bar(x=p, y=WORDS, orientation="h")], frames=frames)
    fig.update_layout(width=700, height=560, title={"text": sentence(p), "font": {"size": 12}})
    fig.update_layout(sliders=[{"active": 9, "currentvalue": {"prefix": "temperature "}, "steps": steps}])
    fig.update_xaxes(range=[0, 1]).update_yaxes(autorange="reversed")
    fig.write_html(page, auto_play=False)
    return page
