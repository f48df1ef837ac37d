"""Abuse of the page: hostile addresses, altered data, awkward names; the start state stays, and nothing breaks."""

from __future__ import annotations

import base64
import json
import re
import zlib
from urllib.parse import quote

import pytest
import specimens

from helpers import explore
from helpers.plots import new_figure

START = {
    "waves": {"height": 1.0, "count": 3, "shape": "sine", "marks": False},
    "touched": {"place": [0, 0], "word": "one", "step": 0},
}
EVIL = "<script>window.hit = 1</script>"
IMAGE = '<img src=x onerror="window.hit = 1">'
MEGABYTE = 2**20


@pytest.fixture(scope="module")
def figures() -> dict[str, str]:
    """HTML of two figures which between them have every kind of control."""
    return {"waves": specimens.waves(), "touched": specimens.touched()}


@pytest.fixture(scope="module")
def address(figures, tmp_path_factory) -> str:
    return specimens.write_page(tmp_path_factory.mktemp("abuse") / "both.html", *figures.values())


STATES = """async () => Object.fromEntries(await Promise.all([...document.querySelectorAll("figure.explorable")].map(
  async (figure) => { await figure.explorable.set({}); return [figure.id, figure.explorable.state()]; })))"""
SAID = """() => [...document.querySelectorAll("figure.explorable")].map((figure) => [figure.id,
  figure.querySelector("p.problem")?.textContent ?? "", figure.querySelector("form.controls").checkVisibility()])"""


def unmoved(page) -> bool:
    """Whether every figure stands at its start, as if the address had said nothing, and nothing of it has run."""
    assert page.evaluate("window.hit") is None and page.locator("img").count() == 0
    return page.evaluate(STATES) == START


# Addresses

HOSTILE = {
    "a script": f"waves?height={EVIL}",
    "a script, encoded": f"waves?shape={quote(EVIL)}",
    "a script as figure": f"{EVIL}?height=0.7",
    "an image": f"waves?shape={IMAGE}&marks={IMAGE}",
    "an image, encoded": f"touched?word={quote(IMAGE)}",
    "an image as control": f"waves?{quote(IMAGE)}=1",
    "a word for a number": "waves?height=tall&count=many",
    "a number for a word": "waves?shape=1&marks=1",
    "a list": "waves?height=0.7,0.8&height[]=0.7",
    "an object": "waves?height=%7B%22valueOf%22%3A1%7D",
    "a number in another base": "waves?count=0b1&height=0x2",
    "no number": "waves?height=NaN&count=Infinity&marks=null&shape=undefined",
    "a number beyond all": "waves?height=1e999&count=-1e999",
    "half a point": "touched?place=1",
    "three quarters of a point": "touched?place=1,1,1",
    "a point of words": "touched?place=a,b",
    "a point of no numbers": "touched?place=NaN,Infinity",
    "a point of nothing": "touched?place=,",
    "a point in brackets": "touched?place=[1,1]",
    "an option that is a method": "touched?word=toString&step=constructor",
    "what does not decode": "waves?%E0%A4%A=1&height=%FF%FE&count=%&shape=%ZZ",
    "half of a character": "waves?shape=%ED%A0%80",
    "a figure that does not decode": "%E0%A4%A?height=0.7",
    "the same twice": "waves?height=0.7&height=0.3",
    "a control's name and value, twice": "waves?count=1&count=1",
    "a prototype": "waves?__proto__=1&__proto__[height]=0.7&constructor=0.7&prototype=1",
    "a prototype as figure": "__proto__?height=0.7",
    "a constructor as figure": "constructor?height=0.7",
    "an element that is not a figure": "waves-control-height?height=0.7",
    "only marks": "???&&&===###",
    "a thousand controls": "waves?" + "&".join(f"c{number}=1" for number in range(1000)),
    "one megabyte": "waves?height=0.7&junk=" + "x" * MEGABYTE,
}


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_address_opens_the_start_state(page, address, words):
    page.goto(f"{address}#{words}")
    assert unmoved(page)


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_address_in_an_open_page_changes_nothing(page, address, words):
    page.goto(address)
    page.evaluate("(words) => { location.hash = words; }", words)
    page.wait_for_timeout(50)
    assert unmoved(page)


def test_ten_megabytes_in_the_address_change_nothing(page, address):
    page.goto(address)
    page.evaluate("(size) => { location.hash = 'waves?height=0.7&junk=' + 'x'.repeat(size); }", 10 * MEGABYTE)
    page.wait_for_timeout(200)
    assert unmoved(page)


def test_a_friendly_address_is_followed(page, address):
    page.goto(f"{address}#waves?height=0.7")
    assert not unmoved(page)


# Data


def altered(html: str, change) -> str:
    """A figure with its tables changed by `change`, packed and checked again as the build would."""

    def pack(found):
        data = json.loads(zlib.decompress(base64.b64decode(found[2])))
        change(data)
        return found[1] + base64.b64encode(zlib.compress(json.dumps(data).encode())).decode()

    return re.sub(r'(class="payload">)([^<]*)', pack, html)


