"""How often each word stands in 47 licences, for the notebook similarity-measures.

The texts are those of https://choosealicense.com. To make the file again, which takes a second:

    git clone https://github.com/github/choosealicense.com
    git -C choosealicense.com checkout aed28f9933c9e8435c0f1d07aa563c0a830859bc
    python data/licence_words.py choosealicense.com/_licenses

A word is a run of the letters a to z, in small letters; what stands above a text there, between two lines of dashes, is
not part of it. Stored are counts, no text: `names`, shape (47,), of the licences; `words`, shape (3433,), sorted; and
`counts`, shape (47, 3433).
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

import numpy as np

TARGET = Path(__file__).resolve().parent.parent / "book" / "data" / "licence_words.npz"


def words_of(text: str) -> Counter[str]:
    """How often each word occurs in `text`."""
    return Counter(re.findall("[a-z]+", text.lower()))


def licence(page: str) -> str:
    """The licence's text: what comes after the second line of dashes."""
    return page.split("\n---\n", 1)[1]


def main(folder: Path, target: Path = TARGET) -> None:
    """Count the words of every file of `folder`, and write the file."""
    paths = sorted(folder.glob("*.txt"))
    counters = [words_of(licence(path.read_text("utf-8"))) for path in paths]
    words = sorted(set().union(*counters))
    counts = np.array([[counter[word] for word in words] for counter in counters], dtype=np.uint16)
    np.savez_compressed(target, names=np.array([path.stem for path in paths]), words=np.array(words), counts=counts)
    print(f"{len(paths)} licences, {len(words):,} words; {target.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
