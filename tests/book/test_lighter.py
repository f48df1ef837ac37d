"""What makes a page lighter breaks nothing: icons, menus, colours, side bar, print."""

import re

import pytest

from helpers.sphinxext.assets import joined, own_sheets
from helpers.sphinxext.bundles import with_bundle
from helpers.sphinxext.icons import draw_icons, icon_style, theme_script
from helpers.sphinxext.lighter import (
    REPLACED,
    THEIRS,
    mended,
    with_early_script,
    with_joined_sheet,
    without_idle_scripts,
)
from helpers.sphinxext.used_rules import cut, parse, used_in
from served import served

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
PAGE = '<div class="a open"><p id="b" data-mode="x">text</p></div>'
ICONS = """() => [...document.querySelectorAll(".svg-inline--fa")].filter((icon) => {
  const style = getComputedStyle(icon), box = icon.getBoundingClientRect();
  const drawn = style.maskImage.startsWith('url("data:image/svg+xml') && style.backgroundColor !== "rgba(0, 0, 0, 0)";
  return box.width > 0 && !(drawn && box.width <= 32 && box.height <= 32 && icon.ariaHidden === "true");
}).map((icon) => icon.getAttribute("class"))"""
LAUNCH = ".dropdown-launch-buttons"


def kept(css, *, scripts=(), elsewhere=""):
    """A style sheet cut to PAGE, without line ends."""
    return cut(css, used_in([PAGE], scripts), elsewhere=elsewhere).replace("\n", "")


@pytest.mark.parametrize("rule", [".a{c:d}", "div>p{c:d}", "#b:hover{c:d}", "p[data-mode=x]::before{c:d}", "*{c:d}"])
def test_a_rule_that_may_match_stays(rule):
    assert kept(rule) == rule


@pytest.mark.parametrize("rule", [".z{c:d}", "div>table{c:d}", "#z{c:d}", "p[data-z]{c:d}", ".a .z:hover{c:d}"])
def test_a_rule_that_cannot_match_goes(rule):
    assert kept(rule) == ""


def test_what_is_negated_need_not_be_there():
    assert kept("div:not(.z, :has(.y)){c:d}") == "div:not(.z, :has(.y)){c:d}"


def test_one_selector_of_a_rule_goes_alone():
    assert kept(".a,.z,:is(.y,.x) p{c:d}") == ".a,:is(.y,.x) p{c:d}"


def test_a_class_that_a_script_adds_stays():
    assert kept(".shown{c:d}", scripts=['menu.classList.add("shown")']) == ".shown{c:d}"
    assert kept(".shown{c:d}") == ""


def test_an_attribute_that_a_script_sets_as_a_data_set_stays():
    assert kept("[data-so-far]{c:d}", scripts=["element.dataset.soFar = 1"]) == "[data-so-far]{c:d}"


def test_a_media_query_left_empty_goes_and_print_stays():
    assert kept("@media screen{.z{c:d}}@media print{.a{c:d}}") == "@media print{.a{c:d}}"


def test_values_fonts_and_motions_that_nothing_names_go():
    css = '@font-face{font-family:"F";src:url(f)}@keyframes k{to{c:d}}:root{--x:1;--y:var(--x);--z:2}'
    assert kept(css) == ""
    assert kept(css, elsewhere="a{b:var(--y)}") == ":root{--x:1;--y:var(--x)}"
    assert kept(f'{css}.a{{font:1em "F";animation:k 1s}}').startswith("@font-face")


def test_marks_in_strings_and_addresses_are_text():
    css = '.a{b:url("data:x;y{}");c:";}"}'
    assert kept(css) == css


@pytest.mark.parametrize("css", [".a{b:c", "@media print{.a{b:c}", ".a{b:c}}"])
def test_a_sheet_with_unpaired_braces_is_refused(css):
    with pytest.raises(ValueError, match="brace"):
        parse(css)


