"""`make links`: links out of the book are tried, and one that leads nowhere fails the command."""

import functools
import http.server
import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest

MAKEFILE = (Path(__file__).resolve().parents[2] / "Makefile").read_text("utf-8")


@pytest.fixture
def site(tmp_path):
    """Address of a server that has one page, `there.html`."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site/there.html").write_text("<p>There.</p>")

    class Silent(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *arguments):
            pass

    handler = functools.partial(Silent, directory=str(tmp_path / "site"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def check_links(book):
    """Run the command of the Makefile in a tiny book; return the finished process."""
    [command] = re.findall(r"^links:.*\n\t((?:.*\\\n)*.*)", MAKEFILE, re.MULTILINE)
    command = command.replace("$(BIN)", str(Path(sys.executable).parent)).replace("$(CURDIR)", str(book.top))
    here = {"PYTHONPATH": str(book.top / "src"), "NO_COLOR": "1"}
    return subprocess.run(["bash", "-c", command], cwd=book.top, env=os.environ | here, capture_output=True, text=True)


@pytest.mark.parametrize(("page", "status"), [("there.html", 0), ("gone.html", 1)])
def test_a_link_that_leads_nowhere_fails(own_book, site, page, status):
    own_book.write("book/index.md", f"# Tiny\n\n[](part/wave.ipynb) and [a page]({site}/{page}).\n")
    process = check_links(own_book)
    assert bool(process.returncode) == bool(status), process.stdout + process.stderr
    assert ("gone.html" in process.stdout + process.stderr) == bool(status)
