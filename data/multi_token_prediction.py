"""How many words a pass of a large model yields with a tree of guesses, and with lookahead decoding.

The large model looks three words back (`helpers.models.next_words`); the drafts, and what one pass does, are the cells
tagged `model` of book/systems/multi-token-prediction.ipynb. For each of four temperatures and RUNS seeds the large
model writes WORDS words after "the function is". At every place of such a text two drafts grow their likeliest tree of
64 guesses, 2 to 5 words deep: heads, each blind to the words between, and a chain, which sees them. Its first n runs
are the tree of n guesses, so one tree gives all sizes. Passes then cut the text: each ends at the first word that is in
no run. Greedy texts of 40 words after PROMPTS prompts, the first three words of sentences, measure lookahead decoding.

Run `python data/multi_token_prediction.py` to write `book/data/multi_token_prediction.npz`: `words`, words per pass,
shape (temperatures, drafts, depths, sizes, runs), the first size a line, the others 1, 2, 4, … 64 guesses; `right`, how
often the draft's likeliest word for the 1st to 5th place, and any of its five likeliest, is the text's, shape
(temperatures, drafts, runs, places, 2), the chain's guesses before it being right; `prompts`, three words each;
`passes` that their greedy texts take, shape (prompts, methods): one by one, Jacobi with a window of 15, lookahead with
W = G of 5, 15 and 60, N = 5; `fresh`, shape (prompts,), how many words a text has before three words in a row come a
second time, and `fresh_passes`, the passes that these words take, shaped like `passes`.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from functools import cache
from heapq import heappop, heappush
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from helpers.models.next_words import load_words, word_model

ROOT = Path(__file__).resolve().parents[1]
OUTPUT = ROOT / "book" / "data" / "multi_token_prediction.npz"
NOTEBOOK = ROOT / "book" / "systems" / "multi-token-prediction.ipynb"
TEMPERATURES = (0.3, 0.5, 0.7, 1.0)
DEPTHS = (2, 3, 4, 5)
SIZES = (1, 2, 4, 8, 16, 32, 64)
RUNS, WORDS = 40, 400
WIDTH = 10  # words that may follow the same words, as in Medusa's code
PROMPTS, GREEDY = 60, 40
WINDOWS, N = (5, 15, 60), 5


def lesson() -> SimpleNamespace:
    """What the notebook's cells tagged `model` define."""
    names = {"np": np, "Counter": Counter, "defaultdict": defaultdict, "heappop": heappop, "heappush": heappush}
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        if "model" in cell["metadata"].get("tags", []):
            exec("".join(cell["source"]), names)
    return SimpleNamespace(**names)


VOCABULARY, TEXT = load_words()
SIZE = VOCABULARY.size
LARGE = word_model(3)
MODEL = lesson()
TABLES = {ahead: MODEL.count(TEXT.tolist(), ahead=ahead, start=SIZE) for ahead in range(1, 2 + DEPTHS[-1])}
START = tuple(np.searchsorted(VOCABULARY, ["the", "function", "is"]).tolist())


@cache
def likeliest(ahead: int, words: tuple[int, int]) -> list[tuple[float, int]]:
    """The ten likeliest words `ahead` places after two words, with their chances."""
    p = MODEL.chances(TABLES[ahead], words, size=SIZE)
    order = np.argsort(-p, kind="stable")[:WIDTH]
    return list(zip(p[order].tolist(), order.tolist(), strict=True))


def heads(before: tuple[int, ...]):
    """Guesses that see the two words before the last one, whatever stands between."""
    return lambda run: likeliest(len(run) + 2, before[-3:-1])


def chain(before: tuple[int, ...]):
    """Guesses that see the two words before them, guesses included."""
    return lambda run: likeliest(1, (*before, *run)[-2:])


def written(temperature: float, *, seed: int) -> tuple[int, ...]:
    """A text of the large model, the prompt first."""
    rng, words = np.random.default_rng([int(10 * temperature), seed]), START
    for die in rng.random(WORDS):
        p = LARGE(words)
        ends = np.cumsum((p / p.max()) ** (1 / temperature))
        words = (*words, int(np.searchsorted(ends, die * ends[-1], side="right")))
    return words


@cache
def line_and_tree(draft, before: tuple[int, ...], depth: int) -> tuple[set, dict]:
    """The runs of a draft's line after three words, and {run: its rank} of its tree of 64 guesses."""
    branch = draft(before)
    line = MODEL.best_tree(branch, guesses=depth, depth=depth, width=1)
    tree = MODEL.best_tree(branch, guesses=SIZES[-1], depth=depth, width=WIDTH)
    return set(line), {run: rank for rank, run in enumerate(tree)}


def reached(words: tuple[int, ...], draft, depth: int) -> np.ndarray:
    """How many guesses in a row are right at each place, shape (sizes + 1, places); the first size is a line."""
    counts = np.zeros((1 + len(SIZES), len(words)), dtype=int)
    for place in range(len(START), len(words) - depth):
        ahead = words[place : place + depth]
        line, tree = line_and_tree(draft, words[place - 3 : place], depth)
        ranks = [tree.get(ahead[:n], SIZES[-1]) for n in range(1, depth + 1)]
        counts[0, place] = sum(ahead[:n] in line for n in range(1, depth + 1))
        counts[1:, place] = [sum(rank < size for rank in ranks) for size in SIZES]
    return counts


