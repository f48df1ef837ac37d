"""A server on localhost that sends gzip, as a page's host would, and counts the bytes it sends."""

from __future__ import annotations

import gzip
import mimetypes
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urlsplit

PACKED = (".woff2", ".png")  # compressed already


@cache
def body(path: Path) -> tuple[bytes, bool]:
    """Content of a file as it is sent, and whether that is gzip; packed once, at the first load, which is not timed."""
    content = path.read_bytes()
    return (content, False) if path.suffix in PACKED else (gzip.compress(content, 6, mtime=0), True)


class Handler(BaseHTTPRequestHandler):
    """Answers with files below the server's folder, and never lets a browser keep them."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = (self.server.top / unquote(urlsplit(self.path).path).lstrip("/")).resolve()
        if not path.is_file() or not path.is_relative_to(self.server.top):
            return self.send_error(404)
        content, packed = body(path)
        self.send_response(200)
        self.send_header("Content-Type", mimetypes.guess_type(path.name)[0] or "application/octet-stream")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(content)
        self.server.sent += len(content)

    def log_message(self, *_) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """Serves a folder from a thread of its own, in a `with` statement; `sent` counts the bytes of bodies."""

    daemon_threads = True

    def __init__(self, top: Path):
        super().__init__(("127.0.0.1", 0), Handler)
        self.top, self.sent = top.resolve(), 0

    def __enter__(self) -> Server:
        Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self.shutdown()
        self.server_close()

    def address(self, path: Path) -> str:
        """Where a file below the folder is served."""
        return f"http://127.0.0.1:{self.server_address[1]}/{path.resolve().relative_to(self.top).as_posix()}"
