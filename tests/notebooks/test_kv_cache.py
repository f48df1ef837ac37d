"""Properties of the model cells of book/systems/kv-cache.ipynb."""

import json
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import sympy
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_limits

NOTEBOOK = Path(__file__).parents[2] / "book" / "systems" / "kv-cache.ipynb"
FACTORS = ("layers", "kv_heads", "head_dim", "context", "batch", "bytes_per_value")
SIZES = st.integers(1, 10_000)


@pytest.fixture(scope="module")
def notebook():
    """Names of the model cells; the run of 1,000 tokens is cut to 60, since tests make their own."""
    names = {"np": np, "Counter": Counter, "threadpool_limits": threadpool_limits}
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        if "model" in cell["metadata"].get("tags", []):
            exec("".join(cell["source"]).replace("TOKENS = 8, 1000", "TOKENS = 8, 60"), names)
    return SimpleNamespace(**names)


def shape(notebook, model):
    layers, _, _, kv_heads, head_dim, *_ = notebook.MODELS[model]
    return {"layers": layers, "kv_heads": kv_heads, "head_dim": head_dim}


@given(state=st.fixed_dictionaries(dict.fromkeys(FACTORS, SIZES)), which=st.sampled_from(FACTORS))
def test_each_factor_doubles_the_cache(notebook, state, which):
    doubled = state | {which: 2 * state[which]}
    assert notebook.kv_cache_bytes(**doubled) == 2 * notebook.kv_cache_bytes(**state)


def test_the_formula_is_the_one_in_the_text(notebook):
    symbols = sympy.symbols(FACTORS)
    formula = notebook.kv_cache_bytes(**dict(zip(FACTORS, symbols, strict=True)))
    assert formula == 2 * sympy.Mul(*symbols)


@pytest.mark.parametrize(
    ("model", "context", "size"),
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
def test_published_shapes(notebook, model, context, size):
    assert notebook.kv_cache_bytes(**shape(notebook, model), context=context) == size


@pytest.mark.parametrize(
    ("model", "published"),
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
def test_parameters_are_those_the_model_cards_count(notebook, model, published):
    assert notebook.parameters(model) == published


def test_counting_parameters_agrees_with_torch(notebook):
    """The same plan built of torch modules, in small."""
    from torch import nn

    layers, width, heads, kv_heads, head_dim, hidden, vocabulary = notebook.MODELS["small"] = (2, 24, 4, 2, 8, 40, 50)
    linear = [(width, heads * head_dim), (width, kv_heads * head_dim), (width, kv_heads * head_dim)]
    linear += [(heads * head_dim, width), (width, hidden), (width, hidden), (hidden, width)]
    layer = [*(nn.Linear(*ends, bias=False) for ends in linear), nn.RMSNorm(width), nn.RMSNorm(width)]
    rest = [nn.Embedding(vocabulary, width), nn.Linear(width, vocabulary, bias=False), nn.RMSNorm(width)]
    count = layers * sum(p.numel() for part in layer for p in part.parameters())
    count += sum(p.numel() for part in rest for p in part.parameters())
    assert notebook.parameters("small") == count
    del notebook.MODELS["small"]


@settings(max_examples=25, deadline=None)
@given(length=st.integers(1, 30), seed=st.integers(0, 2**32 - 1))
def test_the_cache_changes_no_output(notebook, length, seed):
    tokens = np.random.default_rng(seed).normal(size=(length, notebook.WIDTH))
    plain, cached = (notebook.write(tokens, cached=cached)[0] for cached in (False, True))
    np.testing.assert_allclose(plain, cached, rtol=0, atol=1e-12)
    np.testing.assert_allclose(cached, by_torch(notebook, tokens), rtol=0, atol=1e-12)


def by_torch(notebook, tokens):
    """The head's outputs from torch's own causal attention."""
    matrices = (notebook.TO_QUERY, notebook.TO_KEY, notebook.TO_VALUE)
    query, key, value = (torch.tensor(tokens @ matrix)[None] for matrix in matrices)
    mixed = torch.nn.functional.scaled_dot_product_attention(query, key, value, is_causal=True)
    return mixed[0].numpy() @ notebook.TO_OUTPUT


def test_the_counted_work_has_its_closed_form(notebook):
    n, d = 60, notebook.WIDTH
    tokens = np.random.default_rng(0).normal(size=(n, d))
    for cached, rows in ((True, np.ones(n, dtype=int)), (False, np.arange(1, n + 1))):
        works = notebook.write(tokens, cached=cached)[1]
        keys = np.arange(1, n + 1)
        assert [work["rows"] for work in works] == list(rows)
        assert [work["projections"] for work in works] == list(4 * d * d * rows)
        assert [work["attention"] for work in works] == list(2 * d * rows * keys)


def test_the_meter_counts_what_a_loop_does(notebook):
    a, b, work = np.ones((3, 5)), np.ones((5, 2)), Counter()
    product = notebook.multiply(a, b, work, "group")
    loop = sum(1 for _ in range(3) for _ in range(2) for _ in range(5))
    assert work == {"group": loop} and product.shape == (3, 2)
