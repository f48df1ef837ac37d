"""Next-word probabilities from a Kneser–Ney 4-gram model of the topics of Python's own help().

The corpus is `pydoc_data.topics`, what Python's own `help("if")` prints: language reference, some library pages,
so the numbers can be made again without a download. It differs a little from one version of Python to the next:
`CORPUS_SHA256` names the one that is stored and that `book/language/temperature-top-k-top-p.ipynb` counts.

Run `python data/next_words.py` to write `book/data/next_words.npz`, the corpus as numbers, and to print, for each
prompt, the 20 likeliest next words and their log-probabilities. Only Python 3.11.7 writes the same file again.

Reference: Kneser and Ney (1995), https://doi.org/10.1109/ICASSP.1995.479394; Chen and Goodman (1999), section 2.7,
https://doi.org/10.1006/csla.1999.0128.
"""

from __future__ import annotations

import hashlib
import math
import platform
import re
from collections import Counter, defaultdict
from pathlib import Path
from pydoc_data.topics import topics

import numpy as np

OUTPUT = Path(__file__).resolve().parents[1] / "book" / "data" / "next_words.npz"
PROMPTS = ("the function is", "the value must be", "they are")
CORPUS_SHA256 = "95481ed118f9956e9fcd6d5c149c12209943c415d342d7ce470a45f4b44e53ef"  # Python 3.11.7
ORDER = 4
DISCOUNT = 0.75
START = "<s>"
TOKEN = re.compile(r"[a-z_]+(?:'[a-z]+)?|[.,;:?()]")


def corpus() -> list[list[str]]:
    """One list of lower-case words and sentence marks a topic; quotes, asterisks, digits and operators are left out."""
    return [TOKEN.findall(text.lower().replace("’", "'")) for _, text in sorted(topics.items())]


def store(documents: list[list[str]], output: Path) -> None:
    """Write the corpus as numbers: `words`, sorted, shape (n,); `text`, shape (length,), the place of each word there.

    Before each document stand ORDER − 1 times the number n, which is no word: its start.
    """
    words = sorted({word for document in documents for word in document})
    number = {word: place for place, word in enumerate([*words, START])}
    text = [number[word] for document in documents for word in [START] * (ORDER - 1) + document]
    np.savez_compressed(output, words=np.array(words), text=np.array(text, dtype=np.uint16))


def stored(path: Path = OUTPUT) -> list[list[str]]:
    """The documents that `store` wrote."""
    with np.load(path) as arrays:
        words, text = arrays["words"], arrays["text"]
    documents = np.split(text, np.flatnonzero(text == words.size)[:: ORDER - 1])
    return [words[document[document < words.size]].tolist() for document in documents[1:]]


def fingerprint(documents: list[list[str]]) -> str:
    """SHA-256 of the words, so that another Python's corpus is noticed."""
    return hashlib.sha256("\n".join(" ".join(words) for words in documents).encode()).hexdigest()


def count_followers(documents: list[list[str]], order: int = ORDER) -> list[dict[tuple[str, ...], Counter]]:
    """For each context length 0 … order − 1: context → how often each word follows it.

    The longest contexts hold plain counts. Shorter ones hold Kneser–Ney counts: the number of *different* words that
    precede (context, word), so that a word which is frequent in one phrase only does not look frequent everywhere.
    """
    grams = Counter()
    for words in documents:
        padded = [START] * (order - 1) + words
        grams.update(tuple(padded[i : i + order]) for i in range(len(words)))
    levels = []
    for _ in range(order):
        followers = defaultdict(Counter)
        for gram, count in grams.items():
            followers[gram[:-1]][gram[-1]] += count
        levels.insert(0, followers)
        grams = Counter(gram[1:] for gram in grams)
    return levels


def next_word_probabilities(levels: list[dict[tuple[str, ...], Counter]], prompt: str) -> dict[str, float]:
    """P(word | prompt), interpolated over all context lengths; sums to 1 over the vocabulary.

    P_n(w | c) = max(N(c, w) − D, 0) / N(c) + D · (distinct followers of c) / N(c) · P_{n−1}(w | shorter c), down to
    the uniform distribution; D = 0.75. A context that never occurs is skipped.
    """
    words = prompt.split()
    vocabulary = levels[0][()]
    probability = dict.fromkeys(vocabulary, 1 / len(vocabulary))
    for length in range(min(len(levels), len(words) + 1)):
        counts = levels[length].get(tuple(words[len(words) - length :]))
        if counts is None:
            break
        total = counts.total()
        backoff = DISCOUNT * len(counts) / total
        probability = {w: max(counts[w] - DISCOUNT, 0) / total + backoff * p for w, p in probability.items()}
    return probability


def candidates(levels: list[dict[tuple[str, ...], Counter]], prompt: str, size: int = 20) -> list[tuple[str, float]]:
    """The `size` likeliest next words and their natural log-probabilities, likeliest first, ties by spelling."""
    ranked = sorted(next_word_probabilities(levels, prompt).items(), key=lambda item: (-item[1], item[0]))
    return [(word, math.log(p)) for word, p in ranked[:size]]


def main(output: Path = OUTPUT) -> None:
    """Store the corpus; print its size, its fingerprint, and the candidates of each prompt."""
    documents = corpus()
    store(documents, output)
    levels = count_followers(documents)
    print(f"Python {platform.python_version()}: {sum(map(len, documents)):,} words, {len(levels[0][()]):,} different")
    print(f"corpus {fingerprint(documents)}")
    for prompt in PROMPTS:
        found = candidates(levels, prompt)
        print(f"\n{prompt} … ({sum(math.exp(x) for _, x in found):.3f} of the probability)")
        print(" ".join(word for word, _ in found))
        print(", ".join(f"{logit:.2f}" for _, logit in found))


if __name__ == "__main__":
    main()
