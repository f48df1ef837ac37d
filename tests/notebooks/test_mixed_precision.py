"""The model of `training/mixed-precision`: rounding bit for bit as in torch, backpropagation, scaling, stored runs."""

import runpy
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import load_digits

ROOT = Path(__file__).parents[2]
IN_TORCH = {
    "fp32": torch.float32,
    "bf16": torch.bfloat16,
    "fp16": torch.float16,
    "fp8 e5m2": torch.float8_e5m2,
    "fp8 e4m3": torch.float8_e4m3fn,
}
names = st.sampled_from(list(IN_TORCH))
floats = st.floats(width=32, allow_nan=False)
powers = st.integers(-20, 20)


@pytest.fixture(scope="module")
def data():
    digits = load_digits()
    return digits.data[:60] / 16, digits.target[:60]


@pytest.fixture(scope="module")
def stored():
    return np.load(ROOT / "book/data/mixed_precision_runs.npz")


def in_torch(values, dtype):
    return torch.tensor(values, dtype=torch.float32).to(dtype).double().numpy()


def numbers_of(dtype):
    """Every finite number of a format of 8 or 16 bits, in order."""
    bits = 8 * dtype.itemsize
    codes = torch.arange(2**bits).to(torch.uint8 if bits == 8 else torch.uint16).view(dtype).double().numpy()
    return np.unique(codes[np.isfinite(codes)])


@given(names, floats)
def test_a_cast_is_torchs(model, name, value):
    form, theirs = model.FORMATS[name], in_torch([value], IN_TORCH[name])
    ours = model.cast(np.array([value]), form)
    if form.saturates and np.isnan(theirs[0]):  # torch before 2.12 gave NaN beyond the largest number of e4m3
        theirs = np.copysign([form.largest], value)
    assert np.array_equal(ours, theirs) and np.array_equal(np.signbit(ours), np.signbit(theirs))


@pytest.mark.parametrize("name", list(IN_TORCH)[1:])
def test_every_number_stays_and_every_tie_goes_to_the_even_one(model, name):
    form, numbers = model.FORMATS[name], numbers_of(IN_TORCH[name])
    assert np.array_equal(model.cast(numbers, form), numbers)
    ties = (numbers[1:] + numbers[:-1]) / 2
    rounded = model.cast(ties, form)
    assert np.array_equal(rounded, in_torch(ties, IN_TORCH[name]))
    assert np.all(rounded / model.gap(np.minimum(np.abs(numbers[1:]), np.abs(numbers[:-1])), form) % 2 == 0)


@given(names, floats, floats)
def test_a_cast_keeps_order_and_is_at_most_half_a_gap_away(model, name, a, b):
    form = model.FORMATS[name]
    low, high = model.cast(np.array(sorted([a, b])), form)
    assert low <= high
    for value, rounded in zip(sorted([a, b]), (low, high), strict=True):
        if abs(value) <= form.largest:
            assert abs(rounded - value) <= model.gap(np.float64(value), form) / 2
        assert model.cast(rounded, form) == rounded


@given(names, st.floats(2**-10, 2**7, width=32), powers)
def test_a_power_of_two_scales_without_rounding_inside_the_range(model, name, value, power):
    form, factor = model.FORMATS[name], 2.0**power
    if 2.0**form.lowest <= min(value, value * factor) and max(value, value * factor) * 1.5 < form.largest:
        assert model.cast(np.float64(value * factor), form) == factor * model.cast(np.float64(value), form)


@given(names, st.integers(-200, 20), st.floats(1, 2, exclude_max=True))
def test_what_becomes_zero_is_at_most_half_the_smallest_number(model, name, power, value):
    form = model.FORMATS[name]
    tiny = np.ldexp(value, power)
    assert (model.cast(tiny, form) == 0) == (tiny <= 2.0 ** (form.lowest - form.mantissa - 1))


@given(st.integers(0, 2**15 - 1), st.floats(2**-20, 0.5))
def test_an_update_below_half_a_gap_is_lost(model, code, share):
    form = model.FORMATS["bf16"]
    weight = torch.tensor(code, dtype=torch.int32).to(torch.uint16).view(torch.bfloat16).double().numpy()
    if np.isfinite(weight) and 2.0**form.lowest <= weight < form.largest:
        assert model.cast(weight + 0.999 * share * model.gap(weight, form), form) == weight
        assert model.cast(weight - 0.499 * share * model.gap(weight, form), form) == weight


