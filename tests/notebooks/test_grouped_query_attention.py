"""Properties of the model of book/systems/grouped-query-attention.ipynb, and of the small one that is stored."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import scaled_dot_product_attention

from helpers import bundled

READS = ["src/helpers/plots/*"]  # the imports that the cells need draw with it

GROUPS = st.sampled_from([1, 2, 4, 8])
SEEDS = st.integers(0, 2**32 - 1)


@pytest.fixture(scope="module")
def model(model_cells, slug):
    """The model cells, and those of the second picture that turn and merge heads."""
    return model_cells(slug, *(f"model-{part}" for part in ("turn", "size", "run", "bits", "merge", "convert")))


@pytest.fixture(scope="module")
def stored():
    return dict(np.load(bundled("gqa_model.npz")))


@pytest.fixture(scope="module")
def original(stored):
    return {name: matrix.astype(float) for name, matrix in stored.items() if matrix.dtype == np.float16}


@settings(max_examples=25, deadline=None)
@given(groups=GROUPS, length=st.integers(1, 20), size=st.integers(1, 12), seed=SEEDS)
def test_attention_is_that_of_torch_with_shared_heads(model, groups, length, size, seed):
    rng = np.random.default_rng(seed)
    triple = rng.normal(size=(8, length, size)), *rng.normal(size=(2, groups, length, size))
    tensors = [torch.from_numpy(array[None]) for array in triple]
    theirs = scaled_dot_product_attention(*tensors, is_causal=True, enable_gqa=True)[0].numpy()
    outputs, weights = model.attend(*triple)
    np.testing.assert_allclose(outputs, theirs, atol=1e-12)
    np.testing.assert_allclose(weights.sum(axis=-1), 1, atol=1e-12)
    assert (np.triu(weights, 1) == 0).all()


@settings(max_examples=20, deadline=None)
@given(members=st.integers(1, 5), seed=SEEDS)
def test_turning_heads_keeps_their_products_and_brings_them_together(model, members, seed):
    heads, partners = np.random.default_rng(seed).normal(size=(2, members, 12, 4))
    turned, theirs = model.aligned(heads, partners)
    before, after = partners @ heads.swapaxes(1, 2), theirs @ turned.swapaxes(1, 2)
    np.testing.assert_allclose(after, before, atol=1e-10)
    assert model.mean_size(turned) >= model.mean_size(heads) - 1e-9
    for head in turned:  # converged: no head can still be turned nearer to the others
        others = turned.sum(axis=0) - head
        best = head @ model.nearest_turn(head, others)
        assert (best * others).sum() <= (head * others).sum() + 1e-4


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS)
def test_two_heads_are_turned_as_near_as_any_rotation_brings_them(model, seed):
    """The closed form: the best inner product of two heads is the sum of the singular values of their product."""
    heads, partners = np.random.default_rng(seed).normal(size=(2, 2, 12, 4))
    one, other = model.aligned(heads, partners)[0]
    best = np.linalg.svd(heads[0].T @ heads[1], compute_uv=False).sum()
    np.testing.assert_allclose((one * other).sum(), best, rtol=1e-9)


def test_the_mean_of_equal_opposite_and_unrelated_heads_has_sizes_1_0_and_one_over_root_two(model):
    head, other = np.zeros((2, 6, 4))
    head[:2], other[2:4] = 1, 1
    sizes = [model.mean_size(np.array(pair)) for pair in ((head, head), (head, -head), (head, other))]
    np.testing.assert_allclose(sizes, [1, 0, 2**-0.5], atol=1e-12)


@given(kv_heads=st.sampled_from([1, 2, 4, 8, 16, 32]), gpus=st.sampled_from([1, 2, 4, 8, 16, 32]))
def test_every_gpu_keeps_what_its_heads_read_and_nothing_else(model, kv_heads, gpus):
    parts, size = model.kept(kv_heads, gpus=gpus), 32 // kv_heads
    readers = np.split(np.arange(32), gpus)
    assert parts == [sorted({int(head) // size for head in heads}) for heads in readers]
    assert sum(map(len, parts)) == max(kv_heads, gpus)
    assert model.cache_bytes(kv_heads, gpus=gpus, tokens=3) == max(kv_heads, gpus) * 3 * 32 * 2 * 128 * 2


def test_heads_that_differ_by_a_rotation_only_are_shared_without_loss_once_turned(model, original):
    rng, twins = np.random.default_rng(0), dict(original)
    for layer in range(model.LAYERS):
        for names in (("query", "key"), ("value", "output")):
            turn = np.linalg.qr(rng.normal(size=(4, 8, 8)))[0]  # each odd head is its neighbour, turned
            for name in names:
                stack = original[f"{name}{layer}"].copy()
                stack[1::2] = turn.swapaxes(1, 2) @ stack[::2] if name == "output" else stack[::2] @ turn
                twins[f"{name}{layer}"] = stack
    text = np.arange(40)[None]
    expected = model.run(twins, text)
    merged = model.run(model.convert(twins, 4, method="aligned mean"), text)
    np.testing.assert_allclose(merged, expected, atol=1e-9)
    assert np.abs(model.run(model.convert(twins, 4, method="mean"), text) - expected).max() > 0.1


@pytest.mark.parametrize("method", ["mean", "aligned mean", "first head"])
def test_as_many_kv_heads_as_heads_change_nothing(model, original, method):
    text = np.arange(30)[None]
    logits = model.run(model.convert(original, 8, method=method), text)
    np.testing.assert_allclose(logits, model.run(original, text), atol=1e-9)


def test_merged_heads_are_means_and_first_heads_of_neighbours(model, original):
    for method, expected in (
        ("mean", original["key1"].reshape(4, 2, 64, 8).mean(axis=1)),
        ("first head", original["key1"][::2]),
    ):
        converted = model.convert(original, 4, method=method)
        np.testing.assert_allclose(converted["key1"], expected)
        np.testing.assert_array_equal(converted["query1"], original["query1"])


def test_stored_losses_without_training_are_those_of_the_page(model, original, stored):
    text = stored["held_out"].astype(int)
    assert model.bits(original, text) == pytest.approx(stored["original"][0, 0], abs=1e-4)
    for group, method in ((0, 1), (1, 0), (1, 2)):
        converted = model.convert(original, int(stored["groups"][group]), method=str(stored["methods"][method]))
        assert model.bits(converted, text) == pytest.approx(stored["converted"][0, group, method, 0], abs=1e-4)
