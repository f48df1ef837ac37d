"""Finding one's way in the built book: search, catalogue, map, progress, in a real browser."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest

SAMPLING = "language/temperature-top-k-top-p.html"
FILTERS = [  # what is typed: the title of the notebook that is left on top
    ("nucleus", "Temperature, top-k, top-p"),
    ("NUCLÉUS", "Temperature, top-k, top-p"),
    ("topp", "Temperature, top-k, top-p"),
    ("GQA", "Grouped-query attention"),
    ("walk forward", "Walk-forward validation"),
    ("generalized advantage", "Generalised advantage estimation"),
    ("platt", "Calibration"),
]


def go(page, book, name):
    path, rest = re.fullmatch(r"([^?#]*)(.*)", name).groups()
    page.goto((book / path).as_uri() + rest)
    page.wait_for_load_state()


def visible_titles(page):
    headings = page.locator(".catalogue .notebook:visible h3").all_text_contents()
    return [re.sub(r" planned$", "", heading.replace("\n", " ")).strip() for heading in headings]


# Search


@pytest.mark.parametrize("opened_by", ["/", "Control+k"])
def test_typing_nucleus_leads_to_the_sampling_notebook_by_keys_alone(page, book, opened_by):
    go(page, book, "training/momentum.html")
    page.keyboard.press(opened_by)
    page.keyboard.type("nucleus")
    first = page.locator("#found-pages [aria-selected=true]")
    first.wait_for()
    assert "Three knobs on one next-token distribution" in first.inner_text()  # the notebook's summary
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{SAMPLING}")


def test_arrows_choose_among_results(page, book):
    go(page, book, "index.html")
    page.keyboard.press("/")
    page.keyboard.type("attention")
    options = page.locator("#found-pages [role=option]")
    options.nth(1).wait_for()
    page.keyboard.press("ArrowDown")
    assert options.nth(1).get_attribute("aria-selected") == "true"
    field = page.locator("#pst-search-dialog input")
    assert field.get_attribute("aria-activedescendant") == options.nth(1).get_attribute("id")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")  # round to the last one, which searches the whole text
    assert "Search all text" in page.locator("#found-pages [aria-selected=true]").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=attention")


def test_a_slash_in_a_text_field_is_a_slash(page, book):
    go(page, book, "catalogue.html")
    page.locator("#filter-q").press_sequentially("a/b")
    assert page.locator("#filter-q").input_value() == "a/b"
    assert page.evaluate("document.querySelector('#pst-search-dialog').open") is False


@pytest.mark.parametrize(
    "typed, title",
    [("nucleos", "Temperature, top-k, top-p"), ("GAE", "Generalised advantage estimation"), ("mla", "Multi-head")],
)
def test_search_forgives_and_knows_abbreviations(page, book, typed, title):
    go(page, book, "index.html")
    found = page.evaluate("(text) => Explorable.find(text).then((all) => all.map((one) => one.title))", typed)
    assert any(name.startswith(title) for name in found[:3]), found


def test_nothing_is_found_for_nonsense(page, book):
    go(page, book, "index.html")
    assert page.evaluate("Explorable.find('qqqqxyz')") == []


@pytest.mark.parametrize("typed, page_found", [("momentum", "training/momentum.html"), ("nucleus", SAMPLING)])
def test_the_search_page_finds_words_of_the_text(page, book, typed, page_found):
    go(page, book, f"search.html?q={typed}")
    page.locator(f"#search-results a[href*='{page_found}']").first.wait_for()


def test_the_search_page_finds_nothing_for_nonsense(page, book):
    go(page, book, "search.html?q=qqqqxyz")
    page.get_by_text("did not match any documents").wait_for()
    assert page.locator("#search-results li").count() == 0


# The catalogue


@pytest.mark.parametrize("typed, title", FILTERS)
def test_the_catalogue_filters_while_typing(page, book, typed, title):
    go(page, book, "catalogue.html")
    page.locator("#filter-q").press_sequentially(typed)
    assert title in visible_titles(page)
    assert len(visible_titles(page)) < 40


def test_a_filters_address_reopened_restores_it(open_page, book):
    first = open_page()
    go(first, book, "catalogue.html")
    first.locator("#filter-q").press_sequentially("attention")
    first.select_option("#filter-status", "shown")
    first.select_option("#filter-tag", "memory")
    titles, address = visible_titles(first), first.url
    assert titles
    other = open_page()
    other.goto(address)
    assert visible_titles(other) == titles
    assert other.locator("#filter-q").input_value() == "attention"
    other.locator("button[type=reset]").click()
    other.wait_for_function("!location.hash")
    assert len(visible_titles(other)) == 230


def test_a_filter_with_unknown_values_shows_everything(page, book):
    go(page, book, "catalogue.html#part=nowhere&status=odd")
    assert len(visible_titles(page)) == 230


def test_the_count_is_of_what_is_visible(page, book):
    go(page, book, "catalogue.html")
    assert page.locator("output.found").inner_text() == "928 entries in 230 notebooks"
    page.locator("#filter-q").press_sequentially("laplace smoothing")  # one entry that two notebooks show
    assert page.locator("output.found").inner_text() == "1 entry in 2 notebooks"
    page.locator("#filter-q").fill("qqqq")
    assert page.locator("output.found").inner_text().startswith("Nothing fits")


def test_planned_entries_are_marked_and_are_not_links(page, book):
    go(page, book, "catalogue.html")
    planned = page.locator(".notebook.planned")
    assert planned.count() > 0
    assert page.locator(".notebook.planned a").count() == 0
    assert page.locator(".notebook.planned h3 small").all_text_contents() == ["planned"] * planned.count()


def test_without_scripts_the_catalogue_is_a_plain_list(open_page, book):
    page = open_page(java_script_enabled=False)
    go(page, book, "catalogue.html")
    assert len(visible_titles(page)) == 230
    assert not page.locator("form.filter").is_visible()
    assert page.locator(".notebook li:visible").count() >= 928
    page.trouble[:] = [words for words in page.trouble if "_static/scripts/" not in words]  # preloads of the theme


# The map


def slugs_of(dots):
    """The notebooks of the dots that a locator finds."""
    return set(dots.evaluate_all("(dots) => dots.map((dot) => dot.dataset.slug)"))


def test_a_dot_of_the_map_shows_what_comes_before_and_after(page, book):
    go(page, book, "map.html")
    page.locator("#map-grouped-query-attention").click()
    before, after = slugs_of(page.locator(".map .dot.before")), slugs_of(page.locator(".map .dot.after"))
    assert {"attention", "multi-query-attention"} <= before and "multi-head-latent-attention" in after
    assert not {"hnsw", "grouped-query-attention"} & (before | after)
    assert page.locator(".map path.before").count() >= len(before)
    place = page.locator(".map .place")
    assert place.locator(".title a").get_attribute("href") == "systems/grouped-query-attention.html"
    order = place.locator("p", has_text="Before it").get_by_role("button").all_text_contents()
    assert len(order) == len(before) and order[-1] == "Multi-query attention"
    place.get_by_role("button", name="Multi-head latent attention").click()
    assert slugs_of(page.locator(".map [aria-pressed=true]")) == {"multi-head-latent-attention"}
    assert page.url.endswith("#map-multi-head-latent-attention")


def test_the_map_opens_at_a_notebook_and_goes_on_by_keys(page, book):
    go(page, book, "map.html#map-hnsw")
    assert slugs_of(page.locator(".map [aria-pressed=true]")) == {"hnsw"}
    assert page.locator(".map .place .title").text_content().strip() == "HNSW"
    page.locator("#map-hnsw").press("ArrowLeft")
    beside = page.evaluate("document.activeElement.dataset.slug")
    assert beside != "hnsw" and slugs_of(page.locator(".map [aria-pressed=true]")) == {beside}
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.slug") == "hnsw"
    assert page.locator(".map .dot[tabindex='0']").count() == 1


def test_the_maps_dots_fit_a_phone_and_a_finger(open_page, book):
    page = open_page(viewport={"width": 360, "height": 740})
    go(page, book, "map.html")
    boxes = page.locator(".map .dot").evaluate_all(
        "(dots) => dots.map((dot) => dot.getBoundingClientRect()).map((b) => [b.left, b.top, b.right, b.bottom])"
    )
    assert len(boxes) == 230
    assert all(left >= 0 and right <= 360 for left, _, right, _ in boxes)
    assert all(right - left >= 32 and below - top >= 32 for left, top, right, below in boxes)
    assert len({(round(left), round(top)) for left, top, _, _ in boxes}) == len(boxes)


def test_without_scripts_the_map_is_links_and_a_list(open_page, book):
    page = open_page(java_script_enabled=False)
    go(page, book, "map.html")
    assert page.locator(".map a.dot").count() == page.locator(".map li a").count() > 0
    page.locator(".map summary").click()
    assert page.locator(".map li:visible").count() == 230
    page.trouble[:] = [words for words in page.trouble if "_static/scripts/" not in words]  # preloads of the theme


# Progress


def move(page, control):
    control.focus()
    if control.evaluate("(one) => one.tagName") == "SELECT":
        page.keyboard.press("ArrowDown")
    elif control.get_attribute("type") == "checkbox":
        page.keyboard.press("Space")
    else:
        start = control.input_value()
        page.keyboard.press("ArrowRight")
        if control.input_value() == start:
            page.keyboard.press("ArrowLeft")


def test_a_page_is_explored_when_each_control_was_moved_and_each_step_taken(page, book):
    go(page, book, SAMPLING)
    page.locator("form.controls").first.wait_for(state="visible")
    for control in page.locator("figure.explorable form.controls :is(input, select)").all():
        move(page, control)
    for step in page.locator("figure.explorable .steps button.label").all():
        assert page.evaluate("Explorable.progress.explored()") == []
        step.click()
    assert page.evaluate("Explorable.progress.explored()") == [SAMPLING.removesuffix(".html")]

    go(page, book, "catalogue.html#status=explored")
    assert visible_titles(page) == ["Temperature, top-k, top-p"]
    assert "1 of " in page.locator(".explored-count").inner_text()
    page.locator("details.explored-pages summary").click()
    with page.expect_download() as download:
        page.locator(".export-progress").click()
    kept = json.loads(download.value.path().read_text("utf-8"))
    assert kept["explored"] == [SAMPLING.removesuffix(".html")]
    page.locator(".clear-progress").click()
    assert visible_titles(page) == []
    assert page.evaluate("Explorable.progress.explored()") == []


def test_a_link_to_a_state_moves_nothing(page, book):
    go(page, book, f"{SAMPLING}#sampling?temperature=0.5&top_k=5")
    page.wait_for_function("document.querySelector('#sampling').explorable.state().top_k === 5")
    assert json.loads(page.evaluate("Explorable.progress.text()")) == {"moved": {}, "explored": []}


def test_damaged_storage_is_started_anew(page, book):
    go(page, book, SAMPLING)
    page.evaluate("localStorage.setItem('explorable-progress', '[3')")
    page.reload()
    assert page.evaluate("Explorable.progress.explored()") == []


# Below each page


def test_a_report_of_an_error_names_the_page_and_the_state(page, book):
    go(page, book, f"{SAMPLING}#sampling?temperature=0.5&top_k=5")
    page.wait_for_function("document.querySelector('#sampling').explorable.state().top_k === 5")
    page.route("**/*", lambda route: route.abort() if route.request.url.startswith("http") else route.continue_())
    report = page.locator("a.report-error")
    report.evaluate("(link) => link.addEventListener('click', (event) => event.preventDefault())")
    for _ in range(2):  # the state is there once however often the link is used
        report.click()
    address = urlsplit(report.get_attribute("href"))
    asked = parse_qs(address.query)
    assert address.path.endswith("/issues/new")
    assert asked["title"] == ["Error on “Temperature, top-k, top-p”"]
    assert SAMPLING in asked["body"][0]
    assert asked["body"][0].count('#sampling {"temperature":0.5,"top_k":5') == 1
