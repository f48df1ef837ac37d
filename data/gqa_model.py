"""Small trained transformers whose key and value heads are then merged: book/data/gqa_model.npz.

Each original has 2 layers of 8 heads and learns, character by character, the prose of Python 3.11's
`pydoc_data.topics` (Python documentation, Python Software Foundation License 2); five differ by their random seed.
Each is converted with the cells of book/systems/grouped-query-attention.ipynb whose ids begin with `model-`, and then
trained on for 5 % of its steps. Stored are the bits per character on held-out text, before and after; how much of the
size of two heads their mean keeps; how often each character occurs in the training text; and the first original's
weights in 16 bits. Attention is torch's
`scaled_dot_product_attention(enable_gqa=True)`.

Run `python data/gqa_model.py`, with Python 3.11; 10,800 steps take about ten minutes on one core.
"""

from __future__ import annotations

import json
from hashlib import sha256
from itertools import product
from pathlib import Path
from pydoc_data.topics import topics
from types import SimpleNamespace

import numpy as np
import torch
from torch.nn.functional import cross_entropy, scaled_dot_product_attention

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "book" / "data" / "gqa_model.npz"
NOTEBOOK = ROOT / "book" / "systems" / "grouped-query-attention.ipynb"
DIGEST = "2a95af4ac93f5b719944030ce3769070ddf827d847cba42192afa8da989e5dc4"
ALPHABET = "\n" + "".join(map(chr, range(32, 127)))
LENGTH, WIDTH, HIDDEN, HEADS, HEAD_SIZE, LAYERS = 96, 64, 128, 8, 8, 2
STEPS, BATCH, PEAK = 1600, 32, 4e-3
SEEDS, GROUPS, METHODS = 5, (1, 4), ("mean", "aligned mean", "first head")
MORE = 80  # steps after conversion, 5 % of STEPS


def lesson() -> SimpleNamespace:
    """What the notebook's cells whose ids begin with `model-` define."""
    names = {"np": np, "__name__": "lesson"}
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        if cell["id"].startswith("model-"):
            exec("".join(cell["source"]), names)
    return SimpleNamespace(**names)


def windows(text: torch.Tensor, count: int) -> torch.Tensor:
    """`count` stretches of LENGTH + 1 characters, evenly spread over `text`; shape (count, LENGTH + 1)."""
    starts = torch.linspace(0, len(text) - LENGTH - 1, count).long()
    return text[starts[:, None] + torch.arange(LENGTH + 1)]


