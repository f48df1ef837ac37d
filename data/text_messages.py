"""Words of 4,775 text messages, spam and not, for the notebook naive-bayes.

To make the file again, which takes seconds:

    git clone https://github.com/hamzaaacodes/sms-spam-collection
    git -C sms-spam-collection checkout f3e73e1e74e6330b62d1ee1983bba2a063184c26
    python data/text_messages.py sms-spam-collection/SMSSpamCollection

The SMS Spam Collection (Almeida, Gómez Hidalgo and Yamakami, 2011, https://doi.org/10.1145/2034691.2034742) has 5,574
messages, 747 of them spam; the copy has a line of headings more. Spam comes from templates: of messages whose sets of
words overlap by half or more (what they share, divided by all their words), only the first is kept, or a held-out
message would often have been read. Numbers are left out, and the order of a message's words.

Stored are `words`, sorted, shape (n,); `text`, the place of each word there, message after message, in order;
`lengths`, words of each message, shape (m,); and `spam`, whether it is, shape (m,).
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np

TARGET = Path(__file__).resolve().parent.parent / "book" / "data" / "text_messages.npz"
WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
ENTITY = re.compile(r"&\w+;")  # the collection has "&lt;" for "<"
KINDS = ("ham", "spam")


def words_of(message: str) -> list[str]:
    """Words in small letters, sorted; no digits, no marks."""
    return sorted(WORD.findall(ENTITY.sub(" ", message).lower().replace("’", "'")))


def unlike(messages: list[tuple[list[str], bool]]) -> list[tuple[list[str], bool]]:
    """Those whose set of words overlaps by less than half with each one kept before."""
    kept, sets, holders = [], [], defaultdict(list)
    for words, spam in messages:
        own = set(words)
        shared = Counter(place for word in own for place in holders[word])
        if not own or any(2 * n >= len(own) + len(sets[place]) - n for place, n in shared.items()):
            continue
        for word in own:
            holders[word].append(len(kept))
        kept.append((words, spam))
        sets.append(own)
    return kept


def store(kept: list[tuple[list[str], bool]], target: Path = TARGET) -> None:
    """Write messages as numbers."""
    words = sorted({word for message, _ in kept for word in message})
    number = {word: place for place, word in enumerate(words)}
    np.savez_compressed(
        target,
        words=np.array(words),
        text=np.array([number[word] for message, _ in kept for word in message], dtype=np.uint16),
        lengths=np.array([len(message) for message, _ in kept], dtype=np.uint16),
        spam=np.array([spam for _, spam in kept]),
    )


def stored(path: Path = TARGET) -> list[tuple[list[str], bool]]:
    """The messages that `store` wrote."""
    with np.load(path) as arrays:
        words, text, lengths, spam = (arrays[name] for name in ("words", "text", "lengths", "spam"))
    parts = np.split(words[text], np.cumsum(lengths)[:-1])
    return [(part.tolist(), bool(kind)) for part, kind in zip(parts, spam, strict=True)]


def main(source: Path, target: Path = TARGET) -> None:
    """Read the collection; write the messages kept."""
    rows = [line.split("\t", 1) for line in source.read_text("utf-8").splitlines() if line.startswith(KINDS)]
    assert (len(rows), sum(kind == "spam" for kind, _ in rows)) == (5574, 747)
    kept = unlike([(words_of(message), kind == "spam") for kind, message in rows])
    store(kept, target)
    assert stored(target) == kept
    size = target.stat().st_size / 1000
    print(f"{len(kept):,} messages, {sum(spam for _, spam in kept)} of them spam; {size:.0f} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
