"""A browser that is not there is asked for by name; one that an environment variable names is taken, or none."""

import pytest

from browsers import FIREFOX, NO_CHROMIUM, NO_FIREFOX, NoBrowser, launch, program


class Playwright:
    """Playwright before any browser is started: it knows only where its own Chromium would be."""

    class chromium:
        executable_path = "/nowhere/chrome"


@pytest.mark.parametrize("browser, sentence", [("chromium", NO_CHROMIUM), ("firefox", NO_FIREFOX)])
def test_a_missing_browser_is_named(browser, sentence, monkeypatch):
    monkeypatch.setenv("BROWSER", browser)
    monkeypatch.setenv(browser.upper(), "/nowhere/browser")
    with pytest.raises(NoBrowser, match=f"^No {browser.title()} was found: install one") as refusal:
        launch(Playwright)
    assert str(refusal.value) == sentence


def test_a_named_program_comes_first(monkeypatch, tmp_path):
    own = tmp_path / "firefox"
    own.touch()
    monkeypatch.setenv("FIREFOX", str(own))
    assert program("FIREFOX", FIREFOX) == str(own)
    monkeypatch.setenv("FIREFOX", str(tmp_path / "gone"))
    assert program("FIREFOX", FIREFOX) is None
