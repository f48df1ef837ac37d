"""Links as they come out of chats and mails, and addresses that are written often; each test has a copy that fails."""

from __future__ import annotations

import pytest
import specimens

START = {"height": 1.0, "count": 3, "shape": "sine", "marks": False}
STATE = "document.getElementById('waves').explorable.state()"
STATUS = "document.querySelector('#waves .status').textContent"
SENT = "#waves?height=0.7&count=1&shape=cosine&marks=true"
THERE = {"height": 0.7, "count": 1, "shape": "cosine", "marks": True}


@pytest.fixture(scope="module")
def waves() -> str:
    return specimens.waves()


@pytest.fixture(scope="module")
def address(waves, tmp_path_factory) -> str:
    return specimens.write_page(tmp_path_factory.mktemp("addresses") / "waves.html", waves)


def encoded(link: str, marks: str = "?&=") -> str:
    return "#" + "".join(f"%{ord(letter):X}" if letter in marks else letter for letter in link[1:])


ARRIVED = {
    "as sent": SENT,
    "the question mark encoded": encoded(SENT, "?"),
    "all marks encoded": encoded(SENT),
    "encoded twice": encoded(encoded(SENT), "%"),
    "as HTML": SENT.replace("&", "&amp;"),
    "as HTML twice": SENT.replace("&", "&amp;amp;"),
    "as HTML, encoded": encoded(SENT.replace("&", "&amp;"), "&;"),
    "some marks encoded": SENT.replace("&count", "%26count"),
    "at the end of a sentence": f"{SENT}.",
    "in brackets": f"{SENT})",
    "in brackets at the end of a sentence": f"{SENT}).",
    "in quotes": f"{SENT}”",
    "encoded, at the end of a sentence": f"{encoded(SENT)}.",
    "the end encoded": f"{SENT}%29",
}


def opened(page, address: str, link: str) -> tuple[dict, str]:
    """The state in which a fresh page opens at `link`, and what it says of the link."""
    page.goto("about:blank")
    page.goto(address + link)
    return page.evaluate(STATE), page.evaluate(STATUS)


@pytest.mark.parametrize("link", ARRIVED.values(), ids=ARRIVED)
def test_a_link_opens_its_state_however_it_was_sent(page, address, link):
    assert opened(page, address, link) == (THERE, "")


BROKEN_READINGS = {
    "not decoded": ("      text = decoded(text);\n", "", encoded(SENT)),
    "HTML is not seen": ('text.replace(/&(amp;)+/g, "&")', "text", ARRIVED["as HTML"]),
    "a full stop is part of the link": ('plain.replace(BEHIND, "")', "plain", ARRIVED["at the end of a sentence"]),
}


@pytest.mark.parametrize("how", BROKEN_READINGS)
def test_a_player_that_takes_links_literally_is_found(page, waves, tmp_path, how):
    old, new, link = BROKEN_READINGS[how]
    address = specimens.write_page(tmp_path / "broken.html", waves, text=specimens.broken(old, new))
    assert opened(page, address, link) != (THERE, "")


@pytest.mark.parametrize(
    ("link", "changes", "said"),
    [
        ("#waves?height=tall&count=1", {"count": 1}, "Not understood in this link: “height=tall”."),
        ("#waves?height=0.7&fbclid=x&gclid=y", {"height": 0.7}, "Not understood in this link: “fbclid=x” and 1 more."),
        ("#waves?height=0.7?utm=x", {"height": 0.7}, "Not understood in this link: “utm=x”."),
        (f"#waves?count=1&{'long' * 30}=", {"count": 1}, f"Not understood in this link: “{'long' * 10}…”."),
        ("#waves?height=0.7", {"height": 0.7}, ""),
    ],
)
def test_what_is_not_understood_is_said(page, address, link, changes, said):
    assert opened(page, address, link) == ({**START, **changes}, said)


def test_a_link_that_is_understood_as_it_stands_is_not_read_otherwise(page, tmp_path):
    """An option may hold the marks of a link."""
    words = "a&choice=plain)"
    address = specimens.write_page(tmp_path / "marks.html", specimens.labelled(words))
    page.goto(address)
    page.locator("button.preset").click()
    link = page.evaluate("location.hash")
    assert link == "#labelled?choice=a%26choice%3Dplain%29"
    for sent in (link, encoded(link, "%"), f"{link}."):
        page.goto("about:blank")
        page.goto(address + sent)
        assert page.evaluate("document.getElementById('labelled').explorable.state()") == {"choice": words}, sent


# Addresses that are written often

WEBKIT = """() => {
  const replace = history.replaceState.bind(history);
  let times = [];
  history.replaceState = (...given) => {
    times = times.filter((time) => performance.now() - time < 30000);
    if (times.length >= 100) throw new DOMException("more than 100 times per 30 seconds", "SecurityError");
    times.push(performance.now());
    replace(...given);
  };
}"""
KEYS = """(count) => {
  const input = document.querySelector("input[name=height]");
  for (let i = 0; i <= count; i++) {
    input.value = String(i % 20);
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
}"""


def written(page, waves: str, path, text: str | None = None) -> str:
    """The address after 130 fast keys and a pause of two seconds, in a browser with WebKit's limit."""
    page.clock.install()
    page.goto(specimens.write_page(path, waves, text=text))
    page.evaluate(WEBKIT)
    page.evaluate(KEYS, 130)
    page.clock.run_for(2000)
    return page.evaluate("location.hash")


LAST = "#waves?height=1.1&count=3&shape=sine&marks=false"


def test_the_address_catches_up_after_many_fast_keys(page, waves, tmp_path):
    assert written(page, waves, tmp_path / "fast.html") == LAST


def test_a_player_that_writes_at_each_key_is_found(page, waves, tmp_path):
    text = specimens.broken("written.length < MOST", "true")
    assert written(page, waves, tmp_path / "hasty.html", text) != LAST


UNWRITTEN = "history.replaceState = () => { throw new DOMException('no', 'SecurityError'); };"
NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', { value: undefined });"


def said_after_copying(page, address: str, before: str) -> str:
    page.goto(address)
    page.evaluate(f"() => {{ {before} }}")
    page.locator(".take summary").click()
    page.locator("button.copy-link").click()
    return page.evaluate(STATUS)


def test_the_address_bar_is_named_only_where_it_holds_the_link(page, address):
    assert said_after_copying(page, address, NO_CLIPBOARD) == "The address bar now holds the link."
    said = said_after_copying(page, address, NO_CLIPBOARD + UNWRITTEN)
    assert said == f"{address}#waves?height=1&count=3&shape=sine&marks=false"


def test_a_player_that_trusts_the_address_bar_is_found(page, waves, tmp_path):
    text = specimens.broken("location.href === link", "true")
    address = specimens.write_page(tmp_path / "trusting.html", waves, text=text)
    assert "address bar" in said_after_copying(page, address, NO_CLIPBOARD + UNWRITTEN)
