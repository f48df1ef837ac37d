"""The letters that Markov counted in 1913, of Pushkin's Eugene Onegin, for the notebook markov-chains.

To make the file again, which takes a second:

    git clone https://github.com/ZergRus11/texts
    git -C texts checkout e01a4b807f0656acf979bc5e43c8382bf3701ff0
    python data/onegin_letters.py texts/onegin.txt

Markov took the whole first chapter and sixteen stanzas of the second, without the hard and the soft sign: 20,000
letters. Here they are in today's spelling, without the editor's notes, the second chapter's heading and its motto,
and without words and numerals in Latin letters. The copy's repository has no licence file; the poem is in the public
domain.
Stored is `letters`, one text of 20,000 small letters without spaces; the last is the last but one of that stanza.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numpy as np

TARGET = Path(__file__).resolve().parent.parent / "book" / "data" / "onegin_letters.npz"
LETTERS = 20_000
ALPHABET = "абвгдеёжзийклмнопрстуфхцчшщыэюя"  # without the hard and the soft sign


def letters_of(page: str) -> str:
    """The first 20,000 letters of the poem, from its first line on."""
    poem = page[page.index("Мой дядя самых честных правил") :]
    poem = re.sub(r"\[\d+ - [^\]]*\]", "", poem)  # notes
    poem = re.sub("Глава вторая.*?О Русь!", "", poem, count=1, flags=re.DOTALL)
    return "".join(letter for letter in poem.lower() if letter in ALPHABET)[:LETTERS]


def main(source: Path, target: Path = TARGET) -> None:
    """Read the poem, and write its letters."""
    letters = letters_of(source.read_text("cp1251"))
    assert len(letters) == LETTERS
    np.savez_compressed(target, letters=np.array(letters))
    print(f"{len(letters):,} letters, the last {letters[-24:]}; {target.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
