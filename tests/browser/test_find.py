"""Finding one's way in the built book: search, catalogue, map, progress, in a real browser."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from helpers.sphinxext.assets import OWN

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


def existing(page, state=""):
    """How many pages the catalogue lists that exist."""
    return page.locator(f".catalogue .notebook.shown{state}").count()


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


def test_what_is_planned_says_so_and_what_to_read_meanwhile(page, book):
    go(page, book, "index.html")
    page.keyboard.press("/")
    page.keyboard.type("beam search")
    first = page.locator("#found-pages [aria-selected=true]")
    first.wait_for()
    assert "planned" in first.inner_text() and "Until it exists: Temperature, top-k, top-p" in first.inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url("**/catalogue.html#planned-decoding-strategies")
    box = page.locator("#planned-decoding-strategies")
    assert box.get_by_role("link", name="Temperature, top-k, top-p").is_visible()
    assert -1 < box.bounding_box()["y"] < 900  # browsers scroll to whole pixels


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
    first.select_option("#filter-part", "systems")
    first.select_option("#filter-tag", "memory")
    titles, address = visible_titles(first), first.url
    assert titles
    other = open_page()
    other.goto(address)
    assert visible_titles(other) == titles
    assert other.locator("#filter-q").input_value() == "attention"
    other.locator("button[type=reset]").click()
    other.wait_for_function("!location.hash")
    assert len(visible_titles(other)) == existing(other)


def test_a_filter_with_unknown_values_shows_everything(page, book):
    go(page, book, "catalogue.html#part=nowhere&status=odd")
    assert len(visible_titles(page)) == existing(page)


SHARED = "catalogue.html#q=cache&part=systems"
ARRIVED = {
    "as sent": SHARED,
    "a mark encoded": SHARED.replace("&", "%26"),
    "all marks encoded": SHARED.replace("&", "%26").replace("=", "%3D"),
    "encoded twice": SHARED.replace("&", "%2526").replace("=", "%253D"),
    "as HTML": SHARED.replace("&", "&amp;"),
    "at the end of a sentence": f"{SHARED}).",
    "one choice, encoded": "catalogue.html#part%3Dsystems",
}


def arrived(page, book, address) -> tuple[str, str]:
    page.goto("about:blank")
    go(page, book, address)
    return page.locator("#filter-q").input_value(), page.locator("#filter-part").input_value()


@pytest.mark.parametrize("address", ARRIVED.values(), ids=ARRIVED)
def test_a_link_to_what_was_asked_for_is_understood_however_it_was_sent(page, book, address):
    assert arrived(page, book, address) == ("cache" if "cache" in address else "", "systems")


def test_marks_that_belong_to_the_words_asked_for_are_kept(page, book):
    assert arrived(page, book, "catalogue.html#q=R%26D+100%25")[0] == "R&D 100%"


@pytest.mark.parametrize(
    ("sound", "broken", "how"),
    [
        ("SENT.test(text)", "false", "a mark encoded"),
        ('.replace(/&(amp;)+/g, "&")', "", "as HTML"),
        ('.replace(BEHIND, "")', "", "at the end of a sentence"),
    ],
)
def test_a_catalogue_that_takes_links_literally_is_found(page, book, sound, broken, how):
    script = (OWN / "catalogue.js").read_text("utf-8")
    assert sound in script
    page.route("**/catalogue.js*", lambda route: route.fulfill(body=script.replace(sound, broken)))
    assert arrived(page, book, ARRIVED[how]) != ("cache", "systems")


def test_the_count_is_of_what_is_visible(page, book):
    go(page, book, "catalogue.html")
    found, folded = page.locator("output.found"), page.locator(".to-come > summary")
    assert found.inner_text() == f"{existing(page)} pages"
    assert folded.inner_text() == f"{page.locator('.notebook.planned').count()} more are planned"
    page.locator("#filter-q").fill("underfitting")
    assert found.inner_text() == "1 page: 1 entry"
    page.locator("#filter-q").fill("Kalman filter")
    assert (found.inner_text(), folded.inner_text()) == ("No page yet", "3 more are planned")
    page.locator("#filter-q").fill("qqqq")
    assert found.inner_text().startswith("Nothing fits")
    assert not folded.is_visible()


def misplaced(page, book):
    """What is wrong with the order in which the catalogue shows notebooks."""
    go(page, book, "catalogue.html")
    page.locator("#filter-q").fill("cache")
    titles = visible_titles(page)
    if titles[0] != "The KV cache":
        yield f"{titles[0]} stands before The KV cache"
    if page.locator(".notebook.planned:visible").count():
        yield "what is planned is shown before it is asked for"
    else:
        page.locator(".to-come > summary").click()
    states = page.locator(".catalogue .notebook:visible").evaluate_all("(all) => all.map((one) => one.className)")
    if states != sorted(states, key=lambda words: "planned" in words):
        yield "what is planned stands above what exists"
    page.locator("#filter-q").fill("")
    if page.locator(".existing section:visible .notebook:visible").count() != existing(page):
        yield "a notebook is not back in its part"


def test_what_exists_stands_above_what_is_planned_and_the_nearest_first(page, book):
    assert list(misplaced(page, book)) == []


@pytest.mark.parametrize(
    "sound, broken",
    [
        ("return near.sort(", "near.sort = near.reverse; return near.sort("),
        ("planned.open = existing.fits.length === 0", "planned.open = true"),
        ("else if (nearest.firstChild)", "else if (false)"),
    ],
)
def test_a_fault_of_the_catalogues_order_is_noticed(page, book, sound, broken):
    script = (OWN / "catalogue.js").read_text("utf-8")
    assert sound in script
    page.route("**/catalogue.js*", lambda route: route.fulfill(body=script.replace(sound, broken)))
    assert list(misplaced(page, book))


def test_a_place_of_what_is_planned_is_opened(page, book):
    go(page, book, "catalogue.html#planned-dropout")
    assert page.locator("#planned-dropout").is_visible()
    assert page.locator("#filter-q").input_value() == ""


def test_planned_entries_are_marked_and_are_not_links(page, book):
    go(page, book, "catalogue.html")
    planned = page.locator(".notebook.planned")
    assert planned.count() > 0
    assert page.locator(".notebook.planned h3 a").count() == 0
    assert page.locator(".notebook.planned h3 small").all_text_contents() == ["planned"] * planned.count()


def test_without_scripts_the_catalogue_is_a_plain_list(open_page, book):
    page = open_page(java_script_enabled=False)
    go(page, book, "catalogue.html")
    assert len(visible_titles(page)) == existing(page)
    assert not page.locator("form.filter").is_visible()
    page.locator(".to-come > summary").click()
    assert len(visible_titles(page)) == 230
    assert page.locator(".notebook li:visible").count() >= 928
    page.trouble[:] = [words for words in page.trouble if "_static/scripts/" not in words]  # preloads of the theme


# The map


def slugs_of(items):
    """The notebooks of the titles that a locator finds."""
    return set(items.evaluate_all("(items) => items.map((item) => item.dataset.slug)"))


def unchosen_lines(page):
    """How many lines the map has beside those of the title that was chosen last, grouped-query attention."""
    more = page.locator(".map .lines path").count()
    for title in ("Momentum", "Grouped-query attention"):
        page.get_by_role("button", name=title, exact=True).click()
    return more + page.locator(".map .lines path").count() - page.locator(".map li:is(.before, .after)").count()


def test_lines_of_what_is_not_chosen_are_noticed(page, book):
    script = (OWN / "map.js").read_text("utf-8")
    assert "lines.replaceChildren();" in script
    page.route("**/map.js*", lambda route: route.fulfill(body=script.replace("lines.replaceChildren();", "")))
    go(page, book, "map.html")
    assert unchosen_lines(page) > 0


def test_a_title_of_the_map_shows_what_comes_before_and_after(page, book):
    go(page, book, "map.html")
    assert unchosen_lines(page) == 0
    before, after = slugs_of(page.locator(".map li.before")), slugs_of(page.locator(".map li.after"))
    assert before == {"multi-query-attention"} and "multi-head-latent-attention" in after
    place = page.locator(".map .place")
    assert place.locator("a.title").get_attribute("href") == "systems/grouped-query-attention.html"
    place.get_by_role("link", name="Multi-head latent attention").click()
    assert page.locator(".map [aria-pressed=true]").inner_text() == "Multi-head latent attention"
    assert page.url.endswith("#map-multi-head-latent-attention")


def test_the_map_opens_at_a_notebook_and_goes_on_by_keys(page, book):
    go(page, book, "map.html#map-hnsw")
    pressed = page.locator(".map [aria-pressed=true]")
    assert pressed.inner_text() == "HNSW"
    assert page.locator(".map .place .title").inner_text() == "HNSW"
    pressed.press("ArrowLeft")
    assert pressed.inner_text() != "HNSW" and pressed.evaluate("(one) => one === document.activeElement")
    page.keyboard.press("ArrowRight")
    assert pressed.inner_text() == "HNSW"
    assert page.locator(".map .choose[tabindex='0']").count() == 1


def test_all_titles_of_the_map_can_be_read_at_once(page, book):
    go(page, book, "map.html")
    titles = page.locator(".map .choose:visible")
    assert titles.count() == 230
    sizes = titles.evaluate_all(
        "(all) => all.map((one) => [parseFloat(getComputedStyle(one).fontSize), one.offsetHeight,"
        " one.scrollWidth <= one.clientWidth])"
    )
    assert all(size >= 13 and height >= 44 and whole for size, height, whole in sizes)


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_phone_and_without_scripts_the_map_is_a_list(open_page, book, scripts):
    page = open_page(viewport={"width": 360, "height": 740}, java_script_enabled=scripts)
    go(page, book, "map.html")
    assert page.locator(".map :is(.choose, .lines)").count() == 0
    item = page.locator("#map-grouped-query-attention")
    assert item.locator("a.title").get_attribute("href") == "systems/grouped-query-attention.html"
    assert "Before it: Multi-query attention" in item.inner_text()
    item.get_by_role("link", name="Multi-query attention").click()
    assert "After it: Grouped-query attention" in page.locator("#map-multi-query-attention").inner_text()
    closed = page.locator(".map details:not([open]) > summary")
    while closed.count():
        closed.first.click()
    assert page.locator(".map li:visible .title").count() == 230
    page.trouble[:] = [words for words in page.trouble if "_static/scripts/" not in words]  # preloads of the theme


def test_a_link_of_the_list_opens_the_part_that_it_leads_to(open_page, book):
    page = open_page(viewport={"width": 360, "height": 740})
    go(page, book, "map.html")
    closed = page.locator(".map details:not([open]) li").first.get_attribute("id")
    page.evaluate("(id) => { location.hash = id; }", closed)
    page.locator(f"#{closed}").wait_for(state="visible")


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
