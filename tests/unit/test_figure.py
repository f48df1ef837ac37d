"""The figure piece by piece, from tables made by hand: views, frames, what scripts get; questions and their answers."""

import base64
import json
import zlib

import numpy as np
import pytest
from bs4 import BeautifulSoup
from zoo import plain_axes

from helpers import ExplorableError, Pick, Point, Slider, explore, predict
from helpers.explorable import is_static
from helpers.explorable.controls import make_control, make_grid
from helpers.explorable.figure_html import (
    STEPS,
    figure_html,
    payload_html,
    public,
    script_json,
    storyboard_html,
    view_html,
    views_html,
)
from helpers.explorable.form import form_html
from helpers.explorable.handles import handles_html
from helpers.explorable.options import Options, check_name, check_shared, check_title, place_presets
from helpers.explorable.packing import common_start, deflated, packed, tables_payload
from helpers.explorable.predict import Prediction, as_tuple, feedback, place_state, plain, refusal, sealed
from helpers.explorable.svg import PREFIX
from helpers.explorable.tables import Table, Tabulation, View

LARGE, SMALL = f'<path id="{PREFIX}a" d="{"M0 0" * 120}"/>', '<path d="M1 1"/>'
MOVING = Table((0,), np.array([0, 1]), ('<rect x="0"/>', f'<rect x="1" fill="url(#{PREFIX}h)"/>'))
READOUTS = Table((0,), np.array([0, 1]), ("zero", "one"))
TABULATION = Tabulation(
    (View(216.0, 144.5, "<defs/>", (LARGE, 0, SMALL)), View(72.0, 36.0, "", (SMALL,))), (MOVING,), READOUTS, {}
)


# Views


def soup(html):
    return BeautifulSoup(html, "html.parser")


def drawing(html):
    """The marks of the one SVG that `html` is, after a check of its size and of what stands around them."""
    svg = soup(html).find(True)
    assert svg.name == "svg" and svg["class"] == ["view"] and svg["role"] == "group"
    assert (svg["viewbox"], svg["width"], svg["height"]) == ("0 0 216 144.5", "216pt", "144.5pt")
    marks = svg.find(True, recursive=False)
    assert not svg.text
    assert marks["class"] == ["marks"] and marks["role"] == "img" and marks["fill"] == "currentColor"
    assert "DejaVu Sans" in marks["font-family"] and marks["stroke-linejoin"] == "round"
    assert marks.find(True).name == "defs"
    for name in ("aria-labelledby", "aria-hidden"):
        assert marks.get(name) == svg.get(name)
    return marks


def test_a_view_has_a_slot_for_what_moves_and_a_name_for_what_is_large():
    html = view_html(TABULATION, 0, name="fig", positions=(1,), frame="", handles="<g class='h'/>")
    marks = drawing(html)
    _, large, slot, small = marks.find_all(True, recursive=False)
    assert marks["aria-labelledby"] == "fig-readout" and not marks.has_attr("aria-hidden")
    assert large["id"] == "fig-0-s0" and large.path["id"] == "fig-0-a"
    assert slot["data-table"] == "0" and slot.rect["fill"] == "url(#fig-0-h)"
    assert small.name == "path"
    assert [part["class"] for part in marks.find_next_siblings()] == [["h"]]


def test_a_frame_borrows_what_is_large_and_has_no_slots():
    marks = drawing(view_html(TABULATION, 0, name="fig", positions=(1,), frame="frame2-", handles=""))
    assert marks["aria-hidden"] == "true" and not marks.has_attr("aria-labelledby")
    _, use, moved, small = marks.find_all(True, recursive=False)
    assert (use.name, use["href"]) == ("use", "#fig-0-s0")
    assert (moved.name, moved["fill"], small.name) == ("rect", "url(#fig-frame2-0-h)", "path")


