"""Temporal convolutional networks, trained: book/data/temporal_convolutional_network.npz.

Networks are those of the model cells of book/time-series/temporal-convolutional-network.ipynb: blocks of two
convolutions with two weights (kernel 2), 8 channels, weight norm, and the start that torch gives.

*Lag task.* The series is white noise, the answer its value some steps ago. For each of `lags`, 5 networks of four
blocks with dilations 1, 2, 4, 8 and 5 with 1, 1, 1, 1, each with a start and data of its own: Adam on squared errors,
a learning rate that rises to 0.01 and falls to 0, every batch new. `error` has the squared error in new series after
each of `steps` (the answer's variance is 1), `pulls` the mean gradients by distance, each network's of sum 1. `longer`
has the errors of 8 more networks each for the answers 15 and 30 back, trained for 3,200 steps.

*Sunspots.* Square roots of yearly numbers, one year ahead, 1 to 5 blocks, 12 networks each: fitted to 1764 to 1899
with dropout 0.1, for as many steps as were best for 1850 to 1899 when fitted without them. `forecasts` are for 1900
to 2008, as square roots; `sun_pulls` the gradients in those years, before and after training, and `sun_moved` the part
of its own that each network's training moved.

Run `python data/temporal_convolutional_network.py`; it takes ten minutes on one core.
"""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import statsmodels.api as sm
import torch
from torch import nn
from torch.nn.functional import pad
from torch.nn.utils.parametrizations import weight_norm

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = ROOT / "book" / "time-series" / "temporal-convolutional-network.ipynb"
TARGET = ROOT / "book" / "data" / "temporal_convolutional_network.npz"
LAGS = [1, 4, 7, 8, 9, 12, 15, 16, 20, 24, 28, 29, 30, 31, 36]
SPACINGS = [(1, 2, 4, 8), (1, 1, 1, 1)]
STEPS, SEEDS, SEEN, START = [0, 50, 100, 200, 400, 800], 5, 40, 32  # the first steps do not count
LONGER = {"lags": [15, 30], "seeds": 8, "at": [0, 3200]}
BLOCKS, NETWORKS, LONGEST, EVERY, ROUNDS = 5, 12, 64, 10, 50
TRAIN, CHECK = 200, 50  # years that are known, and those of them that choose the number of steps


def lesson() -> SimpleNamespace:
    """What the notebook's model cells define."""
    names = {"np": np, "torch": torch, "nn": nn, "pad": pad, "weight_norm": weight_norm, "__name__": "lesson"}
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        if "model" in cell["metadata"].get("tags", []):
            exec("".join(cell["source"]), names)
    return SimpleNamespace(**names)


def batch(lags: torch.Tensor, *, series: int, steps: int, draw: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """White noise, shape (series, networks, steps), and what it was as many steps ago as each network's lag."""
    most = int(lags.max())
    noise = torch.randn(series, len(lags), steps + most, generator=draw)
    places = (torch.arange(most, most + steps) - lags[:, None]).expand(series, -1, -1)
    return noise[..., most:], noise.gather(-1, places)


def shares(pulls: torch.Tensor) -> np.ndarray:
    """Each network's gradients, as parts of their sum."""
    return (pulls / pulls.sum(-1, keepdim=True)).numpy()


def lag_task(
    model: SimpleNamespace, dilations: tuple[int, ...], *, seed: int, lags: list[int], seeds: int, at: list[int]
) -> tuple[np.ndarray, np.ndarray]:
    """Errors `at` so many steps, shape (lags, seeds, at), and mean gradients, shape (lags, at, SEEN)."""
    shape = len(at), len(lags), seeds
    torch.manual_seed(seed)
    draw = torch.Generator().manual_seed(seed)
    lags = torch.tensor(lags).repeat_interleave(seeds)
    net = model.tcn(dilations, copies=len(lags))
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.01, total_steps=at[-1])
    errors, pulls = [], []
    for step in range(at[-1] + 1):
        if step in at:
            print(dilations, step, flush=True)
            x, y = batch(lags, series=64, steps=96, draw=draw)
            with torch.no_grad():
                errors.append(((net(x) - y)[..., START:] ** 2).mean((0, 2)).numpy())
            pulls.append(shares(model.pull(net, x)[:, :SEEN]))
        if step < at[-1]:
            x, y = batch(lags, series=4, steps=128, draw=draw)
            loss = ((net(x) - y)[..., START:] ** 2).mean((0, 2)).sum()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    pulls = np.array(pulls).reshape(*shape, SEEN).mean(2).swapaxes(0, 1)
    return np.array(errors).T.reshape(*shape[1:], len(at)), pulls


