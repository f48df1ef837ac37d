"""Altair: parameters bound to sliders; the mathematics is written again as Vega expressions."""

from pathlib import Path

import altair as alt
import pandas as pd
from demo import LOGITS, WORDS


def knob(name, *, low, step, value):
    high = value if name != "temperature" else 2.0
    return alt.param(name=name, value=value, bind=alt.binding_range(min=low, max=high, step=step, name=f"{name} "))


def build(folder):
    page = Path(folder) / "index.html"
    temperature = knob("temperature", low=0.1, step=0.1, value=1.0)
    top_k, top_p = knob("top_k", low=1, step=1, value=20), knob("top_p", low=0.1, step=0.1, value=1.0)
    words = pd.DataFrame({"word": WORDS, "logit": LOGITS, "place": range(20)})
    shares = (
        alt.Chart(words)
        .add_params(temperature, top_k, top_p)
        .transform_calculate(weight="datum.place < top_k ? exp((datum.logit + 1.23) / temperature) : 0")
        .transform_joinaggregate(sum="sum(weight)")
        .transform_window(reached="sum(weight)", sort=[{"field": "place"}])
        .transform_calculate(before="(datum.reached - datum.weight) / datum.sum")
        .transform_calculate(kept="top_p >= 1 || datum.before < top_p - 1e-9 ? datum.weight : 0")
        .transform_joinaggregate(kept_sum="sum(kept)")
        .transform_calculate(p="datum.kept / datum.kept_sum")
    )
    scale = alt.Scale(domain=[0, 1])
    bars = shares.mark_bar().encode(x=alt.X("p:Q", scale=scale), y=alt.Y("word:N", sort=list(WORDS)))
    told = (
        shares.transform_calculate(bits="datum.p > 0 ? datum.p * log(1 / datum.p) / LN2 : 0", drawn="datum.p > 0")
        .transform_aggregate(count="sum(drawn)", first="max(p)", bits="sum(bits)")
        .transform_calculate(
            told="datum.count + ' of 20 words can be drawn; “defined” gets ' + format(datum.first, '.1%')"
            " + ', entropy ' + format(datum.bits, '.2f') + ' bits.'"
        )
        .mark_text(align="left")
        .encode(text="told:N", x=alt.value(0), y=alt.value(430))
    )
    (bars + told).properties(width=400, height=420).save(page, inline=True, embed_options={"renderer": "svg"})
    return page