@pytest.mark.parametrize("length, borrowed", [(400, False), (401, True)])
def test_what_is_worth_borrowing(length, borrowed):
    tabulation = Tabulation((View(1, 1, "", ("x" * length,)),), (), READOUTS, {})
    assert ('<g id="f-0-s0">' in views_html(tabulation, "f", (0,))) is borrowed
    assert ("<use" in views_html(tabulation, "f", (0,), frame="frame0-")) is borrowed


def test_views_stand_one_after_another_each_with_its_handles():
    both = views_html(TABULATION, "fig", (0,), handles={1: "<circle/>"})
    first, second = (
        view_html(TABULATION, number, name="fig", positions=(0,), frame="", handles=handles)
        for number, handles in ((0, ""), (1, "<circle/>"))
    )
    assert both == first + second and second.endswith("</g><circle/></svg>")


def test_handles_are_gathered_by_view():
    point = make_control("at", Point((0, 1), (0, 1), axes=None))
    picks = [make_control(name, Pick(["a", "b"], marks=[])) for name in ("one", "two")]
    areas = {"areas": [[0, 0, 1, 1], [2, 2, 3, 3]]}
    places = {"at": {"view": 1, "x": [0, 1], "y": [1, 0]}, "one": {"view": 0, **areas}, "two": {"view": 1, **areas}}
    controls = (make_control("x", (0, 1)), point, *picks)
    assert handles_html(controls, places) == {
        0: picks[0].spec.handle(picks[0], places["one"]),
        1: point.spec.handle(point, places["at"]) + picks[1].spec.handle(picks[1], places["two"]),
    }
    assert handles_html(controls[:1], {}) == {}


# The figure


def test_the_whole_figure_in_order():
    controls = (make_control("x", (0, 1), 1),)
    html = figure_html(
        Options(
            "fig",
            title='A "<i>',
            presets={"Zero": (0,)},
            predictions=(predict("Q?", lambda: 1, state={"x": 0}),),
            shared=("x",),
        ),
        controls=controls,
        views="<svg/>",
        readout="a <i> b",
        storyboard=[("<i>Zero", "<svg/>", "c <i> d")],
        payload={"a": 1},
    )
    (figure,) = soup(html).find_all(True, recursive=False)
    assert (figure["class"], figure["id"], figure["aria-label"]) == (["explorable"], "fig", 'A "<i>')
    title, question, _, stage, board, spec, data = figure.find_all(True, recursive=False)
    box, side = stage.find_all(True, recursive=False)
    views, said = box.find_all(True, recursive=False)
    readout, form = said.output, side.form
    assert (stage["class"], box["class"], side["class"]) == (["stage"], ["box"], ["side"])
    assert said["class"] == ["said"] and not said.select(".room") and html.count(STEPS) == 1
    assert (title.name, title["class"], title.text) == ("figcaption", ["title"], 'A "<i>')
    assert question["class"] == ["predict"] and views["class"] == ["views"] and views.svg
    assert (readout.name, readout["id"], readout.text) == ("output", "fig-readout", "a <i> b")
    assert readout["class"] == ["readout"] and readout["aria-live"] == "polite"
    assert form == soup(form_html("fig", controls, {"Zero": (0,)})).form
    assert not [words for words in figure.find_all(string=True, recursive=False) if words.strip()]
    assert board.name == "noscript" and board["class"] == ["frames"]
    assert board.select_one(".storyboard > figure > figcaption").text == board.text == "<i>Zero. c <i> d"
    assert board.select_one(".storyboard > figure > .views > svg")
    assert (spec.name, spec["type"], spec["class"]) == ("script", "application/json", ["spec"])
    assert json.loads(spec.string) == {
        "kind": "tables", "controls": [public(controls[0])], "presets": {"Zero": [0]}, "shared": ["x"]
    }  # fmt: skip
    assert data == soup(payload_html("fig", {"a": 1}, "tables")).script


def test_every_frame_stands_in_the_storyboard():
    frames = soup(storyboard_html([("A", "a", "x"), ("B", "b", "y")])).select(".storyboard > figure")
    assert [frame.text for frame in frames] == ["A. xa", "B. yb"]