def fit(net: nn.Module, z: torch.Tensor, *, end: int, rounds: int, look) -> None:
    """Fit to the years up to `end` in rounds of EVERY steps; `look` is called before the first and after each."""
    optimizer = torch.optim.Adam(net.parameters(), lr=0.003)
    x = z[: end - 1].expand(1, NETWORKS, -1)
    look()
    for _ in range(rounds):
        net.train()
        for _ in range(EVERY):
            loss = ((net(x) - z[1:end])[..., LONGEST - 1 :] ** 2).mean((0, 2)).sum()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        net.eval()
        look()


def sunspots(model: SimpleNamespace, *, blocks: int) -> tuple[np.ndarray, np.ndarray, int]:
    """Forecasts, shape (networks, years), gradients before and after, shape (2, networks, LONGEST), and the steps."""
    y = np.sqrt(sm.datasets.sunspots.load_pandas().data["SUNACTIVITY"].to_numpy())
    mean, scale = y[:TRAIN].mean(), y[:TRAIN].std()
    z = torch.tensor((y - mean) / scale, dtype=torch.float32)

    def fresh() -> nn.Module:
        torch.manual_seed(blocks)
        return model.tcn([2**n for n in range(blocks)], dropout=0.1, copies=NETWORKS).eval()

    def forecasts(net: nn.Module) -> torch.Tensor:
        with torch.no_grad():
            return net(z[:-1].expand(1, NETWORKS, -1))[0]

    def miss() -> None:
        off = (forecasts(net) - z[1:])[:, TRAIN - CHECK - 1 : TRAIN - 1]
        misses.append((off**2).mean().item())

    misses, net = [], fresh()
    fit(net, z, end=TRAIN - CHECK, rounds=ROUNDS, look=miss)
    best = int(np.argmin(misses))
    net = fresh()
    last = range(TRAIN - 1, len(z) - 1)  # the last known year of each forecast
    windows = torch.stack([z[year - LONGEST + 1 : year + 1].expand(NETWORKS, -1) for year in last])
    before = shares(model.pull(net, windows))
    fit(net, z, end=TRAIN, rounds=best, look=lambda: None)
    after = shares(model.pull(net, windows))
    return mean + scale * forecasts(net)[:, TRAIN - 1 :].numpy(), np.stack([before, after]), best * EVERY


def main(target: Path = TARGET) -> None:
    """Train all and write the file."""
    torch.set_num_threads(1)
    model = lesson()
    usual = {"lags": LAGS, "seeds": SEEDS, "at": STEPS}
    tasks = [lag_task(model, dilations, seed=n, **usual) for n, dilations in enumerate(SPACINGS)]
    errors, pulls = zip(*tasks, strict=True)
    longer, _ = lag_task(model, SPACINGS[0], seed=len(SPACINGS), **LONGER)
    forecasts, sun_pulls, chosen = zip(*(sunspots(model, blocks=n) for n in range(1, BLOCKS + 1)), strict=True)
    small = {
        "error": np.stack(errors),
        "pulls": np.stack(pulls),
        "forecasts": np.stack(forecasts),
        "sun_pulls": np.stack(sun_pulls).mean(2),
        "sun_moved": np.abs(np.diff(np.stack(sun_pulls), axis=1)).sum(-1)[:, 0] / 2,
        "longer": longer[..., -1],
    }
    small = {name: array.astype(np.float32) for name, array in small.items()}
    np.savez_compressed(target, lags=LAGS, steps=STEPS, chosen=chosen, **small)
    print(f"{target.name}: {target.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
