"""The model of `systems/model-hot-swapping`."""

import math
from functools import lru_cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

NAMES = "ABCDEFGHIJ"
TRACES = st.text(alphabet=NAMES, max_size=60)
ROOMS = st.integers(1, len(NAMES))


def found_by(told):
    return [found for found, _ in told]


def lru_cache_finds(trace, room):
    """What a cache of the standard library finds, warmed with the first models, A last."""
    answer = lru_cache(maxsize=room)(lambda name: name)
    for name in reversed(NAMES[:room]):
        answer(name)
    counts = [answer.cache_info().hits]
    for name in trace:
        answer(name)
        counts.append(answer.cache_info().hits)
    return [after > before for before, after in pairwise(counts)]


def lru_exact(shares, room):
    """King's steady state of LRU, summed over sets of models in memory."""
    size = len(shares)
    weight = [sum(shares[n] for n in range(size) if some >> n & 1) for some in range(1 << size)]
    chance = [1.0] + [0.0] * ((1 << size) - 1)
    total = 0.0
    for some in range(1, 1 << size):
        if some.bit_count() > room:
            continue
        for n in range(size):
            if some >> n & 1:
                rest = some ^ (1 << n)
                chance[some] += chance[rest] * shares[n] / (1 - weight[rest])
        if some.bit_count() == room:
            total += chance[some] * weight[some]
    return total


@given(TRACES, ROOMS)
def test_lru_finds_what_the_standard_library_finds(model, trace, room):
    assert found_by(model.play(trace, room, models=NAMES)[0]) == lru_cache_finds(trace, room)


@given(TRACES, ROOMS)
def test_lru_finds_a_model_asked_for_among_the_last_few_others(model, trace, room):
    told = model.play(trace, room, models=NAMES)[0]
    whole = NAMES[::-1] + trace
    for place, found in enumerate(found_by(told), start=len(NAMES)):
        before = whole[:place][::-1]
        others = set(before[: before.index(whole[place])])
        assert found == (len(others) < room)


@given(TRACES, ROOMS, st.sampled_from(["LRU", "LFU", "pinned"]))
def test_memory_is_always_full_and_holds_no_model_twice(model, trace, room, policy):
    told, loaded, _, times = model.play(trace, room, models=NAMES, policy=policy)
    assert len(set(loaded)) == len(loaded) == room
    assert sum(times.values()) == len(trace)
    assert all(found == (out is None) for found, out in told)
    if policy == "pinned":
        assert set(NAMES[: room - 1]) <= set(loaded)


def test_lfu_drops_the_model_that_was_asked_for_least(model):
    told, loaded, *_ = model.play("AABBBCAD", 3, models=NAMES, policy="LFU")
    assert told[-1] == (False, "C") and sorted(loaded) == ["A", "B", "D"]


@pytest.mark.parametrize("skew", [0, 0.5, 1, 2])
@pytest.mark.parametrize("room", [1, 2, 3, 5, 8])
def test_che_is_near_the_exact_share_found(model, skew, room):
    shares = model.zipf(10, skew)
    exact = lru_exact(shares, room)
    assert shares @ model.found_loaded(shares, room) == pytest.approx(exact, abs=0.05)
    if skew == 0:
        assert exact == pytest.approx(room / 10)
        assert shares @ model.found_loaded(shares, room) == pytest.approx(room / 10, abs=1e-6)


def test_che_fills_the_memory_and_knows_when_all_fits(model):
    shares = model.zipf(40, 1)
    for room in (4, 10, 39):
        assert model.found_loaded(shares, room).sum() == pytest.approx(room)
    assert np.all(model.found_loaded(shares, 40) == 1)


STREAMS = st.lists(st.tuples(st.floats(0, 2), st.integers(0, 7)), min_size=1, max_size=50)


@settings(deadline=None)
@given(STREAMS, st.integers(1, 8), st.floats(0, 3), st.booleans())
def test_a_gpu_never_rests_while_requests_wait(model, stream, room, load, first):
    gaps, names = zip(*stream, strict=True)
    arrivals = np.cumsum(gaps)
    answered, found = model.serve(arrivals, names, memory=range(room), work=0.05, load=load, loaded_first=first)
    order = np.argsort(answered, kind="stable")
    lengths = 0.05 + load * ~found
    free = 0.0
    for position, now in enumerate(order):
        start = answered[now] - lengths[now]
        assert start >= arrivals[now] - 1e-9 and start >= free - 1e-9
        earliest = min(arrivals[list(order[position:])])
        assert start == pytest.approx(max(free, earliest), abs=1e-9)
        free = answered[now]


@settings(deadline=None)
@given(STREAMS, st.integers(1, 8), st.floats(0, 3))
def test_in_order_is_lindleys_recursion_with_lru(model, stream, room, load):
    gaps, names = zip(*stream, strict=True)
    arrivals = np.cumsum(gaps)
    trace = "".join(NAMES[name] for name in names)
    finds = lru_cache_finds(trace, room)
    answered, found = model.serve(
        arrivals, names, memory=range(room - 1, -1, -1), work=0.05, load=load, loaded_first=False
    )
    assert found.tolist() == finds
    free = 0.0
    for came, found_it, done in zip(arrivals, finds, answered, strict=True):
        free = max(free, came) + 0.05 + load * (not found_it)
        assert done == pytest.approx(free)


@given(st.floats(0.01, 200), st.sampled_from([0, 1, 2]), st.integers(1, 40), st.sampled_from([4.0, 20.0, 100.0]))
@settings(deadline=None, max_examples=50)
def test_by_model_never_needs_more_than_one_each(model, rate, skew, room, slowdown):
    works = rate * 0.05 / 0.7 * model.zipf(40, skew)
    own, one = model.by_model(works, room, slowdown), model.one_each(works)
    assert math.ceil(works.sum() - 1e-9) <= own <= one
    assert model.any_gpu(works, room, slowdown) >= math.ceil(works.sum() - 1e-9)


def test_gpus_needed_when_everything_fits_is_the_work_alone(model):
    works = 10 * model.zipf(20, 0) / 4
    assert model.any_gpu(works, 20, 100) == 3
    assert model.by_model(works, 20, 100) == 3
    assert model.one_each(works) == 20


@given(st.lists(st.floats(0.001, 0.999), min_size=1, max_size=40), st.integers(1, 40))
def test_each_deal_gives_every_model_to_one_gpu(model, works, gpus):
    works = np.sort(works)[::-1]
    for dealt in model.deals(works, min(gpus, len(works))):
        assert len(dealt) == min(gpus, len(works))
        assert sorted(np.concatenate(dealt)) == sorted(works)


def test_by_model_needs_one_gpu_more_if_models_are_dealt_in_one_way_only(model):
    works = 5 * 0.05 / 0.7 * model.zipf(40, 2)
    fits = [all(model.any_gpu(np.array(part), 4, 20) <= 1 for part in dealt) for dealt in model.deals(works, 2)]
    assert fits == [False, True]
    assert model.by_model(works, 4, 20) == 2 == model.any_gpu(works, 4, 20)