def test_questions_are_numbered_and_stand_before_the_picture():
    page = explored(predict=[predict("One?", lambda: 1), predict("Two?", lambda: 2, state={"x": 2})])
    figure = soup_of(page).figure
    assert [field["id"] for field in figure.select("form.predict input")] == ["fig-predict-0", "fig-predict-1"]
    sealed_of = [json.loads(base64.b64decode(form["data-sealed"])) for form in figure.select("form.predict")]
    assert [(one["answer"], one["positions"]) for one in sealed_of] == [(1, [0]), (2, [2])]
    kinds = [(child.name, child.get("class")) for child in figure.find_all(recursive=False)]
    assert kinds.index(("form", ["predict"])) < kinds.index(("div", ["stage"]))


def test_room_is_kept_for_readouts_and_results_stand_last():
    words = {"controls": (), "views": "", "readout": "a", "storyboard": [], "payload": {}, "room": ["a <longer>", "b"]}
    figure = soup(figure_html(Options("f"), **words, results="<b>4</b>")).figure
    assert [one["data-text"] for one in figure.select(".said > .room")] == ["a <longer>", "b"]
    assert [child.name for child in figure.select_one(".stage").find_all(recursive=False)] == ["div", "div", "b"]


def test_a_figure_of_another_kind_says_so_and_has_plain_data():
    html = figure_html(
        Options("f"),
        controls=(),
        views="",
        readout="",
        storyboard=[],
        payload={"a": "<"},
        kind="sum",
    )
    figure = soup(html).figure
    assert (figure["class"], figure["aria-label"]) == (["explorable", "sum"], "f")
    assert not figure.find("figcaption", class_="title") and not figure.select("form.predict")
    spec, data = figure.find_all("script")
    assert json.loads(spec.string) == {"kind": "sum", "controls": [], "presets": {}, "shared": []}
    assert (data["type"], data["class"], json.loads(data.string)) == ("application/json", ["payload"], {"a": "<"})


def test_tables_are_deflated_text():
    data = soup(payload_html("f", {"a": 1}, "tables")).script
    assert (data["type"], data["class"], data.string) == ("text/plain", ["payload"], deflated({"a": 1}))


def test_json_in_a_script_cannot_end_it_and_keeps_its_letters():
    assert script_json({"a": "</script>é", "b": [1, 2]}) == '{"a":"\\u003c/script>é","b":[1,2]}'


def test_what_the_script_knows_of_a_control():
    control = make_control("x", Slider((0, 1), unit="m"))
    known = {"name": "x", "kind": "slider", "values": [0, 1], "texts": ["0 m", "1 m"], "start": 0}
    assert public(control) == known
    assert public(control, {"view": 0}) == {**known, "place": {"view": 0}}
    assert public(make_control("x", {"a": None, "b": 2}, 2))["values"] == ["a", "b"]


# Packing


def test_common_ends_are_stored_once():
    table = Table((0, 1), np.array([[0, 1], [2, 1]]), ("<a>1</a>", "<a>22</a>", "<a>31</a>"))
    assert packed(table) == {
        "controls": [0, 1], "head": "<a>", "tail": "</a>", "middles": ["1", "22", "31"], "steps": [0, 1, 1, -1]
    }  # fmt: skip
    assert packed(Table((), np.array(0), (f"{PREFIX}same",)))["head"] == "same"


def test_common_starts():
    assert common_start(["abc", "abe", "ab"]) == "ab" and common_start(["abc"]) == "abc"
    assert common_start(["abc", "xbc"]) == "" and common_start(["ab", "abab"]) == "ab"


def test_packed_text_is_short_and_keeps_its_letters():
    text = zlib.decompress(base64.b64decode(deflated({"é": [1, 2], "b": "c"}))).decode()
    assert text == '{"é":[1,2],"b":"c"}'
    assert deflated({"a": 1}) == base64.b64encode(zlib.compress(b'{"a":1}', 9)).decode()