def test_without_rounding_the_gradients_are_torchs(model, data):
    images, labels = data
    exact = model.Format(52, -1022, np.finfo(float).max)
    weights = [np.random.default_rng(2).normal(size=shape) / 8 for shape in ((64, 32), (32, 10))]
    loss, _, ours = model.backward(weights, images, labels, exact, loss_scale=8.0, copies=4096)
    tensors = [torch.tensor(matrix, requires_grad=True) for matrix in weights]
    theirs = torch.nn.functional.cross_entropy(
        torch.tanh(torch.tensor(images) @ tensors[0]) @ tensors[1], torch.tensor(labels)
    )
    (8 * theirs).backward()
    assert loss == pytest.approx(theirs.item(), abs=1e-12)
    for mine, tensor in zip(ours, tensors, strict=True):
        assert np.allclose(mine, tensor.grad.numpy(), atol=1e-13)


@pytest.mark.parametrize("name", ["fp16", "fp8 e5m2", "fp8 e4m3"])
def test_a_copy_in_the_loss_is_a_copy_in_the_batch(model, data, name):
    images, labels = data[0][:5], data[1][:5]
    weights = [np.random.default_rng(2).normal(size=shape) / 8 for shape in ((64, 32), (32, 10))]
    form = model.FORMATS[name]
    short = model.backward(weights, images, labels, form, loss_scale=64.0, copies=8)
    long = model.backward(weights, np.tile(images, (8, 1)), np.tile(labels, 8), form, loss_scale=64.0, copies=1)
    assert short[0] == pytest.approx(long[0], abs=1e-12)
    for one, other in zip(short[2], long[2], strict=True):
        assert np.allclose(one, other, rtol=1e-12, atol=0)


def test_the_loss_scale_is_grad_scalers(model):
    for interval in (3, 2000):
        scaler = torch.amp.GradScaler("cpu", growth_interval=interval)
        weight, scale, streak = torch.zeros(1, requires_grad=True), scaler.get_scale(), 0
        sgd = torch.optim.SGD([weight], lr=1.0)
        for number in np.random.default_rng(interval).random(300):
            fits = bool(number < 0.8)
            weight.grad = scaler.scale(torch.ones(1)) * (1.0 if fits else torch.inf)
            scaler.step(sgd)
            scaler.update()
            scale, streak = model.next_scale(scale, streak, fits=fits, interval=interval)
            assert scale == scaler.get_scale()


def test_a_scale_that_fits_changes_nothing_in_fp32_and_bf16(model, data):
    for name in ("fp32", "bf16"):
        runs = [
            [step.loss for step in model.train(*data, model.FORMATS[name], loss_scale=scale, master=True, steps=8)]
            for scale in (1.0, 2.0**24)
        ]
        assert runs[0] == runs[1]


def test_a_step_that_overflows_is_skipped_and_the_adapted_scale_halves(model, data):
    with np.errstate(all="ignore"):
        form = model.FORMATS["fp16"]
        seen = list(model.train(*data, form, loss_scale=2.0**30, master=True, dynamic=True, copies=1, steps=30))
    for now, after in pairwise(seen):
        assert after.scale == (now.scale if now.fits else now.scale / 2)
        assert after.skipped == now.skipped + (not now.fits)
        kept = now.after if now.fits else now.weights
        assert all(np.array_equal(a, b) for a, b in zip(after.weights, kept, strict=True))
    assert not seen[0].fits and seen[-1].fits and seen[-1].loss < seen[0].loss


SIZES = st.sampled_from([0.0005, *(k / 1000 for k in range(1, 9))])


@given(st.sampled_from([name for name in IN_TORCH if name != "fp8 e4m3"]), SIZES)
def test_repeated_updates_are_torchs(model, name, size):
    walk, dtype = model.repeated(size, model.FORMATS[name], steps=40), IN_TORCH[name]
    master, alone = torch.ones(()), torch.ones((), dtype=dtype)
    for row in walk:
        assert row.tolist() == [master.item(), master.to(dtype).item(), alone.item()]
        master += size
        alone = (alone.float() + size).to(dtype)


