"""What CONTRACT.md says of a figure, on small explorables, in a real browser, from disk."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import specimens
from playwright.sync_api import Error
from sizes import TARGETS, TEXTS

READS = ["CONTRACT.md"]

CONTRACT = Path(__file__).resolve().parents[2] / "CONTRACT.md"
START = {"height": 1.0, "count": 3, "shape": "sine", "marks": False}
READOUT = "sine of height 1.0, 3 bars."


@pytest.fixture(scope="module")
def waves() -> str:
    return specimens.waves()


@pytest.fixture(scope="module")
def address(waves, tmp_path_factory) -> str:
    return specimens.write_page(tmp_path_factory.mktemp("player") / "waves.html", waves)


@pytest.fixture
def figure(page, address):
    """The page with one figure, its tables loaded."""
    page.goto(address)
    page.evaluate("document.getElementById('waves').explorable.set({})")
    return page


def call(page, expression: str, name: str = "waves"):
    """The value of a JavaScript expression in which `f` is the figure."""
    return page.evaluate(f"async () => {{ const f = document.getElementById('{name}'); return await ({expression}); }}")


def state(page, name: str = "waves") -> dict:
    return call(page, "f.explorable.state()", name)


def readout(page, name: str = "waves") -> str:
    return call(page, "f.querySelector('output.readout').textContent", name)


def picture(page, name: str = "waves") -> str:
    return call(
        page,
        "[...f.querySelectorAll(':scope > .stage > .box > .views svg.view')].map((s) => s.outerHTML).join('')",
        name,
    )


def fragment(page) -> str:
    return page.evaluate("location.hash")


def rejection(page, changes: str) -> str:
    return call(page, f"f.explorable.set({changes}).then(() => 'accepted', (error) => error.message)")


# What is there, and when


def test_controls_are_hidden_until_the_player_has_started(page, address, waves, tmp_path):
    page.goto(specimens.write_page(tmp_path / "dead.html", waves, text=""))
    assert not page.locator("form.controls").is_visible()
    page.goto(address)
    assert page.locator("form.controls").is_visible()


def test_figure_explorable_exists_at_DOMContentLoaded_even_for_a_listener_that_was_there_first(page, waves, tmp_path):
    head = (
        "<script>document.addEventListener('DOMContentLoaded', () => { window.kind = typeof "
        "document.getElementById('waves').explorable; });</script>"
    )
    page.goto(specimens.write_page(tmp_path / "early.html", waves, head=head))
    assert page.evaluate("window.kind") == "object"


def test_a_file_after_the_player_adds_a_power_to_every_figure(page, waves, tmp_path):
    power = "window.met = []; window.Explorable.powers.push((context) => window.met.push(Object.keys(context).join()));"
    both = [waves, specimens.labelled("<b>")]
    page.goto(specimens.write_page(tmp_path / "power.html", *both, after=power))
    assert page.evaluate("window.met") == ["figure,spec,face,painter"] * 2


def test_the_figure_has_the_parts_that_the_contract_names(figure):
    svg = figure.locator("figure.explorable > .stage > .box > .views > svg")
    assert svg.count() == 1 and svg.get_attribute("role") == "group"
    assert svg.get_attribute("aria-labelledby") == figure.locator("output.readout").get_attribute("id")
    assert svg.locator("g[role=img]").count() == 1
    assert figure.locator("output.readout").get_attribute("aria-live") == "polite"
    ids = figure.evaluate("[...document.querySelectorAll('[id]')].map((e) => e.id)")
    assert len(ids) == len(set(ids))


def test_a_figure_offers_the_members_that_the_contract_names(figure):
    section = CONTRACT.read_text("utf-8").partition("## What `figure.explorable` offers")[2].partition("\n## ")[0]
    assert call(figure, "Object.keys(f.explorable)") == re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)


def test_no_noscript_frame_is_alive(figure):
    assert call(figure, "f.querySelectorAll('figure').length") == 0


def test_native_controls_carry_names_ranges_and_words(figure):
    height = figure.locator("input[name=height]")
    found = {key: height.get_attribute(key) for key in ("type", "min", "max", "step", "aria-valuetext")}
    assert found == {"type": "range", "min": "0", "max": "19", "step": "1", "aria-valuetext": "1.0 m"}
    assert figure.get_by_label("wave height").get_attribute("name") == "height"
    assert figure.locator("input[name=count]").get_attribute("max") == "3"
    assert figure.locator("select[name=shape] option").all_text_contents() == ["sine", "cosine"]
    assert figure.get_by_label("show marks").get_attribute("type") == "checkbox"
    call(figure, "f.explorable.set({height: 0.3})")
    assert height.get_attribute("aria-valuetext") == "0.3 m" and height.input_value() == "2"


# set, state, readout


def test_values_are_those_of_Python(figure):
    assert state(figure) == START
    assert readout(figure) == call(figure, "f.explorable.readout()") == READOUT
    call(figure, "f.explorable.set({height: 0.7, count: 0, shape: 'cosine', marks: true})")
    assert state(figure) == {"height": 0.7, "count": 0, "shape": "cosine", "marks": True}


def test_set_resolves_after_the_swap(page, address):
    page.goto(address)
    before = picture(page)
    after = call(
        page,
        "f.explorable.set({height: 2, marks: true}).then(() => [f.querySelector('svg').outerHTML, "
        "f.querySelector('output').textContent])",
    )
    assert after[0] != before and "height 2.0" in after[0]
    assert after[1] == "sine of height 2.0, 3 bars with marks."


def test_set_keeps_what_it_does_not_name(figure):
    call(figure, "f.explorable.set({count: 1})")
    call(figure, "f.explorable.set({marks: true})")
    assert state(figure) == {**START, "count": 1, "marks": True}


def test_the_last_of_several_sets_wins_and_the_way_back_restores_the_picture(figure):
    before = picture(figure)
    call(figure, "Promise.all([0.1, 0.5, 1.7].map((height) => f.explorable.set({height})))")
    assert state(figure)["height"] == 1.7 and "height 1.7" in picture(figure)
    call(figure, "f.explorable.set({height: 1})")
    assert picture(figure) == before


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ("{temperature: 1}", "temperature"),
        ("{height: 0.75}", "height"),
        ("{height: '0.7'}", "height"),
        ("{height: NaN}", "height"),
        ("{height: null}", "height"),
        ("{height: true}", "height"),
        ("{count: 4}", "count"),
        ("{shape: 'square'}", "shape"),
        ("{marks: 1}", "marks"),
        ("{count: 1, toString: 1}", "toString"),
    ],
)
def test_set_rejects_what_no_control_offers_and_changes_nothing(figure, changes, words):
    before = picture(figure)
    assert words in rejection(figure, changes)
    assert state(figure) == START and picture(figure) == before


@pytest.mark.parametrize("changes", ["null", "undefined"])
def test_set_rejects_what_is_not_a_state(figure, changes):
    assert rejection(figure, changes) != "accepted" and state(figure) == START


def test_a_refusal_says_what_there_is(figure):
    assert rejection(figure, "{temperature: 1}") == (
        'There is no control "temperature"; the controls are height, count, shape, marks.'
    )
    assert rejection(figure, "{shape: 'square'}") == 'Control "shape" has no value "square".'


@pytest.mark.parametrize(
    ("changes", "state_then"),
    [
        ("{height: 0.1 + 0.2}", {"height": 0.3}),
        ("{height: 0.7 - 9e-10}", {"height": 0.7}),
        ("{shape: Object('cosine')}", {"shape": "cosine"}),
        ("{count: 1e-9}", {"count": 0}),
    ],
)
def test_values_that_mean_a_position_are_taken(figure, changes, state_then):
    assert rejection(figure, changes) == "accepted" and state(figure) == {**START, **state_then}


@pytest.fixture(scope="module")
def other_address(tmp_path_factory) -> str:
    """A page of a figure with a point, and of one with a switch that is on."""
    path = tmp_path_factory.mktemp("others") / "others.html"
    return specimens.write_page(path, specimens.pointed(), specimens.switched())


@pytest.mark.parametrize(
    ("value", "place"),
    [("[1, 2]", [1, 2]), ("[-1, 8]", [-1, 8]), ("[1 + 1e-10, 2 - 1e-10]", [1, 2]), ("[1e-9, 3]", [0, 3])],
)
def test_a_point_is_a_pair_of_numbers(page, other_address, value, place):
    page.goto(other_address)
    call(page, f"f.explorable.set({{place: {value}}})", "pointed")
    assert state(page, "pointed") == {"place": place}


@pytest.mark.parametrize(
    "value",
    ["[1, 9]", "[2, 1]", "[1.00001, 1]", "[1]", "[1, 1, 1]", "['1', '1']", "[1, '1']", "'11'", "1", "null", "[1, NaN]",
     "{0: 1, 1: 1, length: 2}"],
)  # fmt: skip
def test_what_is_no_pair_of_numbers_is_no_point(page, other_address, value):
    page.goto(other_address)
    refused = call(page, f"f.explorable.set({{place: {value}}}).then(() => '', (error) => error.message)", "pointed")
    assert refused.startswith('Control "place" has no value') and state(page, "pointed") == {"place": [0, 0]}


def test_settled_is_the_promise_of_the_last_move(figure):
    after = call(
        figure,
        "(() => { f.explorable.set({count: 1}).catch(() => 0); return f.explorable.settled; })()"
        ".then(() => f.explorable.readout())",
    )
    assert after == "sine of height 1.0, 1 bar."


def test_each_control_shows_the_state(figure):
    look = """() => {
      const f = document.getElementById("waves");
      const input = (name) => f.querySelector(`form.controls [name="${name}"]`);
      return [
        f.querySelector('[data-value="height"]').textContent, input("height").value,
        input("height").getAttribute("aria-valuetext"), input("count").value, input("shape").value,
        input("marks").checked,
      ];
    }"""
    assert figure.evaluate(look) == ["1.0 m", "9", "1.0 m", "3", "sine", False]
    call(figure, "f.explorable.set({height: 0.3, count: 1, shape: 'cosine', marks: true})")
    assert figure.evaluate(look) == ["0.3 m", "2", "0.3 m", "1", "cosine", True]
    call(figure, "f.explorable.set({shape: 'sine', marks: false})")
    assert figure.evaluate(look) == ["0.3 m", "2", "0.3 m", "1", "sine", False]


def test_what_does_not_change_is_not_painted_again(figure):
    painted = call(
        figure,
        "(async () => { const slots = [...f.querySelectorAll('[data-table]')]; const targets = []; "
        "const seen = new MutationObserver((records) => targets.push(...records.map((record) => record.target))); "
        "const all = { subtree: true, childList: true, attributes: true, characterData: true }; "
        "slots.forEach((slot) => seen.observe(slot, all)); await f.explorable.set({count: 2}); "
        "return slots.map((slot) => targets.some((target) => slot.contains(target))); })()",
    )
    assert True in painted and False in painted


@pytest.mark.parametrize(("specimen", "listed"), [("touched", True), ("waves", False)])
def test_a_painter_knows_the_readout_and_the_numbers_of_any_state(page, tmp_path, specimen, listed):
    after = "Explorable.powers.push(({ painter }) => { window.painter = painter; });"
    page.goto(specimens.write_page(tmp_path / "painter.html", getattr(specimens, specimen)(), after=after))
    call(page, "f.explorable.set({})", specimen)
    if listed:
        rows = [[str(n), str(n * n)] for n in range(3)]
        assert page.evaluate("painter.numbers([0, 0, 2])") == {"columns": ["step", "square"], "rows": rows}
        assert page.evaluate("painter.readoutAt([0, 1, 2])") == "at -2, -2; two; step 2"
    else:
        assert page.evaluate("painter.numbers([0, 0, 0, 0])") is None


# Hands: keyboard, mouse, presets, reset


def test_enter_sends_no_form(figure):
    figure.locator("input[name=marks]").focus()
    figure.keyboard.press("Enter")
    figure.wait_for_timeout(100)
    assert "?" not in figure.url.partition("#")[0] and state(figure) == START


def test_the_keyboard_moves_the_slider_and_the_picture(figure):
    before = picture(figure)
    figure.locator("input[name=height]").focus()
    figure.keyboard.press("ArrowRight")
    assert state(figure)["height"] == 1.1 and picture(figure) != before
    figure.keyboard.press("End")
    assert state(figure)["height"] == 2.0
    figure.keyboard.press("Home")
    assert state(figure)["height"] == 0.1 and readout(figure).startswith("sine of height 0.1")


def test_keyboard_reaches_select_and_checkbox(figure):
    figure.locator("select[name=shape]").focus()
    figure.keyboard.press("ArrowDown")
    figure.locator("input[name=marks]").focus()
    figure.keyboard.press("Space")
    figure.wait_for_function("document.getElementById('waves').explorable.state().marks")
    assert state(figure) == {**START, "shape": "cosine", "marks": True}


def thumb(page, name: str, share: float) -> tuple[float, float]:
    """Where the thumb of slider `name` is when it stands at `share` of its way."""
    box = page.locator(f"input[name={name}]").bounding_box()
    return box["x"] + 8 + share * (box["width"] - 16), box["y"] + box["height"] / 2


def test_a_mouse_drag_moves_the_picture_and_writes_the_address_only_on_release(figure):
    before, length = picture(figure), figure.evaluate("history.length")
    figure.mouse.move(*thumb(figure, "height", 9 / 19))
    figure.mouse.down()
    pictures = []
    for share in (0.6, 0.8, 1.0):
        figure.mouse.move(*thumb(figure, "height", share), steps=3)
        pictures.append(picture(figure))
    assert len({before, *pictures}) == 4 and state(figure)["height"] == 2.0
    assert fragment(figure) == ""
    figure.mouse.up()
    assert fragment(figure) == "#waves?height=2&count=3&shape=sine&marks=false"
    assert figure.evaluate("history.length") == length


def test_presets_are_complete_states(figure):
    call(figure, "f.explorable.set({count: 0, marks: true})")
    figure.get_by_role("button", name="Low & slow").click()
    assert state(figure) == {**START, "height": 0.1, "shape": "cosine"}
    assert figure.get_by_role("button", name="Low & slow").get_attribute("aria-pressed") == "true"
    assert figure.get_by_role("button", name="Tall").get_attribute("aria-pressed") == "false"
    assert fragment(figure).startswith("#waves?height=0.1&")
    figure.get_by_role("button", name="Tall").click()
    assert state(figure) == {**START, "height": 2.0}


def test_a_preset_is_pressed_where_all_its_controls_agree(figure):
    pressed = "[...f.querySelectorAll('button.preset')].map((b) => b.getAttribute('aria-pressed') === 'true')"
    for changes, which in (
        ("{}", [False, False, False]),
        ("{height: 2}", [True, False, False]),
        ("{height: 0.1}", [False, False, False]),
        ("{shape: 'cosine'}", [False, True, False]),
        ("{count: 2}", [False, False, False]),
    ):
        call(figure, f"f.explorable.set({changes})")
        assert call(figure, pressed) == which, changes


def test_reset_returns_to_the_start(figure):
    before = picture(figure)
    figure.get_by_role("button", name="Marked").click()
    figure.get_by_role("button", name="Reset").click()
    assert (state(figure), readout(figure), picture(figure)) == (START, READOUT, before)


def test_reset_returns_to_the_start_after_the_keyboard(page, address):
    page.goto(address)
    page.locator("input[name=height]").press("End")
    page.locator("input[name=count]").press("Home")
    assert state(page) == {**START, "height": 2.0, "count": 0}
    page.get_by_role("button", name="Reset").click()
    assert state(page) == START


def test_copy_link_copies_an_address_that_restores_the_state(open_page, address):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(address)
    call(page, "f.explorable.set({height: 0.3, marks: true})")
    page.locator(".take summary").click()
    page.get_by_role("button", name="Copy link").click()
    page.wait_for_function("document.querySelector('.status').textContent !== ''")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == f"{address}#waves?height=0.3&count=3&shape=sine&marks=true" == page.url
    other = open_page()
    other.goto(link)
    other.wait_for_function("document.querySelector('output').textContent.includes('0.3')")
    assert state(other) == {**START, "height": 0.3, "marks": True}


def test_without_a_clipboard_the_address_bar_holds_the_link(figure):
    figure.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    call(figure, "f.explorable.set({count: 2})")
    figure.locator(".take summary").click()
    figure.get_by_role("button", name="Copy link").click()
    assert fragment(figure) == "#waves?height=1&count=2&shape=sine&marks=false"
    assert figure.locator(".status").text_content() != ""


# Links


def opened(page, address: str, link: str) -> dict:
    """The state in which a fresh page opens at `link`."""
    page.goto("about:blank")
    page.goto(address + link)
    page.evaluate("document.getElementById('waves').explorable.set({})")
    return state(page)


@pytest.mark.parametrize(
    ("link", "changes"),
    [
        (
            "#waves?height=0.7&count=1&shape=cosine&marks=true",
            {"height": 0.7, "count": 1, "shape": "cosine", "marks": True},
        ),
        ("#waves?height=0.7000000001", {"height": 0.7}),
        ("#waves?height=0.70000001", {}),
        ("#waves?height=7e-1", {"height": 0.7}),
        ("#waves?count=1&height=tall", {"count": 1}),
        ("#waves?shape=cos&marks=yes&count=2", {"count": 2}),
        ("#waves?height=&count=%20&marks=", {}),
        ("#waves?height=NaN&count=Infinity", {}),
        ("#waves?%E0%A4%A&height=%FF", {}),
        ("#waves?__proto__=1&constructor=2&toString=3&hasOwnProperty=4", {}),
        ("#waves?shape=<img src=x onerror=alert(1)>&count=2", {"count": 2}),
        ("#waves?height[]=1&height.x=2&;count=1", {}),
        ("#waves", {}),
        ("#waves?", {}),
        ("#other?height=0.7", {}),
        ("#__proto__?height=0.7", {}),
        ("#%77aves?height=", {}),
        ("#?height=0.7", {}),
        ("#waves?height=0.7&junk=" + "x" * 10_240, {}),
        ("#waves?shape=" + "y" * 9_000, {}),
    ],
    ids=range(20),
)
def test_opening_an_address_takes_what_controls_offer_and_ignores_the_rest(page, address, link, changes):
    assert opened(page, address, link) == {**START, **changes}
    assert page.locator("img").count() == 0


@pytest.mark.parametrize(
    ("word", "size"),
    [("120", 120), ("12.", 12), (".5", 0.5), (".50", 0.5), ("%2B12", 12), ("-0", 0), ("12e1", 120), ("1.2E%2B01", 12),
     ("5e-01", 0.5), ("1e999", 0.25), ("0x0", 0.25), ("12e", 0.25), (".", 0.25), ("1 2", 0.25), ("12,0", 0.25)],
)  # fmt: skip
def test_a_number_in_an_address_is_a_decimal_number(page, other_address, word, size):
    page.goto(f"{other_address}#switched?size={word}")
    assert state(page, "switched") == {"on": True, "size": size}


@pytest.mark.parametrize(
    ("word", "on"), [("false", False), ("true", True), ("no", True), ("", True), ("0", True), ("undefined", True)]
)
def test_a_switch_in_an_address_is_true_or_false(page, other_address, word, on):
    page.goto(f"{other_address}#switched?on={word}")
    assert state(page, "switched") == {"on": on, "size": 0.25}


@pytest.mark.parametrize(("word", "place"), [("1,2", [1, 2]), ("-1,8", [-1, 8]), ("1.0,2e0", [1, 2]), ("12", [0, 0])])
def test_a_point_in_an_address_is_two_numbers_and_a_comma(page, other_address, word, place):
    page.goto(f"{other_address}#pointed?place={word}")
    assert state(page, "pointed") == {"place": place}


def test_an_address_that_asks_for_no_state_leaves_the_state(figure):
    call(figure, "f.explorable.set({count: 1})")
    figure.evaluate("location.hash = '#waves'")
    figure.wait_for_timeout(100)
    assert state(figure) == {**START, "count": 1}


def test_an_opened_address_shows_its_state_and_scrolls_to_the_figure(page, waves, tmp_path):
    address = specimens.write_page(tmp_path / "long.html", '<div style="height:3000px"></div>', waves)
    page.goto(f"{address}#waves?height=0.4")
    page.wait_for_function("document.querySelector('output').textContent.includes('0.4')")
    assert "height 0.4" in picture(page)
    assert page.locator("input[name=height]").get_attribute("aria-valuetext") == "0.4 m"
    top = call(page, "f.getBoundingClientRect().top")
    assert 0 <= top < 900


def test_a_changed_address_moves_the_figure(figure):
    figure.evaluate("location.hash = '#waves?count=0'")
    figure.wait_for_function("document.getElementById('waves').explorable.state().count === 0")
    figure.evaluate("location.hash = '#waves?height=0.5'")
    figure.wait_for_function("document.getElementById('waves').explorable.state().height === 0.5")
    assert state(figure) == {**START, "height": 0.5}


# Neighbours


def test_two_figures_with_equal_clips_and_markers_do_not_interfere_when_one_is_hidden(page, tmp_path, canvas):
    first, second = specimens.waves("first"), specimens.waves("second")
    page.goto(specimens.write_page(tmp_path / "two.html", first, second))
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((e) => e.id)")
    assert len(ids) == len(set(ids))
    for name in ("first", "second"):
        call(page, "f.explorable.set({marks: true, height: 2})", name)
    page.evaluate("Object.assign(document.getElementById('second').style, {position: 'absolute', top: '3000px'})")
    shown = page.locator("#second svg.view").screenshot()
    page.evaluate("document.getElementById('first').style.display = 'none'")
    page.evaluate("window.scrollTo(0, 0)")
    assert canvas.same(shown, page.locator("#second svg.view").screenshot())
    call(page, "f.explorable.set({count: 0})", "second")
    assert state(page, "first") == {**START, "marks": True, "height": 2}


# What fails, says so


def spoiled(waves: str, change) -> str:
    """The figure with its deflated tables changed."""
    return re.sub(r'(class="payload">)([^<]*)', lambda m: m[1] + change(m[2]), waves)


SPOILED = {
    "truncated": lambda text: text[: len(text) // 2],
    "cut by four letters": lambda text: text[:-4],
    "empty": lambda text: "",
    "no base64": lambda text: "§" + text[1:],
    "other letters": lambda text: text[:200] + "AAAAAAAAAAAA" + text[212:],
    "one letter": lambda text: text[:301] + ("A" if text[301] != "A" else "B") + text[302:],
    "another's": lambda text: "q1YqSy0qzszPU7IyNNBRSk7OTwEAAAD//w==",
}


@pytest.mark.parametrize("how", SPOILED)
def test_damaged_tables_leave_the_picture_and_say_so(page, waves, tmp_path, how):
    page.goto(specimens.write_page(tmp_path / "spoiled.html", spoiled(waves, SPOILED[how])))
    page.wait_for_selector("p.problem")
    gives_up(page, "damaged")


def test_a_browser_without_DecompressionStream_keeps_the_picture_and_says_so(page, waves, tmp_path):
    head = "<script>delete window.DecompressionStream;</script>"
    page.goto(specimens.write_page(tmp_path / "old.html", waves, head=head))
    page.wait_for_selector("p.problem")
    gives_up(page, "too old")


@pytest.mark.parametrize(("above", "unpacked"), [(500, True), (3000, False)])
def test_data_are_unpacked_when_a_reader_comes_near(page, waves, tmp_path, above, unpacked):
    space = f'<div style="height:{page.viewport_size["height"] + above}px"></div>'
    first = f'<div style="height: 0; overflow: hidden">{specimens.touched()}</div>'
    far = first + space + spoiled(waves, SPOILED["cut by four letters"])
    page.goto(specimens.write_page(tmp_path / "far.html", far))
    page.wait_for_timeout(200)
    assert page.locator("p.problem").count() == int(unpacked)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_selector("p.problem")


def test_the_figure_that_a_page_opens_with_is_unpacked_at_once(page, waves, tmp_path):
    head = "<script>window.IntersectionObserver = class { observe() {} };</script>"
    page.goto(specimens.write_page(tmp_path / "first.html", spoiled(waves, SPOILED["cut by four letters"]), head=head))
    page.wait_for_selector("p.problem")


def test_a_browser_without_IntersectionObserver_unpacks_at_once(page, waves, tmp_path):
    head = "<script>delete window.IntersectionObserver;</script>"
    page.goto(specimens.write_page(tmp_path / "blind.html", spoiled(waves, SPOILED["empty"]), head=head))
    page.wait_for_selector("p.problem")


def gives_up(page, words: str) -> None:
    """The start picture and its readout are there, a sentence says why nothing moves, no control is visible."""
    assert words in page.locator("p.problem").text_content()
    assert not page.locator("form.controls").is_visible()
    assert readout(page) == READOUT and "height 1.0" in picture(page)
    assert rejection(page, "{height: 2}") != "accepted"
    assert readout(page) == READOUT and "height 1.0" in picture(page)


def test_without_scripts_there_is_the_start_picture_its_readout_and_the_storyboard(open_page, address, waves):
    page = open_page(java_script_enabled=False)
    page.goto(address)
    assert page.locator("figure.explorable > .stage > .box > .views > svg").is_visible()
    assert page.locator("output.readout").text_content() == READOUT
    assert page.locator(".storyboard figure").count() == len(specimens.PRESETS)
    for label, frame in zip(specimens.PRESETS, page.locator(".storyboard figure").all(), strict=True):
        assert frame.locator("svg").is_visible() and label in frame.locator("figcaption").text_content()
    assert "height 2.0" in page.locator(".storyboard figure").first.text_content()
    for control in page.locator("input, select, button").all():
        assert not control.is_visible()


# Phones and themes


def test_at_360_px_everything_is_large_enough_and_nothing_sticks_out(open_page, address):
    page = open_page(viewport={"width": 360, "height": 740}, has_touch=True)
    page.goto(address)
    for _, name, height, left, right in page.evaluate(TARGETS):
        assert height >= 43.9, f"{name} is {height} px high"
        assert left >= 0 and right <= 360, f"{name} sticks out"
    for _, text, size in page.evaluate(TEXTS):
        assert size >= 11, f"{text!r} is {size:.1f} px high"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_in_the_dark_theme_ink_and_paper_follow_the_page(figure):
    call(figure, "f.explorable.set({height: 0.2})")
    figure.evaluate("document.documentElement.dataset.theme = 'dark'")
    ink = figure.evaluate("getComputedStyle(document.documentElement).color")
    label = figure.locator("svg.view text").first
    assert ink == "rgb(206, 214, 221)" == label.evaluate("(e) => getComputedStyle(e).fill")
    colours = figure.evaluate(
        "[...document.querySelectorAll('svg.view :is(path, g)')].map((e) => [getComputedStyle(e).fill, "
        "getComputedStyle(e).stroke]).flat()"
    )
    assert "rgb(0, 0, 0)" not in colours and "rgb(255, 255, 255)" not in colours
    assert "rgb(18, 18, 18)" in colours  # the white box has become paper


# What is seen is only what was asked for


def test_spec_in_the_page_is_plain_data(waves):
    spec = json.loads(re.search(r'class="spec">(.*?)</script>', waves)[1])
    assert [control["name"] for control in spec["controls"]] == list(START)


def test_a_script_cannot_be_smuggled_in_by_words(page, tmp_path):
    evil = '</script><script>window.hit = 1</script><img src=x onerror="window.hit = 2">'
    page.goto(specimens.write_page(tmp_path / "evil.html", specimens.labelled(evil)))
    call(page, f"f.explorable.set({{choice: {json.dumps(evil)}}})", "labelled")
    page.get_by_role("button").first.click()
    assert readout(page, "labelled") == evil and page.evaluate("window.hit") is None
    with pytest.raises(Error):
        page.evaluate("hit")
