"""Properties of the model cells of book/retrieval/two-stage-retrieval.ipynb, and of the stored token vectors."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode

from helpers import bundled
from helpers.models.passages import load_passages

READS = ["src/helpers/plots/*"]  # the imports that the cells need draw with it

SEEDS = st.integers(0, 2**32 - 1)


@pytest.fixture(scope="module")
def stored():
    with np.load(bundled("retrieval_tokens.npz")) as file:
        return {name: file[name] for name in file.files}


# Scores


@settings(max_examples=25, deadline=None)
@given(queries=st.integers(1, 5), passages=st.integers(1, 6), size=st.integers(1, 12), seed=SEEDS)
def test_cosines_are_those_of_torch_for_the_first_numbers(model, queries, passages, size, seed):
    rng = np.random.default_rng(seed)
    one, other = rng.normal(size=(queries, 12)), rng.normal(size=(passages, 12))
    theirs = torch.nn.functional.cosine_similarity(
        torch.from_numpy(one)[:, None, :size], torch.from_numpy(other)[None, :, :size], dim=-1
    )
    np.testing.assert_allclose(model.cosines(one, other, numbers=size), theirs.numpy(), atol=1e-12)


@settings(max_examples=25, deadline=None)
@given(asked=st.integers(1, 6), tokens=st.integers(1, 9), seed=SEEDS)
def test_maxsim_is_the_sum_of_the_best_matches_in_torch(model, asked, tokens, seed):
    rng = np.random.default_rng(seed)
    query, passage = rng.normal(size=(asked, 8)), rng.normal(size=(tokens, 8))
    theirs = torch.einsum("id,jd->ij", torch.from_numpy(query), torch.from_numpy(passage)).amax(dim=1).sum()
    assert model.maxsim(query, passage) == pytest.approx(float(theirs))


@settings(max_examples=25, deadline=None)
@given(asked=st.integers(1, 6), tokens=st.integers(1, 9), seed=SEEDS)
def test_a_longer_passage_never_scores_less_and_a_repeated_token_nothing(model, asked, tokens, seed):
    rng = np.random.default_rng(seed)
    query, passage = rng.normal(size=(asked, 8)), rng.normal(size=(tokens, 8))
    score = model.maxsim(query, passage)
    assert model.maxsim(query, np.vstack([passage, rng.normal(size=8)])) >= score - 1e-12
    assert model.maxsim(query, np.vstack([passage, passage[:1]])) == pytest.approx(score)


# Two stages


@settings(max_examples=50, deadline=None)
@given(passages=st.integers(1, 30), depth=st.integers(0, 35), seed=SEEDS)
def test_the_second_stage_reorders_the_fetched_and_nothing_else(model, passages, depth, seed):
    rng = np.random.default_rng(seed)
    first, second = rng.normal(size=(2, passages))
    before = sorted(range(passages), key=lambda p: -first[p])
    after = model.rerank(first, second, depth=depth).tolist()
    assert after[depth:] == before[depth:]
    assert after[:depth] == sorted(before[:depth], key=lambda p: -second[p])


@settings(max_examples=50, deadline=None)
@given(passages=st.integers(2, 30), depth=st.integers(1, 30), first_k=st.integers(1, 30), seed=SEEDS)
def test_even_a_faultless_reader_finds_only_what_was_fetched(model, passages, depth, first_k, seed):
    rng = np.random.default_rng(seed)
    first, answer = rng.normal(size=passages), int(rng.integers(passages))
    before = model.rerank(first, first, depth=0).tolist().index(answer)
    faultless = np.arange(passages) == answer
    after = model.rerank(first, 1.0 * faultless, depth=depth).tolist().index(answer)
    assert after == (0 if before < depth else before)
    if depth <= first_k:  # the same passages stand among the first
        noise = model.rerank(first, rng.normal(size=passages), depth=depth).tolist().index(answer)
        assert (noise < first_k) == (before < first_k)


def test_reading_by_the_first_score_changes_nothing(model):
    scores = np.random.default_rng(3).normal(size=40)
    order = model.rerank(scores, scores, depth=0)
    for depth in (1, 7, 40):
        assert model.rerank(scores, scores, depth=depth).tolist() == order.tolist()


# Prices


@pytest.mark.parametrize("length", [8, 25, 265])
def test_the_price_of_encoding_is_what_torch_counts(model, length):
    layer = torch.nn.TransformerEncoderLayer(384, 12, 1536, batch_first=True, dropout=0.0)
    layers = torch.nn.TransformerEncoder(layer, 6, enable_nested_tensor=False).train()
    # the fused kernel's products are not counted on every processor
    with sdpa_kernel(SDPBackend.MATH), FlopCounterMode(display=False) as counter:
        layers(torch.zeros(1, length, 384))
    assert counter.get_total_flops() == model.encode_flop(length)


def test_the_prices_of_scan_maxsim_and_cross_encoder_are_what_torch_counts(model):
    with FlopCounterMode(display=False) as counter:
        torch.zeros(276, 384) @ torch.zeros(384, 1)
    assert counter.get_total_flops() == model.scan_flop(276, size=384)
    with FlopCounterMode(display=False) as counter:
        torch.bmm(torch.zeros(50, 6, 128), torch.zeros(50, 128, 16))
    assert counter.get_total_flops() == model.maxsim_flop(50, asked=6, tokens=16)
    assert model.cross_flop(50, asked=6, tokens=16) == 50 * model.encode_flop(6 + 16 + 3)


# Stored tokens


def test_stored_tokens_are_those_of_the_texts(stored):
    shelf = load_passages()
    texts = [*shelf.texts, *shelf.queries]
    pieces = stored["pieces"].item().split()
    assert len(stored["counts"]) == len(texts)
    assert stored["counts"].sum() == len(pieces) == len(stored["packed"])
    ends = np.cumsum(stored["counts"], dtype=int)
    for number, (text, tokens) in enumerate(zip(texts, np.split(np.array(pieces), ends[:-1]), strict=True)):
        said = "".join(token.removeprefix("##") for token in tokens)
        letters = [c for c in text.lower() if not c.isspace() and (c.isalnum() or number >= len(shelf.texts))]
        assert said == "".join(letters), text


def test_stored_vectors_use_the_levels_they_should(stored):
    upper, lower = stored["packed"] >> 4, stored["packed"] & 15
    numbers = np.stack([upper, lower], axis=-1).reshape(len(upper), -1).astype(int) - 8
    assert numbers.shape[1] == 128
    assert (np.abs(numbers).max(axis=1) == 7).all()


def test_what_maxsim_finds_does_not_hang_on_how_tokens_are_kept(model, stored):
    """With all 384 numbers, whichever tokens take part, it puts 136 to 138 answers first; with the stored ones 139."""
    shelf = load_passages()
    numbers = np.stack([stored["packed"] >> 4, stored["packed"] & 15], axis=-1).reshape(len(stored["packed"]), -1) - 8.0
    numbers /= np.linalg.norm(numbers, axis=1, keepdims=True)
    parts = np.split(numbers, np.cumsum(stored["counts"], dtype=int)[:-1])
    scores = np.array([[model.maxsim(q, p) for p in parts[: len(shelf.texts)]] for q in parts[len(shelf.texts) :]])
    first = scores.argmax(axis=1) == shelf.answers
    assert first.sum() == 139
    totals = stored["variants"][..., 0]
    assert (totals.min(), totals.max()) == (136, 138)
    by_vector = model.cosines(shelf.query_vectors, shelf.passage_vectors, numbers=384)
    assert totals.min() > (by_vector.argmax(axis=1) == shelf.answers).sum() == 120
