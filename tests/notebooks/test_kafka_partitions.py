"""Properties of the model cells of book/time-series/kafka-partitions.ipynb."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

NAMES = ["Ada", "Ben", "Cleo", "Dan", "Eva"]
TICKS = st.lists(st.lists(st.sampled_from("ABCDEFGHIJMP"), max_size=6), min_size=1, max_size=14)
WAYS = ("range", "round robin", "sticky", "cooperative sticky")
CHANGES = st.sampled_from([{}, {"lost": "Ada"}, {"lost": "Cleo"}, {"joins": "Bob"}, {"more_lanes": 3}])
GROUPS = st.tuples(st.sampled_from(WAYS), st.integers(3, 5), st.integers(1, 9))


@pytest.fixture(scope="module")
def model(model_cells, slug):
    return model_cells(slug)


def play(model, ticks, group, **what):
    """The group in the end, and all reads."""
    way, size, lanes = group
    *_, last = model.run(ticks, model.form(way, NAMES[:size], lanes), **what)
    return last


def murmur2(data: bytes) -> int:
    """The hash in other words: Austin Appleby's MurmurHash2 with Kafka's seed, written with struct and modulo."""
    mask, m = 0xFFFFFFFF, 0x5BD1E995
    found = 0x9747B28C ^ len(data)
    whole = len(data) // 4 * 4
    for start in range(0, whole, 4):
        word = int.from_bytes(data[start : start + 4], "little") * m & mask
        found = (found * m & mask) ^ ((word ^ word >> 24) * m & mask)
    if rest := data[whole:]:
        found = (found ^ int.from_bytes(rest, "little")) * m & mask
    found = (found ^ found >> 13) * m & mask
    return found ^ found >> 15


@given(key=st.text(max_size=20), lanes=st.integers(1, 50))
def test_the_lane_is_the_hash_without_its_sign_modulo_the_lanes(model, key, lanes):
    assert model.lane_of(key, lanes) == (murmur2(key.encode()) & 0x7FFFFFFF) % lanes


@settings(deadline=None)
@given(ticks=TICKS, group=GROUPS, change=CHANGES, commit_every=st.integers(1, 7))
def test_nothing_is_skipped_and_lanes_are_read_in_order(model, ticks, group, change, commit_every):
    state, reads = play(model, ticks, group, commit_every=commit_every, **change)
    for lane, log in enumerate(state.logs):
        first = [one.message for one in reads if one.lane == lane and not one.again]
        assert first == log[: len(first)]
        assert state.position[lane] <= state.fresh[lane] == len(first)
    assert sum(map(len, state.logs)) == sum(map(len, ticks))


@settings(deadline=None)
@given(ticks=TICKS, group=GROUPS, change=CHANGES, commit_every=st.integers(1, 7))
def test_only_what_a_lost_consumer_had_not_committed_is_read_again(model, ticks, group, change, commit_every):
    state, reads = play(model, ticks, group, commit_every=commit_every, **change)
    again = {one.message for one in reads if one.again}
    last = (model.EVENT - 1) // commit_every * commit_every
    lost = {one.message for one in reads if one.reader == change.get("lost") and one.tick > last}
    assert again <= lost
    waiting = {m for n, log in enumerate(state.logs) for m in log[state.position[n] : state.fresh[n]]}
    if "lost" in change and len(ticks) >= model.NOTICED:
        assert again | waiting == lost
    assert max(Counter(one.message for one in reads).values(), default=0) <= 2


@settings(deadline=None)
@given(ticks=TICKS, group=GROUPS, change=CHANGES)
def test_a_lane_has_one_reader_who_reads_one_message_a_tick(model, ticks, group, change):
    _, reads = play(model, ticks, group, **change)
    assert max(Counter((one.tick, one.reader) for one in reads).values(), default=1) == 1
    assert max(Counter((one.tick, one.lane) for one in reads).values(), default=1) == 1


@settings(deadline=None)
@given(ticks=TICKS, group=GROUPS)
def test_a_consumers_queue_is_that_of_one_server(model, ticks, group):
    way, size, lanes = group
    owner = model.assign(way, NAMES[:size], lanes, {})
    queue = Counter()
    for keys in ticks:
        came = Counter(owner[model.lane_of(key, lanes)] for key in keys)
        queue = Counter({name: max(queue[name] + came[name] - 1, 0) for name in NAMES})
    state, _ = play(model, ticks, group)
    held = Counter()
    for lane, log in enumerate(state.logs):
        held[owner[lane]] += len(log) - state.position[lane]
    assert all(held[name] == queue[name] for name in NAMES)


def test_round_robin_can_move_every_lane_and_sticky_moves_the_fewest(model):
    rest = NAMES[1:4]
    moved = {}
    for way in WAYS:
        before = model.assign(way, NAMES[:4], 8, {})
        kept = {lane: owner for lane, owner in before.items() if owner in rest}
        after = model.assign(way, rest, 8, kept)
        moved[way] = sum(before[lane] != after[lane] for lane in range(8))
    assert moved == {"range": 3, "round robin": 8, "sticky": 2, "cooperative sticky": 2}


@settings(deadline=None)
@given(ticks=TICKS, group=GROUPS, change=CHANGES)
def test_a_rebalance_stops_all_lanes_or_under_cooperative_those_that_move(model, ticks, group, change):
    due = model.NOTICED if "lost" in change else model.EVENT if change else None
    way, size, lanes = group
    for tick, (state, reads) in enumerate(model.run(ticks, model.form(way, NAMES[:size], lanes), **change), start=1):
        if tick == due:
            read = {one.lane for one in reads if one.tick == due}
            waits = {n for n, log in enumerate(state.logs) if state.position[n] < len(log)}
            if way != "cooperative sticky":
                assert not read
            else:
                assert not read & set(state.moved)
                able = {state.owner[n] for n in waits - set(state.moved)}
                assert able <= {state.owner[n] for n in read}
