"""The model of `time-series/temporal-convolutional-network`: what an output sees, the network, and ridge regression."""

from itertools import product

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import Ridge
from torch.nn.functional import conv1d, relu

ANY = st.lists(st.integers(1, 4), min_size=1, max_size=4)
SIZE = 40


def reached(dilations, taps, step):
    """Input steps whose gradient is not nought in a stack of torch's convolutions with positive weights."""
    x = torch.zeros(1, 1, SIZE, requires_grad=True)
    h = x
    for dilation in dilations:
        back, ahead = dilation * max(taps), dilation * -min(taps)
        h = conv1d(torch.nn.functional.pad(h, (back, ahead)), torch.ones(1, 1, len(taps)), dilation=dilation)
    h[0, 0, step].backward()
    return set(torch.nonzero(x.grad[0, 0]).flatten().tolist())


@settings(max_examples=60, deadline=None)
@given(ANY, st.sampled_from([(0, 1), (0, 1, 2), (-1, 0, 1)]), st.integers(0, SIZE - 1))
def test_an_output_is_traced_to_the_inputs_that_have_a_gradient(model, dilations, taps, step):
    rows, edges = model.trace(step, dilations, taps=taps, size=SIZE)
    assert {s for s in rows[-1] if 0 <= s < SIZE} == reached(dilations, taps, step)
    assert [len(row) for row in edges] == [len(taps) * sum(0 <= s < SIZE for s in row) for row in rows[:-1]]


@given(ANY, st.integers(2, 5), st.integers(1, 2))
def test_the_receptive_field_is_the_span_of_the_trace(model, dilations, kernel, convolutions):
    layers = [dilation for dilation in dilations for _ in range(convolutions)]
    size = model.receptive_field(dilations, kernel=kernel, convolutions=convolutions)
    rows, _ = model.trace(1000, layers, taps=range(kernel), size=1001)
    assert max(rows[-1]) - min(rows[-1]) + 1 == size


@given(st.integers(2, 5), st.integers(1, 7))
def test_doubling_leaves_no_input_out(model, kernel, layers):
    rows, _ = model.trace(2000, [2**n for n in range(layers)], taps=range(kernel), size=2001)
    assert len(rows[-1]) == model.receptive_field([2**n for n in range(layers)], kernel=kernel)


def net_of(model, dilations, *, kernel=2, copies=1, seed=0):
    torch.manual_seed(seed)
    return model.tcn(dilations, channels=4, kernel=kernel, copies=copies).double()


@pytest.mark.parametrize(("dilations", "kernel"), [*product([(1,), (1, 2, 4), (1, 1, 1)], [2, 3])])
def test_a_network_sees_its_receptive_field_and_no_later_input(model, dilations, kernel):
    reach = model.receptive_field(dilations, kernel=kernel, convolutions=2)
    pulls = np.max(
        [
            model.pull(net_of(model, dilations, kernel=kernel, seed=seed), torch.randn(64, 1, 40).double())[0]
            for seed in range(8)
        ],
        axis=0,
    )
    assert (pulls[:reach] > 0).all() and (pulls[reach:] == 0).all()
    x = torch.randn(1, 1, 40).double().requires_grad_()
    net_of(model, dilations, kernel=kernel)(x)[0, 0, 20].backward()
    assert (x.grad[0, 0, 21:] == 0).all()


def test_the_network_is_that_of_the_paper(model):
    """Two convolutions padded on both sides and cut on the right, as the authors write them, and a residual."""
    net = net_of(model, (1, 2, 4), kernel=3)
    x = torch.randn(2, 1, 30).double()
    h = x
    for block in list(net)[:-1]:
        inner = h
        for layer in block.filters:
            pad = 2 * layer.dilation[0]
            norm = layer.parametrizations.weight
            g, v = norm.original0, norm.original1
            weight = g * v / v.flatten(1).norm(dim=1)[:, None, None]
            inner = relu(conv1d(inner, weight, layer.bias, padding=pad, dilation=layer.dilation[0])[..., :-pad])
        h = relu(inner + block.around(h))
    assert torch.allclose(net(x), net[-1](h))


def test_copies_share_nothing(model):
    net = net_of(model, (1, 2), copies=3)
    x = torch.randn(5, 3, 20).double().requires_grad_()
    net(x)[:, 1].sum().backward()
    assert (x.grad[:, [0, 2]] == 0).all() and (x.grad[:, 1] != 0).any()


@given(st.integers(1, 20), st.floats(0.1, 100), st.integers(0, 100))
def test_ridge_is_that_of_scikit_learn(model, reach, penalty, seed):
    y = np.random.default_rng(seed).normal(size=80).cumsum()
    x = model.before(y, np.arange(30, 80), reach)
    assert np.array_equal(x[0], y[29 : 29 - reach : -1])
    weights, constant = model.ridge(x, y[30:], penalty)
    theirs = Ridge(penalty).fit(x, y[30:])
    assert np.allclose(weights, theirs.coef_) and np.allclose(constant, theirs.intercept_)


def test_ridge_forecasts_know_no_later_value(model):
    y = np.random.default_rng(1).normal(size=120).cumsum()
    look = {"first": 20, "known": 90, "check": 20, "penalties": [1.0, 100.0]}
    whole, _ = model.ridge_forecast(y, 8, **look)
    later = y.copy()
    later[100:] += 50
    changed, _ = model.ridge_forecast(later, 8, **look)
    assert whole.size == 30 and np.array_equal(whole[:11], changed[:11]) and not np.allclose(whole[11:], changed[11:])
