"""What the whole suite shares: the real browser that pages are opened in, and the built book."""

from __future__ import annotations

import resource
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

import inputs
import keeping
from browsers import NoBrowser, launch, new_context
from built_pages import HTML, SECONDS
from rotation import owes_tests_of

# Examples are counted, not timed: three tests share two cores, and a slow moment is no fault.
settings.register_profile("book", deadline=None)
settings.load_profile("book")

TESTS = Path(__file__).resolve().parent
IN_TURN = ("tests/unit/", "tests/book/", "tests/browser/")
NO_BOOK = "There is no built book in _build/html: run `make book` first."
INSIDE = ("data:", "blob:", "about:")
ABORTED = "net::ERR_ABORTED"


def leaves_the_book(url: str, roots: tuple[Path, ...], address: str = "") -> bool:
    """Whether a page that lies under one of `roots`, or is served at `address`, fetches something that does not."""
    if url.startswith(INSIDE) or (address and url.startswith(address)):
        return False
    if not url.startswith("file://"):
        return True
    from urllib.parse import unquote, urlsplit

    path = Path(unquote(urlsplit(url).path)).resolve()
    return not any(path.is_relative_to(root.resolve()) for root in roots)


def watch(page, roots: tuple[Path, ...], address: str = "") -> list[str]:
    """A list that grows by a sentence for each error and each request that fails or leaves the book."""
    trouble = []

    def on_failure(request):
        if request.failure != ABORTED:  # what a page still loads when the next is opened is not a fault
            trouble.append(f"request that failed: {request.url} ({request.failure})")

    def on_console(message):
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            trouble.append(f"console {message.type}: {message.text}")

    def on_request(request):
        if leaves_the_book(request.url, roots, address):
            trouble.append(f"request that leaves the book: {request.url}")

    def on_response(response):
        if response.status >= 400:
            trouble.append(f"request that failed: {response.url} ({response.status})")

    page.on("console", on_console)
    page.on("pageerror", lambda error: trouble.append(f"page error: {error}"))
    page.on("request", on_request)
    page.on("requestfailed", on_failure)
    page.on("response", on_response)
    return trouble


def pytest_configure(config):
    """Markers; `make test` keeps verdicts."""
    config.addinivalue_line(
        "markers", "inputs(of): a function that gives files and words that a test's outcome depends on"
    )
    if keeping.mode():
        config.pluginmanager.register(keeping.Keeper(config), "keeping")


def pytest_collection_modifyitems(config, items):
    """`-m "not browser"` leaves out what opens Chromium; tests of what has not changed are left to other runs."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    left = [item for item in items if item.path.is_relative_to(TESTS) and not owed(item)]
    items[:] = [item for item in items if item not in left]
    config.hook.pytest_deselected(items=left)


def owed(item) -> bool:
    """Whether this run owes a test; those of pages and of the built book decide themselves what they do."""
    own = item.path.relative_to(TESTS.parent).as_posix()
    if not own.startswith(IN_TURN) or keeping.of_the_book(item) or item.get_closest_marker("inputs"):
        return True
    reads = frozenset(getattr(item.module, "READS", ()))
    return owes_tests_of(own, reads=names_of(item.path, reads), processes=inputs.starts_processes(item.path))


@cache
def names_of(path: Path, patterns: frozenset[str]) -> frozenset[str]:
    """Names of the files that a file of tests reaches by imports, or by the patterns of its list READS."""
    found = inputs.files_read_by(path, tuple(patterns), processes=False)
    return frozenset(file.relative_to(TESTS.parent).as_posix() for file in found)


@pytest.fixture(scope="session")
def browser():
    """The browser, for the whole session; without one the tests fail with a sentence, they never skip."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        try:
            browser = launch(playwright)
        except NoBrowser as error:
            pytest.fail(str(error), pytrace=False)
        yield browser
        browser.close()


@pytest.fixture
def book() -> Path:
    """The folder of the built book."""
    if not (HTML / "index.html").is_file():
        pytest.fail(NO_BOOK, pytrace=False)
    return HTML


@pytest.fixture
def open_page(browser, tmp_path_factory):
    """Open pages that are watched: any trouble fails the test, at its end.

    `open_page(**context)` takes the options of a Playwright context, such as viewport or java_script_enabled, and as
    `address` where the page is served. The page's `trouble` lists what went wrong so far; a test that causes trouble
    on purpose checks and clears it.
    """
    opened = []

    def open_one(*, address: str = "", **options):
        context = new_context(browser, **options)
        context.set_default_timeout(30_000)
        page = context.new_page()
        page.trouble = watch(page, (HTML, tmp_path_factory.getbasetemp()), address)
        opened.append(page)
        return page

    yield open_one
    trouble = []
    for page in opened:
        trouble += page.trouble
        page.context.close()
    assert not trouble, "\n".join(trouble)


@pytest.fixture
def page(open_page):
    """A watched page of 1000 × 900 px."""
    return open_page(viewport={"width": 1000, "height": 900})


def pytest_terminal_summary(terminalreporter):
    """How many seconds the visit of a page took, and what this run cost in seconds of a core."""
    reports = [report for outcome in ("passed", "failed") for report in terminalreporter.getreports(outcome)]
    seconds = {report.nodeid: dict(report.user_properties).get(SECONDS) for report in reports}
    taken = sorted((value, name) for name, value in seconds.items() if value is not None)
    if taken:
        middle, (most, slowest) = taken[len(taken) // 2][0], taken[-1]
        name = slowest.partition("[")[2].rstrip("]")
        terminalreporter.write_line(
            f"Visits: {len(taken)} pages, median {middle:.1f} s, at most {most:.1f} s ({name})."
        )
    terminalreporter.write_line(f"Tests: {core_seconds():.0f} core-seconds.")


def core_seconds() -> float:
    """Seconds that cores have spent on this process and on those that it has started and seen end."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
