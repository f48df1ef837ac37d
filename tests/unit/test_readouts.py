"""Readouts: numbers as a person says them; what cannot be said is refused by one sentence."""

import math

import numpy as np
import pytest

from helpers import ExplorableError, amount, counted, share
from helpers.readouts import ordinal

THIN = "\u2009"


@pytest.mark.parametrize(
    ("number", "noun", "said"),
    [
        (0, ("token",), "0 tokens"),
        (1, ("user",), "1 user"),
        (np.int64(1), ("KV head",), "1 KV head"),
        (2.0, ("token",), "2 tokens"),
        (131_072, ("token",), "131,072 tokens"),
        (2, ("query", "queries"), "2 queries"),
        (1, ("query", "queries"), "1 query"),
        (10**30, ("step",), f"{10**30:,} steps"),
    ],
)
def test_things_are_counted_in_singular_and_plural(number, noun, said):
    assert counted(number, *noun) == said


@pytest.mark.parametrize("number", [-1, 1.5, math.nan, math.inf, "2", None, True])
def test_what_cannot_be_counted_is_refused(number):
    with pytest.raises(ExplorableError, match=r"^counted was given .* of 'token': things are counted 0, 1, 2, …\.$"):
        counted(number, "token")


@pytest.mark.parametrize(
    ("number", "unit", "said"),
    [
        (2**30, "bytes", "1 GiB"),
        (0.0416, "s", "41.6 ms"),
        (3.4e12, "FLOP/s", "3.4 TFLOP/s"),
        (0.3001, "ppm", "0.300 ppm"),
        (123.456, "ppm", "123 ppm"),
        (11_260_014.2, "", "11,260,014"),
        (-1.5, "", "−1.5"),
        (0, "ppm", "0 ppm"),
        (np.float64(0.5), "", "0.5"),
        (0.934, "%", f"93.4{THIN}%"),
        (112_600.14, "%", "112,600 times"),
    ],
)
def test_quantities_have_three_figures_and_their_unit(number, unit, said):
    assert amount(number, unit) == said


@pytest.mark.parametrize(
    ("ratio", "said"),
    [
        (0, f"0{THIN}%"),
        (0.934, f"93.4{THIN}%"),
        (1, f"100{THIN}%"),
        (9.99, f"999{THIN}%"),
        (10, "10 times"),
        (112_600.14, "112,600 times"),
        (0.001, f"0.1{THIN}%"),
        (0.000_99, f"less than 0.1{THIN}%"),
    ],
)
def test_shares_are_per_cent_until_they_are_times(ratio, said):
    assert share(ratio) == said


@pytest.mark.parametrize("verb", [amount, share])
@pytest.mark.parametrize("number", [math.nan, math.inf, "1", None, 1j])
def test_a_readout_s_number_must_be_a_finite_number(verb, number):
    with pytest.raises(ExplorableError, match=rf"^{verb.__name__} was given .*, which is not a finite number\.$"):
        verb(number)


@pytest.mark.parametrize("verb", [amount, share])
def test_what_nobody_reads_is_refused(verb):
    with pytest.raises(ExplorableError, match=rf"^{verb.__name__} was given 1e\+21, which is too large to be read"):
        verb(1e21)


def test_negative_shares_and_units_that_are_not_strings_are_refused():
    with pytest.raises(ExplorableError, match=r"^share was given -0\.1: a share is 0 or more\.$"):
        share(-0.1)
    with pytest.raises(ExplorableError, match=r"^The unit 3 must be a string"):
        amount(1, 3)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (12, "12th"),
        (113, "113th"),
        (21, "21st"),
        (1002, "1,002nd"),
    ],
)
def test_places_have_their_endings(place, said):
    assert ordinal(place) == said


@pytest.mark.parametrize("place", [0, -1, 1.5, math.nan])
def test_a_place_is_a_positive_integer(place):
    with pytest.raises(ExplorableError, match=r"ordinal was given .*: places are counted 1, 2, 3"):
        ordinal(place)
