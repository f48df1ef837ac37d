"""Word models to draw from: interpolated Kneser–Ney counts over the stored topics of Python's own `help()`.

`data/next_words.py` says where the text comes from and does the same with dictionaries, which tests compare.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from helpers.bundled import bundled

BASE = 4096  # runs of words are numbers in this base, above the number of words
DISCOUNT = 0.75


def load_words() -> tuple[np.ndarray, np.ndarray]:
    """The vocabulary, sorted, shape (3414,), and the text as places in it, where 3414 stands before each topic."""
    with np.load(bundled("next_words.npz")) as stored:
        return stored["words"], stored["text"].astype(int)


def word_model(looks_back: int) -> Callable[[tuple[int, ...]], np.ndarray]:
    """A function from a context, words as numbers, to the next word's probabilities, shape (3414,); they sum to 1.

    It reads the last `looks_back` words (0 to 3) of the context. The last 2,000 answers are kept.
    """
    vocabulary, text = load_words()
    size = vocabulary.size
    levels = followers(text, size, longest=looks_back)

    @lru_cache(2000)
    def probabilities(context: tuple[int, ...]) -> np.ndarray:
        p = np.full(size, 1 / size)
        for length, (codes, counts) in enumerate(levels):
            if length > len(context):
                break
            code = 0
            for word in context[len(context) - length :]:
                code = (code + word) * BASE
            start, end = np.searchsorted(codes, [code, code + BASE])
            if start == end:
                break
            total = counts[start:end].sum()
            p = p * (DISCOUNT * (end - start) / total)
            p[codes[start:end] % BASE] += (counts[start:end] - DISCOUNT) / total
        return p

    return lambda context: probabilities(tuple(context)[max(0, len(context) - looks_back) :])


def followers(text: np.ndarray, size: int, *, longest: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """For contexts of 0, 1, … `longest` words: sorted codes of context and next word, and how often each occurs.

    For shorter contexts than the longest: after how many different words.
    """
    runs = np.lib.stride_tricks.sliding_window_view(text, longest + 1)
    codes = runs[runs[:, -1] < size] @ BASE ** np.arange(longest, -1, -1)
    levels = []
    for length in range(longest, -1, -1):
        codes, counts = np.unique(codes, return_counts=True)
        levels.insert(0, (codes, counts))
        codes = codes % BASE**length
    return levels
