"""Properties of the model cells of book/systems/kv-cache.ipynb."""

from collections import Counter

import numpy as np
import pytest
import sympy
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

FACTORS = ("layers", "kv_heads", "head_dim", "context", "batch", "bytes_per_value")
SIZES = st.integers(1, 10_000)


@pytest.fixture(scope="module")
def model(model_cells, slug):
    """The run of 1,000 tokens is cut to 60, since tests make their own."""
    return model_cells(slug, TOKENS=60)


def shape(model, config):
    layers, _, _, kv_heads, head_dim, *_ = model.MODELS[config]
    return {"layers": layers, "kv_heads": kv_heads, "head_dim": head_dim}


@given(state=st.fixed_dictionaries(dict.fromkeys(FACTORS, SIZES)), which=st.sampled_from(FACTORS))
def test_each_factor_doubles_the_cache(model, state, which):
    doubled = state | {which: 2 * state[which]}
    assert model.kv_cache_bytes(**doubled) == 2 * model.kv_cache_bytes(**state)


def test_the_formula_is_the_one_in_the_text(model):
    symbols = sympy.symbols(FACTORS)
    formula = model.kv_cache_bytes(**dict(zip(FACTORS, symbols, strict=True)))
    assert formula == 2 * sympy.Mul(*symbols)


@pytest.mark.parametrize(
    ("config", "context", "size"),
    [
        ("Llama 3 8B", 8192, 2**30),
        ("Llama 2 7B", 4096, 2 * 2**30),
        ("Llama 2 7B", 1, 2**19),
        ("Llama 2 70B", 1, 320 * 2**10),
        ("Llama 3.1 70B", 131_072, 40 * 2**30),
        ("Llama 3.1 405B", 131_072, 63 * 2**30),
        ("Mistral 7B", 4096, 512 * 2**20),
        ("Gemma 2B", 1, 18 * 2**10),
    ],
)
def test_published_shapes(model, config, context, size):
    assert model.kv_cache_bytes(**shape(model, config), context=context) == size


@pytest.mark.parametrize(
    ("config", "published"),
    [
        ("Llama 2 7B", 6_738_415_616),
        ("Llama 2 70B", 68_976_648_192),
        ("Llama 3 8B", 8_030_261_248),
        ("Llama 3.1 70B", 70_553_706_496),
        ("Llama 3.1 405B", 405_853_388_800),
        ("Mistral 7B", 7_241_732_096),
        ("Gemma 2B", 1_981_884_416 + 524_550_144),  # its report counts the embedding apart
    ],
)
def test_parameters_are_those_the_model_cards_count(model, config, published):
    assert model.parameters(config) == published


def test_counting_parameters_agrees_with_torch(model):
    """The same plan built of torch modules, in small."""
    from torch import nn

    layers, width, heads, kv_heads, head_dim, hidden, vocabulary = model.MODELS["small"] = (2, 24, 4, 2, 8, 40, 50)
    linear = [(width, heads * head_dim), (width, kv_heads * head_dim), (width, kv_heads * head_dim)]
    linear += [(heads * head_dim, width), (width, hidden), (width, hidden), (hidden, width)]
    layer = [*(nn.Linear(*ends, bias=False) for ends in linear), nn.RMSNorm(width), nn.RMSNorm(width)]
    rest = [nn.Embedding(vocabulary, width), nn.Linear(width, vocabulary, bias=False), nn.RMSNorm(width)]
    count = layers * sum(p.numel() for part in layer for p in part.parameters())
    count += sum(p.numel() for part in rest for p in part.parameters())
    assert model.parameters("small") == count
    del model.MODELS["small"]


@settings(max_examples=25, deadline=None)
@given(length=st.integers(1, 30), seed=st.integers(0, 2**32 - 1))
def test_the_cache_changes_no_output(model, length, seed):
    tokens = np.random.default_rng(seed).normal(size=(length, model.WIDTH))
    plain, cached = (model.write(tokens, cached=cached)[0] for cached in (False, True))
    np.testing.assert_allclose(plain, cached, rtol=0, atol=1e-12)
    np.testing.assert_allclose(cached, by_torch(model, tokens), rtol=0, atol=1e-12)


def by_torch(model, tokens):
    """The head's outputs from torch's own causal attention."""
    matrices = (model.TO_QUERY, model.TO_KEY, model.TO_VALUE)
    query, key, value = (torch.tensor(tokens @ matrix)[None] for matrix in matrices)
    mixed = torch.nn.functional.scaled_dot_product_attention(query, key, value, is_causal=True)
    return mixed[0].numpy() @ model.TO_OUTPUT


def test_the_counted_work_has_its_closed_form(model):
    n, d = 60, model.WIDTH
    tokens = np.random.default_rng(0).normal(size=(n, d))
    for cached, rows in ((True, np.ones(n, dtype=int)), (False, np.arange(1, n + 1))):
        works = model.write(tokens, cached=cached)[1]
        keys = np.arange(1, n + 1)
        assert [work["rows"] for work in works] == list(rows)
        assert [work["projections"] for work in works] == list(4 * d * d * rows)
        assert [work["attention"] for work in works] == list(2 * d * rows * keys)


def test_the_meter_counts_what_a_loop_does(model):
    a, b, work = np.ones((3, 5)), np.ones((5, 2)), Counter()
    product = model.multiply(a, b, work, "group")
    loop = sum(1 for _ in range(3) for _ in range(2) for _ in range(5))
    assert work == {"group": loop} and product.shape == (3, 2)
