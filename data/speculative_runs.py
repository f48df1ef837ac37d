"""Which guesses of three draft models a large model keeps, word by word, along texts that the pair writes.

The large model looks three words back, the drafts none, one and two; all are counted from `book/data/next_words.npz`.
Each of RUNS texts has WORDS words after "the function is". At each word the draft's guess is drawn and kept or thrown
out by the rule of Leviathan et al. (2023), and the text goes on with the kept or the redrawn word, which either way
follows the large model's probabilities. Cutting these marks into rounds gives the words of a pass for any lookahead:
a round ends with the first guess that is thrown out, or with the word after the last guess, whatever its own mark.

Run `python data/speculative_runs.py` to write `book/data/speculative_runs.npz`: `kept`, the marks, eight to a byte,
shape (drafts, runs, words / 8), and `acceptance`, the mean of Σ min(p, q) in a run, shape (drafts, runs).

Reference: Leviathan, Kalman and Matias (2023), https://arxiv.org/abs/2211.17192, algorithm 1 and corollary 3.6.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from helpers.models.next_words import load_words, word_model

OUTPUT = Path(__file__).resolve().parents[1] / "book" / "data" / "speculative_runs.npz"
PROMPT = "the function is"
LOOKS_BACK = (0, 1, 2)  # of the drafts
RUNS, WORDS = 10, 10_000


def run(looks_back: int, *, seed: int, words: int = WORDS) -> tuple[np.ndarray, np.ndarray]:
    """Marks of `words` guesses, True where kept, and the chance Σ min(p, q) that each had; shape (words,) each."""
    large, draft, rng = word_model(3), word_model(looks_back), np.random.default_rng([looks_back, seed])
    vocabulary, _ = load_words()
    context = tuple(np.searchsorted(vocabulary, PROMPT.split()).tolist())
    kept, chance = np.zeros(words, dtype=bool), np.zeros(words)
    for place in range(words):
        guess_die, dart, redraw_die = rng.random(3)
        p, q = large(context), draft(context)
        shared = np.minimum(p, q)
        word = fallen_on(q, guess_die)
        kept[place], chance[place] = dart * q[word] < p[word], shared.sum()
        if not kept[place]:
            word = fallen_on(p - shared, redraw_die)
        context = (*context[-2:], word)
    return kept, chance


def fallen_on(lengths: np.ndarray, die: float) -> int:
    """The piece on which a die in [0, 1) falls when pieces of these lengths lie end to end."""
    ends = np.cumsum(lengths)
    return int(np.searchsorted(ends, die * ends[-1], side="right"))


def main(output: Path = OUTPUT) -> None:
    """Write the marks of all runs."""
    runs = [[run(back, seed=seed) for seed in range(RUNS)] for back in LOOKS_BACK]
    kept = np.array([[np.packbits(marks) for marks, _ in row] for row in runs])
    acceptance = np.array([[chance.mean() for _, chance in row] for row in runs])
    np.savez_compressed(output, kept=kept, acceptance=acceptance)


if __name__ == "__main__":
    main()
