"""The page for lost addresses, served as a host does: in place of any address below the book's own path."""

from urllib.parse import urlsplit

import pytest
import yaml

from served import Host, served


@pytest.fixture
def address(book, request):
    """Serve the book at the path that `_config.yml` names; return its address."""
    config = yaml.safe_load((request.config.rootpath / "_config.yml").read_text("utf-8"))
    base = urlsplit(config["html"]["baseurl"]).path

    class Lost(Host):
        def send_head(self):
            self.path = self.path.removeprefix(base.rstrip("/"))
            return super().send_head()

        def send_error(self, code, message=None, explain=None):
            page = (book / "404.html").read_bytes()
            self.send_response(code)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Security-Policy", "default-src 'self'; style-src 'self' 'unsafe-inline'")
            self.end_headers()
            self.wfile.write(page)

    with served(book, Lost) as top:
        yield top.rstrip("/") + base


@pytest.mark.parametrize("lost", ["momentum.html", "training/old/momentum", "training/momentums.html"])
def test_a_lost_address_suggests_the_page_that_was_meant(browser, address, lost):
    page = browser.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    assert page.goto(address + lost).status == 404
    page.locator(".suggestions a").first.wait_for()
    assert page.locator(".suggestions a").first.inner_text() == "Momentum"
    page.locator(".suggestions a").first.click()
    page.wait_for_url("**/training/momentum.html")
    assert page.locator("figure.explorable").count() > 0
    page.close()
    assert errors == []


def test_an_address_like_nothing_still_leads_to_the_catalogue(browser, address):
    page = browser.new_page()
    page.goto(address + "a/b/qqqqxyz")
    page.wait_for_function("window.Explorable && Explorable.documents")
    assert not page.locator(".suggestions").is_visible()
    page.locator("text=catalogue").click()
    page.wait_for_url("**/catalogue.html")
    page.close()
