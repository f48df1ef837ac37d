"""The real browsers that pages are opened in: Chromium, or Firefox where BROWSER=firefox says so."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FIREFOX = ("firefox-esr", "firefox")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NO_CHROMIUM = (
    "No Chromium was found: install one (`apt install chromium`, or `.venv/bin/playwright install chromium`), "
    "or set CHROMIUM to the path of its program."
)
NO_FIREFOX = "No Firefox was found: install one (`apt install firefox-esr`), or set FIREFOX to the path of its program."
PHONE = {
    "ui.useOverlayScrollbars": 1,  # as on a phone, where a scroll bar takes no width
    "ui.prefersReducedMotion": 1,  # as sight.py asks of Chromium: a view that is turned to is there at once
}
DARK = """if (location.protocol === "file:") for (const key of ["mode", "theme"]) localStorage.setItem(key, "dark");"""


class NoBrowser(Exception):
    """There is no browser; the message says what to install."""


def in_firefox() -> bool:
    """Whether the tests were asked to run in Firefox."""
    return os.environ.get("BROWSER") == "firefox"


def program(variable: str, names: tuple[str, ...]) -> str | None:
    """Path of a program: the one that an environment variable names, else one on the PATH, else None."""
    if named := os.environ.get(variable):
        return named if Path(named).is_file() else None
    return next((found for name in names if (found := shutil.which(name))), None)


def chromium_program(playwright=None) -> str | None:
    """Path of a Chromium: CHROMIUM, one on the PATH, or Playwright's own; None where there is none."""
    own = playwright and not os.environ.get("CHROMIUM") and playwright.chromium.executable_path
    return program("CHROMIUM", CHROMIUM) or (own if own and Path(own).is_file() else None)


def launch(playwright, *flags: str):
    """Start the browser; NoBrowser where there is none. Firefox is an ordinary one, spoken to by WebDriver BiDi.

    flags : more of Chromium's own.
    """
    if in_firefox():
        if found := program("FIREFOX", FIREFOX):
            return playwright.firefox.launch(channel="moz-firefox", executable_path=found, firefox_user_prefs=PHONE)
        raise NoBrowser(NO_FIREFOX)
    if found := chromium_program(playwright):
        return playwright.chromium.launch(executable_path=found, args=[*FLAGS, *flags])
    raise NoBrowser(NO_CHROMIUM)


def new_context(browser, *, color_scheme: str = "light", has_touch: bool = False, **options):
    """A context of the browser; Firefox imitates neither dark systems nor fingers, so dark pages are chosen by hand."""
    if not in_firefox():
        return browser.new_context(color_scheme=color_scheme, has_touch=has_touch, **options)
    context = browser.new_context(color_scheme="null", **options)
    if color_scheme == "dark":
        context.add_init_script(DARK)
    return context
