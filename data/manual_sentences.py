"""The different sentences of Python's own help() topics, for the notebook n-gram-models.

The text is `pydoc_data.topics`, what Python's own `help("if")` prints. Many of its topics repeat others word for word:
each sentence is kept once, where it comes first, or a held-out sentence would often have been read. Code, grammar,
tables and headings are left out, and so are sentences of fewer than four words.

Run `python data/manual_sentences.py` to write `book/data/manual_sentences.npz`: `words`, sorted, shape (n,); and
`text`, the place of each word there, where n stands after each sentence. Another Python has other topics: these are
those of Python 3.11.7.
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from pydoc_data.topics import topics

import numpy as np

OUTPUT = Path(__file__).resolve().parents[1] / "book" / "data" / "manual_sentences.npz"
WORD = re.compile(r"[a-z_]+(?:[.-][a-z_]+)*(?:'[a-z]+)?|[,;:]")
MARKS = frozenset(",;:")
NO_PROSE = re.compile(r"::=|>>>|\+--|==|~~|\*\*\*\*|\|.*\|")  # grammar, a session, a table, lines under headings
STOP = re.compile(r"(?<=[.?!])[\"')*]*\s+(?=[A-Z*\"'(`])")  # between two sentences
FEWEST = 4  # words


def paragraphs(topic: str) -> list[str]:
    """Paragraphs of prose, each on one line; code is indented, or has none of a sentence's signs."""
    found = []
    for block in re.split(r"\n\s*\n", topic):
        lines = block.strip("\n").splitlines()
        if lines and not lines[0].startswith("    ") and not NO_PROSE.search(block):
            found.append(re.sub(r"(?<=\w-) (?=\w)", "", " ".join(line.strip() for line in lines)))
    return found


def sentences(text: dict[str, str]) -> list[tuple[str, ...]]:
    """Each different sentence once: small letters; no digits, brackets, quotes or operators; of marks
    side by side, which these leave, the last; none at the end."""
    found = {}
    for _, topic in sorted(text.items()):
        for paragraph in paragraphs(topic.replace("’", "'")):
            for sentence in STOP.split(paragraph):
                if not re.search(r"[.?!][\"')*]*$", sentence.strip()):
                    continue  # a list of names, an unfinished line
                plain = sentence.lower().replace("e.g.", "eg").replace("i.e.", "ie")
                words = WORD.findall(plain)
                kept = [word for word, after in pairwise([*words, ","]) if not MARKS.issuperset((word, after))]
                if sum(word not in MARKS for word in kept) >= FEWEST:
                    found.setdefault(tuple(kept))
    return list(found)


def store(kept: list[tuple[str, ...]], output: Path) -> None:
    """Write sentences as numbers."""
    words = sorted({word for sentence in kept for word in sentence})
    number = {word: place for place, word in enumerate(words)}
    text = [place for sentence in kept for place in [*(number[word] for word in sentence), len(words)]]
    np.savez_compressed(output, words=np.array(words), text=np.array(text, dtype=np.uint16))


def stored(path: Path = OUTPUT) -> list[tuple[str, ...]]:
    """The sentences that `store` wrote."""
    with np.load(path) as arrays:
        words, text = arrays["words"], arrays["text"]
    parts = np.split(text, np.flatnonzero(text == words.size) + 1)[:-1]
    return [tuple(words[part[:-1]].tolist()) for part in parts]


def main(output: Path = OUTPUT) -> None:
    """Store the sentences; print how much there is."""
    kept = sentences(topics)
    store(kept, output)
    assert stored(output) == kept
    count = sum(map(len, kept))
    print(f"{len(kept):,} sentences, {count:,} words, {len({w for s in kept for w in s}):,} different")


if __name__ == "__main__":
    main()