ALTERED = {
    "no tables": lambda data: data.update(tables=[]),
    "a table less": lambda data: data["tables"].pop(),
    "a table more": lambda data: data["tables"].append(data["tables"][0]),
    "a short index": lambda data: data["tables"][0]["steps"].pop(),
    "an index beyond the fragments": lambda data: data["tables"][0]["steps"].__setitem__(-1, 999),
    "an index below the fragments": lambda data: data["readouts"]["steps"].__setitem__(0, -1),
    "an index of words": lambda data: data["tables"][0].update(steps=["a"] * len(data["tables"][0]["steps"])),
    "no fragments": lambda data: data["tables"][0].update(middles=[]),
    "fragments that are not strings": lambda data: data["tables"][0].update(middles=[None] * 99),
    "a control that is not there": lambda data: data["tables"][0].update(controls=[7]),
    "no head": lambda data: data["readouts"].pop("head"),
    "no readouts": lambda data: data.pop("readouts"),
    "no numbers": lambda data: data.pop("numbers"),
}


def left_alone(page, words: str) -> None:
    """`waves` has its picture, its readout and a sentence; the other figure works."""
    page.wait_for_selector("p.problem")
    said = {name: (sentence, visible) for name, sentence, visible in page.evaluate(SAID)}
    assert words in said["waves"][0] and not said["waves"][1]
    assert page.locator("#waves output.readout").text_content() == "sine of height 1.0, 3 bars."
    assert "height 1.0" in page.locator("#waves .views").first.text_content()
    assert said["touched"] == ("", True)
    assert page.evaluate(
        "document.getElementById('touched').explorable.set({step: 2}).then(() => "
        "document.querySelector('#touched output').textContent)"
    ) == ("at 0, 0; one; step 2")


@pytest.mark.parametrize("change", ALTERED.values(), ids=ALTERED)
def test_altered_tables_leave_the_picture_with_a_sentence(page, figures, tmp_path, change):
    waves = altered(figures["waves"], change)
    page.goto(specimens.write_page(tmp_path / "altered.html", waves, figures["touched"]))
    left_alone(page, "damaged")


def test_unaltered_tables_packed_again_work(page, figures, tmp_path):
    waves = altered(figures["waves"], lambda data: None)
    page.goto(specimens.write_page(tmp_path / "same.html", waves, figures["touched"]))
    assert unmoved(page) and page.locator("p.problem").count() == 0


SPEC = {
    "truncated": lambda text: text[: len(text) // 2],
    "empty": lambda text: "",
    "null": lambda text: "null",
    "another kind": lambda text: text.replace('"tables"', '"magic"'),
    "no controls": lambda text: text.replace('"controls"', '"kontrols"'),
    "no presets": lambda text: text.replace('"presets"', '"bresets"'),
}


@pytest.mark.parametrize("change", SPEC.values(), ids=SPEC)
def test_an_altered_description_leaves_the_picture_with_a_sentence(page, figures, tmp_path, change):
    waves = re.sub(r'(class="spec">)(.*?)(?=</script>)', lambda m: m[1] + change(m[2]), figures["waves"])
    page.goto(specimens.write_page(tmp_path / "spec.html", waves, figures["touched"]))
    left_alone(page, "damaged")


def test_a_table_without_a_place_leaves_the_picture_with_a_sentence(page, figures, tmp_path):
    waves = figures["waves"].replace('data-table="0"', 'data-table="00"', 1)
    page.goto(specimens.write_page(tmp_path / "place.html", waves, figures["touched"]))
    left_alone(page, "damaged")


# Names

AWKWARD = ["hidden", "addEventListener", "toggleAttribute", "submit", "elements", "__proto__", "constructor", "matches"]


@pytest.mark.parametrize("control", AWKWARD)
def test_a_control_may_have_any_name(page, tmp_path, control):
    figure, axes = new_figure(height=2)
    text = axes.text(0.1, 0.5, "0")

    def update(**state):
        text.set_text(str(state[control]))
        return f"{control} is {state[control]}"

    with specimens.static_mode():
        shown = explore(update, figure, name="named", **{control: (0, 4), "other": (0, 1)})
    page.goto(specimens.write_page(tmp_path / "named.html", shown._repr_mimebundle_()["text/html"]))
    page.locator(f'input[name="{control}"]').press("End")
    page.wait_for_function("document.querySelector('output').textContent.endsWith('is 4')")
    assert page.evaluate("location.hash") == f"#named?{control}=4&other=0"
    page.reload()
    page.wait_for_function("document.querySelector('output').textContent.endsWith('is 4')")
    page.locator("button.reset").click()
    page.wait_for_function("document.querySelector('output').textContent.endsWith('is 2')")