def test_numbers_and_readouts_go_to_the_page_with_the_tables():
    tabulation = Tabulation(TABULATION.views, (MOVING,), READOUTS, {"step": READOUTS})
    payload = tables_payload(tabulation, "fig")
    assert payload == {
        "tables": [packed(MOVING, "fig-0-")], "readouts": packed(READOUTS), "numbers": {"step": packed(READOUTS)}
    }  # fmt: skip


# explore's options


@pytest.fixture(autouse=True)
def static(monkeypatch):
    monkeypatch.setenv("EXPLORABLE_MODE", "static")


def explored(**options):
    figure, axes = plain_axes()
    (line,) = axes.plot([0, 4], [0, 0])
    return explore(lambda x=0: line.set_ydata([0, x]) or f"x is {x}", figure, name="fig", x=(0, 2), **options)


def soup_of(page):
    return soup(page._repr_mimebundle_()["text/html"])


def test_only_the_word_static_makes_pages(monkeypatch):
    assert is_static()
    for word in ("live", "", "Static"):
        monkeypatch.setenv("EXPLORABLE_MODE", word)
        assert not is_static()
    monkeypatch.delenv("EXPLORABLE_MODE")
    assert not is_static()


def test_options_reach_the_page():
    page = explored(title="T", presets={"Two": {"x": 2}}, shared="x", numbers=lambda x: {"x": [x, "a"]})
    figure = soup_of(page).figure
    spec = json.loads(figure.select_one("script.spec").string)
    assert figure["id"] == "fig" and figure.figcaption.text == "T"
    assert (spec["presets"], spec["shared"]) == ({"Two": [2]}, ["x"])
    assert page.tabulation.numbers["x"].at((2,)).split("\x1f") == ["2", "a"]
    assert page.state == {"x": 0} and page.readout == "x is 0"


def test_without_a_name_it_is_called_explorable():
    page = explore(lambda x=0: "", plain_axes()[0], x=(0, 1))
    assert soup_of(page).figure["id"] == "explorable"


def test_frames_of_the_page_have_ids_of_their_own_and_their_readouts():
    figure, axes = plain_axes()
    (line,) = axes.plot([0, 4], [0, 0])
    bars = axes.bar([1, 2], [1, 1], hatch="//")

    def update(x=0):
        line.set_ydata([0, x])
        bars[0].set_height(x)
        return f"x is {x}"

    page = soup_of(explore(update, figure, name="fig", x=(0, 2)))
    captions = [caption.text for caption in page.select(".storyboard figcaption")]
    assert captions == ["Start. x is 0", "x: 2. x is 2", "x: 1. x is 1"]
    for number, svg in enumerate(page.select(".storyboard svg")):
        used = str(svg)
        assert f"url(#fig-frame{number}-0-" in used and "url(#fig-0-" not in used


def test_names_titles_and_shared_controls():
    grid = make_grid(lambda a=0, b=0: "", {"a": (0, 1), "b": (0, 1)})
    assert check_title(None) is None and check_title("T") == "T"
    assert check_shared(grid, "a") == ("a",) and check_shared(grid, ["b", "a"]) == ("b", "a")
    assert check_shared(grid, ()) == ()
    assert all(check_name(name) is None for name in ("a", "a-1", "kv-cache"))
    assert place_presets(grid, None) == {} and place_presets(grid, {3: {"a": 1}}) == {"3": (1, 0)}
    assert as_tuple(None) == ()
    question = predict("Q?", lambda: 1)
    assert as_tuple(question) == as_tuple([question]) == as_tuple((question,)) == (question,)


def test_a_method_with_options_of_explore_among_its_own_is_refused_by_name():
    with pytest.raises(ExplorableError, match="parameter 'shared', which is an option"):
        explore(lambda x=0, shared=1: "", plain_axes()[0], x=(0, 1))


# Questions


