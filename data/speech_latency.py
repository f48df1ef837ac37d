"""Codebooks of a residual quantiser of speech, for speech-latency: book/data/speech_latency.npz.

The sound is `audiotest.au` of CPython's tests, in the standard library of Python 3.11: 8,012 samples a second, mu-law;
its header calls it guido.aiff. `speech` has its first 16,800 samples, 2.1 s of a man who speaks, less their mean, as
int16. `held` are the ends of five stretches of 0.4 s. For each, codebooks are learned from all other frames (at every
third sample) and the stretch is coded: `snr`, shape (5, 3, 3, 8), in dB, by frame length, bits and stages used. The
codebooks of frames of N samples and 2 ** B entries, first stretch held out, are `books_N_B`, shape (8, 2 ** B, N).

Run `python data/speech_latency.py`, with Python 3.11; it takes two minutes.
"""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import test

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = ROOT / "book" / "networks" / "speech-latency.ipynb"
TARGET = ROOT / "book" / "data" / "speech_latency.npz"
SPOKEN, STAGES, EVERY = 16_800, 8, 3
LENGTHS, BITS = [8, 16, 32], [2, 4, 6]
HELD = [(9600, 12_800), (0, 3200), (3200, 6400), (6400, 9600), (12_800, 16_000)]


def lesson() -> SimpleNamespace:
    """What the notebook's model cells define."""
    names = {"np": np, "__name__": "lesson"}
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        if "model" in cell["metadata"].get("tags", []):
            exec("".join(cell["source"]), names)
    return SimpleNamespace(**names)


def samples(path: Path) -> np.ndarray:
    """The samples of a mu-law .au file, as ITU-T G.711 says, from -32,124 to 32,124."""
    content = path.read_bytes()
    code = ~np.frombuffer(content[int.from_bytes(content[4:8], "big") :], np.uint8)
    size = (((code & 15).astype(int) << 3) + 132 << (code >> 4 & 7).astype(int)) - 132
    return np.where(code & 128, -size, size)


def split(speech: np.ndarray, held: tuple[int, int], length: int) -> tuple[np.ndarray, np.ndarray]:
    """Frames to learn from, and the frames of the stretch that is held out."""
    start, end = held
    parts = [part for part in (speech[:start], speech[end:]) if len(part)]
    windows = [np.lib.stride_tricks.sliding_window_view(part, length)[::EVERY] for part in parts]
    return np.concatenate(windows), speech[start:end].reshape(-1, length)


def main(target: Path = TARGET) -> None:
    model = lesson()
    speech = samples(Path(test.__path__[0]) / "audiotest.au")[:SPOKEN].astype(float)
    speech = np.round(speech - speech.mean())
    found = np.zeros((len(HELD), len(LENGTHS), len(BITS), STAGES))
    books = {}
    for place in np.ndindex(found.shape[:3]):
        length, bits = LENGTHS[place[1]], BITS[place[2]]
        known, new = split(speech, HELD[place[0]], length)
        made = model.learn(known, bits=bits, stages=STAGES, rng=np.random.default_rng(0))
        tokens = model.encode(new, made)
        found[place] = [model.snr(new, model.decode(tokens[:used], made)) for used in range(1, STAGES + 1)]
        if place[0] == 0:
            books[f"books_{length}_{bits}"] = made.astype(np.int16)
    np.savez_compressed(target, speech=speech.astype(np.int16), held=HELD, snr=found.astype(np.float32), **books)


if __name__ == "__main__":
    main()
