"""What n-gram models do in 20 random splits of the same sentences, for the notebook n-gram-models.

Sentences are those of `book/data/manual_sentences.npz`, the models those of the notebook's model cells. In each split
the first 30,000 words, in whole sentences, may be read, and all other sentences are held out. For 1,000, 5,000 and
30,000 words read and n from 1 to 5 are stored:

- `unseen`, shape (20, 3, 5): the share of held-out steps, a word after the n − 1 words before it, that were not read;
- `perplexity`, shape (20, 3, 5, 2), of the held-out sentences: add one, back off;
- `copied`, shape (20, 3, 5, 3): of WRITTEN sentences, each up to LONGEST words, the share of words that lie in a run of
  8 or more that was read (none, add one, back off); `copied_longer` the same for runs of 12; `whole` the share of
  sentences that were read as a whole, of those that came to an end;
- `natural`, shape (20, 3): the share of copied words in the held-out sentences themselves, up to LONGEST words of each;
- `slopes`, shape (20, 3, 3): of log count on log rank of single words, ranks up to 100, 1,000 and all.

Run `python data/n_gram_runs.py`; it takes several minutes.
"""

from __future__ import annotations

import json
import math
import random
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = ROOT / "book" / "language" / "n-gram-models.ipynb"
TARGET = ROOT / "book" / "data" / "n_gram_runs.npz"
SPLITS, SIZES, ORDERS = 20, (1000, 5000, 30_000), range(1, 6)
WRITTEN, LONGEST = 100, 20


def lesson() -> SimpleNamespace:
    """What the notebook's model cells define."""
    names = {"np": np, "cache": cache, "Counter": Counter, "defaultdict": defaultdict, "__name__": "lesson"}
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        if "model" in cell["metadata"].get("tags", []):
            exec("".join(cell["source"]), names)
    return SimpleNamespace(**names)


def sentences() -> list[tuple[str, ...]]:
    """The stored ones."""
    with np.load(ROOT / "book" / "data" / "manual_sentences.npz") as stored:
        words, text = stored["words"], stored["text"]
    parts = np.split(text, np.flatnonzero(text == words.size) + 1)[:-1]
    return [tuple(words[part[:-1]].tolist()) for part in parts]


def measure(model: SimpleNamespace, all_sentences: list[tuple[str, ...]], *, seed: int) -> dict[str, np.ndarray]:
    """One split: the stored arrays without their first axis."""
    order = all_sentences[:]
    random.Random(seed).shuffle(order)
    vocabulary = sorted({word for sentence in order for word in sentence} | {model.END})
    held = order[len(model.within(order, SIZES[-1])) :]
    shape = len(SIZES), len(ORDERS)
    found = {
        "unseen": np.zeros(shape),
        "perplexity": np.zeros((*shape, 2)),
        "copied": np.zeros((*shape, 3)),
        "copied_longer": np.zeros((*shape, 3)),
        "whole": np.zeros((*shape, 3)),
        "natural": np.zeros(len(SIZES)),
        "slopes": np.zeros((len(SIZES), 3)),
    }
    for i, size in enumerate(SIZES):
        read = model.within(order, size)
        text, whole = model.joined(read), set(read)
        counts = model.count(read, ORDERS[-1])
        lit = [mark for sentence in held for mark in model.copied(sentence[:LONGEST], text)]
        found["natural"][i] = np.mean(lit)
        words = [number for word, number in counts[()].items() if word != model.END]
        found["slopes"][i] = [model.slope(words, last) for last in (100, 1000, len(words))]
        estimates = model.add_one(counts, len(vocabulary)), model.backoff(counts, len(vocabulary))
        for j, n in enumerate(ORDERS):
            steps = [step for sentence in held for step in model.steps(sentence, n)]
            found["unseen"][i, j] = np.mean([word not in counts.get(memory, ()) for memory, word in steps])
            for k, p in enumerate(estimates):
                found["perplexity"][i, j, k] = 2 ** -np.mean([math.log2(p(*step)) for step in steps])
            for k, smoothing in enumerate(model.SMOOTHINGS):
                rng = random.Random(f"{seed} {size} {n} {smoothing}")
                written = [model.write(counts, vocabulary, n, smoothing, rng, longest=LONGEST) for _ in range(WRITTEN)]
                for name, run in (("copied", model.RUN), ("copied_longer", 12)):
                    found[name][i, j, k] = np.mean([mark for w in written for mark in model.copied(w, text, run)])
                ended = [w for w in written if len(w) < LONGEST]
                found["whole"][i, j, k] = np.mean([w in whole for w in ended]) if ended else np.nan
    return found


def main(target: Path = TARGET) -> None:
    """Measure all splits and write the file."""
    model, text = lesson(), sentences()
    splits = []
    for seed in range(SPLITS):
        splits.append(measure(model, text, seed=seed))
        print(seed, flush=True)
    np.savez_compressed(target, **{name: np.stack([one[name] for one in splits]) for name in splits[0]})


if __name__ == "__main__":
    main()