def test_an_icon_is_drawn_in_its_proportions_and_hidden_from_screen_readers():
    drawn = draw_icons('<i class="fa-solid fa-bars fa-lg" title="Menu"></i>', script=theme_script())
    assert drawn.startswith('<svg class="svg-inline--fa fa-bars fa-lg" viewBox="0 0 448 512" aria-hidden="true">')
    assert "<title>Menu</title>" in drawn and "--icon:url(" in icon_style(["fa-bars"], script=theme_script())


def test_an_icon_that_the_theme_lacks_is_refused_by_its_name():
    with pytest.raises(ValueError, match="'fa-no-such'"):
        draw_icons('<i class="fas fa-no-such"></i>', script=theme_script())


def script(name):
    """A script element as Sphinx writes it."""
    return f'<script src="../_static/{name}?v=1"></script>'


@pytest.mark.parametrize(
    ("name", "work"),
    [
        ("explorable.js", '<figure class="explorable">'),
        ("togglebutton.js", '<div class="note admonition dropdown">'),
        ("design-tabs.js", '<div class="sd-tab-set">'),
    ],
)
def test_a_script_is_loaded_where_it_has_work(name, work):
    assert name in without_idle_scripts(script(name) + work)
    assert name not in without_idle_scripts(script(name) + '<div class="dropdown"></div>')


def test_other_sheets_keep_their_place_and_the_joined_one_is_linked_once():
    links = [f'<link href="../_static/{name}?v=1" rel="stylesheet">' for name in ("pygments.css", "map.css")]
    themes = {"pygments.css", "theme-used.css"}.__contains__
    html = with_joined_sheet(f"{links[0]}{links[0]}{links[1]}", replaced=themes, version="2")
    assert re.findall(r'_static/([^"]+)', html) == ["theme-used.css?v=2", "map.css?v=1"]
    again = with_joined_sheet(html, replaced=themes, version="3")
    assert re.findall(r'_static/([^"]+)', again) == ["theme-used.css?v=3", "map.css?v=1"]


NAMED = '<script src="../_static/page-name.js" data-page-name="part/wave"></script>'


def test_scripts_are_joined_where_the_first_of_them_stood_and_once():
    preload = '<link rel="preload" as="script" href="../_static/scripts/pydata-sphinx-theme.js?digest=1" />'
    html = with_bundle(preload + script("doctools.js") + NAMED + script("map.js"), version="1").strip()
    joined_one = '<script defer src="../_static/book.js?v=1" data-page-name="part/wave"></script>'
    assert html == joined_one + script("map.js")
    assert with_bundle(html, version="2").strip() == html.replace("v=1", "v=2", 1)


def test_the_search_page_and_pages_without_a_name_keep_their_scripts():
    for html in (script("doctools.js") + NAMED + script("searchtools.js"), script("find.js")):
        assert with_bundle(html, version="1") == html


def test_joined_scripts_keep_all_but_comments(tmp_path):
    for name, text in (
        ("a.js", '// gone\n(() => "// stays")()\n'),
        ("b.js", "  // gone\nb();\n//# sourceMappingURL=b.map"),
    ):
        (tmp_path / name).write_text(text)
    assert joined([tmp_path / "a.js", tmp_path / "b.js"]) == '(() => "// stays")();\nb();\n'


def test_the_search_button_is_called_what_it_says():
    button = '<button class="btn search-button-field search-button__button" title="Search" aria-label="Search">'
    assert "aria-label" not in mended(button) and 'title="Search"' in mended(button)


def test_code_without_a_colour_of_its_own_has_no_element(book):
    code = '<span class="n">x</span><span class="w"> </span><span class="k">in</span><span class="p">[]</span>'
    assert mended(code) == 'x <span class="k">in</span>[]'
    rules = (book / "_static/pygments.css").read_text("utf-8")
    for scheme in ("light", "dark"):
        colours = dict(re.findall(rf'{scheme}"\] \.highlight (\.\w+ )?{{[^}}]*?color: (#\w+)', rules))
        assert colours[".n "] == colours[".p "] == colours[".w "] == colours[""]


