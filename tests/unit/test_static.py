"""The static path: one self-contained figure as CONTRACT.md describes it, with no widget anywhere."""

import base64
import json
import re
import subprocess
import sys
import zlib
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
from bs4 import BeautifulSoup
from zoo import CONTROLS, KINDS, plain_axes

from helpers import Choice, ExplorableError, Slider, Toggle, explore
from helpers.explorable.data import FIGURE_DATA

NASTY = "</script><b>\"&'<!--"


@pytest.fixture(autouse=True)
def _static(monkeypatch):
    monkeypatch.setenv("EXPLORABLE_MODE", "static")


def make(**options):
    """An explorable of a line that follows a slider, a drop-down and a checkbox."""
    figure, axes = plain_axes()
    (line,) = axes.plot([0, 4], [0, 1])

    def update(height=1.5, kind="up", dashed=True):
        line.set_ydata([0, height] if kind == "up" else [height, 0])
        line.set_linestyle("--" if dashed else "-")
        return f"height {height} {kind} {dashed} {NASTY}"

    controls = {
        "height": Slider((0.5, 2.5, 0.5), unit="m", label=f"Height {NASTY}"),
        "kind": Choice({f"going {NASTY}": "down", "going up": "up"}),
        "dashed": Toggle(),
    }
    presets = {"Low": {"height": 0.5}, f"Down {NASTY}": {"kind": "down", "dashed": False}}
    return explore(
        update, figure, **{"name": "line-1", "title": f"A line {NASTY}", "presets": presets, **options}, **controls
    )


@pytest.fixture(scope="module")
def html():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EXPLORABLE_MODE", "static")
        return make()._repr_mimebundle_()["text/html"]


@pytest.fixture(scope="module")
def page(html):
    return BeautifulSoup(html, "html.parser")


@pytest.fixture(scope="module")
def payload(page):
    text = page.select_one("script.payload").string
    return json.loads(zlib.decompress(base64.b64decode(text)))


def test_one_figure_is_all_there_is(page, html):
    (figure,) = [child for child in page.children if child.name]
    assert (figure.name, figure["id"], figure["class"]) == ("figure", "line-1", ["explorable"])
    assert figure["aria-label"] == f"A line {NASTY}"
    assert figure.find("figcaption", recursive=False).text == f"A line {NASTY}"
    assert html.count("<script") == html.count("</script>") == 2


def test_nothing_is_fetched(page, html):
    for element in page.find_all(True):
        for name, value in element.attrs.items():
            if name in ("src", "href", "xlink:href", "action"):
                assert value.startswith(("#", "data:"))
    assert "http" not in html.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"\son\w+=", html)


def test_ids_are_unique_and_references_resolve(page):
    names = [element["id"] for element in page.find_all(id=True)]
    assert len(names) == len(set(names))
    for element in page.find_all(True):
        for name in ("for", "aria-labelledby"):
            if element.get(name):
                assert element[name] in names


def test_a_control_named_readout_gets_an_id_of_its_own():
    figure, _ = plain_axes()
    bundle = explore(lambda readout=1: f"{readout}", figure, readout=(0, 2))._repr_mimebundle_()
    names = re.findall(r'\sid="([^"]*)"', bundle["text/html"])
    assert len(names) == len(set(names))


def test_views_are_groups_of_marks_described_by_the_readout(page):
    (view,) = page.select("figure.explorable > .stage > .box > .views > svg")
    assert view["role"] == "group" and view["aria-labelledby"] == "line-1-readout"
    marks = view.find("g")
    assert marks["role"] == "img" and marks["fill"] == "currentColor"
    assert view.find("style") is None
    assert view["viewbox"] == "0 0 216 144"


def test_the_readout_is_polite_and_shows_the_start_state(page):
    readout = page.select_one("output.readout")
    assert readout["aria-live"] == "polite"
    assert readout.text == f"height 1.5 up True {NASTY}"


