"""What a GPU does with a language model: `.venv/bin/python benchmarks/gpu/measure.py OUT.json` measures and stores it.

matmul  : operations a second of square products, in fp32, TF32, bf16 and fp8;
prefill : tokens a second when a prompt is read at once;
decode  : tokens a second when each of a batch of texts gets its next token, against the batch;
cache   : seconds to write some tokens with keys and values kept, and with all of them computed anew each time.

The model is a stack of Llama's layers (Touvron et al. 2023, arXiv:2307.09288, 7B: `LLAMA`) with random weights, without
embeddings and rotary positions, whose time is small. Each number is the median of some runs after one that warms up.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import torch
from torch.nn import functional as F

RUNS = 5


@dataclass(frozen=True)
class Shape:
    """A stack of layers: how many, numbers of a token, attention heads, numbers inside the feed-forward part."""

    layers: int
    width: int
    heads: int
    inner: int


@dataclass(frozen=True)
class Plan:
    """What is measured: sides of matrices, lengths of prompts, batches at one context, tokens written."""

    sides: tuple[int, ...]
    prompts: tuple[int, ...]
    batches: tuple[int, ...]
    context: int
    written: int


LLAMA = Shape(layers=32, width=4096, heads=32, inner=11008)
PLAN = Plan(sides=(2048, 8192), prompts=(128, 512, 2048), batches=(1, 2, 4, 8, 16, 32, 64), context=1024, written=256)


def weights(shape: Shape, *, device: str, dtype: torch.dtype) -> list[dict[str, torch.Tensor]]:
    """Random matrices of each layer, so scaled that numbers keep their size."""
    random = torch.Generator(device).manual_seed(0)
    sizes = {"qkv": (shape.width, 3 * shape.width), "out": (shape.width, shape.width)}
    sizes |= {"gate": (shape.width, 2 * shape.inner), "down": (shape.inner, shape.width)}

    def matrix(rows: int, columns: int) -> torch.Tensor:
        return torch.randn(rows, columns, generator=random, device=device, dtype=dtype) / rows**0.5

    return [{name: matrix(*size) for name, size in sizes.items()} for _ in range(shape.layers)]


def caches(shape: Shape, batch: int, length: int, *, device: str, dtype: torch.dtype) -> list[torch.Tensor]:
    """Room for the keys and values of each layer: shape (2, batch, heads, length, width of a head)."""
    size = (2, batch, shape.heads, length, shape.width // shape.heads)
    return [torch.zeros(size, device=device, dtype=dtype) for _ in range(shape.layers)]


def run(x: torch.Tensor, model: list[dict], kept: list[torch.Tensor], *, start: int) -> torch.Tensor:
    """The model's output for tokens `x`, shape (batch, n, width), at places from `start` on; fills `kept`.

    More than one token must come at the start: then each sees itself and those before it.
    """
    batch, n, width = x.shape
    for layer, cache in zip(model, kept, strict=True):
        heads = cache.shape[2]
        parts = (F.rms_norm(x, (width,)) @ layer["qkv"]).view(batch, n, 3, heads, width // heads)
        q, k, v = parts.permute(2, 0, 3, 1, 4)
        cache[0, :, :, start : start + n] = k
        cache[1, :, :, start : start + n] = v
        keys, values = cache[:, :, :, : start + n]
        seen = F.scaled_dot_product_attention(q, keys, values, is_causal=n > 1)
        x = x + seen.transpose(1, 2).reshape(batch, n, width) @ layer["out"]
        gate, up = (F.rms_norm(x, (width,)) @ layer["gate"]).chunk(2, dim=-1)
        x = x + (F.silu(gate) * up) @ layer["down"]
    return x


def write(first: torch.Tensor, model: list[dict], kept: list[torch.Tensor], *, count: int, keep: bool) -> torch.Tensor:
    """Outputs of `count` tokens, each the input of the next; without `keep`, all before are computed anew each time."""
    tokens = first
    for place in range(count):
        out = run(tokens[:, -1:], model, kept, start=place) if keep else run(tokens, model, kept, start=0)[:, -1:]
        tokens = torch.cat([tokens, out], dim=1)
    return tokens[:, 1:]


def seconds(work: Callable[[], object], *, device: str) -> float:
    """Median time of `work`, the device's queue run dry before and after."""
    wait = torch.cuda.synchronize if device == "cuda" else lambda: None
    times = []
    for _ in range(RUNS + 1):
        wait()
        begun = time.perf_counter()
        work()
        wait()
        times.append(time.perf_counter() - begun)
    return statistics.median(times[1:])


