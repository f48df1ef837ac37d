"""The model of `networks/speech-latency`: the timeline, delays in time, and a residual quantiser of speech."""

import runpy
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.integrate import quad
from scipy.spatial.distance import cdist
from sklearn.cluster import KMeans

READS = ["data/speech_latency.py", "book/data/speech_latency.npz"]

ROOT = Path(__file__).parents[2]
times = st.floats(-3, 6).map(lambda time: round(time, 3))
frames = arrays(float, st.tuples(st.integers(1, 12), st.just(4)), elements=st.integers(-50, 50))
codebooks = arrays(float, (3, 5, 4), elements=st.integers(-50, 50))


@pytest.fixture(scope="module")
def stored():
    with np.load(ROOT / "book" / "data" / "speech_latency.npz") as file:
        return {name: file[name] for name in file.files}


@given(st.integers(1, 12), st.integers(0, 11))
def test_the_first_useful_request_leaves_within_half_a_second_of_the_word(model, words, country):
    assume(country < words)
    asked, good = model.requests(words, country)
    heard = model.WORD * (country + 1 - words)
    assert asked[-1] == 0 and good[-1]
    assert np.all(asked > -model.WORD * words - 1e-9) and np.allclose(np.diff(asked), model.ASK)
    assert -1e-9 <= asked[good][0] - heard < model.ASK + 1e-9
    assert not np.any(good[:-1] & ~good[1:])  # what has been heard stays heard


@given(st.integers(0, 8), times, times)
def test_an_earlier_oracle_never_makes_the_tandem_worse(model, before, one, other):
    (early_guess, early), (late_guess, late) = (model.tandem(before, oracle) for oracle in sorted((one, other)))
    assert early <= late
    assert early_guess is None or late_guess is not None


@given(st.integers(0, 8), times)
def test_the_right_city_is_never_said_before_it_is_known(model, before, oracle):
    guess, right = model.tandem(before, oracle)
    assert right >= oracle - 1e-9 and right >= model.WORD * before
    assert (guess is None) == (oracle <= model.WORD * before + 1e-9)
    if guess is not None:  # the guess, then "no,", then the city
        assert right >= guess + 2 * model.WORD - 1e-9


def test_the_stages_of_the_cascade_add_up_to_the_published_total(model):
    assert model.cascade(0, 1.5) == pytest.approx((2.1, 2.1))


@pytest.mark.parametrize(("median", "tail"), [(0.5, 1.5), (1.5, 2), (2, 3)])
def test_shares_in_time_are_the_integral_of_a_normal_curve(model, median, tail):
    assert model.in_time(median, median, tail) == pytest.approx(0.5)
    assert model.in_time(median * tail, median, tail) == pytest.approx(0.9)
    assert model.in_time(0, median, tail) == 0
    width = np.log(tail) / 1.2815515655446004

    def bell(z):
        return np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)

    for seconds in (0.8, 2.0, 3.2):
        area = quad(bell, -12, np.log(seconds / median) / width)[0]
        assert model.in_time(seconds, median, tail) == pytest.approx(area, abs=1e-8)


@settings(deadline=None)
@given(frames, codebooks)
def test_each_token_is_the_nearest_entry_to_what_is_left_over(model, sound, books):
    tokens, rest = model.encode(sound, books), sound
    for row, book in zip(tokens, books, strict=True):
        distances = cdist(rest, book, "sqeuclidean")
        assert np.allclose(distances[np.arange(len(rest)), row], distances.min(axis=1))
        rest = rest - book[row]
    assert np.allclose(sound - model.decode(tokens, books), rest)


def test_quantising_the_sound_again_instead_of_the_rest_is_worse(model, stored):
    """The model without its idea: each stage codes the frames themselves, so the sum is no approximation of them."""
    sound = stored["speech"][:3200].astype(float).reshape(-1, 16)
    books = stored["books_16_6"].astype(float)
    residual = model.snr(sound, model.decode(model.encode(sound, books), books))
    again = np.array([model.nearest(sound, book) for book in books])
    assert residual > 15 > model.snr(sound, model.decode(again, books))


def test_snr_of_a_tenth_of_the_amplitude_is_20_db(model):
    signal = np.random.default_rng(0).standard_normal(100)
    assert model.snr(signal, 1.1 * signal) == pytest.approx(20)


@pytest.mark.parametrize(("length", "bits"), [(8, 4), (16, 6), (32, 2)])
def test_learned_codebooks_are_as_good_as_those_of_scikit_learn(model, stored, length, bits):
    speech = stored["speech"].astype(float)
    known = speech[: len(speech) // length * length].reshape(-1, length)
    books = model.learn(known, bits=bits, stages=3, rng=np.random.default_rng(1))
    assert books.shape == (3, 2**bits, length) and np.array_equal(books, np.round(books))
    ours = cdist(known, books[0], "sqeuclidean").min(axis=1).sum()
    theirs = KMeans(2**bits, n_init=1, random_state=0).fit(known).inertia_
    assert ours < 1.1 * theirs
    ratios = [model.snr(known, model.decode(model.encode(known, books)[:n], books)) for n in (1, 2, 3)]
    assert ratios[0] < ratios[1] < ratios[2]


def test_seeds_are_frames_that_differ(model):
    sound = np.repeat(np.eye(6), 50, axis=0)
    assert np.array_equal(
        np.unique(model.seeds(sound, 6, rng=np.random.default_rng(0)), axis=0), np.unique(sound, axis=0)
    )


def test_mu_law_is_that_of_the_standard(tmp_path):
    script = runpy.run_path(str(ROOT / "data" / "speech_latency.py"))
    codes = bytes([0xFF, 0x80, 0x00, 0x7F, 0xFE, 0x81, 0xF0, 0xEF])
    path = tmp_path / "sound.au"
    path.write_bytes(b".snd" + (24).to_bytes(4, "big") + bytes(16) + codes)
    assert script["samples"](path).tolist() == [0, 32124, -32124, 0, 8, 31100, 120, 132]


def test_the_stored_codebooks_are_those_of_the_script(model, stored):
    """One of the nine again, with its held-out stretch; other processors may round a frame to another entry."""
    script = runpy.run_path(str(ROOT / "data" / "speech_latency.py"))
    assert stored["held"].tolist() == [list(ends) for ends in script["HELD"]]
    known, new = script["split"](stored["speech"].astype(float), script["HELD"][0], 32)
    books = model.learn(known, bits=2, stages=8, rng=np.random.default_rng(0))
    ratio = model.snr(new, model.decode(model.encode(new, books), books))
    assert ratio == pytest.approx(stored["snr"][0, 2, 0, -1], abs=0.5)
