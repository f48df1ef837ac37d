"""Matrix products timed against batch, for systems/prefill-decode: book/data/prefill_decode.npz.

A batch of b rows meets 2 GiB of square matrices, one after another, more than a processor keeps close: each product
must fetch its matrix from memory. A time is that of the processor, not of the clock on the wall, so that other
programs' turns do not count; `seconds-n` for n bytes a number has shape (rounds, batches), `weights-n` says how many
numbers there are. 16 bits are bfloat16, 32 bits float32, both laid out beforehand as the library wants them.

Run `python data/prefill_decode.py` with PyTorch 2.13; it takes about six minutes of one core. Where there is a CUDA
device, `seconds-cuda` is measured on it, too; nobody has run that yet.
"""

from __future__ import annotations

import datetime
import platform
import sys
import time
from pathlib import Path

import numpy as np
import torch

TARGET = Path(__file__).resolve().parents[1] / "book" / "data" / "prefill_decode.npz"
SIDE, BYTES = 8192, 2**31
BATCHES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]
ROUNDS = 5
TYPES = {2: torch.bfloat16, 4: torch.float32}


def matrices(dtype: torch.dtype, device: str) -> list[torch.Tensor]:
    """Square matrices of random numbers that fill `BYTES`; on a processor laid out for its products."""
    count = BYTES // (SIDE * SIDE * dtype.itemsize)
    made = []
    for seed in range(count):
        numbers = torch.randn(SIDE, SIDE, generator=torch.Generator().manual_seed(seed)).to(dtype)
        laid = torch.ops.mkldnn._reorder_linear_weight(numbers) if device == "cpu" else numbers.to(device)
        made.append(laid)
    return made


def product(rows: torch.Tensor, matrix: torch.Tensor) -> torch.Tensor:
    """`rows` times the transposed matrix."""
    if rows.device.type == "cpu":
        return torch.ops.mkldnn._linear_pointwise(rows, matrix, None, "none", [], "")
    return torch.nn.functional.linear(rows, matrix)


def seconds(rows: torch.Tensor, weights: list[torch.Tensor]) -> float:
    """Time of the products of `rows` with each matrix."""
    if rows.device.type == "cpu":
        start = time.thread_time()
        for matrix in weights:
            product(rows, matrix)
        return time.thread_time() - start
    start, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
    start.record()
    for matrix in weights:
        product(rows, matrix)
    end.record()
    torch.cuda.synchronize()
    return start.elapsed_time(end) / 1e3


def measure(dtype: torch.dtype, device: str) -> tuple[np.ndarray, int]:
    """Seconds, shape (rounds, batches), and the number of weights; every round goes through all batches."""
    weights = matrices(dtype, device)
    inputs = [torch.randn(batch, SIDE).to(dtype).to(device) for batch in BATCHES]
    for rows in inputs:
        product(rows, weights[0])  # the first call of a shape prepares
    taken = [[seconds(rows, weights) for rows in inputs] for _ in range(ROUNDS)]
    return np.array(taken), SIDE * SIDE * len(weights)


def processor() -> str:
    """Name of the processor, where the system tells it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.is_file() else []
    told = dict(line.split(":", 1) for line in lines if ":" in line)
    parts = {key.strip(): value.strip() for key, value in told.items()}
    return f"{parts.get('model name', platform.processor())}, model {parts.get('model', 'unknown')}"


def main(target: Path = TARGET) -> None:
    """Measure and write."""
    torch.set_num_threads(1)
    made = f"{processor()}, one core; PyTorch {torch.__version__}; {datetime.date.today()}"
    arrays = {"batches": np.array(BATCHES), "made": np.array(made)}
    for size, dtype in TYPES.items():
        arrays[f"seconds-{size}"], arrays[f"weights-{size}"] = measure(dtype, "cpu")
    if torch.cuda.is_available():
        arrays["seconds-cuda"], arrays["weights-cuda"] = measure(torch.bfloat16, "cuda")
    np.savez_compressed(target, **arrays)
    for name, array in arrays.items():
        print(name, array.min(axis=0) if np.ndim(array) == 2 else array, file=sys.stderr)


if __name__ == "__main__":
    main()
