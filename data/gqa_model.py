"""A small trained transformer and its grouped-query descendants: book/data/gqa_model.npz.

The original has 2 layers of 8 heads and learns, character by character, the prose of Python 3.11's
`pydoc_data.topics` (Python documentation, Python Software Foundation License 2). Its weights are stored in 16 bits.
Each conversion is made with the cells tagged `model` of book/systems/grouped-query-attention.ipynb and then trained on
for 5 % of the original's steps, some for 20 %; models that share from their first step on are trained too. Of these the
bits per character on held-out text are stored. Attention is torch's `scaled_dot_product_attention(enable_gqa=True)`.

Run `python data/gqa_model.py`, with Python 3.11; 10,560 steps take about ten minutes on one core.
"""

from __future__ import annotations

import json
from hashlib import sha256
from itertools import combinations, product
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
GROUPS, GROUPINGS = (1, 2, 4, 8), ("neighbours", "most alike", "least alike")
METHODS, EVERY, LAST = ("mean", "aligned mean", "first head"), 16, 80  # looked at after each 1 % of STEPS, up to 5 %
LONGER = 320  # steps, 20 %


def lesson() -> SimpleNamespace:
    """What the notebook's cells tagged `model` define."""
    names = {"np": np, "combinations": combinations, "__name__": "lesson"}
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        if "model" in cell["metadata"].get("tags", ()):
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


def fresh(groups: int) -> dict[str, torch.Tensor]:
    """A model before training, with `groups` KV heads a layer."""
    rng = torch.Generator().manual_seed(0)
    shapes = {"characters": (len(ALPHABET), WIDTH, 0.5), "places": (LENGTH, WIDTH, 0.1)}
    shapes["logits"] = (WIDTH, len(ALPHABET), WIDTH**-0.5)
    for layer in range(LAYERS):
        for name, heads in (("query", HEADS), ("key", groups), ("value", groups)):
            shapes[f"{name}{layer}"] = (heads, WIDTH, HEAD_SIZE, WIDTH**-0.5)
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


def train(model: dict, text: torch.Tensor, held_out: torch.Tensor, *, steps: int, peak: float, warm: int):
    """Train `model` in place and yield the held-out bits before it and after each EVERY steps.

    AdamW; the rate rises over `warm` steps to `peak` and falls to 0 as half a cosine. Batches depend on `steps` only.
    """
    rng = torch.Generator().manual_seed(steps)
    parameters = [matrix.requires_grad_() for matrix in model.values()]
    adam = torch.optim.AdamW(parameters, betas=(0.9, 0.98), weight_decay=0.01)
    for step in range(steps):
        if step % EVERY == 0 and (steps == LAST or step == 0):
            with torch.no_grad():
                yield bits(model, held_out).item()
        for group in adam.param_groups:
            group["lr"] = peak * min(1, (step + 1) / warm) * (0.5 + 0.5 * np.cos(np.pi * step / steps))
        starts = torch.randint(0, len(text) - LENGTH - 1, (BATCH,), generator=rng)
        adam.zero_grad()
        bits(model, text[starts[:, None] + torch.arange(LENGTH + 1)]).backward()
        adam.step()
    with torch.no_grad():
        yield bits(model, held_out).item()


def rounded(model: dict[str, torch.Tensor]) -> dict[str, np.ndarray]:
    """The weights of `model` in 16 bits, as they are stored."""
    return {name: matrix.detach().to(torch.float16).numpy() for name, matrix in model.items()}


def tensors(model: dict[str, np.ndarray]) -> dict[str, torch.Tensor]:
    return {name: torch.from_numpy(np.array(matrix, np.float32)) for name, matrix in model.items()}


def uptrain(original: dict, sample: np.ndarray, text: torch.Tensor, held_out: torch.Tensor) -> np.ndarray:
    """Held-out bits over groups, grouping, method and share of the original's steps (0 to 5 %)."""
    model, runs = lesson(), {}
    wide = {name: matrix.astype(np.float64) for name, matrix in original.items()}
    maps = model.run(wide, sample)[1]
    for groups, grouping, method in product(GROUPS, GROUPINGS, METHODS):
        wiring = np.array([model.wire(groups, seen, grouping=grouping) for seen in maps])
        key = (wiring.shape, wiring.tobytes(), method if groups < HEADS else "")
        if key not in runs:  # one group, or as many as heads: there is nothing to choose
            converted = tensors(model.convert(wide, wiring, method=method))
            runs[key] = list(train(converted, text, held_out, steps=LAST, peak=PEAK / 2, warm=EVERY // 2))
            print(groups, grouping, method, np.round(runs[key], 3), flush=True)
        runs[groups, grouping, method] = runs[key]
    order = product(GROUPS, GROUPINGS, METHODS)
    return np.array([runs[state] for state in order]).reshape(len(GROUPS), len(GROUPINGS), len(METHODS), -1)


def uptrain_longer(original: dict, text: torch.Tensor, held_out: torch.Tensor) -> np.ndarray:
    """Held-out bits after LONGER steps, neighbours sharing, over GROUPS below HEADS and the first two METHODS."""
    model, ends = lesson(), []
    wide = {name: matrix.astype(np.float64) for name, matrix in original.items()}
    for groups, method in product(GROUPS[:-1], METHODS[:2]):
        wiring = [np.arange(HEADS).reshape(groups, -1)] * LAYERS
        converted = tensors(model.convert(wide, wiring, method=method))
        ends.append(list(train(converted, text, held_out, steps=LONGER, peak=PEAK / 2, warm=EVERY // 2))[-1])
        print("longer:", groups, method, ends[-1], flush=True)
    return np.array(ends).reshape(len(GROUPS) - 1, 2)


def main(target: Path = TARGET) -> None:
    """Train the original, its descendants and the models that shared from the start, and write the file."""
    torch.set_num_threads(1)
    text, rest = prose()
    held_out, sample, scratch = windows(rest, 64), windows(text, 16), []
    for groups in reversed(GROUPS):
        model = fresh(groups)
        scratch.append(list(train(model, text, held_out, steps=STEPS, peak=PEAK, warm=100))[-1])
        print("from scratch:", groups, scratch[-1], flush=True)
        if groups == HEADS:
            original = rounded(model)
            uptrained = uptrain(original, sample[:, :-1].numpy(), text, held_out)
            longer = uptrain_longer(original, text, held_out)
    arrays = {"held_out": held_out.numpy().astype(np.uint8), "sample": sample.numpy().astype(np.uint8)}
    arrays |= {
        "uptrained": uptrained,
        "longer": longer,
        "scratch": np.array(scratch[::-1]),
        "alphabet": np.array(ALPHABET),
    }
    axes = {"groups": GROUPS, "groupings": GROUPINGS, "methods": METHODS, "steps": STEPS, "every": EVERY}
    np.savez_compressed(target, **arrays, **axes, **original)
    print(f"{target.name}: {target.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