def test_controls_are_native_named_by_parameter_and_start_at_the_start(page):
    form = page.select_one("form.controls")
    slider, choice, box = (form.select_one(f'[name="{name}"]') for name in ("height", "kind", "dashed"))
    assert (slider.name, slider["type"]) == ("input", "range")
    assert [slider[name] for name in ("min", "max", "step", "value")] == ["0", "4", "1", "2"]
    assert slider["aria-valuetext"] == "1.5 m"
    assert (choice.name, [option.text for option in choice.find_all("option")]) == (
        "select",
        [f"going {NASTY}", "going up"],
    )
    assert choice.find("option", selected=True).text == "going up"
    assert (box.name, box["type"], box.has_attr("checked")) == ("input", "checkbox", True)
    labels = {label["for"]: label.get_text(strip=True) for label in form.find_all("label", attrs={"for": True})}
    assert [labels[control["id"]] for control in (slider, choice, box)] == [f"Height {NASTY}", "kind", "dashed"]


def test_buttons_for_presets_reset_and_link(page):
    form = page.select_one("form.controls")
    assert [button.text for button in form.select("button.preset")] == ["Low", f"Down {NASTY}"]
    assert form.select_one("button.reset") and form.select_one("button.copy-link")
    assert all(button["type"] == "button" for button in form.find_all("button"))


def test_the_script_gets_controls_with_values_as_in_python(page):
    spec = json.loads(page.select_one("script.spec").string)
    height, kind, dashed = spec["controls"]
    assert height["values"] == [0.5, 1.0, 1.5, 2.0, 2.5] and height["start"] == 2
    assert height["texts"] == ["0.5 m", "1.0 m", "1.5 m", "2.0 m", "2.5 m"]
    assert kind["values"] == kind["texts"] == [f"going {NASTY}", "going up"]
    assert dashed["values"] == [False, True] and dashed["start"] == 1
    assert [control["kind"] for control in spec["controls"]] == ["slider", "choice", "toggle"]


def test_presets_are_complete_states(page):
    spec = json.loads(page.select_one("script.spec").string)
    assert spec["presets"] == {"Low": [0, 1, 1], f"Down {NASTY}": [2, 0, 0]}


def test_every_table_has_one_slot_and_a_swap_gives_the_picture_of_that_state(page, payload, html):
    slots = page.select("figure.explorable > .stage > .box > .views [data-table]")
    assert [slot["data-table"] for slot in slots] == [str(number) for number in range(len(payload["tables"]))]
    (table,) = payload["tables"]
    assert table["controls"] == [0, 1, 2]
    assert len(payload["readouts"]["middles"]) == 20
    fragments = [table["head"] + middle + table["tail"] for middle in table["middles"]]
    number = sum(table["steps"][: (2 * 2 + 1) * 2 + 2])  # the start state, in row-major order
    assert fragments[number] in html
    assert "line-1-0-" in table["head"] + table["tail"]


def test_without_scripts_presets_stand_as_a_storyboard(page, html):
    board = re.search(r'<noscript[^>]*>(<div class="storyboard">.*?)</noscript>', html, re.DOTALL)
    inner = BeautifulSoup(board[1], "html.parser")
    captions = [caption.text for caption in inner.find_all("figcaption")]
    assert any(text == f"Low. height 0.5 up True {NASTY}" for text in captions)
    assert any(text == f"Down {NASTY}. height 1.5 down False {NASTY}" for text in captions)
    assert len(inner.find_all("svg")) == len(captions) >= 2
    assert not inner.select("[data-table]")


def test_the_object_has_state_readout_and_set():
    shown = make()
    assert shown.state == {"height": 1.5, "kind": "up", "dashed": True}
    shown.set(height=2, kind="down")
    assert shown.state == {"height": 2.0, "kind": "down", "dashed": True}
    assert shown.readout == f"height 2.0 down True {NASTY}"
    shown.set(kind="up")
    assert shown.state == {"height": 2.0, "kind": "up", "dashed": True}
    shown.set(kind="down")
    with pytest.raises(ExplorableError, match="no control 'depth'"):
        shown.set(depth=1)
    assert 'value="2" aria-valuetext="1.5 m"' in shown._repr_mimebundle_()["text/html"]  # the page starts at the start


