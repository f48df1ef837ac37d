"""A small network that predicts noise: book/data/diffusion_network.npz.

It learns what the exact denoiser of book/generative/diffusion-models.ipynb computes: the mean noise in a training point
that has been mixed with noise, at times drawn uniformly from both schedules of the notebook. Data, schedules and what
the network sees are those of the notebook's cells whose ids begin with "model". The file holds weights and the smoothed
loss.

Run `python data/diffusion_network.py`; it takes under a minute on one core.
"""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import torch
from scipy.spatial.distance import cdist

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "book" / "data" / "diffusion_network.npz"
NOTEBOOK = ROOT / "book" / "generative" / "diffusion-models.ipynb"
WIDTH, HIDDEN, STEPS, BATCH, RATE = 128, 3, 20_000, 512, 2e-3
EVERY = 250  # training steps over which the stored loss is averaged


def lesson() -> SimpleNamespace:
    """What the cells of the notebook whose ids begin with "model" define."""
    names = {"np": np, "pairwise": pairwise, "cdist": cdist, "__name__": "lesson"}
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        if cell.get("id", "").startswith("model"):
            exec("".join(cell["source"]), names)
    return SimpleNamespace(**names)


def network() -> torch.nn.Sequential:
    """HIDDEN layers of WIDTH units with SiLU between them, from 9 inputs to 2 outputs."""
    sizes = [9, *[WIDTH] * HIDDEN, 2]
    layers = []
    for a, b in pairwise(sizes):
        layers += [torch.nn.Linear(a, b), torch.nn.SiLU()]
    return torch.nn.Sequential(*layers[:-1])


def batches(model: SimpleNamespace, rng: np.random.Generator):
    """Endlessly what the network sees, shape (BATCH, 9), and the noise to find, shape (BATCH, 2), as tensors."""
    levels = np.concatenate([model.noise_levels(name)[1:] for name in ("linear", "cosine")])
    while True:
        sigma = rng.choice(levels, (BATCH, 1))
        noise = rng.normal(size=(BATCH, 2))
        clean = model.POINTS[rng.integers(len(model.POINTS), size=BATCH)]
        x = clean + sigma * noise
        yield tuple(torch.tensor(array, dtype=torch.float32) for array in (model.embed(x, sigma), noise))


def train(model: SimpleNamespace, *, steps: int = STEPS) -> tuple[torch.nn.Sequential, list[float]]:
    """The network after `steps` steps of Adam, its rate annealed to 0 along a cosine, and the loss at each step."""
    torch.manual_seed(0)
    net, losses = network(), []
    adam = torch.optim.Adam(net.parameters(), lr=RATE)
    annealed = torch.optim.lr_scheduler.CosineAnnealingLR(adam, steps)
    for _, (seen, noise) in zip(range(steps), batches(model, np.random.default_rng(1)), strict=False):
        loss = torch.nn.functional.mse_loss(net(seen), noise)
        adam.zero_grad()
        loss.backward()
        adam.step()
        annealed.step()
        losses.append(loss.item())
    return net, losses


def main(target: Path = TARGET) -> None:
    """Train and write the file: weights as (inputs, outputs), biases, and the mean loss of every EVERY steps."""
    torch.set_num_threads(1)
    net, losses = train(lesson())
    linear = [layer for layer in net if isinstance(layer, torch.nn.Linear)]
    arrays = {"loss": np.array(losses, np.float32).reshape(-1, EVERY).mean(axis=1), "every": EVERY}
    for place, layer in enumerate(linear):
        arrays[f"weight{place}"] = layer.weight.detach().numpy().T
        arrays[f"bias{place}"] = layer.bias.detach().numpy()
    np.savez_compressed(target, layers=len(linear), **arrays)
    print(f"{target.name}: {target.stat().st_size / 1000:.0f} kB, last losses {arrays['loss'][-4:].round(4)}")


if __name__ == "__main__":
    main()
