"""Pytest's side of `make mutation-scripts`: one session that runs the tests it is asked for, with one mutant alive.

Stryker writes all mutants into the scripts and each page obeys `__stryker__.activeMutant`, so that nothing is started
again for a mutant: a question is a line {"mutant": id or null, "tests": ids or null} at descriptor 3, and the answer a
line {"tests": [{id, seconds, failure}], "reached": {test: {mutant: 1}}} at descriptor 4. Questions about a mutant stop
at the first test that fails; without one all tests run, and `reached` says which mutants each test gets to.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from functools import cache

import pytest
import specimens
from playwright.sync_api import Browser, BrowserContext

PATIENCE = 2_000  # ms that a test waits for what a mutant may never do

ALIVE = "globalThis.__stryker__ = { activeMutant: %s };"
REACHING = """
globalThis.__stryker__ = (() => {
  let fresh = [];
  const told = () => { if (fresh.length) globalThis.__reached(fresh); fresh = []; };
  const reached = new Proxy({}, {
    set(all, mutant, count) {
      if (!(mutant in all) && !fresh.length) queueMicrotask(told);
      if (!(mutant in all)) fresh.push(mutant);
      all[mutant] = count;
      return true;
    },
  });
  return { currentTestId: "now", mutantCoverage: { static: {}, perTest: { now: reached } } };
})();
"""


@dataclass
class Nothing:
    """Where pytest is told that this comes next, it takes down all but what belongs to the session."""

    session: pytest.Session

    def listchain(self) -> list:
        return [self.session]


class Server:
    """The questions and answers, and what pages have to know of them.

    Attributes
    ----------
    mutant : id of the mutant that lives in new pages; None while the tests are watched.
    reached : mutants that the present test got to.
    failures : what went wrong in the present test.
    killers : tests that noticed a mutant, the latest first; neighbouring mutants are often killed by one test.
    """

    def __init__(self):
        self.questions, self.answers = os.fdopen(3), os.fdopen(4, "w", buffering=1)
        self.mutant = None
        self.reached: set[str] = set()
        self.failures: list[str] = []
        self.killers: list[str] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        items = {item.nodeid: item for item in session.items}
        for line in self.questions:
            question = json.loads(line)
            self.mutant = question["mutant"]
            names = items if question["tests"] is None else question["tests"]
            ordered = [*(name for name in self.killers if name in names), *(n for n in names if n not in self.killers)]
            self.answers.write(json.dumps(self.answer(session, [items[name] for name in ordered])) + "\n")
        return True

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.failures.append(str(report.longrepr)[-2000:])

    def answer(self, session, chosen: list) -> dict:
        """Run tests one after the other, with fixtures of their own; only the session's, such as the browser, stay."""
        tests, reached = [], {}
        for item, following in zip(chosen, [*chosen[1:], Nothing(session)], strict=True):
            tests.append(self.run(item, following))
            reached[item.nodeid] = dict.fromkeys(self.reached, 1)
            if self.mutant is not None and self.failures:
                self.killers = [item.nodeid, *(name for name in self.killers if name != item.nodeid)]
                break
        session._setupstate.teardown_exact(Nothing(session))
        return {"tests": tests, "reached": reached}

    def run(self, item, following) -> dict:
        self.reached, self.failures = set(), []
        started = time.monotonic()
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        failure = "\n".join(self.failures) or None
        return {"id": item.nodeid, "seconds": time.monotonic() - started, "failure": failure}

    def prepare(self, context) -> None:
        """Tell the pages of a new context which mutant lives, or have them say which they reach."""
        if self.mutant is None:
            context.expose_binding("__reached", lambda _, mutants: self.reached.update(mutants))
        script = REACHING if self.mutant is None else ALIVE % json.dumps(self.mutant)
        context.add_init_script(script)
        for page in context.pages:
            page.evaluate(script)


def pytest_configure(config):
    """Serve, with a browser whose contexts know of mutants."""
    server = Server()
    new_context, new_page = Browser.new_context, Browser.new_page

    def context_of_mutants(browser, **options):
        context = new_context(browser, **options)
        server.prepare(context)
        return context

    def page_of_mutants(browser, **options):
        page = new_page(browser, **options)
        server.prepare(page.context)
        return page

    wait = BrowserContext.set_default_timeout
    Browser.new_context, Browser.new_page = context_of_mutants, page_of_mutants
    BrowserContext.set_default_timeout = lambda context, timeout: wait(context, min(timeout, PATIENCE))
    for made in ("waves", "touched", "labelled", "asked", "switched", "pointed", "long", "pair", "counted"):
        setattr(specimens, made, cache(getattr(specimens, made)))
    config.pluginmanager.register(server)
