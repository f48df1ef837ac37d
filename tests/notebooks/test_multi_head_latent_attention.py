"""The model of `systems/multi-head-latent-attention`: one layer in two forms, its cache, and what it costs."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import scaled_dot_product_attention

from helpers import bundled

ROOT = Path(__file__).parents[2]

SEEDS = st.integers(0, 2**32 - 1)


def tokens_of(model, count, seed):
    return np.random.default_rng(seed).normal(size=(count, model.STATE))


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS, query=st.integers(0, 500), key=st.integers(0, 500), shift=st.integers(0, 500))
def test_turned_products_depend_on_the_distance_only(model, seed, query, key, shift):
    a, b = np.random.default_rng(seed).normal(size=(2, 1, 8))

    def score(first, second):
        return (model.turn(a, np.array([first])) @ model.turn(b, np.array([second])).T).item()

    assert score(query, key) == pytest.approx(score(query + shift, key + shift), abs=1e-9)
    assert np.linalg.norm(model.turn(a, np.array([query]))) == pytest.approx(np.linalg.norm(a))


@pytest.mark.parametrize("distance", [0, 1, 8, 15])
def test_a_query_absorbed_for_one_distance_is_right_there_alone(model, distance):
    right, absorbed = model.both_ways(tokens_of(model, 16, 5), "whole", fold_at=distance)
    assert np.flatnonzero(np.isclose(right, absorbed, rtol=0, atol=1e-9).all(axis=0)).tolist() == [15 - distance]


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS, count=st.integers(1, 20), position=st.sampled_from(["nothing", "part"]))
def test_scores_agree_where_nothing_stands_between_query_and_latent(model, seed, count, position):
    unfolded, absorbed = model.both_ways(tokens_of(model, count, seed), position)
    np.testing.assert_allclose(absorbed, unfolded, rtol=0, atol=1e-10)


def test_scores_are_those_of_the_attention_that_torch_computes(model):
    """With a value of 1 for one token and 0 for the others torch's output is that token's share."""
    tokens = tokens_of(model, 9, 2)
    scores = torch.tensor(model.both_ways(tokens, "part")[1])
    latents, place = tokens @ model.TO_LATENT.T, np.arange(9)
    key = np.concatenate(
        [
            np.einsum("hdc,nc->hnd", model.UP_KEY, latents),
            np.broadcast_to(model.turn(tokens @ model.TO_TURNED.T, place), (model.HEADS, 9, model.ROPE)),
        ],
        axis=-1,
    )
    near = model.turn((model.TO_TURNED_QUERY @ tokens[-1])[:, None], place[-1:])
    query = np.concatenate([(model.TO_QUERY @ tokens[-1])[:, None], near], axis=-1)
    one_hot = torch.eye(9, dtype=torch.float64).expand(model.HEADS, 9, 9)
    shares = scaled_dot_product_attention(torch.tensor(query), torch.tensor(key), one_hot)[:, 0]
    torch.testing.assert_close(scores.softmax(dim=-1), shares, rtol=0, atol=1e-10)


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS, heads=st.integers(1, 16))
def test_heads_that_share_have_one_key_and_value(model, seed, heads):
    [hidden] = tokens_of(model, 1, seed)
    made = {way: model.keys_and_values(way, hidden, heads) for way in ("MHA", "GQA", "MLA")}
    assert {numbers.shape for numbers in made.values()} == {(2, heads, model.SIZE)}
    groups = -(-heads // model.TOGETHER)
    for way, different in (("MHA", heads), ("GQA", groups), ("MLA", heads)):
        assert [len(np.unique(part, axis=0)) for part in made[way]] == [different, different]
        if way != "MLA":  # the cache holds them, and nothing else
            assert model.stored(way, heads) == 2 * different * model.SIZE
    np.testing.assert_array_equal(made["GQA"][:, :: model.TOGETHER], made["MHA"][:, :: model.TOGETHER])


def test_all_heads_depend_on_the_latent_alone(model):
    made = np.array([model.keys_and_values("MLA", hidden, model.HEADS) for hidden in tokens_of(model, 100, 4)])
    assert np.linalg.matrix_rank(made.reshape(100, -1)) == model.LATENT
    assert model.stored("MLA", model.HEADS) == model.LATENT + model.ROPE == model.stored("MLA", 1)


def test_the_picture_has_the_proportions_of_v2_lite(model):
    published = {"size": 128, "latent": 512, "rope": 64}
    for way in ("MHA", "GQA", "MLA"):
        assert model.stored(way, 16, **published) == 32 * model.stored(way, 16)
    assert model.stored("MHA", 128, **published) == 32_768


@pytest.mark.parametrize("held", [1, 1000, 4096, 10**6])
def test_unfolding_is_cheaper_for_many_new_tokens(model, held):
    def work(form, new):
        return model.multiply_adds(form, new=new, held=held + new, **model.V2)

    assert work("unfolded", 171) < work("absorbed", 171)  # 171: what the fewest come to for a long text
    assert held < 1000 or work("unfolded", 1) > work("absorbed", 1)


def test_the_absorbed_form_is_multi_query_attention(model):
    """What it spends a cached token is what attention with one key of 576 and a value of 512 numbers spends."""
    one, two = (model.multiply_adds("absorbed", new=1, held=held, **model.V2) for held in (1, 2))
    assert two - one == 128 * (576 + 512)
    assert model.numbers_read("absorbed", held=1000, **model.V2) == 576_000
    assert model.numbers_read("kept", held=1, **model.V2 | {"rope": 0}) == 32_768


def test_measured_losses_are_those_of_their_formulas():
    """The script's `losses` on heads with a known answer, and what the stored shares must obey in any model."""
    script = SimpleNamespace(**runpy.run_path(str(ROOT / "data" / "joint_rank.py")))
    tokens = np.random.default_rng(0).normal(size=(4000, 2, 1, script.SIZE)) + 3
    alike = np.broadcast_to(tokens, (4000, 2, script.HEADS, script.SIZE))
    rank, sharing, mapped = script.losses(alike)
    assert np.abs([sharing, mapped]).max() < 1e-12 and rank[2 * script.SIZE] < 1e-12 < rank[2 * script.SIZE - 1]
    unlike = np.random.default_rng(1).normal(size=alike.shape)
    assert np.abs(script.losses(unlike)[1] - [1 - groups / 12 for groups in script.GROUPS]).max() < 0.01
    turns = np.linalg.qr(np.random.default_rng(2).normal(size=(script.HEADS, script.SIZE, script.SIZE)))[0]
    _, sharing, mapped = script.losses(np.einsum("nkhd,hde->nkhe", alike, turns))  # each head orders them its own way
    assert np.abs(mapped).max() < 1e-12 and np.abs(sharing - (1 - np.array(script.GROUPS) / 12)).max() < 0.1
    assert np.abs(script.losses_unseen(alike[::2], alike[1::2])).max() < 1e-12
    with np.load(bundled("joint_rank.npz")) as stored:
        assert tuple(stored["groups"]) == script.GROUPS
        assert (np.diff(stored["rank"], axis=1) <= 0).all() and (stored["rank"][:, 384:] < 1e-5).all()
        assert (stored["rank"][:, 64 * stored["groups"]] <= stored["mapped"] + 1e-5).all()
        assert (stored["mapped"] <= stored["sharing"] + 1e-5).all()
        assert (stored["rank"][:, 64 * stored["groups"]] <= stored["unseen"] + 1e-5).all()
