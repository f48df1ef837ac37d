"""Properties of the model of book/alignment/lora.ipynb, and of what is stored of its fine-tunes."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import bundled

READS = ["src/helpers/plots/*"]  # the imports that the cells need draw with it

SEEDS = st.integers(0, 2**32 - 1)
LLAMA = ["Llama 2 7B", "Llama 2 13B", "Llama 2 70B"]
# the table of bitsandbytes 0.50, whose levels are those of the QLoRA paper's appendix E
NF4 = [
    *(-1.0, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453),
    *(-0.28444138169288635, -0.18477343022823334, -0.09105003625154495, 0.0),
    *(0.07958029955625534, 0.16093020141124725, 0.24611230194568634, 0.33791524171829224),
    *(0.44070982933044434, 0.5626170039176941, 0.7229568362236023, 1.0),
]


@pytest.fixture(scope="module")
def stored():
    return dict(np.load(bundled("lora.npz")))


def drawn(seed, *sizes):
    return np.random.default_rng(seed).normal(size=sizes)


@settings(max_examples=25, deadline=None)
@given(rank=st.integers(1, 12), seed=SEEDS)
def test_a_cut_loses_the_squares_of_the_other_singular_values(model, rank, seed):
    matrix = drawn(seed, 12, 12)
    b, a = model.cut(matrix, rank)
    assert b.shape == (12, rank) and a.shape == (rank, 12)
    lost = np.linalg.norm(matrix - b @ a) ** 2
    np.testing.assert_allclose(lost, (np.linalg.svd(matrix, compute_uv=False)[rank:] ** 2).sum(), atol=1e-9)


@settings(max_examples=25, deadline=None)
@given(rank=st.integers(1, 8), seed=SEEDS)
def test_no_other_matrix_of_that_rank_is_nearer(model, rank, seed):
    matrix = drawn(seed, 9, 9)
    b, a = model.cut(matrix, rank)
    nudged_b, nudged_a = b + 0.1 * drawn(seed + 1, 9, rank), a + 0.1 * drawn(seed + 2, rank, 9)
    assert np.linalg.norm(matrix - b @ a) <= np.linalg.norm(matrix - nudged_b @ nudged_a) + 1e-12


def network(seed):
    rng = torch.Generator().manual_seed(seed)
    sizes = ((64, 64), (1, 64), (64, 64), (1, 64), (10, 64), (1, 10))
    return [torch.randn(size, generator=rng, dtype=torch.float64) / 8 for size in sizes]


@settings(max_examples=10, deadline=None)
@given(rank=st.integers(1, 8), seed=st.integers(0, 1000))
def test_an_adapter_beside_the_matrix_scores_as_one_merged_into_it(model, rank, seed):
    weights, images = network(seed), torch.rand(20, 64, dtype=torch.float64)
    b, a = (torch.from_numpy(drawn(seed + n, *size)) for n, size in enumerate(((64, rank), (rank, 64))))
    merged = [*weights[:2], weights[2] + b @ a, *weights[3:]]
    torch.testing.assert_close(model.scores(images, weights, b @ a), model.scores(images, merged), atol=1e-10, rtol=0)


def test_scores_are_those_of_torch_layers(model):
    weights, images = network(3), torch.rand(20, 64, dtype=torch.float64)
    hidden = images
    for n in (0, 2, 4):
        hidden = torch.nn.functional.linear(hidden, weights[n], weights[n + 1][0])
        hidden = torch.relu(hidden) if n < 4 else hidden
    torch.testing.assert_close(model.scores(images, weights), hidden)


def test_training_keeps_the_weights_and_lowers_the_loss(model):
    weights = [part.float() for part in network(0)]
    before = [part.clone() for part in weights]
    rng = torch.Generator().manual_seed(1)
    images, digits = torch.rand(200, 64, generator=rng), torch.randint(10, (200,), generator=rng)

    def loss(change):
        return torch.nn.functional.cross_entropy(model.scores(images, weights, change), digits).item()

    def adapted(steps):
        seeded = torch.Generator().manual_seed(2)
        b, a = model.adapt(weights, images, digits, rank=2, rate=0.01, rng=seeded, steps=steps)
        return b @ a

    assert not adapted(0).any()  # before training nothing is changed
    assert torch.linalg.matrix_rank(adapted(50)) <= 2
    assert loss(adapted(50)) < loss(0.0) - 0.05
    assert all(torch.equal(*pair) for pair in zip(weights, before, strict=True))


def test_the_levels_are_the_published_ones(model):
    np.testing.assert_allclose(model.nf4(), NF4, atol=3e-7)


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS, scale=st.floats(1e-3, 1e3))
def test_rounding_goes_to_the_nearest_level_of_the_block(model, seed, scale):
    matrix = scale * drawn(seed, 4, 64)
    rounded = model.round_to(matrix, model.nf4())
    largest = np.abs(matrix).max(axis=1, keepdims=True)
    offered = largest[:, :, None] * model.nf4()
    off = np.abs(matrix[:, :, None] - offered)
    np.testing.assert_allclose(np.abs(rounded - matrix), off.min(axis=-1), atol=1e-9 * scale)
    again = model.round_to(rounded, model.nf4())
    # the largest below zero has a level of its own, that above zero, too
    np.testing.assert_allclose(again, rounded, rtol=1e-9)


@pytest.mark.parametrize(
    ("model_name", "billions"),
    [("Llama 2 7B", 6_738_415_616), ("Llama 2 13B", 13_015_864_320), ("Llama 2 70B", 68_976_648_192)],
)
def test_a_model_has_as_many_weights_as_is_published(model, model_name, billions):
    assert model.numbers(model_name)[0] == billions


def test_trained_numbers_are_those_that_are_published(model):
    # as the library PEFT prints them for ranks 16 and 8
    assert model.trained("Llama 2 7B", 16)["LoRA, all matrices"] == 39_976_960
    assert model.trained("Llama 2 7B", 8)["LoRA, q and v"] == 4_194_304


@pytest.mark.parametrize("name", LLAMA)
@pytest.mark.parametrize("size", [1, 7, 128])
def test_trained_numbers_are_those_of_torch_modules(model, name, size):
    layers, width, kept, _ = model.LLAMA[name]
    with torch.device("meta"):
        pairs = [
            [torch.nn.Linear(columns, size, bias=False), torch.nn.Linear(size, rows, bias=False)]
            for rows, columns in model.matrices(name).tolist()
        ]
        edit = [torch.nn.Linear(width, size), torch.nn.Linear(width, size, bias=False)]
        bottleneck = [torch.nn.Linear(width, size), torch.nn.Linear(size, width)]

    def count(modules):
        return sum(part.numel() for module in modules for part in module.parameters())

    found = model.trained(name, size)
    assert found["LoRA, all matrices"] == layers * sum(map(count, pairs))
    assert found["LoRA, q and v"] == layers * (count(pairs[0]) + count(pairs[2]))
    assert found["adapter layers"] == layers * 2 * count(bottleneck)
    assert found["edited hidden states"] == layers * count(edit)
    assert found["prefix"] == torch.empty(layers, 2, size, kept, device="meta").numel()
    assert found["prompt"] == torch.empty(size, width, device="meta").numel()


@given(name=st.sampled_from(LLAMA), count=st.integers(1, 10**9))
def test_memory_follows_the_trained_numbers(model, name, count):
    whole, rounded = (model.gigabytes(name, count, bits) for bits in (16, 4))
    np.testing.assert_array_equal(whole[1:], rounded[1:])
    assert np.isclose(whole[1:].sum(), 16 * count / 1e9)
    assert 3.4 < whole[0] / rounded[0] < 3.88  # not 4: scales, and tables that are not rounded


def test_what_is_stored_is_plausible(stored):
    assert stored["lora"].shape == stored["cut"].shape == (2, 6, 6, 10)
    # before the first step nothing has changed, whatever the rank
    for name in ("lora", "cut"):
        assert (stored[name][:, :, 0] == stored["base"][1:, None]).all()
    for rank in (1, 2, 4, 8, 16, 32):
        assert stored[f"b{rank}"].shape == (6, 64, rank)
        assert not stored[f"b{rank}"][0].any()


def test_stored_adapters_give_the_stored_counts(model, stored):
    from sklearn.datasets import load_digits

    images, digits = load_digits(return_X_y=True)
    rows = stored["test"]
    weights = [torch.from_numpy(stored[f"weights_{n}"]) for n in range(6)]
    for place, kind in enumerate(("upright", "mirrored", "turned")):
        seen = torch.tensor(model.seen(images[rows], kind), dtype=torch.float32)
        for adapter, change in ((0, 0.0), (1, stored["pair_b"][0, 0] @ stored["pair_a"][0, 0])):
            right = model.scores(seen, weights, torch.as_tensor(change)).argmax(-1).numpy() == digits[rows]
            assert abs(int(right.sum()) - stored["swap"][0, adapter, 0, place, 0]) <= 1


def test_mirrors_and_turns_come_back(model):
    images = drawn(0, 5, 64) ** 2
    mirrored = model.seen(images, "mirrored")
    np.testing.assert_allclose(model.seen(16 * mirrored, "mirrored"), images / 16)
    turned = images
    for _ in range(4):
        turned = 16 * model.seen(turned, "turned")
    np.testing.assert_allclose(turned, images)
    assert not np.allclose(model.seen(images, "turned"), images / 16)
