"""What is measured on a GPU, tried small on the processor: the model is one, and each number has its unit."""

import runpy
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "gpu" / "measure.py"
READS = ["benchmarks/gpu/measure.py"]


@pytest.fixture(scope="module")
def gpu():
    return SimpleNamespace(**runpy.run_path(str(SCRIPT)))


@pytest.fixture
def small(gpu):
    """A shape and its weights, in float64 so that only the order of sums differs."""
    shape = gpu.Shape(layers=3, width=16, heads=4, inner=24)
    return shape, gpu.weights(shape, device="cpu", dtype=torch.float64)


def room(gpu, shape, batch, length):
    return gpu.caches(shape, batch, length, device="cpu", dtype=torch.float64)


def test_tokens_one_by_one_give_what_a_prompt_at_once_gives(gpu, small):
    shape, model = small
    x = torch.randn(2, 6, shape.width, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    at_once = gpu.run(x, model, room(gpu, shape, 2, 6), start=0)
    kept = room(gpu, shape, 2, 6)
    one_by_one = torch.cat([gpu.run(x[:, i : i + 1], model, kept, start=i) for i in range(6)], dim=1)
    torch.testing.assert_close(one_by_one, at_once)


def test_a_cache_changes_no_output(gpu, small):
    shape, model = small
    first = torch.ones(1, 1, shape.width, dtype=torch.float64)
    with_it, without = (gpu.write(first, model, room(gpu, shape, 1, 5), count=5, keep=keep) for keep in (True, False))
    assert with_it.shape == (1, 5, shape.width)
    torch.testing.assert_close(with_it, without)


def test_everything_planned_is_measured(gpu):
    plan = gpu.Plan(sides=(8, 16), prompts=(2, 3), batches=(1, 2, 4), context=5, written=3)
    shape = gpu.Shape(layers=1, width=8, heads=2, inner=8)
    found = gpu.measure(shape, plan, device="cpu", dtype=torch.float32)
    assert [(one["precision"], one["side"]) for one in found["matmul"]] == [
        (name, side) for side in plan.sides for name in ("fp32", "bf16")
    ]
    assert [one["prompt"] for one in found["prefill"]] == [2, 3]
    assert [one["batch"] for one in found["decode"]] == [1, 2, 4]
    assert [one["kept"] for one in found["cache"]] == [True, False]
    assert all(one["tokens a second"] > 0 for one in found["prefill"] + found["decode"])


def test_without_a_gpu_it_says_so(tmp_path):
    process = subprocess.run([sys.executable, SCRIPT, tmp_path / "out.json"], capture_output=True, text=True)
    assert process.returncode == 1
    assert "GPU" in process.stderr
    assert not (tmp_path / "out.json").exists()
