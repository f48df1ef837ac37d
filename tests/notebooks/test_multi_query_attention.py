"""Properties of the model of book/systems/multi-query-attention.ipynb, and of what is stored of real heads."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import scaled_dot_product_attention

from helpers import bundled

READS = ["src/helpers/plots/*"]  # the imports that the cells need draw with it

SEEDS = st.integers(0, 2**32 - 1)
NAMES = ["Gemma 2B", "StarCoder", "Falcon 7B"]


@pytest.fixture(scope="module")
def stored():
    return dict(np.load(bundled("multi_query_heads.npz")))


@settings(max_examples=25, deadline=None)
@given(heads=st.integers(1, 8), tokens=st.integers(1, 20), size=st.integers(1, 12), own=st.booleans(), seed=SEEDS)
def test_attention_is_that_of_torch(model, heads, tokens, size, own, seed):
    rng = np.random.default_rng(seed)
    queries, pair = rng.normal(size=(heads, size)), rng.normal(size=(2, heads if own else 1, tokens, size))
    weights, outputs = model.attend(queries, *(part if own else part[0] for part in pair))
    tensors = [torch.from_numpy(part)[None] for part in (queries[:, None], *pair)]
    theirs = scaled_dot_product_attention(*tensors, scale=1.0, enable_gqa=True)[0, :, 0].numpy()
    np.testing.assert_allclose(outputs, theirs, atol=1e-12)
    np.testing.assert_allclose(weights.sum(axis=1), 1, atol=1e-12)


@settings(max_examples=25, deadline=None)
@given(heads=st.integers(1, 5), tokens=st.integers(1, 9), size=st.integers(1, 4), seed=SEEDS)
def test_divided_keys_are_a_shared_key_with_zeros_in_the_queries(model, heads, tokens, size, seed):
    rng = np.random.default_rng(seed)
    queries, keys = rng.normal(size=(heads, size)), rng.normal(size=(heads, tokens, size))
    padded = np.zeros((heads, heads, size))
    padded[range(heads), range(heads)] = queries
    joined = keys.swapaxes(0, 1).reshape(tokens, -1)
    weights, _ = model.attend(padded.reshape(heads, -1), joined, joined)
    np.testing.assert_allclose(weights, model.attend(queries, keys, keys)[0], atol=1e-12)


@settings(max_examples=25, deadline=None)
@given(heads=st.integers(2, 6), tokens=st.integers(2, 12), size=st.integers(1, 3), seed=SEEDS)
def test_scores_of_a_shared_key_have_no_more_rank_than_it_has_numbers(model, heads, tokens, size, seed):
    rng = np.random.default_rng(seed)
    queries, keys = rng.normal(size=(heads, size)), rng.normal(size=(tokens, size))
    scores = np.log(model.attend(queries, keys, keys)[0])
    scores -= scores.mean(axis=1, keepdims=True)  # softmax does not see what is added to all
    assert np.linalg.matrix_rank(scores, tol=1e-8) <= size


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS)
def test_equal_queries_see_the_same_through_shared_keys_only(model, seed):
    rng = np.random.default_rng(seed)
    queries, keys = np.tile(rng.normal(size=4), (2, 1)), rng.normal(size=(2, 6, 4))
    shared, own = (model.attend(queries, part, part)[0] for part in (keys[0], keys))
    np.testing.assert_allclose(shared[0], shared[1])
    assert np.abs(own[0] - own[1]).max() > 1e-9


@given(name=st.sampled_from(NAMES), users=st.integers(1, 1000), tokens=st.integers(1, 3000))
def test_a_cache_is_of_torch_tensors_and_shrinks_by_the_number_of_heads(model, name, users, tokens):
    layers, heads, size, *_ = model.MODELS[name]
    token = torch.empty(layers, 2, size, dtype=torch.bfloat16).nbytes
    one, all_of_them = (model.read_bytes(name, kv_heads=n, users=users, tokens=tokens) for n in (1, heads))
    assert one == token * users * tokens
    assert all_of_them == heads * one


@pytest.mark.parametrize(("name", "billions"), [*zip(NAMES, (2.506, 15.46, 6.92), strict=True)])
def test_weights_are_as_many_as_the_models_have(model, name, billions):
    assert model.weight_bytes(name) / 2e9 == pytest.approx(billions, rel=2e-3)


def test_what_more_numbers_lose_is_less_and_dividing_loses_more(stored):
    for name in ("lost", "unseen"):
        assert (np.diff(stored[name], axis=-1) < 0).all()
        assert (stored[name][:, :, 0] <= stored[name][:, :, 1] + 1e-6).all()
    assert (stored["lost"] <= stored["unseen"] + 2e-3).all()
    for name in ("moved", "kept", "alike", "alike_own"):
        assert ((stored[name] > 0) & (stored[name] < 1)).all()


def test_stored_keys_of_the_sentence_come_nearer_to_its_own_scores_with_more_numbers(stored):
    query, key, asked, found = (stored[name].astype(float) for name in ("query", "key", "asked", "found"))
    scores = query @ key.swapaxes(-1, -2)
    scores -= scores.mean(axis=-1, keepdims=True)
    errors = []
    for size in stored["sizes"][:-1]:
        matched = asked[..., :size] @ found[:, :, None, :, :size].swapaxes(-1, -2)
        errors.append(((matched - scores[:, None]) ** 2).sum(axis=(2, 3, 4)))
    errors = np.array(errors) / (scores**2).sum(axis=(1, 2, 3))[:, None]
    assert (errors[-1] < errors[0]).all()
    assert (errors[-1, :, 0] < 0.1).all()  # of one shared key of 64 numbers
    divided = asked[:, 1].any(axis=2)  # which numbers a head's queries use
    assert (divided.sum(axis=1) == 1).all(), "each number belongs to one head"