def test_programs_read_the_figure_as_data(page):
    bundle = json.loads(json.dumps(make()._repr_mimebundle_()[FIGURE_DATA]))
    views = [BeautifulSoup(view, "html.parser").svg for view in bundle.pop("views")]
    assert [view.decode() for view in views] == [
        view.decode() for view in page.select("figure.explorable > .stage > .box > .views > svg")
    ]
    controls = {
        control["name"]: (control["kind"], control["start"], control["values"]) for control in bundle["controls"]
    }
    assert controls == {
        "height": ("slider", 2, [0.5, 1.0, 1.5, 2.0, 2.5]),
        "kind": ("choice", 1, [f"going {NASTY}", "going up"]),
        "dashed": ("toggle", 1, [False, True]),
    }
    del bundle["controls"]
    assert bundle == {
        "id": "line-1",
        "title": f"A line {NASTY}",
        "kind": "tables",
        "presets": {"Low": [0, 1, 1], f"Down {NASTY}": [2, 0, 0]},
        "readout": f"height 1.5 up True {NASTY}",
    }


def test_trap_display_is_html_and_a_picture_and_no_widget():
    bundle = make()._repr_mimebundle_()
    assert {"text/html", "image/png"} <= set(bundle)
    assert not [kind for kind in bundle if "widget" in kind]
    assert bundle["image/png"].startswith(b"\x89PNG")
    assert not plt.get_fignums()


@pytest.mark.process
def test_trap_display_never_loads_the_widgets():
    program = (
        "import os, sys; os.environ['EXPLORABLE_MODE'] = 'static'; sys.path.insert(0, sys.argv[1])\n"
        "from zoo import KINDS, CONTROLS; from helpers import explore\n"
        "update, figure = KINDS['bars'](); explore(update, figure, **CONTROLS)._repr_mimebundle_()\n"
        "assert 'ipywidgets' not in sys.modules and 'IPython' not in sys.modules"
    )
    run = subprocess.run([sys.executable, "-c", program, str(Path(__file__).parent)], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def test_several_figures_are_several_views_with_prefixes_of_their_own():
    update, *figures = KINDS["two_views"]()
    bundle = explore(update, *figures, name="two", **CONTROLS)._repr_mimebundle_()
    page = BeautifulSoup(bundle["text/html"], "html.parser")
    views = page.select("figure.explorable > .stage > .box > .views > svg")
    assert len(views) == 2
    for number, view in enumerate(views):
        names = [element["id"] for element in view.find_all(id=True)]
        assert names and all(name.startswith(f"two-{number}-") for name in names)


def test_without_a_title_the_figure_is_labelled_by_its_name():
    page = BeautifulSoup(make(title=None)._repr_mimebundle_()["text/html"], "html.parser")
    assert page.figure["aria-label"] == "line-1"
    assert page.figure.find("figcaption", recursive=False) is None


def test_a_playing_slider_has_buttons_and_others_have_none(page):
    assert not page.select("button.play")
    figure, _ = plain_axes()
    shown = explore(lambda x=0: f"{x}", figure, x=Slider((0, 3), play=True))
    assert len(BeautifulSoup(shown._repr_mimebundle_()["text/html"], "html.parser").select("button.play")) == 1


def test_the_last_digits_of_a_layout_do_not_reach_the_page():
    def page_of(offset):
        figure, axes = plain_axes()
        axes.set_position([0.1 + offset, 0.1, 0.7 - offset, 0.8])
        (line,) = axes.plot([0, 4], [0, 1])
        shown = explore(lambda height=1: line.set_ydata([0, height]) or "", figure, name="nudged", height=(0, 3))
        return shown._repr_mimebundle_()["text/html"]

    assert page_of(0) == page_of(1e-15) == page_of(-1e-15)
    assert page_of(0) != page_of(1e-3)
