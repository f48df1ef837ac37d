"""The demo that every tool shows: 20 next words, three knobs, 4,000 states, and the sentence that goes with each.

The words are the 20 likeliest of book/language/temperature-top-k-top-p.ipynb, the logits theirs to 0.01, the three
steps its own. (That page has all 3,414 words; a demo that ten tools show is smaller.)
"""

import numpy as np

WORDS, LOGITS = zip(
    *[("defined", -1.23), ("called", -1.38), ("said", -2.41), ("a", -3.27), ("an", -3.56), ("executed", -3.63)],
    *[("entered", -3.76), ("not", -3.83), ("the", -4.36), ("to", -4.59), ("determined", -4.80), ("used", -4.86)],
    *[("reached", -4.89), ("similar", -4.99), ("implemented", -5.03), ("that", -5.56), ("in", -5.74)],
    *[("also", -5.89), ("then", -5.91), (".", -5.94)],
    strict=True,
)
TEMPERATURES = [i / 10 for i in range(1, 21)]
TOP_KS = list(range(1, 21))
TOP_PS = [i / 10 for i in range(1, 11)]


def softmax(logits):  # shape (n,) to (n,), sums to 1; a logit of -inf gets exactly 0
    weights = np.exp(logits - np.max(logits))
    return weights / weights.sum()


def keep_top_k(logits, top_k):  # exactly k; of equal logits the one earlier in the list is kept
    rank = np.argsort(np.argsort(-logits, kind="stable"))
    return np.where(rank < top_k, logits, -np.inf)


def keep_top_p(logits, top_p):  # the fewest tokens whose mass reaches p, up to rounding
    reached = np.cumsum(np.sort(softmax(logits))[::-1])
    return keep_top_k(logits, 1 + np.sum(reached[:-1] < top_p - 1e-9)) if top_p < 1 else logits


def next_word_probabilities(temperature=1.0, top_k=20, top_p=1.0):
    return softmax(keep_top_p(keep_top_k(np.array(LOGITS) / temperature, top_k), top_p))


def sentence(p):
    bits = np.sum(p * np.log2(1 / np.where(p > 0, p, 1)))
    return f"{np.sum(p > 0)} of 20 words can be drawn; “defined” gets {p[0]:.1%}, entropy {bits:.2f} bits."