def products(side: int, *, device: str) -> dict[str, Callable[[], object]]:
    """Square products in each precision that the device multiplies in."""
    a, b = torch.randn(2, side, side, device=device)
    half_a, half_b = a.bfloat16(), b.bfloat16()

    def single(allowed: bool) -> torch.Tensor:
        torch.backends.cuda.matmul.allow_tf32 = allowed
        return a @ b

    found = {"fp32": lambda: single(False), "bf16": lambda: half_a @ half_b}
    if device == "cuda":
        found["tf32"] = lambda: single(True)
    if device == "cuda" and torch.cuda.get_device_capability() >= (8, 9):
        one = torch.ones((), device=device)
        small_a, small_b = a.to(torch.float8_e4m3fn), b.to(torch.float8_e4m3fn).T.contiguous().T
        found["fp8"] = lambda: torch._scaled_mm(small_a, small_b, one, one, out_dtype=torch.bfloat16)
    return found


@torch.inference_mode()
def measure(shape: Shape, plan: Plan, *, device: str, dtype: torch.dtype) -> dict:
    """All measurements, with what they were made of."""
    model = weights(shape, device=device, dtype=dtype)

    def rooms(batch: int, length: int) -> list[torch.Tensor]:
        return caches(shape, batch, length, device=device, dtype=dtype)

    def tokens(batch: int, n: int) -> torch.Tensor:
        return torch.ones(batch, n, shape.width, device=device, dtype=dtype)

    matmul = [
        {"precision": name, "side": side, "operations a second": 2 * side**3 / seconds(work, device=device)}
        for side in plan.sides
        for name, work in products(side, device=device).items()
    ]
    prefill, decode, cache = [], [], []
    for n in plan.prompts:
        x, kept = tokens(1, n), rooms(1, n)
        took = seconds(lambda x=x, kept=kept: run(x, model, kept, start=0), device=device)
        prefill.append({"prompt": n, "tokens a second": n / took})
    for batch in plan.batches:
        x, kept = tokens(batch, 1), rooms(batch, plan.context + 1)
        took = seconds(lambda x=x, kept=kept: run(x, model, kept, start=plan.context), device=device)
        decode.append({"batch": batch, "context": plan.context, "tokens a second": batch / took})
    for keep in (True, False):
        x, kept = tokens(1, 1), rooms(1, plan.written)
        work = lambda x=x, kept=kept, keep=keep: write(x, model, kept, count=plan.written, keep=keep)  # noqa: E731
        cache.append({"kept": keep, "tokens": plan.written, "seconds": seconds(work, device=device)})
    name = torch.cuda.get_device_name() if device == "cuda" else "CPU"
    made_of = {"device": name, "date": date.today().isoformat(), "torch": torch.__version__, "dtype": str(dtype)}
    return made_of | asdict(shape) | {"matmul": matmul, "prefill": prefill, "decode": decode, "cache": cache}


def main() -> None:
    """Measure the GPU and store what was found."""
    if len(sys.argv) != 2:
        sys.exit("Name the file to write: measure.py OUT.json")
    if not torch.cuda.is_available():
        sys.exit("No GPU was found: run it on a machine with one, with a CUDA build of torch.")
    found = measure(LLAMA, PLAN, device="cuda", dtype=torch.bfloat16)
    Path(sys.argv[1]).write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
