"""Hosts on this machine: of a folder, as one of pages would be, or of whatever a handler answers."""

from __future__ import annotations

import functools
import http.server
import threading
from contextlib import contextmanager
from pathlib import Path

POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"


class Host(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing of it."""

    def log_message(self, *arguments):
        pass


class Strict(Host):
    """Allows pages nothing from elsewhere, and no script of their own."""

    def end_headers(self):
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()


@contextmanager
def served(folder: Path, host: type[Host] = Host):
    """Serve `folder` by `host` while the block runs; gives the address, with a slash at its end."""
    with serving(functools.partial(host, directory=str(folder))) as address:
        yield address


@contextmanager
def serving(handler):
    """Answer requests by `handler` while the block runs; gives the address, with a slash at its end."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