def prose() -> tuple[torch.Tensor, torch.Tensor]:
    """All topics as places in ALPHABET: the first nine tenths, and the last, which is held out."""
    text = "\n".join(topics[name] for name in sorted(topics))
    if sha256(text.encode()).hexdigest() != DIGEST:
        raise ValueError("pydoc_data.topics is another text than Python 3.11.7's: the stored numbers would change")
    places = {letter: place for place, letter in enumerate(ALPHABET)}
    ids = torch.tensor([places.get(letter, places["?"]) for letter in text])
    return ids[: len(ids) * 9 // 10], ids[len(ids) * 9 // 10 :]


def fresh(seed: int) -> dict[str, torch.Tensor]:
    """A model before training."""
    rng = torch.Generator().manual_seed(seed)
    shapes = {"characters": (len(ALPHABET), WIDTH, 0.5), "places": (LENGTH, WIDTH, 0.1)}
    shapes["logits"] = (WIDTH, len(ALPHABET), WIDTH**-0.5)
    for layer in range(LAYERS):
        for name in ("query", "key", "value"):
            shapes[f"{name}{layer}"] = (HEADS, WIDTH, HEAD_SIZE, WIDTH**-0.5)
        shapes[f"output{layer}"] = (HEADS, HEAD_SIZE, WIDTH, (LAYERS * WIDTH) ** -0.5)
        shapes[f"up{layer}"] = (WIDTH, HIDDEN, WIDTH**-0.5)
        shapes[f"down{layer}"] = (HIDDEN, WIDTH, (LAYERS * HIDDEN) ** -0.5)
    return {name: torch.randn(*shape, generator=rng) * scale for name, (*shape, scale) in shapes.items()}


def unit(rows: torch.Tensor) -> torch.Tensor:
    """`rows` with a root mean square of 1."""
    return rows * torch.rsqrt(rows.pow(2).mean(-1, keepdim=True) + 1e-6)


def project(rows: torch.Tensor, matrices: torch.Tensor) -> torch.Tensor:
    """`rows`, shape (b, n, D), times each of `matrices`, shape (h, D, d): shape (b, h, n, d)."""
    flat = rows @ matrices.permute(1, 0, 2).flatten(1)
    return flat.unflatten(-1, (len(matrices), -1)).transpose(1, 2)


def bits(model: dict[str, torch.Tensor], text: torch.Tensor) -> torch.Tensor:
    """Mean bits per character of `text`, shape (b, LENGTH + 1)."""
    rows = model["characters"][text[:, :-1]] + model["places"]
    for layer in range(LAYERS):
        triple = [project(unit(rows), model[f"{name}{layer}"]) for name in ("query", "key", "value")]
        mixed = scaled_dot_product_attention(*triple, is_causal=True, enable_gqa=True)
        rows = rows + mixed.transpose(1, 2).flatten(2) @ model[f"output{layer}"].flatten(0, 1)
        rows = rows + torch.relu(unit(rows) @ model[f"up{layer}"]) @ model[f"down{layer}"]
    logits = unit(rows) @ model["logits"]
    return cross_entropy(logits.flatten(0, 1), text[:, 1:].flatten()) / np.log(2)


def train(model: dict, text: torch.Tensor, *, steps: int, peak: float, warm: int, seed: int) -> None:
    """Train `model` in place.

    AdamW; the rate rises over `warm` steps to `peak` and falls to 0 as half a cosine. Batches depend on `steps` and
    `seed` only.
    """
    rng = torch.Generator().manual_seed(steps + 10_000 * seed)
    parameters = [matrix.requires_grad_() for matrix in model.values()]
    adam = torch.optim.AdamW(parameters, betas=(0.9, 0.98), weight_decay=0.01)
    for step in range(steps):
        for group in adam.param_groups:
            group["lr"] = peak * min(1, (step + 1) / warm) * (0.5 + 0.5 * np.cos(np.pi * step / steps))
        starts = torch.randint(0, len(text) - LENGTH - 1, (BATCH,), generator=rng)
        adam.zero_grad()
        bits(model, text[starts[:, None] + torch.arange(LENGTH + 1)]).backward()
        adam.step()


def rounded(model: dict[str, torch.Tensor]) -> dict[str, np.ndarray]:
    """The weights of `model` in 16 bits, as they are stored."""
    return {name: matrix.detach().to(torch.float16).numpy() for name, matrix in model.items()}


def trained_on(model: dict[str, np.ndarray], text: torch.Tensor, held_out: torch.Tensor, *, seed: int) -> list[float]:
    """Held-out bits of `model` as it is, and after MORE steps."""
    further = {name: torch.from_numpy(np.array(matrix, np.float32)) for name, matrix in model.items()}
    with torch.no_grad():
        before = bits(further, held_out).item()
    train(further, text, steps=MORE, peak=PEAK / 2, warm=8, seed=seed)
    with torch.no_grad():
        return [before, bits(further, held_out).item()]


def sizes(original: dict[str, np.ndarray], *, seed: int, draws: int = 20) -> np.ndarray:
    """Sizes of the means of neighbouring heads, as they are, turned, and turned where only chance makes them alike.

    Shape (2, LAYERS * HEADS / 2, 3), keys first. For the last, the rows of one head are mixed by a random rotation,
    which leaves its singular values as they are; the mean of some draws.
    """
    model, rng, found = lesson(), np.random.default_rng(seed), []
    for name in ("key", "value"):
        heads = np.concatenate([original[f"{name}{layer}"] for layer in range(LAYERS)])
        for one, other in heads.reshape(-1, 2, WIDTH, HEAD_SIZE):
            rotations = [np.linalg.qr(rng.normal(size=(WIDTH, WIDTH)))[0] for _ in range(draws)]
            mixed = [turned_size(model, one, rotation @ other) for rotation in rotations]
            as_is = model.mean_size(np.array([one, other]))
            found.append([as_is, turned_size(model, one, other), np.mean(mixed)])
    return np.array(found).reshape(2, -1, 3)


def turned_size(model: SimpleNamespace, one: np.ndarray, other: np.ndarray) -> float:
    """Size of the mean of two heads, the second turned onto the first."""
    return model.mean_size(np.array([one, other @ model.nearest_turn(other, one)]))


def family(seed: int) -> dict[str, np.ndarray]:
    """The weights of an original, and what is measured on it and its conversions.

    `original` and `converted` are held-out bits before and after MORE steps, shapes (2,) and (GROUPS, METHODS, 2);
    `sizes` are those of the means of its heads.
    """
    torch.set_num_threads(1)
    text, rest = prose()
    held_out, model = windows(rest, 64), fresh(seed)
    train(model, text, steps=STEPS, peak=PEAK, warm=100, seed=seed)
    original = rounded(model)
    wide = {name: matrix.astype(np.float64) for name, matrix in original.items()}
    convert = lesson().convert
    models = [wide, *(convert(wide, groups, method=method) for groups, method in product(GROUPS, METHODS))]
    own, *others = [trained_on(one, text, held_out, seed=seed) for one in models]
    print(seed, np.round(own, 3), np.round(others, 3).tolist(), flush=True)
    bits_after = np.array(others).reshape(len(GROUPS), len(METHODS), 2)
    return original | {"original": np.array(own), "converted": bits_after, "sizes": sizes(wide, seed=seed)}


def store(families: list[dict[str, np.ndarray]], target: Path) -> None:
    """Write the file; `families` are those of the seeds from 0 on."""
    measured = {name: np.array([one[name] for one in families]) for name in ("original", "converted", "sizes")}
    axes = {"groups": GROUPS, "methods": METHODS, "steps": (STEPS, MORE)}
    text, rest = prose()
    held_out = windows(rest, 64).numpy().astype(np.uint8)
    letters = np.bincount(text.numpy(), minlength=len(ALPHABET))
    np.savez_compressed(target, **(families[0] | measured), held_out=held_out, letters=letters, **axes)
    print(f"{target.name}: {target.stat().st_size / 1000:.0f} kB")


def main(target: Path = TARGET) -> None:
    """Train the originals and their descendants, and write the file."""
    store([family(seed) for seed in range(SEEDS)], target)


if __name__ == "__main__":
    main()
