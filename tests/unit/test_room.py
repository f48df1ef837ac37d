"""Room: which readouts and values keep the place of all."""

from __future__ import annotations

import pytest

from helpers.explorable.room import WIDTHS, keepers, lines_of, width
from helpers.explorable.values import shapes


def test_a_text_is_as_wide_as_its_letters():
    assert width("0") == pytest.approx(0.636, abs=0.001)  # DejaVu Sans: 1303 of 2048 units
    assert width("\U0001f600") > 0.3, "a letter that the font lacks"
    assert width("il") < width("om") and width("ab c") == pytest.approx(width("ab") + width(" c"))


def test_a_text_breaks_where_a_word_does_not_fit():
    text = "one two three"
    lines = lines_of(text)
    assert lines[width(text) <= WIDTHS].tolist() == [1] * sum(width(text) <= WIDTHS)
    assert set(lines[(width("one two") <= WIDTHS) & (width(text) > WIDTHS)]) <= {2}
    assert lines_of("long" * 30)[0] == 1, "a word is not broken"
    assert lines_of(" ".join(["wide" * 4] * 5))[0] == 5


def test_the_longest_text_keeps_the_place_of_those_it_is_like():
    texts = [f"At step {step} it is {'very ' * (step % 3)}near." for step in range(30)]
    assert [len(text) for text in keepers(texts)] == [len("At step 29 it is very very near.")]


def test_a_shorter_text_that_breaks_worse_is_kept_too():
    even = " ".join(["even"] * 20)
    uneven = " ".join(["unbreakable"] * 8)
    assert len(uneven) < len(even) and set(keepers([even, uneven, "short"])) == {even, uneven}


@pytest.mark.parametrize("count", [1, 7, 300])
def test_what_is_kept_needs_as_many_lines_as_any(count):
    texts = [" ".join("word" * (1 + (i * j) % 4) for j in range(i % 13 + 1)) for i in range(count)]
    kept = [lines_of(text) for text in keepers(texts)]
    assert all((sum(lines_of(text) <= lines for lines in kept) > 0).all() for text in texts)


@pytest.mark.parametrize(
    ("texts", "widest"),
    [
        (["0.1 m", "2.0 m"], ["0.0 m"]),
        (["9.5 m", "10.0 m", "-1.5 m", "1 km"], ["00.0 m", "-0.0 m", "0 km"]),
        (["low", "lower", "slow"], ["lower", "slow"]),
        (["off"], ["off"]),
    ],
)
def test_the_widest_values_are_those_that_no_other_contains(texts, widest):
    assert shapes(texts) == widest
