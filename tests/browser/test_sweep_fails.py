"""What makes the sweep fail: a sound page, and copies of it that are broken in one way each."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import specimens
from axe import ONLY_THE_THEME, structure
from sweep import VIEWS, sweep

from helpers import Slider, Toggle, explore
from helpers.plots import new_figure

PAGE = ("<main><h1>Specimen</h1>", "</main>")
WIDE, PHONE = VIEWS["desktop, light"], VIEWS["phone, dark"]


@pytest.fixture(scope="module")
def figures() -> dict[str, str]:
    """HTML of two figures with every kind of control between them."""
    return {"waves": specimens.waves(), "touched": specimens.touched()}


@pytest.fixture
def swept(open_page, figures, tmp_path):
    """What the sweep says of a page of `names`, seen as `view`; the script `fault` comes after the player."""

    def run(view, *names: str, head: str = "", fault: str = "", more: str = "") -> list[str]:
        parts = [PAGE[0], *(figures.get(name, name) for name in names), more, PAGE[1]]
        address = specimens.write_page(tmp_path / "page.html", *parts, head=head, after=fault)
        return sweep(open_page(**view.context), address, view)

    return run


@pytest.mark.parametrize("view", VIEWS)
def test_the_sound_page_passes(swept, view):
    assert swept(replace(VIEWS[view], moves=True), "waves", "touched") == []


def test_letters_inside_a_name_are_no_number(swept):
    named = player("positions[3]", f"{GROUP}.setAttribute('marker-start', 'url(#active-inference)')")
    assert swept(replace(PHONE, moves=True), "waves", **named) == []


def idle() -> str:
    """An explorable whose second control changes nothing."""
    figure, axes = new_figure(height=2)
    [line] = axes.plot([0, 1], [0, 1])

    def update(slope=1, idle=0):
        line.set_ydata([0, slope])
        return f"slope {slope}, idle {idle}"  # the readout follows, the picture does not

    with specimens.static_mode():
        shown = explore(update, figure, name="lazy", presets={"Flat": {"slope": 0}}, slope=(0, 2), idle=Slider((0, 5)))
        return shown._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize("view", [WIDE, PHONE], ids=["mouse", "touch"])
def test_a_control_that_changes_nothing_is_found(swept, view):
    [said] = swept(view, idle())
    assert said == "lazy, idle: changes nothing in the picture, at any of its values"


LEAD = '<p class="reading-time">1 min</p><p style="height: {}px"></p>'


@pytest.mark.parametrize(
    "space, said",
    [
        (0, []),
        (420, ["0 of 4 controls are seen on opening"]),
        (700, ["the first picture is not seen whole on opening", "0 of 4 controls are seen on opening"]),
    ],
)
def test_what_a_laptop_does_not_show_on_opening_is_found(open_page, figures, tmp_path, space, said):
    parts = [PAGE[0], LEAD.format(space), figures["waves"], PAGE[1]]
    address = specimens.write_page(tmp_path / "page.html", *parts)
    assert sweep(open_page(**WIDE.context), address, replace(WIDE, moves=False)) == said


def hidden_effect() -> str:
    """An explorable whose second control changes something only where the first is on, as in one preset."""
    figure, axes = new_figure(height=2)
    [line] = axes.plot([0, 1], [0, 1])

    def update(bent=False, power=1):
        line.set_ydata([0, -power if bent else 1])
        return "bent" if bent else "straight"

    with specimens.static_mode():
        shown = explore(update, figure, name="sly", presets={"Bent": {"bent": True}}, bent=Toggle(), power=(1, 3))
        return shown._repr_mimebundle_()["text/html"]


def test_a_control_that_matters_only_in_a_preset_is_not(swept):
    assert swept(WIDE, hidden_effect()) == []


def player(condition: str, action: str) -> dict:
    """A player that does something wrong at some positions of the four controls; `said` is what it reads out."""
    shown = "let said = inner.show(values, positions);"
    return {"fault": specimens.painting(f"{shown} if ({condition}) {action}; return said;")}


def style(rule: str) -> dict:
    """A page with one more rule of style, stronger than all others."""
    return {"head": f"<style>{rule.replace(';', ' !important;')}</style>"}


PATH, GROUP = "figure.querySelector('.views path')", "figure.querySelector('.views g')"
IMAGE = '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">'
ELSEWHERE = '<link rel="prefetch" href="https://example.org/a">'
PALE = "@media (prefers-color-scheme: dark) { output { color: #eee; } }"
DEAF = {"fault": specimens.deafness("input")}

# What is broken -> the view, what is passed to `swept`, and a pattern of the sentence that finds it
BROKEN = {
    "deaf slider": (WIDE, DEAF, "^waves, height: stands at value 10, not 20"),
    "deaf drop-down": (WIDE, DEAF, "^waves, shape: changes nothing in the picture"),
    "deaf checkbox": (PHONE, DEAF, "^waves, marks: stands at value 1, not 2"),
    "NaN in a readout": (WIDE, player("!positions[0]", "said = 'NaN m'"), '^waves, height: .* "NaN m"'),
    "infinity in a readout": (
        PHONE,
        player("!positions[1]", "said = '-inf'"),
        '^waves, count: .* "-inf"',
    ),
    "words that nobody says": (
        WIDE,
        player("!positions[0]", "said = 'With 1 users.'"),
        "^waves, height: the readout says '1 users'",
    ),
    "NaN in a path": (
        WIDE,
        player("!positions[1]", f"{PATH}.setAttribute('d', 'M0 NaN')"),
        "^waves, count: the d of a path",
    ),
    "infinity in an attribute": (
        PHONE,
        player("positions[3]", f"{GROUP}.setAttribute('opacity', '-Infinity')"),
        '^waves, marks: the opacity of a g is "-Infinity"',
    ),
    "an error in the console": (
        WIDE,
        player("positions[3]", "console.error('spilt')"),
        "^waves, marks: .*error: spilt",
    ),
    "a warning in the console": (PHONE, {"head": "<script>console.warn('leak')</script>"}, "console warning: leak"),
    "an error of the page": (
        WIDE,
        player("positions[2]", "setTimeout(() => lost())"),
        "^waves, shape: page error: .*lost",
    ),
    "a figure that gives up": (
        WIDE,
        {"fault": specimens.painting("", ready="Promise.reject(new Error('its shelves are empty.'))")},
        "^waves, height: .*gives up",
    ),
    "a request outside the book": (PHONE, {"head": ELSEWHERE}, "leaves the book: https://example.org/a"),
    "sideways scrolling": (PHONE, {"more": '<p style="width: 400px">wide</p>'}, r"^the page is \d+ px wider"),
    "a link beyond the edge": (
        PHONE,
        {"more": '<p style="overflow: hidden"><a href="#" style="position: relative; left: 330px">Beyond</a></p>'},
        "^the link 'Beyond' is cut off",
    ),
    "a control beyond the edge": (
        PHONE,
        style(".reset { position: relative; left: 20rem; }"),
        "^waves, Reset: stands from",
    ),
    "small text in a picture": (
        PHONE,
        style("svg.view { max-width: 200px; }"),
        r"^waves: the text 'place' is \d\.\d px",
    ),
    "small text in a form": (PHONE, style(".value { font-size: 10px; }"), r"^waves: the text '1.0 m' is 10\.0 px"),
    "a low button": (PHONE, style(".reset { height: 30px; min-height: 0; }"), r"^waves, Reset: 30\.0 px high"),
    "a picture without words": (WIDE, {"more": IMAGE}, "^axe-core's image-alt at img"),
    "words outside the main part": (WIDE, {"more": "</main><p>outside</p>"}, "^axe-core's region at body > p"),
    "pale words in the dark": (VIEWS["desktop, dark"], style(PALE), "^axe-core's color-contrast at #waves-readout"),
    "a picture's words in a colour": (
        VIEWS["desktop, dark"],
        style("svg.view text { fill: #999; }"),
        r"^waves: 'place' stands out by 2\.8 to 1 only",
    ),
}


# The same for what is pressed: what is broken -> a script after the player, and a pattern
PLAYED = "target.closest('button.play')"
SILENT = """Explorable.powers.push(({ figure }) => figure.addEventListener("submit", ({ target }) => {
  target.querySelector(".feedback").textContent = "";
}));"""
UNPRESSED = {
    "a dead Play": (specimens.deafness("click", PLAYED), "^touched: Play does not move step"),
    "a Play that goes on": (
        specimens.deafness("click", f"{PLAYED}?.ariaPressed === 'true'"),
        "^touched: step cannot be paused",
    ),
    "a silent answer": (SILENT, "^touched: a committed answer is told nothing"),
}


@pytest.mark.parametrize("how", UNPRESSED)
@pytest.mark.parametrize("view", [WIDE, PHONE], ids=["mouse", "touch"])
def test_what_is_pressed_in_vain_is_found(swept, view, how):
    fault, pattern = UNPRESSED[how]
    found = swept(view, "touched", fault=fault)
    assert any(re.search(pattern, sentence) for sentence in found), f"{pattern!r} is not among {found}"


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_copy_is_found(swept, how):
    view, changes, pattern = BROKEN[how]
    found = swept(view, "waves", **changes)
    assert any(re.search(pattern, sentence) for sentence in found), f"{pattern!r} is not among {found}"


def test_a_rule_that_only_the_theme_can_keep_is_passed_over_there_alone(page, monkeypatch):
    page.set_content(f"<main><h1>A</h1>{IMAGE}</main>")
    assert any("image-alt" in sentence for sentence in structure(page))
    monkeypatch.setitem(ONLY_THE_THEME, "image-alt", ("base64", "it is the theme's"))
    assert not any("image-alt" in sentence for sentence in structure(page))
    monkeypatch.setitem(ONLY_THE_THEME, "image-alt", ("logo", "it is the theme's"))
    assert any("image-alt" in sentence for sentence in structure(page))
