"""Every number in the prose of every notebook is computed on its page or cited."""

from pathlib import Path

import pytest
from claims import untied

BOOK = Path(__file__).resolve().parents[2] / "book"
NOTEBOOKS = sorted(path.relative_to(BOOK).with_suffix("") for path in BOOK.glob("*/*.ipynb"))
PAGE = """<article><p>{prose}</p><table><tr><td><a href="https://a.example">A</a></td><td>77</td></tr></table>
<div class="cell"><pre>assert held == 0.85 and numbers == 32_768 <span class="c1"># not 0.486</span>
<span class="sd">'''Or 0.484.'''</span></pre>
<p>31 steps, 1,234 states</p></div>
<figure class="explorable"><output>first below at step 46</output></figure></article>"""


def untied_in(prose: str) -> list[str]:
    return untied(PAGE.format(prose=prose))


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=str)
def test_every_number_is_computed_or_cited(notebook, book):
    wrong = untied((book / notebook.with_suffix(".html")).read_text("utf-8"))
    assert not wrong, "Let a check cell assert these numbers, or name their source:\n" + "\n".join(wrong)


@pytest.mark.parametrize(
    "prose",
    [
        "It takes 31 steps, or 46, of 1,234.",
        "They hold 85 % of 32,768 numbers.",
        "In 2023 a 64-bit float had 8 bytes; see table 39.",
        "“It is 99 % done” is a confusion. <em>Is 98 % enough?</em>",
        "Ainslie et al. measured 47.1.",
        "<code>data/words.py</code> counts 78,561 words.",
        "As the table says, 77.",
        "The rate <math><mn>0.333</mn></math>.",
        "</p><p class='reading-time'>2 min for the idea, 14 for all of it",
    ],
)
def test_numbers_with_a_computation_or_a_source_pass(prose):
    assert untied_in(prose) == []


@pytest.mark.parametrize(
    ("prose", "number"),
    [
        ("It takes 32 steps.", "32"),
        ("A loss of 0.487.", "0.487"),
        ("A loss of 0.486.", "0.486"),
        ("A loss of 0.484.", "0.484"),
        ("They hold 86 % of it.", "86"),
        ("It has 32,769 numbers.", "32,769"),
        ("Between −1.7 and 0.9", "−1.7"),
        ("<strong>Then</strong> 14.5.", "14.5"),
    ],
)
def test_numbers_from_nowhere_are_found(prose, number):
    (found,) = [line for line in untied_in(prose) if line.startswith(number)]
    assert number in found
