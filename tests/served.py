"""A folder served on this machine, as a host of pages would."""

from __future__ import annotations

import functools
import http.server
import threading
from contextlib import contextmanager
from pathlib import Path


class Host(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing of it."""

    def log_message(self, *arguments):
        pass


@contextmanager
def served(folder: Path, host: type[Host] = Host):
    """Serve `folder` by `host` while the block runs; gives the address, with a slash at its end."""
    handler = functools.partial(host, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