THEMES_OWN = '<script data-cfasync="false">\n document.documentElement.dataset.mode = 1;\n</script>'


def test_the_early_script_takes_the_place_of_the_themes_and_names_the_formulas_font():
    page = f'<html lang="en" data-content_root="../">{THEMES_OWN}'
    without = page.replace(THEMES_OWN, '<script src="../_static/early.js"></script>')
    assert with_early_script(page, font="a.woff2") == without
    first = with_early_script(f"{page}<math>", font="a.woff2")
    assert 'early.js" data-font="../_static/fonts/a.woff2"></script>' in first
    assert with_early_script(first, font="b.woff2") == first.replace("a.woff2", "b.woff2")


def test_the_formulas_font_is_asked_for_before_the_styles_have_come(open_page, tiny_book):
    with served(tiny_book.html) as address:
        page = open_page(address=address)
        page.goto(f"{address}part/wave.html", wait_until="networkidle")
        fonts = page.evaluate("""performance.getEntriesByType("resource").filter((one) => one.name.includes("stix"))
          .map((one) => one.initiatorType)""")
        page.close()
    assert fonts == ["link"]


@pytest.fixture
def wave(open_page, tiny_book):
    """A page of the tiny book, opened in a context of the given options."""

    def open_wave(**options):
        page = open_page(**options)
        page.requested = []
        page.on("request", lambda request: page.requested.append(request.url))
        page.goto((tiny_book.html / "part/wave.html").as_uri())
        return page

    return open_wave


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_every_icon_is_drawn(wave, color_scheme):
    page = wave(color_scheme=color_scheme, viewport={"width": 1280, "height": 900})
    assert page.locator(".svg-inline--fa:visible").count() >= 4
    assert page.evaluate(ICONS) == []


def test_an_icon_without_its_drawing_would_be_noticed(wave):
    page = wave()
    page.add_style_tag(content=".fa-bars { --icon: none }")
    assert page.evaluate(ICONS) == ["svg-inline--fa fa-bars"]


STYLES = """async () => {
  document.body.getBoundingClientRect(); // asks for the fonts, which change heights when they come
  await document.fonts.ready;
  const elements = [...document.querySelectorAll("body, body *")].filter((one) => !one.closest("svg, math, pre"));
  const before = window.styles;
  window.styles = elements.map((one) => {
    const style = getComputedStyle(one);
    return Object.fromEntries([...style].map((name) => [name, style[name]]));
  });
  const differing = (style, i) => Object.keys(style).filter((name) => style[name] !== before[i][name])
    .map((name) => [elements[i].tagName, elements[i].className, name, before[i][name], style[name]]);
  return before && window.styles.flatMap(differing).slice(0, 9);
}"""
WHOLE = """async ([icons, names]) => {
  const cut = document.querySelector('link[href*="theme-used.css"]');
  const [root] = cut.getAttribute("href").split("theme-used");
  const make = (name) => Object.assign(document.createElement("link"), { rel: "stylesheet", href: root + name });
  const links = names.map(make);
  const arrival = (link) => new Promise((onload, onerror) => Object.assign(link, { onload, onerror }));
  const loaded = links.map(arrival);
  cut.replaceWith(Object.assign(document.createElement("style"), { textContent: icons }), ...links);
  await Promise.all(loaded);
}"""
STILL = "*, *::before, *::after { transition: none !important; animation: none !important }"


def sheets_in_order(static):
    """Names of all style sheets that the joined one stands for, as the theme and the book link them."""
    theirs = [path.relative_to(static).as_posix() for one in THEIRS for path in sorted(static.glob(one))]
    return [*theirs, "fonts.css", "book.css", *own_sheets()]


LIGHT, DARK = {"color_scheme": "light"}, {"color_scheme": "dark"}