@given(names, SIZES)
def test_an_update_below_half_a_gap_never_adds_up_and_one_above_moves_each_time(model, name, size):
    form = model.FORMATS[name]
    alone = model.repeated(size, form, steps=16)[:, 2]
    if size < model.gap(1.0, form) / 2:
        assert (alone == 1).all()
    else:
        assert (np.diff(alone) > 0).all()


@pytest.mark.parametrize(("name", "power"), [("fp16", 0), ("fp8 e4m3", 24), ("fp32", 6)])
def test_stored_runs_are_the_models(model, stored, name, power):
    script = runpy.run_path(str(ROOT / "data/mixed_precision_runs.py"))
    held, unseen = script["digits"]()
    with np.errstate(all="ignore"):
        run = model.train(*held, model.FORMATS[name], loss_scale=2.0**power, master=True, steps=20)
        seen = list(run)
    where = stored["formats"].tolist().index(name), stored["powers"].tolist().index(power)
    assert np.allclose([step.loss for step in seen][:: script["EVERY"]], stored["losses"][where][:7], rtol=2e-3)
    at = stored["steps"].tolist().index(20)
    views, numbers = script["look"](model, seen[20], model.FORMATS[name], unseen)
    assert np.abs(views[0] / 1e4 - stored["activations"][where][at] / 1e4).max() < 5e-3
    assert numbers[0] == pytest.approx(stored["numbers"][where][at][0], abs=5e-3)


def test_stored_comparisons_are_those_of_the_first_seed_and_of_no_two_the_same(stored):
    columns, findings = stored["columns"].tolist(), stored["findings"].tolist()
    formats, powers = stored["formats"].tolist(), stored["powers"].tolist()
    for place, (name, power) in enumerate([("fp32", 0), ("bf16", 0), (None, 0), ("fp16", 0), ("fp16", 12)]):
        if name:
            numbers = stored["numbers"][formats.index(name), powers.index(power)]
            found = stored["found"][place, 0]
            assert found[findings.index("loss")] == numbers[-1, columns.index("loss")]
            assert found[findings.index("zero")] == numbers[0, columns.index("zero")]
    assert len(np.unique(stored["found"][0, :, 0])) == len(stored["seeds"]) == 20


@pytest.mark.parametrize("seed", [2, 20])
def test_a_seed_changes_the_start_and_nothing_else(model, data, seed):
    settings = {"loss_scale": 1.0, "master": False, "steps": 1}
    first, other, again = (
        next(model.train(*data, model.FORMATS["bf16"], seed=number, **settings)).weights[0]
        for number in (1, seed, seed)
    )
    assert np.array_equal(other, again) and not np.array_equal(first, other)
    assert first.std() == pytest.approx(other.std(), rel=0.1)


def bytes_held(low, *, master):
    """Bytes a parameter of weights, gradients, master copy and Adam's moments, and bytes kept for backpropagation."""
    weights, kept = [torch.ones(shape).to(low).requires_grad_() for shape in ((64, 32), (32, 10))], []
    with torch.autograd.graph.saved_tensors_hooks(lambda tensor: kept.append(tensor) or tensor, lambda tensor: tensor):
        loss = (torch.tanh(torch.ones(100, 64).to(low) @ weights[0]) @ weights[1]).sum()
    loss.backward()
    updated = [weight.detach().float().requires_grad_() for weight in weights] if master else weights
    for one, weight in zip(updated, weights, strict=True):
        one.grad = weight.grad.float() if master else weight.grad
    adam = torch.optim.Adam(updated)
    adam.step()
    moments = [state[name] for state in adam.state.values() for name in ("exp_avg", "exp_avg_sq")]
    held = [*weights, *(weight.grad for weight in weights), *(updated if master else []), *moments]
    return sum(tensor.nbytes for tensor in held) / 2368, sum(tensor.nbytes for tensor in kept)


def test_bytes_a_parameter_and_for_backpropagation_in_torch():
    full, mixed = bytes_held(torch.float32, master=False), bytes_held(torch.bfloat16, master=True)
    assert full[0] == mixed[0] == 16
    assert full[1] == 2 * mixed[1] > 0
