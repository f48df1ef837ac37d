"""Every page of the built book, wide and on a phone, light and dark, swept: nothing is dead, broken, small or hidden.

What is done where: in all four views the page is opened, its requests, errors, sizes and width are watched, and
axe-core's rules are applied; those of contrast in the two wide views, since colours do not follow the width. Every
control is moved to both ends and to random places, and every preset pressed: with mouse and keys in the wide light
view, with taps in the dark view of the phone. The suite's last lines say how many seconds a page took.
"""

from __future__ import annotations

import time

import pytest
from sweep import VIEWS, sweep

from built_pages import HTML, SWEEP_SECONDS, pages_of


@pytest.mark.parametrize("name", pages_of(HTML) or ["index.html"])  # without a book, the fixture says so
def test_every_control_of_a_page_does_what_it_should(name, book, open_page, record_property):
    begun = time.perf_counter()
    found = [
        f"{name}, {label}: {words}"
        for label, view in VIEWS.items()
        for words in sweep(open_page(**view.context), (book / name).as_uri(), view)
    ]
    record_property(SWEEP_SECONDS, time.perf_counter() - begun)
    assert not found, "\n".join(found)