def test_what_a_question_keeps():
    question = predict("Q?", lambda: np.int64(3), unit="m", state={"x": 2}, because=lambda: "So.")
    assert question == Prediction("Q?", 3, {}, "m", {"x": 2}, "So.") and type(question.answer) is int
    assert type(predict("Q?", lambda: np.float64(0.5)).answer) is float
    assert predict("Q?", lambda: "b", options=("a", "b")) == Prediction("Q?", "b", {"a": "", "b": ""})
    assert predict("Q?", lambda: "a", options={"a": "No."}).options == {"a": "No."}
    assert predict("Q?", lambda: 1) == Prediction("Q?", 1)


def test_the_state_of_a_question_is_that_of_a_preset():
    grid = make_grid(lambda a=1, b=0: "", {"a": (0, 2), "b": (0, 2)})
    assert place_state(grid, Prediction("Q?", 1, state={"b": 2})) == (1, 2)
    assert place_state(grid, Prediction("Q?", 1)) == (1, 0)


def test_what_is_sealed_is_all_that_the_script_needs():
    question = Prediction("Q?", "b", {"a": "", "b": "No."}, "m", {}, "So é.")
    assert json.loads(base64.b64decode(sealed(question, (1, 2)))) == {
        "answer": "b", "options": {"a": "", "b": "No."}, "unit": "m", "count": False, "because": "So é.",
        "positions": [1, 2],
    }  # fmt: skip


NUMBERS = [
    (100, 110, "Close: the answer is 100; you said 110, 10 too high."),
    (100, 111, "The answer is 100; you said 111, 11 too high."),
    (100, 90, "Close: the answer is 100; you said 90, 10 too low."),
    (-100, -90, "Close: the answer is -100; you said -90, 10 too high."),
    (8, 8.5, "Close: the answer is 8; you said 8.5, 0.5 too high."),
    (8, 7, "The answer is 8; you said 7, 1 too low."),
    (10, 25, "The answer is 10; you said 25, 15 too high."),
    (0.5, -2, "The answer is 0.5; you said -2, 2.5 too low."),
    (0.12345, 0.12349, "Right: 0.1235."),
    (1e6, 1000001, "Right: 1000000."),
]


@pytest.mark.parametrize("answer, guess, said", NUMBERS)
def test_a_number_is_answered_by_how_far_off_it_was(answer, guess, said):
    assert feedback(Prediction("Q?", answer), guess) == said


@pytest.mark.parametrize(
    ("answer", "guess", "said"),
    [
        (59, -3, "-3 users cannot be: give 0 or more."),
        (0, -0.5, "-0.5 users cannot be: give 0 or more."),
        (59, 0, ""),
        (59.5, -3, ""),
        (-59, -3, ""),
    ],
)
def test_a_count_below_zero_is_refused(answer, guess, said):
    assert refusal(Prediction("Q?", answer, unit="users"), guess) == said


def test_an_option_is_never_refused():
    assert refusal(Prediction("Q?", "-3", {"-3": "", "3": ""}), "-3") == ""


def test_an_option_is_answered_by_its_misconception():
    question = Prediction("Q?", "b", {"a": "No a.", "b": "", "c": ""}, because="So.")
    assert feedback(question, "b") == "Right: b. So."
    assert feedback(question, "a") == "Not so. No a. The answer: b. So."
    assert feedback(question, "c") == "Not so. The answer: b. So."
    assert feedback(question, "d") == "Not so. The answer: b. So."


def test_plain_numbers_have_four_digits_and_no_exponent():
    numbers = (0.00001234, 1234567, 0.5, -3.25, 10, 100.0, 0, -0.0, 1e-9)
    texts = ["0.00001234", "1235000", "0.5", "-3.25", "10", "100", "0", "0", "0.000000001"]
    assert [plain(number) for number in numbers] == texts


def test_plain_numbers_round_halves_away_from_zero_and_have_an_exponent_where_scripts_have_one():
    assert [plain(number) for number in (12345, -12345, 999850, 9e20, 1e21, 1.5e21, 1e-21, 1e-22)] == [
        "12350", "-12350", "999900", "900000000000000000000", "1e+21", "1.5e+21",
        "0.000000000000000000001", "1e-22",
    ]  # fmt: skip