@pytest.mark.parametrize(
    ("options", "media"), [(LIGHT, "screen"), (DARK, "screen"), (PHONE, "screen"), (LIGHT, "print")], ids=str
)
def test_what_was_cut_from_the_theme_styles_nothing(open_page, book, options, media):
    page = open_page(**options)
    page.emulate_media(media=media)
    page.goto((book / "systems/kv-cache.html").as_uri())
    page.add_style_tag(content=STILL)
    page.evaluate(STYLES)
    icons = set(re.findall(r'"svg-inline--fa (fa-[\w-]+)', page.content()))
    page.evaluate(WHOLE, [icon_style(icons, script=theme_script()), sheets_in_order(book / "_static")])
    assert page.evaluate(STYLES) == []
    page.add_style_tag(content="p { opacity: 0.5 }")
    assert page.evaluate(STYLES)[0][2:] == ["opacity", "1", "0.5"]


def test_no_dropped_file_is_asked_for_or_shipped(wave, tiny_book):
    page = wave()
    assert not [url for url in page.requested if re.search(r"fontawesome|bootstrap|togglebutton|design-tabs", url)]
    assert not [name for name in REPLACED if (tiny_book.html / "_static" / name).exists()]


def test_the_launch_menu_works_by_keyboard(wave):
    page = wave()
    button, menu = page.locator(f"{LAUNCH} > button"), page.locator(f"{LAUNCH} .dropdown-menu")
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-expanded") == "true" and menu.is_visible()
    page.keyboard.press("ArrowDown")
    assert menu.locator("a").first.evaluate("link => link === document.activeElement")
    page.keyboard.press("Escape")
    assert button.get_attribute("aria-expanded") == "false" and not menu.is_visible()
    assert button.evaluate("button => button === document.activeElement")


def test_leaving_a_menu_by_tab_or_by_a_click_elsewhere_closes_it(wave):
    page = wave()
    button = page.locator(f"{LAUNCH} > button")
    for leave in (lambda: [page.keyboard.press("Shift+Tab")], lambda: page.locator("h1").last.click()):
        button.focus()
        page.keyboard.press("Enter")
        assert button.get_attribute("aria-expanded") == "true"
        leave()
        assert button.get_attribute("aria-expanded") == "false"


def test_a_button_copies_the_code_that_it_stands_at(wave):
    page = wave(permissions=["clipboard-read", "clipboard-write"])
    button = page.locator(".highlight .copybtn").first
    button.click()
    page.wait_for_function("document.querySelector('.copybtn').classList.contains('success')")
    assert page.evaluate("navigator.clipboard.readText()").startswith("import matplotlib.pyplot as plt\nimport numpy")
    assert button.get_attribute("aria-label") == "Copied"


def test_where_the_clipboard_is_closed_the_code_is_selected(wave):
    page = wave()
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('closed')); }")
    page.locator(".highlight .copybtn").first.click()
    page.wait_for_function("String(getSelection()).startsWith('import matplotlib')")
    assert "Ctrl+C" in page.locator(".copybtn").first.get_attribute("aria-label")


def test_the_colour_mode_is_switched(wave):
    page = wave(color_scheme="light")
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator(".theme-switch-button").first.click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before


def test_the_side_bar_opens_and_closes_on_a_phone(wave):
    page = wave(**PHONE)
    contents = page.locator("nav.bd-docs-nav")
    assert not contents.is_visible()
    page.locator(".primary-toggle").click()
    assert contents.is_visible()
    page.keyboard.press("Escape")
    contents.wait_for(state="hidden")  # it glides away


def test_in_print_the_page_stands_without_its_head(wave):
    page = wave()
    page.emulate_media(media="print")
    assert page.locator("article.bd-article").is_visible()
    assert not page.locator(".bd-header-article").is_visible()
    assert not page.locator(".bd-sidebar-primary").is_visible()