def per_pass(counts: np.ndarray, depth: int) -> float:
    """Words per pass along a text: each pass yields its right guesses and one word of the large model's own."""
    place, passes = len(START), 0
    while place < counts.size - depth:
        place += counts[place] + 1
        passes += 1
    return (place - len(START)) / passes


def hits(words: tuple[int, ...], kind: str, depth: int) -> tuple[float, float]:
    """How often the likeliest guess for the `depth`-th word, and any of five, is the text's."""
    found = []
    for place in range(len(START), len(words) - depth):
        seen = words[place - 3 : place - 1] if kind == "heads" else words[place + depth - 3 : place + depth - 1]
        guesses = [word for _, word in likeliest(depth + 1 if kind == "heads" else 1, seen)[:5]]
        found.append((guesses[0] == words[place + depth - 1], words[place + depth - 1] in guesses))
    return tuple(np.mean(found, axis=0))


@cache
def greedy(last: tuple[int, ...]) -> int:
    """The large model's likeliest word after the last three."""
    return int(LARGE(last).argmax())


def large(words: tuple[int, ...]) -> int:
    """The large model's likeliest next word."""
    return greedy(tuple(words[-3:]))


def raced(prompt: tuple[int, ...], method: str, window: int) -> list[int]:
    """Words written after each pass, until GREEDY are."""
    rng = np.random.default_rng(0)
    some = TEXT[TEXT < SIZE]
    words, pool, done = prompt, {}, [0]
    rows = [tuple(row) for row in rng.choice(some, (N - 1, window)).tolist()]
    guesses = rows[0]
    while done[-1] < GREEDY:
        if method == "lookahead":
            new, rows = MODEL.lookahead(words, rows, pool, large, most=window)
        elif method == "jacobi":
            new, guesses = MODEL.jacobi(words, guesses, large)
        else:
            new = (large(words),)
        words = (*words, *new)
        done.append(len(words) - len(prompt))
    return done


def prompts() -> list[tuple[int, ...]]:
    """The first three words of sentences, spread evenly over the corpus, each once."""
    stop = int(np.searchsorted(VOCABULARY, "."))
    is_word = np.array([word[0].isalpha() for word in VOCABULARY] + [False])
    runs = np.lib.stride_tricks.sliding_window_view(TEXT, 4)
    first = runs[(runs[:, 0] == stop) & is_word[runs[:, 1:]].all(axis=1), 1:]
    every = sorted(set(map(tuple, first.tolist())))
    return [every[place] for place in np.linspace(0, len(every) - 1, PROMPTS).astype(int)]


def fresh_part(prompt: tuple[int, ...]) -> int:
    """How many of the GREEDY words come before any three words in a row repeat; then the text goes in a circle."""
    words, seen = prompt, {prompt}
    for n in range(GREEDY):
        words = (*words, large(words))
        if words[-3:] in seen:
            return n
        seen.add(words[-3:])
    return GREEDY


def main(output: Path = OUTPUT) -> None:
    """Measure and store all of it."""
    kinds = {"heads": heads, "chain": chain}
    words, right = [], []
    for temperature in TEMPERATURES:
        texts = [written(temperature, seed=seed) for seed in range(RUNS)]
        for kind, draft in kinds.items():
            for depth in DEPTHS:
                counts = [reached(one, draft, depth) for one in texts]
                words.append([[per_pass(row, depth) for row in rows] for rows in counts])
            right.append([[hits(one, kind, depth) for depth in range(1, 1 + DEPTHS[-1])] for one in texts])
            print(temperature, kind, np.mean(words[-1], axis=1).round(2), flush=True)
    shape = (len(TEMPERATURES), len(kinds), len(DEPTHS))
    words = np.array(words).reshape(*shape, RUNS, -1).swapaxes(-1, -2)
    right = np.array(right).reshape(*shape[:2], RUNS, DEPTHS[-1], 2)

    starts = prompts()
    methods = [("one", 0), ("jacobi", 15), *(("lookahead", window) for window in WINDOWS)]
    races = [[raced(prompt, *method) for method in methods] for prompt in starts]
    fresh = [fresh_part(prompt) for prompt in starts]
    needed = [[int(np.searchsorted(done, part)) for done in row] for row, part in zip(races, fresh, strict=True)]
    np.savez_compressed(
        output,
        words=words.astype(np.float32),
        right=right.astype(np.float32),
        prompts=np.array(starts, dtype=np.int16),
        passes=np.array([[len(done) - 1 for done in row] for row in races], dtype=np.int16),
        fresh=np.array(fresh, dtype=np.int16),
        fresh_passes=np.array(needed, dtype=np.int16),
    )


if __name__ == "__main__":
    main()
