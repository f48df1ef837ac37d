"""Properties of the model cells of book/systems/kv-cache.ipynb."""

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
    return model_cells(slug)


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
        ("Llama 3.1 70B", 131_072, 40 * 2**30),
        ("Llama 3.1 405B", 131_072, 63 * 2**30),
        ("Mistral 7B v0.1", 4096, 512 * 2**20),
        ("Gemma 2B", 1, 18 * 2**10),
    ],
)
def test_published_shapes(model, config, context, size):
    assert model.kv_cache_bytes(**shape(model, config), context=context) == size


@pytest.mark.parametrize(
    ("config", "published"),
    [
        ("Llama 2 7B", 6_738_415_616),
        ("Llama 3 8B", 8_030_261_248),
        ("Llama 3.1 70B", 70_553_706_496),
        ("Llama 3.1 405B", 405_853_388_800),
        ("Mistral 7B v0.1", 7_241_732_096),
        ("Gemma 2B", 1_981_884_416 + 256_000 * 2048),  # its report counts the embedding apart, of padded rows
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


def random_weights(model, seed, *, tokens):
    """Rows of shape (tokens, WIDTH), and matrices for two layers."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=(tokens, model.WIDTH)), rng.normal(size=model.MATRICES.shape) / 2


TEXTS = given(length=st.integers(1, 30), seed=st.integers(0, 2**32 - 1))


@settings(max_examples=25, deadline=None)
@TEXTS
def test_the_cache_changes_no_output_and_holds_what_a_full_run_computes(model, length, seed):
    rows, matrices = random_weights(model, seed, tokens=length)
    plain, cached = (model.write(rows, cached=cached, matrices=matrices) for cached in (False, True))
    for full, kept in zip(plain, cached, strict=True):
        np.testing.assert_allclose(full.output, kept.output, rtol=0, atol=1e-10)
        np.testing.assert_allclose(full.cache, kept.cache, rtol=0, atol=1e-10)


@settings(max_examples=25, deadline=None)
@TEXTS
def test_both_ways_agree_with_torch(model, length, seed):
    rows, matrices = random_weights(model, seed, tokens=length)
    expected = by_torch(rows, matrices)
    for cached in (False, True):
        outputs = [step.output for step in model.write(rows, cached=cached, matrices=matrices)]
        np.testing.assert_allclose(outputs, expected, rtol=0, atol=1e-10)


def by_torch(rows, matrices):
    """The last layer's rows from torch's own causal attention and normalization."""
    rows = torch.tensor(rows)
    for layer in matrices:
        normed = torch.nn.functional.rms_norm(rows, rows.shape[-1:], eps=0.0)
        query, key, value = ((normed @ torch.tensor(matrix))[None] for matrix in layer)
        rows = rows + torch.nn.functional.scaled_dot_product_attention(query, key, value, is_causal=True)[0]
    return rows.numpy()


def test_looking_ahead_the_kept_keys_are_out_of_date_above_the_first_layer(model):
    rows, matrices = random_weights(model, 5, tokens=9)
    full, kept = (model.write(rows, cached=cached, ahead=True, matrices=matrices)[-1] for cached in (False, True))
    apart = np.abs(np.subtract(full.cache, kept.cache)).max(axis=(0, 2))
    assert (apart[:-1] > 1e-3).all()
    assert np.abs(full.output - kept.output).max() > 1e-3
    early, late = (model.attend(rows[:count], matrices[0], model.EMPTY[0], ahead=True)[1] for count in (5, 9))
    np.testing.assert_allclose(np.array(late)[:, :5], early, rtol=0, atol=1e-12)


@pytest.mark.parametrize("ahead", [False, True])
def test_the_counted_work_has_its_closed_form(model, ahead):
    rows, matrices = random_weights(model, 0, tokens=20)
    for cached in (False, True):
        for count, step in enumerate(model.write(rows, cached=cached, ahead=ahead, matrices=matrices), 1):
            triangle = count * count if ahead else count * (count + 1) // 2
            assert (step.rows, step.scores) == ((1, count) if cached else (count, triangle))
            assert np.shape(step.cache) == (2, count, model.WIDTH)
