"""Tables packed for the page: what the page's script unpacks is what tabulation made."""

import base64
import json
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import ExplorableError
from helpers.explorable.packing import check_weight, common_start, deflated, packed, tables_payload, view_prefix
from helpers.explorable.svg import PREFIX
from helpers.explorable.tables import Table, Tabulation, View

TEXTS = st.text(st.sampled_from("ab<é\U0001d4b3"), max_size=6)


def unpacked(payload: dict) -> Table:
    """What `player.js` reads from a packed table, written independently of `packed`: sums of steps, head and tail."""
    fragments = tuple(payload["head"] + middle + payload["tail"] for middle in payload["middles"])
    return Table(tuple(payload["controls"]), np.cumsum(payload["steps"]), fragments)


@given(st.lists(TEXTS, min_size=1, max_size=6, unique=True), st.data())
@settings(deadline=None)
def test_packing_loses_nothing(fragments, data):
    shape = tuple(data.draw(st.lists(st.integers(1, 3), max_size=3)))
    size = int(np.prod(shape, dtype=int))
    index = data.draw(st.lists(st.integers(0, len(fragments) - 1), min_size=size, max_size=size))
    table = Table(tuple(range(len(shape))), np.array(index).reshape(shape), tuple(fragments))
    back = unpacked(json.loads(json.dumps(packed(table))))
    assert back.fragments == table.fragments
    assert back.index.tolist() == index
    assert back.controls == table.controls


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_the_common_start_is_common_and_longest(texts):
    start = common_start(texts)
    assert all(text.startswith(start) for text in texts)
    longer = {text[: len(start) + 1] for text in texts}
    assert len(longer) > 1 or any(len(text) == len(start) for text in texts)


def test_head_and_tail_never_overlap():
    table = Table((0,), np.array([0, 1]), ("aaa", "aaaa"))
    payload = packed(table)
    assert unpacked(payload).fragments == ("aaa", "aaaa")


def test_ids_get_figure_and_view_and_texts_stay_as_they_are():
    fragments = (f'<path clip-path="url(#{PREFIX}p1)"/>', "<text>@@ #p1 zoo-0-</text>")
    payload = packed(Table((0,), np.array([0, 1]), fragments), "zoo-1-")
    assert unpacked(payload).fragments == ('<path clip-path="url(#zoo-1-p1)"/>', "<text>@@ #p1 zoo-0-</text>")


def test_each_table_gets_the_prefix_of_its_own_view():
    table = Table((0,), np.array([0, 1]), (f"url(#{PREFIX}a)", f"url(#{PREFIX}b)"))
    views = (View(1, 1, "", ("", 0)), View(1, 1, "", (1, "static")))
    readouts = Table((), np.array(0), ("fine",))
    payload = tables_payload(Tabulation(views, (table, table), readouts, {}), "zoo")
    assert [unpacked(item).fragments[0] for item in payload["tables"]] == ["url(#zoo-0-a)", "url(#zoo-1-a)"]
    assert unpacked(payload["readouts"]).fragments == ("fine",)


def test_prefixes_of_views_and_frames_differ():
    prefixes = [view_prefix("zoo", view, frame) for view in range(12) for frame in ("", "frame0-", "frame1-")]
    assert len(set(prefixes)) == len(prefixes)
    assert not any(a != b and a.startswith(b) for a in prefixes for b in prefixes)


@given(st.recursive(st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3), max_leaves=5))
@settings(deadline=None)
def test_deflating_loses_nothing(payload):
    raw = base64.b64decode(deflated(payload))
    assert json.loads(zlib.decompress(raw)) == payload


def test_deflating_gives_the_same_bytes_again():
    payload = {"middles": [f"M{k} {k * k}" for k in range(2000)]}
    assert deflated(payload) == deflated(payload)
    assert len(deflated(payload)) < len(json.dumps(payload)) * 0.6


def test_tables_over_300_kb_are_refused_by_name():
    check_weight("x" * 300_000, "sampling")
    with pytest.raises(ExplorableError, match="tables of 'sampling' weigh 300 kB, more than 300 kB: coarsen a control"):
        check_weight("x" * 300_001, "sampling")


def test_tables_over_the_limit_are_refused_by_explore(monkeypatch):
    from zoo import plain_axes

    from helpers import explore

    monkeypatch.setenv("EXPLORABLE_MODE", "static")
    monkeypatch.setattr("helpers.explorable.packing.MAX_BYTES", 3_000)
    figure, axes = plain_axes()
    (line,) = axes.plot([0], [0], "o")
    noise = np.random.default_rng(0).uniform(0, 4, (2, 9, 200))

    def update(x=0):
        line.set_data(*noise[:, x])
        return f"{x}"

    with pytest.raises(ExplorableError, match="tables of 'noise' weigh"):
        explore(update, figure, name="noise", x=(0, 8))
